//! Weights drawn from a seed.

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

use super::fill::Source;
use super::names::is_norm_weight;
use crate::BertError;

/// Draws weights as BERT does: matrices from a normal distribution, biases 0, LayerNorm weights 1.
///
/// Each tensor has a generator of its own, seeded by its name too: a head drawn for a file that
/// lacks it is the head of a model drawn from the same seed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fresh {
    pub(crate) seed: u64,
    /// Standard deviation, `initializer_range`.
    pub(crate) deviation: f64,
}

impl Source for Fresh {
    fn values(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, BertError> {
        let count = shape.iter().product();
        Ok(if name.ends_with(".bias") {
            vec![0.0; count]
        } else if is_norm_weight(name) {
            vec![1.0; count]
        } else {
            self.normal(name, count)
        })
    }
}

impl Fresh {
    fn normal(&self, name: &str, count: usize) -> Vec<f32> {
        let mut generator = ChaCha8Rng::seed_from_u64(self.seed ^ fnv1a(name.as_bytes()));
        let mut values = Vec::with_capacity(count + 1);
        while values.len() < count {
            // Box and Muller: two uniform numbers, the first in (0, 1], make two normal ones.
            let radius = (-2.0 * (1.0 - generator.random::<f64>()).ln()).sqrt() * self.deviation;
            let (sin, cos) = (std::f64::consts::TAU * generator.random::<f64>()).sin_cos();
            values.extend([narrow(radius * cos), narrow(radius * sin)]);
        }
        values.truncate(count);
        values
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

    #[test]
    fn draws_a_normal_distribution_by_seed_and_name() {
        let mut fresh = Fresh {
            seed: 7,
            deviation: 0.02,
        };
        let values = fresh.values("classifier.weight", &[100, 101]).unwrap();
        let mean = values.iter().sum::<f32>() / 10_100.0;
        let deviation = (values.iter().map(|x| x * x).sum::<f32>() / 10_100.0).sqrt();
        assert!(mean.abs() < 1e-3, "{mean}");
        assert!((deviation - 0.02).abs() < 1e-3, "{deviation}");
        assert_eq!(
            values,
            fresh.values("classifier.weight", &[100, 101]).unwrap()
        );
        assert_ne!(values, fresh.values("pooler.weight", &[100, 101]).unwrap());
    }
}
