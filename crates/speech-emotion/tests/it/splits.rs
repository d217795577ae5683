//! Who stands on which side.

use std::collections::BTreeSet;

use proptest::prelude::*;
use speech_emotion::corpora::Corpus;
use speech_emotion::splits::{Round, Split, SplitKind};
use speech_emotion::{ClassMap, Emotion, EmotionError, LabelledClips};

use crate::given;

/// Every clip is tested on once, and never learned from in that round.
fn check_folds(split: &Split, clips: &LabelledClips) {
    let mut tested: Vec<usize> = split.rounds().iter().flat_map(|r| r.test.clone()).collect();
    tested.sort_unstable();
    assert!(tested.iter().copied().eq(0..clips.clips.len()));
    for round in split.rounds() {
        assert_eq!(round.training.len() + round.test.len(), clips.clips.len());
    }
}

fn speakers<'a>(rows: &[usize], clips: &'a LabelledClips) -> BTreeSet<&'a str> {
    rows.iter()
        .map(|&row| clips.clips[row].speaker.as_str())
        .collect()
}

#[test]
fn leaves_each_speaker_out_once() {
    let clips = given::clips(4, 2);
    let split = Split::leave_one_speaker_out(&clips).unwrap();
    check_folds(&split, &clips);
    let names: Vec<&str> = split
        .rounds()
        .iter()
        .map(|round| round.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "synthetic-spk00",
            "synthetic-spk01",
            "synthetic-spk02",
            "synthetic-spk03"
        ]
    );
}

#[test]
fn speaker_folds_balance_classes() {
    // Half of the voices are angry, half are sad: no fold may get one kind alone.
    let clips: Vec<_> = (0..8)
        .flat_map(|voice| {
            let emotion = [Emotion::Marah, Emotion::Sedih][voice % 2];
            (0..5).map(move |take| given::clip(voice, emotion, take))
        })
        .collect();
    let clips = ClassMap::five().apply(&clips).unwrap();
    for seed in 0..20 {
        let split = Split::speaker_folds(&clips, 4, seed).unwrap();
        check_folds(&split, &clips);
        for round in split.rounds() {
            let angry = round
                .test
                .iter()
                .filter(|&&row| clips.labels[row] == Emotion::Marah);
            assert_eq!((round.test.len(), angry.count()), (10, 5), "seed {seed}");
        }
    }
    let (one, again) = (
        Split::speaker_folds(&clips, 4, 1),
        Split::speaker_folds(&clips, 4, 1),
    );
    assert_eq!(one.unwrap(), again.unwrap());
}

#[test]
fn random_folds_say_that_they_flatter() {
    let clips = given::clips(3, 4);
    let split = Split::flattering_random_folds(&clips, 5, 1).unwrap();
    check_folds(&split, &clips);
    assert!(!split.kind().keeps_speakers_apart());
    assert!(split.kind().to_string().contains("flattering"));
    for round in split.rounds() {
        // 12 clips of each class over 5 folds.
        for emotion in Emotion::FIVE {
            let count = round
                .test
                .iter()
                .filter(|&&row| clips.labels[row] == emotion)
                .count();
            assert!((2..=3).contains(&count));
        }
    }
    // The same rounds under another name are a leak.
    let error = Split::given(SplitKind::SpeakerFolds, split.rounds().to_vec(), &clips).unwrap_err();
    assert!(matches!(error, EmotionError::SpeakerLeak { .. }), "{error}");
}

#[test]
fn fixed_speakers_take_their_sides() {
    let clips = given::clips(4, 1);
    let split = Split::fixed_speakers(&clips, &["synthetic-spk01"], &["synthetic-spk03"]).unwrap();
    let round = &split.rounds()[0];
    assert_eq!(
        speakers(&round.validation, &clips),
        BTreeSet::from(["synthetic-spk01"])
    );
    assert_eq!(
        speakers(&round.test, &clips),
        BTreeSet::from(["synthetic-spk03"])
    );
    assert_eq!(round.training.len(), 10);

    let messages = [
        (vec![], vec!["nobody"], "no clip has the speaker `nobody`"),
        (
            vec!["synthetic-spk01"],
            vec!["synthetic-spk01"],
            "speaker `synthetic-spk01` stands in validation and test of fixed speakers",
        ),
        (
            vec![],
            vec![],
            "expected at least 1 test clip in every round, got 0",
        ),
    ];
    for (validation, test, message) in messages {
        let error = Split::fixed_speakers(&clips, &validation, &test).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn validation_takes_whole_training_speakers() {
    let clips = given::clips(6, 2);
    let split = Split::leave_one_speaker_out(&clips).unwrap();
    let split = split.with_validation(&clips, 0.2, 3).unwrap();
    for round in split.rounds() {
        assert_eq!(speakers(&round.validation, &clips).len(), 1);
        assert_eq!(
            (
                round.training.len(),
                round.validation.len(),
                round.test.len()
            ),
            (40, 10, 10)
        );
    }
    let error = split.with_validation(&clips, 1.5, 3).unwrap_err();
    assert_eq!(error.to_string(), "share must be from 0 to 1, got 1.5");
    // One speaker on each side leaves none for validation.
    let two = given::clips(2, 1);
    let split = Split::leave_one_speaker_out(&two).unwrap();
    assert!(split.with_validation(&two, 0.5, 3).is_err());
}

#[test]
fn a_corpus_against_another() {
    let mut clips = given::clips(2, 1).clips;
    for actor in 1..=3 {
        for emotion in [3, 4] {
            let name = format!("03-01-{emotion:02}-01-01-01-{actor:02}.wav");
            clips.push(Corpus::Ravdess.parse(name).unwrap());
        }
    }
    let clips = ClassMap::five().apply(&clips).unwrap();
    let split = Split::across_corpora(&clips, Corpus::Ravdess, Corpus::Synthetic).unwrap();
    let round = &split.rounds()[0];
    assert_eq!(
        (round.name.as_str(), round.training.len(), round.test.len()),
        ("ravdess to synthetic", 6, 10)
    );
    assert!(Split::across_corpora(&clips, Corpus::Tess, Corpus::Ravdess).is_err());
}

#[test]
fn refuses_what_is_no_split() {
    let clips = given::clips(3, 1);
    let kind = SplitKind::SpeakerFolds;
    let round = |training: &[usize], test: &[usize]| Round {
        name: "it".to_owned(),
        training: training.to_vec(),
        validation: Vec::new(),
        test: test.to_vec(),
    };
    let cases = [
        (vec![], "expected at least 1 round of a split, got 0"),
        (vec![round(&[0, 0], &[5])], "row 0 stands twice in it"),
        (
            vec![round(&[0], &[5, 99])],
            "expected 100 clips at least, got 15",
        ),
        (
            vec![round(&[], &[5])],
            "expected at least 1 training clip in every round, got 0",
        ),
        (
            vec![round(&[0, 5], &[6])],
            "speaker `synthetic-spk01` stands in training and test of it",
        ),
    ];
    for (rounds, message) in cases {
        assert_eq!(
            Split::given(kind, rounds, &clips).unwrap_err().to_string(),
            message
        );
    }
    for folds in [0, 1, 4] {
        let error = Split::speaker_folds(&clips, folds, 0).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("expected 2 to 3 folds, got {folds}")
        );
    }
    let alone: Vec<_> = (0..4)
        .map(|take| given::clip(7, Emotion::FIVE[take % 2], take))
        .collect();
    let alone = ClassMap::five().apply(&alone).unwrap();
    for split in [
        Split::leave_one_speaker_out(&alone),
        Split::speaker_folds(&alone, 2, 0),
    ] {
        assert_eq!(
            split.unwrap_err().to_string(),
            "speakers are kept apart, so there must be at least 2; \
             there is only one, `synthetic-spk07`"
        );
    }
    // Nobody is kept apart there.
    assert!(Split::flattering_random_folds(&alone, 2, 0).is_ok());
}

proptest! {
    #[test]
    fn speaker_folds_keep_speakers_apart(
        pairs in prop::collection::vec((0_usize..9, 0_usize..5), 10..80),
        folds in 2_usize..6,
        seed in any::<u64>(),
    ) {
        let clips: Vec<_> = pairs.iter().enumerate()
            .map(|(take, (voice, class))| given::clip(*voice, Emotion::FIVE[*class], take))
            .collect();
        let Ok(clips) = ClassMap::five().apply(&clips) else { return Ok(()) };
        match Split::speaker_folds(&clips, folds, seed) {
            Ok(split) => {
                check_folds(&split, &clips);
                prop_assert_eq!(split.rounds().len(), folds);
                for round in split.rounds() {
                    let (learned, tested) = (speakers(&round.training, &clips), speakers(&round.test, &clips));
                    prop_assert!(learned.is_disjoint(&tested));
                }
            }
            Err(error) => prop_assert!(
                matches!(error, EmotionError::Folds { .. } | EmotionError::OneSpeaker { .. }),
                "{}", error
            ),
        }
    }
}
