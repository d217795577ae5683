//! Multi-head self-attention, "Attention Is All You Need", section 3.2.

use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig, LayerNorm, LayerNormConfig, Linear, LinearConfig};
use burn::tensor::{Device, Tensor};
use encoder_burn::model::{attend, dropout, linear};

use super::TokenBatch;
use crate::BertConfig;

/// `LayerNorm(x + W_o concat(softmax(Q K^T / sqrt(d)) V))`, a head at a time.
#[derive(Module, Debug)]
pub struct SelfAttention {
    /// `W_q`
    pub query: Linear,
    /// `W_k`
    pub key: Linear,
    /// `W_v`
    pub value: Linear,
    /// `W_o`
    pub dense: Linear,
    /// After the residual.
    pub layer_norm: LayerNorm,
    /// On the attention weights, in training.
    pub weight_dropout: Dropout,
    /// Before the residual, in training.
    pub dropout: Dropout,
    /// Number of heads.
    pub heads: usize,
}

impl SelfAttention {
    /// Lays out the parameters; their values come later.
    pub fn new(config: &BertConfig, device: &Device) -> Self {
        let linear = || LinearConfig::new(config.hidden_size, config.hidden_size).init(device);
        Self {
            query: linear(),
            key: linear(),
            value: linear(),
            dense: linear(),
            layer_norm: LayerNormConfig::new(config.hidden_size)
                .with_epsilon(config.layer_norm_eps)
                .init(device),
            weight_dropout: DropoutConfig::new(config.attention_probs_dropout_prob).init(),
            dropout: DropoutConfig::new(config.hidden_dropout_prob).init(),
            heads: config.num_attention_heads,
        }
    }

    /// `[batch * seq, hidden]` to the same shape, for the tokens of `input`.
    pub fn forward(&self, x: Tensor<2>, input: &TokenBatch) -> Tensor<2> {
        let [rows, hidden] = x.dims();
        let [batch, _] = input.ids.dims();
        let (bias, precision) = (input.attention_bias.as_ref(), input.precision);
        let seq = rows / batch;
        let split = |projected: Tensor<2>| {
            projected
                .reshape([batch, seq, self.heads, hidden / self.heads])
                .swap_dims(1, 2) // [batch, heads, seq, d_head]
        };
        let query = split(linear(&self.query, x.clone(), precision));
        let key = split(linear(&self.key, x.clone(), precision));
        let value = split(linear(&self.value, x.clone(), precision));
        let context = attend(query, key, value, bias, &self.weight_dropout, precision); // [batch, heads, seq, d_head]
        let context = context.swap_dims(1, 2).reshape([rows, hidden]);
        let output = dropout(&self.dropout, linear(&self.dense, context, precision));
        self.layer_norm.forward(output + x)
    }
}
