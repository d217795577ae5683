//! From samples to vectors of the encoder's width.

use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig, LayerNorm, LayerNormConfig, Linear, LinearConfig};
use burn::tensor::{Device, Tensor};
use encoder_burn::Precision;
use encoder_burn::model::{dropout, linear};
use encoder_burn::training::off_tape_if_frozen;

use super::ConvLayer;
use crate::Wav2Vec2Config;

/// The convolutions.
#[derive(Module, Debug)]
pub struct FeatureExtractor {
    /// In order.
    pub conv_layers: Vec<ConvLayer>,
}

impl FeatureExtractor {
    /// Lays out the parameters; their values come later.
    pub fn new(config: &Wav2Vec2Config, device: &Device) -> Self {
        let layers = 0..config.convolutions.len();
        Self {
            conv_layers: layers
                .map(|index| ConvLayer::new(config, index, device))
                .collect(),
        }
    }

    /// `[clips, samples]` to `[clips, frames, channels]`.
    pub fn forward(&self, samples: Tensor<2>) -> Tensor<3> {
        off_tape_if_frozen(self, samples, Self::convolve)
    }

    fn convolve(&self, samples: Tensor<2>) -> Tensor<3> {
        let mut x = samples.unsqueeze_dim::<3>(1); // [clips, 1, samples]
        for layer in &self.conv_layers {
            x = layer.forward(x); // [clips, channels, frames]
        }
        x.swap_dims(1, 2)
    }
}

/// `W LayerNorm(x) + b`.
#[derive(Module, Debug)]
pub struct FeatureProjection {
    /// Over the channels.
    pub layer_norm: LayerNorm,
    /// `[channels, hidden]`
    pub projection: Linear,
    /// After the projection, in training.
    pub dropout: Dropout,
}

impl FeatureProjection {
    /// Lays out the parameters; their values come later.
    pub fn new(config: &Wav2Vec2Config, device: &Device) -> Self {
        let width = config.feature_width();
        Self {
            layer_norm: LayerNormConfig::new(width)
                .with_epsilon(config.layer_norm_eps)
                .init(device),
            projection: LinearConfig::new(width, config.hidden_size).init(device),
            dropout: DropoutConfig::new(config.feature_dropout).init(),
        }
    }

    /// `[rows, channels]` to `[rows, hidden]`.
    pub fn forward(&self, x: Tensor<2>, precision: Precision) -> Tensor<2> {
        let normed = self.layer_norm.forward(x);
        let projected = linear(&self.projection, normed, precision);
        dropout(&self.dropout, projected)
    }
}
