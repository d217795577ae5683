//! How the encoder is fine-tuned.

use crate::PipelineError;
use indobert_burn::{Device, TrainParams};
use serde::{Deserialize, Serialize, Serializer};
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// The encoder, and how it is fine-tuned.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct BertSettings {
    /// A Hugging Face folder. `None`: a tiny encoder from scratch, its vocabulary trained on the training rows, those of all folds.
    pub model: Option<PathBuf>,
    /// Passes over the training rows (the study: 5 and 10).
    pub epochs: usize,
    /// Rows a step (the study: 16 and 32).
    pub batch_size: usize,
    /// The peak learning rate (the study: 2e-5).
    pub learning_rate: f64,
    /// The share of the steps in which the rate climbs to its peak.
    pub warmup_ratio: f64,
    /// `AdamW`'s decay.
    pub weight_decay: f64,
    /// Longer texts are cut to this many tokens, special ones included (the study: 128).
    pub max_length: usize,
    /// Stands before every text; some encoders were trained with one.
    pub prefix: String,
    /// Which text the models read.
    pub input: ModelInput,
    /// `cpu`, `ndarray`, `cuda:0` ..., as far as they are compiled in.
    pub device: String,
    /// Further batch sizes and epochs, each of which is tested too (the study: 16 and 32 with 5 and 10).
    pub variants: Vec<BertVariant>,
    /// Whether the variants are cross-validated like the others.
    pub variant_folds: bool,
}

/// Another batch size and number of epochs; as a text `16x5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BertVariant {
    /// Rows a step.
    pub batch_size: usize,
    /// Passes over the training rows.
    pub epochs: usize,
}

impl fmt::Display for BertVariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}", self.batch_size, self.epochs)
    }
}

impl Serialize for BertVariant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl FromStr for BertVariant {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |part: &str| part.parse::<u32>().ok().filter(|&number| number > 0);
        let parts = text.split_once('x');
        let numbers = parts.and_then(|(batch, epochs)| Some((number(batch)?, number(epochs)?)));
        let (batch_size, epochs) = numbers.ok_or_else(|| {
            format!("expected a batch size, x and epochs, as in 16x5, got `{text}`")
        })?;
        Ok(Self {
            batch_size: batch_size as usize,
            epochs: epochs as usize,
        })
    }
}

impl BertSettings {
    /// The study's settings for a pre-trained encoder: batch 32, 5 epochs, rate 2e-5.
    #[must_use]
    pub fn pretrained(model: impl Into<PathBuf>) -> Self {
        Self {
            model: Some(model.into()),
            epochs: 5,
            learning_rate: 2e-5,
            ..Self::from_scratch()
        }
    }

    /// A tiny encoder trained on the spot: it needs more passes and a higher rate.
    #[must_use]
    pub fn from_scratch() -> Self {
        Self {
            model: None,
            epochs: 8,
            batch_size: 32,
            learning_rate: 1e-3,
            warmup_ratio: 0.1,
            weight_decay: 0.01,
            max_length: 128,
            prefix: String::new(),
            input: ModelInput::Normalised,
            device: "cpu".to_owned(),
            variants: Vec::new(),
            variant_folds: false,
        }
    }

    /// The variants, each once, without the one that these settings are themselves.
    pub(crate) fn other_variants(&self) -> Vec<BertVariant> {
        let own = BertVariant {
            batch_size: self.batch_size,
            epochs: self.epochs,
        };
        let mut others: Vec<BertVariant> = Vec::new();
        for &variant in &self.variants {
            if variant != own && !others.contains(&variant) {
                others.push(variant);
            }
        }
        others
    }

    /// These settings with another batch size and number of epochs.
    pub(crate) fn with_variant(&self, variant: BertVariant) -> Self {
        Self {
            batch_size: variant.batch_size,
            epochs: variant.epochs,
            ..self.clone()
        }
    }

    pub(crate) fn variant_folds(&self) -> VariantFolds {
        if self.variant_folds {
            VariantFolds::With
        } else {
            VariantFolds::Without
        }
    }

    /// The parameters of the training.
    #[must_use]
    pub fn train_params(&self, seed: u64) -> TrainParams {
        TrainParams::default()
            .with_epochs(self.epochs)
            .with_batch_size(self.batch_size)
            .with_learning_rate(self.learning_rate)
            .with_warmup_ratio(self.warmup_ratio)
            .with_weight_decay(self.weight_decay)
            .with_max_length(self.max_length)
            .with_prefix(self.prefix.clone())
            .with_seed(seed)
    }

    /// The device by its name.
    ///
    /// # Errors
    /// No device of that name is compiled in.
    pub fn device(&self) -> Result<Device, PipelineError> {
        Ok(Device::from_name(&self.device)?)
    }
}

/// Which text the models read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ModelInput {
    /// After normalisation, as the study's conclusion says.
    Normalised,
    /// As it stands in the file, as the study's table 4.10 shows.
    Raw,
}

/// Whether the variants are cross-validated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum VariantFolds {
    Without,
    With,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variant_is_a_batch_size_and_epochs() {
        let variant: BertVariant = "16x5".parse().unwrap();
        assert_eq!((variant.batch_size, variant.epochs), (16, 5));
        assert_eq!(variant.to_string(), "16x5");
        for wrong in ["16", "16x", "x5", "0x5", "16x0", "16x5x1", "-1x5", "16 x 5"] {
            assert_eq!(
                wrong.parse::<BertVariant>().unwrap_err(),
                format!("expected a batch size, x and epochs, as in 16x5, got `{wrong}`")
            );
        }
        let mut settings = BertSettings::pretrained("m");
        settings.variants = ["16x5", "32x5", "16x5", "32x10"]
            .map(|text| text.parse().unwrap())
            .to_vec();
        let others: Vec<String> = (settings.other_variants().iter())
            .map(ToString::to_string)
            .collect();
        assert_eq!(others, ["16x5", "32x10"], "not its own, and none twice");
    }
}
