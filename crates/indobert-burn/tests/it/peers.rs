//! Against transformers itself, when a Python that has it is at hand.
//!
//! `SARA_PYTHON` names the interpreter (torch and transformers as pinned in the script);
//! `SARA_E5_DIR` a folder of a real encoder, `SARA_TEXTS` a file with one text a line.

use std::path::{Path, PathBuf};
use std::process::Command;

use indobert_burn::{
    Activation, Architecture, BertClassifier, BertMaskedLm, InferenceOptions, LoadOptions, Pooling,
};
use serde_json::{Value, json};

use crate::support::{
    self, device, fixtures, floats, large_logit_tolerance, largest_difference, logit_tolerance,
    toy_task,
};

fn variable(name: &str) -> Option<PathBuf> {
    let value = std::env::var_os(name);
    if value.is_none() {
        crate::aloud!("skipped: {name} is not set");
    }
    value.map(PathBuf::from)
}

fn script(python: &Path, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(python)
        .arg(fixtures().join("peers/transformers_logits.py"))
        .args(arguments)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

/// Asks the script about the model in `folder`.
fn ask(python: &Path, task: &str, folder: &Path, request: &Value) -> Value {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), request.to_string()).unwrap();
    let paths = [folder, file.path()].map(|path| path.to_str().unwrap().to_owned());
    serde_json::from_slice(&script(python, &[task, &paths[0], &paths[1]])).unwrap()
}

/// A Python that has PyTorch and transformers, or a word on why the test does nothing.
fn python_with_peers() -> Option<PathBuf> {
    let python = variable("SARA_PYTHON")?;
    let probe = Command::new(&python)
        .args(["-c", "import torch, transformers"])
        .output();
    if probe.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    crate::aloud!(
        "skipped: {} has no torch and transformers",
        python.display()
    );
    None
}

#[test]
fn equals_transformers_on_random_models() {
    let Some(python) = python_with_peers() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    script(&python, &["models", folder.path().to_str().unwrap()]);
    for name in ["narrow", "wide", "coarse-epsilon"] {
        let path = folder.path().join(name);
        let (model, _) =
            BertClassifier::from_dir(&path, &device(), &LoadOptions::default()).unwrap();
        let expected = support::json(&path.join("expected.json"));
        let cases = expected["cases"].as_array().unwrap();
        let texts: Vec<&str> = cases
            .iter()
            .map(|case| case["text"].as_str().unwrap())
            .collect();
        let predictions = model
            .classify(&texts, &InferenceOptions::default())
            .unwrap();
        let worst = predictions
            .iter()
            .zip(cases)
            .map(|(prediction, case)| {
                largest_difference(&prediction.logits, &floats(&case["logits"]))
            })
            .fold(0.0, f32::max);
        eprintln!("{name}: largest difference from transformers {worst:e}");
        assert!(worst < large_logit_tolerance(), "{name}: {worst}");
    }
}

/// The toy task's model, or one of its size with shared layers.
fn saved_model(architecture: Architecture) -> (Vec<(String, usize)>, BertClassifier) {
    let (rows, model) = toy_task();
    if architecture == Architecture::Bert {
        return (rows, model);
    }
    let mut config = model.config().clone();
    config.architecture = architecture;
    config.activation = Activation::GeluNew;
    config.classifier_dropout = Some(0.1);
    let (tokenizer, labels) = (model.tokenizer().clone(), model.labels().to_vec());
    let model = BertClassifier::init(&config, tokenizer, labels, &device(), 3).unwrap();
    (rows, model)
}

const ARCHITECTURES: [Architecture; 2] = [
    Architecture::Bert,
    Architecture::Albert { embedding_size: 16 },
];

#[test]
fn transformers_loads_masked_models_with_the_same_logits() {
    let Some(python) = python_with_peers() else {
        return;
    };
    for architecture in ARCHITECTURES {
        let (rows, model) = saved_model(architecture);
        let tokenizer = model.tokenizer().clone();
        let model = BertMaskedLm::init(model.config(), tokenizer, &device(), 4).unwrap();
        let folder = tempfile::tempdir().unwrap();
        model.save(folder.path()).unwrap();
        let texts = [rows[0].0.as_str(), "warung [MASK] itu", ""];
        let request = json!({"texts": texts, "max_length": 64});
        let answer = ask(&python, "masked", folder.path(), &request);
        for (i, text) in texts.iter().enumerate() {
            let ids = model.tokenizer().encode(text, 64).unwrap().ids;
            assert_eq!(json!(ids), answer["ids"][i]);
            let ours = model.logits(text).unwrap().concat();
            let worst = largest_difference(&ours, &floats(&answer["logits"][i]));
            assert!(
                worst < logit_tolerance(),
                "{architecture:?} `{text}`: {worst}"
            );
        }
    }
}

#[test]
fn transformers_loads_what_is_saved_with_the_same_logits() {
    let Some(python) = python_with_peers() else {
        return;
    };
    for architecture in ARCHITECTURES {
        compare_saved(&python, architecture);
    }
}

fn compare_saved(python: &Path, architecture: Architecture) {
    let (rows, model) = saved_model(architecture);
    let folder = tempfile::tempdir().unwrap();
    model.save(folder.path()).unwrap();
    let texts: Vec<&str> = rows
        .iter()
        .map(|(text, _)| text.as_str())
        .take(20)
        .chain([""])
        .collect();
    let answer = ask(
        python,
        "logits",
        folder.path(),
        &json!({"texts": texts, "max_length": 64}),
    );
    assert_eq!(answer["labels"], json!(model.labels()));
    let predictions = model
        .classify(&texts, &InferenceOptions::default().with_max_length(64))
        .unwrap();
    let mut worst = 0.0_f32;
    for (i, prediction) in predictions.iter().enumerate() {
        assert_eq!(
            json!(model.tokenizer().encode(texts[i], 64).unwrap().ids),
            answer["ids"][i]
        );
        worst = worst.max(largest_difference(
            &prediction.logits,
            &floats(&answer["logits"][i]),
        ));
    }
    eprintln!("{architecture:?} saved here, loaded there: largest difference {worst:e}");
    assert!(worst < logit_tolerance(), "{worst}");
}

#[test]
fn equals_transformers_on_a_real_encoder() {
    let (Some(python), Some(folder), Some(texts)) = (
        python_with_peers(),
        variable("SARA_E5_DIR"),
        variable("SARA_TEXTS"),
    ) else {
        return;
    };
    let texts = std::fs::read_to_string(texts).unwrap();
    let texts: Vec<&str> = texts.lines().take(20).collect();
    let request = json!({"texts": texts, "max_length": 128, "prefix": "query: "});
    let answer = ask(&python, "embed", &folder, &request);
    let (model, report) =
        BertClassifier::from_dir(&folder, &device(), &LoadOptions::default()).unwrap();
    assert_eq!(
        report.initialised.len(),
        4,
        "pooler and head are not in the file"
    );
    let options = InferenceOptions::default().with_prefix("query: ");
    let vectors = model.embed(&texts, Pooling::Mean, &options).unwrap();
    let worst = vectors
        .iter()
        .enumerate()
        .map(|(i, vector)| largest_difference(vector, &floats(&answer["vectors"][i])))
        .fold(0.0, f32::max);
    eprintln!("real encoder: largest difference from transformers {worst:e}");
    assert!(worst < large_logit_tolerance(), "{worst}");
}
