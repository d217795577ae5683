use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::agreement::coded::CodedRatings;
use crate::{ConfusionMatrix, MetricsError};

/// Two different labels that stand side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct ConfusedLabels<T> {
    /// The truth, or the first rater's label; between several raters, the lower label.
    pub first: T,
    /// The prediction, or the second rater's label; between several raters, the higher label.
    pub second: T,
    /// How often; at least 1.
    pub count: u64,
}

/// The pairs of labels that `raters` confuse, most frequent first and then by the labels: every pair
/// of raters counts on every item that both have rated, whichever of the two gave which label.
///
/// # Errors
///
/// [`MetricsError::TooFewRaters`], [`MetricsError::RaterLength`] or [`MetricsError::Empty`].
pub fn confused_labels<T: Ord + Clone>(
    raters: &[Vec<Option<T>>],
) -> Result<Vec<ConfusedLabels<T>>, MetricsError> {
    let coded = CodedRatings::new(raters)?;
    let mut pairs = BTreeMap::new();
    for counts in coded.counts() {
        let counts: Vec<(u32, u64)> = counts.into_iter().collect();
        for (place, (low, count)) in counts.iter().enumerate() {
            for (high, other) in &counts[place + 1..] {
                *pairs.entry((*low, *high)).or_insert(0) += count * other;
            }
        }
    }
    let labels = pairs.into_iter().filter_map(|((low, high), count)| {
        Some(ConfusedLabels {
            first: coded.label(low)?.clone(),
            second: coded.label(high)?.clone(),
            count,
        })
    });
    Ok(most_frequent_first(labels.collect()))
}

impl<T> ConfusionMatrix<T> {
    /// The pairs of true and predicted labels that differ, most frequent first and then in the order
    /// of the labels.
    #[must_use]
    pub fn confused_labels(&self) -> Vec<ConfusedLabels<&T>> {
        let mut pairs = Vec::new();
        for (row, (first, counts)) in self.labels().iter().zip(self.rows()).enumerate() {
            for (column, (second, count)) in self.labels().iter().zip(counts).enumerate() {
                if row != column && *count > 0 {
                    let count = *count;
                    pairs.push(ConfusedLabels {
                        first,
                        second,
                        count,
                    });
                }
            }
        }
        most_frequent_first(pairs)
    }
}

fn most_frequent_first<T>(mut pairs: Vec<ConfusedLabels<T>>) -> Vec<ConfusedLabels<T>> {
    pairs.sort_by_key(|pair| Reverse(pair.count));
    pairs
}
