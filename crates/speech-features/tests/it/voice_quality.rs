//! Vowels whose jitter, shimmer, noise and formants are known by construction, and Praat's answers.

use serde_json::Value;
use speech_features::{VOICE_QUALITY_NAMES, VoiceQualityExtractor};

use super::{signal, tone};

const EXPECTED: &str = include_str!("../../../../fixtures/speech-features/peers/praat-6.1.38.json");

/// How far a value may lie from its expectation: a part that is absolute and a share.
type Tolerance = (f64, f64);

/// From Praat. Jitter and shimmer of frames weigh pulses otherwise than those of a whole clip.
const JITTER: Tolerance = (5e-5, 0.03);
const SHIMMER_DB: Tolerance = (0.005, 0.10);
/// Praat goes along the best path through all periods, this crate takes the pitch as it is.
const HNR_DB: Tolerance = (1.0, 0.05);
const FORMANT_HZ: Tolerance = (0.0, 0.01);
const BANDWIDTH_HZ: Tolerance = (20.0, 0.1);

/// From the truth. Comparing whole periods blurs what differs between them: Praat, too, finds a
/// fifth less jitter than there is.
const TRUE_JITTER: Tolerance = (6e-4, 0.25);
/// Jitter and noise make the amplitudes differ as well.
const TRUE_SHIMMER_DB: Tolerance = (0.3, 0.15);
const TRUE_HNR_DB: Tolerance = (3.0, 0.0);
/// Linear prediction is drawn to the nearest harmonic, and by noise.
const TRUE_FORMANT_HZ: Tolerance = (25.0, 0.09);

fn extract(name: &str) -> Vec<f64> {
    let audio = signal(name);
    let mut extractor = VoiceQualityExtractor::new(audio.sample_rate()).unwrap();
    let row = extractor.extract(audio.samples()).unwrap();
    row.into_iter().map(f64::from).collect()
}

fn at(name: &str) -> usize {
    VOICE_QUALITY_NAMES
        .iter()
        .position(|own| *own == name)
        .unwrap()
}

/// What is wrong.
fn compare(
    what: &str,
    found: f64,
    expected: &Value,
    (absolute, share): Tolerance,
) -> Option<String> {
    // A vowel without noise has no ratio to it.
    let expected = expected.as_f64()?;
    aloud!("{what}: {found:.5} for {expected:.5}");
    let apart = (found - expected).abs();
    (apart > absolute + share * expected).then(|| format!("{what}: {found} for {expected}"))
}

#[test]
fn vowels_have_their_quality_and_praats() {
    let cases: Vec<Value> = serde_json::from_str(EXPECTED).unwrap();
    let mut wrong = Vec::new();
    for case in &cases {
        let row = extract(case["signal"].as_str().unwrap());
        let name = case["name"].as_str().unwrap();
        for (key, column, near, true_near) in [
            ("jitter", "jitter_mean", JITTER, TRUE_JITTER),
            ("shimmer_db", "shimmer_mean_db", SHIMMER_DB, TRUE_SHIMMER_DB),
            ("hnr_db", "hnr_mean_db", HNR_DB, TRUE_HNR_DB),
        ] {
            let found = row[at(column)];
            let (praat, truth) = (&case["praat"][key], &case["truth"][key]);
            wrong.extend(compare(
                &format!("{name}: {key}, Praat"),
                found,
                praat,
                near,
            ));
            wrong.extend(compare(
                &format!("{name}: {key}, truth"),
                found,
                truth,
                true_near,
            ));
        }
        for formant in 0..3 {
            let praat = |key: &str| &case["praat"][key][formant];
            let hz = row[at(&format!("f{}_mean_hz", formant + 1))];
            let width = row[at(&format!("f{}_bandwidth_mean_hz", formant + 1))];
            let what = format!("{name}: F{}", formant + 1);
            let truth = &case["truth"]["formants"][formant];
            wrong.extend(compare(
                &format!("{what}, Praat"),
                hz,
                praat("formants"),
                FORMANT_HZ,
            ));
            wrong.extend(compare(
                &format!("{what}, truth"),
                hz,
                truth,
                TRUE_FORMANT_HZ,
            ));
            let praat = praat("bandwidths");
            wrong.extend(compare(
                &format!("{what} width, Praat"),
                width,
                praat,
                BANDWIDTH_HZ,
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_has_no_voice_has_zeros() {
    let mut extractor = VoiceQualityExtractor::new(16_000).unwrap();
    for samples in [vec![0.0; 8000], vec![0.0; 1]] {
        assert!(
            extractor
                .track(&samples)
                .unwrap()
                .iter()
                .all(Option::is_none)
        );
        assert!(
            extractor
                .extract(&samples)
                .unwrap()
                .iter()
                .all(|value| *value == 0.0)
        );
    }
    // A tone has a pitch, but no three formants.
    let row = extractor.extract(&tone(200.0, 16_000, 8000)).unwrap();
    assert!(row[at("hnr_mean_db")] > 40.0);
    assert!(row[at("jitter_mean")] < 1e-3);
}

#[test]
fn every_value_is_finite_whatever_comes() {
    for rate in [8000, 11_025, 44_100] {
        let mut extractor = VoiceQualityExtractor::new(rate).unwrap();
        let impulse = |at: usize| if at.is_multiple_of(100) { 1e6 } else { 0.0 };
        let signals: [Vec<f32>; 5] = [
            vec![1.0; 20_000],
            vec![1e6; 500],
            (0..20_000).map(impulse).collect(),
            (0..20_000_u16)
                .map(|at| if at % 2 == 0 { 1e-30 } else { -1e-30 })
                .collect(),
            tone(200.0, rate, 333),
        ];
        for samples in signals {
            let row = extractor.extract(&samples).unwrap();
            assert!(row.iter().all(|value| value.is_finite()), "{row:?}");
        }
    }
}

#[test]
fn louder_is_no_other_quality() {
    let vowel = signal("quality-i-all.flac");
    let mut extractor = VoiceQualityExtractor::new(16_000).unwrap();
    let row = extractor.extract(vowel.samples()).unwrap();
    let loud: Vec<f32> = vowel.samples().iter().map(|sample| sample * 2.0).collect();
    for (quiet, loud) in row.iter().zip(extractor.extract(&loud).unwrap()) {
        assert!(
            (quiet - loud).abs() <= 1e-3 * quiet.abs(),
            "{quiet} and {loud}"
        );
    }
}
