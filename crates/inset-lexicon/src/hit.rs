use std::ops::Range;

use crate::Weights;

/// Which form of a token an entry was found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
pub enum MatchedOn {
    /// The word as it stands in the text.
    Surface,
    /// Its stem.
    Stem,
}

impl MatchedOn {
    /// `surface` or `stem`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Surface => "surface",
            Self::Stem => "stem",
        }
    }
}

/// One place in a text where the lexicon has something to say.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Hit<'a> {
    /// The tokens, by index from 0, empty ones included.
    pub span: Range<usize>,
    /// The entry as the lexicon writes it.
    pub entry: &'a str,
    /// Surface or stem.
    pub matched_on: MatchedOn,
    /// The entry's weights by file.
    pub weights: Weights,
    /// The entry's weight under the policy for words in both files.
    pub weight: f64,
    /// The token that turned the sign.
    pub negator: Option<usize>,
    /// The degree word before the hit that took effect, by token.
    pub degree_before: Option<usize>,
    /// The degree word after the hit that took effect, by token.
    pub degree_after: Option<usize>,
    /// The factors of both, multiplied; 1 without any.
    pub factor: f64,
    /// What the hit adds to the sum: weight, times factor, with the sign turned if negated.
    pub contribution: f64,
    /// The number of the entry in its scorer.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(crate) number: usize,
    /// The weight's parts by file, before sign and factor.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(crate) parts: (f64, f64),
}

impl Hit<'_> {
    /// The factor with the sign.
    pub(crate) fn scale(&self) -> f64 {
        if self.negator.is_some() {
            -self.factor
        } else {
            self.factor
        }
    }

    /// Works the contribution out, once sign and factor are known.
    pub(crate) fn settle(&mut self) {
        // A turned 0 would be -0; the addition makes it 0.
        self.contribution = self.weight * self.scale() + 0.0;
    }
}
