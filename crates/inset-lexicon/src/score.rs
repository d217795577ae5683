use std::fmt;
use std::str::FromStr;

use crate::{LexiconError, Sentiment, Thresholds};

/// How the hits become a polarity.
///
/// The first three have the same sign, so they give the same [`Sentiment`] while both thresholds
/// are 0; `n` is the number of non-empty tokens, found in the lexicon or not. For any other formula
/// there is [`Scorer::score_with`](crate::Scorer::score_with).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
pub enum Formula {
    /// `sum / (5 n)`: the share of the greatest possible sum, as in the SARA study. From -2 to 2,
    /// since a word found in both files counts both weights; from -1 to 1 without such words.
    #[default]
    Study,
    /// `sum`, which most public code uses.
    Sum,
    /// `sum / n`.
    Mean,
    /// Hits that add to the sum minus hits that take from it, whatever their weights. A hit of
    /// weight 0 is neither.
    Count,
}

impl Formula {
    /// All four, the default first.
    pub const ALL: [Self; 4] = [Self::Study, Self::Sum, Self::Mean, Self::Count];

    /// `study`, `sum`, `mean` or `count`, as [`FromStr`] reads it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Study => "study",
            Self::Sum => "sum",
            Self::Mean => "mean",
            Self::Count => "count",
        }
    }

    fn polarity(self, tally: &Tally) -> f64 {
        if tally.tokens == 0 {
            return 0.0;
        }
        let (sum, tokens) = (tally.sum(), tally.tokens as f64);
        match self {
            Self::Study => sum / (5.0 * tokens),
            Self::Sum => sum,
            Self::Mean => sum / tokens,
            Self::Count => tally.positive_hits as f64 - tally.negative_hits as f64,
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
        let named = Self::ALL
            .into_iter()
            .find(|formula| formula.as_str() == text);
        named.ok_or_else(|| LexiconError::UnknownFormula {
            value: text.to_owned(),
        })
    }
}

/// What the hits of one text add up to.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tally {
    pub(crate) tokens: usize,
    pub(crate) positive_sum: f64,
    pub(crate) negative_sum: f64,
    pub(crate) hits: usize,
    pub(crate) positive_hits: usize,
    pub(crate) negative_hits: usize,
}

impl Tally {
    /// Adds a hit by what each file gives.
    #[inline]
    pub(crate) fn add(&mut self, positive: f64, negative: f64) {
        self.positive_sum += positive;
        self.negative_sum += negative;
        self.hits += 1;
        self.positive_hits += usize::from(positive + negative > 0.0);
        self.negative_hits += usize::from(positive + negative < 0.0);
    }

    fn sum(&self) -> f64 {
        self.positive_sum + self.negative_sum
    }
}

/// What the lexicon says of one text.
///
/// The sums are whole numbers unless a setting asks for fractions: [`BothSigns::Mean`] or degree
/// words.
///
/// [`BothSigns::Mean`]: crate::BothSigns::Mean
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Score {
    /// What all hits contribute, added; a token that occurs twice counts twice.
    pub sum: f64,
    /// The part of `sum` that comes from the positive file.
    pub positive_sum: f64,
    /// The part of `sum` that comes from the negative file.
    pub negative_sum: f64,
    /// How many tokens are not empty: the `n` of the formula.
    pub tokens: usize,
    /// How many entries were found; one of several words counts once.
    pub hits: usize,
    /// How many of them add to the sum.
    pub positive_hits: usize,
    /// How many of them take from the sum.
    pub negative_hits: usize,
    /// What the formula makes of it; 0 when there is no token.
    pub polarity: f64,
    sentiment: Sentiment,
}

impl Score {
    pub(crate) fn new(tally: &Tally, formula: Formula, thresholds: Thresholds) -> Self {
        Self::with_polarity(tally, formula.polarity(tally), thresholds)
    }

    pub(crate) fn with_polarity(tally: &Tally, polarity: f64, thresholds: Thresholds) -> Self {
        Self {
            sum: tally.sum(),
            positive_sum: tally.positive_sum,
            negative_sum: tally.negative_sum,
            tokens: tally.tokens,
            hits: tally.hits,
            positive_hits: tally.positive_hits,
            negative_hits: tally.negative_hits,
            polarity,
            sentiment: thresholds.sentiment(polarity),
        }
    }

    /// The class: the sign of the polarity, unless other thresholds were set.
    #[must_use]
    pub fn sentiment(&self) -> Sentiment {
        self.sentiment
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_formula_survives_its_own_text() {
        for formula in Formula::ALL {
            assert_eq!(formula.to_string().parse::<Formula>().unwrap(), formula);
        }
    }

    #[test]
    fn an_unknown_formula_is_named() {
        let error = "Study".parse::<Formula>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "expected study, sum, mean or count as formula, got `Study`"
        );
    }
}
