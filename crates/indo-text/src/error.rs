use std::path::PathBuf;

/// What can go wrong while a word list is read. Text itself never fails.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TextError {
    /// The file cannot be opened or read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file asked for.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A word list is not UTF-8.
    #[error("{}:{line}: expected UTF-8", path.display())]
    NotUtf8 {
        /// The file, or the name its bytes came under.
        path: PathBuf,
        /// Line of the first byte that is not UTF-8, counted from 1.
        line: usize,
    },
    /// A record of a slang list has another number of columns than the list.
    #[error("{}:{line}: expected {expected} columns, got {got}", path.display())]
    Columns {
        /// The file, or the name its bytes came under.
        path: PathBuf,
        /// Line on which the record starts, counted from 1.
        line: u64,
        /// Columns that the list has.
        expected: usize,
        /// Columns that this record has.
        got: usize,
    },
    /// A slang word or its formal word runs over a line end: an open quotation mark.
    #[error("{}:{line}: expected a word on one line, got a line break inside it", path.display())]
    LineBreak {
        /// The file, or the name its bytes came under.
        path: PathBuf,
        /// Line on which the record starts, counted from 1.
        line: u64,
    },
    /// A slang list holds no record at all.
    #[error("{}: expected slang words with their formal words, got none", path.display())]
    NoRecords {
        /// The file, or the name its bytes came under.
        path: PathBuf,
    },
    /// A line of a list of exceptions is neither a word nor a word, a tab and its root. A word has one
    /// to 64 letters, digits and hyphens.
    #[error(
        "{}:{line}: expected a word, or a word, a tab and its root, got `{}`",
        path.display(),
        value.escape_debug()
    )]
    Exception {
        /// The file, or the name its bytes came under.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// The line, cut to 60 characters.
        value: String,
    },
    /// No rules of this name.
    #[error("rules must be sastrawi or extended, got `{value}`")]
    UnknownRules {
        /// The name given.
        value: String,
    },
}
