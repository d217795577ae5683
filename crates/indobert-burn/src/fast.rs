//! Inference on the CPU by encoder-engine.

use burn::tensor::Device;
use encoder_engine::{Encoder, EncoderConfig, Head, Ragged};

use crate::device::is_host;
use crate::inference::Wanted;
use crate::model::SequenceClassifier;
use crate::weights::{parameters, prefix};
use crate::{Activation, Architecture, BertConfig, Pooling};

pub(crate) use encoder_engine::Output;

/// A copy of a network's weights, laid out for products.
#[derive(Debug)]
pub(crate) struct FastEncoder(Encoder);

/// What the engine calls it; `None` if it does not make that.
pub(crate) fn output(wanted: Wanted) -> Option<Output> {
    match wanted {
        Wanted::Logits => Some(Output::Logits),
        Wanted::Vector(Pooling::Mean) => Some(Output::Mean),
        Wanted::Vector(Pooling::Cls) => Some(Output::First),
        Wanted::Vector(Pooling::Pooler) => Some(Output::Pooled),
        Wanted::Vector(Pooling::Static) => None,
    }
}

impl FastEncoder {
    /// `None` where Burn has to do the work: on another device, or for weights that the engine
    /// refuses because one is not finite.
    pub(crate) fn new(
        model: &SequenceClassifier,
        config: &BertConfig,
        device: &Device,
    ) -> Option<Self> {
        if !is_host(device) {
            return None;
        }
        let [_, labels] = model.classifier.weight.val().dims();
        let mut parameters = parameters(model, config.architecture);
        let prefix = prefix(config.architecture);
        let tensors = |name: &str, _: &[usize]| {
            let of_encoder = format!("{prefix}{name}");
            let take = parameters
                .remove(&of_encoder)
                .or_else(|| parameters.remove(name));
            match take {
                Some(take) => Ok(take().1),
                None => Err("the network has no such parameter"),
            }
        };
        let encoder = Encoder::builder(shape(config, labels)).build(tensors);
        encoder.ok().map(Self)
    }

    /// One row a text, on as many threads as rayon's pool has; `after` is told how many are done.
    pub(crate) fn run(
        &self,
        texts: &[Vec<u32>],
        output: Output,
        mut after: impl FnMut(usize) + Send,
    ) -> Vec<Vec<f32>> {
        let ids = texts.concat();
        let mut offsets = vec![0];
        offsets.extend(texts.iter().scan(0, |end, text| {
            *end += text.len();
            Some(*end)
        }));
        let mut rows = vec![Vec::new(); texts.len()];
        let mut done = 0;
        let sink = |text: usize, values: &[f32]| {
            rows[text] = values.to_vec();
            done += 1;
            after(done);
        };
        Ragged::new(&ids, &offsets)
            .and_then(|ragged| {
                self.0
                    .run(ragged, output, rayon::current_num_threads(), sink)
            })
            .expect("texts are cut to the model's positions and have ids of its vocabulary");
        rows
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the engine computes in f32"
)]
fn shape(config: &BertConfig, labels: usize) -> EncoderConfig {
    EncoderConfig {
        architecture: match config.architecture {
            Architecture::Bert => encoder_engine::Architecture::Bert,
            Architecture::Albert { .. } => encoder_engine::Architecture::Albert,
        },
        hidden: config.hidden_size,
        embedding: config.embedding_width(),
        layers: config.num_hidden_layers,
        heads: config.num_attention_heads,
        intermediate: config.intermediate_size,
        vocab: config.vocab_size,
        positions: config.max_position_embeddings,
        types: config.type_vocab_size,
        eps: config.layer_norm_eps as f32,
        activation: match config.activation {
            Activation::Gelu => encoder_engine::Activation::Gelu,
            Activation::GeluNew => encoder_engine::Activation::GeluTanh,
        },
        head: Head::Classifier { labels },
    }
}

#[cfg(test)]
mod tests {
    use burn::module::Param;

    use super::*;

    #[test]
    fn takes_every_kind_of_network_whose_weights_are_numbers() {
        let device = Device::flex();
        for architecture in [
            Architecture::Bert,
            Architecture::Albert { embedding_size: 8 },
        ] {
            let config = BertConfig {
                architecture,
                ..BertConfig::tiny(20)
            };
            let mut model = SequenceClassifier::new(&config, 3, &device);
            let made = FastEncoder::new(&model, &config, &device);
            assert!(made.is_some(), "{architecture:?}");
            let bias = Param::from_data([0.0, f32::NAN, 0.0], &device);
            model.classifier.bias = Some(bias);
            let made = FastEncoder::new(&model, &config, &device);
            assert!(made.is_none(), "{architecture:?}");
        }
    }
}
