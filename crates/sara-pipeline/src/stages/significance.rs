//! Whether a difference between two models on the test rows is more than chance.

use crate::PipelineError;
use inset_lexicon::Sentiment;
use kappa_metrics::{McNemar, McNemarMethod, mcnemar_test};
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

/// A classifier and what it says of the test rows.
pub(crate) struct Tested<'a> {
    pub(crate) model: &'a str,
    pub(crate) accuracy: f64,
    pub(crate) predicted: &'a [Sentiment],
}

/// Holds every classifier against the one with the highest accuracy, the first of equals.
pub(crate) fn against_best(
    truth: &[Sentiment],
    classifiers: &[Tested<'_>],
) -> Result<Vec<AgainstBest>, PipelineError> {
    let numbered = classifiers.iter().enumerate().rev();
    let Some((place, best)) = numbered.max_by(|a, b| a.1.accuracy.total_cmp(&b.1.accuracy)) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for (other, tested) in classifiers.iter().enumerate() {
        if other == place {
            continue;
        }
        let counts = mcnemar_test(truth, best.predicted, tested.predicted)?;
        let test = McNemar::by_method(
            counts.only_first_right,
            counts.only_second_right,
            McNemarMethod::ExactBinomial,
        );
        found.push(AgainstBest {
            model: tested.model.to_owned(),
            best: best.model.to_owned(),
            only_best_right: test.only_first_right,
            only_model_right: test.only_second_right,
            p_value: test.p_value,
            adjusted_p_value: test.p_value,
        });
    }
    let adjusted = holm(&found.iter().map(|one| one.p_value).collect::<Vec<f64>>());
    for (one, adjusted) in found.iter_mut().zip(adjusted) {
        one.adjusted_p_value = adjusted;
    }
    Ok(found)
}

/// Holm's step-down correction (1979): the smallest of m p-values times m, the next times m - 1 and so on, none below the one before
/// it and none above 1.
#[expect(clippy::cast_precision_loss, reason = "there are few classifiers")]
fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let mut adjusted = vec![0.0; p_values.len()];
    let mut largest = 0.0_f64;
    for (rank, &place) in order.iter().enumerate() {
        let factor = (p_values.len() - rank) as f64;
        largest = largest.max((p_values[place] * factor).min(1.0));
        adjusted[place] = largest;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stages::classify::CLASSES;

    #[test]
    fn holm_steps_down() {
        let adjusted = holm(&[0.01, 0.04, 0.03, 0.005]);
        // 0.005 * 4, 0.01 * 3, 0.03 * 2, and 0.04 * 1, which may not be below 0.06.
        for (found, expected) in adjusted.iter().zip([0.03, 0.06, 0.06, 0.02]) {
            assert!((found - expected).abs() < 1e-12, "{adjusted:?}");
        }
        assert_eq!(holm(&[0.9, 0.8]), [1.0, 1.0]);
        assert!(holm(&[]).is_empty());
    }

    #[test]
    fn the_best_is_held_against_all_others() {
        let [negative, _, positive] = CLASSES;
        let truth = [positive; 8];
        // Right in the first `right` rows.
        let says = |right: usize| -> Vec<Sentiment> {
            let right = (0..8).map(|row| row < right);
            right
                .map(|right| if right { positive } else { negative })
                .collect()
        };
        let (few, most, same) = (says(2), says(8), says(8));
        let tested = |model, predicted| Tested {
            model,
            accuracy: if model == "few" { 0.25 } else { 1.0 },
            predicted,
        };
        let found = against_best(
            &truth,
            &[
                tested("few", &few),
                tested("most", &most),
                tested("same", &same),
            ],
        )
        .unwrap();
        let [few, same] = &found[..] else {
            panic!("{found:?}");
        };
        assert_eq!((few.model.as_str(), few.best.as_str()), ("few", "most"));
        // Six rows are told apart, all one way: 2 / 2^6.
        assert_eq!((few.only_best_right, few.only_model_right), (6, 0));
        assert!((few.p_value - 0.031_25).abs() < 1e-12);
        assert!((few.adjusted_p_value - 0.0625).abs() < 1e-12);
        assert_eq!((same.model.as_str(), same.only_best_right), ("same", 0));
        assert!((same.adjusted_p_value - 1.0).abs() < 1e-12);
        assert!(against_best(&truth, &[]).unwrap().is_empty());
    }
}
