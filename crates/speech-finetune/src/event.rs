//! What is told while a run goes on.

use wav2vec2_burn::TrainEvent;

/// Sent to the observer of a run.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum FinetuneEvent {
    /// A piece of work begins, such as `sequential, seed 1, fold 2`.
    Started(String),
    /// A piece of work is there from an earlier run.
    Kept(String),
    /// The network learns.
    Training(TrainEvent),
    /// The piece of work that began last is on disk.
    Finished(String),
}
