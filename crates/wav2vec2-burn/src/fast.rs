//! Inference on the CPU by wav2vec2-engine.

use encoder_burn::weights::parameters;
use wav2vec2_engine::{
    ConvolutionNorm, Head, HeadLayers, Input, NormOrder, Output, SpeechConfig, SpeechEncoder,
};

use crate::inference::Wanted;
use crate::model::SpeechNetwork;
use crate::weights::Spelling;
use crate::{Activation, FeatureNorm, NormPlace, Wav2Vec2Config};

/// A network's weights, laid out for products.
#[derive(Debug)]
pub(crate) struct FastEncoder(SpeechEncoder);

impl FastEncoder {
    /// From Burn's tensors; `None` if the engine refuses them: a weight that is not finite, a
    /// direction of the positional convolution that is zero, a shape beyond all use.
    pub(crate) fn new(network: &SpeechNetwork, config: &Wav2Vec2Config) -> Option<Self> {
        let [_, labels] = network.classifier.weight.val().dims();
        let mut parameters = parameters(network, &Spelling);
        let encoder = SpeechEncoder::builder(shape(config, labels)).build(|name, _| {
            let take = parameters.remove(name);
            Ok::<_, &str>(take.ok_or("the network has no such parameter")?().values)
        });
        encoder.ok().map(Self)
    }

    /// One row a clip that has been normalised, on as many threads as rayon's pool has; `after` is
    /// told how many are done. `None` if the engine refuses a clip.
    pub(crate) fn run(
        &self,
        clips: &[Vec<f32>],
        wanted: Wanted,
        mut after: impl FnMut(usize) + Send,
    ) -> Option<Vec<Vec<f32>>> {
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
        self.0.run(clips, output, threads, sink).ok()?;
        Some(rows)
    }
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
