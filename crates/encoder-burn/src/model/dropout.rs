//! Dropout, Srivastava et al. (2014).

use burn::nn::Dropout;
use burn::tensor::{Device, Distribution, Tensor, TensorData};
use rand::rngs::ChaCha8Rng;
use rand::{Rng as _, SeedableRng};
use rayon::prelude::*;

use super::is_host;

/// Numbers that are drawn from one stream of the generator, so that a mask does not depend on the
/// number of threads.
const CHUNK: usize = 4096;

/// What `layer` does in training; `x` outside of it.
///
/// Burn's CPU backend draws a mask number by number on one thread, a fifth of a whole step of
/// training. On that backend masks are drawn here, on all threads.
pub fn dropout<const D: usize>(layer: &Dropout, x: Tensor<D>) -> Tensor<D> {
    let device = x.device();
    if !layer.training.is_enabled() || !device.is_autodiff() || layer.prob <= 0.0 {
        return x;
    }
    if !is_host(&device) {
        return layer.forward(x);
    }
    let plain = device.without_autodiff();
    let shape = x.dims();
    let mask = mask(shape.iter().product(), layer.prob, seed(&plain));
    x * Tensor::from_data(TensorData::new(mask, shape), &plain)
}

/// From Burn's generator, which a training sets before each batch.
fn seed(device: &Device) -> u64 {
    let draws = Tensor::<1>::random([2], Distribution::Default, device).into_data();
    draws
        .iter::<f32>()
        .fold(0, |seed, draw| seed << 32 | u64::from(draw.to_bits()))
}

/// 0 with this probability, below 1, else what keeps the mean: the inverse of the rest.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of 2^32, and a factor in f32 as Burn rounds it"
)]
fn mask(count: usize, probability: f64, seed: u64) -> Vec<f32> {
    /// Of a word.
    const BYTES: usize = 4;
    let kept = (1.0 / (1.0 - probability)) as f32;
    let bound = (probability * 2_f64.powi(32)) as u32;
    let mut mask = vec![0.0; count];
    let chunks = mask.par_chunks_mut(CHUNK).enumerate();
    chunks.for_each(|(number, values)| {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(number as u64);
        let mut bytes = [0; BYTES * CHUNK];
        generator.fill_bytes(&mut bytes[..BYTES * values.len()]);
        for (value, &word) in values.iter_mut().zip(bytes.as_chunks::<BYTES>().0) {
            *value = match u32::from_le_bytes(word) < bound {
                true => 0.0,
                false => kept,
            };
        }
    });
    mask
}

#[cfg(test)]
#[cfg(feature = "cpu")]
mod tests {
    use burn::nn::DropoutConfig;

    use super::*;

    fn ones(device: &Device) -> Tensor<2> {
        Tensor::ones([123, 457], device)
    }

    fn values(x: Tensor<2>) -> Vec<f32> {
        x.into_data().iter::<f32>().collect()
    }

    #[test]
    fn drops_a_share_and_keeps_the_mean() {
        for probability in [1e-3, 0.1, 0.5, 0.9] {
            let count = 1_000_000;
            let mask = mask(count, probability, 11);
            let zeros = mask.iter().filter(|x| **x < 0.5).count();
            // Six standard deviations.
            let gap = 6.0 * (count as f64 * probability * (1.0 - probability)).sqrt();
            assert!((zeros as f64 - count as f64 * probability).abs() < gap);
            let mean = mask.iter().copied().map(f64::from).sum::<f64>() / count as f64;
            assert!((mean - 1.0).abs() < gap / count as f64 / (1.0 - probability));
        }
    }

    #[test]
    fn neighbours_and_chunks_are_dropped_apart() {
        let count = 64 * CHUNK;
        let mask = mask(count, 0.5, 3);
        let is_dropped: Vec<bool> = mask.iter().map(|x| *x < 0.5).collect();
        for lag in [1, 2, 16, 64, CHUNK, 2 * CHUNK] {
            let pairs = is_dropped.iter().zip(&is_dropped[lag..]);
            let same = pairs.filter(|(a, b)| a == b).count() as f64;
            let half = (count - lag) as f64 / 2.0;
            assert!((same - half).abs() < 6.0 * half.sqrt(), "{lag}: {same}");
        }
    }

    #[test]
    fn the_seed_of_the_device_decides_and_threads_do_not() {
        let device = Device::flex().autodiff();
        let layer = DropoutConfig::new(0.3).init();
        // Tests beside this one draw from the same generator, so the seed is given here.
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.unwrap().install(|| mask(50_000, 0.3, 5))
        };
        assert_eq!(on(1), on(3));
        assert_ne!(mask(50_000, 0.3, 6), on(1));
        assert_ne!(
            values(dropout(&layer, ones(&device))),
            values(dropout(&layer, ones(&device)))
        );
    }

    #[test]
    fn the_gradient_is_the_mask() {
        let device = Device::flex().autodiff();
        let layer = DropoutConfig::new(0.3).init();
        let x = ones(&device).require_grad();
        let y = dropout(&layer, x.clone());
        let gradients = y.clone().sum().backward();
        let gradient = x.grad(&gradients).unwrap();
        assert_eq!(values(gradient), values(y.inner()));
    }

    #[test]
    fn does_nothing_outside_of_training() {
        let (plain, tape) = (Device::flex(), Device::flex().autodiff());
        let layer = DropoutConfig::new(0.3).init();
        let never = DropoutConfig::new(0.0).init();
        for y in [dropout(&layer, ones(&plain)), dropout(&never, ones(&tape))] {
            assert!(values(y).iter().all(|y| (y - 1.0).abs() < f32::EPSILON));
        }
    }
}
