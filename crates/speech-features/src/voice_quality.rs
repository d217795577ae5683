//! How a voice sounds beside its pitch: jitter, shimmer, noise and formants.

use crate::formants::{FORMANTS, formants};
use crate::framing::{copy_frame, index, single};
use crate::harmonicity::harmonics_to_noise_db;
use crate::pulses::{amplitude, find_pulses, jitter, shimmer};
use crate::statistics::{VOICED, pitch_params, spectrum_length};
use crate::summary::mean_and_deviation;
use crate::{
    Formant, MAX_SAMPLE_RATE, Pitch, SpeechError, VoiceParams, Yin, check, resample, rms,
    voice_activity,
};

/// The lowest sample rate, in Hz: the third formant has to fit in.
const LEAST_RATE: u32 = 8000;
/// The rate at which formants are sought, in Hz, or the signal's own where it is lower: five
/// formants of a voice lie below half of it.
const FORMANT_RATE: u32 = 11_000;
/// A frame of formants, in seconds; the window leaves half of it.
const FORMANT_SECONDS: f64 = 0.05;
/// Pulses within this time are one frame, in seconds.
const PULSE_SECONDS: f64 = 0.06;

/// How many statistics of the quality of a voice there are.
pub const VOICE_QUALITY_COUNT: usize = 18;

/// The name of each statistic, in the order in which [`VoiceQualityExtractor::extract`] gives
/// them.
#[rustfmt::skip]
pub const VOICE_QUALITY_NAMES: [&str; VOICE_QUALITY_COUNT] = [
    "jitter_mean", "jitter_variation", "shimmer_mean_db", "shimmer_variation", "hnr_mean_db",
    "hnr_variation",
    "f1_mean_hz", "f1_variation", "f1_bandwidth_mean_hz", "f1_bandwidth_variation",
    "f2_mean_hz", "f2_variation", "f2_bandwidth_mean_hz", "f2_bandwidth_variation",
    "f3_mean_hz", "f3_variation", "f3_bandwidth_mean_hz", "f3_bandwidth_variation",
];

/// The quality of the voice in one voiced frame.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct VoiceQuality {
    /// Mean change from one period to the next, as a share of the mean period; `None` where fewer
    /// than two periods follow each other within 60 ms.
    pub jitter: Option<f32>,
    /// Mean change of the amplitude from one period to the next, in dB; `None` likewise.
    pub shimmer_db: Option<f32>,
    /// What is periodic over what is not, in dB, from -20 to 50.
    pub hnr_db: f32,
    /// The three lowest formants; `None` where linear prediction finds fewer.
    pub formants: Option<[Formant; FORMANTS]>,
}

/// Computes jitter, shimmer, harmonics-to-noise ratio and formants: the part of eGeMAPS that the
/// 147 statistics lack most. They are a set of their own, and optional.
///
/// Frames come every 10 ms and are voiced as those of
/// [`StatisticsExtractor`](crate::StatisticsExtractor) are. Definitions are Praat's:
///
/// | names | unit | meaning |
/// |---|---|---|
/// | `jitter_` | share | change of the period, over the mean period |
/// | `shimmer_` | dB | change of the amplitude from period to period |
/// | `hnr_` | dB | periodic over other energy, of parts of 17 ms |
/// | `f1_` to `f3_` | Hz | formants by Burg's method, of frames of 50 ms under a Gaussian window |
/// | `f1_bandwidth_` to `f3_bandwidth_` | Hz | their width at -3 dB |
///
/// As eGeMAPS prescribes, `mean` is that of voiced frames, and `variation` their deviation over
/// the magnitude of their mean. Statistics of no frames are 0. Every number is finite.
///
/// ```
/// use speech_features::VoiceQualityExtractor;
///
/// let saw: Vec<f32> = (0..16_000_u16).map(|n| f32::from(n % 80) / 80.0 - 0.5).collect();
/// let row = VoiceQualityExtractor::new(16_000)?.extract(&saw)?;
/// // A saw has no jitter, no shimmer and no noise.
/// assert!(row[0] < 1e-3 && row[2] < 0.01 && row[4] > 30.0);
/// # Ok::<(), speech_features::SpeechError>(())
/// ```
#[derive(Clone, Debug)]
pub struct VoiceQualityExtractor {
    sample_rate: u32,
    yin: Yin,
}

impl VoiceQualityExtractor {
    /// Plans the transforms for a sample rate.
    ///
    /// # Errors
    ///
    /// A sample rate below 8,000 Hz or out of its range.
    pub fn new(sample_rate: u32) -> Result<Self, SpeechError> {
        let (rate, least) = (f64::from(sample_rate), f64::from(LEAST_RATE));
        check::range("sample_rate", rate, least, f64::from(MAX_SAMPLE_RATE))?;
        Ok(Self {
            sample_rate,
            yin: Yin::new(&pitch_params(sample_rate))?,
        })
    }

    /// The quality of every voiced frame; `None` for the others.
    ///
    /// # Errors
    ///
    /// No samples, or a sample out of its range.
    pub fn track(&mut self, samples: &[f32]) -> Result<Vec<Option<VoiceQuality>>, SpeechError> {
        let hop = self.yin.params().hop_length;
        let energies = rms(samples, spectrum_length(self.sample_rate), hop)?;
        let active = voice_activity(&energies, &VoiceParams::default())?;
        let pitches = self.yin.track(samples)?;
        let voiced: Vec<bool> = (active.iter().zip(&pitches))
            .map(|(active, pitch)| *active && pitch.periodicity >= VOICED)
            .collect();
        let rate = f64::from(self.sample_rate);
        let pulses = pulses(samples, &pitches, &voiced, hop as f64, rate);
        let low_rate = self.sample_rate.min(FORMANT_RATE);
        let low = resample(samples, self.sample_rate, low_rate)?;
        let mut low_frame = vec![0.0; index(FORMANT_SECONDS * f64::from(low_rate))];
        let qualities = (0..voiced.len()).map(|at| {
            voiced[at].then(|| {
                let middle = at * hop;
                let seconds = middle as f64 / rate;
                let low_middle = index((seconds * f64::from(low_rate)).round());
                copy_frame(&low, low_middle, &mut low_frame);
                let near = pulses.near(middle as f64, PULSE_SECONDS * rate);
                VoiceQuality {
                    jitter: jitter(&near.times, rate).map(single),
                    shimmer_db: shimmer(&near.times, &near.amplitudes, rate).map(single),
                    hnr_db: single(harmonics_to_noise_db(
                        samples,
                        middle,
                        rate / f64::from(pitches[at].hz),
                        rate,
                    )),
                    formants: formants(&low_frame, f64::from(low_rate)),
                }
            })
        });
        Ok(qualities.collect())
    }

    /// The statistics of a clip, in the order of [`VOICE_QUALITY_NAMES`].
    ///
    /// # Errors
    ///
    /// Those of [`track`](Self::track).
    pub fn extract(&mut self, samples: &[f32]) -> Result<[f32; VOICE_QUALITY_COUNT], SpeechError> {
        let frames = self.track(samples)?;
        let voiced = || frames.iter().flatten();
        let formant = |which: usize| {
            voiced().filter_map(move |quality| quality.formants.map(|found| found[which]))
        };
        let mut series: Vec<Vec<f32>> = vec![
            voiced().filter_map(|quality| quality.jitter).collect(),
            voiced().filter_map(|quality| quality.shimmer_db).collect(),
            voiced().map(|quality| quality.hnr_db).collect(),
        ];
        for which in 0..FORMANTS {
            series.push(formant(which).map(|formant| formant.hz).collect());
            series.push(formant(which).map(|formant| formant.bandwidth_hz).collect());
        }
        let mut row = [0.0; VOICE_QUALITY_COUNT];
        for (pair, values) in row.as_chunks_mut().0.iter_mut().zip(series) {
            let (mean, deviation) = mean_and_deviation(values.into_iter());
            let variation = if mean == 0.0 {
                0.0
            } else {
                deviation / mean.abs()
            };
            *pair = [single(mean), single(variation)];
        }
        Ok(row)
    }
}

/// The pulses of a clip or of a part of it, in samples.
struct Pulses {
    times: Vec<f64>,
    amplitudes: Vec<f64>,
}

impl Pulses {
    /// Those of a frame.
    fn near(&self, middle: f64, length: f64) -> Self {
        let from = self
            .times
            .partition_point(|time| *time < middle - length / 2.0);
        let until = self
            .times
            .partition_point(|time| *time <= middle + length / 2.0);
        Self {
            times: self.times[from..until].to_vec(),
            amplitudes: self.amplitudes[from..until].to_vec(),
        }
    }
}

/// The pulses of every voiced stretch, with their amplitudes.
fn pulses(
    samples: &[f32],
    pitches: &[Pitch],
    voiced: &[bool],
    hop: f64,
    sample_rate: f64,
) -> Pulses {
    let mut found = Pulses {
        times: Vec::new(),
        amplitudes: Vec::new(),
    };
    let mut first = 0;
    for run in voiced.chunk_by(|a, b| a == b) {
        let last = first + run.len() - 1;
        if run[0] {
            let period_at = |time: f64| {
                let frame = index((time / hop).round()).clamp(first, last);
                sample_rate / f64::from(pitches[frame].hz)
            };
            let span = ((first as f64 - 0.5) * hop, (last as f64 + 0.5) * hop);
            for time in find_pulses(samples, span, period_at) {
                found.times.push(time);
                found
                    .amplitudes
                    .push(amplitude(samples, time, period_at(time)));
            }
        }
        first = last + 1;
    }
    found
}
