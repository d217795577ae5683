//! What is said of single items and labels: majorities, disputes, confusions; and the pairs of raters
//! as a matrix.

use kappa_metrics::{
    BootstrapOptions, ClassificationReport, ConfusionMatrix, DisputeMeasure, MacroF1, Majority,
    MeasurementLevel, RatingTable, Undefined, Weighting, ZeroDivision, bootstrap,
    bootstrap_cohen_kappa, bootstrap_table, cohen_kappa, confused_labels, disputed_items,
    krippendorff_alpha, majority_labels, pairwise_kappa_matrix,
};
use serde_json::json;

/// A letter for a label, a dot for a missing rating.
fn raters(texts: &[&str]) -> Vec<Vec<Option<char>>> {
    let rating = |letter: char| (letter != '.').then_some(letter);
    texts
        .iter()
        .map(|text| text.chars().map(rating).collect())
        .collect()
}

#[test]
fn a_majority_is_a_label_a_tie_or_nothing() {
    let found = majority_labels(&raters(&["aab.c", "abb.a", "bcb.b", "...a."])).unwrap();
    let tie = |labels: &str| Majority::Tie(labels.chars().collect());
    let expected = [
        Majority::Label('a'),
        tie("abc"),
        Majority::Label('b'),
        Majority::Label('a'),
        tie("abc"),
    ];
    assert_eq!(found, expected);
    let unrated = majority_labels(&raters(&[".", "."])).unwrap();
    assert_eq!(unrated, [Majority::Unrated]);
    let json = serde_json::to_value([tie("ab"), Majority::Label('a'), Majority::Unrated]).unwrap();
    assert_eq!(
        json,
        json!([{ "tie": ["a", "b"] }, { "label": "a" }, "unrated"])
    );
}

#[test]
fn disputes_come_in_one_order() {
    // Items: agreed, one rating, 1:1, 2:2, 1:1:1, 3:1, 1:1 again.
    let raters = raters(&["aaabaaa", "a.babb.", "a..acab", "a..b.a."]);
    let order = |measure| -> Vec<usize> {
        let found = disputed_items(&raters, measure).unwrap();
        found.iter().map(|dispute| dispute.item).collect()
    };
    assert_eq!(order(DisputeMeasure::PairwiseDisagreement), [4, 2, 6, 3, 5]);
    assert_eq!(order(DisputeMeasure::Entropy), [4, 3, 2, 6, 5]);
    let found = disputed_items(&raters, DisputeMeasure::default()).unwrap();
    let shown: Vec<String> = found
        .iter()
        .map(|d| {
            format!(
                "{} of {}: {:.3}, {:.3} bits",
                d.item, d.ratings, d.disagreement, d.entropy
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "4 of 3: 1.000, 1.585 bits",
            "2 of 2: 1.000, 1.000 bits",
            "6 of 2: 1.000, 1.000 bits",
            "3 of 4: 0.667, 1.000 bits",
            "5 of 4: 0.500, 0.811 bits",
        ]
    );
}

#[test]
fn labels_are_confused_between_several_raters_or_two() {
    let found = confused_labels(&raters(&["aacb", "bacc", "a.ab"])).unwrap();
    let shown: Vec<_> = found.iter().map(|p| (p.first, p.second, p.count)).collect();
    assert_eq!(shown, [('a', 'b', 2), ('a', 'c', 2), ('b', 'c', 2)]);

    let rows = vec![vec![9, 1, 4], vec![0, 5, 4], vec![7, 0, 2]];
    let matrix = ConfusionMatrix::from_counts(&["x", "y", "z"], rows).unwrap();
    let pairs = matrix.confused_labels();
    let shown: Vec<_> = pairs
        .iter()
        .map(|p| (*p.first, *p.second, p.count))
        .collect();
    assert_eq!(
        shown,
        [("z", "x", 7), ("x", "z", 4), ("y", "z", 4), ("x", "y", 1)]
    );
}

#[test]
fn a_matrix_of_kappas_says_on_how_many_items_each_rests() {
    let matrix = pairwise_kappa_matrix(&raters(&["aabb.", "aab.a", "....b"])).unwrap();
    assert_eq!(matrix.raters(), 3);
    assert_eq!(matrix.kappa(1, 0), Some(Ok(1.0)));
    assert_eq!(matrix.kappa(1, 2), Some(Ok(0.0)));
    assert_eq!(matrix.kappa(0, 2), Some(Err(Undefined::NoSharedItem)));
    assert_eq!((matrix.kappa(0, 0), matrix.kappa(0, 3)), (None, None));
    assert_eq!(
        (matrix.shared_items(0, 0), matrix.shared_items(3, 3)),
        (Some(4), None)
    );
    assert_eq!(matrix.light_kappa(), Err(Undefined::NoSharedItem));
    assert_eq!(
        serde_json::to_value(&matrix).unwrap(),
        json!({
            "kappa": [
                [null, 1.0, { "undefined": "no_shared_item" }],
                [1.0, null, 0.0],
                [{ "undefined": "no_shared_item" }, 0.0, null],
            ],
            "shared_items": [[4, 3, 0], [3, 4, 1], [0, 1, 1]],
        })
    );
}

#[test]
fn a_report_has_the_shape_of_scikit_learns_dictionary() {
    let report = ClassificationReport::new(&[0, 0, 1], &[0, 1, 1], ZeroDivision::Zero).unwrap();
    let written = serde_json::to_string(&report.scikit_learn().unwrap()).unwrap();
    // `json.dumps(classification_report([0, 0, 1], [0, 1, 1], output_dict=True))`, version 1.9.1.
    let expected = concat!(
        r#"{"0": {"precision": 1.0, "recall": 0.5, "f1-score": 0.6666666666666666, "support": 2.0}, "#,
        r#""1": {"precision": 0.5, "recall": 1.0, "f1-score": 0.6666666666666666, "support": 1.0}, "#,
        r#""accuracy": 0.6666666666666666, "#,
        r#""macro avg": {"precision": 0.75, "recall": 0.75, "f1-score": 0.6666666666666666, "support": 3.0}, "#,
        r#""weighted avg": {"precision": 0.8333333333333334, "recall": 0.6666666666666666, "#,
        r#""f1-score": 0.6666666666666666, "support": 3.0}}"#,
    );
    assert_eq!(written, expected.replace(": ", ":").replace(", ", ","));
}

#[test]
fn the_two_macro_f1s_go_by_their_names() {
    let report =
        ClassificationReport::new(&[0, 0, 0, 1], &[0, 1, 1, 1], ZeroDivision::Zero).unwrap();
    assert_eq!(
        format!("{:.4}", report.macro_f1(MacroF1::MeanOfF1s)),
        "0.5000"
    );
    assert_eq!(
        format!("{:.4}", report.macro_f1(MacroF1::F1OfMeans)),
        "0.6667"
    );
}

#[test]
fn bootstraps_of_counts_surround_the_estimate() {
    let rows = vec![vec![20, 5], vec![10, 15]];
    let matrix = ConfusionMatrix::from_counts(&["yes", "no"], rows).unwrap();
    let options = BootstrapOptions::new(3);
    let found = bootstrap_cohen_kappa(&matrix, Weighting::Unweighted, options).unwrap();
    assert_eq!(found.estimate, Ok(0.4));
    let interval = found.interval.unwrap();
    // The analytic interval is 0.15 to 0.65.
    assert!((interval.lower - 0.15).abs() < 0.03 && (interval.upper - 0.65).abs() < 0.03);

    let table = RatingTable::from_confusion(&matrix);
    let alpha = |table: &RatingTable| {
        let found = krippendorff_alpha(table, MeasurementLevel::Nominal).unwrap();
        found.alpha.ok()
    };
    let found = bootstrap_table(&table, options, alpha).unwrap();
    let analytic = krippendorff_alpha(&table, MeasurementLevel::Nominal).unwrap();
    let (interval, expected) = (found.interval.unwrap(), analytic.interval().unwrap());
    assert!((interval.lower - expected.lower).abs() < 0.03);
    assert!((interval.upper - expected.upper).abs() < 0.03);
}

#[test]
fn the_error_of_alpha_is_close_to_the_bootstrap_at_every_level() {
    let rating = |rater: usize, item: usize| match (rater * 37 + item * 53) % 19 {
        0 | 7 => None,
        3 | 9 | 14 => Some(1.0 + ((rater * 5 + item * item * 3) % 5) as f64),
        _ => Some(1.0 + ((item * item + item / 3) % 5) as f64),
    };
    let rater = |rater| (0..300).map(|item| rating(rater, item)).collect();
    let raters: Vec<Vec<Option<f64>>> = (0..3).map(rater).collect();
    let table = RatingTable::from_numbers(&raters).unwrap();
    for level in [
        MeasurementLevel::Nominal,
        MeasurementLevel::Ordinal,
        MeasurementLevel::Interval,
        MeasurementLevel::Ratio,
    ] {
        let alpha = |table: &RatingTable| krippendorff_alpha(table, level).unwrap();
        let analytic = alpha(&table).interval().unwrap();
        let resampled = bootstrap_table(&table, BootstrapOptions::new(5), |table| {
            alpha(table).alpha.ok()
        });
        let resampled = resampled.unwrap().interval.unwrap();
        let width = analytic.upper - analytic.lower;
        assert!(
            (analytic.lower - resampled.lower).abs() < 0.1 * width,
            "{level:?}"
        );
        assert!(
            (analytic.upper - resampled.upper).abs() < 0.1 * width,
            "{level:?}"
        );
    }
}

#[test]
fn many_labels_are_found_as_few_are() {
    let first: Vec<u16> = (0..300).map(|item| (item * 91) % 211).collect();
    let second: Vec<u16> = first.iter().rev().copied().collect();
    let matrix = ConfusionMatrix::new(&first, &second).unwrap();
    assert_eq!(matrix.labels(), (0..211).collect::<Vec<u16>>());
    let declared = ConfusionMatrix::with_labels(matrix.labels(), &first, &second).unwrap();
    assert_eq!(matrix, declared);
    for (a, b) in first.iter().zip(&second) {
        assert!(matrix.count(usize::from(*a), usize::from(*b)).unwrap() > 0);
    }
    assert_eq!(matrix.total(), 300);
}

#[test]
fn bootstraps_of_counts_and_of_positions_draw_the_same_items() {
    let (first, second) = ([1, 1, 2, 2, 3, 3, 1, 2], [1, 1, 2, 3, 3, 3, 1, 1]);
    let mut options = BootstrapOptions::new(11);
    options.resamples = 200;
    let by_position = bootstrap(first.len(), options, |drawn| {
        let pick = |list: &[i32]| drawn.iter().map(|i| list[*i]).collect::<Vec<_>>();
        cohen_kappa(&pick(&first), &pick(&second)).ok()?.kappa.ok()
    });
    let some = |list: &[i32]| list.iter().copied().map(Some).collect::<Vec<_>>();
    let table = RatingTable::new(&[some(&first), some(&second)]).unwrap();
    let by_table = bootstrap_table(&table, options, |table| {
        let conger = kappa_metrics::conger_kappa(table, Weighting::Unweighted);
        conger.value.ok()
    });
    let (by_position, by_table) = (by_position.unwrap(), by_table.unwrap());
    assert_eq!(by_position.defined_resamples, by_table.defined_resamples);
    let (a, b) = (by_position.interval.unwrap(), by_table.interval.unwrap());
    assert!((a.lower - b.lower).abs() < 1e-12 && (a.upper - b.upper).abs() < 1e-12);
}
