//! wav2vec 2.0 on a CPU, in f32: clips in as samples, logits, vectors or frames out.
//!
//! A [`SpeechEncoder`] takes its weights from any source, tensor by tensor under Hugging Face's
//! names, and reads clips of any lengths, without padding. An [`Output`] says what of a clip is
//! wanted; a [`SpeechConfig`] has the shape: base, XLS-R or anything between.
//!
//! # Logits of clips
//!
//! ```
//! use std::convert::Infallible;
//! use wav2vec2_engine::{Convolution, Head, HeadLayers, Output, SpeechConfig, SpeechEncoder};
//!
//! let config = SpeechConfig {
//!     convolutions: vec![
//!         Convolution { channels: 16, kernel: 10, stride: 5 },
//!         Convolution { channels: 24, kernel: 3, stride: 2 },
//!     ],
//!     hidden: 32,
//!     layers: 2,
//!     heads: 4,
//!     intermediate: 64,
//!     head: Head::Classifier { projection: 8, labels: 3, layers: HeadLayers::Last },
//!     ..SpeechConfig::default()
//! };
//! // Weights come from a file; these are made up.
//! let tensors = |name: &str, shape: &[usize]| {
//!     let count: usize = shape.iter().product();
//!     let seed = name.len() as f32;
//!     Ok::<_, Infallible>((0..count).map(|i| (seed + i as f32).sin()).collect())
//! };
//! let encoder = SpeechEncoder::builder(config).build(tensors)?;
//!
//! let tone = |length: u16| (0..length).map(|i| (f32::from(i) / 7.0).sin()).collect::<Vec<_>>();
//! let logits = encoder.collect(&[tone(900), tone(500)], Output::Logits, 2)?;
//! assert_eq!(logits.len(), 2 * 3);
//!
//! // A clip alone has the same logits, to the last bit.
//! assert_eq!(encoder.collect(&[tone(500)], Output::Logits, 1)?, logits[3..]);
//! # Ok::<(), wav2vec2_engine::SpeechError>(())
//! ```
//!
//! # Many clips, each frame
//!
//! [`SpeechEncoder::run`] gives each result away as soon as it is there. A clip that is too short
//! for a frame is an error, before anything is computed:
//!
//! ```
//! # use std::convert::Infallible;
//! # use wav2vec2_engine::{Convolution, Output, SpeechConfig, SpeechEncoder, SpeechError};
//! # let config = SpeechConfig {
//! #     convolutions: vec![Convolution { channels: 16, kernel: 10, stride: 5 }],
//! #     hidden: 32, layers: 1, heads: 4, intermediate: 64, ..SpeechConfig::default()
//! # };
//! # let encoder = SpeechEncoder::builder(config).build(|_, shape| {
//! #     Ok::<_, Infallible>((0..shape.iter().product()).map(|i| (i as f32).sin()).collect())
//! # })?;
//! let mut frames = [0; 2];
//! encoder.run(&[[0.5; 100], [0.0; 100]], Output::Hidden, 2, |clip, states| {
//!     frames[clip] = states.len() / 32;
//! })?;
//! assert_eq!(frames, [19, 19]);
//!
//! let error = encoder.collect(&[vec![0.5; 9]], Output::Mean, 1);
//! assert!(matches!(error, Err(SpeechError::ShortClip { clip: 0, samples: 9, least: 10 })));
//! # Ok::<(), SpeechError>(())
//! ```
//!
//! # What is computed
//!
//! What `Wav2Vec2ForSequenceClassification` of transformers computes in evaluation, each clip
//! alone (Baevski et al., "wav2vec 2.0", 2020; Babu et al., "XLS-R", 2021). In the tests values
//! lie within 1e-5 of a computation in f64, relative to the largest one.
//!
//! # How
//!
//! Channels lie side by side, so that a convolution is one product with overlapping rows. A clip
//! goes through all convolutions in blocks of 64 frames; the group norm of the base model becomes
//! part of the first one's weights, from the means and covariances of the samples that it sees at
//! once. The positional convolution is a product for each group. Layers, products and the sharing
//! of work between threads are those of [`encoder_engine`]: a thread takes chunks of clips through
//! the whole model, or all threads work at one long clip.
//!
//! # Limits
//!
//! f32 only. Memory is that of the weights, once, and for each thread some 20 MB of scratch, more
//! for clips of minutes, since the scores of an attention head are as many as frames squared. Whoever
//! wants the weights back has them by [`SpeechEncoder::tensors`] or [`SpeechEncoder::into_tensors`],
//! weight norm multiplied out. No training, no file format, no decoding or resampling, no GPU.
#![cfg_attr(doctest, doc = include_str!("../README.md"))]

mod config;
mod convolution;
mod encoder;
mod error;
mod front;
mod group_norm;
mod names;
mod output;
mod pass;
mod positional;
mod tensors;
mod weights;

pub use config::{Convolution, ConvolutionNorm, Head, HeadLayers, Input, SpeechConfig};
pub use encoder::{SpeechEncoder, SpeechEncoderBuilder};
pub use encoder_engine::parts::NormOrder;
pub use encoder_engine::{Activation, Kernel, Tensor};
pub use error::SpeechError;
pub use output::Output;
