//! The radial kernel, against scikit-learn's `SVC(kernel="rbf")` in
//! `fixtures/svm-poly/peers` and by itself.

use proptest::prelude::*;
use serde::Deserialize;
use svm_poly::selection::{Folds, Grid, cross_validate, grid_search};
use svm_poly::{ClassWeights, Gamma, KernelKind, Samples, Svm, SvmError, SvmParams};

use crate::generator::Data;

/// Ours and the peer's. Two solutions this near the optimum have decision values that differ
/// by far less than [`DECISION_SLACK`].
const TOLERANCE: f64 = 1e-6;
/// How far a decision value may be from the peer's.
const DECISION_SLACK: f64 = 1e-3;
/// How far, relative to the peer's, our objective may lie above it.
const OBJECTIVE_SLACK: f64 = 1e-6;
/// `gamma = scale` needs a variance, whose last digits hang on the order of summation.
const GAMMA_SLACK: f64 = 1e-12;

const FIXTURE: &str =
    include_str!("../../../../fixtures/svm-poly/peers/scikit-learn-1.9.1-rbf.json");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fixture {
    tool: String,
    tolerance: f64,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    why: String,
    data: Data,
    params: Params,
    expected: Expected,
}

/// Degree and constant stand in the file for every kernel; this one has neither.
#[derive(Deserialize)]
struct Params {
    c: f64,
    gamma: String,
    class_weights: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    last_value_bits: String,
    gamma: f64,
    objectives: Vec<f64>,
    predictions: Vec<i64>,
    decisions: Vec<f64>,
}

fn radial() -> SvmParams {
    SvmParams::default().with_kernel(KernelKind::Rbf)
}

#[test]
fn agrees_with_scikit_learn() {
    let fixture: Fixture = serde_json::from_str(FIXTURE).unwrap();
    assert_eq!(fixture.tool, "scikit-learn 1.9.1");
    assert!(fixture.tolerance <= TOLERANCE);
    let failures: Vec<String> = fixture.cases.iter().flat_map(check).collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

fn check(case: &Case) -> Vec<String> {
    let (data, expected) = (&case.data, &case.expected);
    let mut failures = Vec::new();
    let mut require = |holds: bool, what: String| {
        if !holds {
            failures.push(format!("{} ({}): {what}", case.name, case.why));
        }
    };
    let values = data.training();
    let bits = format!("{:016x}", values.last().unwrap().to_bits());
    require(
        bits == expected.last_value_bits,
        format!("last value {bits}"),
    );

    let weights = match case.params.class_weights.as_str() {
        "balanced" => ClassWeights::Balanced,
        _ => ClassWeights::Uniform,
    };
    let params = radial()
        .with_c(case.params.c)
        .with_gamma(case.params.gamma.parse().unwrap())
        .with_class_weights(weights)
        .with_tolerance(TOLERANCE);
    let y = data.training_labels();
    let single: Vec<f32>;
    let x = if data.single_precision {
        single = values.iter().map(|&v| v as f32).collect();
        Samples::f32(&single, data.rows, data.columns)
    } else {
        Samples::f64(&values, data.rows, data.columns)
    };
    let svm = Svm::fit(x.unwrap(), &y, &params).unwrap();
    require(svm.converged(), "not converged".into());

    let (text, loaded) = saved(&svm);
    let gamma: f64 = (text.lines())
        .find_map(|line| line.strip_prefix("gamma "))
        .unwrap()
        .parse()
        .unwrap();
    require(
        (gamma / expected.gamma - 1.0).abs() <= GAMMA_SLACK,
        format!("gamma {gamma}, peer {}", expected.gamma),
    );
    for (report, peer) in svm.reports().iter().zip(&expected.objectives) {
        require(
            report.objective <= peer + OBJECTIVE_SLACK * peer.abs(),
            format!("objective {}, peer {peer}", report.objective),
        );
    }
    let test = data.test();
    let test = Samples::f64(&test, data.test_rows, data.columns).unwrap();
    let predictions = svm.predict(test).unwrap();
    require(
        predictions == expected.predictions,
        "predictions differ".into(),
    );
    let decisions = svm.decision_values(test).unwrap();
    require(
        decisions.len() == expected.decisions.len(),
        format!("{} decision values", decisions.len()),
    );
    let farthest = (decisions.iter().zip(&expected.decisions))
        .map(|(ours, peer)| (ours - peer).abs())
        .fold(0.0, f64::max);
    eprintln!("{}: decision values within {farthest:.1e}", case.name);
    require(
        farthest <= DECISION_SLACK,
        format!("a decision value is off by {farthest}"),
    );
    require(
        loaded.decision_values(test).unwrap() == decisions,
        "the loaded model decides otherwise".into(),
    );
    if let Some(folder) = std::env::var_os("SVM_POLY_MODELS") {
        let path = std::path::Path::new(&folder).join(format!("rbf-{}.model", case.name));
        svm.save(&path).unwrap();
        let predictions = serde_json::to_string(&predictions).unwrap();
        std::fs::write(path.with_extension("json"), predictions).unwrap();
    }
    failures
}

/// The text of the model's file, and what is read from it.
fn saved(svm: &Svm) -> (String, Svm) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model");
    svm.save(&path).unwrap();
    (
        std::fs::read_to_string(&path).unwrap(),
        Svm::load(&path).unwrap(),
    )
}

/// Two noisy rings around the origin, and their labels.
fn rings(rows: usize) -> (Vec<f64>, Vec<i64>) {
    let point = |row: usize| {
        let angle = row as f64 * 2.399_963;
        let radius = [1.0, 2.0][row % 2] + (row * 37 % 11) as f64 / 30.0;
        [radius * angle.cos(), radius * angle.sin()]
    };
    let x = (0..rows).flat_map(point).collect();
    (x, (0..rows).map(|row| (row % 2) as i64).collect())
}

#[test]
fn threads_and_batches_change_no_bit() {
    let (x, y) = rings(300);
    let y: Vec<i64> = y
        .iter()
        .enumerate()
        .map(|(row, y)| y + (row % 3) as i64)
        .collect();
    let samples = Samples::f64(&x, 300, 2).unwrap();
    let one = Svm::fit(samples, &y, &radial()).unwrap();
    let three = Svm::fit(samples, &y, &radial().with_threads(3)).unwrap();
    let decisions = one.decision_values(samples).unwrap();
    assert_eq!(decisions, three.decision_values(samples).unwrap());
    let one_by_one: Vec<f64> = (x.chunks_exact(2))
        .flat_map(|row| {
            one.decision_values(Samples::f64(row, 1, 2).unwrap())
                .unwrap()
        })
        .collect();
    assert_eq!(decisions, one_by_one);
}

#[test]
fn a_small_budget_changes_the_way_and_not_the_optimum() {
    let (x, y) = rings(120);
    let samples = Samples::f64(&x, 120, 2).unwrap();
    let params = radial().with_tolerance(1e-8).with_c(10.0);
    let table = Svm::fit(samples, &y, &params).unwrap();
    let params = params.with_memory_budget_bytes(120 * 8 * 5);
    let rows = Svm::fit(samples, &y, &params).unwrap();
    let (a, b) = (table.reports()[0].objective, rows.reports()[0].objective);
    assert!((a - b).abs() <= 1e-9 * a.abs(), "{a} {b}");
}

#[test]
fn folds_are_fits_of_their_own() {
    let (x, y) = rings(60);
    let samples = Samples::f64(&x, 60, 2).unwrap();
    let folds = Folds::stratified(&y, 4, 1).unwrap();
    let found = cross_validate(samples, &y, &radial(), &folds).unwrap();
    assert!(found.converged() && found.mean_accuracy > 0.9);
    for (fold, report) in found.folds.iter().enumerate() {
        let training: Vec<usize> = (0..60)
            .filter(|&row| folds.assignment()[row] != fold)
            .collect();
        let values: Vec<f64> = training
            .iter()
            .flat_map(|&row| [x[2 * row], x[2 * row + 1]])
            .collect();
        let labels: Vec<i64> = training.iter().map(|&row| y[row]).collect();
        let svm = Svm::fit(
            Samples::f64(&values, training.len(), 2).unwrap(),
            &labels,
            &radial(),
        )
        .unwrap();
        let held_out: Vec<f64> = report
            .rows
            .iter()
            .flat_map(|&row| [x[2 * row], x[2 * row + 1]])
            .collect();
        let held_out = Samples::f64(&held_out, report.rows.len(), 2).unwrap();
        assert_eq!(svm.predict(held_out).unwrap(), report.predictions);
    }
    // Degrees are passed over: two penalties and one gamma are two cells.
    let grid = Grid::default().with_c(vec![1e-3, 10.0]);
    let search = grid_search(samples, &y, &radial(), &grid, &folds).unwrap();
    assert_eq!(search.cells.len(), 2);
    assert!((search.best().params.c - 10.0).abs() < 1e-12);
}

#[test]
fn refuses_rows_without_finite_distances() {
    let x = Samples::f64(&[0.0, 1e200], 2, 1).unwrap();
    let params = radial().with_gamma(Gamma::Value(1.0));
    let error = Svm::fit(x, &[0, 1], &params).unwrap_err();
    assert!(
        matches!(error, SvmError::KernelTooLarge { row: 1, .. }),
        "{error}"
    );
}

#[test]
fn refuses_a_file_without_gamma() {
    let (x, y) = rings(10);
    let svm = Svm::fit(Samples::f64(&x, 10, 2).unwrap(), &y, &radial()).unwrap();
    let (text, _) = saved(&svm);
    assert!(
        text.starts_with("svm_type c_svc\nkernel_type rbf\ngamma "),
        "{text}"
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model");
    let without: Vec<&str> = text
        .lines()
        .filter(|line| !line.starts_with("gamma"))
        .collect();
    std::fs::write(&path, without.join("\n")).unwrap();
    let error = Svm::load(&path).unwrap_err().to_string();
    assert!(
        error.ends_with(":8: expected a line `gamma`, got `SV`"),
        "{error}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The kernel knows distances alone, so that moving all rows moves no decision.
    #[test]
    fn moving_all_rows_changes_nothing(
        values in prop::collection::vec(-3.0_f64..3.0, 40),
        shift in -5.0_f64..5.0,
    ) {
        let y: Vec<i64> = (0..20).map(|row| row % 2).collect();
        let params = radial().with_gamma(Gamma::Value(0.5)).with_tolerance(1e-9);
        let moved: Vec<f64> = values.iter().map(|v| v + shift).collect();
        let (here, there) = (
            Samples::f64(&values, 20, 2).unwrap(),
            Samples::f64(&moved, 20, 2).unwrap(),
        );
        let a = Svm::fit(here, &y, &params).unwrap();
        let b = Svm::fit(there, &y, &params).unwrap();
        prop_assert!(a.converged() && a.reports()[0].gap <= 1e-9);
        let (a, b) = (a.decision_values(here).unwrap(), b.decision_values(there).unwrap());
        for (a, b) in a.iter().zip(&b) {
            prop_assert!((a - b).abs() <= 1e-6, "{} {}", a, b);
        }
    }
}
