use std::fmt;

use crate::{Head, SpeechConfig, SpeechError};

/// What of a clip is given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Output {
    /// The state of each frame behind the last layer, one after the other: `last_hidden_state`.
    Hidden,
    /// The mean of these states.
    Mean,
    /// The mean of the states that the head reads: the same, or that of its mixture of layers.
    HeadMean,
    /// The values of the classes.
    Logits,
}

impl Output {
    pub(crate) fn check(self, config: &SpeechConfig) -> Result<(), SpeechError> {
        match (self, config.head) {
            (Self::HeadMean | Self::Logits, Head::None) => {
                Err(SpeechError::NoHead { output: self })
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hidden => "hidden",
            Self::Mean => "mean",
            Self::HeadMean => "mean of the head",
            Self::Logits => "logits",
        })
    }
}
