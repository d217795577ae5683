//! The emotions that corpora label and studies predict.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::EmotionError;

/// An emotion, named in Indonesian as the study names its classes.
///
/// ```
/// use speech_emotion::Emotion;
///
/// assert_eq!(Emotion::Senang.to_string(), "senang");
/// assert_eq!("Fearful".parse::<Emotion>()?, Emotion::Takut);
/// assert_eq!(Emotion::Kecewa.english(), "disappointed");
/// # Ok::<(), speech_emotion::EmotionError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Emotion {
    /// Happy.
    Senang,
    /// Sad.
    Sedih,
    /// Angry.
    Marah,
    /// Fearful.
    Takut,
    /// Disgusted.
    Jijik,
    /// Neutral.
    Netral,
    /// Surprised.
    Terkejut,
    /// Disappointed.
    Kecewa,
    /// Calm.
    Tenang,
}

impl Emotion {
    /// The five classes of the study, in its order.
    pub const FIVE: [Self; 5] = [
        Self::Senang,
        Self::Sedih,
        Self::Marah,
        Self::Takut,
        Self::Jijik,
    ];

    /// All emotions.
    pub const ALL: [Self; 9] = [
        Self::Senang,
        Self::Sedih,
        Self::Marah,
        Self::Takut,
        Self::Jijik,
        Self::Netral,
        Self::Terkejut,
        Self::Kecewa,
        Self::Tenang,
    ];

    /// The Indonesian name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Senang => "senang",
            Self::Sedih => "sedih",
            Self::Marah => "marah",
            Self::Takut => "takut",
            Self::Jijik => "jijik",
            Self::Netral => "netral",
            Self::Terkejut => "terkejut",
            Self::Kecewa => "kecewa",
            Self::Tenang => "tenang",
        }
    }

    /// The English name.
    #[must_use]
    pub fn english(self) -> &'static str {
        match self {
            Self::Senang => "happy",
            Self::Sedih => "sad",
            Self::Marah => "angry",
            Self::Takut => "fearful",
            Self::Jijik => "disgusted",
            Self::Netral => "neutral",
            Self::Terkejut => "surprised",
            Self::Kecewa => "disappointed",
            Self::Tenang => "calm",
        }
    }
}

impl fmt::Display for Emotion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Emotion {
    type Err = EmotionError;

    /// Reads the Indonesian name, or the English adjective or noun, in any case.
    fn from_str(text: &str) -> Result<Self, EmotionError> {
        Ok(match text.trim().to_ascii_lowercase().as_str() {
            "senang" | "bahagia" | "happy" | "happiness" | "joy" => Self::Senang,
            "sedih" | "sad" | "sadness" => Self::Sedih,
            "marah" | "angry" | "anger" => Self::Marah,
            "takut" | "fear" | "fearful" => Self::Takut,
            "jijik" | "disgust" | "disgusted" => Self::Jijik,
            "netral" | "neutral" => Self::Netral,
            "terkejut" | "kaget" | "surprise" | "surprised" => Self::Terkejut,
            "kecewa" | "disappointed" | "disappointment" => Self::Kecewa,
            "tenang" | "calm" => Self::Tenang,
            _ => {
                return Err(EmotionError::UnknownEmotion {
                    text: text.to_owned(),
                });
            }
        })
    }
}
