//! Weights to a safetensors file that transformers reads.

use std::collections::HashMap;

use burn::module::Module;
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensorError};

use super::parameters::parameters;
use crate::Architecture;

/// The parameters of `model` whose Hugging Face names `keep` accepts, as f32.
pub(crate) fn to_safetensors<M: Module>(
    model: &M,
    architecture: Architecture,
    keep: impl Fn(&str) -> bool,
) -> Result<Vec<u8>, SafeTensorError> {
    let mut tensors = Vec::new();
    for (name, take) in parameters(model, architecture) {
        if keep(&name) {
            let (shape, values) = take();
            let bytes: Vec<u8> = values.into_iter().flat_map(f32::to_le_bytes).collect();
            tensors.push((name, shape, bytes));
        }
    }
    let mut views = Vec::with_capacity(tensors.len());
    for (name, shape, bytes) in &tensors {
        let view = TensorView::new(Dtype::F32, shape.clone(), bytes)?;
        views.push((name.as_str(), view));
    }
    // transformers refuses a file that does not say which framework laid out its tensors.
    let metadata = HashMap::from([("format".to_owned(), "pt".to_owned())]);
    safetensors::serialize(views, Some(metadata))
}
