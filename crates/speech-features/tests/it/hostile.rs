//! Inputs that nobody sends on purpose, or somebody does.

use speech_features::{
    Damage, DecodeOptions, Extractor, ExtractorParams, SpeechError, StatisticsExtractor, Yin,
    YinParams, decode_bytes, resample,
};

use super::decoding::{wav, wav_of};
use super::signal_path;

const FILES: [&str; 7] = [
    "vowel.wav",
    "stereo.wav",
    "float.wav",
    "stereo.flac",
    "vowel.ogg",
    "vowel.mp3",
    "chirp.wav",
];

fn options() -> [DecodeOptions; 2] {
    let small = DecodeOptions::default().with_max_samples(1 << 20);
    [small.clone(), small.with_damage(Damage::Keep)]
}

/// Whatever comes out is within the limits.
fn decode(bytes: &[u8]) {
    for options in options() {
        if let Ok(audio) = decode_bytes(bytes, &options) {
            assert!(!audio.samples().is_empty() && audio.samples().len() <= 1 << 20);
            assert!(audio.samples().iter().all(|sample| sample.is_finite()));
        }
    }
}

/// The same numbers in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap() % below
    }
}

#[test]
fn files_cut_anywhere() {
    for name in FILES {
        let bytes = std::fs::read(signal_path(name)).unwrap();
        let head = 0..bytes.len().min(300);
        for end in head.chain((300..bytes.len()).step_by(997)) {
            decode(&bytes[..end]);
        }
    }
}

#[test]
fn files_with_changed_bytes() {
    let mut dice = Dice(1);
    for name in FILES {
        let bytes = std::fs::read(signal_path(name)).unwrap();
        let bytes = &bytes[..bytes.len().min(20_000)];
        for round in 0..300 {
            let mut changed = bytes.to_vec();
            // Headers more often than what follows.
            let reach = if round % 2 == 0 { 128 } else { changed.len() };
            for _ in 0..=dice.roll(8) {
                changed[dice.roll(reach)] = u8::try_from(dice.roll(256)).unwrap();
            }
            decode(&changed);
        }
    }
}

#[test]
fn headers_that_lie() {
    let data = [0_u8; 64];
    for format in [0, 1, 2, 3, 6, 7, 0x11, 0x55, 0xFFFE, 0xFFFF] {
        for bits in [0, 1, 7, 8, 16, 24, 32, 64, 0xFFFF] {
            for channels in [0, 1, 2, 8, 9, 255, 0xFFFF] {
                for rate in [0, 1, 8000, 384_001, u32::MAX] {
                    for stated in [0, 1, 64, 1 << 31, u32::MAX - 1, u32::MAX] {
                        decode(&wav_of(format, bits, channels, rate, &data, stated));
                    }
                }
            }
        }
    }
}

#[test]
fn zero_hz_is_refused() {
    for options in options() {
        assert!(decode_bytes(&wav(1, 0, &[0.0; 16]), &options).is_err());
    }
}

#[test]
fn ten_hours_of_silence_end_at_the_limit() {
    // 16-bit silence at 1 Hz: ten hours in 72 kB.
    let data = vec![0; 2 * 36_000];
    let file = wav_of(1, 16, 1, 1, &data, u32::try_from(data.len()).unwrap());
    assert!(matches!(
        decode_bytes(&file, &DecodeOptions::default()),
        Err(SpeechError::TooLong { limit: 600 })
    ));
    let all = DecodeOptions::default().with_max_seconds(36_000);
    assert_eq!(decode_bytes(&file, &all).unwrap().frames(), 36_000);
}

#[test]
fn samples_of_every_size_give_finite_features() {
    let scales = [0.0, f32::MIN_POSITIVE, 1e-30, 1e-12, 1.0, 32_768.0, 1e6];
    let mut dice = Dice(3);
    let noise: Vec<f32> = (0..4000)
        .map(|_| f32::from(i16::try_from(dice.roll(2001)).unwrap() - 1000) / 1000.0)
        .collect();
    let params = ExtractorParams::default().with_sample_rate(16_000);
    let mut extractor = Extractor::new(&params).unwrap();
    let mut statistics = StatisticsExtractor::new(16_000).unwrap();
    let mut yin = Yin::new(&YinParams::default()).unwrap();
    for scale in scales {
        for length in [1, 2, 3, 100, 511, 512, 513, 4000] {
            let samples: Vec<f32> = noise[..length].iter().map(|s| s * scale).collect();
            let finite = |values: &[f32]| values.iter().all(|value| value.is_finite());
            assert!(finite(extractor.mfcc(&samples).unwrap().values()));
            assert!(finite(
                extractor.spectral_contrast(&samples).unwrap().values()
            ));
            assert!(finite(&statistics.extract(&samples).unwrap()));
            assert!(finite(&resample(&samples, 16_000, 11_025).unwrap()));
            for shape in extractor.spectral_shape(&samples).unwrap() {
                assert!(shape.centroid_hz.is_finite() && shape.bandwidth_hz.is_finite());
                assert!(shape.rolloff_hz.is_finite() && (0.0..1.001).contains(&shape.flatness));
            }
            for pitch in yin.track(&samples).unwrap() {
                assert!(
                    pitch.hz > 0.0 && pitch.hz.is_finite(),
                    "{pitch:?} {scale} {length}"
                );
                assert!((-1.0..=1.0).contains(&pitch.periodicity));
            }
        }
    }
}
