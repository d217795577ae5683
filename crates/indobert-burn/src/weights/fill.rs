//! Gives every parameter of a laid-out model its values.

use burn::module::{Module, ModuleMapper, Param};
use burn::tensor::{Tensor, TensorData};

use super::names::{file_name, is_linear_weight, transpose};
use crate::{Architecture, BertError};

/// Where values come from: a seed or a file.
pub(crate) trait Source {
    /// Values of the tensor `name` in the file's layout, where a linear layer is `[out, in]`.
    fn values(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, BertError>;
}

/// Sets all parameters of `model` from `source`.
pub(crate) fn fill<M: Module>(
    model: M,
    architecture: Architecture,
    source: &mut dyn Source,
) -> Result<M, BertError> {
    let mut filler = Filler {
        architecture,
        path: Vec::new(),
        source,
        failure: None,
    };
    let model = model.map(&mut filler);
    filler.failure.map_or(Ok(model), Err)
}

struct Filler<'a> {
    architecture: Architecture,
    path: Vec<String>,
    source: &'a mut dyn Source,
    failure: Option<BertError>,
}

impl ModuleMapper for Filler<'_> {
    fn enter_module(&mut self, name: &str, _container: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container: &str) {
        self.path.pop();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        if self.failure.is_some() {
            return param;
        }
        let name = file_name(&self.path, self.architecture);
        // The parameter is lazy: asking for its shape and device alone draws no number.
        let shape: [usize; D] = param.lazy_shape().dims();
        let device = param.lazy_device();
        let turned = is_linear_weight(&name, D);
        let mut file_shape = shape.to_vec();
        if turned {
            file_shape.reverse();
        }
        match self.source.values(&name, &file_shape) {
            Err(error) => {
                self.failure = Some(error);
                param
            }
            Ok(mut values) => {
                if turned {
                    values = transpose(&values, file_shape[0], file_shape[1]);
                }
                let tensor = Tensor::from_data(TensorData::new(values, shape), &device);
                Param::initialized(param.id, tensor).set_require_grad(true)
            }
        }
    }
}
