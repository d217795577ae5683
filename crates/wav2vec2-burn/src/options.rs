//! Settings of loading.

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
