//! The weights of a classifier: in Burn's tensors, in the engine, or in both.

use burn::tensor::Device;
use encoder_burn::model::is_host;
use encoder_burn::weights::{Source, fill};

use crate::fast::FastEncoder;
use crate::model::SpeechNetwork;
use crate::weights::Spelling;
use crate::{SpeechError, Wav2Vec2Config};

pub(crate) type Network = encoder_burn::weights::Network<FastEncoder>;

/// Takes the weights from a folder: on a host device into the engine alone.
pub(crate) fn load(
    config: &Wav2Vec2Config,
    labels: usize,
    device: &Device,
    source: &mut dyn Source,
) -> Result<Network, SpeechError> {
    if is_host(device) {
        let packed = FastEncoder::load(config, labels, source)?;
        return Ok(Network::of_packed(packed));
    }
    let laid_out = SpeechNetwork::new(config, labels, device);
    Ok(Network::of_burn(fill(laid_out, &Spelling, source)?))
}

#[cfg(test)]
#[cfg(feature = "cpu")]
mod tests {
    use std::collections::BTreeMap;
    use std::error::Error;
    use std::fs;

    use burn::module::Param;
    use encoder_burn::weights::{Tensor, tensors, to_safetensors};

    use super::*;
    use crate::weights::{self, Fresh, POSITIONS, Stored};
    use crate::{
        Engine, FeatureNorm, Freeze, NormPlace, SpeechClassifier, SpeechInferenceOptions,
        SpeechTrainParams,
    };

    fn drawn(config: &Wav2Vec2Config) -> SpeechClassifier {
        let labels = ["low", "high"].map(str::to_owned).to_vec();
        let device = crate::Device::from_name("cpu").unwrap();
        SpeechClassifier::init(config, labels, &device, 5).unwrap()
    }

    fn engine(classifier: &SpeechClassifier) -> *const FastEncoder {
        classifier.network.packed(&classifier.config).unwrap()
    }

    fn clip() -> Vec<f32> {
        (0..900_u16).map(|at| (0.1 * f32::from(at)).sin()).collect()
    }

    fn bits(tensors: impl Iterator<Item = Tensor>) -> BTreeMap<String, (Vec<usize>, Vec<u32>)> {
        let bits = |tensor: Tensor| {
            let values = tensor.values.into_iter().map(f32::to_bits);
            (tensor.name, (tensor.shape, values.collect()))
        };
        tensors.map(bits).collect()
    }

    /// Networks of every kind, with a vector for hidden frames and without.
    fn configs() -> Vec<Wav2Vec2Config> {
        let tiny = Wav2Vec2Config::tiny();
        let mut before = Wav2Vec2Config {
            norm_place: NormPlace::Before,
            feature_norm: FeatureNorm::Layer,
            conv_bias: true,
            weighted_layer_sum: true,
            ..tiny.clone()
        };
        before.mask_time.share = 0.0;
        before.mask_feature.share = 0.0;
        let with_bias = Wav2Vec2Config {
            conv_bias: true,
            position_kernel: 7,
            ..tiny.clone()
        };
        vec![tiny, before, with_bias]
    }

    /// A file whole, without its head, and with its weight norm multiplied out.
    fn files(classifier: &SpeechClassifier) -> [Vec<u8>; 3] {
        let (network, config) = (&classifier.network, &classifier.config);
        let is_head = |name: &str| !name.starts_with("wav2vec2.");
        let bare = network.tensors(config).filter(|t| !is_head(&t.name));
        let merged = network.tensors(config).filter_map(|mut tensor| {
            if tensor.name.ends_with("original1") {
                tensor.name = format!("{POSITIONS}.weight");
            }
            (!tensor.name.ends_with("original0")).then_some(tensor)
        });
        [
            to_safetensors(network.tensors(config)).unwrap(),
            to_safetensors(bare).unwrap(),
            to_safetensors(merged).unwrap(),
        ]
    }

    #[test]
    fn an_engine_hands_back_the_tensors_that_burn_would_have() {
        let device = Device::flex();
        for config in &configs() {
            for (file, drawn) in files(&drawn(config)).iter().zip([0, 4, 0]) {
                let folder = tempfile::tempdir().unwrap();
                fs::write(folder.path().join("model.safetensors"), file).unwrap();
                let open = || {
                    let config = config.clone();
                    weights::open(folder.path(), Fresh { seed: 9, config }).unwrap()
                };
                let mut checkpoint = open();
                let mut stored = Stored::new(&mut checkpoint, config.position_shape());
                let laid_out = SpeechNetwork::new(config, 2, &device);
                let by_burn = fill(laid_out, &Spelling, &mut stored).unwrap();
                let report = checkpoint.into_report();
                let of_sum = usize::from(drawn > 0 && config.weighted_layer_sum);
                assert_eq!(report.initialised.len(), drawn + of_sum);
                let wanted = bits(tensors(&by_burn, &Spelling));

                let load = || {
                    let mut checkpoint = open();
                    let mut stored = Stored::new(&mut checkpoint, config.position_shape());
                    let network = load(config, 2, &device, &mut stored).unwrap();
                    assert_eq!(checkpoint.into_report(), report);
                    network
                };
                let network = load();
                assert_eq!(bits(network.tensors(config)), wanted);
                let clone = network.clone();
                let of_shared = clone.into_model(config, &device);
                assert_eq!(bits(tensors(&of_shared, &Spelling)), wanted);
                let lent = network.model(config, &device);
                assert_eq!(bits(tensors(lent, &Spelling)), wanted);
                for network in [network, load()] {
                    let model = network.into_model(config, &device);
                    assert_eq!(bits(tensors(&model, &Spelling)), wanted);
                }
            }
        }
    }

    #[test]
    fn an_engine_is_made_once_for_all_clones_and_anew_for_other_weights() {
        let classifier = drawn(&Wav2Vec2Config::tiny());
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
        assert_ne!(trained.classify(&[clip()]).unwrap(), before);
        assert_eq!(classifier.classify(&[clip()]).unwrap(), before);
    }

    #[test]
    fn neither_engine_gives_an_answer_that_is_not_finite() {
        let mut classifier = drawn(&Wav2Vec2Config::tiny());
        let device = Device::flex();
        let mut model = classifier.network.into_model(&classifier.config, &device);
        model.classifier.bias = Some(Param::from_data([0.0, f32::NAN], &device));
        classifier.network = Network::of_burn(model);
        for _ in 0..2 {
            let error = classifier.classify(&[clip()]).unwrap_err();
            let message = "the engine of the device `cpu` refuses the network";
            assert_eq!(error.to_string(), message);
            let cause = error.source().unwrap().to_string();
            assert_eq!(cause, "the tensor `classifier.bias` holds NaN at index 1");
        }
        let options = SpeechInferenceOptions::default().with_engine(Engine::Burn);
        let error = classifier.classify_with(&[clip()], &options).unwrap_err();
        assert!(
            matches!(error, SpeechError::OutputNotFinite { clip: 0 }),
            "{error}"
        );
    }
}
