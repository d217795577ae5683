//! Inputs that are large, degenerate or wrong: an answer or one line that says why not.

use kappa_metrics::plot::{ForestRow, confusion_heat_map, kappa_forest, kappa_heat_map};
use kappa_metrics::{
    AgreementWeights, BootstrapOptions, ClassificationReport, ConfusionMatrix, DisputeMeasure,
    Interval, McNemar, McNemarMethod, MeasurementLevel, MetricsError, RatingTable, Undefined,
    Weighting, ZeroDivision, bootstrap_cohen_kappa, bootstrap_table, confused_labels, conger_kappa,
    disputed_items, fleiss_kappa, gwet_ac1, krippendorff_alpha, majority_labels,
    pairwise_cohen_kappas, pairwise_kappa_matrix, scott_pi,
};

type Raters = Vec<Vec<Option<u8>>>;

#[test]
fn ten_thousand_raters_are_measured() {
    let rating = |rater: usize, item: usize| match (rater * 31 + item * 17) % 7 {
        0 => None,
        1..=4 => Some(u8::from(item.is_multiple_of(2))),
        _ => Some(2),
    };
    let rater = |rater| (0..30).map(|item| rating(rater, item)).collect();
    let raters: Raters = (0..10_000).map(rater).collect();
    let table = RatingTable::new(&raters).unwrap();
    let alpha = krippendorff_alpha(&table, MeasurementLevel::Nominal).unwrap();
    let pi = scott_pi(&table, Weighting::Unweighted);
    assert!((alpha.alpha.unwrap() - pi.value.unwrap()).abs() < 0.01);
    assert!(alpha.standard_error.unwrap() > 0.0);
    assert!(gwet_ac1(&table).interval().is_ok());
    assert!(
        conger_kappa(&table, Weighting::Quadratic)
            .interval()
            .is_ok()
    );
    assert_eq!(
        fleiss_kappa(&raters).unwrap().kappa,
        Err(Undefined::NoSharedItem)
    );
    assert_eq!(
        disputed_items(&raters, DisputeMeasure::Entropy)
            .unwrap()
            .len(),
        30
    );
    assert_eq!(confused_labels(&raters).unwrap().len(), 2);
    assert_eq!(majority_labels(&raters).unwrap().len(), 30);
    // All pairs: half a million of 1,000 raters; the time grows with the square.
    let matrix = pairwise_kappa_matrix(&raters[..1_000]).unwrap();
    assert!(matrix.light_kappa().is_ok());
}

#[test]
fn what_has_no_answer_says_why() {
    let constant: Raters = vec![vec![Some(1); 4]; 3];
    let apart: Raters = vec![vec![Some(1), None], vec![None, Some(2)]];
    let single: Raters = vec![vec![Some(1), None], vec![Some(2), Some(1)]];
    let one_category = "all ratings name one category";
    let nothing_shared = "no item has all the ratings needed";
    for (raters, reason) in [(&constant, one_category), (&apart, nothing_shared)] {
        let table = RatingTable::new(raters).unwrap();
        let alpha = krippendorff_alpha(&table, MeasurementLevel::Nominal).unwrap();
        let found = [
            alpha.alpha,
            alpha.standard_error,
            alpha.interval().map(|interval| interval.lower),
            scott_pi(&table, Weighting::Unweighted).value,
            conger_kappa(&table, Weighting::Unweighted).value,
            pairwise_kappa_matrix(raters).unwrap().light_kappa(),
            pairwise_cohen_kappas(raters).unwrap().light_kappa(),
            fleiss_kappa(raters).unwrap().kappa,
        ];
        for found in found {
            assert_eq!(found.unwrap_err().to_string(), reason);
        }
        let resampled = bootstrap_table(&table, BootstrapOptions::new(1), |table| {
            scott_pi(table, Weighting::Unweighted).value.ok()
        });
        let resampled = resampled.unwrap();
        assert_eq!(resampled.estimate, Err(Undefined::NoStatistic));
        assert_eq!((resampled.interval, resampled.defined_resamples), (None, 0));
    }
    let table = RatingTable::new(&single).unwrap();
    let alpha = krippendorff_alpha(&table, MeasurementLevel::Nominal).unwrap();
    assert_eq!(alpha.alpha, Ok(0.0));
    assert_eq!(alpha.interval(), Err(Undefined::SingleItem));
}

#[test]
fn wrong_inputs_are_refused_in_one_line() {
    let ragged: Raters = vec![vec![Some(1), Some(2)], vec![Some(1)]];
    let lone: Raters = vec![vec![Some(1)]];
    let empty: Raters = vec![vec![], vec![]];
    let none: Raters = Vec::new();
    let ragged_row = "expected 2 ratings of rater 1 as of rater 0, got 1";
    let mut failures: Vec<(Result<(), MetricsError>, &str)> = Vec::new();
    for (raters, message) in [
        (&ragged, ragged_row),
        (&lone, "expected at least 2 raters, got 1"),
        (&none, "expected at least 2 raters, got 0"),
        (&empty, "expected at least 1 item, got 0"),
    ] {
        failures.push((pairwise_kappa_matrix(raters).map(drop), message));
        failures.push((pairwise_cohen_kappas(raters).map(drop), message));
        failures.push((majority_labels(raters).map(drop), message));
        failures.push((confused_labels(raters).map(drop), message));
        failures.push((
            disputed_items(raters, DisputeMeasure::Entropy).map(drop),
            message,
        ));
        failures.push((RatingTable::new(raters).map(drop), message));
        failures.push((fleiss_kappa(raters).map(drop), message));
    }
    let weights =
        |weight: f64| AgreementWeights::new(vec![vec![1.0, weight], vec![0.0, 1.0]]).map(drop);
    let weight = |value| {
        format!(
            "expected a weight of 1 on the diagonal and from 0 to 1 elsewhere, \
             got {value} in row 0, column 1"
        )
    };
    let (nan, infinite, negative) = (weight("NaN"), weight("inf"), weight("-inf"));
    failures.push((weights(f64::NAN), &nan));
    failures.push((weights(f64::INFINITY), &infinite));
    failures.push((weights(f64::NEG_INFINITY), &negative));

    let reserved = ClassificationReport::new(&["accuracy"], &["accuracy"], ZeroDivision::Zero);
    failures.push((
        reserved.unwrap().scikit_learn().map(drop),
        "expected no class named as a summary of the report, got `accuracy`",
    ));

    let matrix = ConfusionMatrix::new(&[1, 2], &[1, 2]).unwrap();
    let mut options = BootstrapOptions::new(1);
    options.resamples = 0;
    let resampled = bootstrap_cohen_kappa(&matrix, Weighting::Linear, options);
    failures.push((resampled.map(drop), "expected at least 1 resample, got 0"));

    let kappas = pairwise_kappa_matrix(&[vec![Some(1)], vec![Some(2)]]).unwrap();
    failures.push((
        kappa_heat_map(&kappas, &["a"], "").map(drop),
        "expected 2 names, one for each rater, got 1",
    ));
    let labels: Vec<u8> = (0..=100).collect();
    let wide = ConfusionMatrix::new(&labels, &labels).unwrap();
    failures.push((
        confusion_heat_map(&wide, ["truth", "prediction"], "").map(drop),
        "expected at most 100 rows in a plot, got 101",
    ));
    let row = |kappa, lower, upper| ForestRow {
        name: String::new(),
        kappa: Ok(kappa),
        interval: Ok(Interval { lower, upper }),
    };
    let wrong = "expected finite numbers and limits in order in row 1 of the plot, got ";
    let (nan, turned) = (format!("{wrong}NaN"), format!("{wrong}0.5 to 0.1"));
    let endless = format!("{wrong}-inf to 0.5");
    let good = row(0.3, 0.1, 0.5);
    for (row, message) in [
        (row(f64::NAN, 0.1, 0.5), &nan),
        (row(0.3, 0.5, 0.1), &turned),
        (row(0.3, f64::NEG_INFINITY, 0.5), &endless),
    ] {
        failures.push((kappa_forest(&[good.clone(), row], "").map(drop), message));
    }
    failures.push((
        kappa_forest(&[], "").map(drop),
        "expected at least 1 item, got 0",
    ));
    for (found, message) in failures {
        let found = found.unwrap_err().to_string();
        assert_eq!(found, message);
        assert_eq!(found.lines().count(), 1);
    }
}

#[test]
fn mcnemar_has_a_value_for_every_pair_of_counts() {
    for (first, second) in [
        (0, 0),
        (0, u64::MAX),
        (u64::MAX, u64::MAX),
        (3, 3),
        (1, 1 << 40),
    ] {
        for method in [
            McNemarMethod::ExactBinomial,
            McNemarMethod::ChiSquare,
            McNemarMethod::ChiSquareCorrected,
        ] {
            let test = McNemar::by_method(first, second, method);
            assert!((0.0..=1.0).contains(&test.p_value), "{test:?}");
            if first == second {
                assert!(test.p_value > 0.999_999, "{test:?}");
            }
        }
    }
}
