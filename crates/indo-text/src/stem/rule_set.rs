use std::fmt;
use std::str::FromStr;

use crate::TextError;

/// Which rules a [`Stemmer`](crate::Stemmer) goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Rules {
    /// The rules of PySastrawi 1.2.1, to the letter.
    #[default]
    Sastrawi,
    /// Rules of this crate: every way to take a word apart has a cost, and the cheapest wins. They
    /// know informal affixes and spellings, reduplication with a digit, stretched letters and names.
    Extended,
}

impl Rules {
    /// `sastrawi` or `extended`, as [`FromStr`] reads it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sastrawi => "sastrawi",
            Self::Extended => "extended",
        }
    }
}

impl fmt::Display for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Rules {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "sastrawi" => Ok(Self::Sastrawi),
            "extended" => Ok(Self::Extended),
            _ => Err(TextError::UnknownRules {
                value: text.to_owned(),
            }),
        }
    }
}
