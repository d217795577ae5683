//! How an emotion sounds, in numbers.

use std::f64::consts::{PI, TAU};

use crate::Emotion;
use crate::random::SplitMix64;

/// Pitch, loudness, tempo and voice of an emotion, relative to a neutral voice.
#[derive(Clone, Debug)]
pub(super) struct Style {
    /// Semitones above the voice's own pitch.
    pub(super) raise: f64,
    /// Semitones that an accented syllable stands out by.
    pub(super) swing: f64,
    /// Semitones from the beginning of the clip to its end.
    pub(super) drift: f64,
    /// Semitones of a tremor of six cycles a second.
    pub(super) tremor: f64,
    /// The level in dB.
    pub(super) level_db: f64,
    pub(super) syllables_per_second: f64,
    /// The share of a syllable in which its loudness rises.
    pub(super) onset: f64,
    /// The share of a period in which the glottis is open: the shorter, the harsher.
    pub(super) open: f64,
    /// How irregular periods are, as a share.
    pub(super) creak: f64,
    /// What the voice's noise is multiplied by.
    pub(super) breath: f64,
}

impl Style {
    pub(super) fn of(emotion: Emotion) -> Self {
        let neutral = Self {
            raise: 0.0,
            swing: 1.5,
            drift: -1.5,
            tremor: 0.0,
            level_db: 0.0,
            syllables_per_second: 4.5,
            onset: 0.2,
            open: 0.6,
            creak: 0.005,
            breath: 1.0,
        };
        match emotion {
            Emotion::Marah => Self {
                raise: 5.0,
                swing: 2.0,
                drift: 0.0,
                level_db: 9.0,
                syllables_per_second: 6.0,
                onset: 0.06,
                open: 0.35,
                creak: 0.02,
                ..neutral
            },
            Emotion::Sedih => Self {
                raise: -2.0,
                swing: 0.6,
                drift: -4.0,
                level_db: -9.0,
                syllables_per_second: 2.8,
                onset: 0.35,
                open: 0.75,
                breath: 4.0,
                ..neutral
            },
            Emotion::Takut => Self {
                raise: 7.0,
                swing: 0.8,
                drift: 2.0,
                tremor: 1.5,
                level_db: -3.0,
                syllables_per_second: 6.5,
                open: 0.72,
                breath: 5.0,
                ..neutral
            },
            Emotion::Senang => Self {
                raise: 4.0,
                swing: 6.0,
                drift: 1.0,
                level_db: 3.0,
                syllables_per_second: 4.5,
                onset: 0.12,
                open: 0.55,
                ..neutral
            },
            Emotion::Jijik => Self {
                raise: -4.0,
                swing: 1.0,
                drift: -2.0,
                level_db: -3.0,
                syllables_per_second: 3.6,
                onset: 0.5,
                open: 0.45,
                creak: 0.12,
                ..neutral
            },
            Emotion::Terkejut => Self {
                raise: 8.0,
                swing: 4.0,
                drift: 5.0,
                level_db: 4.0,
                onset: 0.05,
                ..neutral
            },
            Emotion::Kecewa => Self {
                raise: -1.0,
                drift: -5.0,
                level_db: -4.0,
                syllables_per_second: 3.4,
                ..neutral
            },
            Emotion::Tenang => Self {
                swing: 0.8,
                level_db: -4.0,
                syllables_per_second: 3.6,
                open: 0.7,
                ..neutral
            },
            Emotion::Netral => neutral,
        }
    }

    /// The style as one take has it.
    pub(super) fn varied(self, random: &mut SplitMix64) -> Self {
        Self {
            raise: self.raise + random.between(-1.0, 1.0),
            swing: self.swing * random.between(0.8, 1.25),
            drift: self.drift + random.between(-0.7, 0.7),
            level_db: self.level_db + random.between(-1.5, 1.5),
            syllables_per_second: self.syllables_per_second * random.between(0.9, 1.1),
            ..self
        }
    }

    /// The factor on the voice's pitch, `progress` from 0 to 1 through the clip.
    pub(super) fn pitch(&self, progress: f64, seconds: f64, accent: f64) -> f64 {
        let semitones = self.raise
            + self.drift * (progress - 0.5)
            + self.swing * accent
            + self.tremor * (TAU * 6.0 * seconds).sin();
        2.0_f64.powf(semitones / 12.0)
    }

    /// Loudness within a syllable: rises over the onset, falls over the last quarter.
    pub(super) fn envelope(&self, within: f64, seconds: f64) -> f64 {
        let rise = (within / self.onset).min(1.0);
        // At least 20 ms, so that nothing clicks.
        let fall = ((1.0 - within) / (0.02 / seconds).max(0.25)).min(1.0);
        let smooth = |share: f64| 0.5 - 0.5 * (PI * share).cos();
        0.1 + 0.9 * smooth(rise) * smooth(fall)
    }
}
