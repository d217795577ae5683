//! Runs that are stopped and go on.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use speech_finetune::{Experiment, FinetuneEvent, Recipe, TransferReport, train};

use crate::given::{self, CLASSES};

/// An observer that stops a run after so many events of training, as a loss of power would.
fn power(events: usize) -> impl FnMut(FinetuneEvent) {
    let mut left = events;
    move |event| {
        if matches!(event, FinetuneEvent::Training(_)) {
            left = left.checked_sub(1).expect("there is power left");
        }
    }
}

/// Runs until the power is gone; whether it ended.
fn run_until(experiment: &Experiment<'_>, out: &Path, events: usize) -> Option<TransferReport> {
    let run = || experiment.run(out, &mut power(events));
    catch_unwind(AssertUnwindSafe(run)).ok().map(Result::unwrap)
}

#[test]
fn a_stopped_experiment_ends_as_one_that_was_not() {
    let home = tempfile::tempdir().unwrap();
    let source = given::waves(home.path(), 1..=3, &CLASSES);
    let target = given::waves(home.path(), 11..=14, &CLASSES);
    let experiment = given::experiment(&source, &target);
    let whole = home.path().join("whole");
    let expected = experiment.run(&whole, &mut given::ignore).unwrap();
    for events in [4, 7, 15] {
        let out = home.path().join(format!("after-{events}"));
        let runs = (0..100).map(|_| run_until(&experiment, &out, events));
        let runs: Vec<_> = runs.take_while(Option::is_none).collect();
        assert!(!runs.is_empty(), "stopped at least once");
        assert_eq!(run_until(&experiment, &out, events).unwrap(), expected);
        let report = |folder: &Path| fs::read(folder.join("report.json")).unwrap();
        assert_eq!(report(&out), report(&whole));
        // Nothing is left of the way.
        let names = fs::read_dir(out.join("seed-1")).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let left: Vec<String> = names.filter(|name| name.ends_with(".state")).collect();
        assert_eq!(left, Vec::<String>::new());
    }
}

#[test]
fn computes_nothing_twice_and_takes_more_seeds() {
    let home = tempfile::tempdir().unwrap();
    let source = given::waves(home.path(), 1..=3, &CLASSES);
    let target = given::waves(home.path(), 11..=14, &CLASSES);
    let out = home.path().join("out");
    let run = |seeds: &[u64]| {
        let mut told = Vec::new();
        let experiment = given::experiment(&source, &target).with_seeds(seeds);
        let report = experiment.run(&out, &mut |event| told.push(event)).unwrap();
        (report, told)
    };
    let (first, _) = run(&[1]);
    let (second, told) = run(&[1]);
    assert_eq!(first, second);
    let kept = [
        "direct, seed 1, fold 1",
        "direct, seed 1, fold 2",
        "sequential, seed 1, fold 1",
        "sequential, seed 1, fold 2",
        "zero-shot, seed 1, all of the target",
    ];
    assert_eq!(told, kept.map(|what| FinetuneEvent::Kept(what.to_owned())));

    let (both, told) = run(&[1, 2]);
    assert_eq!(both.runs[..3], first.runs);
    let firsts = told.iter().filter(
        |event| matches!(event, FinetuneEvent::Started(what) if what.starts_with("first stage")),
    );
    assert_eq!(firsts.count(), 1, "two recipes and all folds share it");
    assert_ne!(
        both.runs[0].report.predictions,
        both.runs[3].report.predictions
    );
}

#[test]
fn a_stopped_training_gives_the_same_network() {
    let home = tempfile::tempdir().unwrap();
    let source = given::waves(home.path(), 1..=3, &CLASSES);
    let target = given::waves(home.path(), 11..=13, &CLASSES);
    let folders = ["whole", "stopped"].map(|name| home.path().join(name));
    let params = given::watched();
    let run = |folder: &Path, left: usize| {
        let mut stop = power(left);
        let run = || {
            train(
                Recipe::Sequential,
                &source,
                &target,
                &params,
                folder,
                &mut stop,
            )
        };
        catch_unwind(AssertUnwindSafe(run)).ok().map(Result::unwrap)
    };
    run(&folders[0], usize::MAX).unwrap();
    let times = (1..100).find(|_| run(&folders[1], 7).is_some()).unwrap();
    assert!(times > 2, "stopped in both stages");
    let weights = folders.map(|folder| fs::read(folder.join("model.safetensors")).unwrap());
    assert_eq!(weights[0], weights[1]);
}
