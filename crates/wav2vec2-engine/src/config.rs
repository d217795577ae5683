use encoder_engine::Activation;
use encoder_engine::parts::{LayerShape, NormOrder};

use crate::SpeechError;

/// The shape of a model, with the numbers of its `config.json`.
///
/// The default is wav2vec 2.0 base without a head.
///
/// ```
/// use wav2vec2_engine::{Head, HeadLayers, SpeechConfig};
///
/// let config = SpeechConfig {
///     head: Head::Classifier { projection: 256, labels: 5, layers: HeadLayers::Last },
///     ..SpeechConfig::xls_r_300m()
/// };
/// assert_eq!((config.hidden, config.frames(80_000)), (1024, Some(249)));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct SpeechConfig {
    /// The convolutions from samples to frames (`conv_dim`, `conv_kernel`, `conv_stride`).
    pub convolutions: Vec<Convolution>,
    /// Whether they have a bias (`conv_bias`).
    pub convolution_bias: bool,
    /// What stands behind them (`feat_extract_norm`).
    pub convolution_norm: ConvolutionNorm,
    /// Behind each convolution, the positional one too (`feat_extract_activation`).
    pub convolution_activation: Activation,
    /// Width of a frame's state (`hidden_size`).
    pub hidden: usize,
    /// Layers (`num_hidden_layers`).
    pub layers: usize,
    /// Attention heads of a layer (`num_attention_heads`), a divisor of `hidden`.
    pub heads: usize,
    /// Width of the middle of the feed-forward network (`intermediate_size`).
    pub intermediate: usize,
    /// Frames that the positional convolution sees at once (`num_conv_pos_embeddings`).
    pub positional_kernel: usize,
    /// Its groups (`num_conv_pos_embedding_groups`), a divisor of `hidden`.
    pub positional_groups: usize,
    /// Where a layer has its norms (`do_stable_layer_norm`: before).
    pub norm_order: NormOrder,
    /// Added to the variance in each LayerNorm behind the convolutions (`layer_norm_eps`).
    pub eps: f32,
    /// Between the two products of the feed-forward network (`hidden_act`).
    pub activation: Activation,
    /// What becomes of the samples first (`do_normalize` of `preprocessor_config.json`).
    pub input: Input,
    /// What stands behind the last layer.
    pub head: Head,
}

/// A convolution from samples, or from frames of the one before it, to fewer frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Convolution {
    /// Channels that come out of it.
    pub channels: usize,
    /// Frames that it sees at once.
    pub kernel: usize,
    /// Frames from one place to the next.
    pub stride: usize,
}

/// The norms of the convolutions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConvolutionNorm {
    /// `group`: behind the first one each channel over all of the clip.
    Group,
    /// `layer`: behind each one every frame over all channels.
    Layer,
}

/// What becomes of the samples of a clip before the first convolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Input {
    /// They are brought to mean 0 and variance 1: `(x - mean) / sqrt(variance + 1e-7)`.
    Normalized,
    /// They are taken as they are.
    AsGiven,
}

/// What stands behind the last layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Head {
    /// Nothing: `Wav2Vec2Model`.
    None,
    /// A linear layer, the mean over the frames, another linear layer:
    /// `Wav2Vec2ForSequenceClassification`.
    Classifier {
        /// Width between the two (`classifier_proj_size`).
        projection: usize,
        /// How many logits a clip has.
        labels: usize,
        /// Which layers it reads (`use_weighted_layer_sum`).
        layers: HeadLayers,
    },
}

/// The states that a head reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HeadLayers {
    /// Those behind the last layer.
    Last,
    /// A learned mixture of what goes into the first layer and what comes out of each.
    Mixture,
    /// The same, the last ones behind the LayerNorm of a model that has its norms before. So it was
    /// in transformers 4; transformers 5 computes [`Mixture`](Self::Mixture) from the same files.
    NormedMixture,
}

/// Channels, kernel and stride of wav2vec 2.0: a frame of 400 samples each 320.
const KERNELS: [(usize, usize); 7] = [(10, 5), (3, 2), (3, 2), (3, 2), (3, 2), (2, 2), (2, 2)];

impl Default for SpeechConfig {
    fn default() -> Self {
        Self {
            convolutions: KERNELS
                .map(|(kernel, stride)| Convolution {
                    channels: 512,
                    kernel,
                    stride,
                })
                .to_vec(),
            convolution_bias: false,
            convolution_norm: ConvolutionNorm::Group,
            convolution_activation: Activation::Gelu,
            hidden: 768,
            layers: 12,
            heads: 12,
            intermediate: 3072,
            positional_kernel: 128,
            positional_groups: 16,
            norm_order: NormOrder::After,
            eps: 1e-5,
            activation: Activation::Gelu,
            input: Input::Normalized,
            head: Head::None,
        }
    }
}

/// The product of two widths and a kernel stays far from overflow.
const MOST: usize = 1 << 20;

const MOST_KERNEL: usize = 1 << 16;

const MOST_LAYERS: usize = 1024;

impl SpeechConfig {
    /// The shape of XLS-R with 300 million parameters, and of the large models with LayerNorm.
    #[must_use]
    pub fn xls_r_300m() -> Self {
        Self {
            convolution_bias: true,
            convolution_norm: ConvolutionNorm::Layer,
            hidden: 1024,
            layers: 24,
            heads: 16,
            intermediate: 4096,
            norm_order: NormOrder::Before,
            ..Self::default()
        }
    }

    /// How many frames a clip of so many samples has; none if it is too short for one.
    #[must_use]
    pub fn frames(&self, samples: usize) -> Option<usize> {
        self.convolutions.iter().try_fold(samples, |length, conv| {
            let steps = length.checked_sub(conv.kernel)?.checked_div(conv.stride)?;
            Some(steps + 1)
        })
    }

    /// The samples that so many frames see.
    #[must_use]
    pub fn samples(&self, frames: usize) -> usize {
        self.convolutions.iter().rev().fold(frames, |frames, conv| {
            let last = frames.saturating_sub(1).saturating_mul(conv.stride);
            last.saturating_add(conv.kernel)
        })
    }

    pub(crate) fn layer_shape(&self) -> LayerShape {
        LayerShape {
            hidden: self.hidden,
            heads: self.heads,
            intermediate: self.intermediate,
            eps: self.eps,
            activation: self.activation,
            order: self.norm_order,
        }
    }

    /// The channels of the last convolution.
    pub(crate) fn features(&self) -> usize {
        self.convolutions.last().map_or(1, |conv| conv.channels)
    }

    pub(crate) fn check(&self) -> Result<(), SpeechError> {
        let (projection, labels) = match self.head {
            Head::Classifier {
                projection, labels, ..
            } => (projection, labels),
            Head::None => (1, 1),
        };
        for (name, got, most) in [
            ("convolutions", self.convolutions.len(), MOST_LAYERS),
            ("hidden", self.hidden, MOST),
            ("layers", self.layers, MOST_LAYERS),
            ("heads", self.heads, MOST),
            ("intermediate", self.intermediate, MOST),
            ("positional_kernel", self.positional_kernel, MOST_KERNEL),
            ("positional_groups", self.positional_groups, MOST),
            ("projection", projection, MOST),
            ("labels", labels, MOST),
        ] {
            check_size(name, got, most)?;
        }
        for conv in &self.convolutions {
            check_size("channels", conv.channels, MOST)?;
            check_size("kernel", conv.kernel, MOST_KERNEL)?;
            check_size("stride", conv.stride, MOST_KERNEL)?;
        }
        for (name, got) in [
            ("heads", self.heads),
            ("positional_groups", self.positional_groups),
        ] {
            if !self.hidden.is_multiple_of(got) {
                let hidden = self.hidden;
                return Err(SpeechError::Divisor { name, hidden, got });
            }
        }
        if !(0.0..1.0).contains(&self.eps) {
            return Err(SpeechError::Eps { got: self.eps });
        }
        Ok(())
    }
}

fn check_size(name: &'static str, got: usize, most: usize) -> Result<(), SpeechError> {
    if got == 0 || got > most {
        Err(SpeechError::Size { name, most, got })
    } else {
        Ok(())
    }
}
