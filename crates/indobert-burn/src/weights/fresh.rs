//! Weights drawn as BERT's are.

use encoder_burn::ModelError;
use encoder_burn::weights::{Draws, Source};

use super::names::is_norm_weight;

/// Matrices from a normal distribution, biases 0, LayerNorm weights 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fresh {
    pub(crate) seed: u64,
    /// Standard deviation, `initializer_range`.
    pub(crate) deviation: f64,
}

impl Source for Fresh {
    fn values(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let count = shape.iter().product();
        let draws = Draws { seed: self.seed };
        Ok(if name.ends_with(".bias") {
            vec![0.0; count]
        } else if is_norm_weight(name) {
            vec![1.0; count]
        } else {
            draws.normal(name, count, self.deviation)
        })
    }
}
