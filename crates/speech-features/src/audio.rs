//! Audio as it lies in memory.

use crate::{MAX_CHANNELS, SpeechError, check, resample};

/// Samples of one or more channels with their rate.
///
/// ```
/// use speech_features::Audio;
///
/// let stereo = Audio::new(vec![0.5, -0.5, 1.0, 0.0], 2, 16_000)?;
/// assert_eq!((stereo.frames(), stereo.to_mono()), (2, vec![0.0, 0.5]));
/// # Ok::<(), speech_features::SpeechError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Audio {
    samples: Vec<f32>,
    channels: usize,
    sample_rate: u32,
}

impl Audio {
    /// Takes interleaved samples, full scale from -1 to 1.
    ///
    /// # Errors
    ///
    /// A sample rate, a number of channels or a sample out of its range; a last frame that lacks
    /// a channel. No samples at all are allowed.
    pub fn new(samples: Vec<f32>, channels: usize, sample_rate: u32) -> Result<Self, SpeechError> {
        check::sample_rate(sample_rate)?;
        if !(1..=MAX_CHANNELS).contains(&channels) {
            return Err(SpeechError::Channels { channels });
        }
        if !samples.len().is_multiple_of(channels) {
            return Err(SpeechError::Ragged {
                width: channels,
                values: samples.len(),
            });
        }
        check::magnitudes(&samples)?;
        Ok(Self {
            samples,
            channels,
            sample_rate,
        })
    }

    /// The interleaved samples.
    #[must_use]
    pub fn samples(&self) -> &[f32] {
        &self.samples
    }

    /// The number of channels.
    #[must_use]
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// The sample rate in Hz.
    #[must_use]
    pub fn sample_rate(&self) -> u32 {
        self.sample_rate
    }

    /// Samples of one channel.
    #[must_use]
    pub fn frames(&self) -> usize {
        self.samples.len() / self.channels
    }

    /// The duration in seconds.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        self.frames() as f64 / f64::from(self.sample_rate)
    }

    /// The mean of all channels.
    #[must_use]
    pub fn to_mono(&self) -> Vec<f32> {
        let share = 1.0 / self.channels as f32;
        self.samples
            .chunks_exact(self.channels)
            .map(|frame| frame.iter().sum::<f32>() * share)
            .collect()
    }

    /// The mean of all channels at another sample rate, by [`resample`].
    ///
    /// # Errors
    ///
    /// Those of [`resample`].
    pub fn to_mono_at(&self, sample_rate: u32) -> Result<Vec<f32>, SpeechError> {
        resample(&self.to_mono(), self.sample_rate, sample_rate)
    }
}
