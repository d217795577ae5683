//! What an extractor can be told.

use crate::{SpeechError, check};

/// The parameters of an [`Extractor`](crate::Extractor), which checks them.
///
/// The default is librosa's: 22,050 Hz, frames of 2,048 samples every 512, 128 mel bands from 0 Hz
/// to half the sample rate, 20 coefficients.
///
/// ```
/// use speech_features::{Extractor, ExtractorParams};
///
/// let params = ExtractorParams::default().with_sample_rate(16_000).with_coefficients(13);
/// let mfcc = Extractor::new(&params)?.mfcc(&[0.0; 16_000])?;
/// assert_eq!((mfcc.len(), mfcc.width()), (32, 13));
/// # Ok::<(), speech_features::SpeechError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ExtractorParams {
    /// Samples a second. Default 22,050.
    pub sample_rate: u32,
    /// Samples of a frame and points of its transform, 2 to 2^20. Default 2,048.
    pub frame_length: usize,
    /// Samples from one frame to the next, at least 1. Default 512.
    pub hop_length: usize,
    /// Mel bands, 1 to 4,096. Default 128.
    pub mel_bands: usize,
    /// Where the lowest mel band begins, in Hz. Default 0.
    pub min_hz: f64,
    /// Where the highest mel band ends, in Hz, at most half the sample rate, which is the default.
    pub max_hz: Option<f64>,
    /// Cepstral coefficients, 1 to the number of mel bands. Default 20.
    pub coefficients: usize,
}

impl Default for ExtractorParams {
    fn default() -> Self {
        Self {
            sample_rate: 22_050,
            frame_length: 2048,
            hop_length: 512,
            mel_bands: 128,
            min_hz: 0.0,
            max_hz: None,
            coefficients: 20,
        }
    }
}

impl ExtractorParams {
    /// Sets [`sample_rate`](Self::sample_rate).
    #[must_use]
    pub fn with_sample_rate(self, sample_rate: u32) -> Self {
        Self {
            sample_rate,
            ..self
        }
    }

    /// Sets [`frame_length`](Self::frame_length).
    #[must_use]
    pub fn with_frame_length(self, frame_length: usize) -> Self {
        Self {
            frame_length,
            ..self
        }
    }

    /// Sets [`hop_length`](Self::hop_length).
    #[must_use]
    pub fn with_hop_length(self, hop_length: usize) -> Self {
        Self { hop_length, ..self }
    }

    /// Sets [`mel_bands`](Self::mel_bands).
    #[must_use]
    pub fn with_mel_bands(self, mel_bands: usize) -> Self {
        Self { mel_bands, ..self }
    }

    /// Sets [`min_hz`](Self::min_hz).
    #[must_use]
    pub fn with_min_hz(self, min_hz: f64) -> Self {
        Self { min_hz, ..self }
    }

    /// Sets [`max_hz`](Self::max_hz).
    #[must_use]
    pub fn with_max_hz(self, max_hz: f64) -> Self {
        Self {
            max_hz: Some(max_hz),
            ..self
        }
    }

    /// Sets [`coefficients`](Self::coefficients).
    #[must_use]
    pub fn with_coefficients(self, coefficients: usize) -> Self {
        Self {
            coefficients,
            ..self
        }
    }

    /// Checks all parameters.
    pub(crate) fn check(&self) -> Result<(), SpeechError> {
        check::sample_rate(self.sample_rate)?;
        frame(self.frame_length, self.hop_length)?;
        check::range("mel_bands", self.mel_bands as f64, 1.0, 4096.0)?;
        let half = f64::from(self.sample_rate) / 2.0;
        let max_hz = self.max_hz.unwrap_or(half);
        check::range("max_hz", max_hz, f64::MIN_POSITIVE, half)?;
        check::range("min_hz", self.min_hz, 0.0, max_hz.next_down())?;
        let bands = self.mel_bands as f64;
        check::range("coefficients", self.coefficients as f64, 1.0, bands)
    }
}

/// Checks the length of frames and the way from one to the next.
pub(crate) fn frame(frame_length: usize, hop_length: usize) -> Result<(), SpeechError> {
    let longest = f64::from(1 << 20);
    check::range("frame_length", frame_length as f64, 2.0, longest)?;
    check::range("hop_length", hop_length as f64, 1.0, f64::from(u32::MAX))
}
