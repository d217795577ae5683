use std::cmp::{Ordering, Reverse};

use serde::Serialize;

use crate::MetricsError;
use crate::agreement::coded::CodedRatings;

/// How far the raters of an item are apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeMeasure {
    /// [`DisputedItem::disagreement`].
    #[default]
    PairwiseDisagreement,
    /// [`DisputedItem::entropy`].
    Entropy,
}

/// An item on which raters differ.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DisputedItem {
    /// The item, from 0.
    pub item: usize,
    /// How many ratings it has; at least 2.
    pub ratings: u64,
    /// The share of its pairs of ratings that differ, above 0, to 1: the chance that two raters
    /// drawn at random give it different labels.
    pub disagreement: f64,
    /// The entropy of its labels, in bits, above 0: `-sum_k p_k log2 p_k`. Unlike the disagreement it
    /// does not correct for few ratings: 1 against 1 is 1 bit, as is 5 against 5.
    pub entropy: f64,
}

/// The items on which `raters` differ, most disputed first; ratings may be missing.
///
/// Between items equal in the measure, the one with more ratings comes first, and then the earlier
/// one. Items on which all agree, or with fewer than two ratings, are left out.
///
/// # Errors
///
/// [`MetricsError::TooFewRaters`], [`MetricsError::RaterLength`] or [`MetricsError::Empty`].
pub fn disputed_items<T: Ord>(
    raters: &[Vec<Option<T>>],
    measure: DisputeMeasure,
) -> Result<Vec<DisputedItem>, MetricsError> {
    let coded = CodedRatings::new(raters)?;
    let counts = coded.counts().map(|counts| counts.into_values().collect());
    let disputed = counts
        .enumerate()
        .filter_map(|(item, counts)| of_item(item, counts));
    let mut disputed: Vec<DisputedItem> = disputed.collect();
    let key = |dispute: &DisputedItem| match measure {
        DisputeMeasure::PairwiseDisagreement => dispute.disagreement,
        DisputeMeasure::Entropy => dispute.entropy,
    };
    disputed.sort_by(|a, b| -> Ordering {
        let by_measure = key(b).total_cmp(&key(a));
        by_measure.then_with(|| (Reverse(a.ratings), a.item).cmp(&(Reverse(b.ratings), b.item)))
    });
    Ok(disputed)
}

fn of_item(item: usize, mut counts: Vec<u64>) -> Option<DisputedItem> {
    if counts.len() < 2 {
        return None;
    }
    // In one order, so that items with the same counts of other labels are equal to the last digit.
    counts.sort_unstable();
    let ratings: u64 = counts.iter().sum();
    let agreeing: u64 = counts.iter().map(|count| count * (count - 1)).sum();
    let pairs = ratings * (ratings - 1);
    let n = ratings as f64;
    let bits = counts.iter().map(|count| {
        let share = *count as f64 / n;
        -share * share.log2()
    });
    Some(DisputedItem {
        item,
        ratings,
        disagreement: (pairs - agreeing) as f64 / pairs as f64,
        entropy: bits.sum(),
    })
}
