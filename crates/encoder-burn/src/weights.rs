//! Weights by the names that Hugging Face gives them: read, drawn and written.
//!
//! [`Names`] says how a family spells its tensors. A [`Source`] gives their values: a [`Checkpoint`]
//! reads a folder, [`Given`] hands on what is in memory, and each family draws fresh ones with
//! [`Draws`]. [`fill`] puts them into a network, [`parameters`] and [`tensors`] take them out again,
//! [`to_safetensors`] writes them. A [`Network`] holds them in Burn's tensors, [`Packed`] for an engine,
//! or in both.

mod checkpoint;
mod draws;
mod fill;
mod find;
mod head;
mod names;
mod network;
mod parameters;
mod pytorch;
mod safe;
mod save;
mod stored;

pub use checkpoint::{Checkpoint, LoadReport};
pub use draws::Draws;
pub use fill::{Given, Source, fill};
pub use names::Names;
pub use network::{Network, Packed, Refusal};
pub use parameters::{Take, Tensor, parameters, tensors};
pub use save::to_safetensors;
