//! Loudness and crossings of zero, frame by frame, and pre-emphasis.

use crate::framing::{frame_count, single};
use crate::{SpeechError, check, params};

/// What is not above this is zero to [`zero_crossing_rate`], librosa's default.
const ZERO: f32 = 1e-10;

/// The root of the mean square of every centred frame: `librosa.feature.rms`. Zeros stand for what
/// lies outside of the signal.
///
/// # Errors
///
/// No samples, or a sample or length out of its range.
pub fn rms(
    samples: &[f32],
    frame_length: usize,
    hop_length: usize,
) -> Result<Vec<f32>, SpeechError> {
    check::signal(samples)?;
    params::frame(frame_length, hop_length)?;
    let squares = |frame: &[f32]| -> f64 {
        let square = |sample: &f32| f64::from(*sample) * f64::from(*sample);
        frame.iter().map(square).sum()
    };
    Ok(parts(samples, frame_length, hop_length)
        .map(|part| single((squares(part) / frame_length as f64).sqrt()))
        .collect())
}

/// Changes of sign over samples, for every centred frame: `librosa.feature.zero_crossing_rate`.
/// Zero is positive; before and after the signal its first and last sample go on.
///
/// # Errors
///
/// No samples, or a sample or length out of its range.
pub fn zero_crossing_rate(
    samples: &[f32],
    frame_length: usize,
    hop_length: usize,
) -> Result<Vec<f32>, SpeechError> {
    check::signal(samples)?;
    params::frame(frame_length, hop_length)?;
    let is_negative = |sample: f32| sample < -ZERO;
    let crossings = |frame: &[f32]| {
        let signs = frame.iter().zip(frame.iter().skip(1));
        signs
            .filter(|(a, b)| is_negative(**a) != is_negative(**b))
            .count()
    };
    Ok(parts(samples, frame_length, hop_length)
        .map(|part| single(crossings(part) as f64 / frame_length as f64))
        .collect())
}

/// What each centred frame has of the signal.
fn parts(samples: &[f32], frame_length: usize, hop_length: usize) -> impl Iterator<Item = &[f32]> {
    let half = frame_length / 2;
    (0..frame_count(samples.len(), frame_length, hop_length)).map(move |frame| {
        let middle = frame * hop_length;
        let end = (middle + frame_length - half).min(samples.len());
        &samples[middle.saturating_sub(half).min(end)..end]
    })
}

/// Raises high frequencies: `y[n] = x[n] - coefficient * x[n - 1]`, as
/// `librosa.effects.preemphasis`, whose default coefficient is 0.97. The first value is
/// `3 x[0] - x[1]`, as there; a single sample stays as it is.
///
/// ```
/// assert_eq!(speech_features::pre_emphasis(&[1.0, 2.0, 2.0], 0.5), [1.0, 1.5, 1.0]);
/// ```
#[must_use]
pub fn pre_emphasis(samples: &[f32], coefficient: f32) -> Vec<f32> {
    let first = match samples {
        [] => None,
        [only] => Some(*only),
        [first, second, ..] => Some(3.0 * first - second),
    };
    let pairs = samples.iter().zip(samples.iter().skip(1));
    first
        .into_iter()
        .chain(pairs.map(|(before, now)| now - coefficient * before))
        .collect()
}
