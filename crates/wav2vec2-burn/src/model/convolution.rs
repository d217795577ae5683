//! One convolution of the feature extractor, its normalisation and its activation.

use burn::module::{Module, Param};
use burn::nn::Initializer;
use burn::nn::conv::{Conv1d, Conv1dConfig};
use burn::tensor::{Device, Tensor};
use encoder_burn::Activation;
use encoder_burn::model::activate;

use crate::{FeatureNorm, Wav2Vec2Config};

/// Added to the variance; PyTorch's own number, whatever `layer_norm_eps` says.
const EPS: f64 = 1e-5;

/// `gamma (x - mean) / sqrt(variance + 1e-5) + beta` for `[batch, channels, frames]`.
///
/// Over frames it is PyTorch's `GroupNorm` with a group a channel, over channels its `LayerNorm`.
#[derive(Module, Debug)]
pub struct ConvNorm {
    /// `[channels]`
    pub gamma: Param<Tensor<1>>,
    /// `[channels]`
    pub beta: Param<Tensor<1>>,
    /// Over frames or over channels.
    #[module(skip)]
    pub kind: FeatureNorm,
}

impl ConvNorm {
    /// `[batch, channels, frames]` to the same shape.
    pub fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let along = match self.kind {
            FeatureNorm::Group => 2,
            FeatureNorm::Layer => 1,
        };
        let channels = x.dims()[1];
        let centred = x.clone() - x.mean_dim(along);
        let variance = centred.clone().square().mean_dim(along);
        let gamma = self.gamma.val().reshape([1, channels, 1]);
        let beta = self.beta.val().reshape([1, channels, 1]);
        centred / (variance + EPS).sqrt() * gamma + beta
    }
}

/// `gelu(norm(conv(x)))`.
#[derive(Module, Debug)]
pub struct ConvLayer {
    /// `[channels, channels before, kernel]`
    pub conv: Conv1d,
    /// Absent from all but the first, in networks of [`FeatureNorm::Group`].
    pub layer_norm: Option<ConvNorm>,
    /// Which GELU.
    #[module(skip)]
    pub activation: Activation,
}

impl ConvLayer {
    /// Lays out the parameters of the convolution with this index; their values come later.
    pub fn new(config: &Wav2Vec2Config, index: usize, device: &Device) -> Self {
        let shape = config.convolutions[index];
        let before = match index.checked_sub(1) {
            Some(before) => config.convolutions[before].channels,
            None => 1,
        };
        let is_normed = config.feature_norm == FeatureNorm::Layer || index == 0;
        Self {
            conv: Conv1dConfig::new(before, shape.channels, shape.kernel)
                .with_stride(shape.stride)
                .with_bias(config.conv_bias)
                .init(device),
            layer_norm: is_normed.then(|| ConvNorm {
                gamma: Initializer::Ones.init([shape.channels], device),
                beta: Initializer::Zeros.init([shape.channels], device),
                kind: config.feature_norm,
            }),
            activation: config.feature_activation,
        }
    }

    /// `[batch, channels before, frames before]` to `[batch, channels, frames]`.
    pub fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let mut x = self.conv.forward(x);
        if let Some(norm) = &self.layer_norm {
            x = norm.forward(x);
        }
        activate(x, self.activation)
    }
}
