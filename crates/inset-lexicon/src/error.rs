use std::path::PathBuf;

use thiserror::Error;

/// Why a lexicon could not be loaded, or a setting not be read.
///
/// `line` counts from 1, the header included. `path` is the file's path, or `positive.tsv` and
/// `negative.tsv` when the bytes came from memory.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LexiconError {
    /// The file could not be opened or read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The file is not UTF-8 text.
    #[error("{}:{line}: expected UTF-8 text, got other bytes", path.display())]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// The line with the first bad byte.
        line: usize,
    },
    /// The file holds no entry: empty, a header alone, or cut off.
    #[error("{}: expected at least 1 entry, got 0", path.display())]
    NoEntries {
        /// The file.
        path: PathBuf,
    },
    /// The line does not have two columns with a tab between them.
    #[error("{}:{line}: expected 2 columns, a word and its weight, got {columns} in `{value}`", path.display())]
    Columns {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
        /// How many columns the line has.
        columns: usize,
        /// The start of the line, control characters escaped.
        value: String,
    },
    /// The line has a weight and no word.
    #[error("{}:{line}: expected a word, got an empty one with weight `{weight}`", path.display())]
    EmptyWord {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
        /// The weight as written.
        weight: String,
    },
    /// The weight is no whole number; `NaN` and `2.5` are none.
    #[error("{}:{line}: expected a whole number as weight of `{word}`, got `{value}`", path.display())]
    WeightNotWhole {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
        /// The word as written.
        word: String,
        /// The weight as written.
        value: String,
    },
    /// The weight is a whole number outside of [`WEIGHTS`](crate::WEIGHTS).
    #[error("{}:{line}: expected a weight from -5 to 5 for `{word}`, got {value}", path.display())]
    WeightOutOfRange {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
        /// The word as written.
        word: String,
        /// The weight as written; it may be too long for any integer type.
        value: String,
    },
    /// The text names no [`Formula`](crate::Formula).
    #[error("expected study, sum, mean or count as formula, got `{value}`")]
    UnknownFormula {
        /// The text.
        value: String,
    },
    /// The text names no [`BothSigns`](crate::BothSigns).
    #[error(
        "expected sum, negative-wins, positive-wins, mean or drop for words in both files, \
         got `{value}`"
    )]
    UnknownBothSigns {
        /// The text.
        value: String,
    },
    /// The text names no [`Matching`](crate::Matching).
    #[error("expected surface, stem or surface-then-stem as matching, got `{value}`")]
    UnknownMatching {
        /// The text.
        value: String,
    },
    /// The thresholds are no finite numbers in order.
    #[error(
        "expected finite thresholds with negative_below at most positive_above, \
         got {negative_below} and {positive_above}"
    )]
    Thresholds {
        /// A polarity below would be negative.
        negative_below: f64,
        /// A polarity above would be positive.
        positive_above: f64,
    },
    /// A window that reaches nothing; to switch a feature off, leave it out.
    #[error("expected a window of at least 1 token for {name}, got 0")]
    Window {
        /// `negation` or `degree words`.
        name: &'static str,
    },
    /// The factor of a degree word is not a finite number above 0.
    #[error("expected a finite factor above 0 for `{word}`, got {value}")]
    Factor {
        /// The degree word.
        word: String,
        /// Its factor.
        value: f64,
    },
    /// A keyword of a bias audit has no letter in it.
    #[error("expected a keyword, got an empty one at place {place}")]
    EmptyKeyword {
        /// The place in the list, from 1.
        place: usize,
    },
}
