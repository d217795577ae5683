//! Synthetic clips and what learns from them.

use std::time::Instant;

use speech_emotion::corpora::Corpus;
use speech_emotion::synthesis::{Voice, synthesise, wav_bytes, write_corpus};
use speech_emotion::{Emotion, EmotionError, SAMPLE_RATE, demo_recogniser};
use speech_features::{DecodeOptions, Yin, YinParams, decode_bytes, decode_file};

#[test]
fn clips_are_sound_and_seeded() {
    for number in 1..=4 {
        let voice = Voice::numbered(number);
        assert_eq!(voice.name, format!("suara sintetis {number}"));
        for emotion in Emotion::ALL {
            for take in 0..3 {
                let samples = synthesise(&voice, emotion, take);
                assert!(
                    (8_000..64_000).contains(&samples.len()),
                    "{}",
                    samples.len()
                );
                assert!(samples.iter().all(|sample| sample.abs() <= 1.0));
                assert_eq!(samples, synthesise(&voice, emotion, take));
                assert_ne!(samples, synthesise(&voice, emotion, take + 1));
            }
        }
    }
}

/// The median pitch of a clip in Hz.
fn pitch(samples: &[f32]) -> f32 {
    let params = YinParams::default().with_sample_rate(SAMPLE_RATE);
    let mut pitches: Vec<f32> = (Yin::new(&params).unwrap().track(samples).unwrap().iter())
        .filter(|pitch| pitch.periodicity > 0.6)
        .map(|pitch| pitch.hz)
        .collect();
    pitches.sort_by(f32::total_cmp);
    pitches[pitches.len() / 2]
}

#[test]
fn emotions_differ_as_they_should() {
    for number in 1..=4 {
        let voice = Voice::numbered(number);
        let of = |emotion| synthesise(&voice, emotion, 5);
        let level =
            |samples: &[f32]| samples.iter().map(|s| s * s).sum::<f32>() / samples.len() as f32;
        let (angry, sad, afraid) = (of(Emotion::Marah), of(Emotion::Sedih), of(Emotion::Takut));
        assert!(
            pitch(&angry) > 1.2 * pitch(&sad),
            "{} {}",
            pitch(&angry),
            pitch(&sad)
        );
        assert!(pitch(&afraid) > 1.3 * pitch(&of(Emotion::Jijik)));
        assert!(level(&angry) > 10.0 * level(&sad));
    }
}

#[test]
fn files_say_what_they_are_and_are_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let written = write_corpus(folder.path(), 2, 2, 1).unwrap();
    assert_eq!(written.len(), 20);
    let loaded = Corpus::Synthetic.load(folder.path()).unwrap();
    assert_eq!((loaded.clips.len(), loaded.misfits.len()), (20, 0));
    let bytes = std::fs::read(&written[0]).unwrap();
    let comment = b"Demonstration. Synthetic voice, no recorded person.";
    assert!(bytes.windows(comment.len()).any(|window| window == comment));
    let audio = decode_file(&written[0], &DecodeOptions::default()).unwrap();
    assert_eq!((audio.sample_rate(), audio.channels()), (SAMPLE_RATE, 1));
    let samples = synthesise(&Voice::numbered(1), Emotion::Senang, 2);
    assert_eq!(audio.frames(), samples.len());
    for (read, made) in audio.samples().iter().zip(&samples) {
        assert!((read - made).abs() < 1e-4);
    }
    let error = write_corpus(folder.path().join("missing"), 1, 1, 1).unwrap_err();
    assert!(matches!(error, EmotionError::Write { .. }), "{error}");
}

#[test]
fn samples_beyond_full_scale_are_cut_off() {
    let bytes = wav_bytes(&[2.0, -2.0, f32::NAN, 0.5], 8_000).unwrap();
    assert_eq!(bytes.len() % 2, 0);
    let size = u32::from_le_bytes(bytes[4..8].try_into().unwrap());
    assert_eq!(size as usize + 8, bytes.len());
    let audio = decode_bytes(&bytes, &DecodeOptions::default()).unwrap();
    let expected = [1.0, -1.0, 0.0, 0.5];
    for (read, expected) in audio.samples().iter().zip(expected) {
        assert!((read - expected).abs() < 1e-3, "{read} {expected}");
    }
}

#[test]
fn the_demonstration_knows_its_own_kind_and_says_so() {
    let start = Instant::now();
    let demo = demo_recogniser(1).unwrap();
    eprintln!(
        "the demonstration learned in {:.2} s",
        start.elapsed().as_secs_f64()
    );
    let card = demo.card();
    assert!(card.warning.contains("only synthetic clips"));
    assert_eq!(
        card.learned_from,
        "120 synthetic clips of 12 invented voices"
    );
    assert_eq!(card.classes, Emotion::FIVE);
    let mut wrong = Vec::new();
    for number in 31..=50 {
        for emotion in Emotion::FIVE {
            let samples = synthesise(&Voice::numbered(number), emotion, 77);
            let found = demo.recognise(&samples, SAMPLE_RATE).unwrap();
            let sum: f64 = found.probabilities.iter().map(|(_, p)| p).sum();
            assert!((sum - 1.0).abs() < 1e-9 && found.probabilities.len() == 5);
            if found.emotion != emotion {
                wrong.push((number, emotion, found.emotion));
            }
        }
    }
    eprintln!("{} of 100 wrong", wrong.len());
    assert!(wrong.len() <= 10, "{wrong:?}");
}

#[test]
fn hostile_signals_are_judged_or_refused() {
    let demo = demo_recogniser(1).unwrap();
    assert!(demo.recognise(&[0.0; 16_000], SAMPLE_RATE).is_ok());
    assert!(demo.recognise(&[0.1], 44_100).is_ok());
    for (samples, rate) in [(vec![], 16_000), (vec![f32::NAN], 16_000), (vec![0.0], 0)] {
        let error = demo.recognise(&samples, rate).unwrap_err();
        assert_eq!(error.to_string(), "cannot compute features of the signal");
    }
}
