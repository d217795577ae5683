//! Weights to a safetensors file that transformers reads.

use std::collections::{BTreeMap, HashMap};

use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::Tensor;
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensorError};

use super::names::{file_name, is_linear_weight, transpose};
use crate::Architecture;

/// The parameters of `model` whose Hugging Face names `keep` accepts, as f32.
pub(crate) fn to_safetensors<M: Module>(
    model: &M,
    architecture: Architecture,
    keep: impl Fn(&str) -> bool,
) -> Result<Vec<u8>, SafeTensorError> {
    let mut collector = Collector {
        architecture,
        path: Vec::new(),
        tensors: BTreeMap::new(),
    };
    model.visit(&mut collector);
    let mut views = Vec::with_capacity(collector.tensors.len());
    for (name, (shape, bytes)) in collector.tensors.iter().filter(|(name, _)| keep(name)) {
        views.push((
            name.as_str(),
            TensorView::new(Dtype::F32, shape.clone(), bytes)?,
        ));
    }
    // transformers refuses a file that does not say which framework laid out its tensors.
    let metadata = HashMap::from([("format".to_owned(), "pt".to_owned())]);
    safetensors::serialize(views, Some(metadata))
}

struct Collector {
    architecture: Architecture,
    path: Vec<String>,
    tensors: BTreeMap<String, (Vec<usize>, Vec<u8>)>,
}

impl ModuleVisitor for Collector {
    fn enter_module(&mut self, name: &str, _container: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let name = file_name(&self.path, self.architecture);
        let tensor = param.val();
        let mut shape = tensor.dims().to_vec();
        let mut values: Vec<f32> = tensor.into_data().iter::<f32>().collect();
        if is_linear_weight(&name, D) {
            values = transpose(&values, shape[0], shape[1]);
            shape.reverse();
        }
        let bytes = values
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect();
        self.tensors.insert(name, (shape, bytes));
    }
}
