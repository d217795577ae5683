//! Reads `config.json`, and refuses what this crate does not compute.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::{Activation, Architecture, BertConfig, SIZE};
use crate::{BertError, LabelMap};

pub(super) fn read(path: &Path) -> Result<BertConfig, BertError> {
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

/// Takes the known keys out of the file's object; what is left is `extra`.
struct Reader {
    path: PathBuf,
    keys: Map<String, Value>,
}

impl Reader {
    fn config(mut self) -> Result<BertConfig, BertError> {
        self.only("position_embedding_type", "absolute", "`absolute`")?;
        self.no_decoder()?;
        let architecture = self.architecture()?;
        // transformers' own defaults differ between the two families.
        let (activation, dropout) = match architecture {
            Architecture::Bert => (Activation::Gelu, 0.1),
            Architecture::Albert { .. } => (Activation::GeluNew, 0.0),
        };
        let labels = self.labels()?;
        let config = BertConfig {
            architecture,
            vocab_size: self.size("vocab_size")?,
            hidden_size: self.size("hidden_size")?,
            num_hidden_layers: self.size("num_hidden_layers")?,
            num_attention_heads: self.size("num_attention_heads")?,
            intermediate_size: self.size("intermediate_size")?,
            activation: self.activation(activation)?,
            max_position_embeddings: self.size("max_position_embeddings")?,
            type_vocab_size: self.size("type_vocab_size")?,
            layer_norm_eps: self.real("layer_norm_eps", 1e-12)?,
            hidden_dropout_prob: self.real("hidden_dropout_prob", dropout)?,
            attention_probs_dropout_prob: self.real("attention_probs_dropout_prob", dropout)?,
            classifier_dropout: self.classifier_dropout(architecture)?,
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

    fn architecture(&mut self) -> Result<Architecture, BertError> {
        let named = self.take("model_type");
        match named.as_ref().map_or(Some("bert"), Value::as_str) {
            Some("bert") => Ok(Architecture::Bert),
            Some("albert") => {
                self.one("num_hidden_groups")?;
                self.one("inner_group_num")?;
                let embedding_size = self.size("embedding_size")?;
                Ok(Architecture::Albert { embedding_size })
            }
            _ => Err(self.invalid(
                "model_type",
                "`bert` or `albert`",
                &named.unwrap_or_default(),
            )),
        }
    }

    /// A decoder's tokens see none that follow them.
    fn no_decoder(&mut self) -> Result<(), BertError> {
        match self.take("is_decoder") {
            Some(got) if got.as_bool() != Some(false) => {
                Err(self.invalid("is_decoder", "false", &got))
            }
            _ => Ok(()),
        }
    }

    fn activation(&mut self, default: Activation) -> Result<Activation, BertError> {
        let Some(value) = self.take("hidden_act") else {
            return Ok(default);
        };
        [Activation::Gelu, Activation::GeluNew]
            .into_iter()
            .find(|activation| value.as_str() == Some(activation.name()))
            .ok_or_else(|| self.invalid("hidden_act", "`gelu` or `gelu_new`", &value))
    }

    fn classifier_dropout(&mut self, architecture: Architecture) -> Result<Option<f64>, BertError> {
        match architecture {
            Architecture::Albert { .. } => self.real("classifier_dropout_prob", 0.1).map(Some),
            Architecture::Bert => match self.keys.get("classifier_dropout") {
                None | Some(Value::Null) => Ok(None),
                Some(_) => self.real("classifier_dropout", 0.0).map(Some),
            },
        }
    }

    /// A number of groups, of which this crate computes one.
    fn one(&mut self, key: &'static str) -> Result<(), BertError> {
        match self.take(key) {
            Some(got) if got.as_u64() != Some(1) => Err(self.invalid(key, "1", &got)),
            _ => Ok(()),
        }
    }

    fn pad_token_id(&mut self) -> Result<usize, BertError> {
        let Some(value) = self.take("pad_token_id") else {
            return Ok(0);
        };
        let id = value.as_u64().and_then(|id| usize::try_from(id).ok());
        id.ok_or_else(|| self.invalid("pad_token_id", "a whole number from 0", &value))
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
pub(crate) fn short(value: &Value) -> String {
    const LONGEST: usize = 60;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}
