//! Beside scikit-learn on real texts: IndoNLU's `SmSA`, where it lies beside the repository.
//!
//! `SARA_PYTHON` names a Python that has the packages of `benches/peers/tfidf.py`.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tfidf_linear::{LinearModel, TfIdf};

use crate::settings::{linear_params, tfidf_params};

const TEXTS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../../shared/data/indonlu-smsa/train_preprocess.tsv"
);
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../benches/peers/tfidf.py");

/// Relative to the peer's.
const OBJECTIVE_SLACK: f64 = 1e-6;
const PROBABILITY_SLACK: f64 = 1e-5;
/// Both sides sum in another order.
const ROW_SLACK: f64 = 1e-9;

struct Peer(Child);

impl Peer {
    fn ask(&mut self, request: &Value) -> Value {
        writeln!(self.0.stdin.as_mut().unwrap(), "{request}").unwrap();
        let mut line = String::new();
        // The peer writes one line a request, so nothing is lost in the buffer.
        BufReader::new(self.0.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        serde_json::from_str(&line).unwrap()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody left to tell.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn smsa_has_the_answers_of_scikit_learn() {
    let Some(python) = std::env::var_os("SARA_PYTHON") else {
        eprintln!("skipped: SARA_PYTHON names no Python with scikit-learn");
        return;
    };
    let probe = Command::new(&python)
        .args(["-c", "import numpy, sklearn"])
        .stderr(Stdio::null())
        .status();
    if !probe.is_ok_and(|status| status.success()) {
        eprintln!("skipped: the Python of SARA_PYTHON has no scikit-learn");
        return;
    }
    if !Path::new(TEXTS).exists() {
        eprintln!("skipped: no folder `shared` with indonlu-smsa beside the repository");
        return;
    }
    let file = std::fs::read_to_string(TEXTS).unwrap();
    let (texts, labels): (Vec<&str>, Vec<&str>) = file
        .lines()
        .map(|line| line.rsplit_once('\t').unwrap())
        .unzip();
    let child = Command::new(python)
        .args([SCRIPT, "serve", TEXTS])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut peer = Peer(child);
    for (vectoriser, models) in [
        (
            json!({"ngrams": [1, 2], "min_df": {"Count": 2}, "term_frequency": "Sublinear"}),
            vec![
                json!({}),
                json!({"class_weights": "Balanced", "c": 10.0}),
                json!({"loss": "SquaredHinge"}),
                json!({"loss": "SquaredHinge", "class_weights": "Balanced", "c": 0.1}),
            ],
        ),
        (
            json!({"analyzer": "CharactersInWords", "ngrams": [2, 4], "max_df": {"Share": 0.5}}),
            vec![json!({})],
        ),
    ] {
        let asked = json!({"do": "vectorise", "params": vectoriser, "check": true});
        let answer = peer.ask(&asked);
        let params = tfidf_params(&vectoriser);
        let (tfidf, x) = TfIdf::fit(&texts, &params).unwrap();
        let vocabulary: Vec<String> = serde_json::from_value(answer["vocabulary"].clone()).unwrap();
        assert!(tfidf.terms().eq(vocabulary.iter()), "terms");
        assert_near(tfidf.idf(), &answer["idf"], ROW_SLACK);
        assert_eq!(x.indices().len(), answer["entries"]);
        let sums: Vec<f64> = x.iter().map(|(_, values)| values.iter().sum()).collect();
        assert_near(&sums, &answer["row_sums"], ROW_SLACK);

        for model in models {
            let fitted = peer.ask(&json!({"do": "fit", "params": model, "check": true}));
            let answer = peer.ask(&json!({"do": "predict", "check": true}));
            let params = linear_params(&model);
            let ours = LinearModel::fit(&x, &labels, &params).unwrap();
            for (at, report) in ours.reports().iter().enumerate() {
                let theirs = fitted["objectives"][at].as_f64().unwrap();
                let above = report.objective / theirs - 1.0;
                eprintln!("{model}: objective {theirs:.9}, ours {above:.1e} above; {report:?}");
                assert!(report.converged && above.abs() <= OBJECTIVE_SLACK);
            }
            let predictions: Vec<String> =
                serde_json::from_value(answer["predictions"].clone()).unwrap();
            assert_eq!(ours.predict(&x).unwrap(), predictions, "{model}");
            if answer["probabilities"].is_array() {
                let probabilities = ours.probabilities(&x).unwrap();
                assert_near(&probabilities, &answer["probabilities"], PROBABILITY_SLACK);
            }
        }
    }
}

fn assert_near(ours: &[f64], theirs: &Value, slack: f64) {
    let theirs: Vec<f64> = serde_json::from_value(theirs.clone()).unwrap();
    assert_eq!(ours.len(), theirs.len());
    let worst = (ours.iter().zip(&theirs)).fold(0.0, |worst: f64, (a, b)| worst.max((a - b).abs()));
    eprintln!("greatest difference {worst:.1e}");
    assert!(worst <= slack, "{worst}");
}
