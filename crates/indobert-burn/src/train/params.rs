//! Settings of fine-tuning.

use encoder_burn::training::{Course, refuse_first};
use serde::Serialize;

use super::choices::Freeze;
use crate::options::check_batch;
use crate::{Activations, BertError, ClassWeights, EarlyStopping, Precision};

/// Settings of [`BertClassifier::train`](crate::BertClassifier::train), checked there.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TrainParams {
    /// Passes over the training rows, at least 1.
    pub epochs: usize,
    /// Rows that pass the network together, at least 1.
    pub batch_size: usize,
    /// Batches whose gradients make one step of the optimiser, at least 1. The step is that of one
    /// batch of all their rows, in the memory of one of them.
    pub accumulation: usize,
    /// What is kept for the backward pass.
    pub activations: Activations,
    /// What products are computed in while training; validation is in f32.
    pub precision: Precision,
    /// Highest learning rate, reached at the end of the warm-up; above 0.
    pub learning_rate: f64,
    /// Share of the steps over which the rate rises, from 0 to 1.
    pub warmup_ratio: f64,
    /// Decoupled weight decay of all matrices; biases and LayerNorm weights have none. At least 0.
    pub weight_decay: f64,
    /// Bound on the norm of all gradients together; above 0.
    pub max_grad_norm: f64,
    /// What a layer's learning rate is multiplied by for each layer above it, above 0 and up to 1:
    /// pooler and head learn at the full rate, the last layer at this share of it, the embeddings
    /// slowest.
    pub layer_decay: f64,
    /// Which part of the encoder is not trained.
    pub freeze: Freeze,
    /// Share of the target taken from the right class and spread over all classes, from 0 to below
    /// 1. The loss on validation rows is without it.
    pub label_smoothing: f64,
    /// What a row of each class counts in the loss. The loss on validation rows is without it.
    pub class_weights: ClassWeights,
    /// When to stop before the last epoch. If set, the model given back is that of the best epoch.
    pub early_stopping: Option<EarlyStopping>,
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
            accumulation: 1,
            activations: Activations::Keep,
            precision: Precision::F32,
            learning_rate: 2e-5,
            warmup_ratio: 0.1,
            weight_decay: 0.01,
            max_grad_norm: 1.0,
            layer_decay: 1.0,
            freeze: Freeze::Nothing,
            label_smoothing: 0.0,
            class_weights: ClassWeights::Equal,
            early_stopping: None,
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
    /// Sets the rows that pass the network together.
    with_batch_size batch_size: usize,
    /// Sets the batches a step.
    with_accumulation accumulation: usize,
    /// Sets what is kept for the backward pass.
    with_activations activations: Activations,
    /// Sets what products are computed in.
    with_precision precision: Precision,
    /// Sets the highest learning rate.
    with_learning_rate learning_rate: f64,
    /// Sets the share of warm-up steps.
    with_warmup_ratio warmup_ratio: f64,
    /// Sets the weight decay.
    with_weight_decay weight_decay: f64,
    /// Sets the bound on the gradients' norm.
    with_max_grad_norm max_grad_norm: f64,
    /// Sets the decay of the learning rate towards the embeddings.
    with_layer_decay layer_decay: f64,
    /// Sets which part of the encoder is not trained.
    with_freeze freeze: Freeze,
    /// Sets the share of the target that is spread over all classes.
    with_label_smoothing label_smoothing: f64,
    /// Sets what a row of each class counts.
    with_class_weights class_weights: ClassWeights,
    /// Sets when to stop before the last epoch.
    with_early_stopping early_stopping: Option<EarlyStopping>,
    /// Sets the seed.
    with_seed seed: u64,
    /// Sets the tokens after which a text is cut.
    with_max_length max_length: usize,
    /// Sets what stands before each text.
    with_prefix prefix: String,
}

impl TrainParams {
    /// What the loop goes by.
    pub(super) fn course(&self) -> Course {
        Course {
            epochs: self.epochs,
            batch_size: self.batch_size,
            accumulation: self.accumulation,
            activations: self.activations,
            learning_rate: self.learning_rate,
            warmup_ratio: self.warmup_ratio,
            weight_decay: self.weight_decay,
            max_grad_norm: self.max_grad_norm,
            early_stopping: self.early_stopping,
            seed: self.seed,
        }
    }

    /// Checks every setting, as [`BertClassifier::train`](crate::BertClassifier::train) does first.
    ///
    /// # Errors
    ///
    /// [`ModelError::InvalidSetting`](crate::ModelError::InvalidSetting) for the first that is out of its range.
    pub fn check(&self) -> Result<(), BertError> {
        check_batch(self.batch_size, self.max_length)?;
        self.course().check()?;
        Ok(refuse_first([
            (
                "layer_decay",
                "above 0 and at most 1",
                self.layer_decay > 0.0 && self.layer_decay <= 1.0,
                self.layer_decay.to_string(),
            ),
            (
                "label_smoothing",
                "at least 0 and below 1",
                (0.0..1.0).contains(&self.label_smoothing),
                self.label_smoothing.to_string(),
            ),
        ])?)
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
            (
                TrainParams::default().with_accumulation(0),
                "accumulation must be at least 1, got 0",
            ),
            (
                TrainParams::default()
                    .with_batch_size(1 << 63)
                    .with_accumulation(2),
                "accumulation must be small enough to be multiplied by batch_size, got 2",
            ),
            (
                TrainParams::default().with_epochs(usize::MAX),
                "epochs must be at most 4294967295, got 18446744073709551615",
            ),
            (
                TrainParams::default().with_layer_decay(1.1),
                "layer_decay must be above 0 and at most 1, got 1.1",
            ),
            (
                TrainParams::default().with_label_smoothing(1.0),
                "label_smoothing must be at least 0 and below 1, got 1",
            ),
            (
                TrainParams::default().with_early_stopping("accuracy:0".parse().ok()),
                "early_stopping must be a patience of at least 1, got accuracy:0",
            ),
        ];
        for (params, message) in cases {
            assert_eq!(params.check().unwrap_err().to_string(), message);
        }
    }
}
