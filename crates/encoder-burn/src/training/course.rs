//! What the loop goes by.

use super::{Activations, EarlyStopping};
use crate::ModelError;

/// The settings of a training that every family has.
#[derive(Clone, Copy, Debug)]
pub struct Course {
    /// Passes over the training rows, at least 1.
    pub epochs: usize,
    /// Rows that pass the network together, at least 1.
    pub batch_size: usize,
    /// Batches whose gradients make one step of the optimiser, at least 1.
    pub accumulation: usize,
    /// What is kept for the backward pass.
    pub activations: Activations,
    /// Highest learning rate, reached at the end of the warm-up; above 0.
    pub learning_rate: f64,
    /// Share of the steps over which the rate rises, from 0 to 1.
    pub warmup_ratio: f64,
    /// Decoupled weight decay of all parameters but vectors; at least 0.
    pub weight_decay: f64,
    /// Bound on the norm of all gradients together; above 0.
    pub max_grad_norm: f64,
    /// When to stop before the last epoch. If set, the model given back is that of the best epoch.
    pub early_stopping: Option<EarlyStopping>,
    /// Seed of the order of rows and of dropout.
    pub seed: u64,
}

impl Course {
    /// Rows of one step of the optimiser.
    pub(super) fn rows_a_step(&self) -> usize {
        self.batch_size.saturating_mul(self.accumulation)
    }

    /// Checks every setting.
    ///
    /// # Errors
    ///
    /// [`ModelError::InvalidSetting`] for the first that is out of its range.
    pub fn check(&self) -> Result<(), ModelError> {
        let rows = self.batch_size.checked_mul(self.accumulation);
        let positive = |value: f64| value > 0.0 && value.is_finite();
        refuse_first([
            (
                "batch_size",
                "at least 1",
                self.batch_size >= 1,
                self.batch_size.to_string(),
            ),
            (
                "epochs",
                "at least 1",
                self.epochs >= 1,
                self.epochs.to_string(),
            ),
            (
                "accumulation",
                "at least 1",
                self.accumulation >= 1,
                self.accumulation.to_string(),
            ),
            (
                "epochs",
                "at most 4294967295",
                u32::try_from(self.epochs).is_ok(),
                self.epochs.to_string(),
            ),
            (
                "accumulation",
                "small enough to be multiplied by batch_size",
                rows.is_some(),
                self.accumulation.to_string(),
            ),
            (
                "learning_rate",
                "above 0 and finite",
                positive(self.learning_rate),
                self.learning_rate.to_string(),
            ),
            (
                "warmup_ratio",
                "from 0 to 1",
                (0.0..=1.0).contains(&self.warmup_ratio),
                self.warmup_ratio.to_string(),
            ),
            (
                "weight_decay",
                "at least 0 and finite",
                self.weight_decay >= 0.0 && self.weight_decay.is_finite(),
                self.weight_decay.to_string(),
            ),
            (
                "max_grad_norm",
                "above 0 and finite",
                positive(self.max_grad_norm),
                self.max_grad_norm.to_string(),
            ),
            (
                "early_stopping",
                "a patience of at least 1",
                self.early_stopping.is_none_or(|rule| rule.patience >= 1),
                self.early_stopping
                    .map_or_else(String::new, |rule| rule.to_string()),
            ),
        ])
    }
}

/// Settings as name, what is expected, whether that holds, and the value: refuses the first for which
/// it does not hold.
///
/// # Errors
///
/// [`ModelError::InvalidSetting`].
pub fn refuse_first(
    rules: impl IntoIterator<Item = (&'static str, &'static str, bool, String)>,
) -> Result<(), ModelError> {
    match rules.into_iter().find(|(_, _, holds, _)| !holds) {
        None => Ok(()),
        Some((name, expected, _, got)) => Err(ModelError::InvalidSetting {
            name,
            expected,
            got,
        }),
    }
}
