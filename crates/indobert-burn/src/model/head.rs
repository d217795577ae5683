//! The encoder as a whole, and the heads on it.

use burn::module::{Module, Param};
use burn::nn::{
    Dropout, DropoutConfig, Initializer, LayerNorm, LayerNormConfig, Linear, LinearConfig,
};
use burn::tensor::{Device, Int, Tensor};
use encoder_burn::model::{activate, aligned_linear, aligned_matmul, dropout, linear};

use super::{Embeddings, Layer, TokenBatch};
use crate::{Activation, Architecture, BertConfig, Pooling, Precision};

/// Embeddings, layers and pooler: `BertModel` or `AlbertModel` in transformers.
#[derive(Module, Debug)]
pub struct Bert {
    /// What enters the first layer.
    pub embeddings: Embeddings,
    /// Embedding width to hidden width, in ALBERT alone.
    pub projection: Option<Linear>,
    /// The layers in order; in ALBERT the one that stands for all.
    pub layers: Vec<Layer>,
    /// Times that `layers` is run through: 1, in ALBERT the number of layers.
    pub rounds: usize,
    /// `tanh(W h + b)` of the first token.
    pub pooler: Linear,
}

impl Bert {
    /// Lays out the parameters; their values come later.
    pub fn new(config: &BertConfig, device: &Device) -> Self {
        let hidden = config.hidden_size;
        let (projection, layers, rounds) = match config.architecture {
            Architecture::Bert => (None, config.num_hidden_layers, 1),
            Architecture::Albert { embedding_size } => (
                Some(LinearConfig::new(embedding_size, hidden).init(device)),
                1,
                config.num_hidden_layers,
            ),
        };
        Self {
            embeddings: Embeddings::new(config, device),
            projection,
            layers: (0..layers).map(|_| Layer::new(config, device)).collect(),
            rounds,
            pooler: LinearConfig::new(hidden, hidden).init(device),
        }
    }

    /// The last layer's output, `[batch, seq, hidden]`.
    pub fn forward(&self, input: &TokenBatch) -> Tensor<3> {
        let [batch, seq] = input.ids.dims();
        let x = self.forward_flat(input);
        let hidden = x.dims()[1];
        x.reshape([batch, seq, hidden])
    }

    /// The last layer's output with the tokens of all texts in one row, `[batch * seq, hidden]`.
    fn forward_flat(&self, input: &TokenBatch) -> Tensor<2> {
        let mut x = self.embeddings.forward(input); // [batch * seq, width]
        if let Some(projection) = &self.projection {
            x = linear(projection, x, input.precision); // [batch * seq, hidden]
        }
        for _ in 0..self.rounds {
            for layer in &self.layers {
                x = layer.forward(x, input);
            }
        }
        x
    }

    /// One vector a text, `[batch, hidden]`.
    pub fn embed(&self, input: &TokenBatch, pooling: Pooling) -> Tensor<2> {
        match pooling {
            Pooling::Mean => mean(self.forward(input), input),
            Pooling::Cls => first_token(self.forward(input)),
            Pooling::Pooler => self.pool(self.forward(input)),
            Pooling::Static => mean(
                self.embeddings.word_embeddings.forward(input.ids.clone()),
                input,
            ),
        }
    }

    /// `[batch, seq, hidden]` to `[batch, hidden]`.
    fn pool(&self, hidden: Tensor<3>) -> Tensor<2> {
        self.pooler.forward(first_token(hidden)).tanh()
    }
}

fn first_token(hidden: Tensor<3>) -> Tensor<2> {
    let [batch, _, width] = hidden.dims();
    hidden
        .slice([0..batch, 0..1, 0..width])
        .reshape([batch, width])
}

fn mean(vectors: Tensor<3>, input: &TokenBatch) -> Tensor<2> {
    let [batch, _, width] = vectors.dims();
    (vectors * input.mean_weights.clone())
        .sum_dim(1)
        .reshape([batch, width])
}

/// `BertForSequenceClassification` or `AlbertForSequenceClassification` in transformers: pooler, dropout, linear.
#[derive(Module, Debug)]
pub struct SequenceClassifier {
    /// The encoder.
    pub bert: Bert,
    /// `[hidden, classes]`
    pub classifier: Linear,
    /// Before the head, in training.
    pub dropout: Dropout,
}

impl SequenceClassifier {
    /// Lays out the parameters; their values come later.
    pub fn new(config: &BertConfig, classes: usize, device: &Device) -> Self {
        Self {
            bert: Bert::new(config, device),
            classifier: LinearConfig::new(config.hidden_size, classes).init(device),
            dropout: DropoutConfig::new(config.head_dropout()).init(),
        }
    }

    /// Logits, `[batch, classes]`.
    pub fn forward(&self, input: &TokenBatch) -> Tensor<2> {
        let pooled = self.bert.pool(self.bert.forward(input));
        aligned_linear(&self.classifier, dropout(&self.dropout, pooled))
    }
}

/// `LayerNorm(gelu(W h + b))` of each token, then its product with every row of the word
/// embedding table, plus a number a word.
#[derive(Module, Debug)]
pub struct MaskedLmHead {
    /// Hidden width to embedding width.
    pub transform: Linear,
    /// Over the embedding width.
    pub layer_norm: LayerNorm,
    /// `[vocab_size]`
    pub bias: Param<Tensor<1>>,
    /// Which GELU.
    #[module(skip)]
    pub activation: Activation,
}

/// `BertForMaskedLM` or `AlbertForMaskedLM` in transformers; the output words are tied to the
/// input words.
#[derive(Module, Debug)]
pub struct MaskedLanguageModel {
    /// The encoder. Its pooler takes no part here, and gets no gradient.
    pub bert: Bert,
    /// What guesses the words.
    pub head: MaskedLmHead,
}

impl MaskedLanguageModel {
    /// Lays out the parameters; their values come later.
    pub fn new(config: &BertConfig, device: &Device) -> Self {
        let width = config.embedding_width();
        Self {
            bert: Bert::new(config, device),
            head: MaskedLmHead {
                transform: LinearConfig::new(config.hidden_size, width).init(device),
                layer_norm: LayerNormConfig::new(width)
                    .with_epsilon(config.layer_norm_eps)
                    .init(device),
                bias: Initializer::Zeros.init([config.vocab_size], device),
                activation: config.activation,
            },
        }
    }

    /// Logits of all tokens, padding included, `[batch * seq, vocab_size]`.
    pub fn forward(&self, input: &TokenBatch) -> Tensor<2> {
        self.logits(self.bert.forward_flat(input), input.precision)
    }

    /// Logits of some tokens alone, `[places, vocab_size]`; token `j` of text `i` has the place
    /// `i * seq + j`. In training a seventh of the tokens is asked for, and the logits are the
    /// largest tensor of a step.
    pub fn forward_at(&self, input: &TokenBatch, places: Tensor<1, Int>) -> Tensor<2> {
        let hidden = self.bert.forward_flat(input).select(0, places);
        self.logits(hidden, input.precision)
    }

    /// `[rows, hidden]` to `[rows, vocab_size]`.
    fn logits(&self, hidden: Tensor<2>, precision: Precision) -> Tensor<2> {
        let x = linear(&self.head.transform, hidden, precision);
        let x = activate(x, self.head.activation);
        let x = self.head.layer_norm.forward(x); // [rows, width]
        let words = self.bert.embeddings.word_embeddings.weight.val(); // [vocab_size, width]
        aligned_matmul(x, words.transpose(), precision) + self.head.bias.val().unsqueeze::<2>()
    }
}
