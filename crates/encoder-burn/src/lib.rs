//! What pretrained encoders in [Burn](https://burn.dev) share, whatever they read.
//!
//! A crate for a family of models, such as `indobert-burn` for texts or `wav2vec2-burn` for speech,
//! lays out its network and says how its tensors are called; the rest is here:
//!
//! - [`Device`], [`Precision`], [`set_threads`]: where and in what a network computes.
//! - [`Keys`], [`LabelMap`], [`LoadReport`]: what a Hugging Face folder says beside its weights.
//! - [`weights`]: safetensors and PyTorch files, checked and read tensor by tensor, by name.
//! - [`model`]: products, activations, dropout and attention.
//! - [`training`]: AdamW, warm-up, early stopping, and a state on disk from which a stopped training
//!   goes on.
//!
//! Burn's types show in [`model`], [`weights`] and [`training`] alone, so that a crate built on this
//! one can hide them.
//!
//! # Where it runs
//!
//! ```
//! # #[cfg(feature = "cpu")] {
//! use encoder_burn::{Device, Precision};
//!
//! let device = Device::from_name("cpu")?;
//! assert_eq!((device.to_string(), Precision::default()), ("cpu".to_owned(), Precision::F32));
//! # }
//! # Ok::<(), encoder_burn::ModelError>(())
//! ```
//!
//! # Weights by name
//!
//! ```
//! # #[cfg(feature = "cpu")] {
//! use burn::module::Module;
//! use burn::nn::{Linear, LinearConfig};
//! use encoder_burn::weights::{Names, tensors};
//!
//! /// The network has one part, which files call the head.
//! #[derive(Module, Debug)]
//! struct Network {
//!     linear: Linear,
//! }
//!
//! struct Spelling;
//!
//! impl Names for Spelling {
//!     fn file_name(&self, path: &[String]) -> String {
//!         path.join(".").replace("linear.", "head.")
//!     }
//!
//!     fn canonical(&self, name: &str) -> Option<String> {
//!         Some(name.to_owned())
//!     }
//!
//!     fn is_optional(&self, name: &str) -> bool {
//!         name.starts_with("head.")
//!     }
//! }
//!
//! let device = encoder_burn::model::device(&"cpu".parse()?).clone();
//! let network = Network { linear: LinearConfig::new(3, 2).init(&device) };
//! let shapes: Vec<_> = tensors(&network, &Spelling).map(|t| (t.name, t.shape)).collect();
//! // A file has linear weights as `[out, in]`.
//! assert_eq!(shapes[0], ("head.bias".to_owned(), vec![2]));
//! assert_eq!(shapes[1], ("head.weight".to_owned(), vec![2, 3]));
//! # }
//! # Ok::<(), encoder_burn::ModelError>(())
//! ```
//!
//! # Features
//!
//! | feature | device | |
//! |---|---|---|
//! | `cpu` (default) | `cpu` | Burn's own CPU backend |
//! | `ndarray` | `ndarray` | the older CPU backend, deprecated by Burn |
//! | `cuda` | `cuda`, `cuda:1` | NVIDIA GPUs |
//!
//! # Limits
//!
//! Weights are f32. Networks whose linear layers are Burn's `Linear`: their weights are turned when
//! files are read and written.
#![cfg_attr(doctest, doc = include_str!("../README.md"))]

mod activation;
mod device;
mod error;
pub mod files;
mod keys;
mod labels;
mod lock;
pub mod model;
mod precision;
mod progress;
pub mod training;
pub mod weights;

pub use activation::Activation;
pub use device::{Device, set_threads};
pub use error::ModelError;
pub use keys::Keys;
pub use labels::LabelMap;
pub use lock::FileLock;
pub use precision::Precision;
pub use progress::Progress;
pub use weights::LoadReport;
