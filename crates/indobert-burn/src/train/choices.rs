//! Which part of the encoder learns.

use std::str::FromStr;

use encoder_burn::ModelError;
use serde::Serialize;

use crate::BertError;

/// Which part of the encoder keeps its weights.
///
/// ```
/// use indobert_burn::Freeze;
///
/// assert_eq!("embeddings".parse::<Freeze>()?, Freeze::Layers(0));
/// assert_eq!("6".parse::<Freeze>()?, Freeze::Layers(6));
/// # Ok::<(), indobert_burn::BertError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Freeze {
    /// All of it learns.
    #[default]
    Nothing,
    /// The embeddings and this many layers from the first.
    Layers(usize),
}

impl FromStr for Freeze {
    type Err = BertError;

    fn from_str(text: &str) -> Result<Self, BertError> {
        match text {
            "nothing" | "none" => Ok(Self::Nothing),
            "embeddings" => Ok(Self::Layers(0)),
            _ => text.parse().map(Self::Layers).map_err(|_| {
                BertError::Model(ModelError::InvalidSetting {
                    name: "freeze",
                    expected: "`none`, `embeddings` or a number of layers",
                    got: text.to_owned(),
                })
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_it_expects() {
        assert_eq!(
            "all".parse::<Freeze>().unwrap_err().to_string(),
            "freeze must be `none`, `embeddings` or a number of layers, got all"
        );
    }
}
