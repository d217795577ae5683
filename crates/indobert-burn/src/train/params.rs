//! Settings of fine-tuning.

use crate::BertError;
use crate::options::check_batch;

/// Settings of [`BertClassifier::train`](crate::BertClassifier::train), checked there.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TrainParams {
    /// Passes over the training rows, at least 1.
    pub epochs: usize,
    /// Rows a step, at least 1.
    pub batch_size: usize,
    /// Highest learning rate, reached at the end of the warm-up; above 0.
    pub learning_rate: f64,
    /// Share of the steps over which the rate rises, from 0 to 1.
    pub warmup_ratio: f64,
    /// Decoupled weight decay of all matrices; biases and LayerNorm weights have none. At least 0.
    pub weight_decay: f64,
    /// Bound on the norm of all gradients together; above 0.
    pub max_grad_norm: f64,
    /// Seed of the order of rows and of dropout.
    pub seed: u64,
    /// Tokens after which a text is cut, special tokens included; at least 3.
    pub max_length: usize,
    /// Put before each text as it is.
    pub prefix: String,
}

impl Default for TrainParams {
    fn default() -> Self {
        Self {
            epochs: 5,
            batch_size: 32,
            learning_rate: 2e-5,
            warmup_ratio: 0.1,
            weight_decay: 0.01,
            max_grad_norm: 1.0,
            seed: 42,
            max_length: 128,
            prefix: String::new(),
        }
    }
}

/// One setter a field, so that callers in other crates can write the settings as a chain.
macro_rules! setters {
    ($($(#[$doc:meta])* $setter:ident $name:ident: $kind:ty,)*) => {
        impl TrainParams {
            $($(#[$doc])*
            #[must_use]
            pub fn $setter(mut self, $name: $kind) -> Self {
                self.$name = $name;
                self
            })*
        }
    };
}

setters! {
    /// Sets the passes over the training rows.
    with_epochs epochs: usize,
    /// Sets the rows a step.
    with_batch_size batch_size: usize,
    /// Sets the highest learning rate.
    with_learning_rate learning_rate: f64,
    /// Sets the share of warm-up steps.
    with_warmup_ratio warmup_ratio: f64,
    /// Sets the weight decay.
    with_weight_decay weight_decay: f64,
    /// Sets the bound on the gradients' norm.
    with_max_grad_norm max_grad_norm: f64,
    /// Sets the seed.
    with_seed seed: u64,
    /// Sets the tokens after which a text is cut.
    with_max_length max_length: usize,
    /// Sets what stands before each text.
    with_prefix prefix: String,
}

impl TrainParams {
    /// Checks every setting, as [`BertClassifier::train`](crate::BertClassifier::train) does first.
    ///
    /// # Errors
    ///
    /// [`BertError::InvalidSetting`] for the first that is out of its range.
    pub fn check(&self) -> Result<(), BertError> {
        check_batch(self.batch_size, self.max_length)?;
        let positive = |value: f64| value > 0.0 && value.is_finite();
        let rules = [
            (
                "epochs",
                "at least 1",
                self.epochs >= 1,
                self.epochs.to_string(),
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
        ];
        for (name, expected, holds, got) in rules {
            if !holds {
                return Err(BertError::InvalidSetting {
                    name,
                    expected,
                    got,
                });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_setting_out_of_range() {
        let cases = [
            (
                TrainParams::default().with_epochs(0),
                "epochs must be at least 1, got 0",
            ),
            (
                TrainParams::default().with_batch_size(0),
                "batch_size must be at least 1, got 0",
            ),
            (
                TrainParams::default().with_max_length(2),
                "max_length must be at least 3, got 2",
            ),
            (
                TrainParams::default().with_learning_rate(f64::NAN),
                "learning_rate must be above 0 and finite, got NaN",
            ),
            (
                TrainParams::default().with_warmup_ratio(1.5),
                "warmup_ratio must be from 0 to 1, got 1.5",
            ),
            (
                TrainParams::default().with_weight_decay(-0.1),
                "weight_decay must be at least 0 and finite, got -0.1",
            ),
            (
                TrainParams::default().with_max_grad_norm(0.0),
                "max_grad_norm must be above 0 and finite, got 0",
            ),
        ];
        for (params, message) in cases {
            assert_eq!(params.check().unwrap_err().to_string(), message);
        }
    }
}
