//! One layer of the encoder.

use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig, LayerNorm, LayerNormConfig, Linear, LinearConfig};
use burn::tensor::{Device, Tensor};
use encoder_burn::model::{activate, dropout, linear};
use encoder_burn::{Activation, Precision};

use super::{SelfAttention, SpeechBatch};
use crate::{NormPlace, Wav2Vec2Config};

/// `W_2 gelu(W_1 x)`.
#[derive(Module, Debug)]
pub struct FeedForward {
    /// `W_1`, hidden to intermediate.
    pub intermediate_dense: Linear,
    /// In the middle, in training.
    pub intermediate_dropout: Dropout,
    /// `W_2`, intermediate to hidden.
    pub output_dense: Linear,
    /// At the end, in training.
    pub output_dropout: Dropout,
    /// Which GELU.
    #[module(skip)]
    pub activation: Activation,
}

impl FeedForward {
    /// Lays out the parameters; their values come later.
    pub fn new(config: &Wav2Vec2Config, device: &Device) -> Self {
        let (hidden, middle) = (config.hidden_size, config.intermediate_size);
        Self {
            intermediate_dense: LinearConfig::new(hidden, middle).init(device),
            intermediate_dropout: DropoutConfig::new(config.activation_dropout).init(),
            output_dense: LinearConfig::new(middle, hidden).init(device),
            output_dropout: DropoutConfig::new(config.hidden_dropout).init(),
            activation: config.activation,
        }
    }

    /// `[rows, hidden]` to the same shape.
    pub fn forward(&self, x: Tensor<2>, precision: Precision) -> Tensor<2> {
        let middle = linear(&self.intermediate_dense, x, precision); // [rows, intermediate]
        let middle = activate(middle, self.activation);
        let middle = dropout(&self.intermediate_dropout, middle);
        let output = linear(&self.output_dense, middle, precision); // [rows, hidden]
        dropout(&self.output_dropout, output)
    }
}

/// Self-attention, then the feed-forward network, each with a residual and a LayerNorm.
#[derive(Module, Debug)]
pub struct Layer {
    /// Mixes frames.
    pub attention: SelfAttention,
    /// Before or after the attention.
    pub layer_norm: LayerNorm,
    /// Works on each frame alone.
    pub feed_forward: FeedForward,
    /// Before or after the feed-forward network.
    pub final_layer_norm: LayerNorm,
    /// After the attention, in training.
    pub dropout: Dropout,
    /// Where the norms stand.
    #[module(skip)]
    pub norm_place: NormPlace,
}

impl Layer {
    /// Lays out the parameters; their values come later.
    pub fn new(config: &Wav2Vec2Config, device: &Device) -> Self {
        let norm = || {
            LayerNormConfig::new(config.hidden_size)
                .with_epsilon(config.layer_norm_eps)
                .init(device)
        };
        Self {
            attention: SelfAttention::new(config, device),
            layer_norm: norm(),
            feed_forward: FeedForward::new(config, device),
            final_layer_norm: norm(),
            dropout: DropoutConfig::new(config.hidden_dropout).init(),
            norm_place: config.norm_place,
        }
    }

    /// `[batch * seq, hidden]` to the same shape, for the frames of `input`.
    pub fn forward(&self, x: Tensor<2>, input: &SpeechBatch) -> Tensor<2> {
        let attend = |x| dropout(&self.dropout, self.attention.forward(x, input));
        let feed = |x| self.feed_forward.forward(x, input.precision);
        match self.norm_place {
            NormPlace::After => {
                let x = self.layer_norm.forward(x.clone() + attend(x));
                self.final_layer_norm.forward(x.clone() + feed(x))
            }
            NormPlace::Before => {
                let x = x.clone() + attend(self.layer_norm.forward(x));
                x.clone() + feed(self.final_layer_norm.forward(x))
            }
        }
    }
}
