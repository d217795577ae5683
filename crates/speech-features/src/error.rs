//! The error of this crate.

use std::path::PathBuf;

use crate::{MAX_CHANNELS, MAX_MAGNITUDE, MAX_SAMPLE_RATE};

/// What a decoder says of a stream that it does not understand.
pub(crate) type Cause = Box<dyn std::error::Error + Send + Sync>;

/// What can be wrong with a file, a signal or a parameter.
///
/// Samples and frames count from 0.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SpeechError {
    /// A file could not be read.
    #[error("cannot read {}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// The input has more bytes than allowed.
    #[error("expected at most {limit} bytes, got more")]
    TooManyBytes {
        /// The greatest number of bytes.
        limit: usize,
    },
    /// No known container begins where the input begins.
    #[error("expected audio in a known format")]
    UnknownFormat {
        /// What the reader says.
        #[source]
        source: Cause,
    },
    /// The container holds no audio.
    #[error("expected an audio track, got none")]
    NoAudio,
    /// The container is known, but not what is inside.
    #[error("expected audio in a known encoding")]
    UnknownEncoding {
        /// What the decoder says.
        #[source]
        source: Cause,
    },
    /// The stream breaks its own rules.
    #[error("cannot decode the audio after {frames} frames")]
    Malformed {
        /// Frames decoded before.
        frames: usize,
        /// What the decoder says.
        #[source]
        source: Cause,
    },
    /// The stream ends before the length that its header states.
    #[error("expected {expected} frames as the header states, got {found}")]
    Truncated {
        /// Frames that the header states.
        expected: u64,
        /// Frames decoded.
        found: u64,
    },
    /// The sample rate or the channels change within the stream.
    #[error("expected one sample rate and one channel layout, got a change after {frames} frames")]
    Changed {
        /// Frames decoded before.
        frames: usize,
    },
    /// A sample rate is zero or beyond all recorders.
    #[error("expected a sample rate from 1 to {MAX_SAMPLE_RATE} Hz, got {rate}")]
    SampleRate {
        /// The rate given, in Hz.
        rate: u32,
    },
    /// The number of channels is out of its range.
    #[error("expected 1 to {MAX_CHANNELS} channels, got {channels}")]
    Channels {
        /// The number given.
        channels: usize,
    },
    /// The audio lasts longer than allowed.
    #[error("expected at most {limit} s of audio, got more")]
    TooLong {
        /// The longest time, in seconds.
        limit: u32,
    },
    /// There would be more samples than allowed.
    #[error("expected at most {limit} samples, got more")]
    TooManySamples {
        /// The greatest number of samples.
        limit: usize,
    },
    /// There is nothing to work on.
    #[error("expected at least 1 sample, got 0")]
    Empty,
    /// A sample is infinite, NaN or beyond all scales.
    #[error("expected samples from -{MAX_MAGNITUDE} to {MAX_MAGNITUDE}, got {value} at {index}")]
    InvalidSample {
        /// Where.
        index: usize,
        /// The sample.
        value: f32,
    },
    /// Interleaved samples do not fill their last frame.
    #[error("expected a multiple of {width} values, got {values}")]
    Ragged {
        /// Values of one row.
        width: usize,
        /// Values given.
        values: usize,
    },
    /// A parameter is out of its range.
    #[error("{field} must be from {least} to {most}, got {value}")]
    OutOfRange {
        /// The parameter.
        field: &'static str,
        /// The least value allowed.
        least: f64,
        /// The greatest value allowed.
        most: f64,
        /// The value given.
        value: f64,
    },
    /// A derivative needs more frames.
    #[error("expected at least {least} frames for a delta, got {frames}")]
    TooFewFrames {
        /// The least number of frames.
        least: usize,
        /// Frames given.
        frames: usize,
    },
}
