//! What a training makes smaller.

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use super::state::Facts;

/// Training rows and the loss on them: the loop knows nothing else of a task.
pub trait Objective {
    /// The network.
    type Model: Module + Clone;
    /// Rows made ready for the network.
    type Batch;

    /// Number of training rows.
    fn train_len(&self) -> usize;

    /// Number of validation rows.
    fn valid_len(&self) -> usize;

    /// Makes rows ready; whatever is drawn for it comes from `seed`.
    fn batch(&self, rows: &[usize], seed: u64) -> Self::Batch;

    /// A batch in pieces which pass the network one after the other; their gradients are added up, so
    /// that a step is the same as without. One by default.
    fn pieces(&self, batch: Self::Batch, _device: &Device) -> Vec<Self::Batch> {
        vec![batch]
    }

    /// What a batch counts: the loss of a step is the sum of its batches' losses over the sum of
    /// their weights.
    fn weight(&self, batch: &Self::Batch) -> f64;

    /// Runs the network on a batch.
    fn forward(&self, model: &Self::Model, batch: &Self::Batch, device: &Device) -> Forward;

    /// Scores the validation rows, without dropout or graph; `None` without such rows.
    fn validate(&self, model: &Self::Model, device: &Device) -> Option<Validation>;

    /// Whether the network still gives numbers for the first training rows.
    fn is_finite(&self, model: &Self::Model, device: &Device) -> bool;

    /// What the learning rate of the parameter at a path of modules is multiplied by; `None` if it
    /// does not learn.
    fn rate_factor(&self, _path: &[String]) -> Option<f64> {
        Some(1.0)
    }

    /// What the result depends on beside the starting weights: every setting, and fingerprints of the
    /// rows.
    fn facts(&self) -> Facts;
}

/// What the network said of a batch.
#[derive(Debug)]
pub struct Forward {
    /// Sum of the losses, each times its weight.
    pub loss: Tensor<1>,
    /// Answers that are right.
    pub hits: usize,
    /// Answers in all.
    pub answers: usize,
}

/// Figures on the validation rows.
#[derive(Clone, Copy, Debug)]
pub struct Validation {
    /// Mean cross-entropy.
    pub loss: f64,
    /// Share of right answers.
    pub accuracy: f64,
    /// Mean F1 over the classes, if the answers are classes.
    pub macro_f1: Option<f64>,
}
