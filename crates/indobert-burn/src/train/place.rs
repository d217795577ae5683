//! Where a parameter stands in the network: what freezing and layer-wise learning rates go by.

use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::Tensor;
use encoder_burn::ModelError;

use super::Freeze;

/// Steps from the input: 0 for the embeddings, then one a layer; `None` above the last layer.
fn depth(path: &[String]) -> Option<usize> {
    if path
        .iter()
        .any(|part| part == "embeddings" || part == "projection")
    {
        return Some(0);
    }
    let layers = path.iter().position(|part| part == "layers")?;
    path.get(layers + 1)?
        .parse()
        .ok()
        .map(|layer: usize| layer + 1)
}

/// The learning rates of the parts of one network.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rates {
    layers: usize,
    /// Depth up to which nothing learns.
    frozen: Option<usize>,
    /// What the rate of a layer is multiplied by for the one below.
    decay: f64,
}

impl Rates {
    /// Refuses to freeze more layers than there are; layers that share their weights are one.
    pub(super) fn new<M: Module>(
        model: &M,
        freeze: Freeze,
        decay: f64,
    ) -> Result<Self, ModelError> {
        let layers = layers(model);
        let frozen = match freeze {
            Freeze::Nothing => None,
            Freeze::Layers(frozen) if frozen > layers => {
                let expected = "at most the number of layers";
                return Err(ModelError::setting("freeze", expected, frozen));
            }
            Freeze::Layers(frozen) => Some(frozen),
        };
        Ok(Self {
            layers,
            frozen,
            decay,
        })
    }

    /// `decay^(layers + 1 - depth)`, as ELECTRA fine-tunes: 1 above the last layer, `decay` in it.
    /// `None` for what is frozen.
    pub(super) fn factor(&self, path: &[String]) -> Option<f64> {
        let Some(depth) = depth(path) else {
            return Some(1.0);
        };
        let learns = self.frozen.is_none_or(|frozen| depth > frozen);
        learns.then(|| (depth..=self.layers).fold(1.0, |factor, _| factor * self.decay))
    }
}

/// Number of layers, 1 if all share their weights.
fn layers<M: Module>(model: &M) -> usize {
    let mut depths = Depths::default();
    model.visit(&mut depths);
    depths.deepest
}

#[derive(Default)]
struct Depths {
    path: Vec<String>,
    deepest: usize,
}

impl ModuleVisitor for Depths {
    fn enter_module(&mut self, name: &str, _container: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, _param: &Param<Tensor<D>>) {
        self.deepest = self.deepest.max(depth(&self.path).unwrap_or(0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_depth_off_the_path() {
        let cases = [
            ("bert.embeddings.layer_norm.gamma", Some(0)),
            ("bert.layers.0.attention.query.weight", Some(1)),
            ("bert.layers.11.feed_forward.output.bias", Some(12)),
            ("bert.pooler.weight", None),
            ("classifier.bias", None),
        ];
        for (path, expected) in cases {
            let path: Vec<String> = path.split('.').map(str::to_owned).collect();
            assert_eq!(depth(&path), expected, "{path:?}");
        }
    }
}
