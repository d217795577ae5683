use encoder_engine::EncoderError;
use packed_gemm::GemmError;

/// What is wrong with a configuration, with weights or with clips.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SpeechError {
    /// A size of the configuration that is 0 or out of all proportion.
    #[error("{name} must be from 1 to {most}, got {got}")]
    Size {
        /// The field.
        name: &'static str,
        /// The largest size.
        most: usize,
        /// The size.
        got: usize,
    },
    /// Heads or groups that do not divide the hidden width.
    #[error("{name} must divide the hidden width {hidden}, got {got}")]
    Divisor {
        /// The field.
        name: &'static str,
        /// The hidden width.
        hidden: usize,
        /// The number.
        got: usize,
    },
    /// An epsilon of LayerNorm that is no small number.
    #[error("eps must be at least 0 and below 1, got {got}")]
    Eps {
        /// The epsilon.
        got: f32,
    },
    /// A tensor that could not be had, is of a wrong length or holds a value that is not finite.
    #[error(transparent)]
    Tensor(#[from] EncoderError),
    /// A direction of the positional convolution that is zero at a place, where it says nothing.
    #[error("the tensor `{name}` is zero at place {place} of its last dimension")]
    ZeroDirection {
        /// Its name.
        name: String,
        /// Index along the last dimension.
        place: usize,
    },
    /// A clip that is too short for one frame.
    #[error("clip {clip} has {samples} samples, a frame takes {least}")]
    ShortClip {
        /// Index of the clip.
        clip: usize,
        /// Its length.
        samples: usize,
        /// The shortest length.
        least: usize,
    },
    /// A sample that is infinite or not a number.
    #[error("clip {clip} holds {value} at sample {sample}")]
    NotFinite {
        /// Index of the clip.
        clip: usize,
        /// Index of the sample.
        sample: usize,
        /// The sample.
        value: f32,
    },
    /// An output that the head of the configuration does not give.
    #[error("the output {output} needs a head that the configuration does not have")]
    NoHead {
        /// The output.
        output: crate::Output,
    },
    /// A kernel that this processor cannot run.
    #[error("cannot choose the kernel")]
    Kernel {
        /// Which kernel.
        #[source]
        source: GemmError,
    },
}
