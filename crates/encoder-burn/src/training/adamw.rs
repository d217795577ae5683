//! AdamW on numbers in memory: one pass over weights, gradients and moments, on all threads.

use burn::optim::{AdamWState, AdaptiveMomentumState};
use burn::tensor::{DType, Tensor, TensorData};
use rayon::prelude::*;

use crate::model::is_host;

/// Burn's defaults, which are PyTorch's.
const BETAS: [f32; 2] = [0.9, 0.999];
pub(super) const EPSILON: f32 = 1e-8;

/// Numbers that a thread takes at a time. Sums are made of sums over such chunks in their order, so
/// that they do not depend on the number of threads.
const CHUNK: usize = 16_384;

/// What a step does to every parameter alike.
#[derive(Clone, Copy)]
pub(super) struct Step {
    /// The learning rate.
    pub(super) rate: f64,
    pub(super) decay: f32,
    /// What the clipping multiplies gradients by.
    pub(super) scale: f64,
}

/// Whether the numbers are f32 in this process's memory, as all are on the CPU.
pub(super) fn is_ours<const D: usize>(tensor: &Tensor<D>) -> bool {
    is_host(&tensor.device()) && tensor.dtype() == DType::F32
}

/// `weights` after the step, and the moments; the arrays are changed in place where nothing else
/// holds them. The same operations in the same order as Burn's on each number, so the same bits.
///
/// Burn's CPU backend makes a pass over memory on one thread for each of some twelve operations,
/// which took a fourteenth of a whole step of training.
pub(super) fn step<const D: usize>(
    step: Step,
    weights: Tensor<D>,
    gradient: Tensor<D>,
    moments: Option<AdamWState<D>>,
) -> (Tensor<D>, AdamWState<D>) {
    let device = weights.device();
    let shape = weights.dims();
    let (time, moments) = match moments {
        Some(AdamWState { momentum: old }) => {
            let moments = [old.moment_1, old.moment_2].map(Tensor::into_data);
            (old.time + 1, moments)
        }
        None => {
            let zeros = || TensorData::new(vec![0.0_f32; shape.iter().product()], shape);
            (1, [zeros(), zeros()])
        }
    };
    let [first, second] = moments;
    let mut arrays = [weights.into_data(), first, second];
    let gradient = gradient.into_data();
    Terms::new(step, time).update(&mut arrays, &gradient);
    let [weights, first, second] = arrays.map(|data| Tensor::from_data(data, &device));
    let momentum = AdaptiveMomentumState::new(time, first, second);
    (weights, AdamWState::new(momentum))
}

/// The numbers of a step in f32, as Burn rounds them.
struct Terms {
    rate: f32,
    kept: f32,
    scale: f32,
    /// Of the moments: what they are multiplied by, and the squares or gradients that come in.
    old: [f32; 2],
    new: [f32; 2],
    /// What the moments are divided by, since they began at 0.
    bias: [f32; 2],
}

impl Terms {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "numbers of a step are rounded to f32"
    )]
    fn new(step: Step, time: usize) -> Self {
        let time = i32::try_from(time).unwrap_or(i32::MAX);
        Self {
            rate: step.rate as f32,
            kept: (1.0 - step.rate * f64::from(step.decay)) as f32,
            scale: step.scale as f32,
            old: BETAS,
            new: BETAS.map(|beta| 1.0 - beta),
            bias: BETAS.map(|beta| 1.0 - beta.powi(time)),
        }
    }

    /// The arrays are weights, first and second moments.
    fn update(&self, arrays: &mut [TensorData; 3], gradient: &TensorData) {
        let [weights, first, second] = arrays.each_mut().map(TensorData::as_mut_slice::<f32>);
        let gradient = gradient.as_slice::<f32>();
        let (Ok(weights), Ok(first), Ok(second), Ok(gradient)) = (weights, first, second, gradient)
        else {
            // Parameters are f32, see `is_ours`, and so is what Burn makes of them.
            return;
        };
        weights
            .par_chunks_mut(CHUNK)
            .zip(first.par_chunks_mut(CHUNK))
            .zip(second.par_chunks_mut(CHUNK))
            .zip(gradient.par_chunks(CHUNK))
            .for_each(|(((weights, first), second), gradient)| {
                let moments = first.iter_mut().zip(second);
                for ((weight, moments), &gradient) in weights.iter_mut().zip(moments).zip(gradient)
                {
                    self.move_one(weight, moments, gradient);
                }
            });
    }

    #[inline]
    fn move_one(&self, weight: &mut f32, (first, second): (&mut f32, &mut f32), gradient: f32) {
        let gradient = gradient * self.scale;
        *first = *first * self.old[0] + gradient * self.new[0];
        *second = *second * self.old[1] + gradient * gradient * self.new[1];
        let spread = (*second / self.bias[1]).sqrt() + EPSILON;
        *weight = *weight * self.kept - *first / self.bias[0] / spread * self.rate;
    }
}

/// The sum of the squares.
pub(super) fn sum_of_squares(data: &TensorData) -> f64 {
    /// Sums side by side, which the compiler makes vector instructions of.
    const LANES: usize = 8;
    let Ok(values) = data.as_slice::<f32>() else {
        return data.iter::<f64>().map(|x| x * x).sum();
    };
    let of_chunk = |chunk: &[f32]| {
        let mut sums = [0.0_f64; LANES];
        for group in chunk.chunks(LANES) {
            for (sum, &x) in sums.iter_mut().zip(group) {
                *sum += f64::from(x) * f64::from(x);
            }
        }
        sums.iter().sum()
    };
    let sums: Vec<f64> = values.par_chunks(CHUNK).map(of_chunk).collect();
    sums.iter().sum()
}

#[cfg(test)]
#[cfg(feature = "cpu")]
mod tests {
    use burn::optim::{AdamWConfig, Optimizer as _};
    use burn::tensor::{Device, Distribution};

    use super::*;

    fn bits<const D: usize>(tensor: &Tensor<D>) -> Vec<u32> {
        let data = tensor.to_data();
        data.iter::<f32>().map(f32::to_bits).collect()
    }

    #[test]
    fn has_the_bits_of_burn_s_optimiser() {
        let device = Device::flex();
        device.seed(7);
        for decay in [0.0, 0.01] {
            let burn = AdamWConfig::new()
                .with_epsilon(EPSILON)
                .with_weight_decay(decay)
                .build();
            // More than two chunks.
            let start = Tensor::<2>::random([301, 123], Distribution::Default, &device);
            let (mut ours, mut our_moments) = (start.clone(), None);
            let (mut theirs, mut their_moments) = (start, None);
            for (number, scale) in [1.0, 0.3, 1.0, 0.007].into_iter().enumerate() {
                let rate = 1e-3 / (number + 1) as f64;
                let gradient = Tensor::random([301, 123], Distribution::Normal(0.0, 0.1), &device);
                let all_alike = Step { rate, decay, scale };
                let (weights, moments) = step(all_alike, ours, gradient.clone(), our_moments);
                (ours, our_moments) = (weights, Some(moments));
                let clipped = gradient.mul_scalar(scale);
                (theirs, their_moments) = burn.step(rate, theirs, clipped, their_moments);
                assert_eq!(bits(&ours), bits(&theirs), "step {number}");
                let moments = [&our_moments, &their_moments].map(|moments| {
                    let momentum = &moments.as_ref().unwrap().momentum;
                    let (first, second) = (bits(&momentum.moment_1), bits(&momentum.moment_2));
                    (momentum.time, first, second)
                });
                assert_eq!(moments[0], moments[1], "step {number}");
            }
        }
    }

    #[test]
    fn leaves_what_others_hold() {
        let device = Device::flex();
        let [weights, gradient] = [1.0_f32, 0.5].map(|x| Tensor::<1>::from_data([x, -x], &device));
        let all_alike = Step {
            rate: 0.1,
            decay: 0.0,
            scale: 1.0,
        };
        let (moved, moments) = step(all_alike, weights.clone(), gradient.clone(), None);
        let again = step(
            all_alike,
            moved.clone(),
            gradient.clone(),
            Some(moments.clone()),
        )
        .1;
        assert_eq!(bits(&weights), [1.0_f32, -1.0].map(f32::to_bits));
        assert_eq!(bits(&gradient), [0.5_f32, -0.5].map(f32::to_bits));
        assert_ne!(bits(&moved), bits(&weights));
        assert_ne!(
            bits(&again.momentum.moment_1),
            bits(&moments.momentum.moment_1)
        );
    }

    #[test]
    fn sums_squares_in_f64() {
        for count in [0, 1, 7, 8, 9, 3 * CHUNK + 5] {
            let data = TensorData::new(vec![0.1_f32; count], [count]);
            let expected = count as f64 * f64::from(0.1_f32).powi(2);
            assert!((sum_of_squares(&data) - expected).abs() <= 1e-12 * expected);
        }
    }
}
