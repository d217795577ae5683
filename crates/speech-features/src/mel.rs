//! The mel scale of Slaney's Auditory Toolbox, and its filters.

use crate::dot::dot;
use crate::framing::single;

/// Below this the scale is linear, above it logarithmic.
const LINEAR_END_HZ: f64 = 1000.0;
/// Hz a mel in the linear part.
const LINEAR_STEP: f64 = 200.0 / 3.0;
/// Mels over which the frequency grows by a factor of [`LOG_FACTOR`].
const LOG_MELS: f64 = 27.0;
/// See [`LOG_MELS`].
const LOG_FACTOR: f64 = 6.4;

/// Hz to mel, linear up to 1 kHz and logarithmic above, as librosa does by default (`htk=False`).
///
/// ```
/// assert!((speech_features::hz_to_mel(500.0) - 7.5).abs() < 1e-12);
/// ```
#[must_use]
pub fn hz_to_mel(hz: f64) -> f64 {
    if hz < LINEAR_END_HZ {
        return hz / LINEAR_STEP;
    }
    LINEAR_END_HZ / LINEAR_STEP + (hz / LINEAR_END_HZ).ln() * LOG_MELS / LOG_FACTOR.ln()
}

/// The inverse of [`hz_to_mel`].
#[must_use]
pub fn mel_to_hz(mel: f64) -> f64 {
    let end = LINEAR_END_HZ / LINEAR_STEP;
    if mel < end {
        return mel * LINEAR_STEP;
    }
    LINEAR_END_HZ * ((mel - end) * LOG_FACTOR.ln() / LOG_MELS).exp()
}

/// Triangles of equal area over the bins of a spectrum, as `librosa.filters.mel` with
/// `norm="slaney"` has them; bins outside of a triangle are not stored.
#[derive(Clone, Debug)]
pub(crate) struct MelFilters {
    bands: Vec<Band>,
}

#[derive(Clone, Debug)]
struct Band {
    first_bin: usize,
    weights: Vec<f32>,
}

impl MelFilters {
    pub(crate) fn new(
        sample_rate: u32,
        frame_length: usize,
        bands: usize,
        min_hz: f64,
        max_hz: f64,
    ) -> Self {
        let (least, most) = (hz_to_mel(min_hz), hz_to_mel(max_hz));
        let step = (most - least) / (bands + 1) as f64;
        let edge = |index: usize| mel_to_hz(least + step * index as f64);
        let bin_width = f64::from(sample_rate) / frame_length as f64;
        let bins = frame_length / 2 + 1;
        let band = |index| {
            let (low, peak, high) = (edge(index), edge(index + 1), edge(index + 2));
            let weight = |bin: usize| {
                let hz = bin as f64 * bin_width;
                let height = ((hz - low) / (peak - low)).min((high - hz) / (high - peak));
                height * 2.0 / (high - low)
            };
            let mut inside = (0..bins).filter(|&bin| weight(bin) > 0.0);
            // A band narrower than a bin may have none; its energy is then 0, as in librosa.
            let first_bin = inside.next().unwrap_or(0);
            let last_bin = inside.next_back().unwrap_or(first_bin);
            let weights = (first_bin..=last_bin).map(|bin| single(weight(bin).max(0.0)));
            Band {
                first_bin,
                weights: weights.collect(),
            }
        };
        Self {
            bands: (0..bands).map(band).collect(),
        }
    }

    /// The energy of each band of a power spectrum.
    pub(crate) fn apply(&self, power: &[f32], energies: &mut [f32]) {
        for (band, energy) in self.bands.iter().zip(energies) {
            let bins = &power[band.first_bin..][..band.weights.len()];
            *energy = dot(&band.weights, bins);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_has_an_inverse() {
        for hz in [0.0, 20.0, 440.0, 999.9, 1000.0, 4000.0, 20_000.0] {
            assert!((mel_to_hz(hz_to_mel(hz)) - hz).abs() <= 1e-9 * hz, "{hz}");
        }
    }

    #[test]
    fn a_band_without_a_bin_is_silent() {
        let filters = MelFilters::new(8000, 16, 40, 0.0, 4000.0);
        let mut energies = [9.0; 40];
        filters.apply(&[1.0; 9], &mut energies);
        assert!(energies.iter().all(|energy| energy.is_finite()));
        assert!(energies.contains(&0.0));
    }
}
