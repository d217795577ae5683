//! Whether a classifier that says 80% is right 80% of the time.

use crate::PipelineError;
use crate::stages::classify::{Predicted, class_index};
use inset_lexicon::Sentiment;
use kappa_metrics::expected_calibration_error;
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

/// Bins of the confidence.
const BINS: usize = 10;

impl Calibration {
    /// `None` for a classifier without probabilities.
    pub(crate) fn new(
        model: &str,
        truth: &[Sentiment],
        predicted: &Predicted,
    ) -> Result<Option<Self>, PipelineError> {
        let (Some(confidences), Some(probabilities)) =
            (predicted.confidences(), &predicted.probabilities)
        else {
            return Ok(None);
        };
        let answers = truth.iter().zip(&predicted.classes);
        let right: Vec<bool> = answers.map(|(truth, said)| truth == said).collect();
        let found = expected_calibration_error(&confidences, &right, BINS)?;
        let bins = found.bins.iter().map(|bin| CalibrationBin {
            from: bin.lower,
            to: bin.upper,
            rows: bin.items,
            confidence: bin.confidence,
            accuracy: bin.accuracy,
        });
        Ok(Some(Self {
            model: model.to_owned(),
            expected_error: found.expected_error,
            brier: brier(truth, probabilities),
            bins: bins.collect(),
        }))
    }
}

#[expect(clippy::cast_precision_loss, reason = "row counts are far below 2^52")]
fn brier(truth: &[Sentiment], probabilities: &[[f64; 3]]) -> f64 {
    let distance = |(&truth, row): (&Sentiment, &[f64; 3])| {
        let right = class_index(truth);
        let squares = row.iter().enumerate().map(|(class, &probability)| {
            let wanted = if class == right { 1.0 } else { 0.0 };
            (probability - wanted).powi(2)
        });
        squares.sum::<f64>()
    };
    let distances = truth.iter().zip(probabilities).map(distance);
    distances.sum::<f64>() / truth.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stages::classify::CLASSES;

    #[test]
    fn confidence_is_held_against_truth() {
        let [negative, neutral, positive] = CLASSES;
        let truth = [negative, neutral, positive, positive];
        let predicted = Predicted {
            classes: vec![negative, neutral, positive, negative],
            probabilities: Some(vec![
                [0.8, 0.1, 0.1],
                [0.2, 0.6, 0.2],
                [0.0, 0.0, 1.0],
                [0.7, 0.1, 0.2],
            ]),
        };
        let found = Calibration::new("m", &truth, &predicted).unwrap().unwrap();
        // Squared distances: 0.06, 0.24, 0 and 0.49 + 0.01 + 0.64.
        assert!((found.brier - 1.44 / 4.0).abs() < 1e-12, "{}", found.brier);
        // Bins (0.5, 0.6], (0.6, 0.7], (0.7, 0.8], (0.9, 1]: gaps 0.4, 0.7, 0.2, 0, a row each.
        assert!((found.expected_error - 1.3 / 4.0).abs() < 1e-12);
        let ends: Vec<(f64, u64)> = found.bins.iter().map(|bin| (bin.to, bin.rows)).collect();
        assert_eq!(ends, [(0.6, 1), (0.7, 1), (0.8, 1), (1.0, 1)]);
        let without = Predicted::from(predicted.classes);
        assert!(Calibration::new("m", &truth, &without).unwrap().is_none());
    }
}
