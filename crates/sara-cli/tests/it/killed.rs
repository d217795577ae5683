//! A training that is killed at any moment ends, resumed, with the weights of one that was not.
//!
//! `SARA_KILLS` sets how often (default 5): `SARA_KILLS=20 cargo test --release -p sara-cli --test it killed -- --nocapture`.

use crate::{sara_ok, write};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const CONFIG: &str = r#"{"model_type":"bert","vocab_size":120,"hidden_size":32,"num_hidden_layers":2,"num_attention_heads":2,
    "intermediate_size":64,"max_position_embeddings":64,"type_vocab_size":2,"layer_norm_eps":1e-12,"hidden_act":"gelu"}"#;

/// 80 rows in batches of 4: 20 steps an epoch.
const TRAIN: [&str; 27] = [
    "bert",
    "train",
    "--config",
    "config.json",
    "--train",
    "rows.csv",
    "--valid",
    "rows.csv",
    "--epochs",
    "5",
    "--batch-size",
    "4",
    "--learning-rate",
    "3e-3",
    "--seed",
    "1",
    "--threads",
    "1",
    "--early-stopping",
    "valid-loss:5",
    "--class-weights",
    "balanced",
    "--resume",
    "--checkpoint-every",
    "3",
    "--metrics",
    "metrics.jsonl",
];

fn prepare(folder: &Path) {
    let mut csv = "text,label\n".to_owned();
    for row in 0..40 {
        let name = ["ibu", "adik", "paman", "kakek", "nenek"][row % 5];
        let tail = ["tadi", "kemarin", "pagi ini"][row % 3];
        csv.push_str(&format!(
            "{name} makan soto {tail},food\nlangit hujan kata {name} {tail},weather\n"
        ));
    }
    write(folder, "rows.csv", csv);
    write(folder, "config.json", CONFIG);
}

/// Starts the training into `model`; whatever it says goes nowhere.
fn spawn(folder: &Path) -> std::process::Child {
    Command::new(env!("CARGO_BIN_EXE_sara"))
        .args(TRAIN)
        .args(["--out", "model"])
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn weights(folder: &Path) -> Vec<u8> {
    std::fs::read(folder.join("model/model.safetensors")).unwrap()
}

/// The history and the metrics, without what the clock says.
fn figures(folder: &Path) -> (serde_json::Value, Vec<serde_json::Value>) {
    let timeless = |mut value: serde_json::Value| {
        let object = value.as_object_mut().unwrap();
        object.remove("seconds");
        object.remove("texts_per_second");
        value
    };
    let parse = |text: &str| -> serde_json::Value { serde_json::from_str(text).unwrap() };
    let mut history = parse(&std::fs::read_to_string(folder.join("model/training.json")).unwrap());
    for epoch in history["epochs"].as_array_mut().unwrap() {
        *epoch = timeless(epoch.take());
    }
    let metrics = std::fs::read_to_string(folder.join("metrics.jsonl")).unwrap();
    (
        history,
        metrics.lines().map(|line| timeless(parse(line))).collect(),
    )
}

/// Where a kill struck, by what it left.
fn moment(folder: &Path) -> &'static str {
    if folder.join("model/training.json").exists() {
        return "after the model was in its place";
    }
    let Ok(entries) = std::fs::read_dir(folder.join("model.checkpoints")) else {
        return "before the first state";
    };
    let names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    match names.iter().any(|name| name.starts_with(".writing-")) {
        true => "while a state was written",
        false if names.is_empty() => "before the first state",
        false => "between two states",
    }
}

#[test]
fn killed_trainings_end_as_if_they_had_not_been() {
    let home = tempfile::tempdir().unwrap();
    let whole = home.path().join("whole");
    std::fs::create_dir(&whole).unwrap();
    prepare(&whole);
    let started = Instant::now();
    assert!(spawn(&whole).wait().unwrap().success());
    let duration = started.elapsed();
    assert!(!whole.join("model.checkpoints").exists());
    let (expected, figures_expected) = (weights(&whole), figures(&whole));

    let kills: usize = std::env::var("SARA_KILLS").map_or(5, |text| text.parse().unwrap());
    let mut moments: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut identical, mut done) = (0, 0);
    // The moments differ from run to run as the machine's load does; the numbers spread them.
    let mut number: u64 = u64::from(std::process::id());
    while done < kills {
        let folder = home.path().join(format!("killed-{identical}"));
        std::fs::create_dir(&folder).unwrap();
        prepare(&folder);
        // Up to three kills of one training, each at a moment of its own.
        for _ in 0..3 {
            number = number
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let share = f64::from(u32::try_from(number >> 32).unwrap()) / f64::from(u32::MAX);
            let mut child = spawn(&folder);
            std::thread::sleep(Duration::from_secs_f64(duration.as_secs_f64() * share));
            if child.try_wait().unwrap().is_some() {
                break;
            }
            child.kill().unwrap();
            child.wait().unwrap();
            done += 1;
            *moments.entry(moment(&folder)).or_default() += 1;
            if folder.join("model/training.json").exists() || done == kills {
                break;
            }
        }
        if !folder.join("model/training.json").exists() {
            assert!(spawn(&folder).wait().unwrap().success());
        }
        assert!(weights(&folder) == expected, "after {moments:?}");
        assert_eq!(figures(&folder), figures_expected);
        identical += 1;
    }
    crate::aloud!(
        "{done} kills of {identical} trainings, {identical} with identical weights: {moments:?}"
    );
}

#[test]
fn an_unfinished_training_is_not_passed_over() {
    let home = tempfile::tempdir().unwrap();
    prepare(home.path());
    let mut child = spawn(home.path());
    let state = home.path().join("model.checkpoints");
    let is_begun = || {
        std::fs::read_dir(&state).is_ok_and(|entries| {
            entries
                .flatten()
                .any(|entry| entry.file_name().to_string_lossy().starts_with("step-"))
        })
    };
    while !is_begun() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    if !is_begun() {
        crate::aloud!("skipped: the training ended before it could be killed");
        return;
    }
    let plain: Vec<&str> = TRAIN
        .iter()
        .copied()
        .filter(|&word| word != "--resume")
        .chain(["--out", "model"])
        .collect();
    let refused = crate::sara(home.path(), &plain);
    assert_eq!(
        String::from_utf8(refused.stderr).unwrap().trim_end(),
        "sara: setting out: expected a place without an unfinished training (resume the one in model.checkpoints, or overwrite \
         it), got model"
    );
    let mut other: Vec<&str> = TRAIN.iter().copied().chain(["--out", "model"]).collect();
    other[11] = "5";
    let refused = String::from_utf8(crate::sara(home.path(), &other).stderr).unwrap();
    let message = refused.lines().last().unwrap();
    assert!(
        message.ends_with("the training began with batch_size 4, this one has 5"),
        "{refused}"
    );
    sara_ok(home.path(), &[&plain[..], &["--overwrite"]].concat());
    assert!(home.path().join("model/training.json").exists() && !state.exists());
}
