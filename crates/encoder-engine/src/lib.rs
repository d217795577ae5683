//! BERT and ALBERT encoders on a CPU, in f32: texts in as token ids, vectors or logits out.
//!
//! An [`Encoder`] takes its weights from any source, tensor by tensor under Hugging Face's names,
//! and reads [`Ragged`] texts: token ids one text after the other, of any lengths, without padding.
//! An [`Output`] says what of a text is wanted.
//!
//! # Vectors of texts
//!
//! ```
//! use std::convert::Infallible;
//! use encoder_engine::{Encoder, EncoderConfig, Output, Ragged};
//!
//! let config = EncoderConfig {
//!     hidden: 32,
//!     embedding: 32,
//!     layers: 2,
//!     heads: 4,
//!     intermediate: 64,
//!     vocab: 100,
//!     ..EncoderConfig::default()
//! };
//! // Weights come from a file; these are made up.
//! let encoder = Encoder::builder(config).build(|name, shape| {
//!     let count: usize = shape.iter().product();
//!     let seed = name.len() as f32;
//!     Ok::<_, Infallible>((0..count).map(|i| (seed + i as f32).sin()).collect())
//! })?;
//!
//! let texts = Ragged::new(&[2, 17, 40, 3, 2, 8, 3], &[0, 4, 7])?;
//! let vectors = encoder.collect(texts, Output::Mean, 2)?;
//! assert_eq!(vectors.len(), 2 * 32);
//!
//! // A text alone has the same vector, to the last bit.
//! let alone = encoder.collect(Ragged::new(&[2, 8, 3], &[0, 3])?, Output::Mean, 1)?;
//! assert_eq!(alone, vectors[32..]);
//! # Ok::<(), encoder_engine::EncoderError>(())
//! ```
//!
//! # Many texts, a classifier
//!
//! [`Encoder::run`] gives each result away as soon as it is there, so that those of millions of
//! texts need not lie in memory:
//!
//! ```
//! # use std::convert::Infallible;
//! # use encoder_engine::{Encoder, EncoderConfig, Head, Output, Ragged};
//! let config = EncoderConfig {
//!     hidden: 32,
//!     embedding: 32,
//!     layers: 1,
//!     heads: 4,
//!     intermediate: 64,
//!     vocab: 100,
//!     head: Head::Classifier { labels: 3 },
//!     ..EncoderConfig::default()
//! };
//! # let encoder = Encoder::builder(config).build(|_, shape| {
//! #     Ok::<_, Infallible>((0..shape.iter().product()).map(|i| (i as f32).sin()).collect())
//! # })?;
//! # let texts = Ragged::new(&[2, 17, 40, 3, 2, 8, 3], &[0, 4, 7])?;
//! let mut classes = [0; 2];
//! encoder.run(texts, Output::Logits, 2, |text, logits| {
//!     let best = (0..3).max_by(|a, b| logits[*a].total_cmp(&logits[*b]));
//!     classes[text] = best.unwrap_or(0);
//! })?;
//! assert!(classes.iter().all(|class| *class < 3));
//! # Ok::<(), encoder_engine::EncoderError>(())
//! ```
//!
//! # What is computed
//!
//! What `BertModel` and `AlbertModel` of transformers compute in evaluation (Devlin et al., "BERT",
//! 2019; Lan et al., "ALBERT", 2020): LayerNorm after each residual, absolute positions, every
//! token of segment 0. In the tests, whose models have small and odd
//! sizes, values lie within 1e-5 of a computation in f64.
//!
//! # How
//!
//! A thread takes a chunk of texts, about 384 tokens, through all layers, then the next: no thread
//! waits for another. If there are too few texts for that, threads share each product instead.
//! Products are those of [`packed_gemm`], with biases and activations applied while results are in
//! cache. GELU, softmax and LayerNorm are vectorised for AVX-512 and AVX2, found at run time, and
//! plain Rust elsewhere. If only first tokens are wanted, the last layer is computed for them
//! alone.
//!
//! # Other models
//!
//! [`parts`] has the layers, products and plans of this encoder, for engines of other models that
//! are made of them; the speech crate `wav2vec2-engine` is one. Layers may have their norms before
//! attention and feed-forward network ([`NormOrder`](parts::NormOrder)).
//!
//! # Limits
//!
//! f32 only. Memory is that of the weights, once, and for each thread a few MB of scratch; whoever
//! wants the weights back has them by [`Encoder::tensors`] or [`Encoder::into_tensors`]. No
//! training, no tokenizer, no file format, no GPU.
#![cfg_attr(doctest, doc = include_str!("../README.md"))]

mod attention;
mod config;
mod encoder;
mod error;
mod layer;
mod linear;
mod loader;
mod names;
mod output;
pub mod parts;
mod pass;
mod plan;
mod ragged;
mod scratch;
mod share;
mod tensors;
mod vector;
mod weights;

pub use config::{Activation, Architecture, EncoderConfig, Head};
pub use encoder::{Encoder, EncoderBuilder};
pub use error::EncoderError;
pub use output::Output;
pub use packed_gemm::Kernel;
pub use ragged::Ragged;
pub use tensors::Tensor;
