//! What holds for all ratings.

use kappa_metrics::{
    ClassificationReport, CohenKappa, ConfusionMatrix, Weighting, ZeroDivision, cohen_kappa,
    fleiss_kappa, pairwise_cohen_kappas, weighted_cohen_kappa,
};
use proptest::prelude::*;

/// Sums in another order differ in their last digits.
const ROUNDING: f64 = 1e-12;

fn ratings() -> impl Strategy<Value = Vec<(u8, u8)>> {
    prop::collection::vec((0..5_u8, 0..5_u8), 1..60)
}

fn split(pairs: &[(u8, u8)]) -> (Vec<u8>, Vec<u8>) {
    pairs.iter().copied().unzip()
}

fn close(a: &CohenKappa, b: &CohenKappa) -> bool {
    let near = |a: f64, b: f64| (a - b).abs() <= ROUNDING;
    let same = |a, b| match (a, b) {
        (Ok(a), Ok(b)) => near(a, b),
        (a, b) => a == b,
    };
    same(a.kappa, b.kappa)
        && same(a.standard_error, b.standard_error)
        && same(a.null_standard_error, b.null_standard_error)
        && near(a.observed_agreement, b.observed_agreement)
        && near(a.expected_agreement, b.expected_agreement)
        && a.n == b.n
}

fn weightings() -> impl Strategy<Value = Weighting> {
    prop_oneof![
        Just(Weighting::Unweighted),
        Just(Weighting::Linear),
        Just(Weighting::Quadratic),
    ]
}

proptest! {
    #[test]
    fn kappa_lies_in_its_range(pairs in ratings(), weighting in weightings()) {
        let (a, b) = split(&pairs);
        let found = weighted_cohen_kappa(&a, &b, weighting).unwrap();
        if let Ok(kappa) = found.kappa {
            prop_assert!((-1.0..=1.0).contains(&kappa));
            prop_assert!(found.standard_error.unwrap() >= 0.0);
            prop_assert!(found.null_standard_error.unwrap() >= 0.0);
            prop_assert!(found.band().is_ok());
        }
        prop_assert!((0.0..=1.0).contains(&found.observed_agreement));
        prop_assert!((0.0..=1.0).contains(&found.expected_agreement));
    }

    #[test]
    fn kappa_is_blind_to_the_names_of_labels(
        pairs in ratings(),
        names in Just(["jawa", "sunda", "batak", "bugis", "dayak"]).prop_shuffle(),
    ) {
        let (a, b) = split(&pairs);
        let rename = |list: &[u8]| -> Vec<&str> {
            list.iter().map(|label| names[usize::from(*label)]).collect()
        };
        let renamed = cohen_kappa(&rename(&a), &rename(&b)).unwrap();
        prop_assert!(close(&cohen_kappa(&a, &b).unwrap(), &renamed));
    }

    #[test]
    fn kappa_is_blind_to_the_order_of_raters(pairs in ratings(), weighting in weightings()) {
        let (a, b) = split(&pairs);
        let forth = weighted_cohen_kappa(&a, &b, weighting).unwrap();
        let back = weighted_cohen_kappa(&b, &a, weighting).unwrap();
        prop_assert!(close(&forth, &back));
    }

    #[test]
    fn nothing_depends_on_the_order_of_items(
        (pairs, shuffled) in ratings()
            .prop_flat_map(|pairs| (Just(pairs.clone()), Just(pairs).prop_shuffle())),
    ) {
        let ((a, b), (c, d)) = (split(&pairs), split(&shuffled));
        prop_assert_eq!(
            ConfusionMatrix::new(&a, &b).unwrap(),
            ConfusionMatrix::new(&c, &d).unwrap()
        );
        let some = |list: Vec<u8>| list.into_iter().map(Some).collect::<Vec<_>>();
        prop_assert_eq!(
            fleiss_kappa(&[some(a), some(b)]).unwrap(),
            fleiss_kappa(&[some(c), some(d)]).unwrap()
        );
    }

    #[test]
    fn several_raters_may_come_in_any_order_under_any_names(
        items in prop::collection::vec(prop::array::uniform4(prop::option::of(0..3_u8)), 1..40),
        order in Just([0_usize, 1, 2, 3]).prop_shuffle(),
    ) {
        let rater = |column: usize| items.iter().map(|item| item[column]).collect::<Vec<_>>();
        let raters: Vec<_> = (0..4).map(rater).collect();
        let turned: Vec<Vec<Option<u8>>> = order
            .iter()
            .map(|column| rater(*column).into_iter().map(|label| Some(9 - label?)).collect())
            .collect();
        prop_assert_eq!(fleiss_kappa(&raters).unwrap(), fleiss_kappa(&turned).unwrap());
        let (pairs, turned) =
            (pairwise_cohen_kappas(&raters).unwrap(), pairwise_cohen_kappas(&turned).unwrap());
        for pair in &turned.pairs {
            let same = pairs.get(order[pair.first], order[pair.second]).unwrap();
            prop_assert_eq!(pair.kappa(), same.kappa());
            prop_assert_eq!(pair.incomplete_items, same.incomplete_items);
        }
    }

    #[test]
    fn a_label_declared_and_unused_changes_no_plain_kappa(pairs in ratings()) {
        let (a, b) = split(&pairs);
        let declared = ConfusionMatrix::with_labels(&[9, 4, 3, 2, 1, 0], &a, &b).unwrap();
        let found = CohenKappa::from_confusion(&declared, Weighting::Unweighted);
        prop_assert!(close(&found, &cohen_kappa(&a, &b).unwrap()));
    }

    #[test]
    fn weights_mean_nothing_with_two_labels(pairs in prop::collection::vec((0..2_u8, 0..2_u8), 1..40)) {
        let (a, b) = split(&pairs);
        let plain = cohen_kappa(&a, &b).unwrap();
        for weighting in [Weighting::Linear, Weighting::Quadratic] {
            prop_assert!(close(&plain, &weighted_cohen_kappa(&a, &b, weighting).unwrap()));
        }
    }

    #[test]
    fn fleiss_kappa_lies_in_its_range(
        counts in (2..6_usize).prop_flat_map(|raters| {
            prop::collection::vec(prop::collection::vec(0..4_u8, raters), 1..30)
        }),
    ) {
        let raters = counts[0].len();
        let by_rater: Vec<Vec<Option<u8>>> = (0..raters)
            .map(|rater| counts.iter().map(|item| Some(item[rater])).collect())
            .collect();
        let found = fleiss_kappa(&by_rater).unwrap();
        if let Ok(kappa) = found.kappa {
            let least = -1.0 / (raters as f64 - 1.0);
            prop_assert!((least - ROUNDING..=1.0).contains(&kappa));
            prop_assert!(found.band().is_ok());
        }
    }

    #[test]
    fn scores_lie_in_their_ranges_and_the_two_macro_f1s_in_order(pairs in ratings()) {
        let (truth, predicted) = split(&pairs);
        let report = ClassificationReport::new(&truth, &predicted, ZeroDivision::Zero).unwrap();
        let share = 0.0..=1.0 + ROUNDING;
        for row in &report.classes {
            for score in [row.precision, row.recall, row.f1] {
                prop_assert!(share.contains(&score));
            }
        }
        for score in [report.accuracy, report.balanced_accuracy, report.macro_f1_harmonic] {
            prop_assert!(share.contains(&score));
        }
        if let Some(mcc) = report.mcc {
            prop_assert!((-1.0..=1.0).contains(&mcc));
        }
        prop_assert!(report.macro_avg.f1 <= report.macro_f1_harmonic + ROUNDING);
        prop_assert!((report.weighted_avg.recall - report.accuracy).abs() <= ROUNDING);
    }
}
