//! The parameters of a model one at a time, as a file has them.

use std::collections::BTreeMap;

use burn::module::{Module, ModuleVisitor, Param};

use super::names::{file_name, is_linear_weight, transpose};
use crate::Architecture;

/// A tensor under the name, and in the layout, that a file has: a linear layer is `[out, in]`.
#[derive(Debug)]
pub(crate) struct Tensor {
    pub(crate) name: String,
    pub(crate) shape: Vec<usize>,
    pub(crate) values: Vec<f32>,
}

/// Copies a parameter out of its tensor.
pub(crate) type Take = Box<dyn FnOnce() -> Tensor>;

/// The parameters of `model`, copied one at a time.
pub(crate) fn tensors<M: Module>(
    model: &M,
    architecture: Architecture,
) -> impl Iterator<Item = Tensor> + use<M> {
    parameters(model, architecture)
        .into_values()
        .map(|take| take())
}

/// The parameters of `model` by their Hugging Face names. Nothing is copied before it is taken.
pub(crate) fn parameters<M: Module>(
    model: &M,
    architecture: Architecture,
) -> BTreeMap<String, Take> {
    let mut lister = Lister {
        architecture,
        path: Vec::new(),
        found: BTreeMap::new(),
    };
    model.visit(&mut lister);
    lister.found
}

struct Lister {
    architecture: Architecture,
    path: Vec<String>,
    found: BTreeMap<String, Take>,
}

impl ModuleVisitor for Lister {
    fn enter_module(&mut self, name: &str, _container: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<burn::Tensor<D>>) {
        let name = file_name(&self.path, self.architecture);
        let turned = is_linear_weight(&name, D);
        let tensor = param.val();
        let key = name.clone();
        let take = move || {
            let mut shape = tensor.dims().to_vec();
            let data = tensor.into_data();
            let mut values: Vec<f32> = data.try_into_vec().expect("parameters are f32");
            if turned {
                values = transpose(&values, shape[0], shape[1]);
                shape.reverse();
            }
            Tensor {
                name,
                shape,
                values,
            }
        };
        self.found.insert(key, Box::new(take));
    }
}
