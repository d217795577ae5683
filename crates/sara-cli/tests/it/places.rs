//! Where `sara bert` and `sara embed` may write: never over what they read, and nothing done is lost for a wrong place.

use crate::{sara, sara_ok, write};
use std::path::Path;

const CONFIG: &str = r#"{"model_type":"bert","vocab_size":60,"hidden_size":8,"num_hidden_layers":1,"num_attention_heads":2,
    "intermediate_size":16,"max_position_embeddings":32,"type_vocab_size":2,"layer_norm_eps":1e-12,"hidden_act":"gelu"}"#;

fn prepare(folder: &Path) {
    let rows = "makan soto,food\nlangit hujan,weather\n".repeat(4);
    write(folder, "rows.csv", format!("text,label\n{rows}"));
    write(folder, "config.json", CONFIG);
    write(folder, "texts.txt", "makan soto\nlangit hujan\n");
}

/// Trains for an epoch on the rows of `folder`.
fn train<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec![
        "bert", "train", "--train", "rows.csv", "--valid", "rows.csv",
    ];
    arguments.extend(["--epochs", "1", "--threads", "1"]);
    arguments.extend(more);
    arguments
}

fn trained(folder: &Path) {
    prepare(folder);
    sara_ok(
        folder,
        &train(&["--config", "config.json", "--out", "model"]),
    );
}

/// The one line that is said of a refusal.
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = sara(folder, arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said.lines().count(), 1, "{said}");
    said.trim_end().to_owned()
}

#[test]
fn a_place_for_metrics_that_cannot_be_is_refused_before_the_training() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    trained(folder);
    let fresh = ["--config", "config.json", "--out", "new"];
    for (metrics, expected) in [
        ("nosuch/m.jsonl", "a folder that is there, not nosuch"),
        ("new", "a file outside the folder of the model"),
        (
            "rows.csv",
            "a place that the input rows.csv does not lie in",
        ),
    ] {
        let said = refused(
            folder,
            &train(&[&fresh[..], &["--metrics", metrics]].concat()),
        );
        assert_eq!(
            said,
            format!("sara: setting metrics: expected {expected}, got {metrics}")
        );
        assert!(!folder.join("new").exists());
    }
    std::fs::create_dir(folder.join("new")).unwrap();
    let inside = train(&[&fresh[..], &["--metrics", "new/m.jsonl"]].concat());
    assert!(refused(folder, &inside).contains("a file outside the folder of the model"));

    let before = std::fs::read(folder.join("model/config.json")).unwrap();
    let start = [
        "--model",
        "model",
        "--out",
        "other",
        "--metrics",
        "model/config.json",
    ];
    assert!(refused(folder, &train(&start)).contains("a file that is not one of the input model"));
    assert_eq!(
        std::fs::read(folder.join("model/config.json")).unwrap(),
        before
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_model_is_saved_though_its_metrics_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    prepare(folder);
    let output = sara(
        folder,
        &train(&[
            "--config",
            "config.json",
            "--out",
            "model",
            "--metrics",
            "/dev/full",
        ]),
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("/dev/full"));
    sara_ok(
        folder,
        &["bert", "predict", "--model", "model", "--text", "texts.txt"],
    );
}

#[test]
fn answers_do_not_take_the_place_of_what_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    trained(folder);
    let files = ["texts.txt", "model/model.safetensors", "model/config.json"];
    let before = files.map(|file| std::fs::read(folder.join(file)).unwrap());
    for out in files {
        for command in [&["bert", "predict"][..], &["embed"]] {
            let with = ["--model", "model", "--text", "texts.txt", "--out", out];
            let said = refused(folder, &[command, &with].concat());
            assert!(said.starts_with("sara: setting out: expected a "), "{said}");
        }
    }
    assert_eq!(
        files.map(|file| std::fs::read(folder.join(file)).unwrap()),
        before
    );
    let nowhere = [
        "bert",
        "predict",
        "--model",
        "model",
        "--text",
        "texts.txt",
        "--out",
        "no/p",
    ];
    assert!(refused(folder, &nowhere).contains("a folder that is there, not no"));
}

#[test]
fn an_unfinished_training_outlives_a_mistaken_command() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    prepare(folder);
    let state = folder.join("model.checkpoints");
    std::fs::create_dir(&state).unwrap();
    std::fs::write(state.join("mine"), "kept").unwrap();
    for wrong in [
        ["--model", "typo", "--learning-rate", "1e-4"],
        ["--config", "config.json", "--learning-rate", "NaN"],
    ] {
        let given_up = ["--out", "model", "--overwrite"];
        refused(folder, &train(&[&wrong[..], &given_up].concat()));
        assert_eq!(std::fs::read(state.join("mine")).unwrap(), b"kept");
    }
}

#[test]
fn two_trainings_do_not_share_a_place() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    prepare(folder);
    let lock = std::fs::File::create(folder.join("model.lock")).unwrap();
    lock.try_lock().unwrap();
    let second = train(&["--config", "config.json", "--out", "model", "--resume"]);
    let said = refused(folder, &second);
    assert!(
        said.contains("a folder that no other training is on the way to"),
        "{said}"
    );
    // Closed, it would still be locked by a process that another test is just starting.
    lock.unlock().unwrap();
    sara_ok(folder, &second);
    assert!(!folder.join("model.lock").exists());
}

#[test]
fn a_label_stays_on_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    prepare(folder);
    let rows = "makan soto,\"a\nb\"\nlangit hujan,\"c\td\"\n".repeat(4);
    write(folder, "rows.csv", format!("text,label\n{rows}"));
    sara_ok(
        folder,
        &train(&["--config", "config.json", "--out", "model"]),
    );
    let text = sara_ok(
        folder,
        &["bert", "predict", "--model", "model", "--text", "texts.txt"],
    );
    assert_eq!(text.lines().count(), 2, "{text}");
    for line in text.lines() {
        let label = line.split('\t').next().unwrap();
        assert!([r"a\nb", r"c\td"].contains(&label), "{line}");
        assert_eq!(line.split('\t').count(), 2, "{line}");
    }
}
