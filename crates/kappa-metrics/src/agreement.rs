//! Agreement between raters beyond chance; one measure a file.

mod band;
mod cohen;
mod fleiss;
mod pairwise;

pub use band::Band;
pub use cohen::{CohenKappa, Interval, Weighting, cohen_kappa, weighted_cohen_kappa};
pub use fleiss::{FleissKappa, fleiss_kappa, fleiss_kappa_from_counts};
pub use pairwise::{PairKappa, PairwiseKappas, pairwise_cohen_kappas};

use crate::MetricsError;

/// `a - b`, which may be negative.
fn difference(a: u128, b: u128) -> f64 {
    if a >= b {
        (a - b) as f64
    } else {
        -((b - a) as f64)
    }
}

/// The number of items, which all raters share.
fn check_raters<T>(raters: &[Vec<Option<T>>]) -> Result<usize, MetricsError> {
    let [first, _, ..] = raters else {
        return Err(MetricsError::TooFewRaters {
            found: raters.len() as u64,
        });
    };
    for (rater, ratings) in raters.iter().enumerate() {
        if ratings.len() != first.len() {
            return Err(MetricsError::RaterLength {
                rater,
                expected: first.len(),
                found: ratings.len(),
            });
        }
    }
    if first.is_empty() {
        return Err(MetricsError::Empty);
    }
    Ok(first.len())
}
