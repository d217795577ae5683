//! Settings of fine-tuning.

use encoder_burn::Precision;
use encoder_burn::training::{Activations, ClassWeights, Course, EarlyStopping, refuse_first};
use serde::Serialize;

use super::choices::Freeze;
use crate::SpeechError;

/// Settings of [`SpeechClassifier::train`](crate::SpeechClassifier::train), checked there. Dropout,
/// dropped layers and hidden spans are those of the model's configuration.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SpeechTrainParams {
    /// Passes over the training rows, at least 1.
    pub epochs: usize,
    /// Clips that pass the network together, at least 1.
    pub batch_size: usize,
    /// Batches whose gradients make one step of the optimiser, at least 1. The step is that of one
    /// batch of all their clips, in the memory of one of them.
    pub accumulation: usize,
    /// What is kept for the backward pass.
    pub activations: Activations,
    /// What the encoder's products are computed in while training; convolutions, head and
    /// validation are in f32.
    pub precision: Precision,
    /// Highest learning rate, that of the head, reached at the end of the warm-up; above 0.
    pub learning_rate: f64,
    /// What the learning rate is multiplied by below the head, above 0 and up to 1.
    pub encoder_rate: f64,
    /// Share of the steps over which the rate rises, from 0 to 1.
    pub warmup_ratio: f64,
    /// Decoupled weight decay of all parameters but vectors; at least 0.
    pub weight_decay: f64,
    /// Bound on the norm of all gradients together; above 0.
    pub max_grad_norm: f64,
    /// Which part of the network is not trained.
    pub freeze: Freeze,
    /// Share of the target taken from the right class and spread over all classes, from 0 to below
    /// 1. The loss on validation rows is without it.
    pub label_smoothing: f64,
    /// What a row of each class counts in the loss. The loss on validation rows is without it.
    pub class_weights: ClassWeights,
    /// When to stop before the last epoch. If set, the model given back is that of the best epoch.
    pub early_stopping: Option<EarlyStopping>,
    /// Seed of the order of rows, of dropout, dropped layers and hidden spans.
    pub seed: u64,
}

impl Default for SpeechTrainParams {
    fn default() -> Self {
        Self {
            epochs: 10,
            batch_size: 8,
            accumulation: 1,
            activations: Activations::Keep,
            precision: Precision::F32,
            learning_rate: 5e-5,
            encoder_rate: 1.0,
            warmup_ratio: 0.1,
            weight_decay: 0.01,
            max_grad_norm: 1.0,
            freeze: Freeze::FeatureEncoder,
            label_smoothing: 0.0,
            class_weights: ClassWeights::Equal,
            early_stopping: None,
            seed: 42,
        }
    }
}

/// One setter a field, so that callers in other crates can write the settings as a chain.
macro_rules! setters {
    ($($(#[$doc:meta])* $setter:ident $name:ident: $kind:ty,)*) => {
        impl SpeechTrainParams {
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
    /// Sets the clips that pass the network together.
    with_batch_size batch_size: usize,
    /// Sets the batches a step.
    with_accumulation accumulation: usize,
    /// Sets what is kept for the backward pass.
    with_activations activations: Activations,
    /// Sets what products are computed in.
    with_precision precision: Precision,
    /// Sets the highest learning rate.
    with_learning_rate learning_rate: f64,
    /// Sets what the learning rate is multiplied by below the head.
    with_encoder_rate encoder_rate: f64,
    /// Sets the share of warm-up steps.
    with_warmup_ratio warmup_ratio: f64,
    /// Sets the weight decay.
    with_weight_decay weight_decay: f64,
    /// Sets the bound on the gradients' norm.
    with_max_grad_norm max_grad_norm: f64,
    /// Sets which part of the network is not trained.
    with_freeze freeze: Freeze,
    /// Sets the share of the target that is spread over all classes.
    with_label_smoothing label_smoothing: f64,
    /// Sets what a row of each class counts.
    with_class_weights class_weights: ClassWeights,
    /// Sets when to stop before the last epoch.
    with_early_stopping early_stopping: Option<EarlyStopping>,
    /// Sets the seed.
    with_seed seed: u64,
}

impl SpeechTrainParams {
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

    /// Checks every setting, as [`SpeechClassifier::train`](crate::SpeechClassifier::train) does
    /// first.
    ///
    /// # Errors
    ///
    /// [`ModelError::InvalidSetting`](encoder_burn::ModelError::InvalidSetting) for the first that is
    /// out of its range.
    pub fn check(&self) -> Result<(), SpeechError> {
        self.course().check()?;
        Ok(refuse_first([
            (
                "encoder_rate",
                "above 0 and at most 1",
                self.encoder_rate > 0.0 && self.encoder_rate <= 1.0,
                self.encoder_rate.to_string(),
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
        let usual = SpeechTrainParams::default;
        for (params, message) in [
            (
                usual().with_batch_size(0),
                "batch_size must be at least 1, got 0",
            ),
            (
                usual().with_encoder_rate(1.5),
                "encoder_rate must be above 0 and at most 1, got 1.5",
            ),
            (
                usual().with_label_smoothing(-0.1),
                "label_smoothing must be at least 0 and below 1, got -0.1",
            ),
        ] {
            assert_eq!(params.check().unwrap_err().to_string(), message);
        }
    }
}
