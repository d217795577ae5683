//! Hugging Face's `config.json` of a wav2vec 2.0 model.

mod check;
mod keys;

use std::path::Path;

use encoder_burn::{Activation, LabelMap};
use serde_json::{Map, Value};

use crate::SpeechError;

/// What normalises the output of the convolutions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum FeatureNorm {
    /// `group`: the first convolution alone, each channel over all frames of the clip.
    #[default]
    Group,
    /// `layer`: every convolution, each frame over its channels.
    Layer,
}

/// Where the norms of the encoder stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum NormPlace {
    /// After each residual; `"do_stable_layer_norm": false`.
    #[default]
    After,
    /// Before attention and feed-forward network, and after the last layer;
    /// `"do_stable_layer_norm": true`.
    Before,
}

/// One convolution over the samples, or over the frames of the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Convolution {
    /// Output channels.
    pub channels: usize,
    /// Frames that make one.
    pub kernel: usize,
    /// Frames from one to the next.
    pub stride: usize,
}

impl Convolution {
    /// A convolution of this shape.
    pub fn new(channels: usize, kernel: usize, stride: usize) -> Self {
        Self {
            channels,
            kernel,
            stride,
        }
    }
}

/// Spans along one axis that are hidden from the network while it learns: Park et al.,
/// "`SpecAugment`" (2019).
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct MaskSpans {
    /// Share of the axis that spans would cover if none overlapped, from 0 to below 1.
    pub share: f64,
    /// Length of a span, at least 1.
    pub length: usize,
    /// Spans at least, where there is room.
    pub at_least: usize,
}

impl MaskSpans {
    /// Spans of this kind.
    pub fn new(share: f64, length: usize, at_least: usize) -> Self {
        Self {
            share,
            length,
            at_least,
        }
    }
}

/// The shape of a wav2vec 2.0 classifier and what its classes are called.
///
/// Keys of the file that have no field here are kept in [`extra`](Self::extra) and written back.
///
/// ```
/// use wav2vec2_burn::Wav2Vec2Config;
///
/// let config = Wav2Vec2Config::base();
/// // A second of sound at 16 kHz is 49 frames of 20 ms.
/// assert_eq!(config.frames(16_000), 49);
/// assert_eq!(config.receptive_field(), 400);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Wav2Vec2Config {
    /// What normalises the convolutions.
    pub feature_norm: FeatureNorm,
    /// The convolutions in order.
    pub convolutions: Vec<Convolution>,
    /// Whether convolutions have a bias.
    pub conv_bias: bool,
    /// After each convolution, and after the positional one.
    pub feature_activation: Activation,
    /// Width of each frame's vector in the encoder.
    pub hidden_size: usize,
    /// Number of layers.
    pub num_hidden_layers: usize,
    /// Attention heads a layer; divides `hidden_size`.
    pub num_attention_heads: usize,
    /// Width of the feed-forward network's middle.
    pub intermediate_size: usize,
    /// Between the halves of the feed-forward network.
    pub activation: Activation,
    /// Where the encoder's norms stand.
    pub norm_place: NormPlace,
    /// Kernel of the positional convolution.
    pub position_kernel: usize,
    /// Its groups; divide `hidden_size`.
    pub position_groups: usize,
    /// Added to the variance in the encoder's norms. Those of the convolutions add 1e-5.
    pub layer_norm_eps: f64,
    /// Dropout after attention and feed-forward network and before the first layer, in training.
    pub hidden_dropout: f64,
    /// Dropout in the middle of the feed-forward network, in training.
    pub activation_dropout: f64,
    /// Dropout on the attention weights, in training.
    pub attention_dropout: f64,
    /// Dropout after the projection of the features, in training.
    pub feature_dropout: f64,
    /// Chance of a layer to be left out of a step, in training.
    pub layer_drop: f64,
    /// Whether spans are hidden in training.
    pub spec_augment: bool,
    /// Spans of frames, which are replaced by a learned vector.
    pub mask_time: MaskSpans,
    /// Spans of the hidden width, which are set to 0.
    pub mask_feature: MaskSpans,
    /// Whether the head reads a weighted sum of all layers' outputs instead of the last one's.
    pub weighted_layer_sum: bool,
    /// Width between the two linear layers of the head.
    pub classifier_width: usize,
    /// Standard deviation of freshly drawn linear weights.
    pub initializer_range: f64,
    /// Class names, from `id2label`, if the file has them.
    pub labels: Option<LabelMap>,
    /// All other keys.
    pub extra: Map<String, Value>,
}

impl Wav2Vec2Config {
    /// Reads a `config.json`.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, is not JSON, or holds a value that this crate does not compute:
    /// another family, adapters, activations other than `gelu` and `gelu_new`.
    pub fn from_path(path: &Path) -> Result<Self, SpeechError> {
        Ok(keys::read(path)?)
    }

    /// The shape of `facebook/wav2vec2-base`.
    pub fn base() -> Self {
        let convolutions = [(10, 5), (3, 2), (3, 2), (3, 2), (3, 2), (2, 2), (2, 2)];
        Self {
            feature_norm: FeatureNorm::Group,
            convolutions: convolutions
                .map(|(kernel, stride)| Convolution::new(512, kernel, stride))
                .to_vec(),
            conv_bias: false,
            feature_activation: Activation::Gelu,
            hidden_size: 768,
            num_hidden_layers: 12,
            num_attention_heads: 12,
            intermediate_size: 3072,
            activation: Activation::Gelu,
            norm_place: NormPlace::After,
            position_kernel: 128,
            position_groups: 16,
            layer_norm_eps: 1e-5,
            hidden_dropout: 0.1,
            activation_dropout: 0.1,
            attention_dropout: 0.1,
            feature_dropout: 0.0,
            layer_drop: 0.1,
            spec_augment: true,
            mask_time: MaskSpans::new(0.05, 10, 2),
            mask_feature: MaskSpans::new(0.0, 10, 0),
            weighted_layer_sum: false,
            classifier_width: 256,
            initializer_range: 0.02,
            labels: None,
            extra: Map::new(),
        }
    }

    /// The shape of `facebook/wav2vec2-xls-r-300m`.
    pub fn xls_r_300m() -> Self {
        Self {
            feature_norm: FeatureNorm::Layer,
            conv_bias: true,
            hidden_size: 1024,
            num_hidden_layers: 24,
            num_attention_heads: 16,
            intermediate_size: 4096,
            norm_place: NormPlace::Before,
            ..Self::base()
        }
    }

    /// Two layers of 32 dimensions under narrow convolutions, for tests, examples and small data.
    pub fn tiny() -> Self {
        let mut config = Self {
            hidden_size: 32,
            num_hidden_layers: 2,
            num_attention_heads: 4,
            intermediate_size: 64,
            position_kernel: 16,
            position_groups: 4,
            classifier_width: 16,
            ..Self::base()
        };
        for convolution in &mut config.convolutions {
            convolution.channels = 16;
        }
        config
    }

    /// Frames that the convolutions make of a clip: `(length - kernel) / stride + 1` after each; 0 if
    /// it is too short.
    pub fn frames(&self, samples: usize) -> usize {
        self.convolutions.iter().fold(samples, |length, conv| {
            match length.checked_sub(conv.kernel) {
                Some(rest) => rest / conv.stride + 1,
                None => 0,
            }
        })
    }

    /// Samples that make the first frame.
    pub fn receptive_field(&self) -> usize {
        let backwards = self.convolutions.iter().rev();
        backwards.fold(1, |frames, conv| (frames - 1) * conv.stride + conv.kernel)
    }

    /// Samples from one frame to the next.
    pub fn hop(&self) -> usize {
        self.convolutions.iter().map(|conv| conv.stride).product()
    }

    /// Channels of the last convolution.
    pub(crate) fn feature_width(&self) -> usize {
        self.convolutions.last().map_or(1, |conv| conv.channels)
    }

    /// Shape of the positional convolution's weight.
    pub(crate) fn position_shape(&self) -> [usize; 3] {
        let groups = self.hidden_size / self.position_groups;
        [self.hidden_size, groups, self.position_kernel]
    }

    /// Whether the network has a vector for hidden frames, as in transformers.
    pub(crate) fn has_mask_vector(&self) -> bool {
        self.mask_time.share > 0.0 || self.mask_feature.share > 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_frames_as_transformers_does() {
        let config = Wav2Vec2Config::base();
        for (samples, frames) in [
            (0, 0),
            (399, 0),
            (400, 1),
            (719, 1),
            (720, 2),
            (16_000, 49),
            (48_000, 149),
            (80_000, 249),
        ] {
            assert_eq!(config.frames(samples), frames, "{samples}");
        }
        assert_eq!(config.hop(), 320);
    }
}
