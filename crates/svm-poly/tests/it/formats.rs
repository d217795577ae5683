//! Files and numbers of other tools: `fixtures/svm-poly/peers/formats.py`.

use serde::Deserialize;
use svm_poly::{Calibrator, PlattScaling, Samples, Svm, read_svmlight};

use crate::generator::Data;

/// Decision values come from the same numbers by sums in another order.
const ROUNDING: f64 = 1e-10;
/// scikit-learn stops its general minimiser earlier than Newton's method does.
const PLATT: f64 = 1e-5;

const FIXTURE: &str = include_str!("../../../../fixtures/svm-poly/peers/formats.json");
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/svm-poly");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fixture {
    tools: String,
    loaded_model: LoadedModel,
    probabilities: Vec<Probabilities>,
    platt: Vec<Platt>,
    svmlight: Svmlight,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LoadedModel {
    data: Data,
    predictions: Vec<i64>,
    differ_from_smallest: usize,
    decision_values: Vec<f64>,
    one_vs_rest: Vec<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Probabilities {
    classes: Vec<i64>,
    scalings: Vec<Scaling>,
    decision_values: Vec<f64>,
    predictions: Vec<i64>,
    probabilities: Vec<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scaling {
    slope: f64,
    intercept: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Platt {
    name: String,
    decision_values: Vec<f64>,
    positive: Vec<bool>,
    slope: f64,
    intercept: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Svmlight {
    labels: Vec<i64>,
    columns: usize,
    values: Vec<f64>,
}

fn fixture() -> Fixture {
    let fixture: Fixture = serde_json::from_str(FIXTURE).unwrap();
    assert_eq!(fixture.tools, "libsvm 3.37.0, scikit-learn 1.9.1");
    fixture
}

fn assert_near(ours: &[f64], theirs: &[f64], tolerance: f64) {
    assert_eq!(ours.len(), theirs.len());
    for (at, (a, b)) in ours.iter().zip(theirs).enumerate() {
        assert!(
            (a - b).abs() <= tolerance * (1.0 + b.abs()),
            "{at}: {a}, peer {b}"
        );
    }
}

fn libsvm_model() -> Svm {
    Svm::load(format!("{FOLDER}/peers/libsvm-3.37.model")).unwrap()
}

#[test]
fn a_model_of_libsvm_predicts_what_libsvm_predicts() {
    let expected = fixture().loaded_model;
    assert!(expected.differ_from_smallest > 0, "equal votes must occur");
    let svm = libsvm_model();
    assert_eq!(svm.classes(), [-3, 0, 5, 7]);
    let (x, columns) = (expected.data.test(), expected.data.columns);
    let x = Samples::f64(&x, expected.data.test_rows, columns).unwrap();
    assert_eq!(svm.predict(x).unwrap(), expected.predictions);
    let decisions = svm.decision_values(x).unwrap();
    let rows = expected.decision_values.len();
    assert_near(&decisions[..rows], &expected.decision_values, ROUNDING);

    // Saved again, it is still libsvm's model: the same order of labels, the same votes.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model");
    svm.save(&path).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("\nlabel 7 -3 5 0\nnr_sv 15 15 13 14\n"));
    let again = Svm::load(&path).unwrap();
    assert_eq!(again.predict(x).unwrap(), expected.predictions);
    assert_eq!(again.decision_values(x).unwrap(), decisions);
}

#[test]
fn one_vs_rest_values_are_those_of_scikit_learn() {
    let expected = fixture().loaded_model;
    let rows = expected.one_vs_rest.len() / 4;
    let x = expected.data.test();
    let x = Samples::f64(
        &x[..rows * expected.data.columns],
        rows,
        expected.data.columns,
    );
    let values = libsvm_model().one_vs_rest_values(x.unwrap()).unwrap();
    assert_near(&values, &expected.one_vs_rest, ROUNDING);
}

#[test]
fn probabilities_are_those_of_libsvm() {
    for expected in fixture().probabilities {
        let scalings = (expected.scalings.iter())
            .map(|s| PlattScaling {
                slope: s.slope,
                intercept: s.intercept,
            })
            .collect();
        let calibrator = Calibrator::from_scalings(&expected.classes, scalings).unwrap();
        let ours = calibrator.probabilities(&expected.decision_values).unwrap();
        assert_near(&ours, &expected.probabilities, ROUNDING);
    }
}

/// The most probable class and the predicted one are two things: the crate says so, and libsvm's
/// own numbers show it.
#[test]
fn the_most_probable_class_may_not_be_the_predicted_one() {
    let parted: usize = (fixture().probabilities.iter())
        .map(|case| {
            let rows = case.probabilities.chunks_exact(case.classes.len());
            let likeliest = rows.map(|row| {
                let most = row.iter().copied().fold(0.0, f64::max);
                case.classes[row.iter().position(|p| *p >= most).unwrap()]
            });
            likeliest
                .zip(&case.predictions)
                .filter(|(a, b)| a != *b)
                .count()
        })
        .sum();
    assert!(parted > 0);
}

#[test]
fn platt_scaling_is_that_of_scikit_learn() {
    for case in fixture().platt {
        let of = |positive: bool| -> Vec<f64> {
            let rows = case.decision_values.iter().zip(&case.positive);
            rows.filter(|(_, p)| **p == positive)
                .map(|(f, _)| *f)
                .collect()
        };
        let ours = PlattScaling::fit(&of(true), &of(false)).unwrap();
        let peer = PlattScaling {
            slope: case.slope,
            intercept: case.intercept,
        };
        for f in &case.decision_values {
            let (p, q) = (ours.probability(*f), peer.probability(*f));
            assert!((p - q).abs() <= PLATT, "{}: {p}, peer {q}", case.name);
        }
        // Platt's targets as Lin, Lin and Weng state the minimum: ours is not above the peer's.
        assert!(
            loss(ours, &of(true), &of(false)) <= loss(peer, &of(true), &of(false)) + 1e-12,
            "{}",
            case.name
        );
    }
}

fn loss(scaling: PlattScaling, first: &[f64], second: &[f64]) -> f64 {
    let (n, m) = (first.len() as f64, second.len() as f64);
    let term = |f: f64, target: f64| {
        let p = scaling.probability(f);
        -target * p.ln() - (1.0 - target) * (1.0 - p).ln()
    };
    let firsts = first.iter().map(|f| term(*f, (n + 1.0) / (n + 2.0)));
    let seconds = second.iter().map(|f| term(*f, 1.0 / (m + 2.0)));
    firsts.chain(seconds).sum()
}

#[test]
fn a_data_file_is_read_as_scikit_learn_reads_it() {
    let expected = fixture().svmlight;
    let data = read_svmlight(format!("{FOLDER}/svmlight/sample.svm")).unwrap();
    assert_eq!(data.labels(), expected.labels);
    let (rows, columns) = (expected.labels.len(), expected.columns);
    assert_eq!(
        (data.samples().rows(), data.samples().columns()),
        (rows, columns)
    );
    let folder = tempfile::tempdir().unwrap();
    let (ours, theirs) = (folder.path().join("ours"), folder.path().join("theirs"));
    svm_poly::write_svmlight(&ours, data.samples(), data.labels()).unwrap();
    let peer = Samples::f64(&expected.values, rows, columns).unwrap();
    svm_poly::write_svmlight(&theirs, peer, &expected.labels).unwrap();
    assert_eq!(std::fs::read(ours).unwrap(), std::fs::read(theirs).unwrap());
}
