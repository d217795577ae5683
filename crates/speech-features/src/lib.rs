//! Features of speech with the answers of librosa: from files to mel bands, MFCC, pitch, spectral
//! shape, and one row of 147 named statistics a clip.
//!
//! - [`decode_file`] and [`decode_bytes`] make an [`Audio`]; [`DecodeOptions`] has the limits.
//!   [`resample`] changes the sample rate.
//! - [`Extractor`] makes spectra, mel bands, MFCC, [`SpectralShape`] and contrast;
//!   [`delta`] their derivatives. [`rms`], [`zero_crossing_rate`] and [`pre_emphasis`] need no
//!   spectrum.
//! - [`Yin`] tracks the pitch, [`voice_activity`] finds where somebody speaks.
//! - [`StatisticsExtractor`] sums all of it up; [`FEATURE_NAMES`] names the numbers.
//! - [`VoiceQualityExtractor`] has jitter, shimmer, noise and formants, in a set of its own.
//!
//! # Examples
//!
//! From samples to coefficients and how they change:
//!
//! ```
//! use speech_features::{DeltaOrder, Extractor, ExtractorParams, delta};
//!
//! let params = ExtractorParams::default().with_sample_rate(16_000).with_hop_length(160);
//! let mut extractor = Extractor::new(&params)?;
//! let saw: Vec<f32> = (0..16_000_u16).map(|n| f32::from(n % 100) / 100.0 - 0.5).collect();
//! let mfcc = extractor.mfcc(&saw)?;
//! let changes = delta(&mfcc, DeltaOrder::First)?;
//! assert_eq!((mfcc.len(), changes.len()), (101, 101));
//! // A steady sound does not change.
//! assert!(changes.row(50).iter().all(|change| change.abs() < 0.1));
//! # Ok::<(), speech_features::SpeechError>(())
//! ```
//!
//! Bytes from a stranger, which may be cut off, lie, or hold NaN:
//!
//! ```
//! use speech_features::{DecodeOptions, SpeechError, decode_bytes};
//!
//! let options = DecodeOptions::default().with_max_seconds(30);
//! let refused = decode_bytes(b"RIFF\xff\xff\xff\xffWAVE", &options);
//! assert!(matches!(refused, Err(SpeechError::UnknownFormat { .. })));
//! ```
//!
//! A clip without a voice still has a row of finite numbers:
//!
//! ```
//! let row = speech_features::StatisticsExtractor::new(16_000)?.extract(&[0.0; 800])?;
//! assert!(row.iter().all(|value| value.is_finite()));
//! # Ok::<(), speech_features::SpeechError>(())
//! ```
//!
//! # Frames
//!
//! Frames are centred: frame `t` has sample `t * hop_length` in its middle, and zeros stand for
//! what lies outside of the signal. So features of one hop belong together, whatever the length
//! of their frames. Samples are `f32`; transforms of the [`Extractor`] run in `f64`, as librosa's
//! do, those of [`Yin`] in `f32`.
//!
//! Everything is deterministic and runs on one thread. Extractors keep their plans and buffers:
//! clone one for another thread.
//!
//! # Features
//!
//! - `mp3`, off by default: [`decode_file`] and [`decode_bytes`] read MP3 too.
//!
//! # Limits
//!
//! Clips are in memory as a whole. Windows other than Hann's, frames that are not centred, and the
//! mel scale of HTK are not offered. Voice activity is told from energy alone.
//!
//! # References
//!
//! - librosa 0.11.0, <https://librosa.org>.
//! - de Cheveigné and Kawahara, YIN, JASA 111, 2002.
//! - Praat 6.1.38, <https://praat.org>; Boersma, Accurate short-term analysis of the fundamental
//!   frequency and the harmonics-to-noise ratio of a sampled sound, IFA Proceedings 17, 1993.
//! - Savitzky and Golay, Smoothing and differentiation of data, Analytical Chemistry 36, 1964.

mod audio;
mod check;
mod contrast;
mod cosine;
mod decibel;
mod decode;
mod delta;
mod dot;
mod energy;
mod error;
mod extractor;
mod feature_names;
mod formants;
mod frame_matrix;
mod framing;
mod harmonicity;
mod mel;
mod params;
mod pulses;
mod resample;
mod shape;
mod spectrum;
mod statistics;
mod summary;
mod voice;
mod voice_quality;
mod yin;
mod yin_params;

pub use audio::Audio;
pub use decibel::power_to_db;
pub use decode::{AUDIO_ENDINGS, Damage, DecodeOptions, decode_bytes, decode_file, read_file};
pub use delta::{DeltaOrder, delta};
pub use energy::{pre_emphasis, rms, zero_crossing_rate};
pub use error::SpeechError;
pub use extractor::Extractor;
pub use feature_names::{FEATURE_COUNT, FEATURE_NAMES};
pub use formants::Formant;
pub use frame_matrix::FrameMatrix;
pub use mel::{hz_to_mel, mel_to_hz};
pub use params::ExtractorParams;
pub use resample::{MAX_RESAMPLED, resample};
pub use shape::SpectralShape;
pub use spectrum::hann_window;
pub use statistics::StatisticsExtractor;
pub use voice::{VoiceParams, voice_activity};
pub use voice_quality::{
    VOICE_QUALITY_COUNT, VOICE_QUALITY_NAMES, VoiceQuality, VoiceQualityExtractor,
};
pub use yin::{Pitch, Yin};
pub use yin_params::YinParams;

/// The highest sample rate, in Hz.
pub const MAX_SAMPLE_RATE: u32 = 384_000;

/// The most channels of an [`Audio`].
pub const MAX_CHANNELS: usize = 8;

/// The greatest magnitude of a sample. Full scale is 1; signals on the scale of 16-bit integers
/// fit in, and no sum of squares of them leaves the range of `f32`.
pub const MAX_MAGNITUDE: f32 = 1e6;

#[doc = include_str!("../docs/egemaps.md")]
pub mod egemaps {}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
