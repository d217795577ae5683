//! Arrows between the crates point down only.

#![allow(clippy::unwrap_used, reason = "a failing test is the report")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// The crates of this workspace that a crate needs when somebody uses it.
fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let mut needs = all_needs();
    let own: BTreeSet<String> = needs.keys().cloned().collect();
    for needed in needs.values_mut() {
        needed.retain(|name| own.contains(name));
    }
    needs
}

/// The crates of this workspace, and all crates that each needs when somebody uses it.
fn all_needs() -> BTreeMap<String, BTreeSet<String>> {
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
        "encoder-burn",
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
fn the_speech_engine_is_made_of_the_encoder_and_of_products() {
    assert_eq!(
        arrows()["wav2vec2-engine"],
        BTreeSet::from(["encoder-engine".to_owned(), "packed-gemm".to_owned()])
    );
}

#[test]
fn the_speech_study_needs_leaves_alone() {
    let below = [
        "kappa-metrics",
        "report-charts",
        "speech-features",
        "svm-poly",
    ];
    let below = below.map(str::to_owned);
    assert_eq!(arrows()["speech-emotion"], BTreeSet::from(below));
}

#[test]
fn the_fine_tuning_of_speech_needs_the_network_and_the_study() {
    let below = [
        "kappa-metrics",
        "speech-emotion",
        "speech-features",
        "wav2vec2-burn",
    ];
    let below = below.map(str::to_owned);
    assert_eq!(arrows()["speech-finetune"], BTreeSet::from(below));
}

#[test]
fn the_text_encoder_needs_what_trains_and_what_runs() {
    assert_eq!(
        arrows()["indobert-burn"],
        BTreeSet::from(["encoder-burn".to_owned(), "encoder-engine".to_owned()])
    );
}

#[test]
fn the_speech_encoder_needs_what_trains_and_what_runs() {
    assert_eq!(
        arrows()["wav2vec2-burn"],
        BTreeSet::from(["encoder-burn".to_owned(), "wav2vec2-engine".to_owned()])
    );
}

/// No other crate names one of Burn's types.
#[test]
fn burn_stands_behind_the_crates_that_say_so() {
    for (name, needs) in all_needs() {
        if needs.contains("burn") {
            assert!(name.ends_with("-burn"), "{name} needs Burn");
        }
    }
}

#[test]
fn the_command_line_needs_the_pipeline_downloads_and_speech() {
    let below = [
        "asset-fetch",
        "sara-pipeline",
        "speech-emotion",
        "speech-features",
        "speech-finetune",
        "speech-server",
        "wav2vec2-burn",
    ];
    let below = below.map(str::to_owned);
    assert_eq!(arrows()["sara-cli"], BTreeSet::from(below));
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
