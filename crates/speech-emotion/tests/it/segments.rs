//! Long recordings.

use speech_emotion::synthesis::{Voice, synthesise};
use speech_emotion::{
    Emotion, Recogniser, SAMPLE_RATE, Segment, SegmentOptions, demo_recogniser, recognise_segments,
};

/// About so many seconds of takes one after the other.
fn speech(emotion: Emotion, seconds: usize) -> Vec<f32> {
    let mut samples = Vec::new();
    let mut take = 0;
    while samples.len() < seconds * SAMPLE_RATE as usize {
        samples.extend(synthesise(&Voice::numbered(41), emotion, take));
        take += 1;
    }
    samples
}

fn check(segments: &[Segment], seconds: f64) {
    assert!((segments[0].start - 0.0).abs() < 1e-12);
    assert!((segments.last().unwrap().end - seconds).abs() < 1e-9);
    for two in segments.windows(2) {
        assert!((two[0].end - two[1].start).abs() < 1e-12);
        assert_ne!(two[0].emotion, two[1].emotion);
    }
    for segment in segments {
        assert!((0.0..=1.0).contains(&segment.confidence));
        assert_eq!(segment.emotion.is_none(), segment.confidence <= 0.0);
    }
}

/// Seconds of a span that have this answer.
fn covered(segments: &[Segment], emotion: Option<Emotion>, from: f64, to: f64) -> f64 {
    (segments.iter().filter(|segment| segment.emotion == emotion))
        .map(|segment| (segment.end.min(to) - segment.start.max(from)).max(0.0))
        .sum()
}

fn run(demo: &Recogniser, samples: &[f32], options: &SegmentOptions) -> Vec<Segment> {
    let segments = recognise_segments(demo, samples, SAMPLE_RATE, options).unwrap();
    check(&segments, samples.len() as f64 / f64::from(SAMPLE_RATE));
    segments
}

#[test]
fn times_and_silence_are_told() {
    let demo = demo_recogniser(1).unwrap();
    let (angry, afraid) = (speech(Emotion::Marah, 9), speech(Emotion::Takut, 9));
    let samples = [angry.clone(), vec![0.0; 6 * SAMPLE_RATE as usize], afraid].concat();
    let segments = run(&demo, &samples, &SegmentOptions::default());
    let border = angry.len() as f64 / f64::from(SAMPLE_RATE);
    assert!(
        covered(&segments, Some(Emotion::Marah), 0.0, border) > 6.0,
        "{segments:?}"
    );
    assert!(
        covered(&segments, None, border, border + 6.0) >= 4.0,
        "{segments:?}"
    );
    assert!(
        covered(&segments, None, 0.0, border - 1.0) <= 0.0,
        "{segments:?}"
    );
    let end = segments.last().unwrap().end;
    assert!(
        covered(&segments, Some(Emotion::Takut), border + 6.0, end) > 4.0,
        "{segments:?}"
    );
}

#[test]
fn any_length_is_covered() {
    let demo = demo_recogniser(1).unwrap();
    let all = speech(Emotion::Senang, 5);
    for length in [1, 159, 8_000, 16_000, 16_001, 48_000, 64_500] {
        run(&demo, &all[..length], &SegmentOptions::default());
        run(&demo, &vec![0.0; length], &SegmentOptions::default());
    }
    let options = SegmentOptions::default()
        .with_window_seconds(1.1)
        .with_hop_seconds(0.3);
    run(&demo, &all, &options);
    let silence = run(&demo, &vec![0.0; 160_000], &options);
    assert_eq!((silence.len(), silence[0].emotion), (1, None));
}

#[test]
fn refuses_options_out_of_range() {
    let demo = demo_recogniser(1).unwrap();
    let message = |samples: &[f32], options: SegmentOptions| {
        recognise_segments(&demo, samples, SAMPLE_RATE, &options)
            .unwrap_err()
            .to_string()
    };
    let options = SegmentOptions::default;
    assert_eq!(
        message(&[0.0], options().with_window_seconds(0.1)),
        "window_seconds must be from 0.5 to 60, got 0.1"
    );
    assert_eq!(
        message(&[0.0], options().with_hop_seconds(4.0)),
        "hop_seconds must be from 0.1 to 3, got 4"
    );
    assert_eq!(
        message(&[0.0], options().with_least_speech(f64::NAN)),
        "least_speech must be from 0 to 1, got NaN"
    );
    assert_eq!(
        message(&[], options()),
        "cannot compute features of the signal"
    );
}
