//! Against scikit-learn's numbers in `fixtures/speech-emotion/peers`.

use serde::Deserialize;
use speech_emotion::corpora::Clip;
use speech_emotion::models::SupportVectors;
use speech_emotion::splits::{Round, Split, SplitKind};
use speech_emotion::{ClassMap, Emotion, FeatureTable, Intervals, Normalisation, Scaler, evaluate};

use crate::given::{self, Scripted};

/// Both sides take the same sums, in another order.
const SLACK: f64 = 1e-12;

const FIXTURE: &str =
    include_str!("../../../../fixtures/speech-emotion/peers/scikit-learn-1.9.1.json");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fixture {
    tool: String,
    metrics: Vec<Metrics>,
    pipeline: Pipeline,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Metrics {
    name: String,
    why: String,
    truth: Vec<Emotion>,
    predicted: Vec<Emotion>,
    confidence: Vec<f64>,
    expected: Expected,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    accuracy: f64,
    unweighted_recall: f64,
    macro_f1: f64,
    confusion: Vec<Vec<u64>>,
    calibration_error: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pipeline {
    rows: Vec<Vec<f64>>,
    labels: Vec<Emotion>,
    speakers: Vec<String>,
    predicted: Vec<Emotion>,
    scaled_first_row: Vec<f64>,
}

fn fixture() -> Fixture {
    let fixture: Fixture = serde_json::from_str(FIXTURE).unwrap();
    assert_eq!(fixture.tool, "scikit-learn 1.9.1");
    fixture
}

#[test]
fn metrics_are_those_of_scikit_learn() {
    let mut failures = Vec::new();
    for case in fixture().metrics {
        // The features script the answers. Two more clips, by a voice of their own, are learned
        // from: all their features are 0, so that the scaler changes nothing.
        let mut clips: Vec<Clip> = vec![
            given::clip(99, Emotion::Senang, 0),
            given::clip(99, Emotion::Sedih, 1),
        ];
        let mut values = vec![0.0; 4];
        let answers = case.predicted.iter().zip(&case.confidence);
        for (at, (truth, (predicted, confidence))) in case.truth.iter().zip(answers).enumerate() {
            clips.push(given::clip(at % 5, *truth, at));
            let place = Emotion::ALL.iter().position(|emotion| emotion == predicted);
            values.extend([place.unwrap() as f64, *confidence]);
        }
        let features = FeatureTable::new(vec!["class".into(), "confidence".into()], values);
        let labelled = ClassMap::five().apply(&clips).unwrap();
        let round = Round {
            name: "all".to_owned(),
            training: vec![0, 1],
            validation: Vec::new(),
            test: (2..clips.len()).collect(),
        };
        let split = Split::given(SplitKind::FixedSpeakers, vec![round], &labelled).unwrap();
        let report = evaluate(
            &labelled,
            &features.unwrap(),
            &split,
            &Scripted,
            Normalisation::Global,
            Intervals::default().with_resamples(50),
        )
        .unwrap();
        let expected = &case.expected;
        for (what, ours, peer) in [
            ("accuracy", report.accuracy.value, expected.accuracy),
            (
                "recall",
                report.unweighted_recall.value,
                expected.unweighted_recall,
            ),
            ("macro F1", report.macro_f1, expected.macro_f1),
            (
                "calibration",
                report.calibration.expected_error,
                expected.calibration_error,
            ),
        ] {
            if (ours - peer).abs() > SLACK {
                failures.push(format!(
                    "{} ({}): {what} {ours}, peer {peer}",
                    case.name, case.why
                ));
            }
        }
        if report.confusion != expected.confusion {
            failures.push(format!("{} ({}): confusion", case.name, case.why));
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn the_pipeline_predicts_what_scikit_learn_does() {
    let case = fixture().pipeline;
    let names = (0..case.rows[0].len()).map(|at| format!("f{at}")).collect();
    let features = FeatureTable::new(names, case.rows.concat()).unwrap();
    let scaled = Scaler::fit(&features).unwrap().apply(&features).unwrap();
    for (ours, peer) in scaled.row(0).iter().zip(&case.scaled_first_row) {
        assert!(
            (ours - peer).abs() <= 1e-12 * peer.abs().max(1.0),
            "{ours} {peer}"
        );
    }
    let clips: Vec<Clip> = (case.labels.iter().zip(&case.speakers).enumerate())
        .map(|(take, (label, speaker))| {
            let voice = speaker.trim_start_matches('s').parse().unwrap();
            given::clip(voice, *label, take)
        })
        .collect();
    let labelled = ClassMap::five().apply(&clips).unwrap();
    let split = Split::leave_one_speaker_out(&labelled).unwrap();
    let report = evaluate(
        &labelled,
        &features,
        &split,
        &SupportVectors::default(),
        Normalisation::Global,
        Intervals::default().with_resamples(50),
    )
    .unwrap();
    // Voices are in the order of the rows, so that rounds are too.
    let predicted: Vec<Emotion> = report.predictions.iter().map(|one| one.predicted).collect();
    assert_eq!(predicted, case.predicted);
}
