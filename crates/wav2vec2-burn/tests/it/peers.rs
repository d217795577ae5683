//! Against transformers itself, when a Python that has it is at hand.
//!
//! `SARA_PYTHON` names the interpreter (torch and transformers as pinned in the script).

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use wav2vec2_burn::{Freeze, SpeechClassifier, SpeechTrainParams, Wav2Vec2Config};

use crate::support::{
    LARGE_LOGITS, clip, device, fixtures, floats, golden, largest_difference, tolerance,
};

/// A Python that has PyTorch and transformers, or a word on why the test does nothing.
fn python_with_peers() -> Option<PathBuf> {
    let Some(python) = std::env::var_os("SARA_PYTHON").map(PathBuf::from) else {
        crate::aloud!("skipped: SARA_PYTHON is not set");
        return None;
    };
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

/// What transformers says of clips, by the model in `folder`.
fn ask(python: &Path, folder: &Path, clips: &[Vec<f32>]) -> Value {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), serde_json::to_vec(clips).unwrap()).unwrap();
    let output = Command::new(python)
        .arg(fixtures().join("peers/random_models.py"))
        .arg("classify")
        .args([folder, file.path()])
        .env("HF_HUB_OFFLINE", "1")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn transformers_loads_what_was_saved() {
    let Some(python) = python_with_peers() else {
        return;
    };
    let clips: Vec<Vec<f32>> = [400, 2000, 5001]
        .map(|length| clip("saved", length))
        .to_vec();
    let drawn = |mut config: Wav2Vec2Config| {
        config.weighted_layer_sum = true;
        config.initializer_range = 0.3;
        let labels = ["low", "middle", "high"].map(str::to_owned).to_vec();
        SpeechClassifier::init(&config, labels, &device(), 11).unwrap()
    };
    let rows: Vec<(Vec<f32>, usize)> = (0..6)
        .map(|row| (clip(&format!("row {row}"), 3000), row % 3))
        .collect();
    let course = SpeechTrainParams::default()
        .with_epochs(2)
        .with_batch_size(3)
        .with_learning_rate(1e-3)
        .with_freeze(Freeze::Nothing);
    let trained = drawn(Wav2Vec2Config::tiny()).train(&rows, &[], &course, &mut |_| ());
    for model in [
        golden("tiny-group"),
        golden("tiny-layer"),
        drawn(Wav2Vec2Config::tiny()),
        trained.unwrap().0,
    ] {
        let folder = tempfile::tempdir().unwrap();
        model.save(folder.path()).unwrap();
        let answer = ask(&python, folder.path(), &clips);
        let predictions = model.classify(&clips).unwrap();
        assert_eq!(answer["labels"], serde_json::json!(model.labels()));
        for (ours, theirs) in predictions.iter().zip(answer["logits"].as_array().unwrap()) {
            let theirs = floats(theirs);
            let apart = largest_difference(&ours.logits, &theirs);
            eprintln!("saved: {apart:e} from transformers");
            assert!(apart < tolerance(LARGE_LOGITS), "{apart}");
            let largest = theirs.iter().copied().fold(f32::MIN, f32::max);
            assert!(theirs[ours.class] >= largest);
        }
    }
}
