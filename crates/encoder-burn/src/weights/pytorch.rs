//! `pytorch_model.bin`: a pickle that says where each tensor lies, and the numbers themselves.
//!
//! PyTorch reads such files by running the program that a pickle is. The reader here runs nothing:
//! it knows the opcodes and the names that a dictionary of tensors is written with, and refuses all
//! others. Two layouts exist: since PyTorch 1.6 a zip archive, before it pickles in a row.

mod legacy;
mod pickle;
mod state_dict;
mod zip;

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::Path;

use super::stored::Stored;
use crate::ModelError;

/// Lists the tensors of the file by name.
pub(super) fn tensors(
    path: &Path,
    file: &mut File,
) -> Result<BTreeMap<String, Stored>, ModelError> {
    list(file).map_err(|failure| failure.of(path))
}

fn list(file: &mut File) -> Result<BTreeMap<String, Stored>, Failure> {
    let start = zip::read_at(file, 0, 4).unwrap_or_default();
    if start == zip::LOCAL_HEADER {
        zip::tensors(file)
    } else {
        legacy::tensors(file)
    }
}

/// Longest pickle that is read: it holds names and shapes, about 200 bytes a tensor. A value takes
/// up to fifty times the byte that makes it.
const LONGEST_PICKLE: u64 = 1 << 20;

/// What is wrong with a file, whose path the caller knows.
#[derive(Debug)]
enum Failure {
    Io(io::Error),
    File {
        expected: &'static str,
        got: String,
    },
    Pickle {
        at: usize,
        expected: &'static str,
        got: String,
    },
    Tensor {
        key: String,
        expected: &'static str,
        got: String,
    },
}

impl From<io::Error> for Failure {
    fn from(source: io::Error) -> Self {
        Self::Io(source)
    }
}

impl Failure {
    fn file(expected: &'static str, got: impl Into<String>) -> Self {
        let got = got.into();
        Self::File { expected, got }
    }

    fn of(self, path: &Path) -> ModelError {
        let path = path.to_owned();
        match self {
            Self::Io(source) => ModelError::read(&path)(source),
            Self::File { expected, got } => ModelError::WeightFile {
                path,
                expected,
                got,
            },
            Self::Pickle { at, expected, got } => ModelError::Pickle {
                path,
                at,
                expected,
                got,
            },
            Self::Tensor { key, expected, got } => ModelError::TensorLayout {
                path,
                key,
                expected,
                got,
            },
        }
    }
}

/// A text of a file as a message can carry it: short, and on one line.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 80;
    let mut shown: String = text
        .chars()
        .take(LONGEST)
        .flat_map(char::escape_debug)
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push_str("...");
    }
    shown
}
