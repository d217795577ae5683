//! Formants by linear prediction.

use std::f64::consts::{PI, TAU};

use realfft::num_complex::Complex;

use crate::framing::{index, single};

/// Formants that are kept.
pub(crate) const FORMANTS: usize = 3;
/// Poles this near to 0 Hz or to half the sample rate are no formants, in Hz.
const EDGE_HZ: f64 = 50.0;
/// Wider poles are the slope of the spectrum and no formants, in Hz.
const WIDEST_HZ: f64 = 1000.0;
/// One formant is expected in this many Hz.
const SPACING_HZ: f64 = 1100.0;
/// Pre-emphasis rises by 6 dB an octave from here, in Hz.
const EMPHASIS_HZ: f64 = 50.0;

/// A resonance of the vocal tract.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Formant {
    /// Where it is, in Hz.
    pub hz: f32,
    /// Its width between the points 3 dB below its top, in Hz.
    pub bandwidth_hz: f32,
}

/// The lowest formants of a frame, by the method of Burg as Praat has it: pre-emphasis, a Gaussian
/// window, two poles for each formant expected, and the angles of the poles. Unlike Praat's they
/// are no wider than 1,000 Hz. `None` where there are fewer.
pub(crate) fn formants(frame: &[f32], sample_rate: f64) -> Option<[Formant; FORMANTS]> {
    let keep = (-TAU * EMPHASIS_HZ / sample_rate).exp();
    let windowed: Vec<f64> = (0..frame.len())
        .map(|at| {
            let before = at
                .checked_sub(1)
                .map_or(0.0, |before| f64::from(frame[before]));
            (f64::from(frame[at]) - keep * before) * gaussian(at, frame.len())
        })
        .collect();
    let mut found: Vec<(f64, f64)> = roots(&burg(windowed, order(sample_rate)))
        .into_iter()
        .map(|root| {
            // A pole outside of the circle sounds like its mirror image within.
            let radius = root.norm().min(root.norm().recip());
            let (hz, width) = (root.arg() / TAU, -radius.ln() / PI);
            (hz * sample_rate, width * sample_rate)
        })
        .filter(|(hz, width)| {
            (EDGE_HZ..=sample_rate / 2.0 - EDGE_HZ).contains(hz) && *width <= WIDEST_HZ
        })
        .collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    let kept = found.first_chunk::<FORMANTS>()?;
    Some(kept.map(|(hz, width)| Formant {
        hz: single(hz),
        bandwidth_hz: single(width),
    }))
}

/// Two poles for each formant expected below half the sample rate.
fn order(sample_rate: f64) -> usize {
    2 * index((sample_rate / 2.0 / SPACING_HZ).round())
}

/// Praat's Gaussian window, which is 0 just outside of the frame.
fn gaussian(at: usize, length: usize) -> f64 {
    let middle = (length as f64 + 1.0) / 2.0;
    let edge = (-12.0_f64).exp();
    let apart = (at as f64 + 1.0 - middle) / (length as f64 + 1.0);
    ((-48.0 * apart * apart).exp() - edge) / (1.0 - edge)
}

/// The coefficients of linear prediction by Burg's recursion: the signal is best predicted by
/// `sum a[k] x[n - 1 - k]`, forwards and backwards.
fn burg(samples: Vec<f64>, order: usize) -> Vec<f64> {
    let mut coefficients: Vec<f64> = Vec::with_capacity(order);
    let mut backward = samples.clone();
    let mut forward = samples;
    for _ in 0..order.min(forward.len().saturating_sub(1)) {
        // Each order loses a sample: forward errors from 1 on stand beside backward errors before.
        forward.remove(0);
        backward.pop();
        let (mut products, mut squares) = (0.0, 0.0);
        for (ahead, behind) in forward.iter().zip(&backward) {
            products += ahead * behind;
            squares += ahead * ahead + behind * behind;
        }
        let reflection = if squares > 0.0 {
            2.0 * products / squares
        } else {
            0.0
        };
        let mirrored: Vec<f64> = coefficients.iter().rev().copied().collect();
        for (coefficient, mirror) in coefficients.iter_mut().zip(mirrored) {
            *coefficient -= reflection * mirror;
        }
        coefficients.push(reflection);
        for (ahead, behind) in forward.iter_mut().zip(&mut backward) {
            (*ahead, *behind) = (*ahead - reflection * *behind, *behind - reflection * *ahead);
        }
    }
    coefficients
}

/// The roots of `z^n - a[0] z^(n-1) - … - a[n-1]`, all at once by the iteration of Aberth.
fn roots(coefficients: &[f64]) -> Vec<Complex<f64>> {
    let degree = coefficients.len();
    let mut roots: Vec<Complex<f64>> = (0..degree)
        // No guess is real, and none is the mirror image of another.
        .map(|at| Complex::from_polar(0.9, TAU * (at as f64 + 0.25) / degree as f64))
        .collect();
    for _ in 0..100 {
        let mut moved: f64 = 0.0;
        for at in 0..degree {
            let root = roots[at];
            let (mut value, mut slope) = (Complex::new(1.0, 0.0), Complex::default());
            for coefficient in coefficients {
                slope = slope * root + value;
                value = value * root - coefficient;
            }
            let others = roots.iter().enumerate().filter(|(other, _)| *other != at);
            let repelled: Complex<f64> = others.map(|(_, other)| (root - other).inv()).sum();
            let newton = value / slope;
            let step = newton / (Complex::new(1.0, 0.0) - newton * repelled);
            if step.is_finite() {
                roots[at] -= step;
                moved = moved.max(step.norm());
            }
        }
        if moved < 1e-9 {
            break;
        }
    }
    roots
}
