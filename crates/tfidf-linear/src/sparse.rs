//! Sparse rows.

use crate::LinearTextError;

/// Rows of which only the values other than 0 are held, in compressed form (CSR).
///
/// Row `i` has the entries from `bounds[i]` to `bounds[i + 1]` of indices and values.
/// Indices rise within a row; values are finite.
///
/// ```
/// use tfidf_linear::{LinearTextError, SparseRows};
///
/// let rows = SparseRows::new(vec![0, 2, 2], vec![0, 3], vec![0.6, 0.8], 4)?;
/// assert_eq!((rows.len(), rows.columns()), (2, 4));
/// assert_eq!(rows.row(0), (&[0, 3][..], &[0.6, 0.8][..]));
/// assert_eq!(rows.row(1), (&[][..], &[][..]));
/// # Ok::<(), LinearTextError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct SparseRows {
    bounds: Vec<usize>,
    indices: Vec<u32>,
    values: Vec<f64>,
    columns: usize,
}

impl SparseRows {
    /// Rows from their parts, which scipy calls `indptr`, `indices` and `data`.
    ///
    /// # Errors
    ///
    /// [`LinearTextError::EntryCount`], [`LinearTextError::RowBounds`],
    /// [`LinearTextError::InvalidIndex`] or [`LinearTextError::NonFinite`].
    pub fn new(
        bounds: Vec<usize>,
        indices: Vec<u32>,
        values: Vec<f64>,
        columns: usize,
    ) -> Result<Self, LinearTextError> {
        let entries = indices.len();
        if values.len() != entries {
            return Err(LinearTextError::EntryCount {
                indices: entries,
                values: values.len(),
            });
        }
        check_bounds(&bounds, entries)?;
        let rows = Self {
            bounds,
            indices,
            values,
            columns,
        };
        for (row, (indices, values)) in rows.iter().enumerate() {
            check_row(row, indices, values, columns)?;
        }
        Ok(rows)
    }

    /// Parts that are known to be in order.
    pub(crate) fn of_parts(
        bounds: Vec<usize>,
        indices: Vec<u32>,
        values: Vec<f64>,
        columns: usize,
    ) -> Self {
        Self {
            bounds,
            indices,
            values,
            columns,
        }
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bounds.len() - 1
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many features a row has, zeros included.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Where each row starts among the entries, and at last their number.
    #[must_use]
    pub fn bounds(&self) -> &[usize] {
        &self.bounds
    }

    /// The features of all entries, row by row.
    #[must_use]
    pub fn indices(&self) -> &[u32] {
        &self.indices
    }

    /// The values of all entries, row by row.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The features and values of one row.
    ///
    /// # Panics
    ///
    /// Where there is no such row, as a slice does.
    #[must_use]
    pub fn row(&self, row: usize) -> (&[u32], &[f64]) {
        let range = self.bounds[row]..self.bounds[row + 1];
        (&self.indices[range.clone()], &self.values[range])
    }

    /// The features and values of each row.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&[u32], &[f64])> {
        (0..self.len()).map(|row| self.row(row))
    }

    /// Each row followed by the same row of `right`, whose features are numbered after these.
    ///
    /// Word and character n-grams are joined so; scikit-learn calls it a feature union.
    ///
    /// # Errors
    ///
    /// [`LinearTextError::RowCount`] or [`LinearTextError::TooManyTerms`].
    pub fn beside(&self, right: &Self) -> Result<Self, LinearTextError> {
        if self.len() != right.len() {
            return Err(LinearTextError::RowCount {
                left: self.len(),
                right: right.len(),
            });
        }
        let limit = u32::MAX;
        let too_many = || LinearTextError::TooManyTerms { limit };
        let shift = u32::try_from(self.columns).map_err(|_| too_many())?;
        let columns = (self.columns.checked_add(right.columns)).ok_or_else(too_many)?;
        u32::try_from(columns).map_err(|_| too_many())?;
        let entries = self.indices.len() + right.indices.len();
        let mut indices = Vec::with_capacity(entries);
        let mut values = Vec::with_capacity(entries);
        let mut bounds = Vec::with_capacity(self.bounds.len());
        bounds.push(0);
        for (left, right) in self.iter().zip(right.iter()) {
            indices.extend_from_slice(left.0);
            indices.extend(right.0.iter().map(|index| index + shift));
            values.extend_from_slice(left.1);
            values.extend_from_slice(right.1);
            bounds.push(indices.len());
        }
        Ok(Self::of_parts(bounds, indices, values, columns))
    }
}

fn check_bounds(bounds: &[usize], entries: usize) -> Result<(), LinearTextError> {
    let wrong = |position, value| LinearTextError::RowBounds {
        entries,
        position,
        value,
    };
    let mut last = 0;
    for (position, &value) in bounds.iter().enumerate() {
        if value < last || value > entries || (position == 0 && value != 0) {
            return Err(wrong(position, value));
        }
        last = value;
    }
    if bounds.is_empty() || last != entries {
        return Err(wrong(bounds.len().saturating_sub(1), last));
    }
    Ok(())
}

pub(crate) fn check_row(
    row: usize,
    indices: &[u32],
    values: &[f64],
    columns: usize,
) -> Result<(), LinearTextError> {
    let mut least = 0;
    for &index in indices {
        if (index as usize) < least || index as usize >= columns {
            return Err(LinearTextError::InvalidIndex {
                row,
                index,
                columns,
            });
        }
        least = index as usize + 1;
    }
    match values.iter().position(|value| !value.is_finite()) {
        None => Ok(()),
        Some(at) => Err(LinearTextError::NonFinite {
            row,
            index: indices[at],
            value: values[at],
        }),
    }
}
