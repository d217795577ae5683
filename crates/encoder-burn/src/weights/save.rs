//! Weights to a safetensors file that transformers reads.

use std::collections::HashMap;

use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensorError};

use super::Tensor;

/// The file of these tensors, as f32.
///
/// # Errors
///
/// A tensor that has another number of values than its shape says.
pub fn to_safetensors(tensors: impl Iterator<Item = Tensor>) -> Result<Vec<u8>, SafeTensorError> {
    let of_bytes = |tensor: Tensor| {
        let bytes = tensor.values.into_iter().flat_map(f32::to_le_bytes);
        (tensor.name, tensor.shape, bytes.collect())
    };
    let tensors: Vec<(String, Vec<usize>, Vec<u8>)> = tensors.map(of_bytes).collect();
    let mut views = Vec::with_capacity(tensors.len());
    for (name, shape, bytes) in &tensors {
        let view = TensorView::new(Dtype::F32, shape.clone(), bytes)?;
        views.push((name.as_str(), view));
    }
    // transformers refuses a file that does not say which framework laid out its tensors.
    let metadata = HashMap::from([("format".to_owned(), "pt".to_owned())]);
    safetensors::serialize(views, Some(metadata))
}
