//! The parameters of a model one at a time, as a file has them.

use std::collections::BTreeMap;

use burn::module::{Module, ModuleVisitor, Param};

use super::names::{Names, transpose};

/// A tensor under the name, and in the layout, that a file has: a linear layer is `[out, in]`.
#[derive(Clone, Debug)]
pub struct Tensor {
    /// As Hugging Face spells it.
    pub name: String,
    /// Sizes, the last dimension varying fastest.
    pub shape: Vec<usize>,
    /// As many numbers as the shape says.
    pub values: Vec<f32>,
}

/// Copies a parameter out of its tensor.
pub type Take = Box<dyn FnOnce() -> Tensor>;

/// The parameters of `model`, copied one at a time.
pub fn tensors<M: Module>(model: &M, names: &dyn Names) -> impl Iterator<Item = Tensor> + use<M> {
    parameters(model, names).into_values().map(|take| take())
}

/// The parameters of `model` by their Hugging Face names. Nothing is copied before it is taken.
pub fn parameters<M: Module>(model: &M, names: &dyn Names) -> BTreeMap<String, Take> {
    let mut lister = Lister {
        names,
        path: Vec::new(),
        found: BTreeMap::new(),
    };
    model.visit(&mut lister);
    lister.found
}

struct Lister<'a> {
    names: &'a dyn Names,
    path: Vec<String>,
    found: BTreeMap<String, Take>,
}

impl ModuleVisitor for Lister<'_> {
    fn enter_module(&mut self, name: &str, _container: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<burn::Tensor<D>>) {
        let name = self.names.file_name(&self.path);
        let turned = self.names.is_linear_weight(&name, D);
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
