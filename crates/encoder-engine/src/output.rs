use std::fmt;

use crate::{EncoderConfig, EncoderError, Head};

/// What of a text is given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Output {
    /// The vector of each token, one after the other.
    Hidden,
    /// The mean of the vectors of all tokens, `[CLS]` and `[SEP]` among them.
    Mean,
    /// The mean of the rows that the tokens have in the table of word embeddings, `[CLS]` and
    /// `[SEP]` among them: no layer is computed. As wide as the table.
    Words,
    /// The vector of the first token, which is `[CLS]`. The last layer then looks at no other, as
    /// for [`Pooled`](Self::Pooled) and [`Logits`](Self::Logits).
    First,
    /// The first token through the pooler.
    Pooled,
    /// The first token through the pooler and the classifier.
    Logits,
}

impl Output {
    /// Whether it depends on the first token of the last layer alone.
    pub(crate) fn is_of_first(self) -> bool {
        matches!(self, Self::First | Self::Pooled | Self::Logits)
    }

    pub(crate) fn check(self, config: &EncoderConfig) -> Result<(), EncoderError> {
        match (self, config.head) {
            (Self::Pooled | Self::Logits, Head::None) | (Self::Logits, Head::Pooler) => {
                Err(EncoderError::NoHead { output: self })
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
            Self::Words => "words",
            Self::First => "first",
            Self::Pooled => "pooled",
            Self::Logits => "logits",
        })
    }
}
