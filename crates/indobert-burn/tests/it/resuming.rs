//! A training that was stopped ends as one that was not.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use indobert_burn::{
    BertClassifier, BertError, Checkpoints, TrainEvent, TrainHistory, TrainParams,
};

use crate::support::{is_gpu, large_logit_tolerance, same_weights, toy_task, weights};

/// 72 rows: 9 steps an epoch of two batches of 4 each.
fn params() -> TrainParams {
    TrainParams::default()
        .with_epochs(3)
        .with_batch_size(4)
        .with_accumulation(2)
        .with_learning_rate(3e-3)
        .with_seed(5)
        .with_max_length(16)
        .with_early_stopping("accuracy:3".parse().ok())
}

fn run(
    model: BertClassifier,
    checkpoints: &Checkpoints,
    observer: &mut dyn FnMut(TrainEvent),
) -> Result<(BertClassifier, TrainHistory), BertError> {
    let (rows, _) = toy_task();
    model.train_resumable(&rows, &rows[..9], &params(), checkpoints, observer)
}

/// All that must be the same: everything but the clock.
fn figures(history: &TrainHistory) -> Vec<[Option<u64>; 5]> {
    let bits = |figure: f64| Some(figure.to_bits());
    let epochs = history.epochs.iter();
    epochs
        .map(|epoch| {
            [
                bits(epoch.train_loss),
                bits(epoch.train_accuracy),
                epoch.valid_loss.and_then(bits),
                epoch.valid_accuracy.and_then(bits),
                epoch.valid_macro_f1.and_then(bits),
            ]
        })
        .collect()
}

/// Whether all of them are the same, and the best epoch; on a GPU whether the losses are near.
fn same_figures(left: &TrainHistory, right: &TrainHistory) -> bool {
    if !is_gpu() {
        return figures(left) == figures(right) && left.best_epoch == right.best_epoch;
    }
    let epochs = left.epochs.iter().zip(&right.epochs);
    left.epochs.len() == right.epochs.len()
        && epochs.into_iter().all(|(left, right)| {
            (left.train_loss - right.train_loss).abs() < f64::from(large_logit_tolerance())
        })
}

/// Trains until `stop` says so, as a process that is killed there.
fn stop_when(checkpoints: &Checkpoints, stop: impl Fn(&TrainEvent) -> bool) {
    let (_, model) = toy_task();
    let mut observer = |event| {
        if stop(&event) {
            std::panic::resume_unwind(Box::new("stopped"));
        }
    };
    let stopped = catch_unwind(AssertUnwindSafe(|| run(model, checkpoints, &mut observer)));
    assert!(stopped.is_err());
}

#[test]
fn a_resumed_training_equals_one_never_stopped() {
    let (rows, model) = toy_task();
    let (expected, history) = model
        .clone()
        .train(&rows, &rows[..9], &params(), &mut |_| ())
        .unwrap();
    let expected = weights(&expected);
    let home = tempfile::tempdir().unwrap();
    for last_step in [1, 4, 5, 9, 10, 17, 26, 27] {
        let checkpoints = Checkpoints::new(home.path().join(last_step.to_string())).with_every(4);
        stop_when(
            &checkpoints,
            |event| matches!(event, TrainEvent::Step { step, .. } if *step == last_step),
        );
        let mut resumed = None;
        let mut observer = |event| {
            if let TrainEvent::Resumed { step } = event {
                resumed = Some(step);
            }
        };
        let (found, again) = run(model.clone(), &checkpoints, &mut observer).unwrap();
        // Before step 5 there was no state but that of step 4, seen before it was written.
        let saved = [4, 8, 9, 12, 16, 18, 20, 24];
        let before = saved.into_iter().rfind(|&step| step < last_step);
        assert_eq!(resumed, before, "stopped at {last_step}");
        assert!(
            same_weights(&weights(&found), &expected),
            "stopped at {last_step}"
        );
        assert!(same_figures(&again, &history), "stopped at {last_step}");

        // Nothing is left to do, and the result is there again.
        let (found, again) = run(model.clone(), &checkpoints, &mut |event| {
            assert!(!matches!(event, TrainEvent::Step { .. }));
        })
        .unwrap();
        assert!(same_weights(&weights(&found), &expected));
        assert!(same_figures(&again, &history));
        checkpoints.remove().unwrap();
        assert!(!checkpoints.folder.exists());
    }
}

/// A folder with the state after step 4, and that state's own folder.
fn state_of_step_4(home: &Path) -> (Checkpoints, PathBuf) {
    let checkpoints = Checkpoints::new(home).with_every(4);
    stop_when(&checkpoints, |event| {
        matches!(event, TrainEvent::Saved { .. })
    });
    assert_eq!(checkpoints.last_step().unwrap(), Some(4));
    (checkpoints, home.join("step-000000004"))
}

#[test]
fn names_what_differs_from_the_stopped_training() {
    let home = tempfile::tempdir().unwrap();
    let (checkpoints, folder) = state_of_step_4(home.path());
    let (rows, model) = toy_task();
    let refused = |model: &BertClassifier, rows: &[(String, usize)], params: &TrainParams| {
        let model = model.clone();
        let result = model.train_resumable(rows, &rows[..9], params, &checkpoints, &mut |_| ());
        let message = result.unwrap_err().to_string();
        let start = format!("{}: the training began with ", folder.display());
        message.strip_prefix(&start).unwrap().to_owned()
    };
    assert_eq!(
        refused(&model, &rows, &params().with_learning_rate(1e-3)),
        "learning_rate 0.003, this one has 0.001"
    );
    assert_eq!(
        refused(&model, &rows, &params().with_epochs(4)),
        "epochs 3, this one has 4"
    );
    assert_eq!(
        refused(&model, &rows, &params().with_prefix("query: ".to_owned())),
        "prefix \"\", this one has \"query: \""
    );
    let mut changed = rows.clone();
    changed[20].1 = (changed[20].1 + 1) % 3;
    assert!(refused(&model, &changed, &params()).starts_with("training rows "));
    let (other, _) = model
        .clone()
        .train(&rows, &[], &params().with_early_stopping(None), &mut |_| ())
        .unwrap();
    assert!(refused(&other, &rows, &params()).starts_with("starting weights "));
    // The state is still good for the training that it is of.
    assert!(run(model, &checkpoints, &mut |_| ()).is_ok());
}

#[test]
fn refuses_a_state_whose_position_or_figures_were_changed() {
    let (_, model) = toy_task();
    let elsewhere = "a position that this training does not pass";
    let figures = "figures other than those that were written";
    let version = "that of another version of this crate";
    let cases: [(&str, u64, &str); 9] = [
        ("epoch", 0, elsewhere),
        ("epoch", 2, elsewhere),
        ("epoch", u64::MAX, elsewhere),
        ("step", 5, elsewhere),
        ("rows", 33, elsewhere),
        ("rows", u64::MAX, elsewhere),
        ("loss_bits", 0, figures),
        ("answers", 1000, figures),
        ("format", 1, version),
    ];
    let home = tempfile::tempdir().unwrap();
    let (checkpoints, folder) = state_of_step_4(home.path());
    let path = folder.join("state.json");
    let whole = crate::support::json(&path);
    for (key, value, what) in cases {
        let mut changed = whole.clone();
        assert_ne!(changed[key], value);
        changed[key] = value.into();
        std::fs::write(&path, changed.to_string()).unwrap();
        let error = run(model.clone(), &checkpoints, &mut |_| ()).unwrap_err();
        let expected = "expected the state of a training, found";
        assert_eq!(
            error.to_string(),
            format!("{}: {expected} {what}", path.display())
        );
    }
    // What an earlier version wrote has other keys too.
    std::fs::write(&path, r#"{"format": 1}"#).unwrap();
    let error = run(model.clone(), &checkpoints, &mut |_| ()).unwrap_err();
    assert!(error.to_string().ends_with(version), "{error}");
    std::fs::write(&path, whole.to_string()).unwrap();
    assert!(run(model, &checkpoints, &mut |_| ()).is_ok());
}

type Damage = fn(&Path);

#[test]
fn refuses_a_damaged_state_by_name() {
    let (_, model) = toy_task();
    let damage: [(&str, Damage, &str); 5] = [
        (
            "tensors.safetensors",
            flip_last_byte,
            "expected the state of a training, found tensors other than those that were written",
        ),
        (
            "tensors.safetensors",
            halve,
            "is not a valid safetensors file",
        ),
        ("tensors.safetensors", remove, "cannot read"),
        ("state.json", halve, "is not valid JSON"),
        ("state.json", remove, "cannot read"),
    ];
    for (name, damage, expected) in damage {
        let home = tempfile::tempdir().unwrap();
        let (checkpoints, folder) = state_of_step_4(home.path());
        damage(&folder.join(name));
        let message = run(model.clone(), &checkpoints, &mut |_| ())
            .unwrap_err()
            .to_string();
        assert!(
            message.contains(expected) && message.contains(name),
            "{message}"
        );
    }
}

fn flip_last_byte(path: &Path) {
    let mut content = std::fs::read(path).unwrap();
    *content.last_mut().unwrap() ^= 1;
    std::fs::write(path, content).unwrap();
}

fn halve(path: &Path) {
    let content = std::fs::read(path).unwrap();
    std::fs::write(path, &content[..content.len() / 2]).unwrap();
}

fn remove(path: &Path) {
    std::fs::remove_file(path).unwrap();
}

#[test]
fn refuses_a_state_after_every_zeroth_step() {
    let home = tempfile::tempdir().unwrap();
    let (_, model) = toy_task();
    let never = Checkpoints::new(home.path()).with_every(0);
    assert_eq!(
        run(model, &never, &mut |_| ()).unwrap_err().to_string(),
        "checkpoint_every must be at least 1, got 0"
    );
}
