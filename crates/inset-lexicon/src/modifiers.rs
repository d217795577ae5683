use crate::LexiconError;

const NEGATORS: [&str; 8] = [
    "tidak", "tak", "bukan", "belum", "jangan", "kurang", "tanpa", "tiada",
];

/// Both factors are exact in binary, so that sums of them are too.
const BOOST: f64 = 1.5;
const DAMPEN: f64 = 0.5;

/// Words that turn the sign of the hits after them.
///
/// A hit is turned once if a negator stands at most [`window`](Self::window) tokens before it: with
/// a window of 1, right before it. A word in the list no longer weighs anything itself (`tidak` has
/// -5 in `InSet`, which would count the negation twice), though an entry of several words may begin
/// with it. Each negator is one token and is compared as entries are, so with stemmed tokens give
/// stems.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Negation {
    /// The negators.
    pub words: Vec<String>,
    /// How many tokens a negator reaches forward; at least 1.
    pub window: usize,
}

impl Negation {
    /// `tidak`, `tak`, `bukan`, `belum`, `jangan`, `kurang`, `tanpa`, `tiada`, reaching `window`
    /// tokens forward.
    #[must_use]
    pub fn new(window: usize) -> Self {
        Self {
            words: NEGATORS.map(str::to_owned).to_vec(),
            window,
        }
    }

    /// Other negators in place of the usual ones.
    #[must_use]
    pub fn with_words<W: Into<String>>(mut self, words: impl IntoIterator<Item = W>) -> Self {
        self.words = words.into_iter().map(Into::into).collect();
        self
    }
}

/// Where a degree word stands beside the word whose weight it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
pub enum DegreePosition {
    /// Before it: `sangat bagus`.
    Before,
    /// After it: `bagus sekali`.
    After,
    /// After a hit that it reaches, else before the next: `bagus amat`, `amat bagus`.
    Either,
}

/// A booster, with a factor above 1, or a dampener, below 1.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct DegreeWord {
    /// The word.
    pub word: String,
    /// What it multiplies a weight by; above 0 and finite.
    pub factor: f64,
    /// Where it stands.
    pub position: DegreePosition,
}

impl DegreeWord {
    /// A degree word, checked when a [`Scorer`](crate::Scorer) is made of it.
    #[must_use]
    pub fn new(word: impl Into<String>, factor: f64, position: DegreePosition) -> Self {
        Self {
            word: word.into(),
            factor,
            position,
        }
    }
}

/// Words that make the weight of a hit beside them greater or smaller.
///
/// Each degree word changes one hit: the nearest on its side, at most [`window`](Self::window)
/// tokens away. A hit takes at most one such word from before it and one from after it, and their
/// factors multiply. As with [`Negation`], each word is one token and no longer weighs anything
/// itself; a word in both lists is a negator.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct DegreeWords {
    /// The words; of two equal ones the later counts.
    pub words: Vec<DegreeWord>,
    /// How many tokens away the hit may be; at least 1.
    pub window: usize,
}

impl DegreeWords {
    /// Boosters of factor 1.5 (`sangat`, `amat`, `paling`, `terlalu`, `banget`, `sekali`) and
    /// dampeners of factor 0.5 (`agak`, `sedikit`, `cukup`), `window` tokens away at most.
    ///
    /// `benar`, `sungguh` and `lumayan` are left out: as often as not they say something of their
    /// own.
    #[must_use]
    pub fn new(window: usize) -> Self {
        use DegreePosition::{After, Before, Either};
        let words = [
            ("sangat", BOOST, Before),
            ("amat", BOOST, Either),
            ("paling", BOOST, Before),
            ("terlalu", BOOST, Before),
            ("banget", BOOST, After),
            ("sekali", BOOST, After),
            ("agak", DAMPEN, Before),
            ("sedikit", DAMPEN, Either),
            ("cukup", DAMPEN, Before),
        ];
        Self {
            words: words
                .map(|(word, factor, position)| DegreeWord::new(word, factor, position))
                .to_vec(),
            window,
        }
    }

    /// Other degree words in place of the usual ones.
    #[must_use]
    pub fn with_words(mut self, words: impl IntoIterator<Item = DegreeWord>) -> Self {
        self.words = words.into_iter().collect();
        self
    }
}

pub(crate) fn check_window(name: &'static str, window: usize) -> Result<(), LexiconError> {
    if window == 0 {
        return Err(LexiconError::Window { name });
    }
    Ok(())
}

pub(crate) fn check_degrees(degrees: &DegreeWords) -> Result<(), LexiconError> {
    check_window("degree words", degrees.window)?;
    match degrees
        .words
        .iter()
        .find(|word| !(word.factor.is_finite() && word.factor > 0.0))
    {
        Some(found) => Err(LexiconError::Factor {
            word: found.word.clone(),
            value: found.factor,
        }),
        None => Ok(()),
    }
}
