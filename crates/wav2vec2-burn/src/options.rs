//! Settings of loading and inference.

use crate::{Precision, Progress};

/// What becomes of the classification head in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Head {
    /// It is taken; one of another kind is refused.
    #[default]
    Take,
    /// It is left out, whatever its kind, and one is drawn: for fine-tuning.
    Draw,
}

/// Settings of [`SpeechClassifier::from_dir`](crate::SpeechClassifier::from_dir).
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct SpeechLoadOptions {
    /// Class names. `None` takes those of `config.json`. If the file's head has another number of
    /// classes, or other names for them (`LABEL_0` and so on are no names), its last layer is drawn
    /// anew and the report says so.
    pub labels: Option<Vec<String>>,
    /// Seed of the weights that the file does not have.
    pub seed: u64,
    /// What becomes of the file's head.
    pub head: Head,
}

impl SpeechLoadOptions {
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

    /// Sets what becomes of the file's head.
    #[must_use]
    pub fn with_head(mut self, head: Head) -> Self {
        self.head = head;
        self
    }
}

/// Settings of [`classify_with`](crate::SpeechClassifier::classify_with) and
/// [`embed_with`](crate::SpeechClassifier::embed_with).
///
/// ```
/// use wav2vec2_burn::{Engine, SpeechInferenceOptions};
///
/// let options = SpeechInferenceOptions::default().with_engine(Engine::Burn);
/// assert_eq!(options.engine, Engine::Burn);
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct SpeechInferenceOptions {
    /// What computes on the device `cpu`.
    pub engine: Engine,
    /// What the encoder's products are computed in. All but f32 is Burn's work.
    pub precision: Precision,
    /// Called after each clip, or after each batch of Burn's.
    pub progress: Option<Progress>,
}

/// What computes an inference on the device `cpu`. On all other devices it is Burn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Engine {
    /// The crate `wav2vec2-engine`: a clip has the same numbers, to the last bit, beside any others
    /// and on any number of threads. The weights of a folder are laid out for it alone; those that were
    /// drawn or trained are copied for it at the first inference, once for all clones. A network that it
    /// cannot compute, such as one with a weight that is not finite, is
    /// [`SpeechError::Engine`](crate::SpeechError::Engine).
    #[default]
    Fast,
    /// Burn, which trains: the reference. Of the weights of a folder its tensors are made when they are
    /// first asked for, once for all clones.
    Burn,
}

impl SpeechInferenceOptions {
    /// Sets what computes on the device `cpu`.
    #[must_use]
    pub fn with_engine(mut self, engine: Engine) -> Self {
        self.engine = engine;
        self
    }

    /// Sets what the encoder's products are computed in.
    #[must_use]
    pub fn with_precision(mut self, precision: Precision) -> Self {
        self.precision = precision;
        self
    }

    /// Sets what is called as clips are done.
    #[must_use]
    pub fn with_progress(mut self, progress: Progress) -> Self {
        self.progress = Some(progress);
        self
    }
}
