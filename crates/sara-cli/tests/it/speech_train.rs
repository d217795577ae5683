//! `sara speech train` and `transfer` on clips that a program made, and what is done with their models.

use super::bad_input::refused;
use super::{sara, sara_ok, write};
use speech_emotion::synthesis::{Voice, synthesise, write_wav};
use speech_emotion::{Emotion, SAMPLE_RATE};
use std::path::Path;

const CLASSES: [Emotion; 3] = [Emotion::Senang, Emotion::Sedih, Emotion::Marah];

/// Clips of the voices with these numbers, two takes of each class.
fn corpus(folder: &Path, name: &str, voices: std::ops::RangeInclusive<u32>) {
    let folder = folder.join(name);
    std::fs::create_dir(&folder).unwrap();
    for voice in voices {
        for emotion in CLASSES {
            for take in 1..=2 {
                let samples = synthesise(&Voice::numbered(voice), emotion, take);
                let file = folder.join(format!("spk{voice:02}-{emotion}-s{take}.wav"));
                write_wav(&file, &samples, SAMPLE_RATE).unwrap();
            }
        }
    }
}

/// A folder with the corpora `one` and `other`, of different voices.
fn corpora() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    corpus(folder.path(), "one", 1..=4);
    corpus(folder.path(), "other", 11..=14);
    folder
}

/// What a run that succeeds says on standard error.
fn said(folder: &Path, arguments: &[&str]) -> String {
    let output = sara(folder, arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{arguments:?}: {said}");
    said
}

const CLIP: &str = "other/spk12-marah-s1.wav";

/// Small enough for a test; what it answers does not matter.
const NETWORK: [&str; 8] = [
    "--epochs",
    "2",
    "--seconds",
    "1",
    "--threads",
    "1",
    "--held-out",
    "2",
];

#[test]
fn a_classifier_in_a_file_answers_as_the_one_fitted_on_the_spot() {
    let folder = corpora();
    let at = folder.path();
    for model in ["svm", "forest", "mlp"] {
        let out = format!("{model}.json");
        let train = ["speech", "train", "--corpus", "synthetic", "one"];
        let said = said(
            at,
            &[&train[..], &["--model", model, "--out", &out]].concat(),
        );
        assert!(
            said.ends_with(&format!("24 recordings of senang, sedih, marah: {out}\n")),
            "{said}"
        );
    }
    let train = ["speech", "train", "--corpus", "synthetic", "one"];
    let again = [&train[..], &["--model", "forest", "--out", "svm.json"]].concat();
    // What is missing shows that nothing was looked at before.
    let nowhere = ["speech", "train", "--corpus", "synthetic", "nowhere"];
    let expected = "sara: svm.json: expected a name that is still free, or --overwrite";
    let before = std::fs::read(at.join("svm.json")).unwrap();
    assert_eq!(refused(at, &again), expected);
    assert_eq!(
        refused(at, &[&nowhere[..], &["--out", "svm.json"]].concat()),
        expected
    );
    assert_eq!(
        refused(at, &[&train[..], &["--out", "other"]].concat()),
        "sara: other: expected a file to write, got a folder"
    );
    let overwrite = ["--overwrite"];
    said(at, &[&again[..], &overwrite].concat());
    assert_ne!(std::fs::read(at.join("svm.json")).unwrap(), before);
    said(
        at,
        &[&train[..], &["--out", "svm.json"], &overwrite].concat(),
    );

    let predict = ["speech", "predict", CLIP, "--segments"];
    let of_file = sara_ok(at, &[&predict[..], &["--model", "svm.json"]].concat());
    let on_the_spot = ["--learn-from", "synthetic", "one"];
    assert_eq!(of_file, sara_ok(at, &[&predict[..], &on_the_spot].concat()));
    assert!(of_file.starts_with(&format!("{CLIP}: marah ")), "{of_file}");

    let shown = said(at, &["speech", "predict", CLIP, "--model", "forest.json"]);
    assert!(
        shown.contains("learned from 24 recordings of one\n"),
        "{shown}"
    );
    assert!(
        shown.contains("warning: learned from acted emotions"),
        "{shown}"
    );

    // A recording that cannot be read takes no other one with it.
    let output = sara(
        at,
        &[
            "speech",
            "predict",
            "nowhere.wav",
            CLIP,
            "--model",
            "svm.json",
        ],
    );
    assert_eq!(output.status.code(), Some(1));
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.starts_with(&format!("{CLIP}: marah ")), "{printed}");
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("nowhere.wav"), "{told}");
    assert!(
        told.ends_with("1 of 2 recordings could not be judged\n"),
        "{told}"
    );

    write(at, "broken.json", "{\"format\": 1}");
    for (path, expected) in [
        ("broken.json", "broken.json"),
        ("nowhere.json", "nowhere.json"),
    ] {
        let said = refused(at, &["speech", "predict", CLIP, "--model", path]);
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn a_network_is_trained_kept_and_asked() {
    let folder = corpora();
    let at = folder.path();
    let train = [
        "speech",
        "train",
        "--model",
        "wav2vec2",
        "--corpus",
        "synthetic",
        "other",
    ];
    let first = ["--source", "synthetic", "one", "--out", "net"];
    let train = [&train[..], &first, &NETWORK].concat();
    let begun = said(at, &train);
    assert!(begun.contains("  epoch 2: loss "), "{begun}");
    assert!(
        begun.ends_with("24 recordings of senang, sedih, marah: net\n"),
        "{begun}"
    );
    let again = said(at, &train);
    assert!(again.contains("done before"), "{again}");
    let changed = refused(at, &[&train[..], &["--seed", "9"]].concat());
    assert!(changed.contains("seed"), "{changed}");

    let predict = ["speech", "predict", CLIP, "--model", "net", "--segments"];
    let printed = sara_ok(at, &predict);
    assert!(printed.starts_with(&format!("{CLIP}: ")), "{printed}");
    let shown = said(at, &predict);
    assert!(
        shown.contains("learned from 24 recordings, then 24 (sequential)\n"),
        "{shown}"
    );
}

#[test]
fn recipes_are_compared_on_speakers_not_heard() {
    let folder = corpora();
    let at = folder.path();
    let compare = [
        "speech",
        "transfer",
        "--classes",
        "five",
        "--folds",
        "2",
        "--seeds",
        "1",
    ];
    let corpora = [
        "--source",
        "synthetic",
        "one",
        "--target",
        "synthetic",
        "other",
    ];
    let compare = [&compare[..], &corpora, &NETWORK, &["--out", "compared"]].concat();
    let printed = sara_ok(at, &compare);
    for line in [
        "direct",
        "sequential",
        "zero-shot",
        "majority class",
        "sequential minus direct",
    ] {
        assert!(printed.contains(&format!("\n{line}")), "{line}: {printed}");
    }
    assert!(at.join("compared/report.json").is_file());
    let again = said(at, &compare);
    assert!(!again.contains("epoch"), "{again}");
    let with_page = [&compare[..], &["--html", "compared.html"]].concat();
    assert_eq!(sara_ok(at, &with_page), printed);
    let page = std::fs::read_to_string(at.join("compared.html")).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("Sequential minus direct"));
    assert!(page.contains("<pre>sara speech transfer ") && page.contains("--html compared.html"));

    let same = [
        "speech",
        "transfer",
        "--classes",
        "five",
        "--out",
        "leaking",
        "--folds",
        "2",
    ];
    let same = [
        &same[..],
        &[
            "--source",
            "synthetic",
            "one",
            "--target",
            "synthetic",
            "one",
        ],
    ];
    let said = refused(at, &same.concat());
    assert!(said.contains("synthetic-spk0"), "{said}");
}

#[test]
fn a_comparison_takes_the_place_of_nothing_else() {
    let folder = corpora();
    let at = folder.path();
    std::fs::create_dir(at.join("taken")).unwrap();
    write(at, "taken/report.json", "of somebody else");
    let corpora = [
        "--source",
        "synthetic",
        "one",
        "--target",
        "synthetic",
        "other",
    ];
    let compare = [&["speech", "transfer", "--classes", "five"], &corpora[..]].concat();
    let compare = [&compare[..], &["--folds", "2"], &NETWORK].concat();
    assert_eq!(
        refused(at, &[&compare[..], &["--out", "taken"]].concat()),
        "sara: taken: expected an empty folder or that of an earlier run, found `report.json`"
    );
    for (page, expected) in [
        (
            "new/page.html",
            "expected a page outside the folder of --out, new",
        ),
        ("./new", "expected a page outside the folder of --out, new"),
        (
            "one/page.html",
            "expected a page outside the folder of --source, one",
        ),
        (
            CLIP,
            "expected a page outside the folder of --target, other",
        ),
        ("taken", "expected a file to write, got a folder"),
    ] {
        let said = refused(
            at,
            &[&compare[..], &["--out", "new", "--html", page]].concat(),
        );
        assert_eq!(said, format!("sara: {page}: {expected}"));
    }
    let nowhere = ["--out", "new", "--html", "no/page.html"];
    assert_eq!(
        refused(at, &[&compare[..], &nowhere].concat()),
        "sara: cannot write no/page.html: there is no folder no"
    );
    let output = sara(
        at,
        &[&compare[..], &["--out", "new", "--html", "-"]].concat(),
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(!at.join("new").exists() && !at.join("-").exists());

    // What cannot be trained leaves no settings that the corrected command would differ from.
    let train = ["speech", "train", "--model", "wav2vec2", "--out", "net"];
    let train = [&train[..], &["--corpus", "synthetic", "one"], &NETWORK].concat();
    assert_eq!(
        refused(at, &[&train[..], &["--class-weights", "1,2"]].concat()),
        "sara: class_weights must be one number above 0 a class, got 1,2"
    );
}

#[test]
fn what_means_nothing_is_wrong_use() {
    let folder = corpora();
    let train = [
        "speech",
        "train",
        "--corpus",
        "synthetic",
        "one",
        "--out",
        "model",
    ];
    let wav2vec2 = "is for --model wav2vec2; --model svm has no use for it";
    let with_defaults = [
        ["--device", "cpu"],
        ["--seconds", "3"],
        ["--batch-size", "8"],
        ["--encoder-rate", "1"],
        ["--class-weights", "balanced"],
        ["--early-stopping", "valid-loss:5"],
        ["--held-out", "5"],
        ["--precision", "f32"],
    ];
    let without = [
        ["--start", "net"],
        ["--recipe", "direct"],
        ["--epochs", "3"],
        ["--source-epochs", "3"],
        ["--learning-rate", "1e-3"],
        ["--freeze", "none"],
    ];
    let of_network = (with_defaults.iter().chain(&without))
        .map(|given| (&given[..], format!("{} {wav2vec2}", given[0])));
    let network = ["--model", "wav2vec2"];
    let source = ["--source", "synthetic", "other"];
    let cases = [
        (
            ["--model", "forest", "--batch-size", "4"].to_vec(),
            "--batch-size is for --model wav2vec2; --model forest has no use for it",
        ),
        (
            [&network[..], &["--recipe", "sequential"]].concat(),
            "--recipe sequential needs --source",
        ),
        (
            [&network[..], &["--cache", "kept.csv"]].concat(),
            "--cache is for --model svm, forest or mlp; --model wav2vec2 has no use for it",
        ),
        (
            [&network[..], &["--overwrite"]].concat(),
            "--overwrite is for --model svm, forest or mlp; --model wav2vec2 has no use for it",
        ),
        (
            [&network[..], &["--source-epochs", "3"]].concat(),
            "--source-epochs is for the recipes sequential and zero-shot; direct has no use for it",
        ),
        (
            [
                &network[..],
                &source,
                &["--recipe", "zero-shot", "--epochs", "3"],
                &["--source-epochs", "3"],
            ]
            .concat(),
            "--epochs beside --source-epochs is for the recipes direct and sequential; \
             zero-shot has no use for it",
        ),
        (
            vec!["--recipe", "both"],
            "recipe must be `direct`, `sequential` or `zero-shot`, got both",
        ),
    ];
    let cases = (cases.iter()).map(|(more, expected)| (&more[..], (*expected).to_owned()));
    for (more, expected) in of_network.chain(cases) {
        let output = sara(folder.path(), &[&train[..], more].concat());
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(&expected), "{said}");
    }
    assert!(!folder.path().join("model").exists());

    let transfer = ["speech", "transfer", "--target", "synthetic", "one"];
    let direct = ["--recipes", "direct", "--source-epochs", "3", "--out", "o"];
    let transfer = [&transfer[..], &source, &direct].concat();
    let predict = ["speech", "predict", CLIP, "--device", "cpu"].to_vec();
    let no_network = "--device is for --model with the folder of a network; \
                      a classifier on statistics has no use for it";
    for (arguments, expected) in [
        (transfer, "direct has no use for it"),
        (predict, no_network),
        (vec!["speech", "serve", "--device", "cpu"], no_network),
    ] {
        let output = sara(folder.path(), &arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(expected), "{said}");
    }
}
