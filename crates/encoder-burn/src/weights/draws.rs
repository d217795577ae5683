//! Weights drawn from a seed.

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

/// Draws the numbers of tensors.
///
/// Each tensor has a generator of its own, seeded by its name too: a head drawn for a file that
/// lacks it is the head of a model drawn from the same seed.
#[derive(Clone, Copy, Debug)]
pub struct Draws {
    /// Two models of one seed have the same weights.
    pub seed: u64,
}

impl Draws {
    /// Numbers of a normal distribution round 0.
    pub fn normal(self, name: &str, count: usize, deviation: f64) -> Vec<f32> {
        let mut generator = self.generator(name);
        let mut values = Vec::with_capacity(count + 1);
        while values.len() < count {
            // Box and Muller: two uniform numbers, the first in (0, 1], make two normal ones.
            let radius = (-2.0 * (1.0 - generator.random::<f64>()).ln()).sqrt() * deviation;
            let (sin, cos) = (std::f64::consts::TAU * generator.random::<f64>()).sin_cos();
            values.extend([narrow(radius * cos), narrow(radius * sin)]);
        }
        values.truncate(count);
        values
    }

    /// Numbers of the uniform distribution from `-bound` to `bound`.
    pub fn uniform(self, name: &str, count: usize, bound: f64) -> Vec<f32> {
        let mut generator = self.generator(name);
        let draw = |_| narrow((generator.random::<f64>() * 2.0 - 1.0) * bound);
        (0..count).map(draw).collect()
    }

    fn generator(self, name: &str) -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64(self.seed ^ fnv1a(name.as_bytes()))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "weights are f32")]
fn narrow(value: f64) -> f32 {
    value as f32
}

/// The FNV-1a hash: fixed by its definition, unlike the standard library's.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWS: Draws = Draws { seed: 7 };

    fn mean_and_deviation(values: &[f32]) -> (f32, f32) {
        let count = values.len() as f32;
        let mean = values.iter().sum::<f32>() / count;
        let squares = values.iter().map(|x| x * x).sum::<f32>() / count;
        (mean, squares.sqrt())
    }

    #[test]
    fn draws_a_normal_distribution_by_seed_and_name() {
        let values = DRAWS.normal("classifier.weight", 10_100, 0.02);
        let (mean, deviation) = mean_and_deviation(&values);
        assert!(mean.abs() < 1e-3, "{mean}");
        assert!((deviation - 0.02).abs() < 1e-3, "{deviation}");
        assert_eq!(values, DRAWS.normal("classifier.weight", 10_100, 0.02));
        assert_ne!(values, DRAWS.normal("pooler.weight", 10_100, 0.02));
    }

    #[test]
    fn draws_a_uniform_distribution_within_its_bound() {
        let values = DRAWS.uniform("projection.weight", 10_100, 0.5);
        let (mean, deviation) = mean_and_deviation(&values);
        assert!(values.iter().all(|value| value.abs() <= 0.5));
        assert!(mean.abs() < 1e-2, "{mean}");
        // b / sqrt(3).
        assert!((deviation - 0.288_7).abs() < 1e-2, "{deviation}");
    }
}
