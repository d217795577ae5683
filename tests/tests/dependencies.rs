//! Arrows between the crates point down only.

#![allow(clippy::unwrap_used, reason = "a failing test is the report")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// The crates of this workspace that a crate needs when somebody uses it.
fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let names: BTreeSet<String> = packages
        .iter()
        .map(|package| text(&package["name"]))
        .collect();
    packages
        .iter()
        .map(|package| {
            let needs = package["dependencies"]
                .as_array()
                .unwrap()
                .iter()
                // A normal dependency has no kind; `dev` and `build` are named.
                .filter(|dependency| dependency["kind"].is_null())
                .map(|dependency| text(&dependency["name"]))
                .filter(|name| names.contains(name))
                .collect();
            (text(&package["name"]), needs)
        })
        .collect()
}

#[test]
fn a_leaf_names_no_other_crate() {
    let arrows = arrows();
    for leaf in [
        "asset-fetch",
        "indo-text",
        "inset-lexicon",
        "kappa-metrics",
        "packed-gemm",
        "report-charts",
        "speech-features",
        "tfidf-linear",
        "tweet-reader",
    ] {
        assert_eq!(arrows[leaf], BTreeSet::new(), "{leaf} is a leaf");
    }
}

#[test]
fn the_numerical_crates_need_one_crate_below_each() {
    let arrows = arrows();
    for (name, below) in [
        ("svm-poly", "packed-gemm"),
        ("encoder-engine", "packed-gemm"),
        ("indobert-burn", "encoder-engine"),
    ] {
        let below = BTreeSet::from([below.to_owned()]);
        assert_eq!(arrows[name], below, "{name}");
    }
}

#[test]
fn the_speech_service_needs_the_speech_study() {
    let below = ["speech-emotion", "speech-features"].map(str::to_owned);
    assert_eq!(arrows()["speech-server"], BTreeSet::from(below));
}

#[test]
fn the_command_line_needs_the_pipeline_and_downloads() {
    assert_eq!(
        arrows()["sara-cli"],
        BTreeSet::from(["asset-fetch".to_owned(), "sara-pipeline".to_owned()])
    );
}

#[test]
fn nobody_needs_a_top() {
    for (name, needs) in arrows() {
        assert!(!needs.contains("sara-cli"), "{name} needs the command line");
        if !["sara-cli", "sara-examples", "sara-tests"].contains(&name.as_str()) {
            assert!(
                !needs.contains("sara-pipeline"),
                "{name} needs the pipeline"
            );
        }
    }
}
