//! One layer of the encoder.

use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig, LayerNorm, LayerNormConfig, Linear, LinearConfig};
use burn::tensor::{Device, Tensor};
use encoder_burn::model::{activate, dropout, linear};

use super::{SelfAttention, TokenBatch};
use crate::{Activation, BertConfig, Precision};

/// `LayerNorm(x + W_2 gelu(W_1 x))`, with the GELU that the model was trained with.
#[derive(Module, Debug)]
pub struct FeedForward {
    /// `W_1`, hidden to intermediate.
    pub intermediate: Linear,
    /// `W_2`, intermediate to hidden.
    pub output: Linear,
    /// After the residual.
    pub layer_norm: LayerNorm,
    /// Before the residual, in training.
    pub dropout: Dropout,
    /// Which GELU.
    #[module(skip)]
    pub activation: Activation,
}

impl FeedForward {
    /// Lays out the parameters; their values come later.
    pub fn new(config: &BertConfig, device: &Device) -> Self {
        let (hidden, middle) = (config.hidden_size, config.intermediate_size);
        Self {
            intermediate: LinearConfig::new(hidden, middle).init(device),
            output: LinearConfig::new(middle, hidden).init(device),
            layer_norm: LayerNormConfig::new(hidden)
                .with_epsilon(config.layer_norm_eps)
                .init(device),
            dropout: DropoutConfig::new(config.hidden_dropout_prob).init(),
            activation: config.activation,
        }
    }

    /// `[rows, hidden]` to the same shape.
    pub fn forward(&self, x: Tensor<2>, precision: Precision) -> Tensor<2> {
        let middle = linear(&self.intermediate, x.clone(), precision); // [rows, intermediate]
        let middle = activate(middle, self.activation);
        let output = linear(&self.output, middle, precision); // [rows, hidden]
        self.layer_norm.forward(dropout(&self.dropout, output) + x)
    }
}

/// Self-attention, then the feed-forward network.
#[derive(Module, Debug)]
pub struct Layer {
    /// Mixes tokens.
    pub attention: SelfAttention,
    /// Works on each token alone.
    pub feed_forward: FeedForward,
}

impl Layer {
    /// Lays out the parameters; their values come later.
    pub fn new(config: &BertConfig, device: &Device) -> Self {
        Self {
            attention: SelfAttention::new(config, device),
            feed_forward: FeedForward::new(config, device),
        }
    }

    /// `[batch * seq, hidden]` to the same shape, for the tokens of `input`.
    pub fn forward(&self, x: Tensor<2>, input: &TokenBatch) -> Tensor<2> {
        let x = self.attention.forward(x, input);
        self.feed_forward.forward(x, input.precision)
    }
}
