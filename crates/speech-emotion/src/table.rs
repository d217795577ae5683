//! Features of clips: one row a clip.

use serde::{Deserialize, Serialize};

use crate::EmotionError;

/// Named features, one row a clip; every value is finite.
///
/// ```
/// use speech_emotion::{EmotionError, FeatureTable};
///
/// let table = FeatureTable::new(vec!["pitch".into(), "energy".into()], vec![1.0, 2.0, 3.0, 4.0])?;
/// assert_eq!((table.rows(), table.row(1)), (2, &[3.0, 4.0][..]));
/// let error = FeatureTable::new(vec!["pitch".into()], vec![f64::NAN]).unwrap_err();
/// assert_eq!(error.to_string(), "expected finite features, got NaN at row 0, column 0");
/// # Ok::<(), EmotionError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FeatureTable {
    names: Vec<String>,
    values: Vec<f64>,
}

impl FeatureTable {
    /// Takes values row by row, one for each name.
    ///
    /// # Errors
    ///
    /// [`EmotionError::Empty`] without names, [`EmotionError::Count`] where values do not fill
    /// the last row, [`EmotionError::NonFinite`].
    pub fn new(names: Vec<String>, values: Vec<f64>) -> Result<Self, EmotionError> {
        if names.is_empty() {
            return Err(EmotionError::Empty {
                what: "named feature",
            });
        }
        let columns = names.len();
        if !values.len().is_multiple_of(columns) {
            return Err(EmotionError::Count {
                what: "values in the last row",
                expected: columns,
                got: values.len() % columns,
            });
        }
        match values.iter().position(|value| !value.is_finite()) {
            None => Ok(Self { names, values }),
            Some(at) => Err(EmotionError::NonFinite {
                row: at / columns,
                column: at % columns,
                value: values[at],
            }),
        }
    }

    /// The names of the columns.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.values.len() / self.names.len()
    }

    /// How many features a row has, at least 1.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.names.len()
    }

    /// One row.
    ///
    /// # Panics
    ///
    /// As a slice does, where there is no such row.
    #[must_use]
    pub fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.columns()..][..self.columns()]
    }

    /// All values, row by row.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The rows named, in the order named.
    ///
    /// # Errors
    ///
    /// [`EmotionError::Count`] where the table lacks one of them.
    pub fn select(&self, rows: &[usize]) -> Result<Self, EmotionError> {
        let mut values = Vec::with_capacity(rows.len() * self.columns());
        for &row in rows {
            if row >= self.rows() {
                return Err(EmotionError::Count {
                    what: "rows of features at least",
                    expected: row + 1,
                    got: self.rows(),
                });
            }
            values.extend_from_slice(self.row(row));
        }
        Ok(Self {
            names: self.names.clone(),
            values,
        })
    }

    pub(crate) fn rows_mut(&mut self) -> impl Iterator<Item = &mut [f64]> {
        let columns = self.columns();
        self.values.chunks_exact_mut(columns)
    }
}
