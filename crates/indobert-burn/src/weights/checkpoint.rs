//! The weights of a folder, taken tensor by tensor.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use super::fill::Source;
use super::names::{canonical, is_optional, is_pretraining_head};
use super::pytorch::shown;
use super::stored::{Stored, bracketed};
use super::{Fresh, find};
use crate::{Architecture, BertError, LoadReport};

/// The open files, their tensors under canonical names, and what has been taken from them.
pub(crate) struct Checkpoint {
    files: Vec<(PathBuf, File)>,
    /// Each with the file it is in.
    tensors: BTreeMap<String, (usize, Stored)>,
    fresh: Fresh,
    report: LoadReport,
}

impl Checkpoint {
    /// Opens the weights in `folder`; `fresh` draws what they may lack.
    pub(crate) fn open(
        folder: &Path,
        architecture: Architecture,
        fresh: Fresh,
    ) -> Result<Self, BertError> {
        let mut files = Vec::new();
        let mut tensors = BTreeMap::new();
        for (number, opened) in find::open(folder)?.into_iter().enumerate() {
            for (name, stored) in opened.tensors {
                let Some(key) = canonical(&name, architecture) else {
                    continue;
                };
                if tensors.insert(key, (number, stored)).is_some() {
                    let key = canonical(&name, architecture).unwrap_or(name);
                    return Err(BertError::RepeatedTensor {
                        path: opened.path,
                        key: shown(&key),
                    });
                }
            }
            files.push((opened.path, opened.file));
        }
        // Some versions of transformers keep the head's bias under the name of its twin.
        for head in ["cls.predictions", "predictions"] {
            let twin = tensors.remove(&format!("{head}.decoder.bias"));
            if let Some(twin) = twin {
                tensors.entry(format!("{head}.bias")).or_insert(twin);
            }
        }
        Ok(Self {
            files,
            tensors,
            fresh,
            report: LoadReport::default(),
        })
    }

    /// Classes of the file's head, if it has one that fits an encoder of this width. The file has a
    /// number for each at least, so they are no more than its bytes.
    pub(crate) fn classes(&self, hidden_size: usize) -> Option<usize> {
        let (_, stored) = self.tensors.get("classifier.weight")?;
        match stored.shape[..] {
            [classes, width] if width == hidden_size => Some(classes),
            _ => None,
        }
    }

    /// Forgets the file's head, so that one is drawn.
    pub(crate) fn drop_head(&mut self) {
        self.tensors.remove("classifier.weight");
        self.tensors.remove("classifier.bias");
    }

    /// What was taken and drawn; what is left in the files was not expected, but for the heads that
    /// models are pre-trained with.
    pub(crate) fn into_report(mut self) -> LoadReport {
        let left = self.tensors.into_keys();
        self.report.unexpected = left
            .filter(|name| !is_pretraining_head(name))
            .map(|name| shown(&name))
            .collect();
        self.report
    }
}

impl Source for Checkpoint {
    fn values(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, BertError> {
        let Some((file, stored)) = self.tensors.remove(name) else {
            if is_optional(name) {
                self.report.initialised.push(name.to_owned());
                return self.fresh.values(name, shape);
            }
            return Err(BertError::MissingTensor {
                path: self.files[0].0.clone(),
                key: name.to_owned(),
            });
        };
        let (path, file) = &mut self.files[file];
        let (path, key) = (path.clone(), name.to_owned());
        if stored.shape != shape {
            return Err(BertError::TensorShape {
                path,
                key,
                expected: bracketed(shape),
                got: bracketed(&stored.shape),
            });
        }
        let values = match stored.read(file) {
            Ok(Some(values)) => values,
            Ok(None) => {
                let got = stored.dtype.to_string();
                return Err(BertError::TensorDtype { path, key, got });
            }
            Err(source) => return Err(BertError::read(&path)(source)),
        };
        // Without a way out after each number, which would keep vector instructions from it.
        if !values
            .iter()
            .fold(true, |all, value| all & value.is_finite())
        {
            return Err(BertError::TensorNotFinite { path, key });
        }
        self.report.loaded += 1;
        Ok(values)
    }
}
