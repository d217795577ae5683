//! The encoder as a whole, and the classification head on it.

use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig, Linear, LinearConfig};
use burn::tensor::{Device, Tensor};

use super::{Embeddings, Layer, TokenBatch};
use crate::{BertConfig, Pooling};

/// Embeddings, layers and pooler: `BertModel` in transformers.
#[derive(Module, Debug)]
pub struct Bert {
    /// What enters the first layer.
    pub embeddings: Embeddings,
    /// The layers in order.
    pub layers: Vec<Layer>,
    /// `tanh(W h + b)` of the first token.
    pub pooler: Linear,
}

impl Bert {
    /// Lays out the parameters; their values come later.
    pub fn new(config: &BertConfig, device: &Device) -> Self {
        Self {
            embeddings: Embeddings::new(config, device),
            layers: (0..config.num_hidden_layers)
                .map(|_| Layer::new(config, device))
                .collect(),
            pooler: LinearConfig::new(config.hidden_size, config.hidden_size).init(device),
        }
    }

    /// The last layer's output, `[batch, seq, hidden]`.
    pub fn forward(&self, input: &TokenBatch) -> Tensor<3> {
        let [batch, seq] = input.ids.dims();
        let mut x = self.embeddings.forward(input.ids.clone()); // [batch * seq, hidden]
        for layer in &self.layers {
            x = layer.forward(x, batch, input.attention_bias.as_ref());
        }
        let hidden = x.dims()[1];
        x.reshape([batch, seq, hidden])
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

/// `BertForSequenceClassification` in transformers: pooler, dropout, linear.
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
            dropout: DropoutConfig::new(config.hidden_dropout_prob).init(),
        }
    }

    /// Logits, `[batch, classes]`.
    pub fn forward(&self, input: &TokenBatch) -> Tensor<2> {
        let pooled = self.bert.pool(self.bert.forward(input));
        self.classifier.forward(self.dropout.forward(pooled))
    }
}
