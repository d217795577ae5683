//! Data files in the format of svmlight and libsvm.
//!
//! One row a line: a label, then `index:value` for the values other than 0, indices from 1 and
//! rising. What follows a `#` is a comment.

use std::io::{self, Write};
use std::path::Path;

use crate::lines::{FileKind, Line, Lines, Place};
use crate::matrix::{Matrix, Values};
use crate::whole_file::write_whole_file;
use crate::{Samples, SvmError};

/// Reads a data file in the format of svmlight with the settings of
/// [`SvmlightReader::default`].
///
/// ```
/// use svm_poly::{SvmError, SvmParams, read_svmlight};
///
/// # let folder = tempfile::tempdir().expect("a temporary folder");
/// # let path = folder.path().join("train.svm");
/// std::fs::write(&path, "+1 1:0.5 3:2  # a comment\n-1 2:1e-3\n").expect("a file");
/// let data = read_svmlight(&path)?;
/// assert_eq!(data.labels(), [1, -1]);
/// assert_eq!((data.samples().rows(), data.samples().columns()), (2, 3));
/// let svm = SvmParams::default().fit(data.samples(), data.labels())?;
/// assert_eq!(svm.predict(data.samples())?, data.labels());
/// # Ok::<(), SvmError>(())
/// ```
///
/// # Errors
///
/// Those of [`SvmlightReader::read`].
pub fn read_svmlight(path: impl AsRef<Path>) -> Result<LabelledSamples, SvmError> {
    SvmlightReader::default().read(path)
}

/// Writes rows in the format of svmlight. Numbers are written so that reading them gets
/// them back bit by bit, single precision also when it is read as double; zeros are left out, but the first row always states its
/// last feature, so that the number of features is not lost.
///
/// The file appears whole or not at all, as with [`Svm::save`](crate::Svm::save).
///
/// # Errors
///
/// [`SvmError::LabelCount`] or [`SvmError::WriteData`].
pub fn write_svmlight(
    path: impl AsRef<Path>,
    x: Samples<'_>,
    labels: &[i64],
) -> Result<(), SvmError> {
    if x.rows() != labels.len() {
        return Err(SvmError::LabelCount {
            rows: x.rows(),
            labels: labels.len(),
        });
    }
    let path = path.as_ref();
    write_whole_file(path, |out| write_rows(out, x, labels)).map_err(|source| SvmError::WriteData {
        path: path.into(),
        source,
    })
}

fn write_rows(out: &mut impl Write, x: Samples<'_>, labels: &[i64]) -> io::Result<()> {
    let mut row = Vec::with_capacity(x.columns());
    for (at, label) in labels.iter().enumerate() {
        write!(out, "{label}")?;
        row.clear();
        x.push_row(at, &mut row);
        for (column, value) in row.iter().enumerate() {
            if *value != 0.0 || (at == 0 && column + 1 == row.len()) {
                write!(out, " {}:{value:?}", column + 1)?;
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Labels and dense rows that a file held.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelledSamples {
    labels: Vec<i64>,
    matrix: Matrix,
}

impl LabelledSamples {
    /// One label a row.
    #[must_use]
    pub fn labels(&self) -> &[i64] {
        &self.labels
    }

    /// The rows, as fits and predictions take them.
    #[must_use]
    pub fn samples(&self) -> Samples<'_> {
        self.matrix.as_samples()
    }
}

/// How many bits a feature is held in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// `f32`.
    Single,
    /// `f64`.
    Double,
}

/// How data files are read.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SvmlightReader {
    /// Default [`Precision::Double`].
    pub precision: Precision,
    /// Features of a row: a larger index is an error. `None`, the default, takes the largest
    /// index of the file. Set it for test files, which may not reach the last feature.
    pub columns: Option<usize>,
    /// Bytes that the dense rows may take. Default 4 GiB. One short line with a huge index
    /// cannot claim more.
    pub memory_budget_bytes: usize,
}

impl Default for SvmlightReader {
    fn default() -> Self {
        Self {
            precision: Precision::Double,
            columns: None,
            memory_budget_bytes: 1 << 32,
        }
    }
}

impl SvmlightReader {
    /// Sets [`precision`](Self::precision).
    #[must_use]
    pub fn with_precision(self, precision: Precision) -> Self {
        Self { precision, ..self }
    }

    /// Sets [`columns`](Self::columns).
    #[must_use]
    pub fn with_columns(self, columns: Option<usize>) -> Self {
        Self { columns, ..self }
    }

    /// Sets [`memory_budget_bytes`](Self::memory_budget_bytes).
    #[must_use]
    pub fn with_memory_budget_bytes(self, memory_budget_bytes: usize) -> Self {
        Self {
            memory_budget_bytes,
            ..self
        }
    }

    /// Reads a file.
    ///
    /// A label is a whole number (`-1`, `+1`, `2.0`). Empty lines and comments are passed over.
    /// Query ids (`qid:7`), which belong to ranking, are an error.
    ///
    /// # Errors
    ///
    /// [`SvmError::ReadData`], [`SvmError::DataLine`], [`SvmError::DataTooLarge`],
    /// [`SvmError::NoDataRows`] or [`SvmError::NoFeatures`].
    pub fn read(&self, path: impl AsRef<Path>) -> Result<LabelledSamples, SvmError> {
        let path = path.as_ref();
        let mut sparse = Sparse::default();
        let mut lines = Lines::open(path, FileKind::Data)?;
        while let Some(line) = lines.next()? {
            let number = line.place.line;
            if sparse.push(&line, self.columns.unwrap_or(usize::MAX), self.precision)? {
                self.check_budget(&sparse, path, number)?;
            }
        }
        if sparse.labels.is_empty() {
            return Err(SvmError::NoDataRows { path: path.into() });
        }
        let columns = self.columns.unwrap_or(sparse.columns);
        if columns == 0 {
            return Err(SvmError::NoFeatures);
        }
        let (values, rows) = (sparse.dense(columns, self.precision), sparse.labels.len());
        Ok(LabelledSamples {
            labels: sparse.labels,
            matrix: Matrix {
                values,
                rows,
                columns,
            },
        })
    }

    fn check_budget(&self, sparse: &Sparse, path: &Path, line: usize) -> Result<(), SvmError> {
        let size = match self.precision {
            Precision::Single => size_of::<f32>(),
            Precision::Double => size_of::<f64>(),
        };
        let (rows, columns) = (sparse.labels.len(), self.columns.unwrap_or(sparse.columns));
        let bytes = rows.saturating_mul(columns).saturating_mul(size);
        if bytes <= self.memory_budget_bytes {
            return Ok(());
        }
        Err(SvmError::DataTooLarge {
            path: path.into(),
            line,
            rows,
            columns,
            bytes,
            budget: self.memory_budget_bytes,
        })
    }
}

/// Rows as the file states them.
#[derive(Default)]
struct Sparse {
    labels: Vec<i64>,
    /// Where each row ends in `features`.
    ends: Vec<usize>,
    /// Index from 1, and value.
    features: Vec<(usize, f64)>,
    /// The largest index.
    columns: usize,
}

impl Sparse {
    /// Adds the row of a line; says whether there was one.
    fn push(
        &mut self,
        line: &Line<'_>,
        columns: usize,
        precision: Precision,
    ) -> Result<bool, SvmError> {
        let (place, text) = (line.place, line.text);
        let row = text.split_once('#').map_or(text, |(row, _)| row);
        let mut fields = row.split_ascii_whitespace();
        let Some(label) = fields.next() else {
            return Ok(false);
        };
        self.labels.push(parse_label(place, label)?);
        let mut least = 1;
        for field in fields {
            let (index, value) = (field.split_once(':'))
                .filter(|(index, _)| *index != "qid")
                .ok_or_else(|| place.error("index:value", field))?;
            // The largest usize has no successor, and no memory holds so many features.
            let fits = |i: &usize| (least..=columns).contains(i) && *i < usize::MAX;
            let index = (index.parse().ok().filter(fits)).ok_or_else(|| {
                let most = if columns == usize::MAX {
                    String::new()
                } else {
                    format!(", at most {columns}")
                };
                place.error(format!("a feature index of at least {least}{most}"), index)
            })?;
            self.features
                .push((index, parse_value(place, value, precision)?));
            self.columns = self.columns.max(index);
            least = index + 1;
        }
        self.ends.push(self.features.len());
        Ok(true)
    }

    fn dense(&self, columns: usize, precision: Precision) -> Values {
        let starts = [0].into_iter().chain(self.ends.iter().copied());
        let stated = starts
            .zip(&self.ends)
            .enumerate()
            .flat_map(|(row, (start, &end))| {
                let features = self.features[start..end].iter();
                features.map(move |(index, value)| (row * columns + index - 1, *value))
            });
        let count = self.labels.len() * columns;
        match precision {
            Precision::Single => {
                let mut values = vec![0.0; count];
                stated.for_each(|(at, value)| values[at] = narrow(value));
                Values::Single(values)
            }
            Precision::Double => {
                let mut values = vec![0.0; count];
                stated.for_each(|(at, value)| values[at] = value);
                Values::Double(values)
            }
        }
    }
}

/// Whole numbers, also those written as floats, as far as these are exact.
fn parse_label(place: Place<'_>, text: &str) -> Result<i64, SvmError> {
    const EXPECTED: &str = "a whole number as label";
    const EXACT: f64 = (1_u64 << 53) as f64;
    if let Ok(label) = text.parse() {
        return Ok(label);
    }
    let whole = |v: &f64| v.fract() == 0.0 && v.abs() <= EXACT;
    let value = place.parse(text, EXPECTED, whole)?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a whole number below 2^53 fits"
    )]
    Ok(value as i64)
}

/// A finite number; in single precision one that is parsed as such, not rounded twice.
fn parse_value(place: Place<'_>, text: &str, precision: Precision) -> Result<f64, SvmError> {
    match precision {
        Precision::Single => {
            let finite = |v: &f32| v.is_finite();
            let value = place.parse(text, "a finite number in single precision", finite)?;
            Ok(value.into())
        }
        Precision::Double => place.number(text),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the value was parsed as f32 and widened"
)]
fn narrow(value: f64) -> f32 {
    value as f32
}
