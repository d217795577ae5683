use std::fmt;
use std::str::FromStr;

use crate::{LexiconError, Sentiment};

/// How the sum of the weights becomes a polarity.
///
/// All three have the same sign, so they give the same [`Sentiment`]; `n` is the number of
/// non-empty tokens, found in the lexicon or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Formula {
    /// `sum / (5 n)`: the share of the greatest possible sum, as in the SARA study. From -2 to 2,
    /// since a word found in both files counts both weights; from -1 to 1 without such words.
    #[default]
    Study,
    /// `sum`, which most public code uses.
    Sum,
    /// `sum / n`.
    Mean,
}

impl Formula {
    /// `study`, `sum` or `mean`, as [`FromStr`] reads it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Study => "study",
            Self::Sum => "sum",
            Self::Mean => "mean",
        }
    }

    fn polarity(self, sum: i64, tokens: usize) -> f64 {
        if tokens == 0 {
            return 0.0;
        }
        let (sum, tokens) = (sum as f64, tokens as f64);
        match self {
            Self::Study => sum / (5.0 * tokens),
            Self::Sum => sum,
            Self::Mean => sum / tokens,
        }
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Formula {
    type Err = LexiconError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "study" => Ok(Self::Study),
            "sum" => Ok(Self::Sum),
            "mean" => Ok(Self::Mean),
            _ => Err(LexiconError::UnknownFormula {
                value: text.to_owned(),
            }),
        }
    }
}

/// What the lexicon says of one text.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Score {
    /// The weights of all tokens found, added; a token that occurs twice counts twice.
    pub sum: i64,
    /// The part of `sum` that comes from the positive file.
    pub positive_sum: i64,
    /// The part of `sum` that comes from the negative file.
    pub negative_sum: i64,
    /// How many tokens are not empty: the `n` of the formula.
    pub tokens: usize,
    /// How many of these tokens the lexicon knows.
    pub hits: usize,
    /// The sum under the formula asked for; 0 when there is no token.
    pub polarity: f64,
}

impl Score {
    pub(crate) fn new(
        positive_sum: i64,
        negative_sum: i64,
        tokens: usize,
        hits: usize,
        formula: Formula,
    ) -> Self {
        let sum = positive_sum + negative_sum;
        Self {
            sum,
            positive_sum,
            negative_sum,
            tokens,
            hits,
            polarity: formula.polarity(sum, tokens),
        }
    }

    /// The class, from the sign of the polarity.
    #[must_use]
    pub fn sentiment(&self) -> Sentiment {
        Sentiment::from_polarity(self.polarity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_formula_survives_its_own_text() {
        for formula in [Formula::Study, Formula::Sum, Formula::Mean] {
            assert_eq!(formula.to_string().parse::<Formula>().unwrap(), formula);
        }
    }

    #[test]
    fn an_unknown_formula_is_named() {
        let error = "Study".parse::<Formula>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "expected study, sum or mean as formula, got `Study`"
        );
    }
}
