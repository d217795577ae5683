use serde::Serialize;

use crate::MetricsError;
use crate::error::check_length;

/// How far the confidence of a classifier is from how often it is right.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Calibration {
    /// The expected calibration error, in \[0, 1\], the lower the better: the mean over all items
    /// of their bin's `|accuracy - mean confidence|`.
    pub expected_error: f64,
    /// The greatest such gap of a bin, in \[0, 1\].
    pub maximum_error: f64,
    /// The bins that hold an item, lowest first.
    pub bins: Vec<CalibrationBin>,
}

/// The items whose confidence lies above `lower`, up to and with `upper`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CalibrationBin {
    /// The lower limit, which only the first bin holds.
    pub lower: f64,
    /// The upper limit.
    pub upper: f64,
    /// How many items it holds; at least 1.
    pub items: u64,
    /// The share of these items that are right.
    pub accuracy: f64,
    /// The mean confidence of these items.
    pub confidence: f64,
}

/// The expected calibration error (Guo and others 2017, eq. 3): confidences, each the probability
/// that the classifier gives its own prediction, in `bins` bins of equal width.
///
/// It is defined for every input that is not refused.
///
/// # Errors
///
/// [`MetricsError::Empty`], [`MetricsError::ParallelLength`], [`MetricsError::NoBins`], or
/// [`MetricsError::ConfidenceRange`] for a confidence outside of \[0, 1\].
pub fn expected_calibration_error(
    confidences: &[f64],
    right: &[bool],
    bins: usize,
) -> Result<Calibration, MetricsError> {
    check_length("answers", confidences.len(), right.len())?;
    if confidences.is_empty() {
        return Err(MetricsError::Empty);
    }
    if bins == 0 {
        return Err(MetricsError::NoBins);
    }
    let limit = |bin: usize| bin as f64 / bins as f64;
    let mut items = Vec::with_capacity(confidences.len());
    for (position, (confidence, right)) in confidences.iter().zip(right).enumerate() {
        if !(0.0..=1.0).contains(confidence) {
            let value = confidence.to_string();
            return Err(MetricsError::ConfidenceRange { position, value });
        }
        items.push((*confidence, *right));
    }
    items.sort_by(|a, b| a.0.total_cmp(&b.0));

    let n = items.len() as f64;
    let (mut expected_error, mut maximum_error) = (0.0, 0.0_f64);
    let mut filled = Vec::new();
    let mut rest = items.as_slice();
    while let Some((least, _)) = rest.first() {
        let upper = first_limit_from(*least, bins, limit);
        let (inside, above) = rest.split_at(rest.partition_point(|(c, _)| *c <= limit(upper)));
        rest = above;
        let count = inside.len() as f64;
        let accuracy = inside.iter().filter(|(_, right)| *right).count() as f64 / count;
        let confidence = inside.iter().map(|(confidence, _)| confidence).sum::<f64>() / count;
        let gap = (accuracy - confidence).abs();
        expected_error += gap * count / n;
        maximum_error = maximum_error.max(gap);
        filled.push(CalibrationBin {
            lower: limit(upper - 1),
            upper: limit(upper),
            items: inside.len() as u64,
            accuracy,
            confidence,
        });
    }
    Ok(Calibration {
        expected_error,
        maximum_error,
        bins: filled,
    })
}

/// The number, from 1 to `bins`, of the first limit that is not below `confidence`.
fn first_limit_from(confidence: f64, bins: usize, limit: impl Fn(usize) -> f64) -> usize {
    let (mut low, mut high) = (1, bins);
    while low < high {
        let middle = low + (high - low) / 2;
        if limit(middle) < confidence {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}
