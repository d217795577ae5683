//! How the vectors of a text's tokens become one vector.

use std::fmt;
use std::str::FromStr;

use crate::BertError;

/// How [`embed`](crate::BertClassifier::embed) makes one vector of a text.
///
/// ```
/// use indobert_burn::Pooling;
///
/// assert_eq!("mean".parse::<Pooling>()?, Pooling::Mean);
/// assert_eq!(Pooling::Static.to_string(), "static");
/// # Ok::<(), indobert_burn::BertError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pooling {
    /// Mean of the encoder's output over all tokens of the text, special tokens included.
    #[default]
    Mean,
    /// The encoder's output at the first token.
    Cls,
    /// The pooler's output: `tanh(W h + b)` of the first token.
    Pooler,
    /// Mean of the rows of the word embedding table, special tokens included; no encoder at all.
    Static,
}

impl FromStr for Pooling {
    type Err = BertError;

    fn from_str(name: &str) -> Result<Self, BertError> {
        match name {
            "mean" => Ok(Self::Mean),
            "cls" => Ok(Self::Cls),
            "pooler" => Ok(Self::Pooler),
            "static" => Ok(Self::Static),
            _ => Err(BertError::UnknownPooling {
                name: name.to_owned(),
            }),
        }
    }
}

impl fmt::Display for Pooling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mean => "mean",
            Self::Cls => "cls",
            Self::Pooler => "pooler",
            Self::Static => "static",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_choices_when_refusing() {
        let error = "max".parse::<Pooling>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "unknown pooling `max`: expected mean, cls, pooler or static"
        );
    }
}
