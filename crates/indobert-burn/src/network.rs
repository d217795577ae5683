//! The weights of a classifier: in Burn's tensors, in the engine, or in both.

use std::error::Error;
use std::sync::{Arc, OnceLock};

use burn::tensor::Device;
use encoder_burn::model::is_host;
use encoder_burn::weights::{Given, Tensor, fill, tensors};

use crate::fast::FastEncoder;
use crate::model::SequenceClassifier;
use crate::weights::Checkpoint;
use crate::{BertConfig, BertError};

/// Lends its weights and lets nobody change them in place, so that the engine has the same ones
/// always: who trains takes the network out, and the engine is gone with the rest.
///
/// On a host device the weights of a folder go into the engine alone. The other half is made when
/// somebody asks for it, once for all clones.
#[derive(Clone, Debug)]
pub(crate) struct Network(Arc<Halves>);

/// Why the engine does not take a network.
type Refusal = Arc<dyn Error + Send + Sync>;

#[derive(Debug)]
enum Halves {
    /// Drawn, trained, or on another device than the host.
    Burn {
        model: SequenceClassifier,
        engine: OnceLock<Result<FastEncoder, Refusal>>,
    },
    /// From a folder.
    Engine {
        engine: FastEncoder,
        model: OnceLock<SequenceClassifier>,
    },
}

impl Network {
    pub(crate) fn new(model: SequenceClassifier) -> Self {
        let engine = OnceLock::new();
        Self(Arc::new(Halves::Burn { model, engine }))
    }

    /// Takes the weights from a folder.
    pub(crate) fn load(
        config: &BertConfig,
        labels: usize,
        device: &Device,
        checkpoint: &mut Checkpoint,
    ) -> Result<Self, BertError> {
        if is_host(device) {
            let engine = FastEncoder::load(config, labels, checkpoint)?;
            let model = OnceLock::new();
            return Ok(Self(Arc::new(Halves::Engine { engine, model })));
        }
        let laid_out = SequenceClassifier::new(config, labels, device);
        Ok(Self::new(fill(laid_out, &config.architecture, checkpoint)?))
    }

    /// The network in Burn's terms.
    pub(crate) fn model(&self, config: &BertConfig, device: &Device) -> &SequenceClassifier {
        match &*self.0 {
            Halves::Burn { model, .. } => model,
            Halves::Engine { engine, model } => model.get_or_init(|| {
                let tensors = engine.tensors(config.architecture);
                assemble(config, engine.labels(), device, tensors)
            }),
        }
    }

    /// The network in Burn's terms, to be changed. If no clone is left, the engine's memory goes
    /// while the tensors are made.
    pub(crate) fn into_model(self, config: &BertConfig, device: &Device) -> SequenceClassifier {
        match Arc::try_unwrap(self.0) {
            Ok(Halves::Burn { model, .. }) => model,
            Ok(Halves::Engine { engine, model }) => model.into_inner().unwrap_or_else(|| {
                let labels = engine.labels();
                let tensors = engine.into_tensors(config.architecture);
                assemble(config, labels, device, tensors)
            }),
            Err(shared) => match &*shared {
                Halves::Burn { model, .. } => model.clone(),
                // What is made for training alone is not kept for the clones.
                Halves::Engine { engine, model } => model.get().cloned().unwrap_or_else(|| {
                    let tensors = engine.tensors(config.architecture);
                    assemble(config, engine.labels(), device, tensors)
                }),
            },
        }
    }

    /// The engine, on a host device.
    pub(crate) fn engine(&self, config: &BertConfig) -> Result<&FastEncoder, BertError> {
        match &*self.0 {
            Halves::Engine { engine, .. } => Ok(engine),
            Halves::Burn { model, engine } => engine
                .get_or_init(|| FastEncoder::new(model, config).map_err(Arc::from))
                .as_ref()
                .map_err(|refusal| BertError::Engine {
                    source: refusal.clone(),
                }),
        }
    }

    /// The weights as a file has them, made one at a time.
    pub(crate) fn tensors(&self, config: &BertConfig) -> Box<dyn Iterator<Item = Tensor> + '_> {
        match &*self.0 {
            Halves::Burn { model, .. } => Box::new(tensors(model, &config.architecture)),
            Halves::Engine { engine, .. } => Box::new(engine.tensors(config.architecture)),
        }
    }
}

/// Burn's tensors with the values of an engine.
fn assemble(
    config: &BertConfig,
    labels: usize,
    device: &Device,
    tensors: impl Iterator<Item = Tensor>,
) -> SequenceClassifier {
    let laid_out = SequenceClassifier::new(config, labels, device);
    fill(laid_out, &config.architecture, &mut Given::new(tensors))
        .expect("an engine has every tensor of its network")
}

#[cfg(test)]
#[cfg(feature = "cpu")]
mod tests {
    use std::collections::BTreeMap;

    use burn::module::Param;
    use encoder_burn::weights::to_safetensors;

    use super::*;
    use crate::weights::{self, Fresh};
    use crate::{Architecture, BertClassifier, Engine, InferenceOptions, Tokenizer};

    const ARCHITECTURES: [Architecture; 2] = [
        Architecture::Bert,
        Architecture::Albert { embedding_size: 8 },
    ];

    fn drawn(architecture: Architecture) -> BertClassifier {
        let texts = ["warung buka", "warung buka 24 jam"];
        let tokenizer = Tokenizer::train_word_piece(texts, 60).unwrap();
        let config = BertConfig {
            architecture,
            type_vocab_size: 3,
            ..BertConfig::tiny(tokenizer.vocab_size())
        };
        let labels = ["negative", "neutral", "positive"].map(str::to_owned);
        let device = crate::Device::from_name("cpu").unwrap();
        BertClassifier::init(&config, tokenizer, labels.to_vec(), &device, 5).unwrap()
    }

    fn bits(tensors: impl Iterator<Item = Tensor>) -> BTreeMap<String, (Vec<usize>, Vec<u32>)> {
        let bits = |tensor: Tensor| {
            let values = tensor.values.into_iter().map(f32::to_bits);
            (tensor.name, (tensor.shape, values.collect()))
        };
        tensors.map(bits).collect()
    }

    #[test]
    fn an_engine_hands_back_the_tensors_that_burn_would_have() {
        let device = Device::flex();
        for (architecture, whole) in ARCHITECTURES
            .into_iter()
            .flat_map(|a| [(a, true), (a, false)])
        {
            let made = drawn(architecture);
            let config = &made.config;
            let is_head = |name: &str| name.contains(".pooler.") || name.starts_with("classifier.");
            let tensors_of_file = made.network.tensors(config);
            let kept = tensors_of_file.filter(|tensor| whole || !is_head(&tensor.name));
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("model.safetensors");
            std::fs::write(file, to_safetensors(kept).unwrap()).unwrap();
            let fresh = Fresh {
                seed: 9,
                deviation: 0.02,
            };
            let open = || weights::open(folder.path(), architecture, fresh).unwrap();

            let mut checkpoint = open();
            let laid_out = SequenceClassifier::new(config, 3, &device);
            let by_burn = fill(laid_out, &architecture, &mut checkpoint).unwrap();
            let report = checkpoint.into_report();
            assert_eq!(report.initialised.len(), if whole { 0 } else { 4 });
            let wanted = bits(tensors(&by_burn, &architecture));

            let load = || {
                let mut checkpoint = open();
                let network = Network::load(config, 3, &device, &mut checkpoint).unwrap();
                assert_eq!(checkpoint.into_report(), report);
                network
            };
            let network = load();
            assert_eq!(bits(network.tensors(config)), wanted);
            let clone = network.clone();
            let of_shared = clone.into_model(config, &device);
            assert_eq!(bits(tensors(&of_shared, &architecture)), wanted);
            let lent = network.model(config, &device);
            assert_eq!(bits(tensors(lent, &architecture)), wanted);
            for network in [network, load()] {
                let model = network.into_model(config, &device);
                assert_eq!(bits(tensors(&model, &architecture)), wanted);
            }
        }
    }

    #[test]
    fn neither_engine_gives_an_answer_that_is_not_finite() {
        let mut classifier = drawn(Architecture::Bert);
        let device = Device::flex();
        let mut model = classifier.network.into_model(&classifier.config, &device);
        model.classifier.bias = Some(Param::from_data([0.0, f32::NAN, 0.0], &device));
        classifier.network = Network::new(model);
        let options = InferenceOptions::default();
        for _ in 0..2 {
            let error = classifier.classify(&["warung"], &options).unwrap_err();
            let message = "the engine of the device `cpu` refuses the network";
            assert_eq!(error.to_string(), message);
            let cause = error.source().unwrap().to_string();
            assert_eq!(cause, "the tensor `classifier.bias` holds NaN at index 1");
        }
        let options = options.with_engine(Engine::Burn);
        let error = classifier.classify(&["warung"], &options).unwrap_err();
        assert!(
            matches!(error, BertError::OutputNotFinite { text: 0 }),
            "{error}"
        );
    }
}
