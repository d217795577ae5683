//! The error of this crate.

use std::io;
use std::path::{Path, PathBuf};

use kappa_metrics::MetricsError;
use speech_emotion::EmotionError;
use wav2vec2_burn::SpeechError;

/// What can be wrong with clips, settings, a network or the files of a run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FinetuneError {
    /// The samples of a clip cannot be had.
    #[error("cannot read the samples of {}", path.display())]
    Clip {
        /// The audio file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: speech_features::SpeechError,
    },
    /// A clip is too short to make a single frame of the network.
    #[error("{} has {samples} samples at 16 kHz, but a frame needs {needed}", path.display())]
    ClipTooShort {
        /// The audio file.
        path: PathBuf,
        /// Its samples.
        samples: usize,
        /// Samples that make the first frame.
        needed: usize,
    },
    /// A signal cannot be worked on.
    #[error("cannot use the signal")]
    Signal(#[source] speech_features::SpeechError),
    /// A setting is out of its range.
    #[error("{name} must be {expected}, got {got}")]
    Setting {
        /// The setting.
        name: &'static str,
        /// What would have been accepted.
        expected: &'static str,
        /// The value given.
        got: String,
    },
    /// A network expects another sample rate than clips are brought to.
    #[error("{}: expected a network for 16000 samples a second, got one for {got}", path.display())]
    SampleRate {
        /// The network's folder.
        path: PathBuf,
        /// Its sample rate.
        got: usize,
    },
    /// A folder holds the work of a run with other settings or clips.
    #[error("{}: the run began with {what} {saved}, this one has {got}", path.display())]
    SettingsDiffer {
        /// The file that has the settings.
        path: PathBuf,
        /// Which one differs.
        what: String,
        /// Its value then; a fingerprint for clips and networks.
        saved: String,
        /// Its value now.
        got: String,
    },
    /// A folder holds something, but no run that began there.
    #[error(
        "{}: expected an empty folder or that of an earlier run, found `{entry}`",
        path.display()
    )]
    Occupied {
        /// The folder.
        path: PathBuf,
        /// The first thing in it by name.
        entry: String,
    },
    /// Another process works in the folder.
    #[error("{}: another run is at work here", path.display())]
    Busy {
        /// The folder.
        path: PathBuf,
    },
    /// A file of an earlier run does not say what it must.
    #[error("{}: expected {expected}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What should stand there.
        expected: &'static str,
    },
    /// A card stands beside other weights than those that it was written for.
    #[error(
        "{}: the card and the weights beside it do not belong together: \
         expected them to have the SHA-256 `{expected}`, got `{got}`",
        path.display()
    )]
    OtherWeights {
        /// The card.
        path: PathBuf,
        /// What stands in it.
        expected: String,
        /// What the weights have.
        got: String,
    },
    /// A file is not the JSON that it must be.
    #[error("{} is not valid JSON of this crate", path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// The parser's reason, with line and column.
        #[source]
        source: serde_json::Error,
    },
    /// A file or folder cannot be used.
    #[error("cannot {action} {}", path.display())]
    Io {
        /// `read`, `write`, `create`, `lock` or `remove`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// Clips, splits, classes.
    #[error(transparent)]
    Emotion(#[from] EmotionError),
    /// The network, its folder, its training.
    #[error(transparent)]
    Network(#[from] SpeechError),
    /// A metric refuses its input.
    #[error("cannot compute the metrics")]
    Metrics(#[from] MetricsError),
}

impl FinetuneError {
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io {
            action,
            path,
            source,
        }
    }

    pub(crate) fn json(path: &Path) -> impl FnOnce(serde_json::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Json { path, source }
    }

    pub(crate) fn setting(name: &'static str, expected: &'static str, got: impl ToString) -> Self {
        let got = got.to_string();
        Self::Setting {
            name,
            expected,
            got,
        }
    }
}
