//! Against the numbers of scikit-learn in `fixtures/tfidf-linear/peers`.

use serde::Deserialize;
use serde_json::Value;
use tfidf_linear::{LinearModel, SparseRows, TfIdf};

use crate::settings::{linear_params, tfidf_params};

/// Both sides compute in `f64`, and differ in the order of sums.
const WEIGHT_SLACK: f64 = 1e-12;
/// How far, relative to the peer's, our objective may lie above it. The peer's is itself a few
/// parts in 1e12 above the optimum.
const OBJECTIVE_SLACK: f64 = 1e-10;
/// The peer's L-BFGS ends where the objective falls no more, which leaves its weights less exact.
const PROBABILITY_SLACK: f64 = 1e-5;
const PLANE_SLACK: f64 = 1e-4;

const FIXTURE: &str =
    include_str!("../../../../fixtures/tfidf-linear/peers/scikit-learn-1.9.1.json");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fixture {
    tool: String,
    texts: Vec<String>,
    labels: Vec<String>,
    unseen: Vec<String>,
    vectorisers: Vec<Vectoriser>,
    models: Vec<Model>,
}

type Row = (Vec<u32>, Vec<f64>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vectoriser {
    name: String,
    why: String,
    params: Value,
    terms: Vec<String>,
    idf: Vec<f64>,
    rows: Vec<Row>,
    unseen: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Model {
    name: String,
    why: String,
    vectoriser: String,
    classes: usize,
    params: Value,
    objectives: Vec<f64>,
    weights: Vec<Vec<f64>>,
    intercepts: Vec<f64>,
    predictions: Vec<String>,
    unseen: Vec<String>,
    probabilities: Vec<Vec<f64>>,
}

fn fixture() -> Fixture {
    let fixture: Fixture = serde_json::from_str(FIXTURE).unwrap();
    assert_eq!(fixture.tool, "scikit-learn 1.9.1");
    fixture
}

#[test]
fn terms_and_rows_are_scikit_learns() {
    let fixture = fixture();
    let failures: Vec<String> = (fixture.vectorisers.iter())
        .flat_map(|case| check_vectoriser(case, &fixture))
        .collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

fn check_vectoriser(case: &Vectoriser, fixture: &Fixture) -> Vec<String> {
    let (tfidf, rows) = TfIdf::fit(&fixture.texts, &tfidf_params(&case.params)).unwrap();
    let mut failures = Vec::new();
    let mut require = |holds: bool, what: &str| {
        if !holds {
            failures.push(format!("{} ({}): {what}", case.name, case.why));
        }
    };
    require(tfidf.terms().eq(case.terms.iter()), "terms");
    require(near(tfidf.idf(), &case.idf, WEIGHT_SLACK), "idf");
    require(same_rows(&rows, &case.rows), "rows");
    require(tfidf.transform(&fixture.texts) == rows, "transformed rows");
    let unseen = tfidf.transform(&fixture.unseen);
    require(same_rows(&unseen, &case.unseen), "unseen rows");
    failures
}

#[test]
fn models_are_scikit_learns() {
    let fixture = fixture();
    let failures: Vec<String> = (fixture.models.iter())
        .flat_map(|case| check_model(case, &fixture))
        .collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

fn check_model(case: &Model, fixture: &Fixture) -> Vec<String> {
    let vectoriser = (fixture.vectorisers.iter())
        .find(|vectoriser| vectoriser.name == case.vectoriser)
        .unwrap();
    let (tfidf, x) = TfIdf::fit(&fixture.texts, &tfidf_params(&vectoriser.params)).unwrap();
    let labels: Vec<&str> = (fixture.labels.iter())
        .map(|label| match (case.classes, label.as_str()) {
            (3, label) | (_, label @ "senang") => label,
            _ => "lain",
        })
        .collect();
    let params = linear_params(&case.params).with_tolerance(1e-12);
    let model = LinearModel::fit(&x, &labels, &params).unwrap();
    let unseen = tfidf.transform(&fixture.unseen);

    let mut failures = Vec::new();
    let mut require = |holds: bool, what: String| {
        if !holds {
            failures.push(format!("{} ({}): {what}", case.name, case.why));
        }
    };
    require(
        model.reports().len() == case.objectives.len(),
        "number of reports".into(),
    );
    for (report, &peer) in model.reports().iter().zip(&case.objectives) {
        let ours = report.objective;
        eprintln!(
            "{}: objective {:.1e} above the peer's, {} steps, {} products, gradient {:.1e}",
            case.name,
            ours / peer - 1.0,
            report.iterations,
            report.products,
            report.gradient,
        );
        require(report.converged, format!("gradient {}", report.gradient));
        require(
            ours <= peer * (1.0 + OBJECTIVE_SLACK),
            format!("objective {ours}, peer {peer}"),
        );
        require(
            ours >= peer * (1.0 - 1e-6),
            format!("objective {ours} is another than the peer's {peer}"),
        );
    }
    let (first_plane, scale) = (model.classes().len() - case.weights.len(), 1.0 + params.c);
    for (plane, weights) in case.weights.iter().enumerate() {
        let ours = model.weights_of(plane + first_plane.min(1)).unwrap();
        require(
            near(&ours, weights, PLANE_SLACK * scale),
            format!("weights of plane {plane}"),
        );
    }
    let intercepts = model.intercepts();
    require(
        near(
            &intercepts[first_plane.min(1)..],
            &case.intercepts,
            PLANE_SLACK * scale,
        ),
        format!("intercepts {intercepts:?}, peer {:?}", case.intercepts),
    );
    require(
        model.predict(&x).unwrap() == case.predictions,
        "predictions".into(),
    );
    require(
        model.predict(&unseen).unwrap() == case.unseen,
        "unseen predictions".into(),
    );
    if !case.probabilities.is_empty() {
        let ours = model.probabilities(&unseen).unwrap();
        let peer = case.probabilities.concat();
        require(
            near(&ours, &peer, PROBABILITY_SLACK),
            format!("probabilities {ours:?}, peer {peer:?}"),
        );
    }
    failures
}

fn same_rows(ours: &SparseRows, peer: &[Row]) -> bool {
    ours.len() == peer.len()
        && (ours.iter().zip(peer))
            .all(|(ours, peer)| ours.0 == peer.0 && near(ours.1, &peer.1, WEIGHT_SLACK))
}

fn near(ours: &[f64], peer: &[f64], slack: f64) -> bool {
    ours.len() == peer.len()
        && ours
            .iter()
            .zip(peer)
            .all(|(a, b)| (a - b).abs() <= slack * (1.0 + b.abs()))
}
