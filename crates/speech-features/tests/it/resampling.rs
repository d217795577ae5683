//! The quality of resampling, measured with tones.

use serde_json::Value;
use speech_features::resample;

use super::tone;

/// Both ends of signals at awkward rates, as `SciPy` and soxr resample them.
const ENDS: &str = include_str!("../../../../fixtures/speech-features/peers/resampled-ends.json");

/// The rates of recorders, and of telephones, to and from 16 kHz.
const RATES: [(u32, u32); 12] = [
    (44_100, 16_000),
    (48_000, 16_000),
    (22_050, 16_000),
    (8000, 16_000),
    (16_000, 44_100),
    (96_000, 16_000),
    (11_025, 16_000),
    (44_104, 16_000),
    (44_101, 16_000),
    (22_051, 16_000),
    (47_999, 16_000),
    (8001, 16_000),
];
/// The largest error of a tone, as a share of its magnitude.
const TONE: f32 = 1e-5;
/// -120 dB.
const ALIAS: f32 = 1e-6;
/// The largest distance from the same filter at the ends, where a step has all frequencies. `SciPy`
/// keeps what the filter leaves beyond half the rate; here it is cut off.
const SAME_FILTER: f64 = 1e-5;
/// The largest distance from soxr at the ends, as a share of what is cut off there. Its filter
/// begins to fall at 91% of half the rate, ours at 97%, so a step rings otherwise: by 0.05 in the
/// sample next to it.
const OTHER_FILTER: [(&str, f64); 2] = [("step", 0.06), ("tone", 0.01)];

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
fn both_ends_are_those_of_the_peers() {
    let cases: Vec<Value> = serde_json::from_str(ENDS).unwrap();
    for case in &cases {
        let name = case["name"].as_str().unwrap();
        let rate = |key: &str| u32::try_from(case[key].as_u64().unwrap()).unwrap();
        let (from, to) = (rate("from"), rate("to"));
        let count = from as usize / 4;
        let (samples, other) = match case["signal"].as_str().unwrap() {
            "step" => (vec![1.0; count], OTHER_FILTER[0].1),
            _ => (tone(1000.0, from, count), OTHER_FILTER[1].1),
        };
        let made = resample(&samples, from, to).unwrap();
        assert_eq!(case["scipy"]["samples"], made.len(), "{name}");
        for (peer, limit) in [("scipy", SAME_FILTER), ("soxr", other)] {
            // soxr rounds the number of samples, SciPy and librosa round it up.
            let theirs = usize::try_from(case[peer]["samples"].as_u64().unwrap()).unwrap();
            assert!(made.len() - theirs <= 1, "{name}: {theirs} by {peer}");
            let begin = apart(&made, &case[peer]["first"]);
            let kept = case[peer]["last"].as_array().unwrap().len();
            let end = apart(&made[theirs - kept..], &case[peer]["last"]);
            aloud!("{name}: {begin:.1e} and {end:.1e} from {peer}");
            assert!(begin <= limit, "{name}: begin {begin} from {peer}");
            assert!(end <= limit, "{name}: end {end} from {peer}");
        }
    }
}

/// The largest distance from values that a peer gave.
fn apart(made: &[f32], theirs: &Value) -> f64 {
    let theirs = theirs.as_array().unwrap().iter();
    made.iter().zip(theirs).fold(0.0, |most, (made, theirs)| {
        most.max((f64::from(*made) - theirs.as_f64().unwrap()).abs())
    })
}

#[test]
fn a_click_at_an_end_is_not_heard_beyond_the_filter() {
    for (from, to) in RATES {
        let count = from as usize / 2;
        for at in [0, count - 1] {
            let mut samples = vec![0.0; count];
            samples[at] = 1.0;
            let made = resample(&samples, from, to).unwrap();
            // Half the filter, at the new rate, and a sample for the place between two.
            let reach = 512 * to as usize / from.min(to) as usize + 1;
            let middle = at * to as usize / from as usize;
            let far = |at: &usize| at.abs_diff(middle) > reach;
            let rest = greatest((0..made.len()).filter(far).map(|at| made[at]));
            aloud!("{from} to {to} Hz, click at {at}: {rest:.1e} beyond the filter");
            assert!(rest < 1e-7, "{from} to {to}: {rest} after a click at {at}");
        }
    }
}

#[test]
fn a_steady_sound_keeps_its_level() {
    for (from, to) in RATES {
        let made = resample(&vec![1.0; from as usize / 2], from, to).unwrap();
        let error = greatest(inside(&made).iter().map(|sample| sample - 1.0));
        aloud!("{from} to {to} Hz, steady: error {error:.1e}");
        assert!(error < 1e-6, "{from} to {to}: {error}");
    }
}

#[test]
fn the_same_rate_changes_nothing() {
    let samples = tone(440.0, 16_000, 1000);
    assert_eq!(resample(&samples, 16_000, 16_000).unwrap(), samples);
    assert!(resample(&[], 44_100, 16_000).unwrap().is_empty());
    assert_eq!(resample(&[0.5], 48_000, 16_000).unwrap().len(), 1);
}
