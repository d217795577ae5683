//! What holds for all ratings.

use kappa_metrics::{
    AgreementCoefficient, AgreementWeights, BootstrapOptions, ClassificationReport, CohenKappa,
    ConfusionMatrix, MeasurementLevel, RatingTable, Undefined, Weighting, ZeroDivision, bootstrap,
    brennan_prediger, cohen_kappa, conger_kappa, custom_cohen_kappa, fleiss_kappa, gwet_ac1,
    gwet_ac2, krippendorff_alpha, pairwise_cohen_kappas, scott_pi, weighted_cohen_kappa,
};
use proptest::prelude::*;

/// Sums in another order differ in their last digits.
pub(crate) const ROUNDING: f64 = 1e-12;

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

pub(crate) type Raters = Vec<Vec<Option<u8>>>;

/// Four raters and some ratings missing, with the same in another order of raters and items.
pub(crate) fn two_orders() -> impl Strategy<Value = (Raters, Raters)> {
    let items = prop::collection::vec(prop::array::uniform4(prop::option::of(0..3_u8)), 1..40);
    let shuffled = |items: Vec<[Option<u8>; 4]>| (Just(items.clone()), Just(items).prop_shuffle());
    let order = Just([0_usize, 1, 2, 3]).prop_shuffle();
    (items.prop_flat_map(shuffled), order).prop_map(|((items, shuffled), order)| {
        let column = |items: &[[Option<u8>; 4]], rater: usize| {
            items.iter().map(|item| item[rater]).collect::<Vec<_>>()
        };
        let straight = (0..4).map(|rater| column(&items, rater)).collect();
        let turned = order
            .iter()
            .map(|rater| column(&shuffled, *rater))
            .collect();
        (straight, turned)
    })
}

fn coefficients(table: &RatingTable, weighting: Weighting) -> [AgreementCoefficient; 4] {
    [
        scott_pi(table, weighting),
        brennan_prediger(table, weighting),
        gwet_ac2(table, weighting),
        conger_kappa(table, weighting),
    ]
}

pub(crate) fn same(a: Result<f64, Undefined>, b: Result<f64, Undefined>) -> bool {
    match (a, b) {
        (Ok(a), Ok(b)) => (a - b).abs() <= 1e-9,
        (a, b) => a == b,
    }
}

pub(crate) const LEVELS: [MeasurementLevel; 2] =
    [MeasurementLevel::Nominal, MeasurementLevel::Ordinal];

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

    #[test]
    fn coefficients_are_at_most_1_and_blind_to_the_order_of_raters_and_items(
        (straight, turned) in two_orders(),
        weighting in weightings(),
    ) {
        let straight = RatingTable::with_labels(&[0, 1, 2], &straight).unwrap();
        let turned = RatingTable::with_labels(&[0, 1, 2], &turned).unwrap();
        let pairs = coefficients(&straight, weighting).into_iter();
        for (a, b) in pairs.zip(coefficients(&turned, weighting)) {
            prop_assert!(same(a.value, b.value));
            // A root magnifies the rounding under it.
            if let (Ok(a), Ok(b)) = (a.standard_error, b.standard_error) {
                prop_assert!((a - b).abs() <= 1e-6);
            }
            prop_assert!(a.value.is_err() || a.value.unwrap() <= 1.0);
        }
        for level in LEVELS {
            let alpha = krippendorff_alpha(&straight, level).unwrap().alpha;
            prop_assert!(same(alpha, krippendorff_alpha(&turned, level).unwrap().alpha));
            prop_assert!(alpha.is_err() || alpha.unwrap() <= 1.0);
        }
    }

    #[test]
    fn coefficients_are_blind_to_the_names_of_labels(
        (raters, _) in two_orders(),
        names in Just(["jawa", "sunda", "batak"]).prop_shuffle(),
    ) {
        let name = |rating: &Option<u8>| rating.map(|label| names[usize::from(label)]);
        let rename = |rater: &Vec<Option<u8>>| rater.iter().map(name).collect();
        let renamed: Vec<Vec<Option<&str>>> = raters.iter().map(rename).collect();
        let (plain, renamed) =
            (RatingTable::new(&raters).unwrap(), RatingTable::new(&renamed).unwrap());
        let pairs = coefficients(&plain, Weighting::Unweighted).into_iter();
        for (a, b) in pairs.zip(coefficients(&renamed, Weighting::Unweighted)) {
            prop_assert!(same(a.value, b.value));
        }
        let nominal = MeasurementLevel::Nominal;
        let alpha = |table| krippendorff_alpha(table, nominal).unwrap().alpha;
        prop_assert!(same(alpha(&plain), alpha(&renamed)));
    }

    #[test]
    fn two_raters_meet_the_measures_made_for_two(pairs in ratings(), weighting in weightings()) {
        let (a, b) = split(&pairs);
        let matrix = ConfusionMatrix::new(&a, &b).unwrap();
        let counted = RatingTable::from_confusion(&matrix);
        let some = |list: Vec<u8>| list.into_iter().map(Some).collect::<Vec<_>>();
        let listed = RatingTable::new(&[some(a), some(b)]).unwrap();
        let both = coefficients(&counted, weighting).into_iter();
        for (a, b) in both.zip(coefficients(&listed, weighting)) {
            prop_assert!(same(a.value, b.value));
        }
        let cohen = CohenKappa::from_confusion(&matrix, weighting);
        prop_assert!(same(conger_kappa(&counted, weighting).value, cohen.kappa));
        let ac1 = gwet_ac1(&counted).value;
        prop_assert!(ac1.is_err() || (-1.0 - ROUNDING..=1.0).contains(&ac1.unwrap()));

        // With nothing missing, 1 - alpha is 1 - pi, less one part in all 2n ratings.
        let pi = scott_pi(&counted, Weighting::Unweighted).value;
        let alpha = krippendorff_alpha(&counted, MeasurementLevel::Nominal).unwrap().alpha;
        let ratings = 2.0 * matrix.total() as f64;
        let shrunk = pi.map(|pi| 1.0 - (1.0 - pi) * (ratings - 1.0) / ratings);
        prop_assert!(same(alpha, shrunk));
    }

    #[test]
    fn alpha_of_many_items_is_close_to_pi(pairs in prop::collection::vec((0..3_u8, 0..3_u8), 500)) {
        let (a, b) = split(&pairs);
        let table = RatingTable::from_confusion(&ConfusionMatrix::new(&a, &b).unwrap());
        let pi = scott_pi(&table, Weighting::Unweighted).value.unwrap();
        let alpha = krippendorff_alpha(&table, MeasurementLevel::Nominal).unwrap().alpha;
        prop_assert!((alpha.unwrap() - pi).abs() <= 2e-3);
    }

    #[test]
    fn custom_weights_can_be_the_plain_ones(pairs in ratings()) {
        let (a, b) = split(&pairs);
        let matrix = ConfusionMatrix::new(&a, &b).unwrap();
        let size = matrix.labels().len();
        let weight = |i, j| f64::from(u8::from(i == j));
        let rows = (0..size).map(|i| (0..size).map(|j| weight(i, j)).collect()).collect();
        let weights = AgreementWeights::new(rows).unwrap();
        let custom = custom_cohen_kappa(&matrix, &weights).unwrap();
        let plain = CohenKappa::from_confusion(&matrix, Weighting::Unweighted);
        match plain.kappa {
            Ok(_) => {
                prop_assert!(same(custom.kappa, plain.kappa));
                prop_assert!(same(custom.standard_error, plain.standard_error));
                prop_assert!(same(custom.null_standard_error, plain.null_standard_error));
            }
            Err(_) => prop_assert_eq!(custom.kappa, Err(Undefined::NoDisagreement)),
        }
    }

    #[test]
    fn a_bootstrap_interval_lies_among_the_values(
        values in prop::collection::vec(-5.0..5.0_f64, 1..30),
        seed in any::<u64>(),
    ) {
        let mut options = BootstrapOptions::new(seed);
        options.resamples = 50;
        let mean = |drawn: &[usize]| {
            let sum: f64 = drawn.iter().map(|i| values[*i]).sum();
            Some(sum / drawn.len() as f64)
        };
        let found = bootstrap(values.len(), options, mean).unwrap();
        prop_assert_eq!(found, bootstrap(values.len(), options, mean).unwrap());
        let interval = found.interval.unwrap();
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        prop_assert!(least - ROUNDING <= interval.lower && interval.upper <= most + ROUNDING);
        prop_assert!(interval.lower <= interval.upper);
    }

    #[test]
    fn alpha_is_blind_to_the_unit_of_measurement(
        (raters, _) in two_orders(),
        unit in prop_oneof![Just(1e-100), Just(1e99)],
    ) {
        let measure = |unit: f64| {
            let scaled = |rating: &Option<u8>| rating.map(|rating| f64::from(rating) * unit);
            let rater = |rater: &Vec<Option<u8>>| rater.iter().map(scaled).collect();
            RatingTable::from_numbers(&raters.iter().map(rater).collect::<Vec<_>>()).unwrap()
        };
        for level in [MeasurementLevel::Interval, MeasurementLevel::Ratio] {
            let alpha = |table| krippendorff_alpha(table, level).unwrap().alpha;
            prop_assert!(same(alpha(&measure(1.0)), alpha(&measure(unit))));
        }
    }
}
