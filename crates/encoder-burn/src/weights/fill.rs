//! Gives every parameter of a laid-out model its values.

use std::collections::HashMap;

use burn::module::{Module, ModuleMapper, Param};
use burn::tensor::TensorData;

use super::Tensor;
use super::names::{Names, transpose};
use crate::ModelError;

/// Where values come from: a seed or a file.
pub trait Source {
    /// Values of the tensor `name` in the file's layout, where a linear layer is `[out, in]`.
    ///
    /// # Errors
    ///
    /// A tensor that is missing, of another shape, or cannot be read.
    fn values(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError>;
}

/// Sets all parameters of `model` from `source`.
///
/// # Errors
///
/// The first error of the source.
pub fn fill<M: Module>(
    model: M,
    names: &dyn Names,
    source: &mut dyn Source,
) -> Result<M, ModelError> {
    let mut filler = Filler {
        names,
        path: Vec::new(),
        source,
        failure: None,
    };
    let model = model.map(&mut filler);
    filler.failure.map_or(Ok(model), Err)
}

/// Tensors that come by themselves, in any order: those that nobody has asked for yet are kept.
#[derive(Debug)]
pub struct Given<I> {
    tensors: I,
    ahead: HashMap<String, Tensor>,
}

impl<I: Iterator<Item = Tensor>> Given<I> {
    /// Takes them in.
    pub fn new(tensors: I) -> Self {
        let ahead = HashMap::new();
        Self { tensors, ahead }
    }

    fn tensor(&mut self, name: &str) -> Option<Tensor> {
        if let Some(kept) = self.ahead.remove(name) {
            return Some(kept);
        }
        for tensor in &mut self.tensors {
            if tensor.name == name {
                return Some(tensor);
            }
            self.ahead.insert(tensor.name.clone(), tensor);
        }
        None
    }
}

/// Whoever asks knows that the tensors are those of its network.
impl<I: Iterator<Item = Tensor>> Source for Given<I> {
    fn values(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let tensor = self.tensor(name);
        let fits = tensor.filter(|tensor| tensor.shape == shape);
        Ok(fits
            .expect("a network hands back each of its tensors")
            .values)
    }
}

struct Filler<'a> {
    names: &'a dyn Names,
    path: Vec<String>,
    source: &'a mut dyn Source,
    failure: Option<ModelError>,
}

impl ModuleMapper for Filler<'_> {
    fn enter_module(&mut self, name: &str, _container: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container: &str) {
        self.path.pop();
    }

    fn map_float<const D: usize>(
        &mut self,
        param: Param<burn::Tensor<D>>,
    ) -> Param<burn::Tensor<D>> {
        if self.failure.is_some() {
            return param;
        }
        let name = self.names.file_name(&self.path);
        // The parameter is lazy: asking for its shape and device alone draws no number.
        let shape: [usize; D] = param.lazy_shape().dims();
        let device = param.lazy_device();
        let turned = self.names.is_linear_weight(&name, D);
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
                let tensor = burn::Tensor::from_data(TensorData::new(values, shape), &device);
                Param::initialized(param.id, tensor).set_require_grad(true)
            }
        }
    }
}
