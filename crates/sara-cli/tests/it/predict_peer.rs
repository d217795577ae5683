//! A study's classifier in transformers, when a Python that has it is at hand: `SARA_PYTHON`.

use crate::predict::home_with_study;
use crate::{read_csv, sara_ok, write};
use serde_json::Value;
use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Texts that are compared.
const TEXTS: usize = 50;

/// Probabilities are written with six decimals; the rest is the rounding of single precision.
const TOLERANCE: f64 = 5e-6;

/// A Python that has PyTorch and transformers, or a word on why the test does nothing.
fn python() -> Option<OsString> {
    let Some(python) = std::env::var_os("SARA_PYTHON") else {
        crate::aloud!("skipped: SARA_PYTHON is not set");
        return None;
    };
    let probe = Command::new(&python)
        .args(["-c", "import torch, transformers"])
        .output();
    if probe.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    crate::aloud!("skipped: the Python of SARA_PYTHON has no torch and transformers");
    None
}

/// What transformers makes of texts that are prepared already.
fn classes(python: &OsString, model: &Path, texts: &[&str]) -> Vec<Value> {
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../fixtures/sara-cli/peers/transformers_classes.py"
    );
    let mut child = Command::new(python)
        .arg(script)
        .arg(model)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let input = serde_json::to_vec(texts).unwrap();
    child.stdin.take().unwrap().write_all(&input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn transformers_gives_the_classes_that_sara_predict_gives() {
    let Some(python) = python() else { return };
    let home = home_with_study();
    let rows = read_csv(&home.path().join("study/labels.csv"));
    let rows: Vec<_> = rows
        .iter()
        .filter(|row| row["dropped"].is_empty())
        .take(TEXTS)
        .collect();
    assert_eq!(rows.len(), TEXTS);
    let lines = rows
        .iter()
        .map(|row| serde_json::json!({"id": row["id"], "text": row["text"]}).to_string() + "\n");
    write(home.path(), "t.jsonl", lines.collect::<String>());
    let arguments = ["predict", "--bert", "study/models/bert"];
    let files = ["--tweets", "t.jsonl", "--out", "p.csv"];
    sara_ok(home.path(), &[&arguments[..], &files].concat());

    let texts: Vec<&str> = rows.iter().map(|row| row["normalised"].as_str()).collect();
    let expected = classes(&python, &home.path().join("study/models/bert"), &texts);
    let found = read_csv(&home.path().join("p.csv"));
    assert_eq!(found.len(), expected.len());
    let mut largest: f64 = 0.0;
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found["bert"], expected["label"], "{found:?}, {expected}");
        for (column, class) in ["negative", "neutral", "positive"].iter().enumerate() {
            let ours: f64 = found[&format!("bert_{class}")].parse().unwrap();
            let theirs = expected["probabilities"][column].as_f64().unwrap();
            largest = largest.max((ours - theirs).abs());
        }
    }
    assert!(largest < TOLERANCE, "{largest}");
    crate::aloud!("{TEXTS} texts: equal classes, probabilities differ by {largest:.1e} at most");
}
