//! Checks that several functions share.

use crate::{MAX_MAGNITUDE, MAX_SAMPLE_RATE, SpeechError};

/// Refuses a signal that is empty or has a sample beyond [`MAX_MAGNITUDE`].
pub(crate) fn signal(samples: &[f32]) -> Result<(), SpeechError> {
    if samples.is_empty() {
        return Err(SpeechError::Empty);
    }
    magnitudes(samples)
}

/// Refuses a sample beyond [`MAX_MAGNITUDE`], infinite or NaN.
pub(crate) fn magnitudes(samples: &[f32]) -> Result<(), SpeechError> {
    // NaN is within no bounds.
    let valid = |sample: &f32| sample.abs() <= MAX_MAGNITUDE;
    match samples.iter().position(|sample| !valid(sample)) {
        None => Ok(()),
        Some(index) => Err(SpeechError::InvalidSample {
            index,
            value: samples[index],
        }),
    }
}

/// Refuses a sample rate of 0 and one above [`MAX_SAMPLE_RATE`].
pub(crate) fn sample_rate(rate: u32) -> Result<(), SpeechError> {
    match rate {
        1..=MAX_SAMPLE_RATE => Ok(()),
        rate => Err(SpeechError::SampleRate { rate }),
    }
}

/// Refuses a parameter out of its range, NaN too.
pub(crate) fn range(
    field: &'static str,
    value: f64,
    least: f64,
    most: f64,
) -> Result<(), SpeechError> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(SpeechError::OutOfRange {
        field,
        least,
        most,
        value,
    })
}
