//! What several test files need.

use std::path::{Path, PathBuf};

use indobert_burn::{
    BertClassifier, BertConfig, Device, LoadOptions, LoadReport, Prediction, Tokenizer,
};
use safetensors::SafeTensors;
use serde_json::Value;

/// Rounding alone, over a few layers of f32 sums in another order.
const LOGITS: f32 = 1e-5;

/// The same over more layers, larger products, or weights of ten times the usual deviation.
const LARGE_LOGITS: f32 = 1e-4;

/// On a GPU products of f32 may be those of TF32, which keeps 10 bits of a factor's fraction and not
/// 23: roundings of 5e-4 take the place of those of 6e-8.
const TF32_LOGITS: f32 = 5e-3;

/// The same where weights have ten times the usual deviation, so that roundings grow from layer to
/// layer. Not measured yet.
const TF32_LARGE_LOGITS: f32 = 5e-2;

/// Mean difference of weights after a short training at a rate of 3e-3. Not measured yet.
const GPU_WEIGHTS: f64 = 2e-3;

/// The device that the tests run on: `SARA_TEST_DEVICE`, else the CPU.
pub(crate) fn device() -> Device {
    let name = std::env::var("SARA_TEST_DEVICE").unwrap_or_else(|_| "cpu".to_owned());
    Device::from_name(&name).unwrap()
}

/// Whether the device may add up the same numbers in another order from run to run, and may take
/// TF32 for f32.
pub(crate) fn is_gpu() -> bool {
    device().to_string().starts_with("cuda")
}

/// How far the logits of a small model may be from their golden ones on this device.
pub(crate) fn logit_tolerance() -> f32 {
    if is_gpu() { TF32_LOGITS } else { LOGITS }
}

/// The same for large models, and those of wide weights.
pub(crate) fn large_logit_tolerance() -> f32 {
    if is_gpu() {
        TF32_LARGE_LOGITS
    } else {
        LARGE_LOGITS
    }
}

/// Whether the same work gave the same predictions twice: to the bit, on a GPU to rounding.
pub(crate) fn same_predictions(left: &[Prediction], right: &[Prediction]) -> bool {
    if !is_gpu() {
        return left == right;
    }
    let near = |(l, r): (&Prediction, &Prediction)| {
        largest_difference(&l.logits, &r.logits) <= TF32_LOGITS
    };
    left.len() == right.len() && left.iter().zip(right).all(near)
}

/// Whether the same training gave the same weight files twice: to the bit, on a GPU nearly. A step of
/// AdamW is as long for a gradient near 0 as for any other, so that a rounding may turn one round:
/// the mean is looked at, not the largest difference.
pub(crate) fn same_weights(left: &[u8], right: &[u8]) -> bool {
    if !is_gpu() {
        return left == right;
    }
    let [left, right] = [left, right].map(|file| SafeTensors::deserialize(file).unwrap());
    left.tensors().into_iter().all(|(name, view)| {
        let [left, right] = [view.data(), right.tensor(&name).unwrap().data()].map(numbers);
        let gaps = left
            .iter()
            .zip(&right)
            .map(|(l, r)| f64::from((l - r).abs()));
        left.len() == right.len() && gaps.sum::<f64>() / (left.len() as f64) < GPU_WEIGHTS
    })
}

fn numbers(bytes: &[u8]) -> Vec<f32> {
    let (numbers, _) = bytes.as_chunks::<4>();
    numbers
        .iter()
        .map(|&bytes| f32::from_le_bytes(bytes))
        .collect()
}

/// Beside the crate; cargo tells where that is when it runs, too, so that a binary may be built
/// elsewhere.
pub(crate) fn fixtures() -> PathBuf {
    let told = std::env::var("CARGO_MANIFEST_DIR");
    let folder = told.as_deref().unwrap_or(env!("CARGO_MANIFEST_DIR"));
    Path::new(folder).join("../../fixtures/indobert-burn")
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
