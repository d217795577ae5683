//! Each message, and each undefined case, as users see it.

use std::error::Error;

use kappa_metrics::{
    AgreementWeights, BootstrapOptions, ClassificationReport, ConfusionMatrix, MeasurementLevel,
    MetricsError, RatingTable, Undefined, Weighting, ZeroDivision, bootstrap, cohen_kappa,
    custom_cohen_kappa, expected_calibration_error, fleiss_kappa, fleiss_kappa_from_counts,
    gwet_ac1, krippendorff_alpha, mcnemar_test, paired_bootstrap, pairwise_cohen_kappas,
    paradox_indices, scott_pi,
};

#[test]
fn messages_name_what_was_expected_and_got() {
    let matrix = |rows| ConfusionMatrix::from_counts(&["a", "b"], rows).map(|_| ());
    let raters = |raters: &[Vec<Option<u8>>]| pairwise_cohen_kappas(raters).map(|_| ());
    let counts = |rows: &[Vec<u64>]| fleiss_kappa_from_counts(rows).map(|_| ());
    let declared =
        |labels: &[u8], a: &[u8], b: &[u8]| ConfusionMatrix::with_labels(labels, a, b).map(|_| ());
    let cases: [(Result<(), MetricsError>, &str); 16] = [
        (
            cohen_kappa::<u8>(&[], &[]).map(|_| ()),
            "expected at least 1 item, got 0",
        ),
        (
            cohen_kappa(&[1, 2], &[1]).map(|_| ()),
            "expected 2 labels in the second list as in the first, got 1",
        ),
        (
            declared(&[1, 2], &[1, 3], &[1, 1]),
            "expected only declared labels, got another at position 1 of the first list",
        ),
        (
            declared(&[1, 2], &[1, 2], &[9, 1]),
            "expected only declared labels, got another at position 0 of the second list",
        ),
        (
            declared(&[1, 2, 1], &[1], &[1]),
            "expected each label to be declared once, got the label at position 2 again",
        ),
        (
            matrix(vec![vec![1, 2]]),
            "expected 2 rows of counts, one for each label, got 1",
        ),
        (
            matrix(vec![vec![1, 2], vec![3]]),
            "expected 2 counts in row 1, got 1",
        ),
        (
            matrix(vec![vec![0, 0], vec![0, 0]]),
            "expected at least 1 item, got 0",
        ),
        (
            matrix(vec![vec![u64::MAX, u64::MAX], vec![0, 0]]),
            "expected counts that sum to at most 4294967295, got more",
        ),
        (
            raters(&[vec![Some(1)]]),
            "expected at least 2 raters, got 1",
        ),
        (
            raters(&[vec![Some(1)], vec![Some(1), None]]),
            "expected 1 ratings of rater 1 as of rater 0, got 2",
        ),
        (raters(&[vec![], vec![]]), "expected at least 1 item, got 0"),
        (
            counts(&[vec![2, 1], vec![1, 1]]),
            "expected 3 ratings of item 1 as of item 0, got 2",
        ),
        (
            counts(&[vec![2, 1], vec![3]]),
            "expected 2 counts in row 1, got 1",
        ),
        (
            counts(&[vec![1, 0], vec![0, 1]]),
            "expected at least 2 raters, got 1",
        ),
        (counts(&[]), "expected at least 1 item, got 0"),
    ];
    for (result, message) in cases {
        assert_eq!(result.unwrap_err().to_string(), message);
    }
}

#[test]
fn a_refused_report_names_the_score_the_class_and_the_reason() {
    let cases = [
        (
            ClassificationReport::new(&["a", "b"], &["a", "a"], ZeroDivision::Refuse),
            "precision of class `b` is undefined",
            "the class is never predicted",
        ),
        (
            ClassificationReport::new(&["a", "a"], &["a", "b"], ZeroDivision::Refuse),
            "recall of class `b` is undefined",
            "the class is never true",
        ),
    ];
    for (result, message, cause) in cases {
        let error = result.unwrap_err();
        assert_eq!(error.to_string(), message);
        assert_eq!(error.source().unwrap().to_string(), cause);
    }
}

#[test]
fn a_replaced_score_is_listed() {
    let labels = ["a", "b", "c"];
    let matrix = ConfusionMatrix::with_labels(&labels, &["a", "b"], &["a", "a"]).unwrap();
    let report = ClassificationReport::from_confusion(&matrix, ZeroDivision::One).unwrap();
    let listed: Vec<String> = report
        .replaced
        .iter()
        .map(|r| format!("{} of {}: {}", r.score, r.label, r.reason))
        .collect();
    assert_eq!(
        listed,
        [
            "precision of b: the class is never predicted",
            "precision of c: the class is never predicted",
            "recall of c: the class is never true",
            "f1 of c: the class is neither true nor predicted",
        ]
    );
}

#[test]
fn undefined_measures_say_why() {
    let constant = cohen_kappa(&[7, 7, 7], &[7, 7, 7]).unwrap();
    assert_eq!(constant.kappa, Err(Undefined::SingleCategory));
    assert_eq!(constant.interval(), Err(Undefined::SingleCategory));
    assert_eq!(constant.band(), Err(Undefined::SingleCategory));
    assert_eq!(constant.z_score(), Err(Undefined::SingleCategory));

    let one_constant = cohen_kappa(&[7, 7, 7], &[7, 8, 9]).unwrap();
    assert_eq!(one_constant.kappa, Ok(0.0));
    assert_eq!(one_constant.z_score(), Err(Undefined::ZeroStandardError));

    let apart = [vec![Some(1), None], vec![None, Some(1)]];
    let pairwise = pairwise_cohen_kappas(&apart).unwrap();
    assert_eq!(pairwise.mean(), Err(Undefined::NoSharedItem));
    let fleiss = fleiss_kappa(&apart).unwrap();
    assert_eq!(fleiss.kappa, Err(Undefined::NoSharedItem));
    assert_eq!((fleiss.items, fleiss.incomplete_items), (0, 2));

    let same = [vec![Some(1), Some(1)], vec![Some(1), Some(1)]];
    let fleiss = fleiss_kappa(&same).unwrap();
    assert_eq!(fleiss.kappa, Err(Undefined::SingleCategory));
    assert_eq!(fleiss.band(), Err(Undefined::SingleCategory));

    let reasons = [
        (Undefined::SingleCategory, "all ratings name one category"),
        (
            Undefined::NoSharedItem,
            "no item has all the ratings needed",
        ),
        (Undefined::ZeroStandardError, "the standard error is 0"),
        (Undefined::SingleItem, "a single item was rated"),
        (
            Undefined::NoDisagreement,
            "no disagreement between the categories used has any weight",
        ),
        (
            Undefined::NoStatistic,
            "the statistic has no value on these items",
        ),
        (
            Undefined::ConstantLabels,
            "all truths or all predictions name one class",
        ),
    ];
    for (reason, message) in reasons {
        assert_eq!(reason.to_string(), message);
    }
}

#[test]
fn json_keeps_the_reason_of_an_undefined_value() {
    let kappa = cohen_kappa(&["x"], &["x"]).unwrap();
    let json = serde_json::to_value(kappa).unwrap();
    assert_eq!(
        json["kappa"],
        serde_json::json!({ "undefined": "single_category" })
    );
    let kappa = cohen_kappa(&["x", "y"], &["x", "y"]).unwrap();
    let json = serde_json::to_value(kappa).unwrap();
    assert_eq!(json["kappa"], serde_json::json!(1.0));
}

#[test]
fn json_of_a_report_has_these_keys() {
    let report = ClassificationReport::new(&["x"], &["x"], ZeroDivision::Zero).unwrap();
    let row = serde_json::json!({ "precision": 1.0, "recall": 1.0, "f1": 1.0, "support": 1 });
    assert_eq!(
        serde_json::to_value(report).unwrap(),
        serde_json::json!({
            "classes": [
                { "label": "x", "precision": 1.0, "recall": 1.0, "f1": 1.0, "support": 1 }
            ],
            "accuracy": 1.0,
            "macro_avg": row,
            "micro_avg": row,
            "weighted_avg": row,
            "macro_f1_harmonic": 1.0,
            "balanced_accuracy": 1.0,
            "mcc": null,
            "zero_division": "zero",
            "replaced": [],
        })
    );
}

#[test]
fn pairs_are_compared_on_the_items_that_both_rated() {
    let raters = [
        vec![Some(0), Some(1), Some(1), None],
        vec![Some(0), Some(1), None, Some(0)],
        vec![Some(1), Some(0), Some(1), Some(0)],
    ];
    let pairwise = pairwise_cohen_kappas(&raters).unwrap();
    let shown: Vec<_> = pairwise
        .pairs
        .iter()
        .map(|p| (p.first, p.second, p.incomplete_items, p.kappa()))
        .collect();
    let against_third = cohen_kappa(&[0, 1, 0], &[1, 0, 0]).unwrap().kappa;
    let first_against_third = cohen_kappa(&[0, 1, 1], &[1, 0, 1]).unwrap().kappa;
    assert_eq!(
        shown,
        [
            (0, 1, 2, Ok(1.0)),
            (0, 2, 1, first_against_third),
            (1, 2, 1, against_third),
        ]
    );
    assert_eq!(pairwise.get(2, 0), pairwise.get(0, 2));
    assert_eq!(pairwise.get(1, 1), None);
    assert_eq!(pairwise.get(0, 3), None);
    let fleiss = fleiss_kappa(&raters).unwrap();
    assert_eq!((fleiss.items, fleiss.incomplete_items), (2, 2));
}

#[test]
fn messages_of_tables_weights_and_resamples() {
    let labels = [vec![Some(1)], vec![Some(2)]];
    let numbers = |a: f64, b: f64| RatingTable::from_numbers(&[vec![Some(a)], vec![Some(b)]]);
    let alpha = |table: &RatingTable, level| krippendorff_alpha(table, level).map(|_| ());
    let weights =
        |rows: &[&[f64]]| AgreementWeights::new(rows.iter().map(|r| r.to_vec()).collect());
    let three = ConfusionMatrix::new(&[1, 2, 3], &[1, 2, 3]).unwrap();
    let two = weights(&[&[1.0, 0.0], &[0.0, 1.0]]).unwrap();
    let calibrate = |confidences: &[f64], right: &[bool], bins| {
        expected_calibration_error(confidences, right, bins).map(|_| ())
    };
    let resample = |items, resamples, level| {
        let mut options = BootstrapOptions::new(1);
        (options.resamples, options.level) = (resamples, level);
        bootstrap(items, options, |_| Some(1.0)).map(|_| ())
    };
    let paired = paired_bootstrap(&[1], &[1], &[], BootstrapOptions::new(1), |_, _| None);
    let cases: [(Result<(), MetricsError>, &str); 19] = [
        (
            RatingTable::with_labels(&[1], &labels).map(|_| ()),
            "expected only declared labels, got another from rater 1 for item 0",
        ),
        (
            numbers(1.0, f64::NAN).map(|_| ()),
            "expected a rating of 0 or of a size from 1e-100 to 1e100, \
             got another from rater 1 for item 0",
        ),
        (
            numbers(1e101, 1.0).map(|_| ()),
            "expected a rating of 0 or of a size from 1e-100 to 1e100, \
             got another from rater 0 for item 0",
        ),
        (
            alpha(
                &RatingTable::new(&labels).unwrap(),
                MeasurementLevel::Interval,
            ),
            "expected ratings that are numbers for this level of measurement, got labels",
        ),
        (
            alpha(&numbers(1.0, -0.5).unwrap(), MeasurementLevel::Ratio),
            "expected no rating below 0 at the ratio level, got -0.5",
        ),
        (
            paradox_indices(&three).map(|_| ()),
            "expected 2 labels, got 3",
        ),
        (
            custom_cohen_kappa(&three, &two).map(|_| ()),
            "expected 3 weights a row and as many rows, one for each label, got 2",
        ),
        (
            weights(&[&[1.0], &[0.0, 1.0]]).map(|_| ()),
            "expected 2 weights a row and as many rows, one for each label, got 1",
        ),
        (
            weights(&[&[1.0, f64::NAN], &[0.0, 1.0]]).map(|_| ()),
            "expected a weight of 1 on the diagonal and from 0 to 1 elsewhere, \
             got NaN in row 0, column 1",
        ),
        (
            weights(&[&[0.5]]).map(|_| ()),
            "expected a weight of 1 on the diagonal and from 0 to 1 elsewhere, \
             got 0.5 in row 0, column 0",
        ),
        (
            mcnemar_test(&[1, 2], &[1], &[1, 2]).map(|_| ()),
            "expected 2 values of the first predictions, got 1",
        ),
        (
            mcnemar_test::<u8>(&[], &[], &[]).map(|_| ()),
            "expected at least 1 item, got 0",
        ),
        (
            paired.map(|_| ()),
            "expected 1 values of the second predictions, got 0",
        ),
        (
            calibrate(&[0.5], &[], 10),
            "expected 1 values of the answers, got 0",
        ),
        (
            calibrate(&[0.5], &[true], 0),
            "expected at least 1 bin, got 0",
        ),
        (
            calibrate(&[0.5, f64::NAN], &[true, true], 10),
            "expected a confidence from 0 to 1, got NaN at position 1",
        ),
        (resample(0, 10, 0.95), "expected at least 1 item, got 0"),
        (resample(1, 0, 0.95), "expected at least 1 resample, got 0"),
        (
            resample(1, 10, f64::NAN),
            "expected a level between 0 and 1, got NaN",
        ),
    ];
    for (result, message) in cases {
        assert_eq!(result.unwrap_err().to_string(), message);
    }
}

#[test]
fn undefined_coefficients_say_why() {
    let constant = RatingTable::new(&[vec![Some(7), Some(7)], vec![Some(7), Some(7)]]).unwrap();
    let pi = scott_pi(&constant, Weighting::Unweighted);
    assert_eq!(pi.value, Err(Undefined::SingleCategory));
    assert_eq!(pi.observed_agreement, Ok(1.0));
    assert_eq!(gwet_ac1(&constant).band(), Err(Undefined::SingleCategory));

    let one_item = RatingTable::new(&[vec![Some(1)], vec![Some(2)]]).unwrap();
    let pi = scott_pi(&one_item, Weighting::Unweighted);
    assert_eq!(pi.value, Ok(-1.0));
    assert_eq!(pi.interval(), Err(Undefined::SingleItem));

    let apart = RatingTable::new(&[vec![Some(1), None], vec![None, Some(2)]]).unwrap();
    let alpha = krippendorff_alpha(&apart, MeasurementLevel::Nominal).unwrap();
    assert_eq!(alpha.alpha, Err(Undefined::NoSharedItem));
    assert_eq!(gwet_ac1(&apart).value, Err(Undefined::NoSharedItem));

    let never = bootstrap(3, BootstrapOptions::new(1), |_| Some(f64::NAN)).unwrap();
    assert_eq!(never.estimate, Err(Undefined::NoStatistic));
    assert_eq!((never.interval, never.undefined_resamples), (None, 2000));
}
