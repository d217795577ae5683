//! What the vocal folds do: pulses, and breath between them.

use std::f64::consts::PI;

use super::{Style, Voice};
use crate::SAMPLE_RATE;
use crate::random::SplitMix64;

/// Pulses in the form of Rosenberg's (Journal of the Acoustical Society of America 49, 1971),
/// differentiated as by the lips, with noise.
pub(super) struct Source {
    pitch_hz: f64,
    open: f64,
    creak: f64,
    breath: f64,
    /// How far the period is, from 0 to 1.
    phase: f64,
    /// What this period's pitch and strength are multiplied by.
    pitch_factor: f64,
    strength: f64,
    flow_before: f64,
    random: SplitMix64,
}

impl Source {
    pub(super) fn new(voice: &Voice, style: &Style, seed: u64) -> Self {
        Self {
            pitch_hz: voice.pitch_hz,
            open: style.open,
            creak: style.creak,
            breath: voice.breath * style.breath,
            phase: 0.0,
            pitch_factor: 1.0,
            strength: 1.0,
            flow_before: 0.0,
            random: SplitMix64::new(seed),
        }
    }

    /// The next sample, at the voice's pitch times a factor.
    pub(super) fn next(&mut self, factor: f64) -> f64 {
        self.phase += self.pitch_hz * factor * self.pitch_factor / f64::from(SAMPLE_RATE);
        if self.phase >= 1.0 {
            self.phase -= 1.0;
            self.pitch_factor = 1.0 + self.creak * self.random.between(-1.0, 1.0);
            self.strength = 1.0 - 4.0 * self.creak * self.random.unit();
        }
        let flow = self.strength * flow(self.phase, self.open);
        let pulse = flow - self.flow_before;
        self.flow_before = flow;
        pulse + self.breath * 0.1 * self.random.between(-1.0, 1.0)
    }
}

/// The glottis opens over two thirds of its open time and closes over one.
fn flow(phase: f64, open: f64) -> f64 {
    let (rise, fall) = (open * 2.0 / 3.0, open / 3.0);
    if phase < rise {
        0.5 - 0.5 * (PI * phase / rise).cos()
    } else if phase < open {
        (PI / 2.0 * (phase - rise) / fall).cos()
    } else {
        0.0
    }
}
