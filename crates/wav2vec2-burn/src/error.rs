//! The one error type of the crate.

use std::path::PathBuf;
use std::sync::Arc;

use encoder_burn::ModelError;

/// Everything that can go wrong while configuring, loading, training or running a model.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SpeechError {
    /// What can go wrong with a model of any family: its folder, its device, its training.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The file has a classification head of another shape than transformers'
    /// `Wav2Vec2ForSequenceClassification`: its answers would be lost, and drawn ones look like answers.
    #[error("{}: tensor `{key}` belongs to a head of another kind: expected projector and classifier", .path.display())]
    ForeignHead {
        /// The file.
        path: PathBuf,
        /// Name of the tensor.
        key: String,
    },
    /// A clip is too short to make a single frame.
    #[error("clip {clip} has {samples} samples, but a frame needs {needed}")]
    ClipTooShort {
        /// Which clip, from 0.
        clip: usize,
        /// Its samples.
        samples: usize,
        /// Samples that make the first frame.
        needed: usize,
    },
    /// A sample is infinite or not a number.
    #[error("clip {clip} has {value} at sample {at}")]
    SampleNotFinite {
        /// Which clip, from 0.
        clip: usize,
        /// Which sample, from 0.
        at: usize,
        /// The sample.
        value: f32,
    },
    /// A network that [`Engine::Fast`](crate::Engine::Fast) cannot compute: a weight is not finite, a
    /// direction of the positional convolution is zero, or a shape is beyond all use.
    #[error("the engine of the device `cpu` refuses the network")]
    Engine {
        /// What is wrong with it.
        #[source]
        source: Arc<dyn std::error::Error + Send + Sync>,
    },
    /// The network's numbers for a clip overflowed, although its weights are finite.
    #[error("the model's answer to clip {clip} is not finite: its weights are too large")]
    OutputNotFinite {
        /// Which clip, from 0.
        clip: usize,
    },
}
