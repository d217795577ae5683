//! What enters the first layer: word, position and segment.

use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig, Embedding, EmbeddingConfig, LayerNorm, LayerNormConfig};
use burn::tensor::{Device, Tensor};
use encoder_burn::model::dropout;

use super::TokenBatch;
use crate::BertConfig;

/// `LayerNorm(word + position + segment)`, then dropout.
#[derive(Module, Debug)]
pub struct Embeddings {
    /// `[vocab_size, width]`, where the width is BERT's hidden one and ALBERT's own
    pub word_embeddings: Embedding,
    /// `[max_position_embeddings, width]`
    pub position_embeddings: Embedding,
    /// `[type_vocab_size, width]`
    pub token_type_embeddings: Embedding,
    /// Over the width.
    pub layer_norm: LayerNorm,
    /// After the LayerNorm, in training.
    pub dropout: Dropout,
}

impl Embeddings {
    /// Lays out the parameters; their values come later.
    pub fn new(config: &BertConfig, device: &Device) -> Self {
        let width = config.embedding_width();
        let table = |rows| EmbeddingConfig::new(rows, width).init(device);
        Self {
            word_embeddings: table(config.vocab_size),
            position_embeddings: table(config.max_position_embeddings),
            token_type_embeddings: table(config.type_vocab_size),
            layer_norm: LayerNormConfig::new(width)
                .with_epsilon(config.layer_norm_eps)
                .init(device),
            dropout: DropoutConfig::new(config.hidden_dropout_prob).init(),
        }
    }

    /// Embeds a batch to `[batch * seq, width]`.
    pub fn forward(&self, input: &TokenBatch) -> Tensor<2> {
        let [batch, seq] = input.ids.dims();
        let words = self.word_embeddings.forward(input.ids.clone()); // [batch, seq, width]
        let width = words.dims()[2];
        let positions = self.positions(seq).unsqueeze::<3>(); // [1, seq, width]
        let segments = match &input.segments {
            Some(segments) => self.token_type_embeddings.forward(segments.clone()),
            None => self
                .token_type_embeddings
                .weight
                .val()
                .slice([0..1, 0..width])
                .unsqueeze::<3>(), // [1, 1, width]
        };
        let summed = words + (segments + positions); // [batch, seq, width]
        let normed = self
            .layer_norm
            .forward(summed.reshape([batch * seq, width]));
        dropout(&self.dropout, normed)
    }

    /// The first rows of the table, `[seq, width]`. A batch that is padded beyond the last position
    /// has zeros there, where no text has a token.
    fn positions(&self, seq: usize) -> Tensor<2> {
        let table = self.position_embeddings.weight.val();
        let [rows, width] = table.dims();
        let positions = table.slice([0..seq.min(rows), 0..width]);
        match seq.saturating_sub(rows) {
            0 => positions,
            beyond => {
                let zeros = Tensor::zeros([beyond, width], &positions.device());
                Tensor::cat(vec![positions, zeros], 0)
            }
        }
    }
}
