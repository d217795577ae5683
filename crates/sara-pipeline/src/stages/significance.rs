//! Whether a difference between two models on the test rows is more than chance.

use serde::Serialize;

/// One classifier against the best of the test, by a test of `McNemar` (1947).
#[derive(Debug, Clone, Serialize)]
pub struct AgainstBest {
    /// The classifier.
    pub model: String,
    /// The best of the test.
    pub best: String,
    /// Test rows that only the best reads right.
    pub only_best_right: u64,
    /// Test rows that only this one reads right.
    pub only_model_right: u64,
    /// The two-sided p-value of the exact test.
    pub p_value: f64,
    /// The same after Holm's correction for the number of comparisons.
    pub adjusted_p_value: f64,
}
