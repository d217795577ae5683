//! The weights of a folder, taken tensor by tensor.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use super::fill::Source;
use super::find;
use super::names::Names;
use super::pytorch::shown;
use super::stored::{Stored, bracketed};
use crate::ModelError;

/// What was found in the weight files of a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoadReport {
    /// Tensors taken from the file.
    pub loaded: usize,
    /// Tensors drawn from the seed, because the file lacks them or the number of classes differs.
    pub initialised: Vec<String>,
    /// Tensors of the file that this model has no place for.
    pub unexpected: Vec<String>,
}

/// The open files, their tensors under canonical names, and what has been taken from them.
#[derive(Debug)]
pub struct Checkpoint<N, F> {
    files: Vec<(PathBuf, File)>,
    /// Each with the file it is in.
    tensors: BTreeMap<String, (usize, Stored)>,
    names: N,
    fresh: F,
    report: LoadReport,
}

impl<N: Names, F: Source> Checkpoint<N, F> {
    /// Opens the weights in `folder`; `fresh` draws those of the optional ones that it lacks.
    ///
    /// # Errors
    ///
    /// No weights, or a file that is damaged, of another kind, or names a tensor twice.
    pub fn open(folder: &Path, names: N, fresh: F) -> Result<Self, ModelError> {
        let mut files = Vec::new();
        let mut tensors = BTreeMap::new();
        for (number, opened) in find::open(folder)?.into_iter().enumerate() {
            for (name, stored) in opened.tensors {
                let Some(key) = names.canonical(&name) else {
                    continue;
                };
                if tensors.insert(key, (number, stored)).is_some() {
                    let key = names.canonical(&name).unwrap_or(name);
                    return Err(ModelError::RepeatedTensor {
                        path: opened.path,
                        key: shown(&key),
                    });
                }
            }
            files.push((opened.path, opened.file));
        }
        Ok(Self {
            files,
            tensors,
            names,
            fresh,
            report: LoadReport::default(),
        })
    }

    /// The file, or the first of its parts.
    pub fn path(&self) -> &Path {
        &self.files[0].0
    }

    /// Shape of a tensor that nobody has taken yet.
    pub fn shape(&self, name: &str) -> Option<&[usize]> {
        let (_, stored) = self.tensors.get(name)?;
        Some(&stored.shape)
    }

    /// Names of the tensors that nobody has taken yet, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.tensors.keys().map(String::as_str)
    }

    /// Forgets a tensor, so that one is drawn.
    pub fn forget(&mut self, name: &str) {
        self.tensors.remove(name);
    }

    /// Gives the tensor `twin` the name `name`, unless there is one of that name.
    pub fn adopt(&mut self, twin: &str, name: &str) {
        if let Some(twin) = self.tensors.remove(twin) {
            self.tensors.entry(name.to_owned()).or_insert(twin);
        }
    }

    /// What was taken and drawn; what is left in the files was not expected.
    pub fn into_report(mut self) -> LoadReport {
        let left = self.tensors.into_keys();
        self.report.unexpected = left
            .filter(|name| !self.names.is_ignored(name))
            .map(|name| shown(&name))
            .collect();
        self.report
    }
}

impl<N: Names, F: Source> Source for Checkpoint<N, F> {
    fn values(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let Some((file, stored)) = self.tensors.remove(name) else {
            if self.names.is_optional(name) {
                self.report.initialised.push(name.to_owned());
                return self.fresh.values(name, shape);
            }
            return Err(ModelError::MissingTensor {
                path: self.files[0].0.clone(),
                key: name.to_owned(),
            });
        };
        let (path, file) = &mut self.files[file];
        let (path, key) = (path.clone(), name.to_owned());
        if stored.shape != shape {
            return Err(ModelError::TensorShape {
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
                return Err(ModelError::TensorDtype { path, key, got });
            }
            Err(source) => return Err(ModelError::read(&path)(source)),
        };
        // Without a way out after each number, which would keep vector instructions from it.
        if !values
            .iter()
            .fold(true, |all, value| all & value.is_finite())
        {
            return Err(ModelError::TensorNotFinite { path, key });
        }
        self.report.loaded += 1;
        Ok(values)
    }
}
