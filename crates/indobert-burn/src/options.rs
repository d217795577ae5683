//! Settings of loading and inference.

use encoder_burn::training::refuse_first;

use crate::{BertError, Precision, Progress};

/// Settings of [`BertClassifier::from_dir`](crate::BertClassifier::from_dir).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LoadOptions {
    /// Class names. `None` takes those of `config.json`. If the file's head has another number of
    /// classes, or other names for them (`LABEL_0` and so on are no names), it is drawn anew and
    /// the report says so.
    pub labels: Option<Vec<String>>,
    /// Seed of the weights that the file does not have.
    pub seed: u64,
    /// Upper bound on the tokens of a text, special tokens included; the model's number of
    /// positions bounds it too.
    pub max_length: usize,
}

impl Default for LoadOptions {
    fn default() -> Self {
        Self {
            labels: None,
            seed: 0,
            max_length: 512,
        }
    }
}

impl LoadOptions {
    /// Names the classes.
    #[must_use]
    pub fn with_labels(mut self, labels: Vec<String>) -> Self {
        self.labels = Some(labels);
        self
    }

    /// Sets the seed of weights that the file does not have.
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the upper bound on tokens.
    #[must_use]
    pub fn with_max_length(mut self, max_length: usize) -> Self {
        self.max_length = max_length;
        self
    }
}

/// Settings of [`classify`](crate::BertClassifier::classify) and
/// [`embed`](crate::BertClassifier::embed).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct InferenceOptions {
    /// Texts in one batch, at least 1. [`Engine::Fast`] needs no batches, and only tells the progress
    /// by them.
    pub batch_size: usize,
    /// Tokens after which a text is cut, special tokens included; at least 3. The model's own
    /// bound counts too.
    pub max_length: usize,
    /// Put before each text as it is, such as `query: ` for E5 models.
    pub prefix: String,
    /// Called after each batch.
    pub progress: Option<Progress>,
    /// What computes on the device `cpu`.
    pub engine: Engine,
    /// What products are computed in. All but f32 is Burn's work.
    pub precision: Precision,
}

/// What computes an inference on the device `cpu`. On all other devices it is Burn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Engine {
    /// The crate `encoder-engine`: no padding, and a text has the same numbers, to the last bit, in
    /// any batch and on any number of threads. A classifier that is loaded from a folder has its
    /// weights here alone; of one that was drawn or trained, a copy is made at the first inference.
    ///
    /// Weights of which one is not finite are refused, [`BertError::Engine`]: no answer of such a
    /// network can be trusted. It is rare: loading refuses such a file by itself, and a training whose
    /// loss or gradient is not finite ends with an error.
    #[default]
    Fast,
    /// Burn, which trains: the reference, which computes with whatever the weights are. An answer that
    /// is not finite is an error here too, [`BertError::OutputNotFinite`]. For a
    /// classifier that is loaded from a folder, its tensors are made at the first inference.
    Burn,
}

impl Default for InferenceOptions {
    fn default() -> Self {
        Self {
            batch_size: 32,
            max_length: 128,
            prefix: String::new(),
            progress: None,
            engine: Engine::Fast,
            precision: Precision::F32,
        }
    }
}

impl InferenceOptions {
    /// Sets the texts in one batch.
    #[must_use]
    pub fn with_batch_size(mut self, batch_size: usize) -> Self {
        self.batch_size = batch_size;
        self
    }

    /// Sets the tokens after which a text is cut.
    #[must_use]
    pub fn with_max_length(mut self, max_length: usize) -> Self {
        self.max_length = max_length;
        self
    }

    /// Sets what stands before each text.
    #[must_use]
    pub fn with_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Sets what is called after each batch.
    #[must_use]
    pub fn with_progress(mut self, progress: Progress) -> Self {
        self.progress = Some(progress);
        self
    }

    /// Sets what computes on the device `cpu`.
    #[must_use]
    pub fn with_engine(mut self, engine: Engine) -> Self {
        self.engine = engine;
        self
    }

    /// Sets what products are computed in.
    #[must_use]
    pub fn with_precision(mut self, precision: Precision) -> Self {
        self.precision = precision;
        self
    }

    pub(crate) fn check(&self) -> Result<(), BertError> {
        check_batch(self.batch_size, self.max_length)
    }
}

/// Bounds shared by training and inference.
pub(crate) fn check_batch(batch_size: usize, max_length: usize) -> Result<(), BertError> {
    Ok(refuse_first([
        (
            "batch_size",
            "at least 1",
            batch_size >= 1,
            batch_size.to_string(),
        ),
        (
            "max_length",
            "at least 3",
            max_length >= 3,
            max_length.to_string(),
        ),
    ])?)
}
