//! The row of statistics of a clip.

use std::collections::BTreeSet;

use speech_features::{FEATURE_NAMES, StatisticsExtractor, VoiceParams, rms, voice_activity};

use super::{signal, tone};

#[track_caller]
fn value(row: &[f32], name: &str) -> f32 {
    let at = FEATURE_NAMES.iter().position(|known| *known == name);
    row[at.unwrap_or_else(|| panic!("no feature {name}"))]
}

fn extract(samples: &[f32]) -> [f32; 147] {
    StatisticsExtractor::new(16_000)
        .unwrap()
        .extract(samples)
        .unwrap()
}

#[test]
fn every_name_is_there_once() {
    let names: BTreeSet<&str> = FEATURE_NAMES.into_iter().collect();
    assert_eq!(names.len(), 147);
    assert_eq!(FEATURE_NAMES[0], "mfcc_00_mean");
    assert_eq!(FEATURE_NAMES[20], "mfcc_00_std");
    assert_eq!(FEATURE_NAMES[119], "delta2_19_std");
    assert_eq!(FEATURE_NAMES[120], "f0_mean_hz");
    assert_eq!(FEATURE_NAMES[146], "pauses_per_s");
}

#[test]
fn a_vowel_between_pauses() {
    let row = extract(&signal("vowel.wav").to_mono());
    let found: Vec<(&str, f32)> = FEATURE_NAMES.into_iter().zip(row).skip(120).collect();
    aloud!("{found:?}");
    // The pitch rises from 120 to 220 Hz and falls again.
    assert!((value(&row, "f0_mean_hz") - 185.0).abs() < 10.0);
    assert!(value(&row, "f0_min_hz") > 110.0 && value(&row, "f0_max_hz") < 230.0);
    assert!(value(&row, "f0_range_hz") > 70.0);
    assert!((value(&row, "duration_s") - 1.3).abs() < 1e-6);
    assert!((value(&row, "voiced_share") - 0.9 / 1.3).abs() < 0.1);
    // Within a frame the pitch glides by up to 17 Hz.
    assert!(value(&row, "periodicity_mean") > 0.75);
    assert!((0.1..0.4).contains(&value(&row, "pause_share")));
    assert!((value(&row, "voiced_segments_per_s") - 1.0 / 1.3).abs() < 1e-3);
    assert!(value(&row, "pauses_per_s").abs() < 1e-6);
}

#[test]
fn a_rising_and_fading_tone_has_slopes() {
    let mut samples = vec![0.0; 16_000];
    let mut phase = 0.0_f32;
    for (n, sample) in samples.iter_mut().enumerate() {
        let seconds = n as f32 / 16_000.0;
        phase += (150.0 + 100.0 * seconds) / 16_000.0;
        // 10 dB a second quieter.
        *sample = 0.3 * 10.0_f32.powf(-0.5 * seconds) * (phase.fract() - 0.5);
    }
    let row = extract(&samples);
    assert!((value(&row, "f0_slope_hz_per_s") - 100.0).abs() < 5.0);
    assert!((value(&row, "energy_slope_db_per_s") + 10.0).abs() < 1.5);
    assert!((value(&row, "voiced_share") - 1.0).abs() < 0.05);
}

#[test]
fn two_words_have_one_pause() {
    let mut samples = tone(200.0, 16_000, 24_000);
    samples[8000..16_000].fill(0.0);
    let row = extract(&samples);
    assert!((value(&row, "pauses_per_s") - 1.0 / 1.5).abs() < 1e-3);
    assert!((value(&row, "voiced_segments_per_s") - 2.0 / 1.5).abs() < 1e-3);
    assert!((0.2..0.34).contains(&value(&row, "pause_share")));
}

/// What surrounds a word says nothing about it.
#[test]
fn pauses_do_not_move_the_cepstral_statistics() {
    let word = signal("vowel.wav").to_mono();
    let noise = signal("noise.wav").to_mono();
    let pause: Vec<f32> = noise.iter().map(|sample| 0.01 * sample).collect();
    let (bare, padded) = (
        extract(&word),
        extract(&[&pause, &word[..], &pause].concat()),
    );
    for (name, (a, b)) in FEATURE_NAMES.iter().zip(bare.iter().zip(padded)).take(120) {
        assert!(
            (a - b).abs() < 0.02 * a.abs().max(5.0),
            "{name}: {a} and {b}"
        );
    }
}

#[test]
fn silence_has_statistics() {
    for length in [1, 100, 1280, 16_000] {
        let row = extract(&vec![0.0; length]);
        assert!(row.iter().all(|value| value.is_finite()));
        for name in [
            "f0_mean_hz",
            "voiced_share",
            "f0_change",
            "centroid_mean_hz",
        ] {
            assert!(value(&row, name).abs() < 1e-12, "{name}");
        }
        assert!((value(&row, "energy_mean_db") + 100.0).abs() < 1e-3);
        assert!((value(&row, "pause_share") - 1.0).abs() < 1e-6);
        assert!((value(&row, "flatness_mean") - 1.0).abs() < 1e-3);
    }
}

#[test]
fn every_sample_rate_has_as_many_pitches_as_spectra() {
    // Among them rates at which no frame lasts a whole number of samples.
    for rate in [
        1000, 1019, 1020, 8000, 11_025, 16_020, 22_050, 44_101, 96_000, 384_000,
    ] {
        let mut extractor = StatisticsExtractor::new(rate).unwrap();
        let hop = rate as usize / 100;
        for samples in [1, hop - 1, hop, hop + 1, 30 * hop, 30 * hop + 1] {
            let row = extractor.extract(&tone(120.0, rate, samples)).unwrap();
            assert!(
                row.iter().all(|value| value.is_finite()),
                "{rate} {samples}"
            );
        }
    }
}

#[test]
fn noise_has_no_pitch() {
    let row = extract(&signal("noise.wav").to_mono());
    assert!(value(&row, "voiced_share") < 0.05);
    assert!(value(&row, "flatness_mean") > 0.4);
    assert!(value(&row, "zero_crossings_mean") > 0.4);
}

#[test]
fn activity_is_where_the_vowel_is() {
    let samples = signal("vowel.wav").to_mono();
    let energies = rms(&samples, 512, 160).unwrap();
    let active = voice_activity(&energies, &VoiceParams::default().with_hangover(0)).unwrap();
    let first = active.iter().position(|active| *active).unwrap();
    let last = active.iter().rposition(|active| *active).unwrap();
    // The vowel lasts from 0.2 to 1.1 s, with its ends faded.
    assert!(
        (19..26).contains(&first) && (104..112).contains(&last),
        "{first} {last}"
    );
    assert!(active[first..=last].iter().all(|active| *active));
}
