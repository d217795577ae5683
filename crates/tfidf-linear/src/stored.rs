//! Vectorisers, models and classifiers as serde sees them, checked as a whole when read.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::linear_model::plane_count;
use crate::{FitReport, LinearModel, LinearTextError, Loss, TextClassifier, TfIdf, TfIdfParams};

/// The name that a file of a [`TextClassifier`] bears.
pub const FORMAT: &str = "tfidf-linear";
/// The version of the format that this crate writes, and the only one that it reads.
pub const FORMAT_VERSION: u32 = 1;

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct StoredTfIdf {
    params: TfIdfParams,
    terms: Vec<String>,
    idf: Vec<f64>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct StoredModel<L> {
    loss: Loss,
    classes: Vec<L>,
    columns: usize,
    /// Feature by feature one weight a plane, the intercepts last.
    weights: Vec<f64>,
    reports: Vec<FitReport>,
}

#[derive(Serialize)]
struct FileToWrite<'a, L: Serialize> {
    format: &'static str,
    version: u32,
    tfidf: &'a TfIdf,
    model: &'a LinearModel<L>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[serde(bound(deserialize = "L: DeserializeOwned + Ord + Clone"))]
struct FileRead<L> {
    #[serde(rename = "format")]
    _format: String,
    #[serde(rename = "version")]
    _version: u32,
    tfidf: TfIdf,
    model: LinearModel<L>,
}

/// The first fields of a file, whatever the others are.
#[derive(Deserialize)]
struct Head {
    format: String,
    version: u32,
}

impl Serialize for TfIdf {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let stored = StoredTfIdf {
            params: self.params.clone(),
            terms: self.terms().map(str::to_owned).collect(),
            idf: self.idf.clone(),
        };
        stored.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for TfIdf {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = StoredTfIdf::deserialize(deserializer)?;
        stored.check().map_err(D::Error::custom)?;
        let terms = stored.terms.into_iter().map(Arc::from).collect();
        Ok(Self::of_parts(stored.params, terms, stored.idf))
    }
}

impl StoredTfIdf {
    fn check(&self) -> Result<(), LinearTextError> {
        self.params.check()?;
        let terms = self.terms.len();
        if terms == 0 || u32::try_from(terms).is_err() || !rises(&self.terms) {
            return Err(inconsistent("terms", "terms in rising order, at least 1"));
        }
        count("idf", self.idf.len(), Some(terms))?;
        // Any greater factor could make a weight overflow; the greatest honest one is 45.
        if !self.idf.iter().all(|idf| (1.0..=1e9).contains(idf)) {
            return Err(inconsistent("idf", "numbers from 1 to 1e9"));
        }
        Ok(())
    }
}

impl<L: Serialize> Serialize for LinearModel<L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let stored = StoredModel {
            loss: self.loss,
            classes: self.classes.iter().collect(),
            columns: self.columns,
            weights: self.weights.clone(),
            reports: self.reports.clone(),
        };
        stored.serialize(serializer)
    }
}

impl<'de, L: Deserialize<'de> + Ord> Deserialize<'de> for LinearModel<L> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = StoredModel::deserialize(deserializer)?;
        stored.check().map_err(D::Error::custom)?;
        Ok(Self {
            loss: stored.loss,
            classes: stored.classes,
            columns: stored.columns,
            weights: stored.weights,
            reports: stored.reports,
        })
    }
}

impl<L: Ord> StoredModel<L> {
    fn check(&self) -> Result<(), LinearTextError> {
        let classes = self.classes.len();
        if classes < 2 || !rises(&self.classes) {
            return Err(inconsistent("classes", "at least 2 in rising order"));
        }
        let planes = plane_count(classes);
        let rows = self.columns.checked_add(1);
        let weights = rows.and_then(|rows| rows.checked_mul(planes));
        count("weights", self.weights.len(), weights)?;
        if !self.weights.iter().all(|weight| weight.is_finite()) {
            return Err(inconsistent("weights", "finite numbers"));
        }
        let reports = match self.loss {
            Loss::Logistic => 1,
            Loss::SquaredHinge => planes,
        };
        count("reports", self.reports.len(), Some(reports))
    }
}

impl<L: Serialize> TextClassifier<L> {
    /// Writes the classifier as JSON, with the name and version of the format first.
    ///
    /// # Errors
    ///
    /// [`LinearTextError::File`], and [`LinearTextError::Json`] where a label cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), LinearTextError> {
        let path = path.as_ref();
        let file = |source| LinearTextError::File {
            path: path.into(),
            source,
        };
        let mut out = BufWriter::new(File::create(path).map_err(file)?);
        let stored = FileToWrite {
            format: FORMAT,
            version: FORMAT_VERSION,
            tfidf: self.tfidf(),
            model: self.model(),
        };
        serde_json::to_writer(&mut out, &stored).map_err(|source| json(path, source))?;
        out.flush().map_err(file)
    }
}

impl<L: DeserializeOwned + Ord + Clone> TextClassifier<L> {
    /// Reads what [`save`](Self::save) wrote, and checks it as a whole.
    ///
    /// Numbers may be one unit in the last place off, unless `serde_json` has its feature
    /// `float_roundtrip`.
    ///
    /// # Errors
    ///
    /// [`LinearTextError::File`], [`LinearTextError::UnknownFormat`] or
    /// [`LinearTextError::Json`], whose source says which part does not fit.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, LinearTextError> {
        let path = path.as_ref();
        let text = std::fs::read(path).map_err(|source| LinearTextError::File {
            path: path.into(),
            source,
        })?;
        let head: Head = serde_json::from_slice(&text).map_err(|source| json(path, source))?;
        if head.format != FORMAT || head.version != FORMAT_VERSION {
            return Err(LinearTextError::UnknownFormat {
                path: path.into(),
                format: head.format,
                version: head.version,
            });
        }
        let stored: FileRead<L> =
            serde_json::from_slice(&text).map_err(|source| json(path, source))?;
        Self::new(stored.tfidf, stored.model)
    }
}

fn json(path: &Path, source: serde_json::Error) -> LinearTextError {
    LinearTextError::Json {
        path: path.into(),
        source,
    }
}

fn rises<T: Ord>(values: &[T]) -> bool {
    values.windows(2).all(|two| two[0] < two[1])
}

fn inconsistent(field: &'static str, expected: impl Into<String>) -> LinearTextError {
    LinearTextError::InconsistentModel {
        field,
        expected: expected.into(),
    }
}

/// `expected` is `None` where it is beyond all counts.
fn count(
    field: &'static str,
    found: usize,
    expected: Option<usize>,
) -> Result<(), LinearTextError> {
    match expected {
        Some(expected) if expected == found => Ok(()),
        Some(expected) => Err(inconsistent(
            field,
            format!("{expected} values, got {found}"),
        )),
        None => Err(inconsistent(field, "fewer columns")),
    }
}
