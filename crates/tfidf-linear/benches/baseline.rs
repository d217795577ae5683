//! How fast texts become rows, and rows a model, beside scikit-learn.
//!
//! ```text
//! SARA_PYTHON=python cargo bench -p tfidf-linear -- TEXTS.tsv [--runs 7] [--only characters]
//! ```
//!
//! `TEXTS.tsv` holds a text and its label a line, parted by a tab. `--only` takes the settings of
//! the vectoriser whose name begins so. `SARA_PYTHON` names a Python
//! that has the packages of `benches/peers/tfidf.py`; without it this side alone is timed. The
//! two sides run in turn, on one thread each; sizes, objectives and predictions are compared
//! before a figure is printed.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the settings are written below"
)]

#[path = "../tests/it/settings.rs"]
mod settings;

use std::env;
use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Instant;

use serde_json::{Value, json};
use settings::{linear_params, tfidf_params};
use tfidf_linear::{LinearModel, SparseRows, TfIdf};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../benches/peers/tfidf.py");

/// What the peer's solver may leave of the objective at its default tolerance.
const OBJECTIVE_SLACK: f64 = 1e-2;
/// Predictions that must be equal, with the peer at its default tolerance.
const AGREEMENT: f64 = 0.99;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<String> = env::args().skip(1).collect();
    // `cargo test --all-targets` runs benches too, without this argument.
    let Some(bench) = arguments.iter().position(|a| a == "--bench") else {
        println!("nothing is timed without --bench, which `cargo bench` gives");
        return Ok(());
    };
    arguments.remove(bench);
    let runs = option(&mut arguments, "--runs")?.map_or(Ok(7), |runs| runs.parse())?;
    let only = option(&mut arguments, "--only")?.unwrap_or_default();
    let [file] = arguments.as_slice() else {
        println!("skipped: no file of texts was named");
        return Ok(());
    };
    let content = std::fs::read_to_string(file)?;
    let (texts, labels): (Vec<&str>, Vec<&str>) =
        (content.lines().filter_map(|line| line.rsplit_once('\t'))).unzip();
    let mut peer = Peer::start(file)?;
    println!(
        "{} texts; one thread a side; median of {runs} runs in turn\n",
        texts.len()
    );
    println!("| work | tfidf-linear, s | scikit-learn, s | ratio |\n|---|---|---|---|");
    let vectorisers = [
        ("words", json!({})),
        ("words, 1 to 2", json!({"ngrams": [1, 2]})),
        (
            "characters, 2 to 5",
            json!({"analyzer": "CharactersInWords", "ngrams": [2, 5]}),
        ),
    ];
    let models = [
        ("logistic", json!({})),
        ("logistic, c 10", json!({"c": 10.0})),
        ("machine", json!({"loss": "SquaredHinge"})),
    ];
    for (rows, settings) in vectorisers {
        if !rows.starts_with(&only) {
            continue;
        }
        let ask = json!({"do": "vectorise", "params": settings, "check": false});
        let params = tfidf_params(&settings);
        let (times, (tfidf, x), answer) = in_turn(runs, peer.as_mut(), &ask, || {
            Ok(TfIdf::fit(&texts, &params)?)
        })?;
        if let Some(answer) = answer {
            // The tests compare the terms themselves.
            assert_eq!(answer["terms"], x.columns());
            assert_eq!(answer["entries"], x.indices().len());
        }
        times.print(&format!("vectorise: {rows}; {} terms", x.columns()));
        for (name, settings) in &models {
            let what = format!("{rows}; {name}");
            fit(
                &what,
                settings,
                (&tfidf, &x),
                (&texts, &labels),
                runs,
                peer.as_mut(),
            )?;
        }
    }
    Ok(())
}

/// Takes an option and its value out of the arguments.
fn option(arguments: &mut Vec<String>, name: &str) -> Result<Option<String>, Box<dyn Error>> {
    let Some(at) = arguments.iter().position(|argument| argument == name) else {
        return Ok(None);
    };
    let value = arguments.get(at + 1).cloned();
    arguments.drain(at..arguments.len().min(at + 2));
    Ok(Some(value.ok_or_else(|| format!("{name} needs a value"))?))
}

/// Times fits at both tolerances, and predictions, which include vectorising.
fn fit(
    what: &str,
    settings: &Value,
    (tfidf, x): (&TfIdf, &SparseRows),
    (texts, labels): (&[&str], &[&str]),
    runs: usize,
    mut peer: Option<&mut Peer>,
) -> Result<(), Box<dyn Error>> {
    let ask = json!({"do": "fit", "params": settings});
    let mut fitted = None;
    for (how, tolerance) in [("1e-10", 1e-10), ("1e-4", 1e-4)] {
        let params = linear_params(settings).with_tolerance(tolerance);
        let (times, model, answer) = in_turn(runs, peer.as_deref_mut(), &ask, || {
            Ok(LinearModel::fit(x, labels, &params)?)
        })?;
        let mut note = String::new();
        if let Some(answer) = answer {
            for (at, report) in model.reports().iter().enumerate() {
                let theirs = answer["objectives"][at].as_f64().unwrap();
                let above = theirs / report.objective - 1.0;
                assert!(above.abs() < OBJECTIVE_SLACK, "{what}: {above}");
                note.push_str(&format!(" {above:.0e}"));
            }
            note = format!("; peer's objective above ours by{note}");
        }
        times.print(&format!("fit: {what}; tolerance {how}{note}"));
        fitted.get_or_insert(model);
    }
    let Some(model) = fitted else {
        return Ok(());
    };
    let ask = json!({"do": "predict", "check": true});
    let (times, predictions, answer) = in_turn(runs, peer, &ask, || {
        Ok(model.predict(&tfidf.transform(texts))?)
    })?;
    if let Some(answer) = answer {
        let theirs: Vec<&str> = (answer["predictions"].as_array().unwrap().iter())
            .map(|class| class.as_str().unwrap())
            .collect();
        let equal = predictions
            .iter()
            .zip(&theirs)
            .filter(|(a, b)| a == b)
            .count();
        assert!(
            equal as f64 >= AGREEMENT * theirs.len() as f64,
            "{what}: {equal}"
        );
    }
    times.print(&format!("vectorise and predict: {what}"));
    Ok(())
}

/// Runs both sides in turn. Gives what the last runs of both made.
fn in_turn<T>(
    runs: usize,
    mut peer: Option<&mut Peer>,
    ask: &Value,
    mut work: impl FnMut() -> Result<T, Box<dyn Error>>,
) -> Result<(Times, T, Option<Value>), Box<dyn Error>> {
    let mut times = Times::default();
    let (mut made, mut answer) = (work()?, None);
    for _ in 0..runs {
        let start = Instant::now();
        let now = work()?;
        times.ours.push(start.elapsed().as_secs_f64());
        // What was made before is dropped outside of the time.
        made = now;
        if let Some(peer) = peer.as_deref_mut() {
            let given = peer.ask(ask)?;
            times
                .peer
                .push(given["wall"].as_f64().ok_or("the peer gave no time")?);
            answer = Some(given);
        }
    }
    Ok((times, made, answer))
}

#[derive(Default)]
struct Times {
    ours: Vec<f64>,
    peer: Vec<f64>,
}

impl Times {
    fn print(mut self, what: &str) {
        let (ours, peer) = (summary(&mut self.ours), summary(&mut self.peer));
        let show = |(median, least, most): (f64, f64, f64)| {
            format!("{median:.4} ({least:.4} to {most:.4})")
        };
        match (ours, peer) {
            (Some(ours), Some(peer)) => {
                let ratio = peer.0 / ours.0;
                println!("| {what} | {} | {} | {ratio:.2} |", show(ours), show(peer));
            }
            (Some(ours), None) => println!("| {what} | {} | | |", show(ours)),
            _ => {}
        }
    }
}

/// Median, least and greatest.
fn summary(times: &mut [f64]) -> Option<(f64, f64, f64)> {
    times.sort_by(f64::total_cmp);
    Some((
        *times.get(times.len() / 2)?,
        *times.first()?,
        *times.last()?,
    ))
}

struct Peer {
    child: Child,
    answers: BufReader<ChildStdout>,
}

impl Peer {
    /// `None` where `SARA_PYTHON` is not set.
    fn start(file: &str) -> Result<Option<Self>, Box<dyn Error>> {
        let Some(python) = env::var_os("SARA_PYTHON") else {
            println!("SARA_PYTHON is not set: no peer is timed");
            return Ok(None);
        };
        let mut child = Command::new(python)
            .args([SCRIPT, "serve", file])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let answers = BufReader::new(child.stdout.take().ok_or("no pipe from the peer")?);
        Ok(Some(Self { child, answers }))
    }

    fn ask(&mut self, request: &Value) -> Result<Value, Box<dyn Error>> {
        writeln!(
            self.child.stdin.as_mut().ok_or("no pipe to the peer")?,
            "{request}"
        )?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        if line.is_empty() {
            return Err(format!("the peer gave no answer to {request}").into());
        }
        Ok(serde_json::from_str(&line)?)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody left to tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
