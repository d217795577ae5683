//! The protocol as a whole.

use speech_emotion::models::{EmotionModel, Learner, Majority, SupportVectors};
use speech_emotion::splits::Split;
use speech_emotion::{
    ClassMap, Emotion, EmotionError, FeatureTable, Intervals, LabelledClips, Normalisation,
    evaluate,
};

use crate::given;

/// A feature that tells the class, and one that tells the voice.
fn features(clips: &LabelledClips) -> FeatureTable {
    let mut values = Vec::new();
    for (row, (clip, label)) in clips.clips.iter().zip(&clips.labels).enumerate() {
        let voice = f64::from(clip.speaker.bytes().last().unwrap_or(b'0') - b'0');
        let class = Emotion::FIVE
            .iter()
            .position(|class| class == label)
            .unwrap();
        values.extend([class as f64 + voice * 3.0 + (row % 3) as f64 * 0.1, voice]);
    }
    FeatureTable::new(vec!["class".into(), "voice".into()], values).unwrap()
}

#[test]
fn a_report_holds_what_it_depends_on() {
    let clips = given::clips(4, 3);
    let split = Split::leave_one_speaker_out(&clips).unwrap();
    let report = evaluate(
        &clips,
        &features(&clips),
        &split,
        &SupportVectors::default(),
        Normalisation::PerSpeakerTransductive,
        Intervals::default().with_seed(5),
    )
    .unwrap();
    assert_eq!(
        (report.clips, report.speakers, report.rounds.len()),
        (60, 4, 4)
    );
    assert!(report.accuracy.value > 0.9 && !report.flattering);
    let (lower, upper) = report.accuracy.interval.unwrap();
    assert!(lower <= report.accuracy.value && report.accuracy.value <= upper);
    assert_eq!(report.by_speaker[0].speaker, "synthetic-spk00");
    assert_eq!(report.by_class[0].clips, 12);
    let text = report.to_string();
    for needle in [
        "per speaker, transductive",
        "leave one speaker out",
        "60 clips of 4 speakers",
    ] {
        assert!(text.contains(needle), "{text}");
    }
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["split"], "leave_one_speaker_out");
    assert_eq!(json["classes"][0], "senang");
    assert_eq!(json["normalisation"], "per_speaker_transductive");
}

#[test]
fn a_flattering_report_says_so() {
    let clips = given::clips(3, 3);
    let split = Split::flattering_random_folds(&clips, 3, 1).unwrap();
    let report = evaluate(
        &clips,
        &features(&clips),
        &split,
        &Majority,
        Normalisation::Global,
        Intervals::default(),
    )
    .unwrap();
    assert!(report.flattering && report.to_string().contains("flattering"));
    assert!((report.unweighted_recall.value - 0.2).abs() < 1e-12);
}

/// Fails where a row that it is fitted on is scaled by more than the training rows.
#[derive(Debug)]
struct Watcher;

impl Learner for Watcher {
    fn name(&self) -> String {
        "watcher".to_owned()
    }

    fn fit(
        &self,
        features: &FeatureTable,
        labels: &[Emotion],
    ) -> Result<Box<dyn EmotionModel>, EmotionError> {
        for column in 0..features.columns() {
            let sum: f64 = (0..features.rows())
                .map(|row| features.row(row)[column])
                .sum();
            assert!(sum.abs() < 1e-9, "the training rows have the mean {sum}");
        }
        Majority.fit(features, labels)
    }
}

#[test]
fn the_scaler_sees_training_rows_alone() {
    let clips = given::clips(4, 2);
    let split = Split::leave_one_speaker_out(&clips).unwrap();
    let report = evaluate(
        &clips,
        &features(&clips),
        &split,
        &Watcher,
        Normalisation::Global,
        Intervals::default(),
    );
    assert_eq!(report.unwrap().model, "watcher");
}

#[test]
fn one_test_speaker_has_no_interval() {
    let clips = given::clips(3, 2);
    let split = Split::fixed_speakers(&clips, &[], &["synthetic-spk02"]).unwrap();
    let report = evaluate(
        &clips,
        &features(&clips),
        &split,
        &Majority,
        Normalisation::Global,
        Intervals::default(),
    )
    .unwrap();
    assert_eq!((report.accuracy.interval, report.clips), (None, 10));
}

#[test]
fn refuses_rounds_with_one_class_and_clips_without_features() {
    let clips: Vec<_> = [
        (1, Emotion::Marah),
        (1, Emotion::Marah),
        (2, Emotion::Sedih),
        (3, Emotion::Marah),
    ]
    .into_iter()
    .enumerate()
    .map(|(take, (voice, emotion))| given::clip(voice, emotion, take))
    .collect();
    let clips = ClassMap::five().apply(&clips).unwrap();
    let split = Split::leave_one_speaker_out(&clips).unwrap();
    let run = |features: &FeatureTable| {
        let learner = SupportVectors::default();
        evaluate(
            &clips,
            features,
            &split,
            &learner,
            Normalisation::Global,
            Intervals::default(),
        )
        .unwrap_err()
        .to_string()
    };
    let names = || vec!["a".to_owned()];
    assert_eq!(
        run(&FeatureTable::new(names(), vec![1.0, 2.0, 3.0, 4.0]).unwrap()),
        "expected at least 2 classes among the training rows of synthetic-spk02, got only `marah`"
    );
    assert_eq!(
        run(&FeatureTable::new(names(), vec![1.0]).unwrap()),
        "expected 2 rows of features at least, got 1"
    );
    let clips = given::clips(2, 1);
    let error = evaluate(
        &clips,
        &features(&clips),
        &Split::leave_one_speaker_out(&clips).unwrap(),
        &Majority,
        Normalisation::Global,
        Intervals::default().with_level(2.0),
    );
    assert_eq!(error.unwrap_err().to_string(), "cannot compute the metrics");
}
