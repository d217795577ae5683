//! Fine-tunes wav2vec 2.0 for emotions in speech, with speakers apart.
//!
//! There is a large corpus of one language, the source, and a small one of another, the target. A
//! [`Recipe`] says what a network hears: the target alone (direct), the source and then the target
//! (sequential), or the source alone (zero-shot). Which of them is best is not assumed: an
//! [`Experiment`] measures it, [`train`](train()) makes the network, and a [`WaveRecogniser`] uses
//! it.
//!
//! # Compare the recipes
//!
//! ```no_run
//! use std::path::Path;
//!
//! use speech_emotion::{ClassMap, corpora::Corpus};
//! use speech_finetune::{Experiment, FinetuneParams, Start, Waves};
//! use wav2vec2_burn::{Device, Freeze, SpeechTrainParams, Wav2Vec2Config};
//!
//! let map = ClassMap::shared_indowave_ravdess();
//! let source = map.apply(&Corpus::Ravdess.load("ravdess")?.clips)?;
//! let target = map.apply(&Corpus::IndoWave.load("indowave")?.clips)?;
//! // What one of them lacks need not be decoded; the experiment leaves it out in any case.
//! let source = Waves::load(source.with_classes_of(&target)?, 2.0)?;
//! let target = Waves::load(target, 2.0)?;
//!
//! let stage = SpeechTrainParams::default()
//!     .with_learning_rate(1e-3)
//!     .with_freeze(Freeze::Nothing)
//!     .with_early_stopping(Some("macro-f1:5".parse()?));
//! let start = Start::scratch(Wav2Vec2Config::tiny());
//! let params = FinetuneParams::new(start, Device::from_name("cpu")?)
//!     .with_first(stage.clone())
//!     .with_second(stage);
//! let experiment = Experiment::new(&source, &target, params).with_seeds([1, 2, 3, 4, 5]);
//! // Stopped and started again, it goes on in the same folder.
//! let report = experiment.run(Path::new("out"), &mut |_event| ())?;
//! println!("{report}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Train a network for use
//!
//! From a checkpoint, with a lower learning rate below the head, on a GPU:
//!
//! ```no_run
//! use std::path::Path;
//!
//! use speech_emotion::{ClassMap, Recognise, SAMPLE_RATE, corpora::Corpus};
//! use speech_finetune::{FinetuneParams, Recipe, Start, WaveRecogniser, Waves, train};
//! use wav2vec2_burn::{Device, SpeechTrainParams};
//!
//! let source = ClassMap::five().apply(&Corpus::CremaD.load("crema-d")?.clips)?;
//! let target = ClassMap::indowave().apply(&Corpus::IndoWave.load("indowave")?.clips)?;
//! let (source, target) = (Waves::load(source, 4.0)?, Waves::load(target, 4.0)?);
//! let stage = SpeechTrainParams::default().with_learning_rate(1e-4).with_encoder_rate(0.1);
//! let device = Device::from_name("cuda:0")?;
//! let params = FinetuneParams::new(Start::folder("wav2vec2-xls-r-300m"), device.clone())
//!     .with_first(stage.clone())
//!     .with_second(stage);
//! let out = Path::new("tuned");
//! train(Recipe::Sequential, &source, &target, &params, out, &mut |_event| ())?;
//!
//! let recogniser = WaveRecogniser::from_dir(out, &device)?;
//! let second = vec![0.1; SAMPLE_RATE as usize];
//! println!("{}", recogniser.recognise(&second, SAMPLE_RATE)?.emotion);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Who is tested on is a stranger
//!
//! The folds of an experiment can be looked at before it is run, and a speaker on both sides is
//! refused by name, in whatever stage she would be heard:
//!
//! ```no_run
//! use speech_finetune::{Experiment, FinetuneError, Recipe};
//!
//! # fn of(experiment: Experiment<'_>) -> Result<(), FinetuneError> {
//! let (clips, split) = experiment.split(Recipe::Sequential)?;
//! for round in split.rounds() {
//!     let speakers = round.test.iter().map(|&row| clips.clips[row].speaker.as_str());
//!     println!("{}: {:?}", round.name, speakers.collect::<Vec<_>>());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What lies in a folder
//!
//! That of an experiment has `settings.json`, `report.json` and for each seed a folder with
//! the network after its first stage and one file of predictions for each recipe and fold. That of
//! [`train`](train()) has the network as transformers stores it, `finetune.json` about how it was
//! made, with the SHA-256 of the weights, and `finetune-settings.json`. Files are written under
//! another name first: none is ever seen half-written.
//!
//! # Features
//!
//! `cpu` (default), `ndarray` and `cuda` are those of `wav2vec2-burn`, and choose the devices that
//! there are.
//!
//! # Limits
//!
//! Networks hear samples and nothing else. Folds and held-out speakers are dealt once for all
//! seeds: the deviation over seeds is that of trainings. On one CPU thread the same seed gives the
//! same figures; see [`set_threads`](wav2vec2_burn::set_threads).

mod dealing;
mod digest;
mod error;
mod event;
mod experiment;
mod files;
mod over_speakers;
mod page;
mod page_cells;
mod params;
mod recipe;
mod recogniser;
mod report;
mod report_text;
mod settings;
mod stage;
mod train;
mod unit;
mod waves;

pub use error::FinetuneError;
pub use event::FinetuneEvent;
pub use experiment::Experiment;
pub use page::TransferPage;
pub use params::{FinetuneParams, Start};
pub use recipe::Recipe;
pub use recogniser::WaveRecogniser;
pub use report::{Gain, RecipeScore, RunReport, Side, Spread, TransferReport};
pub use train::train;
pub use waves::Waves;

/// What is said with every answer of a model that learned from a corpus.
pub const WARNING: &str = "learned from acted emotions of a few speakers; \
                           its answers are guesses about sounds, not findings about people";

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
