//! Arguments of `sara bert train` and `sara bert pretrain`.

use crate::arguments::{EncoderArguments, TuningArguments};
use clap::{Args, ValueEnum};
use sara_pipeline::tasks::bert::RunSettings;
use sara_pipeline::{
    Activations, ClassWeights, EarlyStopping, Freeze, Masking, PretrainParams, TrainParams,
};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(next_help_heading = "Training")]
pub(crate) struct OptimisationArguments {
    /// Batches whose gradients make one step
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) accumulate: usize,
    /// Compute cheap activations again in the backward pass: less memory, more time
    #[arg(long)]
    pub(crate) recompute_activations: bool,
    /// The rate of each layer as a share of that of the layer above it
    #[arg(long, value_name = "SHARE", default_value_t = 1.0)]
    pub(crate) layer_decay: f64,
    /// Keep the weights of the `embeddings`, or of them and the first N layers
    #[arg(long, value_name = "PART", default_value = "none")]
    pub(crate) freeze: Freeze,
    /// Stop after N epochs without gain in valid-loss, accuracy or macro-f1, and keep the best epoch
    #[arg(long, value_name = "METRIC:N")]
    pub(crate) early_stopping: Option<EarlyStopping>,
}

impl OptimisationArguments {
    pub(crate) fn apply(&self, params: TrainParams) -> TrainParams {
        let activations = if self.recompute_activations {
            Activations::Recompute
        } else {
            Activations::Keep
        };
        params
            .with_accumulation(self.accumulate)
            .with_activations(activations)
            .with_layer_decay(self.layer_decay)
            .with_freeze(self.freeze)
            .with_early_stopping(self.early_stopping)
    }
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Training")]
pub(crate) struct TargetArguments {
    /// The share of the target that is spread over all classes
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    pub(crate) label_smoothing: f64,
    /// What a row of each class counts: none, balanced, or numbers in the order of the sorted labels, as `1,2.5,1`
    #[arg(long, value_name = "WEIGHTS", default_value = "none")]
    pub(crate) class_weights: ClassWeights,
}

impl TargetArguments {
    pub(crate) fn apply(&self, params: TrainParams) -> TrainParams {
        params
            .with_label_smoothing(self.label_smoothing)
            .with_class_weights(self.class_weights.clone())
    }
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct RunArguments {
    /// The folder to write
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Replace the folder if it holds a model of an earlier training, and begin anew if one is unfinished
    #[arg(long)]
    pub(crate) overwrite: bool,
    /// Go on with an unfinished training of the same command, if there is one; save the state after each epoch in DIR.checkpoints
    #[arg(long)]
    pub(crate) resume: bool,
    /// Save the state after every N steps too
    #[arg(long, value_name = "N")]
    pub(crate) checkpoint_every: Option<usize>,
    /// Write JSON Lines while training: step, epoch, loss, learning rate, texts a second, validation
    #[arg(long, value_name = "FILE")]
    pub(crate) metrics: Option<PathBuf>,
}

impl RunArguments {
    pub(crate) fn settings(&self) -> RunSettings {
        let mut settings = RunSettings::default();
        settings.overwrite = self.overwrite;
        settings.resume = self.resume;
        settings.checkpoint_every = self.checkpoint_every;
        settings.metrics.clone_from(&self.metrics);
        settings
    }
}

/// Go on with the pre-training of an encoder on texts without labels.
///
/// Some tokens of each text are masked, anew in each epoch, and guessed. Writes a folder that transformers loads as a masked
/// language model and that `sara bert train --model` starts from, and `training.json`.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  sara bert pretrain --model indobert-base-p1 --text tweets.txt --out indobert-tweets
  sara bert train --model indobert-tweets --train train.csv --valid valid.csv --out classifier")]
pub(crate) struct BertPretrainArguments {
    /// A Hugging Face folder to start from, with model.safetensors or `pytorch_model.bin`, whole or in parts
    #[arg(long, value_name = "DIR")]
    pub(crate) model: PathBuf,
    /// A text file, one text a line; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) text: PathBuf,
    /// Texts to watch, one a line
    #[arg(long, value_name = "FILE")]
    pub(crate) valid: Option<PathBuf>,
    /// The share of a text's tokens that is guessed
    #[arg(
        long,
        value_name = "SHARE",
        default_value_t = 0.15,
        help_heading = "Masking"
    )]
    pub(crate) mask_share: f64,
    /// What is masked: single tokens, or all tokens of a word together
    #[arg(long, default_value = "tokens", help_heading = "Masking")]
    pub(crate) masking: MaskingArgument,
    #[command(flatten)]
    pub(crate) tuning: TuningArguments,
    #[command(flatten)]
    pub(crate) encoder: EncoderArguments,
    /// Seeds dropout, shuffling, masking and new weights
    #[arg(long, default_value_t = 42, help_heading = "Training")]
    pub(crate) seed: u64,
    #[command(flatten)]
    pub(crate) optimisation: OptimisationArguments,
    #[command(flatten)]
    pub(crate) run: RunArguments,
}

impl BertPretrainArguments {
    pub(crate) fn params(&self, train: TrainParams) -> PretrainParams {
        PretrainParams::default()
            .with_train(self.optimisation.apply(train))
            .with_mask_share(self.mask_share)
            .with_masking(match self.masking {
                MaskingArgument::Tokens => Masking::Tokens,
                MaskingArgument::Words => Masking::WholeWords,
            })
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum MaskingArgument {
    /// Single tokens
    Tokens,
    /// All tokens of a word together
    Words,
}
