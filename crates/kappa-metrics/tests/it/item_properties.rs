//! What holds for all ratings, of items and pairs of raters.

use kappa_metrics::{
    DisputeMeasure, KappaMatrix, Majority, McNemar, McNemarMethod, RatingTable, confused_labels,
    disputed_items, krippendorff_alpha, majority_labels, pairwise_kappa_matrix,
};
use proptest::prelude::*;

use crate::properties::{LEVELS, ROUNDING, Raters, same, two_orders};

proptest! {
    #[test]
    fn matrices_and_confusions_follow_the_raters_and_not_the_order_of_items(
        (straight, turned) in two_orders(),
    ) {
        let (a, b) = (
            pairwise_kappa_matrix(&straight).unwrap(),
            pairwise_kappa_matrix(&turned).unwrap(),
        );
        // The raters are turned too: what stays is which kappas there are.
        let kappas = |matrix: &KappaMatrix| {
            let pairs = (0..4).flat_map(|i| (0..i).map(move |j| (i, j)));
            let cells = pairs.map(|(i, j)| {
                let kappa = matrix.kappa(i, j).unwrap();
                (kappa.map_err(|reason| reason.to_string()), matrix.shared_items(i, j))
            });
            let mut shown: Vec<String> = cells.map(|cell| format!("{cell:?}")).collect();
            shown.sort();
            shown
        };
        prop_assert_eq!(kappas(&a), kappas(&b));
        prop_assert_eq!(confused_labels(&straight).unwrap(), confused_labels(&turned).unwrap());
        for measure in [DisputeMeasure::Entropy, DisputeMeasure::PairwiseDisagreement] {
            // Which item it is may differ, how far it is disputed may not.
            let size = |raters: &Raters| -> Vec<(u64, f64, f64)> {
                let found = disputed_items(raters, measure).unwrap();
                let facts = found.iter().map(|d| (d.ratings, d.disagreement, d.entropy));
                facts.collect()
            };
            let (a, b) = (size(&straight), size(&turned));
            prop_assert_eq!(a.len(), b.len());
            for (a, b) in a.iter().zip(&b) {
                let (a, b) = match measure {
                    DisputeMeasure::Entropy => (a.2, b.2),
                    DisputeMeasure::PairwiseDisagreement => (a.1, b.1),
                };
                prop_assert!((a - b).abs() <= ROUNDING);
            }
        }
    }

    #[test]
    fn the_error_of_alpha_is_blind_to_names_and_orders((straight, turned) in two_orders()) {
        let measure = |raters: &Raters, level| {
            krippendorff_alpha(&RatingTable::new(raters).unwrap(), level).unwrap()
        };
        let renamed: Raters = turned
            .iter()
            .map(|rater| rater.iter().map(|rating| rating.map(|label| 9 - label)).collect())
            .collect();
        // Turned upside down, a scale keeps its ranks.
        for level in LEVELS {
            let (a, b) = (measure(&straight, level), measure(&renamed, level));
            prop_assert!(same(a.alpha, b.alpha));
            prop_assert!(same(a.observed_disagreement, b.observed_disagreement));
            match (a.standard_error, b.standard_error) {
                // A root magnifies the rounding under it.
                (Ok(a), Ok(b)) => prop_assert!((a - b).abs() <= 1e-6),
                (a, b) => prop_assert_eq!(a, b),
            }
        }
    }

    #[test]
    fn a_majority_is_named_by_most((raters, _) in two_orders()) {
        for (item, majority) in majority_labels(&raters).unwrap().into_iter().enumerate() {
            let votes = |label: u8| raters.iter().filter(|r| r[item] == Some(label)).count();
            let most = (0..3).map(votes).max().unwrap();
            let leading: Vec<u8> = (0..3).filter(|label| votes(*label) == most).collect();
            let expected = match leading.as_slice() {
                _ if most == 0 => Majority::Unrated,
                [label] => Majority::Label(*label),
                labels => Majority::Tie(labels.to_vec()),
            };
            prop_assert_eq!(majority, expected);
        }
    }

    #[test]
    fn the_exact_test_is_the_sum_of_the_binomial(first in 0..30_u64, second in 0..30_u64) {
        let exact = McNemar::by_method(first, second, McNemarMethod::ExactBinomial).p_value;
        let throws = first + second;
        let (mut ways, mut sum) = (1_u128, 1_u128);
        for k in 1..=u128::from(first.min(second)) {
            ways = ways * (u128::from(throws) - k + 1) / k;
            sum += ways;
        }
        let expected = (2.0 * sum as f64 / (1_u128 << throws) as f64).min(1.0);
        prop_assert!((exact - expected).abs() <= 1e-12 * expected);
    }
}
