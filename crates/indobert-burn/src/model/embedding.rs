//! What enters the first layer: word, position and segment.

use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig, Embedding, EmbeddingConfig, LayerNorm, LayerNormConfig};
use burn::tensor::{Device, Int, Tensor};

use crate::BertConfig;

/// `LayerNorm(word + position + segment)`, then dropout.
#[derive(Module, Debug)]
pub struct Embeddings {
    /// `[vocab_size, hidden]`
    pub word_embeddings: Embedding,
    /// `[max_position_embeddings, hidden]`
    pub position_embeddings: Embedding,
    /// `[type_vocab_size, hidden]`
    pub token_type_embeddings: Embedding,
    /// Over the hidden dimension.
    pub layer_norm: LayerNorm,
    /// After the LayerNorm, in training.
    pub dropout: Dropout,
}

impl Embeddings {
    /// Lays out the parameters; their values come later.
    pub fn new(config: &BertConfig, device: &Device) -> Self {
        let table = |rows| EmbeddingConfig::new(rows, config.hidden_size).init(device);
        Self {
            word_embeddings: table(config.vocab_size),
            position_embeddings: table(config.max_position_embeddings),
            token_type_embeddings: table(config.type_vocab_size),
            layer_norm: LayerNormConfig::new(config.hidden_size)
                .with_epsilon(config.layer_norm_eps)
                .init(device),
            dropout: DropoutConfig::new(config.hidden_dropout_prob).init(),
        }
    }

    /// Embeds `[batch, seq]` ids, all of segment 0, to `[batch * seq, hidden]`.
    pub fn forward(&self, ids: Tensor<2, Int>) -> Tensor<2> {
        let [batch, seq] = ids.dims();
        let words = self.word_embeddings.forward(ids); // [batch, seq, hidden]
        let hidden = words.dims()[2];
        let positions = self
            .position_embeddings
            .weight
            .val()
            .slice([0..seq, 0..hidden]);
        let segment = self
            .token_type_embeddings
            .weight
            .val()
            .slice([0..1, 0..hidden]);
        let summed = words + (positions + segment).unsqueeze::<3>(); // [batch, seq, hidden]
        let normed = self
            .layer_norm
            .forward(summed.reshape([batch * seq, hidden]));
        self.dropout.forward(normed)
    }
}
