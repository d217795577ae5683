//! Power spectra of windowed frames.

use std::f64::consts::TAU;
use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};

use crate::framing::{copy_frame, single};

/// The periodic Hann window, `(1 - cos(2 pi n / length)) / 2`, with which librosa's frames are
/// weighted.
///
/// ```
/// assert_eq!(speech_features::hann_window(4), [0.0, 0.5, 1.0, 0.5]);
/// ```
#[must_use]
pub fn hann_window(length: usize) -> Vec<f32> {
    hann(length).map(single).collect()
}

fn hann(length: usize) -> impl Iterator<Item = f64> {
    (0..length).map(move |n| 0.5 - 0.5 * (TAU * n as f64 / length as f64).cos())
}

/// The transform of one frame, with its plan, window and buffers.
///
/// It runs in `f64`, as librosa's does: in `f32` its rounding would fill the valleys beside a pure
/// tone, which the spectral contrast measures.
#[derive(Clone)]
pub(crate) struct Spectrum {
    window: Vec<f64>,
    transform: Arc<dyn RealToComplex<f64>>,
    frame: Vec<f32>,
    weighted: Vec<f64>,
    bins: Vec<Complex<f64>>,
    scratch: Vec<Complex<f64>>,
    power: Vec<f32>,
}

impl Spectrum {
    pub(crate) fn new(frame_length: usize) -> Self {
        let transform = RealFftPlanner::new().plan_fft_forward(frame_length);
        Self {
            window: hann(frame_length).collect(),
            frame: vec![0.0; frame_length],
            weighted: transform.make_input_vec(),
            bins: transform.make_output_vec(),
            scratch: transform.make_scratch_vec(),
            power: vec![0.0; frame_length / 2 + 1],
            transform,
        }
    }

    /// The power of every bin, `|X|^2`, of the frame around a sample.
    pub(crate) fn power_at(&mut self, samples: &[f32], middle: usize) -> &[f32] {
        copy_frame(samples, middle, &mut self.frame);
        let weights = self.frame.iter().zip(&self.window);
        for (weighted, (sample, weight)) in self.weighted.iter_mut().zip(weights) {
            *weighted = f64::from(*sample) * weight;
        }
        self.transform
            .process_with_scratch(&mut self.weighted, &mut self.bins, &mut self.scratch)
            .expect("the buffers were made for this transform");
        for (power, bin) in self.power.iter_mut().zip(&self.bins) {
            *power = single(bin.norm_sqr());
        }
        &self.power
    }
}
