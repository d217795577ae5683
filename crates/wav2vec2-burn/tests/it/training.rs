//! Fine-tuning: what it learns, what it leaves alone, and that it can be stopped.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use serde_json::json;
use wav2vec2_burn::{
    Checkpoints, Freeze, MaskSpans, ModelError, Precision, SpeechClassifier, SpeechError,
    SpeechLoadOptions, SpeechTrainParams, TrainEvent, Wav2Vec2Config,
};

use crate::support::{
    Tensors, altered, clip, device, draw, fixtures, floats, json, read_tensors, tolerance,
};

/// Clips of a low and of a high tone in noise, each with a phase of its own.
#[expect(clippy::cast_possible_truncation, reason = "samples are f32")]
fn tones(count: usize) -> Vec<(Vec<f32>, usize)> {
    let tone = |row: usize| {
        let class = row % 2;
        let (pitch, phase) = ([300.0, 900.0][class], row as f64);
        let noise = draw(&format!("tone {row}"), 3600 + 160 * (row % 3));
        let samples = noise.into_iter().enumerate().map(|(at, noise)| {
            let turns = pitch * at as f64 / 16_000.0;
            ((std::f64::consts::TAU * turns + phase).sin() + 0.2 * noise) as f32
        });
        (samples.collect(), class)
    };
    (0..count).map(tone).collect()
}

fn tiny(config: &Wav2Vec2Config) -> SpeechClassifier {
    let labels = vec!["low".to_owned(), "high".to_owned()];
    SpeechClassifier::init(config, labels, &device(), 3).unwrap()
}

fn params() -> SpeechTrainParams {
    SpeechTrainParams::default()
        .with_epochs(12)
        .with_batch_size(8)
        .with_learning_rate(3e-3)
        .with_freeze(Freeze::Nothing)
        .with_seed(5)
}

fn weights(model: &SpeechClassifier) -> Tensors {
    let folder = tempfile::tempdir().unwrap();
    model.save(folder.path()).unwrap();
    read_tensors(&folder.path().join("model.safetensors"))
}

#[test]
fn learns_to_tell_two_tones() {
    let rows = tones(48);
    let (train, valid) = rows.split_at(32);
    let mut config = Wav2Vec2Config::tiny();
    // Layers that are one of two: leaving them out would leave out half of the network.
    config.layer_drop = 0.0;
    let (model, history) = tiny(&config)
        .train(train, valid, &params(), &mut |_| ())
        .unwrap();
    let last = history.epochs.last().unwrap();
    eprintln!(
        "loss {:.3} to {:.3}, validation {:?}",
        history.epochs[0].train_loss, last.train_loss, last.valid_accuracy
    );
    assert!(last.valid_accuracy.unwrap() > 0.95, "{last:?}");
    let clips: Vec<&[f32]> = valid.iter().map(|(clip, _)| clip.as_slice()).collect();
    let predictions = model.classify(&clips).unwrap();
    let right = predictions
        .iter()
        .zip(valid)
        .filter(|(p, row)| p.class == row.1);
    assert!(right.count() >= 15);
    assert_eq!(predictions[0].label, "low");
}

/// Losses after steps add up roundings; they fall by more than one.
const LOSSES: f32 = 1e-4;

#[test]
fn loses_as_pytorch_does() {
    for name in ["tiny-group", "tiny-layer"] {
        let golden = json(&fixtures().join(format!("peers/training-{name}.json")));
        let folder = altered(name, |_| ());
        let path = folder.path().join("config.json");
        let mut config = json(&path);
        for key in [
            "hidden_dropout",
            "activation_dropout",
            "attention_dropout",
            "layerdrop",
        ] {
            config[key] = json!(0.0);
        }
        config["apply_spec_augment"] = json!(false);
        std::fs::write(&path, config.to_string()).unwrap();
        let options = SpeechLoadOptions::default();
        let (model, _) = SpeechClassifier::from_dir(folder.path(), &device(), &options).unwrap();
        let rows: Vec<(Vec<f32>, usize)> = golden["lengths"]
            .as_array()
            .unwrap()
            .iter()
            .enumerate()
            .map(|(row, length)| {
                let length = usize::try_from(length.as_u64().unwrap()).unwrap();
                (clip(&format!("training {row}"), length), row)
            })
            .collect();
        let mut losses = Vec::new();
        let mut watch = |event| {
            if let TrainEvent::Step { loss, .. } = event {
                losses.push(loss);
            }
        };
        let course = SpeechTrainParams::default()
            .with_epochs(10)
            .with_batch_size(4)
            .with_learning_rate(1e-3)
            .with_warmup_ratio(0.0)
            .with_freeze(Freeze::Nothing);
        model.train(&rows, &[], &course, &mut watch).unwrap();
        let wanted = floats(&golden["losses"]);
        let worst = crate::support::largest_difference(&losses, &wanted);
        eprintln!("{name}: largest difference of losses over 10 steps {worst:e}");
        assert!(worst < tolerance(LOSSES), "{name}: {losses:?} {wanted:?}");
    }
}

#[test]
fn what_is_frozen_stays() {
    let rows = tones(8);
    let model = tiny(&Wav2Vec2Config::tiny());
    let before = weights(&model);
    for (freeze, still) in [
        (Freeze::FeatureEncoder, "wav2vec2.feature_extractor."),
        (Freeze::BaseModel, "wav2vec2."),
        (Freeze::Layers(1), "wav2vec2.encoder.layers.0."),
    ] {
        let course = params().with_epochs(2).with_freeze(freeze);
        let (trained, _) = model
            .clone()
            .train(&rows, &[], &course, &mut |_| ())
            .unwrap();
        for (name, tensor) in weights(&trained) {
            let moved = tensor != before[&name];
            if name.starts_with(still) {
                assert!(!moved, "{freeze:?}: {name}");
            }
            if name.starts_with("classifier") {
                assert!(moved, "{freeze:?}: {name}");
            }
        }
    }
    let course = params().with_freeze(Freeze::Layers(3));
    let error = model.train(&rows, &[], &course, &mut |_| ()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "freeze must be at most the number of layers, got 3"
    );
}

/// Dropout, dropped layers and hidden spans: everything that is drawn.
fn chancy() -> Wav2Vec2Config {
    let mut config = Wav2Vec2Config::tiny();
    config.layer_drop = 0.4;
    config.mask_time = MaskSpans::new(0.3, 2, 1);
    config.mask_feature = MaskSpans::new(0.2, 4, 1);
    config
}

fn run(home: &Path, observer: &mut dyn FnMut(TrainEvent)) -> Result<SpeechClassifier, SpeechError> {
    let rows = tones(18);
    let course = params()
        .with_epochs(3)
        .with_batch_size(2)
        .with_accumulation(2)
        .with_early_stopping("valid-loss:3".parse().ok());
    let state = Checkpoints::new(home).with_every(2);
    let model = tiny(&chancy());
    let trained = model.train_resumable(&rows, &rows[..4], &course, &state, observer);
    trained.map(|(model, _)| model)
}

#[test]
fn a_resumed_training_equals_one_never_stopped() {
    let home = tempfile::tempdir().unwrap();
    let expected = weights(&run(&home.path().join("whole"), &mut |_| ()).unwrap());
    for last_step in [3, 7, 12] {
        let folder = home.path().join(last_step.to_string());
        let mut stop = |event| {
            if matches!(event, TrainEvent::Step { step, .. } if step == last_step) {
                std::panic::resume_unwind(Box::new("stopped"));
            }
        };
        let stopped = catch_unwind(AssertUnwindSafe(|| run(&folder, &mut stop)));
        assert!(stopped.is_err());
        let mut resumed = false;
        let mut watch = |event| resumed |= matches!(event, TrainEvent::Resumed { .. });
        let found = weights(&run(&folder, &mut watch).unwrap());
        assert!(resumed);
        assert!(found == expected, "stopped after step {last_step}");
    }
}

#[test]
fn learns_in_bf16_too() {
    let rows = tones(16);
    let model = tiny(&Wav2Vec2Config::tiny());
    let course = params().with_epochs(3);
    let losses = |precision| {
        let course = course.clone().with_precision(precision);
        match model.clone().train(&rows, &[], &course, &mut |_| ()) {
            Ok((_, history)) => Some(history.epochs.iter().map(|e| e.train_loss).collect()),
            Err(SpeechError::Model(ModelError::PrecisionUnsupported { .. })) => None,
            Err(error) => panic!("{error}"),
        }
    };
    let exact: Vec<f64> = losses(Precision::F32).unwrap();
    let Some(rounded) = losses(Precision::Bf16) else {
        crate::aloud!("skipped: {} does not compute in bf16", device());
        return;
    };
    assert_ne!(exact, rounded);
    for (exact, rounded) in exact.iter().zip(&rounded) {
        assert!((exact - rounded).abs() < 0.1, "{exact} {rounded}");
    }
}

#[test]
fn refuses_rows_that_cannot_be_learned() {
    let model = || tiny(&Wav2Vec2Config::tiny());
    let message = |rows: &[(Vec<f32>, usize)]| {
        let error = model()
            .train(rows, &[], &params(), &mut |_| ())
            .unwrap_err();
        error.to_string()
    };
    let rows = tones(4);
    assert_eq!(message(&[]), "no training rows");
    let high: Vec<_> = rows.iter().filter(|row| row.1 == 1).cloned().collect();
    assert_eq!(
        message(&high),
        "all 2 training rows have class 1: at least 2 classes are needed"
    );
    let short = [rows[0].clone(), (vec![0.1; 20], 1)];
    assert_eq!(
        message(&short),
        "clip 1 has 20 samples, but a frame needs 400"
    );
    let wild = params().with_learning_rate(1e38).with_warmup_ratio(0.0);
    let error = model().train(&rows, &[], &wild, &mut |_| ()).unwrap_err();
    assert!(
        matches!(
            error,
            SpeechError::Model(
                ModelError::LossNotFinite { .. } | ModelError::GradientNotFinite { .. }
            )
        ),
        "{error}"
    );
}
