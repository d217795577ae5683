//! Classify speech with wav2vec 2.0, and fine-tune it, in one Rust program.
//!
//! [`SpeechClassifier`] is a network, what is done to samples before it, and the names of the classes.
//! It comes from a Hugging Face folder or from scratch, learns from labelled clips, classifies clips,
//! turns clips into vectors, and is saved as a folder that transformers loads with the same logits.
//! What is learned is learned in [Burn](https://burn.dev), of which nothing shows outside
//! [`model`]; on a CPU clips are run by `wav2vec2-engine`, which gives a clip the same bits beside any
//! others.
//!
//! # Train from scratch
//!
//! ```
//! # #[cfg(feature = "cpu")] {
//! use wav2vec2_burn::{Device, Freeze, SpeechClassifier, SpeechTrainParams, Wav2Vec2Config};
//!
//! // A low and a high tone, a fifth of a second each.
//! let tone = |i: usize| {
//!     let step = [0.1_f32, 0.4][i % 2];
//!     let clip: Vec<f32> = (0..3200).map(|at| (step * at as f32 + i as f32).sin()).collect();
//!     (clip, i % 2)
//! };
//! let rows: Vec<(Vec<f32>, usize)> = (0..16).map(tone).collect();
//! let labels = ["low", "high"].map(str::to_owned).to_vec();
//! let mut config = Wav2Vec2Config::tiny();
//! config.layer_drop = 0.0;
//! let model = SpeechClassifier::init(&config, labels, &Device::from_name("cpu")?, 7)?;
//!
//! let params = SpeechTrainParams::default()
//!     .with_epochs(10)
//!     .with_learning_rate(3e-3)
//!     .with_freeze(Freeze::Nothing);
//! let (model, history) = model.train(&rows, &[], &params, &mut |_event| ())?;
//! assert!(history.epochs[9].train_loss < history.epochs[0].train_loss);
//! assert_eq!(model.classify(&[&rows[1].0])?[0].label, "high");
//! # }
//! # Ok::<(), wav2vec2_burn::SpeechError>(())
//! ```
//!
//! # Load a folder, give it classes of your own
//!
//! A folder without a head gets one from the seed, and the report says so:
//!
//! ```no_run
//! use std::path::Path;
//! use wav2vec2_burn::{Device, SpeechClassifier, SpeechLoadOptions};
//!
//! let labels = ["senang", "sedih", "marah", "takut", "jijik"].map(str::to_owned).to_vec();
//! let options = SpeechLoadOptions::default().with_labels(labels).with_seed(1);
//! let device = Device::from_name("cuda:0")?;
//! let folder = Path::new("wav2vec2-xls-r-300m");
//! let (model, report) = SpeechClassifier::from_dir(folder, &device, &options)?;
//! assert!(report.initialised.contains(&"classifier.weight".to_owned()));
//! # Ok::<(), wav2vec2_burn::SpeechError>(())
//! ```
//!
//! # Clips to vectors
//!
//! ```
//! # #[cfg(feature = "cpu")] {
//! use wav2vec2_burn::{Device, SpeechClassifier, Wav2Vec2Config};
//!
//! let labels = ["low", "high"].map(str::to_owned).to_vec();
//! let device = Device::from_name("cpu")?;
//! let model = SpeechClassifier::init(&Wav2Vec2Config::tiny(), labels, &device, 42)?;
//! // Clips of different lengths may stand side by side.
//! let vectors = model.embed(&[vec![0.1; 400], vec![0.2; 3000]])?;
//! assert_eq!(vectors[1].len(), model.config().hidden_size);
//! # }
//! # Ok::<(), wav2vec2_burn::SpeechError>(())
//! ```
//!
//! # What is computed
//!
//! The encoder of Baevski et al., "wav2vec 2.0" (2020), as transformers computes it: convolutions over
//! the samples, normed by group or by layer, a convolution that tells positions, and a transformer with
//! its norms after or before each part; on it a linear layer, the mean over frames and another linear
//! layer. Other families, adapters and other activations are refused by name.
//!
//! # On a CPU
//!
//! A folder's weights are read straight into the engine and lie there once. Burn's tensors are made of
//! them, to the same bits, when somebody asks for these: [`SpeechClassifier::model`] or
//! [`Engine::Burn`], after which both are in memory, or training, which takes the engine apart layer by
//! layer. After training the weights are Burn's, and the first inference makes an engine beside.
//!
//! # Features
//!
//! | feature | device | |
//! |---|---|---|
//! | `cpu` (default) | `cpu` | Burn's own CPU backend, and `wav2vec2-engine` for inference |
//! | `ndarray` | `ndarray` | the older CPU backend, deprecated by Burn |
//! | `cuda` | `cuda`, `cuda:1` | NVIDIA GPUs; not run on one yet |
//!
//! # Limits
//!
//! Samples are of one channel, at the rate that the model was trained with. Weights are f32. Attention
//! is over the whole clip, so memory grows with the square of its length.
#![cfg_attr(doctest, doc = include_str!("../README.md"))]

mod classifier;
mod config;
mod error;
#[cfg_attr(not(feature = "cpu"), path = "no_fast.rs")]
mod fast;
mod inference;
pub mod model;
mod network;
mod options;
mod preprocessing;
mod train;
mod weights;

pub use classifier::{SpeechClassifier, SpeechPrediction};
pub use config::{Convolution, FeatureNorm, MaskSpans, NormPlace, Wav2Vec2Config};
pub use encoder_burn::training::{
    Activations, Checkpoints, ClassWeights, EarlyStopping, EpochRecord, StopMetric, TrainEvent,
    TrainHistory, TrainWarning, progress_bar,
};
pub use encoder_burn::{
    Activation, Device, FileLock, LabelMap, LoadReport, ModelError, Precision, Progress,
    set_threads,
};
pub use error::SpeechError;
pub use options::{Engine, Head, SpeechInferenceOptions, SpeechLoadOptions};
pub use preprocessing::Preprocessing;
pub use train::{Freeze, SpeechTrainParams};
