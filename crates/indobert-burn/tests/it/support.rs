//! What several test files need.

use std::path::{Path, PathBuf};

use indobert_burn::{BertClassifier, BertConfig, Device, LoadOptions, LoadReport, Tokenizer};
use serde_json::Value;

/// Rounding alone, over a few layers of f32 sums in another order.
pub(crate) const LOGIT_TOLERANCE: f32 = 1e-5;

/// The device that the tests run on: `SARA_DEVICE`, else the CPU.
pub(crate) fn device() -> Device {
    let name = std::env::var("SARA_DEVICE").unwrap_or_else(|_| "cpu".to_owned());
    Device::from_name(&name).unwrap()
}

pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/indobert-burn")
}

/// Real data beside the repository, not part of it; says so when it is not there.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared")
        .join(path);
    if !path.exists() {
        crate::aloud!("skipped: {} is not there", path.display());
        return None;
    }
    Some(path)
}

pub(crate) fn tiny() -> (BertClassifier, LoadReport) {
    BertClassifier::from_dir(
        &fixtures().join("tiny-bert"),
        &device(),
        &LoadOptions::default(),
    )
    .unwrap()
}

pub(crate) fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "golden numbers were f32 before they were text"
)]
pub(crate) fn floats(value: &Value) -> Vec<f32> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|x| x.as_f64().unwrap() as f32)
        .collect()
}

pub(crate) fn largest_difference(left: &[f32], right: &[f32]) -> f32 {
    assert_eq!(left.len(), right.len());
    left.iter()
        .zip(right)
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f32::max)
}

/// A folder that is copied before it is damaged.
pub(crate) fn copy_of_tiny() -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(fixtures().join("tiny-bert")).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
    }
    copy
}

/// Sentences whose class is decided by one word, and a model that has seen nothing.
pub(crate) fn toy_task() -> (Vec<(String, usize)>, BertClassifier) {
    toy_task_with(|_| ())
}

/// The same with another shape.
pub(crate) fn toy_task_with(
    change: impl FnOnce(&mut BertConfig),
) -> (Vec<(String, usize)>, BertClassifier) {
    let topics = [
        "warung", "sekolah", "jalan", "pasar", "rumah", "kantor", "taman", "hotel",
    ];
    let verdicts = ["buruk", "biasa", "bagus"];
    let mut rows = Vec::new();
    for (i, topic) in topics.iter().enumerate() {
        for (class, verdict) in verdicts.iter().enumerate() {
            for tail in ["sekali", "menurut saya", "kata mereka hari ini"] {
                let other = topics[(i + class + 1) % topics.len()];
                rows.push((format!("{topic} dan {other} itu {verdict} {tail}"), class));
            }
        }
    }
    let texts: Vec<&str> = rows.iter().map(|(text, _)| text.as_str()).collect();
    let tokenizer = Tokenizer::train_word_piece(&texts, 120).unwrap();
    let mut config = BertConfig::tiny(tokenizer.vocab_size());
    config.initializer_range = 0.1;
    change(&mut config);
    let labels = verdicts.map(str::to_owned).to_vec();
    let model = BertClassifier::init(&config, tokenizer, labels, &device(), 3).unwrap();
    (rows, model)
}

/// The weight file that a model is saved with.
pub(crate) fn weights(model: &BertClassifier) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    model.save(folder.path()).unwrap();
    std::fs::read(folder.path().join("model.safetensors")).unwrap()
}
