//! Weights drawn as transformers draws them.

use encoder_burn::ModelError;
use encoder_burn::weights::{Draws, Source};

use super::names::POSITIONS;
use super::normed::lengths;
use crate::Wav2Vec2Config;

/// Linear weights from a normal distribution, convolutions after He et al. (2015), the projection of
/// the features uniform, norms 1 and 0.
#[derive(Clone, Debug)]
pub(crate) struct Fresh {
    pub(crate) seed: u64,
    pub(crate) config: Wav2Vec2Config,
}

impl Source for Fresh {
    fn values(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let count = shape.iter().product();
        let draws = Draws { seed: self.seed };
        Ok(if let Some(part) = name.strip_prefix(POSITIONS) {
            self.positions(part, count)
        } else if name.ends_with("layer_norm.weight") {
            vec![1.0; count]
        } else if name.ends_with("layer_norm.bias") {
            vec![0.0; count]
        } else if name.contains("feature_projection.projection.") {
            let fan_in = self.config.feature_width() as f64;
            draws.uniform(name, count, fan_in.recip().sqrt())
        } else if let Some(layer) = conv_layer(name) {
            let fan_in = self.fan_in(layer) as f64;
            match name.ends_with(".bias") {
                true => draws.uniform(name, count, fan_in.recip().sqrt()),
                false => draws.normal(name, count, (2.0 / fan_in).sqrt()),
            }
        } else if name.ends_with(".bias") {
            vec![0.0; count]
        } else if name == "layer_weights" {
            vec![1.0 / count as f32; count]
        } else if name.ends_with("masked_spec_embed") {
            let drawn = draws.uniform(name, count, 0.5);
            drawn.into_iter().map(|value| value + 0.5).collect()
        } else {
            draws.normal(name, count, self.config.initializer_range)
        })
    }
}

impl Fresh {
    /// Numbers that meet in one output of a convolution.
    fn fan_in(&self, layer: usize) -> usize {
        let convolutions = &self.config.convolutions;
        let before = match layer.checked_sub(1) {
            Some(before) => convolutions[before].channels,
            None => 1,
        };
        before * convolutions[layer].kernel
    }

    /// The positional convolution; lengths are those of the direction that is drawn.
    fn positions(&self, part: &str, count: usize) -> Vec<f32> {
        if part == ".bias" {
            return vec![0.0; count];
        }
        let shape = self.config.position_shape();
        let [hidden, _, kernel] = shape;
        let name = format!("{POSITIONS}.weight");
        let deviation = 2.0 * ((kernel * hidden) as f64).recip().sqrt();
        let draws = Draws { seed: self.seed };
        let direction = draws.normal(&name, shape.iter().product(), deviation);
        match part.ends_with("original0") {
            true => lengths(&direction, kernel),
            false => direction,
        }
    }
}

/// Which convolution of the features a tensor is of.
fn conv_layer(name: &str) -> Option<usize> {
    let rest = name.strip_prefix("wav2vec2.feature_extractor.conv_layers.")?;
    let (layer, _) = rest.split_once(".conv.")?;
    layer.parse().ok()
}
