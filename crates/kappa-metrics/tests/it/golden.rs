//! The committed answers of scikit-learn and statsmodels; see `fixtures/kappa-metrics`.

use approx::assert_relative_eq;
use kappa_metrics::{
    AverageRow, ClassificationReport, CohenKappa, ConfusionMatrix, Undefined, Weighting,
    ZeroDivision, fleiss_kappa_from_counts,
};
use serde::Deserialize;

/// The peers compute in f64 too, in another order of operations.
const TOLERANCE: f64 = 1e-9;

#[derive(Deserialize)]
struct Golden {
    pairs: Vec<Pair>,
    fleiss: Vec<Fleiss>,
}

#[derive(Deserialize)]
struct Pair {
    name: String,
    first: Vec<i32>,
    second: Vec<i32>,
    labels: Vec<i32>,
    confusion: Vec<Vec<u64>>,
    accuracy: f64,
    balanced_accuracy: f64,
    mcc: f64,
    zero: Scores,
    one: Scores,
    unweighted: Kappa,
    linear: Kappa,
    quadratic: Kappa,
}

#[derive(Deserialize)]
struct Scores {
    per_class: [Vec<f64>; 3],
    #[serde(rename = "macro")]
    macro_avg: [f64; 3],
    micro: [f64; 3],
    weighted: [f64; 3],
    text: String,
    text_4_digits: String,
}

#[derive(Deserialize)]
struct Kappa {
    kappa: Option<f64>,
    errors: Option<[Option<f64>; 2]>,
}

#[derive(Deserialize)]
struct Fleiss {
    name: String,
    counts: Vec<Vec<u64>>,
    kappa: f64,
}

fn golden() -> Golden {
    let text = include_str!("../../../../fixtures/kappa-metrics/peers/golden.json");
    serde_json::from_str(text).unwrap()
}

#[test]
fn kappas_and_standard_errors_agree_with_the_peers() {
    for pair in golden().pairs {
        let matrix = ConfusionMatrix::new(&pair.first, &pair.second).unwrap();
        for (weighting, expected) in [
            (Weighting::Unweighted, &pair.unweighted),
            (Weighting::Linear, &pair.linear),
            (Weighting::Quadratic, &pair.quadratic),
        ] {
            let found = CohenKappa::from_confusion(&matrix, weighting);
            check_kappa(&pair.name, &found, expected);
        }
    }
}

fn check_kappa(name: &str, found: &CohenKappa, expected: &Kappa) {
    eprintln!("{name}, {:?}", found.weighting);
    let Some(kappa) = expected.kappa else {
        assert_eq!(found.kappa, Err(Undefined::SingleCategory));
        assert_eq!(found.standard_error, Err(Undefined::SingleCategory));
        assert_eq!(found.null_standard_error, Err(Undefined::SingleCategory));
        return;
    };
    assert_relative_eq!(found.kappa.unwrap(), kappa, epsilon = TOLERANCE);
    let [error, null_error] = expected.errors.unwrap();
    // The peer subtracts mean squares; what is left of 0 may be negative (NaN) or its root large.
    let near_zero = 1e-7;
    match error {
        Some(error) if error > near_zero => {
            assert_relative_eq!(found.standard_error.unwrap(), error, epsilon = TOLERANCE);
        }
        _ => assert!(found.standard_error.unwrap() <= near_zero),
    }
    match null_error {
        Some(error) if error > near_zero => {
            let found = found.null_standard_error.unwrap();
            assert_relative_eq!(found, error, epsilon = TOLERANCE);
        }
        _ => assert!(found.null_standard_error.unwrap() <= near_zero),
    }
}

#[test]
fn classification_agrees_with_the_peer() {
    for pair in golden().pairs {
        eprintln!("{}", pair.name);
        let matrix = ConfusionMatrix::new(&pair.first, &pair.second).unwrap();
        assert_eq!(matrix.labels(), pair.labels);
        assert_eq!(matrix.rows(), pair.confusion);
        assert_relative_eq!(matrix.accuracy(), pair.accuracy, epsilon = TOLERANCE);
        let balanced = matrix.balanced_accuracy();
        assert_relative_eq!(balanced, pair.balanced_accuracy, epsilon = TOLERANCE);
        match matrix.matthews_correlation() {
            Ok(mcc) => assert_relative_eq!(mcc, pair.mcc, epsilon = TOLERANCE),
            Err(reason) => {
                assert_eq!(reason, Undefined::ConstantLabels);
                assert_relative_eq!(pair.mcc, 0.0);
            }
        }
        check_report(&matrix, ZeroDivision::Zero, &pair.zero);
        check_report(&matrix, ZeroDivision::One, &pair.one);
    }
}

fn check_report(matrix: &ConfusionMatrix<i32>, policy: ZeroDivision, expected: &Scores) {
    let report = ClassificationReport::from_confusion(matrix, policy).unwrap();
    let [precision, recall, f1] = &expected.per_class;
    for (i, row) in report.classes.iter().enumerate() {
        assert_relative_eq!(row.precision, precision[i], epsilon = TOLERANCE);
        assert_relative_eq!(row.recall, recall[i], epsilon = TOLERANCE);
        assert_relative_eq!(row.f1, f1[i], epsilon = TOLERANCE);
    }
    check_average(&report.macro_avg, expected.macro_avg);
    check_average(&report.micro_avg, expected.micro);
    check_average(&report.weighted_avg, expected.weighted);
    let printed = [report.to_string(), format!("{report:.4}")];
    for (printed, text) in printed
        .iter()
        .zip([&expected.text, &expected.text_4_digits])
    {
        if matrix.agreements() > 0 {
            assert_eq!(printed, text);
        } else {
            // Known difference: where no prediction is right, the peer prints supports as 8.0.
            assert_ne!(printed, text);
            assert_eq!(words(printed), words(&text.replace(".0\n", "\n")));
        }
    }
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

fn check_average(found: &AverageRow, [precision, recall, f1]: [f64; 3]) {
    assert_relative_eq!(found.precision, precision, epsilon = TOLERANCE);
    assert_relative_eq!(found.recall, recall, epsilon = TOLERANCE);
    assert_relative_eq!(found.f1, f1, epsilon = TOLERANCE);
}

#[test]
fn fleiss_kappa_agrees_with_the_peer() {
    for table in golden().fleiss {
        eprintln!("{}", table.name);
        let found = fleiss_kappa_from_counts(&table.counts).unwrap();
        assert_relative_eq!(found.kappa.unwrap(), table.kappa, epsilon = TOLERANCE);
    }
}
