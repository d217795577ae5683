//! Agreement between raters beyond chance; one measure a file.

mod band;
mod brennan_prediger;
mod coded;
mod coefficient;
mod cohen;
mod confused;
mod conger;
mod custom;
mod dispute;
mod distance;
mod fleiss;
mod gwet;
mod krippendorff;
mod majority;
mod matrix;
mod pairwise;
mod paradox;
mod scott;
mod student;
mod table;

pub use band::Band;
pub use brennan_prediger::{brennan_prediger, pabak};
pub use coefficient::AgreementCoefficient;
pub use cohen::{CohenKappa, Interval, Weighting, cohen_kappa, weighted_cohen_kappa};
pub use confused::{ConfusedLabels, confused_labels};
pub use conger::conger_kappa;
pub use custom::{AgreementWeights, CustomKappa, custom_cohen_kappa};
pub use dispute::{DisputeMeasure, DisputedItem, disputed_items};
pub use fleiss::{FleissKappa, fleiss_kappa, fleiss_kappa_from_counts};
pub use gwet::{gwet_ac1, gwet_ac2};
pub use krippendorff::{KrippendorffAlpha, MeasurementLevel, krippendorff_alpha};
pub use majority::{Majority, majority_labels};
pub use matrix::{KappaMatrix, pairwise_kappa_matrix};
pub use pairwise::{PairKappa, PairwiseKappas, pairwise_cohen_kappas};
pub use paradox::{ParadoxIndices, paradox_indices};
pub use scott::scott_pi;
pub use table::RatingTable;

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
