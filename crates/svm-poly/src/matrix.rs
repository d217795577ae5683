//! Rows of features that own their values.

use crate::Samples;

/// Row-major features in one precision: what [`Samples`] borrow.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Matrix {
    pub(crate) values: Values,
    pub(crate) rows: usize,
    pub(crate) columns: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Values {
    Single(Vec<f32>),
    Double(Vec<f64>),
}

impl Matrix {
    /// The rows, borrowed. Shape and values were checked when the matrix was made.
    pub(crate) fn as_samples(&self) -> Samples<'_> {
        match &self.values {
            Values::Single(values) => Samples::of_f32(values, self.rows, self.columns),
            Values::Double(values) => Samples::of_f64(values, self.rows, self.columns),
        }
    }
}
