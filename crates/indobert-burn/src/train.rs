//! Training: AdamW, linear warm-up and decay, clipping by the global norm, and a state on disk from
//! which a stopped training goes on.

mod checkpoints;
mod choices;
mod classification;
mod digest;
mod history;
mod masking;
mod objective;
mod optimizer;
mod params;
mod pieces;
mod place;
mod pretraining;
mod restore;
mod run;
mod schedule;
mod state;
mod stopping;
mod tape;

pub use checkpoints::Checkpoints;
pub use choices::{Activations, ClassWeights, Freeze};
pub use history::{EpochRecord, TrainEvent, TrainHistory, TrainWarning, progress_bar};
pub use masking::Masking;
pub use params::TrainParams;
pub use pretraining::PretrainParams;
pub use stopping::{EarlyStopping, StopMetric};
