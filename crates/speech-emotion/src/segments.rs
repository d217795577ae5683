//! Long recordings, piece by piece.

use std::collections::BTreeMap;

use serde::Serialize;
use speech_features::{VoiceParams, resample, rms, voice_activity};

use crate::{Emotion, EmotionError, Recogniser, Recognition, SAMPLE_RATE};

/// Frames of the voice activity: 25 ms, padded to a power of two, every 10 ms.
const FRAME_LENGTH: usize = 512;
const HOP_LENGTH: usize = 160;

/// How a recording is cut.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SegmentOptions {
    /// What the model hears at once, 0.5 to 60 s. Default 3, as long as the clips of most corpora.
    pub window_seconds: f64,
    /// From one window to the next, 0.1 s to a window; also how finely times are told. Default 1.
    pub hop_seconds: f64,
    /// The least share of a window, and of a piece, in which somebody speaks, 0 to 1. Default 0.3.
    pub least_speech: f64,
    /// Where somebody speaks.
    pub voice: VoiceParams,
}

impl Default for SegmentOptions {
    fn default() -> Self {
        Self {
            window_seconds: 3.0,
            hop_seconds: 1.0,
            least_speech: 0.3,
            voice: VoiceParams::default(),
        }
    }
}

impl SegmentOptions {
    /// Sets [`window_seconds`](Self::window_seconds).
    #[must_use]
    pub fn with_window_seconds(self, window_seconds: f64) -> Self {
        Self {
            window_seconds,
            ..self
        }
    }

    /// Sets [`hop_seconds`](Self::hop_seconds).
    #[must_use]
    pub fn with_hop_seconds(self, hop_seconds: f64) -> Self {
        Self {
            hop_seconds,
            ..self
        }
    }

    /// Sets [`least_speech`](Self::least_speech).
    #[must_use]
    pub fn with_least_speech(self, least_speech: f64) -> Self {
        Self {
            least_speech,
            ..self
        }
    }

    /// Sets [`voice`](Self::voice).
    #[must_use]
    pub fn with_voice(self, voice: VoiceParams) -> Self {
        Self { voice, ..self }
    }

    fn check(&self) -> Result<(), EmotionError> {
        for (field, value, least, most) in [
            ("window_seconds", self.window_seconds, 0.5, 60.0),
            ("hop_seconds", self.hop_seconds, 0.1, self.window_seconds),
            ("least_speech", self.least_speech, 0.0, 1.0),
        ] {
            if !(least..=most).contains(&value) {
                return Err(EmotionError::OutOfRange {
                    field,
                    least,
                    most,
                    value,
                });
            }
        }
        Ok(())
    }
}

/// A stretch of a recording with one answer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Segment {
    /// Where it begins, in seconds.
    pub start: f64,
    /// Where it ends, in seconds.
    pub end: f64,
    /// The class; `None` where nobody speaks.
    pub emotion: Option<Emotion>,
    /// The mean probability of the class over the stretch; 0 where nobody speaks.
    pub confidence: f64,
}

/// Judges a recording window by window. Segments follow each other without gaps, from 0 to the
/// end of the recording, and no two neighbours have the same answer.
///
/// Windows overlap. The recording is cut into pieces as long as a hop, each piece takes the mean
/// of the probabilities of the windows that cover it, and neighbours with the same class are
/// merged. Where there is too little speech in a window or piece, it has no class.
///
/// # Errors
///
/// [`EmotionError::OutOfRange`], and [`EmotionError::Signal`] for no samples, or samples or a rate
/// out of their range.
pub fn recognise_segments(
    recogniser: &Recogniser,
    samples: &[f32],
    sample_rate: u32,
    options: &SegmentOptions,
) -> Result<Vec<Segment>, EmotionError> {
    segments_with(samples, sample_rate, options, |window| {
        recogniser.recognise_resampled(window)
    })
}

/// Does the same by any recogniser: `judge` is given one window after the other, mono samples at
/// [`SAMPLE_RATE`], those left out in which nobody speaks.
///
/// ```
/// use speech_emotion::{
///     Emotion, EmotionError, Recognition, SAMPLE_RATE, SegmentOptions, segments_with,
/// };
///
/// let hum: Vec<f32> = (0..5 * SAMPLE_RATE).map(|at| (at as f32 * 0.05).sin() * 0.3).collect();
/// let segments = segments_with(&hum, SAMPLE_RATE, &SegmentOptions::default(), |window| {
///     assert_eq!(window.len(), 3 * SAMPLE_RATE as usize);
///     Recognition::from_probabilities(vec![(Emotion::Tenang, 1.0)])
/// })?;
/// assert_eq!((segments.len(), segments[0].end), (1, 5.0));
/// assert_eq!(segments[0].emotion, Some(Emotion::Tenang));
/// # Ok::<(), EmotionError>(())
/// ```
///
/// # Errors
///
/// Those of [`recognise_segments`], and the first of `judge`.
pub fn segments_with<E: From<EmotionError>>(
    samples: &[f32],
    sample_rate: u32,
    options: &SegmentOptions,
    mut judge: impl FnMut(&[f32]) -> Result<Recognition, E>,
) -> Result<Vec<Segment>, E> {
    options.check()?;
    let samples = resample(samples, sample_rate, SAMPLE_RATE).map_err(EmotionError::Signal)?;
    let energies = rms(&samples, FRAME_LENGTH, HOP_LENGTH).map_err(EmotionError::Signal)?;
    let active = voice_activity(&energies, &options.voice).map_err(EmotionError::Signal)?;
    let speaks = |start: usize, end: usize| {
        let first = (start / HOP_LENGTH).min(active.len());
        let last = end.div_ceil(HOP_LENGTH).clamp(first, active.len());
        let frames = &active[first..last];
        let spoken = frames.iter().filter(|active| **active).count();
        !frames.is_empty() && spoken as f64 >= options.least_speech * frames.len() as f64
    };
    let (window, hop) = (
        in_samples(options.window_seconds),
        in_samples(options.hop_seconds),
    );
    let pieces = samples.len().div_ceil(hop);
    let mut sums: Vec<BTreeMap<Emotion, f64>> = vec![BTreeMap::new(); pieces];
    let mut heard = vec![0.0; pieces];
    // The last window ends with the recording; a short recording is one window.
    let windows = pieces.saturating_sub(window.div_ceil(hop)) + 1;
    for first in 0..windows {
        let start = first * hop;
        let end = (start + window).min(samples.len());
        if !speaks(start, end) {
            continue;
        }
        let found = judge(&samples[start..end])?;
        for piece in first..end.div_ceil(hop) {
            heard[piece] += 1.0;
            for (class, probability) in &found.probabilities {
                *sums[piece].entry(*class).or_default() += probability;
            }
        }
    }
    let mut segments: Vec<Segment> = Vec::new();
    for (piece, (sums, heard)) in sums.iter().zip(heard).enumerate() {
        let (start, end) = (piece * hop, ((piece + 1) * hop).min(samples.len()));
        let (emotion, confidence) = match most_probable(sums) {
            Some((class, sum)) if speaks(start, end) => (Some(class), sum / heard),
            _ => (None, 0.0),
        };
        let (start, end) = (in_seconds(start), in_seconds(end));
        match segments.last_mut() {
            Some(last) if last.emotion == emotion => {
                let (before, own) = (last.end - last.start, end - start);
                last.confidence = (last.confidence * before + confidence * own) / (before + own);
                last.end = end;
            }
            _ => segments.push(Segment {
                start,
                end,
                emotion,
                confidence,
            }),
        }
    }
    Ok(segments)
}

/// The class with the largest sum, the first of equals; `None` where no window was judged.
fn most_probable(sums: &BTreeMap<Emotion, f64>) -> Option<(Emotion, f64)> {
    let pairs = sums.iter().map(|(class, sum)| (*class, *sum));
    pairs.reduce(|best, next| if next.1 > best.1 { next } else { best })
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the options bound the number between 0.1 and 60 s"
)]
fn in_samples(seconds: f64) -> usize {
    (seconds * f64::from(SAMPLE_RATE)).round() as usize
}

fn in_seconds(samples: usize) -> f64 {
    samples as f64 / f64::from(SAMPLE_RATE)
}
