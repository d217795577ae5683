//! The weights of a classifier: in Burn's tensors, in the engine, or in both.

use burn::tensor::Device;
use encoder_burn::model::is_host;
use encoder_burn::weights::fill;

use crate::fast::FastEncoder;
use crate::model::SequenceClassifier;
use crate::weights::Checkpoint;
use crate::{BertConfig, BertError};

pub(crate) type Network = encoder_burn::weights::Network<FastEncoder>;

/// Takes the weights from a folder: on a host device into the engine alone.
pub(crate) fn load(
    config: &BertConfig,
    labels: usize,
    device: &Device,
    checkpoint: &mut Checkpoint,
) -> Result<Network, BertError> {
    if is_host(device) {
        let packed = FastEncoder::load(config, labels, checkpoint)?;
        return Ok(Network::of_packed(packed));
    }
    let laid_out = SequenceClassifier::new(config, labels, device);
    let model = fill(laid_out, &config.architecture, checkpoint)?;
    Ok(Network::of_burn(model))
}

#[cfg(test)]
#[cfg(feature = "cpu")]
mod tests {
    use std::collections::BTreeMap;
    use std::error::Error;

    use burn::module::Param;
    use encoder_burn::weights::{Tensor, tensors, to_safetensors};

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
                let network = load(config, 3, &device, &mut checkpoint).unwrap();
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
        classifier.network = Network::of_burn(model);
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
