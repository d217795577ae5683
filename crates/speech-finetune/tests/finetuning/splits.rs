//! Nobody who is tested on is heard.

use std::collections::BTreeSet;

use proptest::prelude::*;
use speech_emotion::splits::SplitKind;
use speech_emotion::{ClassMap, Emotion, LabelledClips};
use speech_finetune::{Experiment, Recipe, Waves};

use crate::given;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn tests_every_clip_of_the_target_once_and_on_strangers(
        sources in 2_u32..6,
        targets in 4_u32..9,
        folds in 2_usize..5,
        held_out in 2_usize..6,
        seed in any::<u64>(),
    ) {
        let home = tempfile::tempdir().unwrap();
        let source = given::waves(home.path(), 1..=sources, &given::CLASSES);
        let target = given::waves(home.path(), 11..=10 + targets, &given::CLASSES);
        let params = given::watched().with_held_out(held_out).with_seed(seed);
        let experiment = Experiment::new(&source, &target, params).with_folds(folds);
        for recipe in Recipe::ALL {
            let (clips, split) = experiment.split(recipe).unwrap();
            let speakers = |rows: &[usize]| -> BTreeSet<String> {
                rows.iter().map(|&row| clips.clips[row].speaker.clone()).collect()
            };
            let first = source.samples().len();
            let mut tested = Vec::new();
            for round in split.rounds() {
                let test = speakers(&round.test);
                prop_assert!(test.is_disjoint(&speakers(&round.training)));
                prop_assert!(test.is_disjoint(&speakers(&round.validation)));
                prop_assert!(!round.validation.is_empty());
                let heard = || round.training.iter().chain(&round.validation);
                prop_assert_eq!(heard().any(|&row| row < first), recipe.hears_source());
                prop_assert_eq!(heard().any(|&row| row >= first), recipe.hears_target());
                tested.extend_from_slice(&round.test);
            }
            tested.sort_unstable();
            prop_assert!(tested.into_iter().eq(first..clips.clips.len()));
        }
    }
}

#[test]
fn holds_nobody_out_of_a_stage_that_does_not_stop_early() {
    let home = tempfile::tempdir().unwrap();
    let source = given::waves(home.path(), 1..=2, &given::CLASSES);
    let target = given::waves(home.path(), 11..=14, &given::CLASSES);
    let experiment = Experiment::new(&source, &target, given::params()).with_folds(2);
    let (_, split) = experiment.split(Recipe::Sequential).unwrap();
    assert_eq!(split.kind(), SplitKind::SpeakerFolds);
    for round in split.rounds() {
        assert!(round.validation.is_empty());
        // All of the source, and two of four speakers.
        assert_eq!(round.training.len(), 6 + 6);
    }
}

#[test]
fn refuses_a_speaker_of_both_corpora() {
    let home = tempfile::tempdir().unwrap();
    let source = given::waves(home.path(), 1..=3, &given::CLASSES);
    let target = given::waves(home.path(), 3..=5, &given::CLASSES);
    let experiment = Experiment::new(&source, &target, given::params());
    let experiment = experiment.with_folds(3).with_seeds([1]);
    let error = experiment
        .run(&home.path().join("out"), &mut given::ignore)
        .unwrap_err();
    let message = error.to_string();
    assert!(
        message.starts_with("speaker `synthetic-spk03` stands in training and test of "),
        "{message}"
    );
    // Whoever does not hear the source may share its speakers.
    let direct = experiment.with_recipes([Recipe::Direct]);
    assert_eq!(direct.split(Recipe::Direct).unwrap().1.rounds().len(), 3);
}

#[test]
fn compares_on_the_classes_that_both_have() {
    let home = tempfile::tempdir().unwrap();
    let (more, less) = (
        Emotion::FIVE,
        [Emotion::Marah, Emotion::Jijik, Emotion::Takut],
    );
    let source = given::waves(home.path(), 1..=2, &more);
    let target = given::waves(home.path(), 11..=12, &less);
    // The same clips under a map that reads fear as anger.
    let merged = ClassMap::of(&less).with(Emotion::Takut, Emotion::Marah);
    let merged: LabelledClips = merged.apply(&target.clips().clips).unwrap();
    let merged = Waves::load(merged, 0.3).unwrap();
    for (target, classes, clips) in [
        (
            &target,
            vec![Emotion::Marah, Emotion::Takut, Emotion::Jijik],
            12,
        ),
        (&merged, vec![Emotion::Marah, Emotion::Jijik], 10),
    ] {
        let experiment = Experiment::new(&source, target, given::params()).with_folds(2);
        let (found, _) = experiment.split(Recipe::ZeroShot).unwrap();
        assert_eq!(found.classes(), classes);
        assert_eq!(found.clips.len(), clips);
    }
}
