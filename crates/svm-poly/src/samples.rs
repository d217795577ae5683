//! Borrowed rows of features.

use crate::SvmError;
use crate::kernel::dot;
use crate::matrix::{self, Matrix};

/// Row-major features, borrowed, in single or double precision; every value is finite.
///
/// Single precision is read as it is and widened where it is used: all sums are
/// taken in `f64`.
///
/// ```
/// use svm_poly::{Samples, SvmError};
///
/// let samples = Samples::f32(&[0.0, 1.0, 2.0, 3.0], 2, 2)?;
/// assert_eq!((samples.rows(), samples.columns()), (2, 2));
///
/// let error = Samples::f64(&[1.0, f64::NAN], 1, 2).unwrap_err();
/// assert_eq!(error.to_string(), "expected finite features, got NaN at row 0, column 1");
/// # Ok::<(), SvmError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Samples<'a> {
    values: Values<'a>,
    rows: usize,
    columns: usize,
}

/// The values of [`Samples`] as they were given.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Values<'a> {
    Single(&'a [f32]),
    Double(&'a [f64]),
}

impl<'a> Samples<'a> {
    /// Rows of `f32` features.
    ///
    /// # Errors
    ///
    /// [`SvmError::NoFeatures`], [`SvmError::SampleCount`] or [`SvmError::NonFinite`].
    pub fn f32(values: &'a [f32], rows: usize, columns: usize) -> Result<Self, SvmError> {
        check_shape(values.len(), rows, columns)?;
        // The quick look at all values has no early end, so that it takes many at a time.
        if !values.iter().fold(true, |all, v| all & v.is_finite()) {
            check_finite(values.iter().map(|&v| f64::from(v)), columns)?;
        }
        Ok(Self::of_f32(values, rows, columns))
    }

    /// Rows of `f64` features.
    ///
    /// # Errors
    ///
    /// [`SvmError::NoFeatures`], [`SvmError::SampleCount`] or [`SvmError::NonFinite`].
    pub fn f64(values: &'a [f64], rows: usize, columns: usize) -> Result<Self, SvmError> {
        check_shape(values.len(), rows, columns)?;
        if !values.iter().fold(true, |all, v| all & v.is_finite()) {
            check_finite(values.iter().copied(), columns)?;
        }
        Ok(Self::of_f64(values, rows, columns))
    }

    /// Values that were checked before.
    pub(crate) fn of_f32(values: &'a [f32], rows: usize, columns: usize) -> Self {
        Self {
            values: Values::Single(values),
            rows,
            columns,
        }
    }

    /// Values that were checked before.
    pub(crate) fn of_f64(values: &'a [f64], rows: usize, columns: usize) -> Self {
        Self {
            values: Values::Double(values),
            rows,
            columns,
        }
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many features a row has, at least 1.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Whether the values were given in single precision.
    pub(crate) fn is_single(&self) -> bool {
        matches!(self.values, Values::Single(_))
    }

    /// All values, row by row.
    pub(crate) fn values(&self) -> Values<'a> {
        self.values
    }

    /// Appends one row to `out`, widened to `f64`.
    pub(crate) fn push_row(&self, row: usize, out: &mut Vec<f64>) {
        let range = row * self.columns..(row + 1) * self.columns;
        match self.values {
            Values::Single(values) => out.extend(values[range].iter().map(|&v| f64::from(v))),
            Values::Double(values) => out.extend_from_slice(&values[range]),
        }
    }

    /// Copies the rows named, in the order named.
    pub(crate) fn gather(&self, rows: impl ExactSizeIterator<Item = usize>) -> Vec<f64> {
        let mut out = Vec::with_capacity(rows.len() * self.columns);
        for row in rows {
            self.push_row(row, &mut out);
        }
        out
    }

    /// Copies the rows named, in the order named, in single precision. Values that it
    /// cannot hold become infinite or 0.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "the caller asks for single precision and checks what it loses"
    )]
    pub(crate) fn gather_single(&self, rows: impl ExactSizeIterator<Item = usize>) -> Vec<f32> {
        let mut out = Vec::with_capacity(rows.len() * self.columns);
        for row in rows {
            let range = row * self.columns..(row + 1) * self.columns;
            match self.values {
                Values::Single(values) => out.extend_from_slice(&values[range]),
                Values::Double(values) => out.extend(values[range].iter().map(|&v| v as f32)),
            }
        }
        out
    }

    /// The inner product of each row with itself.
    pub(crate) fn squared_norms(&self) -> Vec<f64> {
        let mut values = Vec::with_capacity(self.columns);
        (0..self.rows)
            .map(|row| {
                values.clear();
                self.push_row(row, &mut values);
                dot(&values, &values)
            })
            .collect()
    }

    /// Copies the rows named, in their own precision.
    pub(crate) fn select(&self, rows: &[usize]) -> Matrix {
        let values = match self.values {
            Values::Single(values) => matrix::Values::Single(select(values, rows, self.columns)),
            Values::Double(values) => matrix::Values::Double(select(values, rows, self.columns)),
        };
        Matrix {
            values,
            rows: rows.len(),
            columns: self.columns,
        }
    }

    /// Population variance of all values together, as in `numpy.var`.
    pub(crate) fn variance(&self) -> f64 {
        match self.values {
            Values::Single(values) => variance(|| values.iter().map(|&v| f64::from(v))),
            Values::Double(values) => variance(|| values.iter().copied()),
        }
    }
}

fn select<T: Copy>(values: &[T], rows: &[usize], columns: usize) -> Vec<T> {
    let mut out = Vec::with_capacity(rows.len() * columns);
    for &row in rows {
        out.extend_from_slice(&values[row * columns..(row + 1) * columns]);
    }
    out
}

fn variance<I: ExactSizeIterator<Item = f64>>(values: impl Fn() -> I) -> f64 {
    let count = values().len() as f64;
    let mean = values().sum::<f64>() / count;
    values().map(|v| (v - mean) * (v - mean)).sum::<f64>() / count
}

fn check_shape(values: usize, rows: usize, columns: usize) -> Result<(), SvmError> {
    if columns == 0 {
        return Err(SvmError::NoFeatures);
    }
    if rows.checked_mul(columns) != Some(values) {
        return Err(SvmError::SampleCount {
            rows,
            columns,
            values,
        });
    }
    Ok(())
}

fn check_finite(mut values: impl Iterator<Item = f64>, columns: usize) -> Result<(), SvmError> {
    let mut at = 0;
    match values.find(|v| {
        at += 1;
        !v.is_finite()
    }) {
        None => Ok(()),
        Some(value) => Err(SvmError::NonFinite {
            row: (at - 1) / columns,
            column: (at - 1) % columns,
            value,
        }),
    }
}
