//! Training: AdamW, linear warm-up and decay, clipping by the global norm, and a state on disk from
//! which a stopped training goes on.
//!
//! An [`Objective`] holds the rows and computes the loss, [`train`] does the rest.

mod adamw;
mod checkpoints;
mod choices;
mod classes;
mod course;
mod digest;
mod history;
mod objective;
mod optimizer;
mod rates;
mod restore;
mod run;
mod schedule;
mod state;
mod stopping;
mod tape;

pub use checkpoints::Checkpoints;
pub use choices::{Activations, ClassWeights};
pub use classes::{CrossEntropy, check_classes, largest, log_softmax};
pub use course::{Course, refuse_first};
pub use digest::{Digest, Purpose, seed_for};
pub use history::{EpochRecord, TrainEvent, TrainHistory, TrainWarning, progress_bar};
pub use objective::{Forward, Objective, Validation};
pub use run::train;
pub use state::{Facts, facts_of};
pub use stopping::{EarlyStopping, StopMetric};
pub use tape::off_tape_if_frozen;
