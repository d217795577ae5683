//! Fine-tunes wav2vec 2.0 for emotions in speech: direct, sequential, zero-shot.

mod dealing;
mod digest;
mod error;
mod event;
mod experiment;
mod files;
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
pub use params::{FinetuneParams, Start};
pub use recipe::Recipe;
pub use recogniser::WaveRecogniser;
pub use report::{Gain, RecipeScore, RunReport, Side, Spread, TransferReport};
pub use train::train;
pub use waves::Waves;

/// What is said with every answer of a model that learned from a corpus.
pub const WARNING: &str = "learned from acted emotions of a few speakers; \
                           its answers are guesses about sounds, not findings about people";
