//! Whether a classifier that says 80% is right 80% of the time.

use serde::Serialize;

/// Confidence and truth of one classifier on the test rows.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Calibration {
    /// The classifier; only those that give probabilities have one.
    pub model: String,
    /// The expected calibration error, over the bins.
    pub expected_error: f64,
    /// Mean squared distance of the probabilities from the truth, summed over the classes (Brier, 1950): 0 to 2.
    pub brier: f64,
    /// Ten bins of equal width from 0 to 1; empty ones are left out.
    pub bins: Vec<CalibrationBin>,
}

/// The test rows whose highest probability lies in one bin.
#[derive(Debug, Clone, Serialize)]
pub struct CalibrationBin {
    /// Lower end, not in the bin but for 0.
    pub from: f64,
    /// Upper end, in the bin.
    pub to: f64,
    /// Rows in it.
    pub rows: u64,
    /// Mean of their highest probabilities.
    pub confidence: f64,
    /// Share of them that is right.
    pub accuracy: f64,
}
