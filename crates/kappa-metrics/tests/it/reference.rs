//! Published tables and the peers' answers to them, from a folder `shared` beside the repository.

use approx::assert_relative_eq;
use kappa_metrics::{
    ClassificationReport, CohenKappa, ConfusionMatrix, MetricsError, Undefined, Weighting,
    ZeroDivision, cohen_kappa, fleiss_kappa, fleiss_kappa_from_counts, pairwise_cohen_kappas,
};
use serde_json::Value;

const TOLERANCE: f64 = 1e-9;
/// The reference took its 1.96 from another source.
const INTERVAL_TOLERANCE: f64 = 1e-6;

const FILE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../../shared/reference/metrics_reference.json"
);

fn entries() -> Vec<Value> {
    match std::fs::read_to_string(FILE) {
        Ok(text) => serde_json::from_str(&text).unwrap(),
        Err(error) => {
            eprintln!("skipped: no reference values at {FILE}: {error}");
            Vec::new()
        }
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    let list = value.as_array().unwrap().iter();
    list.map(|number| number.as_f64().unwrap()).collect()
}

fn integers(value: &Value) -> Vec<i64> {
    let list = value.as_array().unwrap().iter();
    list.map(|number| number.as_i64().unwrap()).collect()
}

fn counts(value: &Value) -> Vec<Vec<u64>> {
    serde_json::from_value(value.clone()).unwrap()
}

fn ratings(value: &Value) -> Vec<Vec<Option<i64>>> {
    serde_json::from_value(value.clone()).unwrap()
}

#[track_caller]
fn assert_close(found: f64, expected: &Value) {
    assert_relative_eq!(found, expected.as_f64().unwrap(), epsilon = TOLERANCE);
}

#[test]
fn every_entry_that_these_measures_cover_agrees() {
    let mut checked = 0;
    for entry in entries() {
        let (name, input, expected) = (&entry["name"], &entry["input"], &entry["expected"]);
        eprintln!("{name}");
        checked += 1;
        if !input["confusion_rows_rater1"].is_null() {
            check_table(counts(&input["confusion_rows_rater1"]), expected);
        } else if !input["counts"].is_null() {
            let found = fleiss_kappa_from_counts(&counts(&input["counts"])).unwrap();
            assert_close(found.kappa.unwrap(), &expected["fleiss_kappa"]);
        } else if !input["ratings"].is_null() {
            check_raters(&ratings(&input["ratings"]), expected);
        } else {
            check_edge(name.as_str().unwrap(), input, expected);
        }
    }
    eprintln!("{checked} entries");
}

fn check_table(rows: Vec<Vec<u64>>, expected: &Value) {
    let labels: Vec<usize> = (0..rows.len()).collect();
    let matrix = ConfusionMatrix::from_counts(&labels, rows).unwrap();
    let plain = CohenKappa::from_confusion(&matrix, Weighting::Unweighted);
    assert_close(plain.kappa.unwrap(), &expected["kappa"]);
    assert_close(plain.observed_agreement, &expected["po"]);
    assert_close(plain.standard_error.unwrap(), &expected["se"]);
    assert_close(plain.null_standard_error.unwrap(), &expected["se0"]);
    assert_close(plain.z_score().unwrap(), &expected["z0"]);
    let interval = plain.interval().unwrap();
    let limits = numbers(&expected["ci95"]);
    assert_relative_eq!(interval.lower, limits[0], epsilon = INTERVAL_TOLERANCE);
    assert_relative_eq!(interval.upper, limits[1], epsilon = INTERVAL_TOLERANCE);
    for (weighting, kappa, error) in [
        (Weighting::Linear, "kappa_linear", "se_linear"),
        (Weighting::Quadratic, "kappa_quadratic", "se_quadratic"),
    ] {
        let found = CohenKappa::from_confusion(&matrix, weighting);
        assert_close(found.kappa.unwrap(), &expected[kappa]);
        assert_close(found.standard_error.unwrap(), &expected[error]);
    }

    let report = ClassificationReport::from_confusion(&matrix, ZeroDivision::Zero).unwrap();
    assert_close(report.accuracy, &expected["accuracy"]);
    assert_close(report.balanced_accuracy, &expected["balanced_accuracy"]);
    assert_close(report.mcc.unwrap(), &expected["mcc"]);
    for (average, key) in [
        (report.macro_avg, "prf_macro"),
        (report.micro_avg, "prf_micro"),
        (report.weighted_avg, "prf_weighted"),
    ] {
        assert_close(average.precision, &expected[key][0]);
        assert_close(average.recall, &expected[key][1]);
        assert_close(average.f1, &expected[key][2]);
    }
    let per_class = &expected["prf_per_class"];
    for (i, row) in report.classes.iter().enumerate() {
        assert_close(row.precision, &per_class[0][i]);
        assert_close(row.recall, &per_class[1][i]);
        assert_close(row.f1, &per_class[2][i]);
        assert_close(row.support as f64, &per_class[3][i]);
    }
}

fn check_raters(raters: &[Vec<Option<i64>>], expected: &Value) {
    let pairwise = pairwise_cohen_kappas(raters).unwrap();
    if !expected["cohen"].is_null() {
        assert_close(pairwise.pairs[0].kappa().unwrap(), &expected["cohen"]);
    }
    if !expected["pairwise_cohen"].is_null() {
        for (pair, kappa) in pairwise
            .pairs
            .iter()
            .zip(numbers(&expected["pairwise_cohen"]))
        {
            assert_relative_eq!(pair.kappa().unwrap(), kappa, epsilon = TOLERANCE);
        }
        assert_close(pairwise.mean().unwrap(), &expected["light_kappa"]);
        let fleiss = fleiss_kappa(raters).unwrap();
        assert_close(fleiss.kappa.unwrap(), &expected["fleiss"]);
    }
}

fn check_edge(name: &str, input: &Value, expected: &Value) {
    let list = |key: &str| integers(&input[key]);
    match name {
        "edge single class both" => {
            let found = cohen_kappa(&list("a"), &list("b")).unwrap();
            assert_eq!(found.kappa, Err(Undefined::SingleCategory));
        }
        "edge one rater constant" => {
            let found = cohen_kappa(&list("a"), &list("b")).unwrap();
            assert_close(found.kappa.unwrap(), &expected["sklearn_kappa"]);
        }
        "edge empty" => {
            assert_eq!(
                cohen_kappa(&list("a"), &list("b")),
                Err(MetricsError::Empty)
            );
        }
        "edge len mismatch" => {
            let (expected, found) = (2, 1);
            assert_eq!(
                cohen_kappa(&list("a"), &list("b")),
                Err(MetricsError::LengthMismatch { expected, found })
            );
        }
        "edge pred label unseen in truth" => {
            let (truth, predicted) = (list("y"), list("p"));
            let report = ClassificationReport::new(&truth, &predicted, ZeroDivision::Zero).unwrap();
            assert_close(report.macro_avg.f1, &expected["f1_macro"]);
            assert_close(report.balanced_accuracy, &expected["balanced"]);
            let found = cohen_kappa(&truth, &predicted).unwrap();
            assert_close(found.kappa.unwrap(), &expected["kappa"]);
        }
        "edge labels arg disjoint" => {
            let (a, labels) = (list("a"), list("labels"));
            assert!(ConfusionMatrix::with_labels(&labels, &a, &a).is_err());
        }
        other => panic!("no check for the entry {other}"),
    }
}
