//! Hugging Face's `config.json` of a BERT model.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::{BertError, LabelMap};

/// The shape of a BERT model and what its classes are called.
///
/// Keys of the file that have no field here are kept in [`extra`](Self::extra) and written back.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct BertConfig {
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
    /// Longest text, in tokens.
    pub max_position_embeddings: usize,
    /// Rows of the segment embedding table. Every token here is of segment 0.
    pub type_vocab_size: usize,
    /// Added to the variance in each LayerNorm.
    pub layer_norm_eps: f64,
    /// Dropout after each sublayer, on the embeddings and before the head, in training.
    pub hidden_dropout_prob: f64,
    /// Dropout on the attention weights, in training.
    pub attention_probs_dropout_prob: f64,
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
    /// not compute: an activation other than `gelu`, positions other than `absolute`.
    pub fn from_path(path: &Path) -> Result<Self, BertError> {
        let bytes = std::fs::read(path).map_err(BertError::read(path))?;
        let value: Value = serde_json::from_slice(&bytes).map_err(|source| BertError::Json {
            path: path.to_owned(),
            source,
        })?;
        let Value::Object(keys) = value else {
            return Err(BertError::InvalidKey {
                path: path.to_owned(),
                key: "(file)",
                expected: "a JSON object",
                got: short(&value),
            });
        };
        Reader {
            path: path.to_owned(),
            keys,
        }
        .config()
    }

    /// A model of two layers and 32 dimensions, for tests, examples and small data.
    pub fn tiny(vocab_size: usize) -> Self {
        Self {
            vocab_size,
            hidden_size: 32,
            num_hidden_layers: 2,
            num_attention_heads: 4,
            intermediate_size: 64,
            max_position_embeddings: 128,
            type_vocab_size: 2,
            layer_norm_eps: 1e-12,
            hidden_dropout_prob: 0.1,
            attention_probs_dropout_prob: 0.1,
            initializer_range: 0.02,
            pad_token_id: 0,
            labels: None,
            extra: Map::new(),
        }
    }

    /// The file's content for a classifier with these labels.
    pub(crate) fn to_json(&self, labels: &LabelMap) -> Value {
        let labels = labels.as_slice();
        let id2label: Map<String, Value> = labels
            .iter()
            .enumerate()
            .map(|(id, label)| (id.to_string(), json!(label)))
            .collect();
        let label2id: Map<String, Value> = labels
            .iter()
            .enumerate()
            .map(|(id, label)| (label.clone(), json!(id)))
            .collect();
        let mut keys = self.extra.clone();
        let own = json!({
            "architectures": ["BertForSequenceClassification"],
            "model_type": "bert",
            "vocab_size": self.vocab_size,
            "hidden_size": self.hidden_size,
            "num_hidden_layers": self.num_hidden_layers,
            "num_attention_heads": self.num_attention_heads,
            "intermediate_size": self.intermediate_size,
            "max_position_embeddings": self.max_position_embeddings,
            "type_vocab_size": self.type_vocab_size,
            "layer_norm_eps": self.layer_norm_eps,
            "hidden_act": "gelu",
            "hidden_dropout_prob": self.hidden_dropout_prob,
            "attention_probs_dropout_prob": self.attention_probs_dropout_prob,
            "initializer_range": self.initializer_range,
            "pad_token_id": self.pad_token_id,
            "position_embedding_type": "absolute",
            "problem_type": "single_label_classification",
            "id2label": id2label,
            "label2id": label2id,
            // What the file said before says nothing about the f32 weights written beside it.
            "dtype": "float32",
        });
        keys.remove("torch_dtype");
        if let Value::Object(own) = own {
            keys.extend(own);
        }
        Value::Object(keys)
    }

    /// Checks what a caller may have set by hand.
    pub(crate) fn check(&self) -> Result<(), BertError> {
        let sizes = [
            ("vocab_size", self.vocab_size),
            ("hidden_size", self.hidden_size),
            ("num_hidden_layers", self.num_hidden_layers),
            ("num_attention_heads", self.num_attention_heads),
            ("intermediate_size", self.intermediate_size),
            ("max_position_embeddings", self.max_position_embeddings),
            ("type_vocab_size", self.type_vocab_size),
        ];
        for (name, size) in sizes {
            // The upper bound keeps products of two sizes far from overflow.
            if size == 0 || size > MAX_SIZE {
                return Err(setting(name, SIZE, size));
            }
        }
        // Layers are laid out before the weight file can contradict their number.
        if self.num_hidden_layers > MAX_LAYERS {
            return Err(setting("num_hidden_layers", LAYERS, self.num_hidden_layers));
        }
        if !self.hidden_size.is_multiple_of(self.num_attention_heads) {
            return Err(setting(
                "num_attention_heads",
                HEADS,
                self.num_attention_heads,
            ));
        }
        if self.max_position_embeddings < 3 {
            return Err(setting(
                "max_position_embeddings",
                "at least 3",
                self.max_position_embeddings,
            ));
        }
        if self.pad_token_id >= self.vocab_size {
            return Err(setting("pad_token_id", PAD, self.pad_token_id));
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
        ];
        for (name, value, expected) in reals {
            if !(0.0..1.0).contains(&value) {
                return Err(setting(name, expected, value));
            }
        }
        Ok(())
    }
}

const MAX_SIZE: usize = 16_777_216;
const SIZE: &str = "a whole number from 1 to 16777216";
const MAX_LAYERS: usize = 1024;
const LAYERS: &str = "at most 1024";
const HEADS: &str = "a divisor of hidden_size";
const PAD: &str = "below vocab_size";
const PROBABILITY: &str = "at least 0 and below 1";
const EPS: &str = "at least 0 and below 1";

fn setting(name: &'static str, expected: &'static str, got: impl ToString) -> BertError {
    BertError::InvalidSetting {
        name,
        expected,
        got: got.to_string(),
    }
}

/// Takes the known keys out of the file's object; what is left is `extra`.
struct Reader {
    path: PathBuf,
    keys: Map<String, Value>,
}

impl Reader {
    fn config(mut self) -> Result<BertConfig, BertError> {
        self.only("hidden_act", "gelu", "`gelu` (exact)")?;
        self.only("position_embedding_type", "absolute", "`absolute`")?;
        self.only("model_type", "bert", "`bert`")?;
        let labels = self.labels()?;
        let config = BertConfig {
            vocab_size: self.size("vocab_size")?,
            hidden_size: self.size("hidden_size")?,
            num_hidden_layers: self.size("num_hidden_layers")?,
            num_attention_heads: self.size("num_attention_heads")?,
            intermediate_size: self.size("intermediate_size")?,
            max_position_embeddings: self.size("max_position_embeddings")?,
            type_vocab_size: self.size("type_vocab_size")?,
            layer_norm_eps: self.real("layer_norm_eps", 1e-12)?,
            hidden_dropout_prob: self.real("hidden_dropout_prob", 0.1)?,
            attention_probs_dropout_prob: self.real("attention_probs_dropout_prob", 0.1)?,
            initializer_range: self.real("initializer_range", 0.02)?,
            pad_token_id: self.pad_token_id()?,
            labels,
            extra: std::mem::take(&mut self.keys),
        };
        match config.check() {
            Err(BertError::InvalidSetting {
                name,
                expected,
                got,
            }) => Err(BertError::InvalidKey {
                path: self.path,
                key: name,
                expected,
                got,
            }),
            other => other.map(|()| config),
        }
    }

    fn take(&mut self, key: &str) -> Option<Value> {
        self.keys.shift_remove(key).filter(|value| !value.is_null())
    }

    fn invalid(&self, key: &'static str, expected: &'static str, got: &Value) -> BertError {
        BertError::InvalidKey {
            path: self.path.clone(),
            key,
            expected,
            got: short(got),
        }
    }

    fn size(&mut self, key: &'static str) -> Result<usize, BertError> {
        let value = self.take(key).ok_or_else(|| BertError::MissingKey {
            path: self.path.clone(),
            key,
        })?;
        let size = value.as_u64().and_then(|size| usize::try_from(size).ok());
        size.ok_or_else(|| self.invalid(key, SIZE, &value))
    }

    fn real(&mut self, key: &'static str, default: f64) -> Result<f64, BertError> {
        match self.take(key) {
            None => Ok(default),
            Some(value) => value
                .as_f64()
                .ok_or_else(|| self.invalid(key, "a number", &value)),
        }
    }

    fn pad_token_id(&mut self) -> Result<usize, BertError> {
        if self.keys.get("pad_token_id").is_none_or(Value::is_null) {
            return Ok(0);
        }
        self.size("pad_token_id")
    }

    /// A key which, if given, must have one value.
    fn only(
        &mut self,
        key: &'static str,
        value: &str,
        expected: &'static str,
    ) -> Result<(), BertError> {
        match self.take(key) {
            Some(got) if got.as_str() != Some(value) => Err(self.invalid(key, expected, &got)),
            _ => Ok(()),
        }
    }

    fn labels(&mut self) -> Result<Option<LabelMap>, BertError> {
        const EXPECTED: &str =
            "an object that names the classes 0, 1, 2, ... once each, at least 2";
        self.take("label2id");
        let Some(value) = self.take("id2label") else {
            return Ok(None);
        };
        let refused = self.invalid("id2label", EXPECTED, &value);
        let Value::Object(names) = value else {
            return Err(refused);
        };
        let mut labels = Vec::with_capacity(names.len());
        for id in 0..names.len() {
            match names.get(&id.to_string()).and_then(Value::as_str) {
                Some(name) => labels.push(name.to_owned()),
                None => return Err(refused),
            }
        }
        // Encoders without a head often carry a single made-up label; it names no class.
        if labels.len() == 1 {
            return Ok(None);
        }
        LabelMap::new(labels).map(Some).map_err(|_| refused)
    }
}

/// A value as it stands in the file, cut so that a message stays one short line.
fn short(value: &Value) -> String {
    const LONGEST: usize = 60;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}
