//! Fine-tune and run IndoBERT, or any other BERT or ALBERT encoder, in one Rust program.
//!
//! [`BertClassifier`] is a network, a [`Tokenizer`] and the names of the classes. It comes from a
//! Hugging Face folder or from scratch, learns from labelled texts, classifies texts, turns texts
//! into vectors, and is saved as a folder that transformers loads with the same logits.
//! [`BertMaskedLm`] is the same encoder with the head that guesses masked words. What is computed
//! is computed in [Burn](https://burn.dev), of which nothing shows outside [`model`]; on a CPU texts
//! are classified and embedded by a faster engine, see [`Engine`].
//!
//! # Train from scratch
//!
//! ```
//! # #[cfg(feature = "cpu")] {
//! use indobert_burn::{
//!     BertClassifier, BertConfig, Device, InferenceOptions, Tokenizer, TrainParams,
//! };
//!
//! let rows: Vec<(String, usize)> = ["warung itu buruk", "warung itu bagus"]
//!     .into_iter()
//!     .cycle()
//!     .take(32)
//!     .enumerate()
//!     .map(|(i, text)| (text.to_owned(), i % 2))
//!     .collect();
//! let tokenizer = Tokenizer::train_word_piece(rows.iter().map(|(text, _)| text), 80)?;
//! let config = BertConfig::tiny(tokenizer.vocab_size());
//! let labels = vec!["negative".to_owned(), "positive".to_owned()];
//! let model = BertClassifier::init(&config, tokenizer, labels, &Device::from_name("cpu")?, 7)?;
//!
//! let params = TrainParams::default().with_epochs(20).with_batch_size(8).with_learning_rate(3e-3);
//! let (model, history) = model.train(&rows, &[], &params, &mut |_event| ())?;
//! assert!(history.epochs[19].train_loss < history.epochs[0].train_loss);
//! let predictions = model.classify(&["warung itu bagus"], &InferenceOptions::default())?;
//! assert_eq!(predictions[0].label, "positive");
//! # }
//! # Ok::<(), indobert_burn::BertError>(())
//! ```
//!
//! # Load a folder, give it classes of your own
//!
//! A folder without a pooler or head gets them from the seed, and the report says which:
//!
//! ```no_run
//! use std::path::Path;
//! use indobert_burn::{BertClassifier, Device, LoadOptions};
//!
//! let labels = ["negative", "neutral", "positive"].map(str::to_owned).to_vec();
//! let options = LoadOptions::default().with_labels(labels).with_seed(1);
//! let device = Device::from_name("cuda:0")?;
//! let (model, report) = BertClassifier::from_dir(Path::new("indobert-base-p1"), &device, &options)?;
//! assert!(report.initialised.contains(&"classifier.weight".to_owned()));
//! # Ok::<(), indobert_burn::BertError>(())
//! ```
//!
//! # Texts to vectors
//!
//! ```no_run
//! use std::path::Path;
//! use indobert_burn::{BertClassifier, Device, InferenceOptions, LoadOptions, Pooling};
//!
//! let device = Device::from_name("cpu")?;
//! let (model, _) =
//!     BertClassifier::from_dir(Path::new("e5-small"), &device, &LoadOptions::default())?;
//! let options = InferenceOptions::default().with_prefix("query: ");
//! let vectors = model.embed(&["warung buka 24 jam"], Pooling::Mean, &options)?;
//! assert_eq!(vectors[0].len(), model.config().hidden_size);
//! # Ok::<(), indobert_burn::BertError>(())
//! ```
//!
//! # What is computed
//!
//! The encoder of Devlin et al., "BERT" (2019), as transformers computes it: GELU, exact or by tanh,
//! LayerNorm after each residual, absolute positions, every token of segment 0; or that of Lan et
//! al., "ALBERT" (2020), whose layers share one set of weights and whose word vectors are narrower
//! than the layers. Activations and positions of other kinds are refused by name.
//!
//! # Two engines
//!
//! Burn trains, on every device, and is the reference. On the device `cpu`, [`classify`], [`embed`]
//! and the validation between epochs run on the crate `encoder-engine`: texts of any lengths side by
//! side without padding, products on packed weights, on as many threads as [`set_threads`] gives. A
//! text has the same numbers, to the last bit, in any batch and on any number of threads. Both agree
//! within 1e-4 on random models whose weights deviate ten times as much as usual, and
//! [`InferenceOptions::with_engine`] chooses.
//!
//! A folder's weights are read straight into the engine and lie there once. Burn's tensors are made
//! of them, to the same bits, when somebody asks for these: [`BertClassifier::model`] or
//! [`Engine::Burn`], after which both are in memory, or training, which takes the engine apart layer
//! by layer. After training the weights are Burn's, and the first inference makes an engine beside.
//!
//! Burn runs texts in batches: of some thousand at a time those of like length together, padded to
//! the longest, and gives results in the order of the texts. Padding changes no logit beyond rounding.
//!
//! [`classify`]: BertClassifier::classify
//! [`embed`]: BertClassifier::embed
//!
//! # Features
//!
//! | feature | device | |
//! |---|---|---|
//! | `cpu` (default) | `cpu` | Burn's own CPU backend, and `encoder-engine` |
//! | `ndarray` | `ndarray` | the older CPU backend, deprecated by Burn |
//! | `cuda` | `cuda`, `cuda:1` | NVIDIA GPUs; not run on one yet, see the README |
//!
//! # Limits
//!
//! Weights are f32, and products too unless [`Precision`] says otherwise. A BERT-base is fine-tuned on
//! a CPU in hours: take a GPU for it, or a smaller model.
//!
//! # Weight files
//!
//! `model.safetensors` or `pytorch_model.bin`, whole or in the parts of an index. The pickle in a
//! PyTorch file is not executed: its reader knows the opcodes and names that a dictionary of tensors
//! is written with, and refuses all others. Sizes and places are checked against the file before
//! anything is allocated, and tensors are read one at a time.
#![cfg_attr(doctest, doc = include_str!("../README.md"))]

mod batching;
mod classifier;
mod config;
#[cfg(test)]
mod device_for_tests;
mod error;
#[cfg_attr(not(feature = "cpu"), path = "no_fast.rs")]
mod fast;
mod folder;
mod inference;
mod masked_lm;
pub mod model;
mod network;
mod options;
mod pooling;
mod tokenize;
mod train;
mod weights;

pub use classifier::{BertClassifier, Prediction};
pub use config::{Architecture, BertConfig};
pub use encoder_burn::training::{
    Activations, Checkpoints, ClassWeights, EarlyStopping, EpochRecord, StopMetric, TrainEvent,
    TrainHistory, TrainWarning, progress_bar,
};
pub use encoder_burn::{
    Activation, Device, FileLock, LabelMap, LoadReport, ModelError, Precision, Progress,
    set_threads,
};
pub use error::BertError;
pub use masked_lm::BertMaskedLm;
pub use options::{Engine, InferenceOptions, LoadOptions};
pub use pooling::Pooling;
pub use tokenize::{Encoding, Tokenizer};
pub use train::{Freeze, Masking, PretrainParams, TrainParams};
