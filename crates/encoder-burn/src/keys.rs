//! JSON files of a model's folder, key by key.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::{Activation, LabelMap, ModelError};

/// The keys of a JSON object, taken out one by one; a key that is null counts as absent.
#[derive(Clone, Debug)]
pub struct Keys {
    path: PathBuf,
    keys: Map<String, Value>,
}

impl Keys {
    /// Largest size that is believed: products of two such sizes are far from overflow.
    pub const MAX_SIZE: usize = 16_777_216;
    /// What a size must be, for messages.
    pub const SIZE: &str = "a whole number from 1 to 16777216";

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// [`ModelError::Io`], [`ModelError::Json`], or [`ModelError::InvalidKey`] if the file holds
    /// another kind of value.
    pub fn read(path: &Path) -> Result<Self, ModelError> {
        let bytes = std::fs::read(path).map_err(ModelError::read(path))?;
        let value: Value = serde_json::from_slice(&bytes).map_err(|source| ModelError::Json {
            path: path.to_owned(),
            source,
        })?;
        let path = path.to_owned();
        match value {
            Value::Object(keys) => Ok(Self { path, keys }),
            other => Err(ModelError::InvalidKey {
                path,
                key: "(file)",
                expected: "a JSON object",
                got: Self::short(&other),
            }),
        }
    }

    /// A value as it stands in the file, cut so that a message stays one short line.
    pub fn short(value: &Value) -> String {
        const LONGEST: usize = 60;
        let text = value.to_string();
        match text.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}...", &text[..end]),
            None => text,
        }
    }

    /// The keys that nobody took.
    pub fn into_rest(self) -> Map<String, Value> {
        self.keys
    }

    /// Takes a key out.
    pub fn take(&mut self, key: &str) -> Option<Value> {
        self.keys.shift_remove(key).filter(|value| !value.is_null())
    }

    /// The error that refuses a key's value.
    pub fn invalid(&self, key: &'static str, expected: &'static str, got: &Value) -> ModelError {
        ModelError::InvalidKey {
            path: self.path.clone(),
            key,
            expected,
            got: Self::short(got),
        }
    }

    /// A setting that was refused, as the key of this file that it came from.
    pub fn blame(&self, error: ModelError) -> ModelError {
        match error {
            ModelError::InvalidSetting {
                name,
                expected,
                got,
            } => ModelError::InvalidKey {
                path: self.path.clone(),
                key: name,
                expected,
                got,
            },
            other => other,
        }
    }

    /// Takes a size that must be there.
    ///
    /// # Errors
    ///
    /// [`ModelError::MissingKey`], or [`ModelError::InvalidKey`].
    pub fn size(&mut self, key: &'static str) -> Result<usize, ModelError> {
        let value = self.take(key).ok_or_else(|| ModelError::MissingKey {
            path: self.path.clone(),
            key,
        })?;
        whole(&value).ok_or_else(|| self.invalid(key, Self::SIZE, &value))
    }

    /// Takes a size, or the family's own.
    ///
    /// # Errors
    ///
    /// [`ModelError::InvalidKey`].
    pub fn size_or(&mut self, key: &'static str, default: usize) -> Result<usize, ModelError> {
        self.whole_or(key, Self::SIZE, default)
    }

    /// Takes a whole number from 0, or the family's own.
    ///
    /// # Errors
    ///
    /// [`ModelError::InvalidKey`].
    pub fn whole_or(
        &mut self,
        key: &'static str,
        expected: &'static str,
        default: usize,
    ) -> Result<usize, ModelError> {
        match self.take(key) {
            None => Ok(default),
            Some(value) => whole(&value).ok_or_else(|| self.invalid(key, expected, &value)),
        }
    }

    /// Takes a list of sizes, or the family's own.
    ///
    /// # Errors
    ///
    /// [`ModelError::InvalidKey`].
    pub fn sizes_or(
        &mut self,
        key: &'static str,
        default: &[usize],
    ) -> Result<Vec<usize>, ModelError> {
        let Some(value) = self.take(key) else {
            return Ok(default.to_vec());
        };
        let sizes = value
            .as_array()
            .and_then(|list| list.iter().map(whole).collect());
        sizes.ok_or_else(|| self.invalid(key, "a list of whole numbers", &value))
    }

    /// Takes a number, or the family's own.
    ///
    /// # Errors
    ///
    /// [`ModelError::InvalidKey`].
    pub fn real(&mut self, key: &'static str, default: f64) -> Result<f64, ModelError> {
        Ok(self.real_if_any(key)?.unwrap_or(default))
    }

    /// Takes a number that need not be there.
    ///
    /// # Errors
    ///
    /// [`ModelError::InvalidKey`].
    pub fn real_if_any(&mut self, key: &'static str) -> Result<Option<f64>, ModelError> {
        let Some(value) = self.take(key) else {
            return Ok(None);
        };
        let real = value.as_f64();
        real.map(Some)
            .ok_or_else(|| self.invalid(key, "a number", &value))
    }

    /// Takes a truth value, or the family's own.
    ///
    /// # Errors
    ///
    /// [`ModelError::InvalidKey`].
    pub fn flag(&mut self, key: &'static str, default: bool) -> Result<bool, ModelError> {
        match self.take(key) {
            None => Ok(default),
            Some(value) => value
                .as_bool()
                .ok_or_else(|| self.invalid(key, "true or false", &value)),
        }
    }

    /// Takes a key which, if given, must have one value.
    ///
    /// # Errors
    ///
    /// [`ModelError::InvalidKey`].
    pub fn only(
        &mut self,
        key: &'static str,
        value: &Value,
        expected: &'static str,
    ) -> Result<(), ModelError> {
        match self.take(key) {
            Some(got) if got != *value => Err(self.invalid(key, expected, &got)),
            _ => Ok(()),
        }
    }

    /// Takes an activation, or the family's own.
    ///
    /// # Errors
    ///
    /// [`ModelError::InvalidKey`].
    pub fn activation(
        &mut self,
        key: &'static str,
        default: Activation,
    ) -> Result<Activation, ModelError> {
        let Some(value) = self.take(key) else {
            return Ok(default);
        };
        let known = value.as_str().and_then(Activation::from_name);
        known.ok_or_else(|| self.invalid(key, "`gelu` or `gelu_new`", &value))
    }

    /// Takes the names of the classes, `id2label`; `None` if the file names none.
    ///
    /// # Errors
    ///
    /// [`ModelError::InvalidKey`].
    pub fn labels(&mut self) -> Result<Option<LabelMap>, ModelError> {
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

impl LabelMap {
    /// The keys by which transformers knows the classes of a classifier.
    pub fn to_json(&self) -> Value {
        let labels = || self.as_slice().iter().enumerate();
        let id2label: Map<String, Value> = labels()
            .map(|(id, label)| (id.to_string(), json!(label)))
            .collect();
        let label2id: Map<String, Value> = labels()
            .map(|(id, label)| (label.clone(), json!(id)))
            .collect();
        json!({
            "problem_type": "single_label_classification",
            "id2label": id2label,
            "label2id": label2id,
        })
    }
}

fn whole(value: &Value) -> Option<usize> {
    value.as_u64().and_then(|size| usize::try_from(size).ok())
}
