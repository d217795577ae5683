//! Fine-tuning: AdamW, linear warm-up and decay, clipping by the global norm.

mod history;
mod optimizer;
mod params;
mod run;
mod schedule;

pub use history::{EpochRecord, TrainEvent, TrainHistory, progress_bar};
pub use params::TrainParams;
