//! One row of numbers a clip, for classifiers that take rows.

use crate::framing::single;
use crate::summary::{least_and_greatest, mean_and_deviation, slope};
use crate::voice::level_db;
use crate::{
    DeltaOrder, Extractor, ExtractorParams, FEATURE_COUNT, FrameMatrix, Pitch, SpectralShape,
    SpeechError, VoiceParams, Yin, YinParams, check, delta, rms, voice_activity,
    zero_crossing_rate,
};

/// Frames a second.
const FRAMES_PER_SECOND: u32 = 100;
/// A frame of spectra and energies lasts at least this part of a second.
const SPECTRUM_PART: u32 = 40;
/// A frame of pitch lasts this part of a second: three periods of the lowest pitch, and no longer,
/// since pitch glides.
const PITCH_PART: u32 = 20;
/// Pitches that voices have, in Hz.
const VOICE_HZ: (f64, f64) = (60.0, 500.0);
/// A frame is voiced from this periodicity on. Praat's threshold for a correlation like it is
/// 0.45; ours also has to keep consonants out that a longer frame smears.
pub(crate) const VOICED: f32 = 0.5;
/// Frames of silence that make a pause: 200 ms, longer than the closure of a stop.
const PAUSE_FRAMES: usize = 20;

/// Computes 147 statistics of a clip: what a study of speech emotion calls its baseline.
///
/// [`FEATURE_NAMES`](crate::FEATURE_NAMES) has their names in order. Frames come every 10 ms.
/// Their length is the least power of two that lasts 25 ms for spectra, energies and crossings
/// (512 samples at 16 kHz), and 50 ms for the pitch, which is sought from 60 to 500 Hz. Spectra
/// have 40 mel bands up to half the sample rate. Deviations are those of a population.
///
/// | names | unit | meaning |
/// |---|---|---|
/// | `mfcc_00` to `mfcc_19`, `_mean`, `_std` | dB, times the cosines | [`Extractor::mfcc`] |
/// | `delta_00` to `delta_19` | the same a frame | first derivatives, by [`delta`] |
/// | `delta2_00` to `delta2_19` | the same a frame squared | second derivatives, likewise |
/// | `f0_mean_hz`, `_std`, `_min`, `_max`, `_range` | Hz | pitch of voiced frames, by [`Yin`] |
/// | `f0_slope_hz_per_s` | Hz/s | of the line through the pitches of voiced frames |
/// | `f0_change` | share | mean change of the pitch between neighbours, over the mean pitch |
/// | `voiced_share` | share | frames that are voiced |
/// | `voiced_segments_per_s` | 1/s | runs of voiced frames |
/// | `periodicity_mean` | -1 to 1 | mean [`Pitch::periodicity`] of voiced frames |
/// | `energy_mean_db`, `_std`, `_range` | dB | level of active frames, 0 dB being an RMS of 1 |
/// | `energy_slope_db_per_s` | dB/s | of the line through the levels of active frames |
/// | `zero_crossings_mean`, `_std` | share | changes of sign a sample, of active frames |
/// | `centroid_…`, `bandwidth_…`, `rolloff_…` | Hz | [`SpectralShape`] of active frames |
/// | `flatness_mean`, `_std` | 0 to 1 | the same |
/// | `duration_s` | s | of the whole clip |
/// | `pause_share` | share | frames without activity |
/// | `pauses_per_s` | 1/s | stretches of 200 ms and more without activity, between active frames |
///
/// Active frames are those that [`voice_activity`] finds; of these, frames with a periodicity of
/// at least 0.5 are voiced. MFCC and derivatives, too, are summed up over active
/// frames; where none is active, over all. Every number is finite: statistics of no
/// frames are 0, derivatives of a clip of fewer than nine frames too, and levels are at least
/// -100 dB.
///
/// ```
/// use speech_features::{FEATURE_NAMES, StatisticsExtractor};
///
/// let saw: Vec<f32> = (0..16_000_u16).map(|n| f32::from(n % 80) / 80.0 - 0.5).collect();
/// let row = StatisticsExtractor::new(16_000)?.extract(&saw)?;
/// let pitch = FEATURE_NAMES.iter().position(|name| *name == "f0_mean_hz").unwrap();
/// assert!((row[pitch] - 200.0).abs() < 1.0);
/// # Ok::<(), speech_features::SpeechError>(())
/// ```
#[derive(Clone, Debug)]
pub struct StatisticsExtractor {
    extractor: Extractor,
    yin: Yin,
}

impl StatisticsExtractor {
    /// Plans all transforms for a sample rate. Recordings at several rates are better resampled
    /// to one first: what the microphone's rate cuts off would tell speakers or rooms apart.
    ///
    /// # Errors
    ///
    /// A sample rate below 1,000 Hz or out of its range.
    pub fn new(sample_rate: u32) -> Result<Self, SpeechError> {
        check::sample_rate(sample_rate)?;
        // Half of it must hold the highest pitch.
        let least = 2.0 * VOICE_HZ.1;
        let most = f64::from(crate::MAX_SAMPLE_RATE);
        check::range("sample_rate", f64::from(sample_rate), least, most)?;
        let params = ExtractorParams::default()
            .with_sample_rate(sample_rate)
            .with_frame_length(spectrum_length(sample_rate))
            .with_hop_length((sample_rate / FRAMES_PER_SECOND) as usize)
            .with_mel_bands(40);
        Ok(Self {
            extractor: Extractor::new(&params)?,
            yin: Yin::new(&pitch_params(sample_rate))?,
        })
    }

    /// The statistics of a clip.
    ///
    /// # Errors
    ///
    /// No samples, or a sample out of its range.
    pub fn extract(&mut self, samples: &[f32]) -> Result<[f32; FEATURE_COUNT], SpeechError> {
        let (mfcc, shapes) = self.extractor.mfcc_and_shape(samples)?;
        let params = self.extractor.params();
        let energies = rms(samples, params.frame_length, params.hop_length)?;
        let crossings = zero_crossing_rate(samples, params.frame_length, params.hop_length)?;
        let active = voice_activity(&energies, &VoiceParams::default())?;
        let hop_seconds = params.hop_length as f64 / f64::from(params.sample_rate);
        let clip = Clip {
            seconds: samples.len() as f64 / f64::from(params.sample_rate),
            hop_seconds,
            levels: energies.iter().map(|energy| level_db(*energy)).collect(),
            pitches: self.yin.track(samples)?,
            active,
            crossings,
            shapes,
        };
        let mut row = Row::default();
        clip.columns(&mfcc, &mut row);
        for order in [DeltaOrder::First, DeltaOrder::Second] {
            // A clip too short for a derivative has none.
            let deltas = delta(&mfcc, order)
                .unwrap_or_else(|_| FrameMatrix::zeros(mfcc.len(), mfcc.width()));
            clip.columns(&deltas, &mut row);
        }
        clip.pitch(&mut row);
        clip.energy(&mut row);
        clip.shape(&mut row);
        clip.pauses(&mut row);
        Ok(row.values)
    }
}

/// Samples of a frame of spectra and energies.
pub(crate) fn spectrum_length(sample_rate: u32) -> usize {
    (sample_rate / SPECTRUM_PART).next_power_of_two() as usize
}

/// How the pitch of a voice is sought, 100 times a second.
pub(crate) fn pitch_params(sample_rate: u32) -> YinParams {
    // Signals have as many frames of even length as of any other even length.
    let frame_length = (sample_rate / PITCH_PART).next_multiple_of(2) as usize;
    YinParams::default()
        .with_sample_rate(sample_rate)
        .with_frame_length(frame_length)
        .with_hop_length((sample_rate / FRAMES_PER_SECOND) as usize)
        .with_min_hz(VOICE_HZ.0)
        .with_max_hz(VOICE_HZ.1)
}

/// Statistics in the order of their names.
struct Row {
    values: [f32; FEATURE_COUNT],
    filled: usize,
}

impl Default for Row {
    fn default() -> Self {
        Self {
            values: [0.0; FEATURE_COUNT],
            filled: 0,
        }
    }
}

impl Row {
    fn push(&mut self, value: f64) {
        self.values[self.filled] = single(value);
        self.filled += 1;
    }

    fn push_pair(&mut self, (mean, deviation): (f64, f64)) {
        self.push(mean);
        self.push(deviation);
    }
}

/// What is known of each frame of a clip.
struct Clip {
    seconds: f64,
    hop_seconds: f64,
    /// In dB.
    levels: Vec<f32>,
    pitches: Vec<Pitch>,
    active: Vec<bool>,
    crossings: Vec<f32>,
    shapes: Vec<SpectralShape>,
}

impl Clip {
    fn is_voiced(&self, frame: usize) -> bool {
        self.active[frame] && self.pitches[frame].periodicity >= VOICED
    }

    fn voiced(&self) -> impl Iterator<Item = usize> + Clone {
        (0..self.active.len()).filter(|&frame| self.is_voiced(frame))
    }

    /// The active frames; all frames where none is.
    fn active(&self) -> impl Iterator<Item = usize> + Clone {
        let any = self.active.contains(&true);
        (0..self.active.len()).filter(move |&frame| self.active[frame] || !any)
    }

    fn share(&self, frames: usize) -> f64 {
        frames as f64 / self.active.len() as f64
    }

    /// The means of all columns over active frames, then their deviations.
    fn columns(&self, frames: &FrameMatrix, row: &mut Row) {
        let summaries: Vec<(f64, f64)> = (0..frames.width())
            .map(|column| mean_and_deviation(self.active().map(|frame| frames.row(frame)[column])))
            .collect();
        for (mean, _) in &summaries {
            row.push(*mean);
        }
        for (_, deviation) in &summaries {
            row.push(*deviation);
        }
    }

    fn pitch(&self, row: &mut Row) {
        let hz = self.voiced().map(|frame| self.pitches[frame].hz);
        let (mean, deviation) = mean_and_deviation(hz.clone());
        let (least, greatest) = least_and_greatest(hz.clone());
        row.push_pair((mean, deviation));
        row.push(least);
        row.push(greatest);
        row.push(greatest - least);
        row.push(slope(
            self.voiced()
                .zip(hz)
                .map(|(frame, hz)| (self.time(frame), hz)),
        ));
        let changes = self
            .voiced()
            .filter(|&frame| frame > 0 && self.is_voiced(frame - 1))
            .map(|frame| (self.pitches[frame].hz - self.pitches[frame - 1].hz).abs());
        let change = mean_and_deviation(changes).0;
        row.push(if mean > 0.0 { change / mean } else { 0.0 });
        row.push(self.share(self.voiced().count()));
        let begins = |frame: &usize| *frame == 0 || !self.is_voiced(frame - 1);
        row.push(self.voiced().filter(begins).count() as f64 / self.seconds);
        let periodicities = self.voiced().map(|frame| self.pitches[frame].periodicity);
        row.push(mean_and_deviation(periodicities).0);
    }

    fn energy(&self, row: &mut Row) {
        let levels = self.active().map(|frame| self.levels[frame]);
        row.push_pair(mean_and_deviation(levels.clone()));
        let (least, greatest) = least_and_greatest(levels.clone());
        row.push(greatest - least);
        let points = self.active().zip(levels);
        row.push(slope(
            points.map(|(frame, level)| (self.time(frame), level)),
        ));
        row.push_pair(mean_and_deviation(
            self.active().map(|frame| self.crossings[frame]),
        ));
    }

    fn shape(&self, row: &mut Row) {
        let measures: [fn(&SpectralShape) -> f32; 4] = [
            |shape| shape.centroid_hz,
            |shape| shape.bandwidth_hz,
            |shape| shape.rolloff_hz,
            |shape| shape.flatness,
        ];
        for measure in measures {
            let values = self.active().map(|frame| measure(&self.shapes[frame]));
            row.push_pair(mean_and_deviation(values));
        }
    }

    fn pauses(&self, row: &mut Row) {
        row.push(self.seconds);
        let still = self.active.iter().filter(|active| !**active).count();
        row.push(self.share(still));
        let first = self.active.iter().position(|active| *active);
        let last = self.active.iter().rposition(|active| *active);
        let inside = match (first, last) {
            (Some(first), Some(last)) => &self.active[first..=last],
            _ => &[],
        };
        let pauses = inside
            .chunk_by(|a, b| a == b)
            .filter(|run| !run[0] && run.len() >= PAUSE_FRAMES)
            .count();
        row.push(pauses as f64 / self.seconds);
    }

    /// The middle of a frame, in seconds.
    fn time(&self, frame: usize) -> f64 {
        frame as f64 * self.hop_seconds
    }
}
