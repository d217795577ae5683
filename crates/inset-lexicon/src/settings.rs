use std::fmt;
use std::str::FromStr;

use crate::modifiers::{check_degrees, check_window};
use crate::{BothSigns, DegreeWords, Formula, LexiconError, Negation, Sentiment};

/// How a [`Scorer`](crate::Scorer) reads tokens. The default is the SARA study's reading and equals
/// [`Lexicon::score`](crate::Lexicon::score).
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ScoreSettings {
    /// How the hits become a polarity.
    pub formula: Formula,
    /// What a word weighs that stands in both files.
    pub both_signs: BothSigns,
    /// Whether entries are looked up by the surface or the stem of a token.
    pub matching: Matching,
    /// Whether entries of several words are matched.
    pub phrases: Phrases,
    /// Where the classes begin.
    pub thresholds: Thresholds,
    /// Words that turn signs; none by default.
    pub negation: Option<Negation>,
    /// Words that boost and dampen; none by default.
    pub degrees: Option<DegreeWords>,
}

impl ScoreSettings {
    /// Sets the formula.
    #[must_use]
    pub fn with_formula(mut self, formula: Formula) -> Self {
        self.formula = formula;
        self
    }

    /// Sets what a word weighs that stands in both files.
    #[must_use]
    pub fn with_both_signs(mut self, both_signs: BothSigns) -> Self {
        self.both_signs = both_signs;
        self
    }

    /// Sets what entries are compared with.
    #[must_use]
    pub fn with_matching(mut self, matching: Matching) -> Self {
        self.matching = matching;
        self
    }

    /// Sets whether entries of several words are matched.
    #[must_use]
    pub fn with_phrases(mut self, phrases: Phrases) -> Self {
        self.phrases = phrases;
        self
    }

    /// Sets the classes: a polarity below `negative_below` is negative, above `positive_above`
    /// positive, all else neutral.
    #[must_use]
    pub fn with_thresholds(mut self, negative_below: f64, positive_above: f64) -> Self {
        self.thresholds = Thresholds {
            negative_below,
            positive_above,
        };
        self
    }

    /// Turns the sign of hits after negators.
    #[must_use]
    pub fn with_negation(mut self, negation: Negation) -> Self {
        self.negation = Some(negation);
        self
    }

    /// Multiplies the weight of hits beside degree words.
    #[must_use]
    pub fn with_degrees(mut self, degrees: DegreeWords) -> Self {
        self.degrees = Some(degrees);
        self
    }

    pub(crate) fn check(&self) -> Result<(), LexiconError> {
        let Thresholds {
            negative_below,
            positive_above,
        } = self.thresholds;
        // Also false when one of them is NaN.
        let ordered = negative_below <= positive_above;
        if !(ordered && negative_below.is_finite() && positive_above.is_finite()) {
            return Err(LexiconError::Thresholds {
                negative_below,
                positive_above,
            });
        }
        if let Some(negation) = &self.negation {
            check_window("negation", negation.window)?;
        }
        self.degrees.as_ref().map_or(Ok(()), check_degrees)
    }
}

/// What the entries of the lexicon are compared with.
///
/// 3,515 of the 9,476 lower-case single-word rows of `InSet` are out of reach when the text is
/// stemmed and the lexicon is not; [`Lexicon::with_stems`](crate::Lexicon::with_stems) stems the
/// lexicon too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Matching {
    /// The surface of a token with the entries as written. The study's reading: its tokens are
    /// stems already.
    #[default]
    Surface,
    /// The stem of a token with the stems of the entries; with the entries as written when the
    /// lexicon has no stems.
    Stem,
    /// Surface with entries as written, and stem with stems of entries; the match over more tokens
    /// wins, and of two equally long ones the surface's.
    SurfaceThenStem,
}

impl Matching {
    /// All three, the default first.
    pub const ALL: [Self; 3] = [Self::Surface, Self::Stem, Self::SurfaceThenStem];

    /// `surface`, `stem` or `surface-then-stem`, as [`FromStr`] reads it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Surface => "surface",
            Self::Stem => "stem",
            Self::SurfaceThenStem => "surface-then-stem",
        }
    }
}

impl fmt::Display for Matching {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Matching {
    type Err = LexiconError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = Self::ALL
            .into_iter()
            .find(|matching| matching.as_str() == text);
        named.ok_or_else(|| LexiconError::UnknownMatching {
            value: text.to_owned(),
        })
    }
}

/// Whether entries of several words, such as `terima kasih`, are matched over several tokens.
///
/// An entry with a word that a stop list has taken out of the tokens, such as `tidak suka`, matches nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Phrases {
    /// One token matches one entry, as in the study.
    #[default]
    Ignored,
    /// From left to right, the longest entry that begins at a token takes all of its tokens, and
    /// no other entry can use them.
    LongestFirst,
}

/// Where the classes begin; 0 and 0 by default, which is [`Sentiment::from_polarity`].
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Thresholds {
    /// A polarity below is negative.
    pub negative_below: f64,
    /// A polarity above is positive.
    pub positive_above: f64,
}

impl Thresholds {
    /// The class of a polarity; NaN is neutral.
    #[must_use]
    pub fn sentiment(self, polarity: f64) -> Sentiment {
        if polarity > self.positive_above {
            Sentiment::Positive
        } else if polarity < self.negative_below {
            Sentiment::Negative
        } else {
            Sentiment::Neutral
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_matching_survives_its_own_text() {
        for matching in Matching::ALL {
            assert_eq!(matching.to_string().parse::<Matching>().unwrap(), matching);
        }
    }

    #[test]
    fn an_unknown_matching_is_named() {
        let error = "root".parse::<Matching>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "expected surface, stem or surface-then-stem as matching, got `root`"
        );
    }

    #[test]
    fn the_default_classes_follow_the_sign() {
        for polarity in [-1.0, -0.0, 0.0, f64::MIN_POSITIVE, f64::NAN] {
            assert_eq!(
                Thresholds::default().sentiment(polarity),
                Sentiment::from_polarity(polarity)
            );
        }
    }
}
