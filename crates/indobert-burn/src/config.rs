//! Hugging Face's `config.json` of a BERT or ALBERT model.

mod reader;

use std::path::Path;

use encoder_burn::{Keys, ModelError};
use serde_json::{Map, Value, json};

use crate::{Activation, BertError, LabelMap};

/// Which of the two families a model belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Architecture {
    /// Every layer has weights of its own: `"model_type": "bert"`.
    #[default]
    Bert,
    /// All layers share one set of weights, and narrow word vectors are widened before the first:
    /// `"model_type": "albert"`, as IndoBERT-lite.
    Albert {
        /// Width of the embedding tables.
        embedding_size: usize,
    },
}

/// What stands on the encoder when it is written.
#[derive(Clone, Copy)]
pub(crate) enum Head<'a> {
    /// A classifier with these labels.
    Classes(&'a LabelMap),
    /// The masked-language-model head.
    MaskedLm,
}

/// The shape of a BERT or ALBERT model and what its classes are called.
///
/// Keys of the file that have no field here are kept in [`extra`](Self::extra) and written back.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct BertConfig {
    /// BERT or ALBERT.
    pub architecture: Architecture,
    /// Rows of the word embedding table.
    pub vocab_size: usize,
    /// Width of each token's vector.
    pub hidden_size: usize,
    /// Number of layers.
    pub num_hidden_layers: usize,
    /// Attention heads a layer; divides `hidden_size`.
    pub num_attention_heads: usize,
    /// Width of the feed-forward network's middle.
    pub intermediate_size: usize,
    /// Between the halves of the feed-forward network.
    pub activation: Activation,
    /// Longest text, in tokens.
    pub max_position_embeddings: usize,
    /// Rows of the segment embedding table. Texts given alone are of segment 0.
    pub type_vocab_size: usize,
    /// Added to the variance in each LayerNorm.
    pub layer_norm_eps: f64,
    /// Dropout after each sublayer and on the embeddings, in training.
    pub hidden_dropout_prob: f64,
    /// Dropout on the attention weights, in training.
    pub attention_probs_dropout_prob: f64,
    /// Dropout before the classification head, in training; `None` is `hidden_dropout_prob`.
    pub classifier_dropout: Option<f64>,
    /// Standard deviation of freshly drawn weights.
    pub initializer_range: f64,
    /// Id of the padding token.
    pub pad_token_id: usize,
    /// Class names, from `id2label`, if the file has them.
    pub labels: Option<LabelMap>,
    /// All other keys.
    pub extra: Map<String, Value>,
}

impl BertConfig {
    /// Reads a `config.json`.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, is not JSON, lacks a key or holds a value that this crate does
    /// not compute: an activation other than `gelu` and `gelu_new`, positions other than
    /// `absolute`, an ALBERT with several groups of layers.
    pub fn from_path(path: &Path) -> Result<Self, BertError> {
        Ok(reader::read(path)?)
    }

    /// A model of two layers and 32 dimensions, for tests, examples and small data.
    pub fn tiny(vocab_size: usize) -> Self {
        Self {
            architecture: Architecture::Bert,
            vocab_size,
            hidden_size: 32,
            num_hidden_layers: 2,
            num_attention_heads: 4,
            intermediate_size: 64,
            activation: Activation::Gelu,
            max_position_embeddings: 128,
            type_vocab_size: 2,
            layer_norm_eps: 1e-12,
            hidden_dropout_prob: 0.1,
            attention_probs_dropout_prob: 0.1,
            classifier_dropout: None,
            initializer_range: 0.02,
            pad_token_id: 0,
            labels: None,
            extra: Map::new(),
        }
    }

    /// Width of the embedding tables: `hidden_size`, but in ALBERT.
    pub fn embedding_width(&self) -> usize {
        match self.architecture {
            Architecture::Bert => self.hidden_size,
            Architecture::Albert { embedding_size } => embedding_size,
        }
    }

    /// The file's content for a model with this head.
    pub(crate) fn to_json(&self, head: Head<'_>) -> Value {
        let mut keys = self.extra.clone();
        for key in OUTDATED {
            keys.shift_remove(key);
        }
        let class = match (self.architecture, head) {
            (Architecture::Bert, Head::Classes(_)) => "BertForSequenceClassification",
            (Architecture::Bert, Head::MaskedLm) => "BertForMaskedLM",
            (Architecture::Albert { .. }, Head::Classes(_)) => "AlbertForSequenceClassification",
            (Architecture::Albert { .. }, Head::MaskedLm) => "AlbertForMaskedLM",
        };
        let own = json!({
            "architectures": [class],
            "vocab_size": self.vocab_size,
            "hidden_size": self.hidden_size,
            "num_hidden_layers": self.num_hidden_layers,
            "num_attention_heads": self.num_attention_heads,
            "intermediate_size": self.intermediate_size,
            "max_position_embeddings": self.max_position_embeddings,
            "type_vocab_size": self.type_vocab_size,
            "layer_norm_eps": self.layer_norm_eps,
            "hidden_act": self.activation.name(),
            "hidden_dropout_prob": self.hidden_dropout_prob,
            "attention_probs_dropout_prob": self.attention_probs_dropout_prob,
            "initializer_range": self.initializer_range,
            "pad_token_id": self.pad_token_id,
            "position_embedding_type": "absolute",
            "tie_word_embeddings": true,
            "dtype": "float32",
        });
        let family = match self.architecture {
            Architecture::Bert => json!({
                "model_type": "bert",
                "classifier_dropout": self.classifier_dropout,
            }),
            Architecture::Albert { embedding_size } => json!({
                "model_type": "albert",
                "embedding_size": embedding_size,
                "num_hidden_groups": 1,
                "inner_group_num": 1,
                "classifier_dropout_prob": self.head_dropout(),
            }),
        };
        for part in [own, family, head_keys(head)] {
            if let Value::Object(part) = part {
                keys.extend(part);
            }
        }
        Value::Object(keys)
    }

    /// Dropout before the classification head.
    pub(crate) fn head_dropout(&self) -> f64 {
        self.classifier_dropout.unwrap_or(self.hidden_dropout_prob)
    }

    /// Checks what a caller may have set by hand.
    pub(crate) fn check(&self) -> Result<(), ModelError> {
        let sizes = [
            ("vocab_size", self.vocab_size),
            ("hidden_size", self.hidden_size),
            ("num_hidden_layers", self.num_hidden_layers),
            ("num_attention_heads", self.num_attention_heads),
            ("intermediate_size", self.intermediate_size),
            ("max_position_embeddings", self.max_position_embeddings),
            ("type_vocab_size", self.type_vocab_size),
            ("embedding_size", self.embedding_width()),
        ];
        for (name, size) in sizes {
            // The upper bound keeps products of two sizes far from overflow.
            if size == 0 || size > Keys::MAX_SIZE {
                return Err(ModelError::setting(name, Keys::SIZE, size));
            }
        }
        // Layers are laid out before the weight file can contradict their number.
        if self.num_hidden_layers > MAX_LAYERS {
            return Err(ModelError::setting(
                "num_hidden_layers",
                LAYERS,
                self.num_hidden_layers,
            ));
        }
        if !self.hidden_size.is_multiple_of(self.num_attention_heads) {
            return Err(ModelError::setting(
                "num_attention_heads",
                HEADS,
                self.num_attention_heads,
            ));
        }
        if self.max_position_embeddings < 3 {
            return Err(ModelError::setting(
                "max_position_embeddings",
                "at least 3",
                self.max_position_embeddings,
            ));
        }
        if self.pad_token_id >= self.vocab_size {
            return Err(ModelError::setting("pad_token_id", PAD, self.pad_token_id));
        }
        let reals = [
            ("layer_norm_eps", self.layer_norm_eps, EPS),
            ("initializer_range", self.initializer_range, EPS),
            ("hidden_dropout_prob", self.hidden_dropout_prob, PROBABILITY),
            (
                "attention_probs_dropout_prob",
                self.attention_probs_dropout_prob,
                PROBABILITY,
            ),
            (
                head_dropout_key(self.architecture),
                self.head_dropout(),
                PROBABILITY,
            ),
        ];
        for (name, value, expected) in reals {
            if !(0.0..1.0).contains(&value) {
                return Err(ModelError::setting(name, expected, value));
            }
        }
        Ok(())
    }
}

/// What a file says of its own weights and head, in other words than those that are written: it may
/// contradict the f32 weights and the labels beside it.
const OUTDATED: [&str; 7] = [
    "torch_dtype",
    "quantization_config",
    "compression_config",
    "pruned_heads",
    "use_bfloat16",
    "num_labels",
    "_num_labels",
];

const MAX_LAYERS: usize = 1024;
const LAYERS: &str = "at most 1024";
const HEADS: &str = "a divisor of hidden_size";
const PAD: &str = "below vocab_size";
const PROBABILITY: &str = "at least 0 and below 1";
const EPS: &str = "at least 0 and below 1";

/// The two families spell this key differently.
fn head_dropout_key(architecture: Architecture) -> &'static str {
    match architecture {
        Architecture::Bert => "classifier_dropout",
        Architecture::Albert { .. } => "classifier_dropout_prob",
    }
}

fn head_keys(head: Head<'_>) -> Value {
    match head {
        Head::Classes(labels) => labels.to_json(),
        Head::MaskedLm => Value::Null,
    }
}
