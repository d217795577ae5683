//! The first convolution with its group norm, without a pass over what it computes.

use encoder_engine::parts::Linear;
use packed_gemm::{Fill, Gemm};

use crate::Convolution;
use crate::convolution::Conv;

/// PyTorch's default, which `layer_norm_eps` does not change.
const EPS: f64 = 1e-5;

const SHAPES: &str = "the sums have a row and a column for each place of the kernel";

/// A convolution of one channel whose results are normed over all of a clip, each channel alone.
///
/// A result is linear in the samples `x` of its window: `w x`. So the mean of a channel is `w m`,
/// with `m` the mean of all windows, and its variance `w C w`, with `C` their covariances, a matrix
/// as small as the kernel. Mean and variance are known before anything is convolved, and the norm
/// becomes part of weights and bias. A bias of the convolution itself would fall out of it.
pub(crate) struct GroupNormed {
    pub(crate) shape: Convolution,
    /// A row for each channel.
    pub(crate) weights: Vec<f32>,
    pub(crate) gain: Vec<f32>,
    pub(crate) shift: Vec<f32>,
}

impl GroupNormed {
    /// The convolution and the norm of a clip in one.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "weights and biases are f32, the sums are f64"
    )]
    pub(crate) fn of_clip(&self, gemm: Gemm, samples: &[f32]) -> Conv {
        let Convolution {
            channels, kernel, ..
        } = self.shape;
        let (means, covariances) = self.moments(gemm, samples);
        let mut weights = Vec::with_capacity(channels * kernel);
        let mut bias = Vec::with_capacity(channels);
        for (channel, weight) in self.weights.chunks(kernel).enumerate() {
            let mean = dot(weight, &means);
            let mut variance = 0.0;
            for (row, covariances) in covariances.chunks(kernel).enumerate() {
                // Those under the diagonal stand for those above it too.
                let twice = 2.0 * dot(&weight[..row], covariances);
                variance +=
                    f64::from(weight[row]) * (twice + f64::from(weight[row]) * covariances[row]);
            }
            // Rounding may leave a variance of nothing below 0.
            let scale = f64::from(self.gain[channel]) / (variance.max(0.0) + EPS).sqrt();
            weights.extend(weight.iter().map(|w| (f64::from(*w) * scale) as f32));
            bias.push((f64::from(self.shift[channel]) - mean * scale) as f32);
        }
        let rows = Fill::new(channels, kernel, |row: usize, into: &mut [f32]| {
            into.copy_from_slice(&weights[row * kernel..][..kernel]);
        });
        Conv {
            shape: self.shape,
            inputs: 1,
            linear: Linear {
                weight: gemm.pack(&rows),
                bias,
            },
            norm: None,
        }
    }

    /// The mean of all windows and, on and under the diagonal, the covariances of their places.
    fn moments(&self, gemm: Gemm, samples: &[f32]) -> (Vec<f64>, Vec<f64>) {
        let Convolution { kernel, stride, .. } = self.shape;
        let count = (samples.len() - kernel) / stride + 1;
        let window = |index: usize| &samples[index * stride..][..kernel];
        let mut means = vec![0.0; kernel];
        for index in 0..count {
            for (mean, sample) in means.iter_mut().zip(window(index)) {
                *mean += f64::from(*sample);
            }
        }
        for mean in &mut means {
            *mean /= count as f64;
        }
        let centred = Fill::new(count, kernel, |index: usize, into: &mut [f64]| {
            for ((to, sample), mean) in into.iter_mut().zip(window(index)).zip(&means) {
                *to = f64::from(*sample) - mean;
            }
        });
        let mut covariances = vec![0.0; kernel * kernel];
        let weights = vec![1.0 / count as f64; count];
        gemm.weighted_gram(&centred, &weights, &mut covariances, kernel)
            .expect(SHAPES);
        (means, covariances)
    }
}

fn dot(a: &[f32], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from(*a) * b).sum()
}
