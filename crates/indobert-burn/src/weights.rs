//! Weights by the names that Hugging Face gives them: read, drawn and written.

mod checkpoint;
mod fill;
mod find;
mod fresh;
mod names;
mod parameters;
mod pytorch;
mod safe;
mod save;
mod stored;

pub(crate) use checkpoint::Checkpoint;
pub(crate) use fill::{Given, Source, fill};
pub(crate) use fresh::Fresh;
#[cfg(feature = "cpu")]
pub(crate) use names::prefix;
#[cfg(feature = "cpu")]
pub(crate) use parameters::parameters;
pub(crate) use parameters::{Tensor, tensors};
pub(crate) use save::to_safetensors;
