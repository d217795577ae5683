//! The weights of a classifier: in Burn's tensors and, once something was run, in the engine too.

use std::sync::{Arc, OnceLock};

use crate::Wav2Vec2Config;
use crate::fast::FastEncoder;
use crate::model::SpeechNetwork;

/// Lends its weights and lets nobody change them in place, so that the engine has the same ones
/// always: who trains takes the network out, and the engine is gone with the rest.
#[derive(Clone, Debug)]
pub(crate) struct Network(Arc<Halves>);

#[derive(Debug)]
struct Halves {
    model: SpeechNetwork,
    /// Made once for all clones, when something is run; `None` in it if the engine refuses.
    engine: OnceLock<Option<FastEncoder>>,
}

impl Network {
    pub(crate) fn new(model: SpeechNetwork) -> Self {
        let engine = OnceLock::new();
        Self(Arc::new(Halves { model, engine }))
    }

    /// The network in Burn's terms.
    pub(crate) fn model(&self) -> &SpeechNetwork {
        &self.0.model
    }

    /// The network in Burn's terms, to be changed. If no clone is left, the engine's memory goes.
    pub(crate) fn into_model(self) -> SpeechNetwork {
        match Arc::try_unwrap(self.0) {
            Ok(halves) => halves.model,
            Err(shared) => shared.model.clone(),
        }
    }

    /// The engine; on a host device only, for it computes there.
    pub(crate) fn engine(&self, config: &Wav2Vec2Config) -> Option<&FastEncoder> {
        let Halves { model, engine } = &*self.0;
        let made = engine.get_or_init(|| FastEncoder::new(model, config));
        made.as_ref()
    }
}

#[cfg(test)]
#[cfg(feature = "cpu")]
mod tests {
    use burn::module::Param;

    use super::*;
    use crate::{Device, Freeze, SpeechClassifier, SpeechError, SpeechTrainParams};

    fn drawn() -> SpeechClassifier {
        let labels = ["low", "high"].map(str::to_owned).to_vec();
        let device = Device::from_name("cpu").unwrap();
        SpeechClassifier::init(&Wav2Vec2Config::tiny(), labels, &device, 5).unwrap()
    }

    fn engine(classifier: &SpeechClassifier) -> *const FastEncoder {
        classifier.network.engine(&classifier.config).unwrap()
    }

    fn clip() -> Vec<f32> {
        (0..900_u16).map(|at| (0.1 * f32::from(at)).sin()).collect()
    }

    #[test]
    fn an_engine_is_made_once_for_all_clones_and_anew_for_other_weights() {
        let classifier = drawn();
        assert!(classifier.network.0.engine.get().is_none());
        let before = classifier.classify(&[clip()]).unwrap();
        let made = engine(&classifier);
        classifier.embed(&[clip()]).unwrap();
        let clone = classifier.clone();
        assert_eq!((engine(&classifier), engine(&clone)), (made, made));

        let rows = [(clip(), 0), (vec![0.5; 900], 1)];
        let params = SpeechTrainParams::default()
            .with_epochs(2)
            .with_learning_rate(1e-2)
            .with_freeze(Freeze::Nothing);
        let (trained, _) = clone.train(&rows, &rows, &params, &mut |_| ()).unwrap();
        assert!(trained.network.0.engine.get().is_none());
        assert_ne!(trained.classify(&[clip()]).unwrap(), before);
        assert_eq!(classifier.classify(&[clip()]).unwrap(), before);
    }

    #[test]
    fn what_the_engine_refuses_is_left_to_burn() {
        let mut classifier = drawn();
        let mut model = classifier.network.into_model();
        let device = model.classifier.weight.val().device();
        model.classifier.bias = Some(Param::from_data([0.0, f32::NAN], &device));
        classifier.network = Network::new(model);
        assert!(classifier.network.engine(&classifier.config).is_none());
        let error = classifier.classify(&[clip()]).unwrap_err();
        assert!(
            matches!(error, SpeechError::OutputNotFinite { clip: 0 }),
            "{error}"
        );
        // The mean does not pass the head.
        assert!(classifier.embed(&[clip()]).is_ok());
    }
}
