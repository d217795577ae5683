//! Rows for the machine, from either kind of file.

use crate::PipelineError;
use crate::files::display_name;
use crate::tasks::npy::{Features, read_features, read_labels};
use std::path::Path;
use svm_poly::{LabelledSamples, Samples, SvmError, SvmlightReader};

/// Endings of file names that are read as svmlight.
const SVMLIGHT_ENDINGS: [&str; 4] = ["svm", "svmlight", "libsvm", "txt"];

/// The rows of one file.
#[derive(Debug)]
pub(super) enum Rows {
    Npy(Features),
    Svmlight(LabelledSamples),
}

impl Rows {
    /// Reads the file; an svmlight file whose rows must have `columns` features may state fewer.
    pub(super) fn read(path: &Path, columns: Option<usize>) -> Result<Self, PipelineError> {
        if !is_svmlight(path) {
            return Ok(Self::Npy(read_features(path)?));
        }
        let reader = SvmlightReader::default().with_columns(columns);
        match reader.read(path) {
            Ok(rows) => Ok(Self::Svmlight(rows)),
            // The only one of the reader's errors that does not name the file.
            Err(error @ SvmError::NoFeatures) => Err(within(path, error)),
            Err(error) => Err(error.into()),
        }
    }

    pub(super) fn samples(&self, path: &Path) -> Result<Samples<'_>, PipelineError> {
        match self {
            Self::Npy(features) => features.samples().map_err(|error| within(path, error)),
            Self::Svmlight(rows) => Ok(rows.samples()),
        }
    }

    /// The labels that the file itself holds.
    pub(super) fn labels(&self) -> Option<&[i64]> {
        match self {
            Self::Npy(_) => None,
            Self::Svmlight(rows) => Some(rows.labels()),
        }
    }
}

/// Rows to learn from, and the files that hold them.
#[derive(Debug)]
pub(super) struct LabelledRows<'p> {
    rows: Rows,
    pub(super) labels: Vec<i64>,
    features_path: &'p Path,
    labels_path: &'p Path,
}

impl<'p> LabelledRows<'p> {
    /// Reads features, and the labels from where they are: a file of their own beside a NumPy file, the same file with svmlight.
    pub(super) fn read(
        features: &'p Path,
        labels: Option<&'p Path>,
    ) -> Result<Self, PipelineError> {
        let wrong = |value: String, expected| PipelineError::Setting {
            name: "labels",
            value,
            expected,
        };
        let name = display_name(features);
        let labels_path = match (is_svmlight(features), labels) {
            (true, None) => features,
            (false, Some(labels)) => labels,
            (true, Some(labels)) => {
                let expected = format!("none, since {name} holds its own");
                return Err(wrong(display_name(labels), expected));
            }
            (false, None) => {
                let expected = format!("a NumPy file with one label for each row of {name}");
                return Err(wrong("none".to_owned(), expected));
            }
        };
        let rows = Rows::read(features, None)?;
        let labels = match rows.labels() {
            Some(labels) => labels.to_vec(),
            None => read_labels(labels_path)?,
        };
        Ok(Self {
            rows,
            labels,
            features_path: features,
            labels_path,
        })
    }

    pub(super) fn samples(&self) -> Result<Samples<'_>, PipelineError> {
        self.rows.samples(self.features_path)
    }

    /// Puts the file's name before an error that its contents caused.
    pub(super) fn name_file(&self, error: SvmError) -> PipelineError {
        match error {
            SvmError::OneClass { .. } | SvmError::LabelCount { .. } => {
                within(self.labels_path, error)
            }
            SvmError::KernelTooLarge { .. } => within(self.features_path, error),
            setting => setting.into(),
        }
    }
}

/// Puts a file's name before what is wrong with it.
pub(super) fn within(path: &Path, source: SvmError) -> PipelineError {
    PipelineError::SvmFile {
        path: display_name(path),
        source,
    }
}

fn is_svmlight(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| {
        SVMLIGHT_ENDINGS
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_says_how_a_file_is_read() {
        for name in ["a.svm", "a.svmlight", "b/a.LIBSVM", "a.b.txt"] {
            assert!(is_svmlight(Path::new(name)), "{name}");
        }
        for name in ["a.npy", "svm", "-", "a.svm.npy", ".svm"] {
            assert!(!is_svmlight(Path::new(name)), "{name}");
        }
    }
}
