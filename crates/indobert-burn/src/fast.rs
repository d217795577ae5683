//! Inference on the CPU by encoder-engine.

use std::error::Error;
use std::sync::Arc;

use burn::tensor::Device;
use encoder_burn::weights::{Names, Packed, Refusal, Source, Tensor, parameters};
use encoder_engine::{Encoder, EncoderConfig, EncoderError, Head, Output, Ragged};

use crate::inference::Wanted;
use crate::model::SequenceClassifier;
use crate::weights::{Checkpoint, prefix};
use crate::{Activation, Architecture, BertConfig, BertError, ModelError, Pooling};

/// A network's weights, laid out for products.
#[derive(Debug)]
pub(crate) struct FastEncoder(Encoder);

/// Refused are weights of which one is not finite.
impl Packed for FastEncoder {
    type Model = SequenceClassifier;
    type Config = BertConfig;

    fn pack(model: &SequenceClassifier, config: &BertConfig) -> Result<Self, Refusal> {
        let [_, labels] = model.classifier.weight.val().dims();
        let mut parameters = parameters(model, &config.architecture);
        let encoder = Encoder::builder(shape(config, labels)).build(|name, _| {
            let take = parameters.remove(&file_name(name, config.architecture));
            let take = take.ok_or("the network has no such parameter")?;
            Ok::<_, Box<dyn Error + Send + Sync>>(take().values)
        });
        encoder.map(Self).map_err(|error| Arc::new(error) as _)
    }

    fn lay_out(&self, config: &BertConfig, device: &Device) -> SequenceClassifier {
        SequenceClassifier::new(config, self.0.width(Output::Logits), device)
    }

    fn names(config: &BertConfig) -> &dyn Names {
        &config.architecture
    }

    fn tensors(&self, config: &BertConfig) -> Box<dyn Iterator<Item = Tensor> + '_> {
        let (tensors, architecture) = (self.0.tensors(), config.architecture);
        Box::new(tensors.map(move |tensor| named(tensor, architecture)))
    }

    fn into_tensors(self, config: &BertConfig) -> Box<dyn Iterator<Item = Tensor>> {
        let (tensors, architecture) = (self.0.into_tensors(), config.architecture);
        Box::new(tensors.map(move |tensor| named(tensor, architecture)))
    }
}

impl FastEncoder {
    /// From a folder.
    pub(crate) fn load(
        config: &BertConfig,
        labels: usize,
        checkpoint: &mut Checkpoint,
    ) -> Result<Self, BertError> {
        let encoder = Encoder::builder(shape(config, labels))
            .build(|name, shape| checkpoint.values(&file_name(name, config.architecture), shape));
        encoder.map(Self).map_err(|error| match error {
            EncoderError::Tensor { name, source } => match source.downcast::<ModelError>() {
                Ok(of_checkpoint) => BertError::Model(*of_checkpoint),
                Err(source) => refused(EncoderError::Tensor { name, source }),
            },
            other => refused(other),
        })
    }

    /// One row a text, on as many threads as rayon's pool has; `after` is told how many are done.
    /// Refused are texts longer than the model's positions, or with ids beyond its vocabulary.
    pub(crate) fn run(
        &self,
        texts: &[Vec<u32>],
        wanted: Wanted,
        mut after: impl FnMut(usize) + Send,
    ) -> Result<Vec<Vec<f32>>, BertError> {
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
                let threads = rayon::current_num_threads();
                self.0.run(ragged, output(wanted), threads, sink)
            })
            .map_err(refused)?;
        Ok(rows)
    }
}

/// What the engine calls it.
fn output(wanted: Wanted) -> Output {
    match wanted {
        Wanted::Logits => Output::Logits,
        Wanted::Vector(Pooling::Mean) => Output::Mean,
        Wanted::Vector(Pooling::Cls) => Output::First,
        Wanted::Vector(Pooling::Pooler) => Output::Pooled,
        Wanted::Vector(Pooling::Static) => Output::Words,
    }
}

/// The engine's names lack what stands before those of an encoder in a file.
fn file_name(name: &str, architecture: Architecture) -> String {
    if name.starts_with("classifier.") {
        name.to_owned()
    } else {
        format!("{}{name}", prefix(architecture))
    }
}

fn named(tensor: encoder_engine::Tensor, architecture: Architecture) -> Tensor {
    Tensor {
        name: file_name(&tensor.name, architecture),
        shape: tensor.shape,
        values: tensor.values,
    }
}

fn refused(error: EncoderError) -> BertError {
    let source = Arc::new(error);
    BertError::Engine { source }
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
            _ => encoder_engine::Activation::GeluTanh,
        },
        head: Head::Classifier { labels },
    }
}

#[cfg(test)]
mod tests {
    use burn::module::Param;
    use burn::tensor::Device;

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
            let made = FastEncoder::pack(&model, &config);
            assert!(made.is_ok(), "{architecture:?}");
            let bias = Param::from_data([0.0, f32::NAN, 0.0], &device);
            model.classifier.bias = Some(bias);
            let refusal = FastEncoder::pack(&model, &config).unwrap_err();
            assert_eq!(
                refusal.to_string(),
                "the tensor `classifier.bias` holds NaN at index 1"
            );
        }
    }
}
