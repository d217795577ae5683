//! librosa's answers to the signals of the fixtures.

use serde_json::Value;
use speech_features::{
    DeltaOrder, Extractor, ExtractorParams, FrameMatrix, SpectralShape, StatisticsExtractor, Yin,
    YinParams, delta, pre_emphasis, rms, zero_crossing_rate,
};

use super::signal;

const EXPECTED: &str =
    include_str!("../../../../fixtures/speech-features/peers/librosa-0.11.0.json");

/// Coefficients, their deltas, and contrasts, in dB. librosa's own float32 differs from its
/// float64 by up to 1e-4 on these signals.
const DECIBELS: f64 = 1e-3;
/// Shares of the expected value: f32 against f64.
const SHARE: f64 = 1e-4;
/// Pitch: share of the expected value.
const PITCH: f64 = 0.01;
/// Voiced frames that must have librosa's pitch.
const PITCHES: f64 = 0.98;

fn expected() -> Value {
    serde_json::from_str(EXPECTED).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(items) => items.iter().flat_map(numbers).collect(),
        number => vec![number.as_f64().unwrap()],
    }
}

/// Compares values one by one, `absolute` or a share of the expected value apart at most. Gives
/// what is wrong.
fn compare(what: &str, found: &[f32], expected: &Value, absolute: f64, share: f64) -> Vec<String> {
    let expected = numbers(expected);
    if found.len() != expected.len() {
        return vec![format!(
            "{what}: {} values for {}",
            found.len(),
            expected.len()
        )];
    }
    let apart = found.iter().zip(&expected).enumerate();
    let worst = apart
        .map(|(at, (found, expected))| {
            let over = (f64::from(*found) - expected).abs() - share * expected.abs() - absolute;
            (over, at, *found, *expected)
        })
        .max_by(|a, b| a.0.total_cmp(&b.0));
    match worst {
        Some((over, at, found, expected)) if over > 0.0 || over.is_nan() => {
            vec![format!("{what}: {found} for {expected} at {at}")]
        }
        _ => Vec::new(),
    }
}

fn extractor_params(settings: &Value) -> ExtractorParams {
    let mut params = ExtractorParams::default();
    for (key, value) in settings.as_object().unwrap() {
        let whole = || usize::try_from(value.as_u64().unwrap()).unwrap();
        params = match key.as_str() {
            "sample_rate" => params.with_sample_rate(u32::try_from(whole()).unwrap()),
            "frame_length" => params.with_frame_length(whole()),
            "hop_length" => params.with_hop_length(whole()),
            "mel_bands" => params.with_mel_bands(whole()),
            "coefficients" => params.with_coefficients(whole()),
            "min_hz" => params.with_min_hz(value.as_f64().unwrap()),
            "max_hz" => params.with_max_hz(value.as_f64().unwrap()),
            key => panic!("unknown setting {key}"),
        };
    }
    params
}

fn yin_params(settings: &Value) -> YinParams {
    let mut params = YinParams::default();
    for (key, value) in settings.as_object().unwrap() {
        let whole = || usize::try_from(value.as_u64().unwrap()).unwrap();
        let real = || value.as_f64().unwrap();
        params = match key.as_str() {
            "sample_rate" => params.with_sample_rate(u32::try_from(whole()).unwrap()),
            "frame_length" => params.with_frame_length(whole()),
            "hop_length" => params.with_hop_length(whole()),
            "min_hz" => params.with_min_hz(real()),
            "max_hz" => params.with_max_hz(real()),
            #[expect(clippy::cast_possible_truncation, reason = "0.1 or 0.2")]
            "threshold" => params.with_threshold(real() as f32),
            key => panic!("unknown setting {key}"),
        };
    }
    params
}

#[test]
fn spectral_features_are_those_of_librosa() {
    let mut wrong = Vec::new();
    for case in expected()["features"].as_array().unwrap() {
        let samples = signal(case["signal"].as_str().unwrap()).to_mono();
        let params = extractor_params(&case["params"]);
        let mut extractor = Extractor::new(&params).unwrap();
        let expected = &case["expected"];
        let mut check = |what: &str, found: &[f32], absolute, share| {
            let what = format!("{}: {what}", case["name"]);
            wrong.extend(compare(
                &what,
                found,
                &expected[what_key(&what)],
                absolute,
                share,
            ));
        };
        let mut check_frames = |what: &str, found: &FrameMatrix| {
            check(what, found.values(), DECIBELS, 0.0);
        };
        let mfcc = extractor.mfcc(&samples).unwrap();
        check_frames("mfcc", &mfcc);
        check_frames("delta", &delta(&mfcc, DeltaOrder::First).unwrap());
        check_frames("delta2", &delta(&mfcc, DeltaOrder::Second).unwrap());
        check_frames("contrast", &extractor.spectral_contrast(&samples).unwrap());
        if !expected["mel"].is_null() {
            let mel = extractor.mel_spectrogram(&samples).unwrap();
            check("mel", mel.values(), 1e-6, SHARE);
        }
        let shapes = extractor.spectral_shape(&samples).unwrap();
        let mut check_shapes = |what: &str, measure: fn(&SpectralShape) -> f32| {
            let found: Vec<f32> = shapes.iter().map(measure).collect();
            check(what, &found, 1e-9, SHARE);
        };
        check_shapes("centroid", |shape| shape.centroid_hz);
        check_shapes("bandwidth", |shape| shape.bandwidth_hz);
        check_shapes("rolloff", |shape| shape.rolloff_hz);
        check_shapes("flatness", |shape| shape.flatness);
        let (length, hop) = (params.frame_length, params.hop_length);
        check("rms", &rms(&samples, length, hop).unwrap(), 1e-9, SHARE);
        let crossings = zero_crossing_rate(&samples, length, hop).unwrap();
        check("zero_crossing_rate", &crossings, 1e-9, SHARE);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The key is what follows the name of the case.
fn what_key(what: &str) -> &str {
    what.rsplit(": ").next().unwrap()
}

#[test]
fn pitches_are_those_of_librosa() {
    for case in expected()["pitches"].as_array().unwrap() {
        let samples = signal(case["signal"].as_str().unwrap()).to_mono();
        let params = yin_params(&case["params"]);
        let found = Yin::new(&params).unwrap().track(&samples).unwrap();
        let expected = numbers(&case["expected"]);
        assert_eq!(found.len(), expected.len(), "{}", case["name"]);
        let is_equal = |(found, expected): (&speech_features::Pitch, &f64)| {
            (f64::from(found.hz) - expected).abs() <= PITCH * expected
        };
        let pairs = || found.iter().zip(&expected);
        let all = pairs().filter(|pair| is_equal(*pair)).count();
        let voiced = pairs().filter(|pair| pair.0.periodicity >= 0.5);
        let (equal, voiced): (Vec<_>, Vec<_>) = voiced.partition(|pair| is_equal(*pair));
        let count = equal.len() + voiced.len();
        aloud!(
            "pitch, {}: {} of {count} voiced frames within 1% of librosa's, {all} of {} in all",
            case["name"],
            equal.len(),
            found.len()
        );
        assert!(equal.len() as f64 >= PITCHES * count as f64, "{voiced:?}");
    }
}

/// Means and deviations of MFCC and deltas over the frames in which somebody speaks.
#[test]
fn cepstral_statistics_are_those_of_librosa() {
    let mut failures = Vec::new();
    for case in expected()["statistics"].as_array().unwrap() {
        let samples = signal(case["signal"].as_str().unwrap()).to_mono();
        let row = StatisticsExtractor::new(16_000)
            .unwrap()
            .extract(&samples)
            .unwrap();
        let name = case["name"].as_str().unwrap();
        failures.extend(compare(name, &row[..120], &case["expected"], DECIBELS, 0.0));
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn pre_emphasis_is_that_of_librosa() {
    let case = &expected()["pre_emphasis"];
    let samples = signal(case["signal"].as_str().unwrap()).to_mono();
    let found = pre_emphasis(&samples, 0.97);
    assert_eq!(found.len(), samples.len());
    let wrong = compare("pre-emphasis", &found[..100], &case["expected"], 1e-7, 0.0);
    assert!(wrong.is_empty(), "{wrong:?}");
}
