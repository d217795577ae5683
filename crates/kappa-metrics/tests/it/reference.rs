//! Published tables and the peers' answers to them, from a folder `shared` beside the repository.

use approx::assert_relative_eq;
use kappa_metrics::{
    AgreementCoefficient, ClassificationReport, CohenKappa, ConfusionMatrix, MeasurementLevel,
    MetricsError, RatingTable, Undefined, Weighting, ZeroDivision, brennan_prediger, cohen_kappa,
    conger_kappa, fleiss_kappa, fleiss_kappa_from_counts, gwet_ac1, krippendorff_alpha, pabak,
    pairwise_cohen_kappas, paradox_indices, scott_pi,
};
use serde_json::Value;

const TOLERANCE: f64 = 1e-9;
/// The reference took its 1.96 from another source.
const INTERVAL_TOLERANCE: f64 = 1e-6;

/// irrCAC rounds to eight digits.
const ROUNDED_TOLERANCE: f64 = 6e-9;

const FILE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../../shared/reference/metrics_reference.json"
);

fn entries() -> Vec<Value> {
    match std::fs::read_to_string(FILE) {
        Ok(text) => serde_json::from_str(&text).unwrap(),
        Err(error) => {
            crate::aloud!("skipped: no reference values at {FILE}: {error}");
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
            let randolph = brennan_prediger(&unfolded(&input["counts"]), Weighting::Unweighted);
            assert_close(randolph.value.unwrap(), &expected["randolph"]);
        } else if !input["ratings"].is_null() {
            check_raters(&ratings(&input["ratings"]), expected);
        } else {
            check_edge(name.as_str().unwrap(), input, expected);
        }
    }
    eprintln!("{checked} entries");
}

/// Ratings that give these counts.
fn unfolded(table: &Value) -> RatingTable {
    let table = counts(table);
    let item = |row: &Vec<u64>| -> Vec<usize> {
        let times =
            |(category, count): (usize, &u64)| vec![category; usize::try_from(*count).unwrap()];
        row.iter().enumerate().flat_map(times).collect()
    };
    let items: Vec<Vec<usize>> = table.iter().map(item).collect();
    let rater = |rater: usize| items.iter().map(|item| Some(item[rater])).collect();
    let raters: Vec<Vec<Option<usize>>> = (0..items[0].len()).map(rater).collect();
    let labels: Vec<usize> = (0..table[0].len()).collect();
    RatingTable::with_labels(&labels, &raters).unwrap()
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

    let table = RatingTable::from_confusion(&matrix);
    let nominal = krippendorff_alpha(&table, MeasurementLevel::Nominal).unwrap();
    assert_close(
        nominal.alpha.unwrap(),
        &expected["krippendorff_alpha_nominal"],
    );
    let (pi, ac1) = (scott_pi(&table, Weighting::Unweighted), gwet_ac1(&table));
    assert_close(pi.value.unwrap(), &expected["scott_pi"]);
    assert_close(ac1.value.unwrap(), &expected["gwet_ac1"]);
    assert_close(pabak(&table).value.unwrap(), &expected["pabak"]);
    let conger = conger_kappa(&table, Weighting::Unweighted);
    assert_close(conger.value.unwrap(), &expected["kappa"]);
    check_rounded(&ac1, &expected["irrcac_gwet"]);
    for (found, key) in [
        (pi, "irrcac_fleiss"),
        (conger, "irrcac_conger"),
        (pabak(&table), "irrcac_bp"),
    ] {
        let expected = expected[key].as_f64().unwrap();
        assert_relative_eq!(found.value.unwrap(), expected, epsilon = ROUNDED_TOLERANCE);
    }
    if labels.len() == 2 {
        let indices = paradox_indices(&matrix).unwrap();
        assert_close(indices.pabak, &expected["pabak"]);
        let (prevalence, bias) = (indices.prevalence.powi(2), indices.bias.powi(2));
        let tied = (indices.pabak - prevalence + bias) / (1.0 - prevalence + bias);
        assert_close(tied, &expected["kappa"]);
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

/// An estimate of irrCAC with its standard error and interval.
fn check_rounded(found: &AgreementCoefficient, expected: &Value) {
    let number = |value: &Value| value.as_f64().unwrap();
    let (estimate, error) = (number(&expected["est"]), number(&expected["se"]));
    let limits = numbers(&expected["ci"]);
    let interval = found.interval().unwrap();
    for (found, expected) in [
        (found.value.unwrap(), estimate),
        (found.standard_error.unwrap(), error),
        (interval.lower, limits[0]),
        (interval.upper, limits[1]),
    ] {
        assert_relative_eq!(found, expected, epsilon = ROUNDED_TOLERANCE);
    }
}

fn check_raters(raters: &[Vec<Option<i64>>], expected: &Value) {
    let pairwise = pairwise_cohen_kappas(raters).unwrap();
    let as_numbers = |rater: &Vec<Option<i64>>| -> Vec<Option<f64>> {
        let small = |rating: i64| f64::from(i32::try_from(rating).unwrap());
        rater.iter().map(|rating| rating.map(small)).collect()
    };
    let numeric: Vec<_> = raters.iter().map(as_numbers).collect();
    let table = RatingTable::from_numbers(&numeric).unwrap();
    for (key, level) in [
        ("alpha", MeasurementLevel::Nominal),
        ("nominal", MeasurementLevel::Nominal),
        ("ordinal", MeasurementLevel::Ordinal),
        ("interval", MeasurementLevel::Interval),
        ("ratio", MeasurementLevel::Ratio),
    ] {
        if !expected[key].is_null() {
            let found = krippendorff_alpha(&table, level).unwrap();
            assert_close(found.alpha.unwrap(), &expected[key]);
        }
    }
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
        assert_close(pairwise.light_kappa().unwrap(), &expected["light_kappa"]);
        let plain = Weighting::Unweighted;
        check_rounded(&scott_pi(&table, plain), &expected["irrcac_fleiss"]);
        check_rounded(&conger_kappa(&table, plain), &expected["irrcac_conger"]);
        check_rounded(&gwet_ac1(&table), &expected["irrcac_gwet"]);
        check_rounded(&brennan_prediger(&table, plain), &expected["irrcac_bp"]);
        let alpha = krippendorff_alpha(&table, MeasurementLevel::Nominal).unwrap();
        let estimate = expected["irrcac_krippendorff"]["est"].as_f64().unwrap();
        assert_relative_eq!(alpha.alpha.unwrap(), estimate, epsilon = ROUNDED_TOLERANCE);
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
            let raters = ["a", "b"].map(|key| list(key).into_iter().map(Some).collect());
            let table = RatingTable::new(&raters).unwrap();
            let alpha = krippendorff_alpha(&table, MeasurementLevel::Nominal).unwrap();
            assert_eq!(alpha.alpha, Err(Undefined::SingleCategory));
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
