//! How much of a voice is periodic.

use std::f64::consts::PI;

use crate::dot::dot;
use crate::framing::{copy_frame, index, single};

/// Neighbours on each side from which a value between two lags is interpolated.
const NEIGHBOURS: usize = 16;
/// Places to look at between two lags.
const STEPS: u32 = 16;
/// What is periodic, at least and at most: ratios from -20 to 50 dB.
const SHARE: (f64, f64) = (0.0099, 0.99999);

/// The length of the parts that are compared, in seconds: one period of the lowest pitch.
const PART_SECONDS: f64 = 1.0 / 60.0;

/// The harmonics-to-noise ratio around a sample, in dB: `10 log10(r / (1 - r))`, where `r` is the
/// correlation of a part of the signal with the part one period later, as in Praat's
/// `To Harmonicity (cc)`. The period is sought within a sample of the one given, and between
/// samples.
pub(crate) fn harmonics_to_noise_db(
    samples: &[f32],
    middle: usize,
    period: f64,
    sample_rate: f64,
) -> f64 {
    let part = index(PART_SECONDS * sample_rate);
    let first = index(period.round()).saturating_sub(NEIGHBOURS).max(1);
    let last = first + 2 * NEIGHBOURS;
    let mut frame = vec![0.0; part + last];
    copy_frame(samples, middle, &mut frame);
    let mean = frame.iter().map(|sample| f64::from(*sample)).sum::<f64>() / frame.len() as f64;
    for sample in &mut frame {
        *sample -= single(mean);
    }
    let alike: Vec<f64> = (first..=last)
        .map(|lag| correlation(&frame[..part], &frame[lag..][..part]))
        .collect();
    let steps = (0..=2 * STEPS).map(|step| f64::from(step) / f64::from(STEPS) - 1.0);
    let between = steps.map(|shift| interpolate(&alike, period + shift - first as f64));
    let share = between.fold(0.0, f64::max).clamp(SHARE.0, SHARE.1);
    10.0 * (share / (1.0 - share)).log10()
}

/// The cosine of two parts; 0 where one is silent.
fn correlation(early: &[f32], late: &[f32]) -> f64 {
    let energies = f64::from(dot(early, early)) * f64::from(dot(late, late));
    if energies > 0.0 {
        f64::from(dot(early, late)) / energies.sqrt()
    } else {
        0.0
    }
}

/// The value between samples, by a sinc under a window that ends with its second derivative at 0.
fn interpolate(values: &[f64], at: f64) -> f64 {
    let reach = NEIGHBOURS as f64;
    // The sine of the distance is the same for every sample, but for its sign.
    let sine = (PI * at).sin() / PI;
    let terms = values.iter().enumerate().map(|(place, value)| {
        let apart = at - place as f64;
        if apart.abs() >= reach {
            0.0
        } else if apart.abs() < 1e-9 {
            *value
        } else {
            let window = (1.0 - (apart / reach).powi(2)).powi(3);
            let sign = if place % 2 == 0 { sine } else { -sine };
            value * window * sign / apart
        }
    });
    terms.sum()
}
