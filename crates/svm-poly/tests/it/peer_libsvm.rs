//! Against the numbers of libsvm (and of scikit-learn where rows have weights) in
//! `fixtures/svm-poly/peers`.

use serde::Deserialize;
use svm_poly::{ClassWeights, Samples, Svm, SvmError, SvmParams};

use crate::generator::Data;

/// Ours runs at this tolerance, the peer at a tenth of it.
const TOLERANCE: f64 = 1e-5;
/// How far, relative to the peer's, our objective may lie above it.
const OBJECTIVE_SLACK: f64 = 1e-6;
/// Rows that must be given the same class. Two solutions within tolerance may part on a
/// row that lies between two classes.
const AGREEMENT: f64 = 0.999;

const FIXTURE: &str = include_str!("../../../../fixtures/svm-poly/peers/libsvm-3.37.json");

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
    /// Whether there is one solution. If not, any that meets the optimality conditions will do.
    convex: bool,
    data: Data,
    params: Params,
    expected: Expected,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    c: f64,
    degree: u32,
    gamma: String,
    coef0: f64,
    class_weights: Weights,
    row_weights: Option<Vec<f64>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Weights {
    Named(String),
    Given(Vec<(i64, f64)>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    peer: String,
    last_value_bits: String,
    support_vectors: usize,
    pairs: Vec<Pair>,
    predictions: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    classes: (i64, i64),
    objective: f64,
    support_vectors: usize,
}

#[test]
fn is_no_worse_than_libsvm() {
    let fixture: Fixture = serde_json::from_str(FIXTURE).unwrap();
    assert_eq!(fixture.tool, "libsvm 3.37.0, scikit-learn 1.9.1");
    assert!(fixture.tolerance <= TOLERANCE / 10.0);
    assert_eq!(fixture.cases.len(), 40);
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
    let peer_bits = &expected.last_value_bits;
    require(
        bits == *peer_bits,
        format!("the generators part: last value {bits}, peer {peer_bits}"),
    );
    let svm = fit(&values, data, &case.params).unwrap();

    require(
        svm.reports().len() == expected.pairs.len(),
        "number of pairs".into(),
    );
    for (ours, peer) in svm.reports().iter().zip(&expected.pairs) {
        let (objective, gap) = (ours.objective, ours.gap);
        eprintln!(
            "{} {:?}: objective {objective:.9e} ({} {:.9e}), gap {gap:.1e}, support {} ({}), {} steps, {:.3} s",
            case.name,
            ours.classes,
            expected.peer,
            peer.objective,
            ours.support_vectors,
            peer.support_vectors,
            ours.iterations,
            ours.seconds,
        );
        require(
            ours.classes == peer.classes,
            format!("pair {:?}", ours.classes),
        );
        require(
            !case.convex || objective <= peer.objective + OBJECTIVE_SLACK * peer.objective.abs(),
            format!(
                "pair {:?}: objective {objective}, peer {}",
                ours.classes, peer.objective
            ),
        );
        require(
            ours.converged && gap <= TOLERANCE,
            format!("pair {:?}: gap {gap}", ours.classes),
        );
    }

    let test = data.test();
    let test = Samples::f64(&test, data.test_rows, data.columns).unwrap();
    let ours = svm.predict(test).unwrap();
    let theirs: Vec<i64> = (expected.predictions.bytes())
        .map(|digit| svm.classes()[usize::from(digit - b'0')])
        .collect();
    let equal = ours.iter().zip(&theirs).filter(|(a, b)| a == b).count();
    eprintln!(
        "{}: {equal} of {} predictions agree, support {} ({})",
        case.name,
        ours.len(),
        svm.support_vector_count(),
        expected.support_vectors,
    );
    require(ours.len() == theirs.len(), "number of predictions".into());
    require(
        !case.convex || equal as f64 >= AGREEMENT * ours.len() as f64,
        format!("{equal} of {} predictions agree", ours.len()),
    );
    write_for_libsvm(&case.name, &svm, &ours);
    failures
}

fn fit(values: &[f64], data: &Data, params: &Params) -> Result<Svm, SvmError> {
    let class_weights = match &params.class_weights {
        Weights::Named(name) if name == "balanced" => ClassWeights::Balanced,
        Weights::Named(name) if name == "uniform" => ClassWeights::Uniform,
        Weights::Named(other) => panic!("unknown class weights {other}"),
        Weights::Given(given) => ClassWeights::Given(given.clone()),
    };
    let settings = SvmParams::default()
        .with_c(params.c)
        .with_degree(params.degree)
        .with_gamma(params.gamma.parse()?)
        .with_coef0(params.coef0)
        .with_class_weights(class_weights)
        .with_tolerance(TOLERANCE);
    let y = data.training_labels();
    // Single precision is given as such: it must not lose anything.
    let single: Vec<f32>;
    let x = if data.single_precision {
        single = values.iter().map(|&v| v as f32).collect();
        Samples::f32(&single, data.rows, data.columns)?
    } else {
        Samples::f64(values, data.rows, data.columns)?
    };
    match &params.row_weights {
        None => Svm::fit(x, &y, &settings),
        Some(pattern) => {
            let weights: Vec<f64> = pattern.iter().copied().cycle().take(data.rows).collect();
            Svm::fit_weighted(x, &y, &weights, &settings)
        }
    }
}

/// Leaves model and predictions in the folder named by `SVM_POLY_MODELS`, for
/// `libsvm_svc.py --predict` to read. Does nothing where that is not set.
fn write_for_libsvm(name: &str, svm: &Svm, predictions: &[i64]) {
    if let Some(folder) = std::env::var_os("SVM_POLY_MODELS") {
        let path = std::path::Path::new(&folder).join(format!("libsvm-{name}.model"));
        svm.save(&path).unwrap();
        std::fs::write(
            path.with_extension("json"),
            serde_json::to_string(predictions).unwrap(),
        )
        .unwrap();
    }
}
