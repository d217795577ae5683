//! What throat and mouth do: three resonances.

use std::f64::consts::TAU;

use crate::SAMPLE_RATE;

/// Resonances in Hz of the vowels a, i, u, e, o of a man.
pub(super) const VOWELS: [[f64; 3]; 5] = [
    [750.0, 1250.0, 2500.0],
    [300.0, 2200.0, 2950.0],
    [340.0, 800.0, 2350.0],
    [480.0, 1850.0, 2550.0],
    [500.0, 950.0, 2450.0],
];

/// Bandwidths in Hz.
const BANDWIDTHS: [f64; 3] = [80.0, 100.0, 150.0];

/// Three resonators one behind the other (Klatt, Journal of the Acoustical Society of America 67,
/// 1980).
pub(super) struct Tract {
    factor: f64,
    resonators: [Resonator; 3],
}

/// `y[n] = a x[n] + b y[n-1] + c y[n-2]`, of gain 1 at 0 Hz.
#[derive(Clone, Copy, Default)]
struct Resonator {
    a: f64,
    b: f64,
    c: f64,
    before: f64,
    before_that: f64,
}

impl Tract {
    pub(super) fn new(factor: f64) -> Self {
        Self {
            factor,
            resonators: [Resonator::default(); 3],
        }
    }

    /// Forms a vowel, or what lies on the way to the next.
    pub(super) fn set(&mut self, vowel: usize, next: usize, way: f64) {
        for (at, resonator) in self.resonators.iter_mut().enumerate() {
            let hz = VOWELS[vowel][at] * (1.0 - way) + VOWELS[next][at] * way;
            resonator.tune(hz * self.factor, BANDWIDTHS[at]);
        }
    }

    pub(super) fn next(&mut self, sample: f64) -> f64 {
        (self.resonators.iter_mut()).fold(sample, |sample, resonator| resonator.next(sample))
    }
}

impl Resonator {
    fn tune(&mut self, hz: f64, bandwidth: f64) {
        let period = 1.0 / f64::from(SAMPLE_RATE);
        self.c = -(-TAU * bandwidth * period).exp();
        self.b = 2.0 * (-TAU / 2.0 * bandwidth * period).exp() * (TAU * hz * period).cos();
        self.a = 1.0 - self.b - self.c;
    }

    fn next(&mut self, sample: f64) -> f64 {
        let value = self.a * sample + self.b * self.before + self.c * self.before_that;
        self.before_that = self.before;
        self.before = value;
        value
    }
}
