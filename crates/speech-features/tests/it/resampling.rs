//! The quality of resampling, measured with tones.

use speech_features::resample;

use super::tone;

/// The rates of recorders, and of telephones, to and from 16 kHz.
const RATES: [(u32, u32); 8] = [
    (44_100, 16_000),
    (48_000, 16_000),
    (22_050, 16_000),
    (8000, 16_000),
    (16_000, 44_100),
    (96_000, 16_000),
    (11_025, 16_000),
    (44_104, 16_000),
];
/// The largest error of a tone, as a share of its magnitude.
const TONE: f32 = 1e-3;
/// -80 dB.
const ALIAS: f32 = 1e-4;

/// The greatest magnitude, away from the ends.
fn greatest(samples: impl Iterator<Item = f32>) -> f32 {
    samples.fold(0.0, |greatest, sample| sample.abs().max(greatest))
}

fn inside(samples: &[f32]) -> &[f32] {
    let margin = samples.len() / 4;
    &samples[margin..samples.len() - margin]
}

#[test]
fn a_tone_keeps_its_magnitude_and_its_phase() {
    for (from, to) in RATES {
        for hz in [100.0, 1000.0, 0.45 * f64::from(from.min(to))] {
            let made = resample(&tone(hz, from, from as usize), from, to).unwrap();
            let exact = tone(hz, to, to as usize);
            let pairs = inside(&made).iter().zip(inside(&exact));
            let error = greatest(pairs.map(|(made, exact)| made - exact)) / 0.5;
            aloud!("{from} to {to} Hz, tone of {hz} Hz: error {error:.1e}");
            assert!(error < TONE, "{from} to {to}: {hz} Hz: {error}");
        }
    }
}

#[test]
fn nothing_folds_back() {
    for (from, to) in RATES {
        if from <= to {
            continue;
        }
        for share in [0.5, 0.55, 0.7, 0.95] {
            // From half of the new rate up to half of the old one.
            let (low, high) = (0.5 * f64::from(to), 0.5 * f64::from(from));
            let hz = (low + (high - low) * (share - 0.5) * 2.0).min(high - 1.0);
            let made = resample(&tone(hz, from, from as usize), from, to).unwrap();
            let alias = greatest(inside(&made).iter().copied()) / 0.5;
            aloud!(
                "{from} to {to} Hz, tone of {hz:.0} Hz: {:.0} dB",
                20.0 * alias.log10()
            );
            assert!(alias < ALIAS, "{from} to {to}: {hz} Hz: {alias}");
        }
    }
}

#[test]
fn the_same_rate_changes_nothing() {
    let samples = tone(440.0, 16_000, 1000);
    assert_eq!(resample(&samples, 16_000, 16_000).unwrap(), samples);
    assert!(resample(&[], 44_100, 16_000).unwrap().is_empty());
    assert_eq!(resample(&[0.5], 48_000, 16_000).unwrap().len(), 1);
}
