use std::fmt;
use std::str::FromStr;

use crate::LexiconError;

/// The weights of one word, one from each file that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Weights {
    /// The weight in the positive file.
    pub positive: Option<i8>,
    /// The weight in the negative file.
    pub negative: Option<i8>,
}

impl Weights {
    /// Both weights, added: what one occurrence of the word contributes.
    #[must_use]
    pub fn sum(self) -> i32 {
        i32::from(self.positive.unwrap_or(0)) + i32::from(self.negative.unwrap_or(0))
    }

    /// What the word weighs when `policy` settles a word that stands in both files.
    ///
    /// `None` is a word that counts as unknown: it stands in no file, or in both and is dropped.
    #[must_use]
    pub fn under(self, policy: BothSigns) -> Option<f64> {
        self.parts(policy)
            .map(|(positive, negative)| positive + negative)
    }

    /// The same, by the file that each part comes from.
    pub(crate) fn parts(self, policy: BothSigns) -> Option<(f64, f64)> {
        let (positive, negative) = match (self.positive, self.negative) {
            (None, None) => return None,
            (Some(positive), None) => return Some((f64::from(positive), 0.0)),
            (None, Some(negative)) => return Some((0.0, f64::from(negative))),
            (Some(positive), Some(negative)) => (f64::from(positive), f64::from(negative)),
        };
        match policy {
            BothSigns::Sum => Some((positive, negative)),
            BothSigns::NegativeWins => Some((0.0, negative)),
            BothSigns::PositiveWins => Some((positive, 0.0)),
            BothSigns::Mean => Some((positive / 2.0, negative / 2.0)),
            BothSigns::Drop => None,
        }
    }
}

/// What a word weighs that stands in the positive and in the negative file; 1,142 words of `InSet`
/// do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum BothSigns {
    /// Both weights, added, as in the SARA study.
    #[default]
    Sum,
    /// The weight in the negative file. Code that reads the negative file last into one Python
    /// dict does this unawares.
    NegativeWins,
    /// The weight in the positive file.
    PositiveWins,
    /// Half of the sum.
    Mean,
    /// None: the word counts as unknown.
    Drop,
}

impl BothSigns {
    /// All five, the default first.
    pub const ALL: [Self; 5] = [
        Self::Sum,
        Self::NegativeWins,
        Self::PositiveWins,
        Self::Mean,
        Self::Drop,
    ];

    /// `sum`, `negative-wins`, `positive-wins`, `mean` or `drop`, as [`FromStr`] reads it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::NegativeWins => "negative-wins",
            Self::PositiveWins => "positive-wins",
            Self::Mean => "mean",
            Self::Drop => "drop",
        }
    }
}

impl fmt::Display for BothSigns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for BothSigns {
    type Err = LexiconError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = Self::ALL.into_iter().find(|policy| policy.as_str() == text);
        named.ok_or_else(|| LexiconError::UnknownBothSigns {
            value: text.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_policy_survives_its_own_text() {
        for policy in BothSigns::ALL {
            assert_eq!(policy.to_string().parse::<BothSigns>().unwrap(), policy);
        }
    }

    #[test]
    fn an_unknown_policy_is_named() {
        let error = "both".parse::<BothSigns>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "expected sum, negative-wins, positive-wins, mean or drop for words in both files, \
             got `both`"
        );
    }
}
