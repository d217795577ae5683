//! Inference on the CPU by wav2vec2-engine.

use std::sync::Arc;

use burn::tensor::Device;
use encoder_burn::weights::{Names, Packed, Refusal, Source, Tensor, parameters};
use wav2vec2_engine::{
    ConvolutionNorm, Head, HeadLayers, Input, NormOrder, Output, SpeechConfig, SpeechEncoder,
};

use crate::inference::Wanted;
use crate::model::SpeechNetwork;
use crate::weights::{POSITIONS, Spelling};
use crate::{Activation, FeatureNorm, NormPlace, SpeechError, Wav2Vec2Config};

/// A network's weights, laid out for products.
#[derive(Debug)]
pub(crate) struct FastEncoder {
    engine: SpeechEncoder,
    /// Tensors of a folder that the engine does not have to the bit: it multiplies the weight norm
    /// out, and has no use for what matters in training alone.
    apart: Vec<Tensor>,
}

/// Refused are a weight that is not finite, a direction of the positional convolution that is zero,
/// and a shape beyond all use.
impl Packed for FastEncoder {
    type Model = SpeechNetwork;
    type Config = Wav2Vec2Config;

    fn pack(model: &SpeechNetwork, config: &Wav2Vec2Config) -> Result<Self, Refusal> {
        let [_, labels] = model.classifier.weight.val().dims();
        let mut parameters = parameters(model, &Spelling);
        let engine = SpeechEncoder::builder(shape(config, labels)).build(|name, _| {
            let take = parameters.remove(name);
            Ok::<_, &str>(take.ok_or("the network has no such parameter")?().values)
        });
        let engine = engine.map_err(|error| Arc::new(error) as Refusal)?;
        let apart = Vec::new();
        Ok(Self { engine, apart })
    }

    fn lay_out(&self, config: &Wav2Vec2Config, device: &Device) -> SpeechNetwork {
        SpeechNetwork::new(config, self.engine.width(Output::Logits), device)
    }

    fn names(_config: &Wav2Vec2Config) -> &dyn Names {
        &Spelling
    }

    fn tensors(&self, _config: &Wav2Vec2Config) -> Box<dyn Iterator<Item = Tensor> + '_> {
        let shared = self.engine.tensors().filter_map(named);
        Box::new(self.apart.iter().cloned().chain(shared))
    }

    fn into_tensors(self, _config: &Wav2Vec2Config) -> Box<dyn Iterator<Item = Tensor>> {
        let shared = self.engine.into_tensors().filter_map(named);
        Box::new(self.apart.into_iter().chain(shared))
    }
}

impl FastEncoder {
    /// From a folder.
    pub(crate) fn load(
        config: &Wav2Vec2Config,
        labels: usize,
        source: &mut dyn Source,
    ) -> Result<Self, SpeechError> {
        let mut apart = Vec::new();
        for (name, shape) in shapes_apart(config) {
            let values = source.values(&name, &shape)?;
            apart.push(Tensor {
                name,
                shape,
                values,
            });
        }
        let mut failure = None;
        let engine = SpeechEncoder::builder(shape(config, labels)).build(|name, shape| {
            if let Some(tensor) = apart.iter().find(|tensor| tensor.name == name) {
                return Ok(tensor.values.clone());
            }
            source.values(name, shape).map_err(|error| {
                failure = Some(error);
                "the folder does not give it"
            })
        });
        if let Some(failure) = failure {
            return Err(failure.into());
        }
        let engine = engine.map_err(|error| SpeechError::Engine {
            source: Arc::new(error),
        })?;
        Ok(Self { engine, apart })
    }

    /// One row a clip that has been normalised, on as many threads as rayon's pool has; `after` is
    /// told how many are done. Refused are clips that are too short or not finite.
    pub(crate) fn run(
        &self,
        clips: &[Vec<f32>],
        wanted: Wanted,
        mut after: impl FnMut(usize) + Send,
    ) -> Result<Vec<Vec<f32>>, SpeechError> {
        let output = match wanted {
            Wanted::Logits => Output::Logits,
            Wanted::Mean => Output::HeadMean,
        };
        let mut rows = vec![Vec::new(); clips.len()];
        let mut done = 0;
        let sink = |clip: usize, values: &[f32]| {
            rows[clip] = values.to_vec();
            done += 1;
            after(done);
        };
        let threads = rayon::current_num_threads();
        let done = self.engine.run(clips, output, threads, sink);
        done.map_err(|error| SpeechError::Engine {
            source: Arc::new(error),
        })?;
        Ok(rows)
    }
}

/// The tensors that the engine does not hand back as they were given.
fn shapes_apart(config: &Wav2Vec2Config) -> Vec<(String, Vec<usize>)> {
    let shape = config.position_shape();
    let normed = format!("{POSITIONS}.parametrizations.weight");
    let mut apart = vec![
        (format!("{normed}.original0"), vec![1, 1, shape[2]]),
        (format!("{normed}.original1"), shape.to_vec()),
    ];
    if config.has_mask_vector() {
        let name = "wav2vec2.masked_spec_embed";
        apart.push((name.to_owned(), vec![config.hidden_size]));
    }
    // The group norm behind it takes it away.
    if config.conv_bias && config.feature_norm == FeatureNorm::Group {
        let name = "wav2vec2.feature_extractor.conv_layers.0.conv.bias";
        apart.push((name.to_owned(), vec![config.convolutions[0].channels]));
    }
    apart
}

/// A tensor of the engine's, but for the weight norm multiplied out.
fn named(tensor: wav2vec2_engine::Tensor) -> Option<Tensor> {
    let wav2vec2_engine::Tensor {
        name,
        shape,
        values,
    } = tensor;
    let is_merged = name.strip_prefix(POSITIONS) == Some(".weight");
    (!is_merged).then_some(Tensor {
        name,
        shape,
        values,
    })
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the engine computes in f32"
)]
fn shape(config: &Wav2Vec2Config, labels: usize) -> SpeechConfig {
    let convolutions = config.convolutions.iter();
    let convolutions = convolutions.map(|conv| wav2vec2_engine::Convolution {
        channels: conv.channels,
        kernel: conv.kernel,
        stride: conv.stride,
    });
    SpeechConfig {
        convolutions: convolutions.collect(),
        convolution_bias: config.conv_bias,
        convolution_norm: match config.feature_norm {
            FeatureNorm::Group => ConvolutionNorm::Group,
            FeatureNorm::Layer => ConvolutionNorm::Layer,
        },
        convolution_activation: activation(config.feature_activation),
        hidden: config.hidden_size,
        layers: config.num_hidden_layers,
        heads: config.num_attention_heads,
        intermediate: config.intermediate_size,
        positional_kernel: config.position_kernel,
        positional_groups: config.position_groups,
        norm_order: match config.norm_place {
            NormPlace::After => NormOrder::After,
            NormPlace::Before => NormOrder::Before,
        },
        eps: config.layer_norm_eps as f32,
        activation: activation(config.activation),
        // Clips have been normalised, if the folder says so.
        input: Input::AsGiven,
        head: Head::Classifier {
            projection: config.classifier_width,
            labels,
            layers: match config.weighted_layer_sum {
                true => HeadLayers::Mixture,
                false => HeadLayers::Last,
            },
        },
    }
}

fn activation(activation: Activation) -> wav2vec2_engine::Activation {
    match activation {
        Activation::Gelu => wav2vec2_engine::Activation::Gelu,
        _ => wav2vec2_engine::Activation::GeluTanh,
    }
}
