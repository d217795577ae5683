//! Where a parameter stands in the network: what freezing and layer-wise learning rates go by.

use std::collections::HashMap;

use burn::module::{Module, ModuleVisitor, Param, ParamId};
use burn::tensor::Tensor;

/// Steps from the input: 0 for the embeddings, then one a layer; `None` above the last layer.
pub(super) fn depth(path: &[String]) -> Option<usize> {
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

/// What each parameter's learning rate is multiplied by; 1 for those that are not named.
#[derive(Debug, Default)]
pub(super) struct Factors(HashMap<ParamId, f64>);

impl Factors {
    /// `decay^(layers + 1 - depth)`, as ELECTRA fine-tunes: 1 above the last layer, `decay` in it.
    pub(super) fn new<M: Module>(model: &M, decay: f64) -> Self {
        let depths = Depths::of(model);
        let above = depths.layers() + 1;
        let factor = |depth: usize| (depth..above).fold(1.0, |factor, _| factor * decay);
        Self(
            depths
                .found
                .into_iter()
                .map(|(id, depth)| (id, factor(depth)))
                .collect(),
        )
    }

    pub(super) fn of(&self, id: ParamId) -> f64 {
        self.0.get(&id).copied().unwrap_or(1.0)
    }
}

/// Number of layers, 1 if all share their weights.
pub(super) fn layers<M: Module>(model: &M) -> usize {
    Depths::of(model).layers()
}

/// The depths of the parameters up to the last layer.
#[derive(Default)]
struct Depths {
    path: Vec<String>,
    found: Vec<(ParamId, usize)>,
}

impl Depths {
    fn of<M: Module>(model: &M) -> Self {
        let mut depths = Self::default();
        model.visit(&mut depths);
        depths
    }

    fn layers(&self) -> usize {
        self.found
            .iter()
            .map(|&(_, depth)| depth)
            .max()
            .unwrap_or(0)
    }
}

impl ModuleVisitor for Depths {
    fn enter_module(&mut self, name: &str, _container: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(depth) = depth(&self.path) {
            self.found.push((param.id, depth));
        }
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
