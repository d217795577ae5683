use std::cmp::Reverse;

use crate::{Sentiment, Weights};

/// What the lexicon's own weights of topic words do to the labels.
///
/// [`Display`](std::fmt::Display) prints it as a table with a sentence for each keyword.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct BiasAudit {
    /// Rows seen, those without a token included.
    pub rows: usize,
    /// Their labels with all weights.
    pub labels: LabelCounts,
    /// Their mean polarity with all weights; 0 when there is no row.
    pub mean_polarity: f64,
    /// The most frequent words with all weights.
    pub words: WordTables,
    /// One keyword zeroed at a time, in the order asked for, each once.
    pub keywords: Vec<KeywordBias>,
    /// All keywords zeroed at once.
    pub together: Zeroed,
    /// Where each keyword stands when all are zeroed, in the order of `keywords`.
    pub standings_together: Vec<Standing>,
    /// `together` in one English sentence.
    pub sentence: String,
}

/// One keyword of an audit.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct KeywordBias {
    /// The keyword.
    pub keyword: String,
    /// The keyword's own weights by file; `None` when the lexicon does not know it.
    pub weights: Option<Weights>,
    /// Its weight under the policy for words in both files; 0 when the lexicon does not know it.
    pub weight: f64,
    /// What changes when this weight alone is 0.
    pub zeroed: Zeroed,
    /// Where the keyword stands in the word tables with its weight.
    pub standing: Standing,
    /// Where it stands without.
    pub standing_zeroed: Standing,
    /// The finding in one English sentence.
    pub sentence: String,
}

/// What changes when weights are 0.
///
/// The entries stay in the lexicon: what they matched is still matched, and adds nothing. That
/// differs from [`Lexicon::without`](crate::Lexicon::without) where a shorter entry or another form would match instead.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Zeroed {
    /// Rows that hold a keyword, as surface or stem of a token.
    pub rows: usize,
    /// Rows whose label changes.
    pub changed: usize,
    /// All rows by their labels before and after.
    pub transitions: Transitions,
    /// Mean polarity of the rows that hold a keyword, before; 0 when there is none.
    pub mean_polarity_before: f64,
    /// The same after.
    pub mean_polarity_after: f64,
    /// Mean polarity of all rows after.
    pub mean_polarity_all_after: f64,
    /// The most frequent words of positive and of negative rows after.
    pub words: WordTables,
}

/// Rows by class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct LabelCounts {
    /// Negative rows.
    pub negative: usize,
    /// Neutral rows.
    pub neutral: usize,
    /// Positive rows.
    pub positive: usize,
}

impl LabelCounts {
    /// The rows of one class.
    #[must_use]
    pub fn count(&self, class: Sentiment) -> usize {
        match class {
            Sentiment::Negative => self.negative,
            Sentiment::Neutral => self.neutral,
            Sentiment::Positive => self.positive,
        }
    }

    /// All rows.
    #[must_use]
    pub fn total(&self) -> usize {
        self.negative + self.neutral + self.positive
    }

    pub(super) fn add(&mut self, class: Sentiment) {
        match class {
            Sentiment::Negative => self.negative += 1,
            Sentiment::Neutral => self.neutral += 1,
            Sentiment::Positive => self.positive += 1,
        }
    }
}

/// How many rows went from one class to another, as rows of from and columns of to, both in the
/// order of [`Sentiment::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Transitions([[usize; 3]; 3]);

impl Transitions {
    /// The number of rows labelled `from` before and `to` after.
    #[must_use]
    pub fn count(&self, from: Sentiment, to: Sentiment) -> usize {
        let row = self.0.get(from.place());
        row.and_then(|row| row.get(to.place()))
            .copied()
            .unwrap_or(0)
    }

    /// Each change with its number of rows, those without a row left out, the most frequent first.
    #[must_use]
    pub fn changes(&self) -> Vec<(Sentiment, Sentiment, usize)> {
        let pairs = Sentiment::ALL
            .into_iter()
            .flat_map(|from| Sentiment::ALL.map(|to| (from, to)));
        let mut changes: Vec<_> = pairs
            .filter(|(from, to)| from != to)
            .map(|(from, to)| (from, to, self.count(from, to)))
            .filter(|(.., rows)| *rows > 0)
            .collect();
        changes.sort_by_key(|(.., rows)| Reverse(*rows));
        changes
    }

    pub(super) fn add(&mut self, from: Sentiment, to: Sentiment, rows: usize) {
        let row = self.0.get_mut(from.place());
        if let Some(count) = row.and_then(|row| row.get_mut(to.place())) {
            *count += rows;
        }
    }
}

/// The most frequent words of the rows of a class, with their occurrences; equally frequent ones
/// by the alphabet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct WordTables {
    /// Of positive rows.
    pub positive: Vec<(String, usize)>,
    /// Of negative rows.
    pub negative: Vec<(String, usize)>,
}

/// Where one word stands among all words of a class, not only among those listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Standing {
    /// Occurrences in positive rows.
    pub positive_count: usize,
    /// The place in the table of positive rows, from 1; `None` when it occurs in none of them.
    pub positive_rank: Option<usize>,
    /// Occurrences in negative rows.
    pub negative_count: usize,
    /// The place in the table of negative rows, from 1; `None` when it occurs in none of them.
    pub negative_rank: Option<usize>,
}
