//! Answers made elsewhere.

use speech_emotion::models::Majority;
use speech_emotion::splits::Split;
use speech_emotion::{
    Emotion, EmotionError, FeatureTable, Intervals, Normalisation, Recognition, SAMPLE_RATE,
    Segment, SegmentOptions, SpeechReport, evaluate, recognise_segments, segments_with,
};

use crate::given;

#[test]
fn a_report_of_predictions_is_that_of_a_protocol() {
    let clips = given::clips(3, 2);
    let values = (0..clips.clips.len()).map(|at| at as f64).collect();
    let features = FeatureTable::new(vec!["a".into()], values).unwrap();
    let split = Split::leave_one_speaker_out(&clips).unwrap();
    let (scaling, intervals) = (Normalisation::None, Intervals::default());
    let run = evaluate(&clips, &features, &split, &Majority, scaling, intervals).unwrap();
    assert!(run.to_string().contains("features scaled: none\n"), "{run}");
    let mut answers = run.predictions.iter();
    let mut answers_of = |count: usize| -> Vec<(Emotion, f64)> {
        let of_round = answers.by_ref().take(count);
        of_round
            .map(|one| (one.predicted, one.confidence))
            .collect()
    };
    let rounds = split.rounds().iter();
    let answers: Vec<_> = rounds.map(|round| answers_of(round.test.len())).collect();
    let of = |answers: &[Vec<(Emotion, f64)>]| {
        SpeechReport::of_predictions(&clips, &split, answers, &run.model, scaling, intervals)
    };
    assert_eq!(of(&answers).unwrap(), run);

    let message = |answers: &[Vec<(Emotion, f64)>]| of(answers).unwrap_err().to_string();
    assert_eq!(
        message(&answers[1..]),
        "expected 3 rounds of answers, got 2"
    );
    let mut short = answers.clone();
    short[1].pop();
    assert_eq!(message(&short), "expected 10 answers of a round, got 9");
    let mut sure = answers;
    sure[2][3].1 = f64::NAN;
    assert_eq!(message(&sure), "probability must be from 0 to 1, got NaN");
}

#[test]
fn a_recognition_is_made_of_probabilities() {
    let of =
        |probabilities: &[(Emotion, f64)]| Recognition::from_probabilities(probabilities.to_vec());
    let found = of(&[(Emotion::Jijik, 0.5), (Emotion::Senang, 0.5)]).unwrap();
    assert_eq!(found.emotion, Emotion::Senang);
    let message = |probabilities: &[(Emotion, f64)]| of(probabilities).unwrap_err().to_string();
    assert_eq!(message(&[]), "expected at least 1 probability, got 0");
    assert_eq!(
        message(&[(Emotion::Marah, 1.5)]),
        "probability must be from 0 to 1, got 1.5"
    );
    assert_eq!(
        message(&[(Emotion::Marah, 0.5)]),
        "sum of the probabilities must be from 0.999 to 1.001, got 0.5"
    );
    assert_eq!(
        message(&[(Emotion::Marah, 0.5), (Emotion::Marah, 0.5)]),
        "expected one probability a class, got two of `marah`"
    );
}

#[test]
fn any_judge_can_take_a_recording_in_pieces() {
    let demo = speech_emotion::demo_recogniser(1).unwrap();
    let voice = speech_emotion::synthesis::Voice::numbered(41);
    let samples: Vec<f32> = (0..6)
        .flat_map(|take| speech_emotion::synthesis::synthesise(&voice, Emotion::Marah, take))
        .collect();
    let options = SegmentOptions::default();
    let by_hand: Result<Vec<Segment>, EmotionError> =
        segments_with(&samples, SAMPLE_RATE, &options, |window| {
            demo.recognise(window, SAMPLE_RATE)
        });
    let by_itself = recognise_segments(&demo, &samples, SAMPLE_RATE, &options).unwrap();
    assert_eq!(by_hand.unwrap(), by_itself);

    let refused: Result<_, Box<dyn std::error::Error>> =
        segments_with(&samples, SAMPLE_RATE, &options, |_| Err("no answer".into()));
    assert_eq!(refused.unwrap_err().to_string(), "no answer");
}

/// Held-out voices are familiar; noise and silence are like nothing that was learned from.
#[test]
fn says_when_a_recording_is_like_nothing_learned_from() {
    let demo = speech_emotion::demo_recogniser(7).unwrap();
    for voice in 31..41 {
        for emotion in Emotion::FIVE {
            let clip = speech_emotion::synthesis::synthesise(
                &speech_emotion::synthesis::Voice::numbered(voice),
                emotion,
                3,
            );
            assert!(
                !demo.recognise(&clip, 16_000).unwrap().strange,
                "{voice} {emotion}"
            );
        }
    }
    let mut state = 1_u32;
    let mut noise = |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 23) as f32 - 1.0
    };
    let noise: Vec<f32> = (0..32_000).map(&mut noise).collect();
    for (name, clip) in [("noise", noise), ("silence", vec![0.0; 32_000])] {
        assert!(demo.recognise(&clip, 16_000).unwrap().strange, "{name}");
    }
}
