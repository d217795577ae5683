//! Multi-head self-attention, "Attention Is All You Need", section 3.2.

use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig, Linear, LinearConfig};
use burn::tensor::{Device, Tensor};
use encoder_burn::model::{attend, linear};

use super::SpeechBatch;
use crate::Wav2Vec2Config;

/// `W_o concat(softmax(Q K^T / sqrt(d)) V)`, a head at a time.
#[derive(Module, Debug)]
pub struct SelfAttention {
    /// `W_q`
    pub q_proj: Linear,
    /// `W_k`
    pub k_proj: Linear,
    /// `W_v`
    pub v_proj: Linear,
    /// `W_o`
    pub out_proj: Linear,
    /// On the attention weights, in training.
    pub weight_dropout: Dropout,
    /// Number of heads.
    pub heads: usize,
}

impl SelfAttention {
    /// Lays out the parameters; their values come later.
    pub fn new(config: &Wav2Vec2Config, device: &Device) -> Self {
        let linear = || LinearConfig::new(config.hidden_size, config.hidden_size).init(device);
        Self {
            q_proj: linear(),
            k_proj: linear(),
            v_proj: linear(),
            out_proj: linear(),
            weight_dropout: DropoutConfig::new(config.attention_dropout).init(),
            heads: config.num_attention_heads,
        }
    }

    /// `[batch * seq, hidden]` to the same shape, for the frames of `input`.
    pub fn forward(&self, x: Tensor<2>, input: &SpeechBatch) -> Tensor<2> {
        let [rows, hidden] = x.dims();
        let (batch, seq, precision) = (input.clips(), input.seq, input.precision);
        let split = |projected: Tensor<2>| {
            projected
                .reshape([batch, seq, self.heads, hidden / self.heads])
                .swap_dims(1, 2) // [batch, heads, seq, d_head]
        };
        let query = split(linear(&self.q_proj, x.clone(), precision));
        let key = split(linear(&self.k_proj, x.clone(), precision));
        let value = split(linear(&self.v_proj, x, precision));
        let bias = input.attention_bias.as_ref();
        let context = attend(query, key, value, bias, &self.weight_dropout, precision);
        let context = context.swap_dims(1, 2).reshape([rows, hidden]);
        linear(&self.out_proj, context, precision)
    }
}
