//! The shape of a spectrum in four numbers.

use crate::framing::single;

/// Of this share of the magnitude lies nothing above the roll-off, librosa's default.
const ROLLOFF_SHARE: f64 = 0.85;
/// What power counts as at least in the flatness, librosa's default.
const LEAST_POWER: f32 = 1e-10;

/// The shape of the spectrum of one frame, with librosa's definitions and defaults.
///
/// Silence has 0 Hz in all three frequencies and a flatness of 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct SpectralShape {
    /// The mean frequency, weighted by magnitude, in Hz.
    pub centroid_hz: f32,
    /// The standard deviation of the frequency, weighted by magnitude, in Hz.
    pub bandwidth_hz: f32,
    /// The frequency up to which 85% of the magnitude lie, in Hz.
    pub rolloff_hz: f32,
    /// The geometric mean of the power over its arithmetic mean: 1 for white noise, near 0 for a
    /// tone.
    pub flatness: f32,
}

impl SpectralShape {
    /// `magnitudes` is room for the square roots.
    pub(crate) fn of(power: &[f32], bin_hz: f32, magnitudes: &mut [f32]) -> Self {
        let mut sum = 0.0_f64;
        let mut weighted = 0.0_f64;
        for (bin, (magnitude, power)) in magnitudes.iter_mut().zip(power).enumerate() {
            *magnitude = power.sqrt();
            sum += f64::from(*magnitude);
            weighted += f64::from(*magnitude) * bin as f64;
        }
        let flatness = flatness(power);
        if sum < f64::from(f32::MIN_POSITIVE) {
            return Self {
                flatness,
                ..Self::default()
            };
        }
        let centroid = weighted / sum;
        let mut spread = 0.0;
        let mut below = 0.0;
        let mut rolloff = None;
        for (bin, &magnitude) in magnitudes.iter().enumerate() {
            let (magnitude, distance) = (f64::from(magnitude), bin as f64 - centroid);
            spread += magnitude * distance * distance;
            below += magnitude;
            if rolloff.is_none() && below >= ROLLOFF_SHARE * sum {
                rolloff = Some(bin);
            }
        }
        let hz = |bins: f64| single(bins) * bin_hz;
        Self {
            centroid_hz: hz(centroid),
            bandwidth_hz: hz((spread / sum).sqrt()),
            rolloff_hz: hz(rolloff.unwrap_or(0) as f64),
            flatness,
        }
    }
}

/// `exp(mean(ln p)) / mean(p)`.
fn flatness(power: &[f32]) -> f32 {
    let mut sum = 0.0_f64;
    let mut logarithms = 0.0_f64;
    // The logarithm of a product is cheaper than that of each factor. Eight factors from 1e-10 up
    // do not leave the range of f64.
    for block in power.chunks(8) {
        let mut product = 1.0_f64;
        for value in block {
            let value = f64::from(value.max(LEAST_POWER));
            sum += value;
            product *= value;
        }
        logarithms += product.ln();
    }
    let count = power.len() as f64;
    single((logarithms / count).exp() * count / sum)
}
