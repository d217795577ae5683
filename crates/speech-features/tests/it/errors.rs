//! Every message.

use std::error::Error;

use speech_features::{
    Audio, DecodeOptions, DeltaOrder, Extractor, ExtractorParams, FrameMatrix, SpeechError,
    StatisticsExtractor, VoiceParams, VoiceQualityExtractor, Yin, YinParams, decode_bytes,
    decode_file, delta, resample, rms, voice_activity,
};

use super::decoding::{wav, wav_of};

#[track_caller]
fn says<T: std::fmt::Debug>(result: Result<T, SpeechError>, message: &str) {
    assert_eq!(result.unwrap_err().to_string(), message);
}

fn decode(bytes: &[u8]) -> Result<Audio, SpeechError> {
    decode_bytes(bytes, &DecodeOptions::default())
}

#[test]
fn of_files() {
    let missing = decode_file("no/such.wav", &DecodeOptions::default());
    assert!(missing.as_ref().unwrap_err().source().is_some());
    says(missing, "cannot read no/such.wav");
    let noise = decode(b"there is no audio in here");
    assert!(noise.as_ref().unwrap_err().source().is_some());
    says(noise, "expected audio in a known format");
    says(decode(b""), "expected audio in a known format");
    says(
        decode(&wav_of(3, 32, 1, 8000, &[0; 40], 400)),
        "expected 100 frames as the header states, got 10",
    );
    says(
        decode(&wav(1, 8000, &[])),
        "expected at least 1 sample, got 0",
    );
    says(
        decode(&wav(1, 8000, &[0.0, f32::NAN])),
        "expected samples from -1000000 to 1000000, got NaN at 1",
    );
    says(
        decode(&wav(2, 8000, &[0.0, 0.5, f32::NEG_INFINITY, 0.0])),
        "expected samples from -1000000 to 1000000, got -inf at 2",
    );
    says(
        decode(&wav(1, 400_000, &[0.0; 9])),
        "expected a sample rate from 1 to 384000 Hz, got 400000",
    );
    let options = DecodeOptions::default();
    let file = wav(1, 8000, &[0.0; 8001]);
    let decode_within = |options| decode_bytes(&file, &options);
    says(
        decode_within(options.clone().with_max_bytes(99)),
        "expected at most 99 bytes, got more",
    );
    says(
        decode_within(options.clone().with_max_samples(99)),
        "expected at most 99 samples, got more",
    );
    says(
        decode_within(options.with_max_seconds(1)),
        "expected at most 1 s of audio, got more",
    );
}

#[test]
fn of_decoders() {
    // Format 0x50 is MPEG audio, which a WAV file may hold too.
    let unknown = decode(&wav_of(0x50, 8, 1, 8000, &[0; 64], 64));
    let message = unknown.unwrap_err().to_string();
    assert!(
        message.starts_with("expected audio in a known "),
        "{message}"
    );
    let cause = || "cause".into();
    for (error, message) in [
        (SpeechError::NoAudio, "expected an audio track, got none"),
        (
            SpeechError::UnknownEncoding { source: cause() },
            "expected audio in a known encoding",
        ),
        (
            SpeechError::Malformed {
                frames: 7,
                source: cause(),
            },
            "cannot decode the audio after 7 frames",
        ),
        (
            SpeechError::Changed { frames: 7 },
            "expected one sample rate and one channel layout, got a change after 7 frames",
        ),
    ] {
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn of_signals() {
    let nan = [0.0, 1.0, f32::NAN];
    let refused = "expected samples from -1000000 to 1000000, got NaN at 2";
    let empty = "expected at least 1 sample, got 0";
    let mut extractor = Extractor::new(&ExtractorParams::default()).unwrap();
    says(extractor.mfcc(&nan), refused);
    says(extractor.power_spectrogram(&[]), empty);
    says(extractor.spectral_shape(&nan), refused);
    says(extractor.spectral_contrast(&[]), empty);
    says(
        Yin::new(&YinParams::default()).unwrap().track(&nan),
        refused,
    );
    says(rms(&nan, 16, 8), refused);
    says(
        StatisticsExtractor::new(16_000).unwrap().extract(&[]),
        empty,
    );
    says(
        VoiceQualityExtractor::new(16_000).unwrap().extract(&[]),
        empty,
    );
    says(
        voice_activity(&[f32::INFINITY], &VoiceParams::default()),
        "expected samples from -1000000 to 1000000, got inf at 0",
    );
    says(resample(&nan, 8000, 16_000), refused);
    says(
        resample(&[0.0; 1000], 1, 384_000),
        "expected at most 134217728 samples, got more",
    );
    says(
        resample(&[0.0], 0, 16_000),
        "expected a sample rate from 1 to 384000 Hz, got 0",
    );
    says(
        Audio::new(vec![], 0, 8000),
        "expected 1 to 8 channels, got 0",
    );
    says(
        Audio::new(vec![0.0; 3], 2, 8000),
        "expected a multiple of 2 values, got 3",
    );
    says(
        FrameMatrix::new(vec![], 0),
        "expected a multiple of 0 values, got 0",
    );
    let short = FrameMatrix::new(vec![0.0; 8], 1).unwrap();
    says(
        delta(&short, DeltaOrder::First),
        "expected at least 9 frames for a delta, got 8",
    );
}

#[test]
fn of_parameters() {
    let params = ExtractorParams::default();
    for (params, message) in [
        (
            params.clone().with_sample_rate(0),
            "expected a sample rate from 1 to 384000 Hz, got 0",
        ),
        (
            params.clone().with_frame_length(1),
            "frame_length must be from 2 to 1048576, got 1",
        ),
        (
            params.clone().with_hop_length(0),
            "hop_length must be from 1 to 4294967295, got 0",
        ),
        (
            params.clone().with_mel_bands(4097),
            "mel_bands must be from 1 to 4096, got 4097",
        ),
        (
            params.clone().with_coefficients(129),
            "coefficients must be from 1 to 128, got 129",
        ),
    ] {
        says(Extractor::new(&params), message);
    }
    let message = |result: Result<Extractor, SpeechError>| result.unwrap_err().to_string();
    for params in [
        params.clone().with_max_hz(11_026.0),
        params.clone().with_max_hz(0.0),
        params.clone().with_max_hz(f64::NAN),
    ] {
        assert!(message(Extractor::new(&params)).starts_with("max_hz must be from "));
    }
    for params in [
        params.clone().with_min_hz(-1.0),
        params.with_min_hz(500.0).with_max_hz(500.0),
    ] {
        assert!(message(Extractor::new(&params)).starts_with("min_hz must be from "));
    }
    let yin = YinParams::default();
    for (params, begin) in [
        (yin.clone().with_max_hz(12_000.0), "max_hz must be from "),
        (yin.clone().with_min_hz(10.0), "min_hz must be from 10.77"),
        (yin.clone().with_min_hz(500.0), "min_hz must be from "),
        (
            yin.with_threshold(f32::NAN),
            "threshold must be from 0 to 1, got NaN",
        ),
    ] {
        let message = Yin::new(&params).unwrap_err().to_string();
        assert!(message.starts_with(begin), "{message}");
    }
    says(
        StatisticsExtractor::new(999),
        "sample_rate must be from 1000 to 384000, got 999",
    );
    says(
        VoiceQualityExtractor::new(7999),
        "sample_rate must be from 8000 to 384000, got 7999",
    );
    let low = ExtractorParams::default().with_sample_rate(8000);
    says(
        Extractor::new(&low).unwrap().spectral_contrast(&[0.0; 99]),
        "sample_rate must be from 12801 to 384000, got 8000",
    );
    says(
        voice_activity(&[0.0], &VoiceParams::default().with_range_db(-1.0)),
        "range_db must be from 0 to 200, got -1",
    );
}
