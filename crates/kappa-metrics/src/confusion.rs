use serde::Serialize;

use crate::MetricsError;
use crate::error::LabelList;
use crate::labels::LabelSet;

/// The greatest number of items: products of three counts and squared weights then fit `i128`.
pub(crate) const MOST_ITEMS: u64 = u32::MAX as u64;

/// How often each pair of labels occurs: rows are the truth or the first rater, columns the
/// prediction or the second rater.
///
/// A matrix always counts at least one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConfusionMatrix<T> {
    labels: Vec<T>,
    rows: Vec<Vec<u64>>,
    total: u64,
}

impl<T: Ord + Clone> ConfusionMatrix<T> {
    /// Counts two parallel lists; the labels are those that occur in either, ascending.
    ///
    /// # Errors
    ///
    /// [`MetricsError::LengthMismatch`], [`MetricsError::Empty`] or [`MetricsError::TooManyItems`].
    pub fn new(truth: &[T], predicted: &[T]) -> Result<Self, MetricsError> {
        let labels = LabelSet::occurring(truth.iter().chain(predicted));
        Self::count_pairs(&labels, truth, predicted)
    }

    /// As [`new`](Self::new), over a declared set of labels in its own order.
    ///
    /// Declare the set when some label may be missing from a sample, and when the labels are
    /// ordered otherwise than by [`Ord`]: linear and quadratic weights follow this order.
    ///
    /// # Errors
    ///
    /// Also [`MetricsError::RepeatedLabel`], and [`MetricsError::UndeclaredLabel`] for a label
    /// outside of the set.
    pub fn with_labels(labels: &[T], truth: &[T], predicted: &[T]) -> Result<Self, MetricsError> {
        Self::count_pairs(&LabelSet::declared(labels)?, truth, predicted)
    }

    /// Takes a finished table, one row of counts for each label.
    ///
    /// # Errors
    ///
    /// When the table is not square over the labels, a label is repeated, all counts are 0, or
    /// they sum to more than `u32::MAX`.
    pub fn from_counts(labels: &[T], rows: Vec<Vec<u64>>) -> Result<Self, MetricsError> {
        let labels = LabelSet::declared(labels)?;
        let expected = labels.len();
        if rows.len() != expected {
            let found = rows.len();
            return Err(MetricsError::RowCount { expected, found });
        }
        if let Some((row, counts)) = rows.iter().enumerate().find(|(_, r)| r.len() != expected) {
            return Err(MetricsError::RowLength {
                row,
                expected,
                found: counts.len(),
            });
        }
        Self::from_rows(labels.to_vec(), rows)
    }

    fn count_pairs(
        labels: &LabelSet<'_, T>,
        truth: &[T],
        predicted: &[T],
    ) -> Result<Self, MetricsError> {
        if truth.len() != predicted.len() {
            return Err(MetricsError::LengthMismatch {
                expected: truth.len(),
                found: predicted.len(),
            });
        }
        let position_of = |label: &T, list, position| {
            labels
                .position(label)
                .ok_or(MetricsError::UndeclaredLabel { list, position })
        };
        let mut rows = vec![vec![0_u64; labels.len()]; labels.len()];
        for (position, (first, second)) in truth.iter().zip(predicted).enumerate() {
            let row = position_of(first, LabelList::First, position)?;
            let column = position_of(second, LabelList::Second, position)?;
            rows[row][column] += 1;
        }
        Self::from_rows(labels.to_vec(), rows)
    }

    fn from_rows(labels: Vec<T>, rows: Vec<Vec<u64>>) -> Result<Self, MetricsError> {
        let total = sum_of_counts(rows.iter().flatten())?;
        Ok(Self {
            labels,
            rows,
            total,
        })
    }
}

/// The sum of `counts`, from 1 to [`MOST_ITEMS`].
pub(crate) fn sum_of_counts<'a>(
    counts: impl Iterator<Item = &'a u64>,
) -> Result<u64, MetricsError> {
    let total = counts.fold(0_u64, |sum, count| sum.saturating_add(*count));
    match total {
        0 => Err(MetricsError::Empty),
        1..=MOST_ITEMS => Ok(total),
        _ => Err(MetricsError::TooManyItems { limit: MOST_ITEMS }),
    }
}

impl<T> ConfusionMatrix<T> {
    /// The labels of the rows, and of the columns.
    #[must_use]
    pub fn labels(&self) -> &[T] {
        &self.labels
    }

    /// The counts, a row for each true label.
    #[must_use]
    pub fn rows(&self) -> &[Vec<u64>] {
        &self.rows
    }

    /// How often the label of `row` meets the label of `column`; `None` outside of the table.
    #[must_use]
    pub fn count(&self, row: usize, column: usize) -> Option<u64> {
        self.rows.get(row)?.get(column).copied()
    }

    /// How many items were counted; at least 1.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }

    /// How often each label is true.
    #[must_use]
    pub fn row_totals(&self) -> Vec<u64> {
        self.rows.iter().map(|row| row.iter().sum()).collect()
    }

    /// How often each label is predicted.
    #[must_use]
    pub fn column_totals(&self) -> Vec<u64> {
        let mut totals = vec![0; self.labels.len()];
        for row in &self.rows {
            for (total, count) in totals.iter_mut().zip(row) {
                *total += count;
            }
        }
        totals
    }

    /// How often truth and prediction agree.
    #[must_use]
    pub fn agreements(&self) -> u64 {
        self.rows
            .iter()
            .enumerate()
            .map(|(class, row)| row[class])
            .sum()
    }
}
