//! What a pitch tracker can be told.

use crate::{SpeechError, check, params};

/// The parameters of a [`Yin`](crate::Yin), which checks them.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct YinParams {
    /// Samples a second. Default 22,050.
    pub sample_rate: u32,
    /// Samples of a frame, 2 to 2^20; one period of `min_hz` and two samples must fit in, and two
    /// periods should. Default 2,048.
    pub frame_length: usize,
    /// Samples from one frame to the next, at least 1. Default 512.
    pub hop_length: usize,
    /// The lowest pitch, in Hz. Default 65.
    pub min_hz: f64,
    /// The highest pitch, in Hz, at most half the sample rate. Default 500.
    pub max_hz: f64,
    /// The first dip of the normalised difference below this decides the period. Default 0.1.
    pub threshold: f32,
}

impl Default for YinParams {
    fn default() -> Self {
        Self {
            sample_rate: 22_050,
            frame_length: 2048,
            hop_length: 512,
            min_hz: 65.0,
            max_hz: 500.0,
            threshold: 0.1,
        }
    }
}

impl YinParams {
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

    /// Sets [`min_hz`](Self::min_hz).
    #[must_use]
    pub fn with_min_hz(self, min_hz: f64) -> Self {
        Self { min_hz, ..self }
    }

    /// Sets [`max_hz`](Self::max_hz).
    #[must_use]
    pub fn with_max_hz(self, max_hz: f64) -> Self {
        Self { max_hz, ..self }
    }

    /// Sets [`threshold`](Self::threshold).
    #[must_use]
    pub fn with_threshold(self, threshold: f32) -> Self {
        Self { threshold, ..self }
    }

    pub(crate) fn check(&self) -> Result<(), SpeechError> {
        check::sample_rate(self.sample_rate)?;
        params::frame(self.frame_length, self.hop_length)?;
        let rate = f64::from(self.sample_rate);
        check::range("max_hz", self.max_hz, f64::MIN_POSITIVE, rate / 2.0)?;
        // The longest period is shorter than a frame.
        let least_hz = (rate / (self.frame_length - 1) as f64).next_up();
        check::range("min_hz", self.min_hz, least_hz, self.max_hz.next_down())?;
        check::range("threshold", f64::from(self.threshold), 0.0, 1.0)
    }
}
