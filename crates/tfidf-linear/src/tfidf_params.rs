//! What a vectoriser can be told.

use crate::{LinearTextError, SparseRows, TfIdf};

/// The parameters of a [`TfIdf`]. They are checked by its `fit`, not when they are set.
///
/// The defaults are those of scikit-learn's `TfidfVectorizer`.
///
/// ```
/// use tfidf_linear::{DocumentFrequency, TermFrequency, TfIdfParams};
///
/// let params = TfIdfParams::default()
///     .with_ngrams(1, 2)
///     .with_min_df(DocumentFrequency::Count(2))
///     .with_term_frequency(TermFrequency::Sublinear);
/// assert_eq!(params.max_df, DocumentFrequency::Share(1.0));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[non_exhaustive]
pub struct TfIdfParams {
    /// What n-grams are made of. Default [`Analyzer::Words`].
    pub analyzer: Analyzer,
    /// Whether texts are lower-cased first. Default [`Case::Lower`]. Tokens never are.
    pub case: Case,
    /// The shortest and the longest n-grams. Default 1 and 1.
    pub ngrams: (usize, usize),
    /// Terms of fewer documents are dropped. Default 1.
    pub min_df: DocumentFrequency,
    /// Terms of more documents are dropped. Default a share of 1, which drops none.
    pub max_df: DocumentFrequency,
    /// How many terms are kept, the most frequent ones over all documents; of equally
    /// frequent ones the first in order. Default all.
    ///
    /// scikit-learn sorts by an algorithm that leaves the order of equals open, so at the
    /// border it may keep others, on some processors.
    pub max_features: Option<usize>,
    /// How a term counts in a document. Default [`TermFrequency::Count`].
    pub term_frequency: TermFrequency,
    /// How rare terms are raised. Default [`Idf::Smooth`].
    pub idf: Idf,
    /// How rows are scaled. Default [`Norm::L2`].
    pub norm: Norm,
}

impl Default for TfIdfParams {
    fn default() -> Self {
        Self {
            analyzer: Analyzer::Words,
            case: Case::Lower,
            ngrams: (1, 1),
            min_df: DocumentFrequency::Count(1),
            max_df: DocumentFrequency::Share(1.0),
            max_features: None,
            term_frequency: TermFrequency::Count,
            idf: Idf::Smooth,
            norm: Norm::L2,
        }
    }
}

impl TfIdfParams {
    /// Sets [`analyzer`](Self::analyzer).
    #[must_use]
    pub fn with_analyzer(self, analyzer: Analyzer) -> Self {
        Self { analyzer, ..self }
    }

    /// Sets [`case`](Self::case).
    #[must_use]
    pub fn with_case(self, case: Case) -> Self {
        Self { case, ..self }
    }

    /// Sets [`ngrams`](Self::ngrams).
    #[must_use]
    pub fn with_ngrams(self, least: usize, most: usize) -> Self {
        Self {
            ngrams: (least, most),
            ..self
        }
    }

    /// Sets [`min_df`](Self::min_df).
    #[must_use]
    pub fn with_min_df(self, min_df: DocumentFrequency) -> Self {
        Self { min_df, ..self }
    }

    /// Sets [`max_df`](Self::max_df).
    #[must_use]
    pub fn with_max_df(self, max_df: DocumentFrequency) -> Self {
        Self { max_df, ..self }
    }

    /// Sets [`max_features`](Self::max_features).
    #[must_use]
    pub fn with_max_features(self, max_features: Option<usize>) -> Self {
        Self {
            max_features,
            ..self
        }
    }

    /// Sets [`term_frequency`](Self::term_frequency).
    #[must_use]
    pub fn with_term_frequency(self, term_frequency: TermFrequency) -> Self {
        Self {
            term_frequency,
            ..self
        }
    }

    /// Sets [`idf`](Self::idf).
    #[must_use]
    pub fn with_idf(self, idf: Idf) -> Self {
        Self { idf, ..self }
    }

    /// Sets [`norm`](Self::norm).
    #[must_use]
    pub fn with_norm(self, norm: Norm) -> Self {
        Self { norm, ..self }
    }

    /// Learns a vocabulary and gives the rows of its own texts: the same as [`TfIdf::fit`].
    ///
    /// # Errors
    ///
    /// Those of [`TfIdf::fit`].
    pub fn fit<T: AsRef<str>>(&self, texts: &[T]) -> Result<(TfIdf, SparseRows), LinearTextError> {
        TfIdf::fit(texts, self)
    }

    /// Checks all parameters; [`TfIdf::fit`] does it too.
    ///
    /// # Errors
    ///
    /// The first parameter that is out of its range.
    pub fn check(&self) -> Result<(), LinearTextError> {
        let (least, most) = self.ngrams;
        if least == 0 || most < least {
            return Err(LinearTextError::InvalidNgrams { least, most });
        }
        self.min_df.check("min_df")?;
        self.max_df.check("max_df")?;
        if self.max_features == Some(0) {
            return Err(LinearTextError::Zero {
                field: "max_features",
            });
        }
        Ok(())
    }
}

/// What n-grams are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Analyzer {
    /// Words, joined by one space. In a text a word is a run of at least two letters,
    /// numbers and underscores, as scikit-learn's `(?u)\b\w\w+\b` has it.
    Words,
    /// Characters of one word, with a space before and after it; in a text a word is what
    /// stands between white space. A word shorter than an n-gram counts once, whole.
    /// scikit-learn calls it `char_wb`.
    CharactersInWords,
}

/// What is done to the case of texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Case {
    /// Lower case.
    Lower,
    /// As it is.
    Keep,
}

/// In how many documents a term stands.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum DocumentFrequency {
    /// A number of documents, at least 1.
    Count(usize),
    /// A share of all documents, from 0 to 1.
    Share(f64),
}

impl DocumentFrequency {
    /// As a number of documents, which need not be whole.
    pub(crate) fn of(self, documents: usize) -> f64 {
        match self {
            Self::Count(count) => count as f64,
            Self::Share(share) => share * documents as f64,
        }
    }

    fn check(self, field: &'static str) -> Result<(), LinearTextError> {
        let (valid, value) = match self {
            Self::Count(count) => (count > 0, count as f64),
            Self::Share(share) => ((0.0..=1.0).contains(&share), share),
        };
        if valid {
            Ok(())
        } else {
            Err(LinearTextError::InvalidDocumentFrequency { field, value })
        }
    }
}

/// How a term that stands `n` times in a document counts there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum TermFrequency {
    /// `n`.
    Count,
    /// `1 + ln n`.
    Sublinear,
}

/// The factor of a term that `d` of `n` documents have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Idf {
    /// `1 + ln((1 + n) / (1 + d))`.
    Smooth,
    /// `1 + ln(n / d)`.
    Plain,
    /// 1.
    None,
}

/// What each row is divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Norm {
    /// The sum of its values.
    L1,
    /// The root of the sum of their squares.
    L2,
    /// 1.
    None,
}
