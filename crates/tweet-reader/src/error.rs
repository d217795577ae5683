//! Why a file cannot be read.

use crate::RowProblem;
use thiserror::Error;

/// Why tweets could not be read, or a setting not be used.
///
/// `path` is the file's path, `standard input`, or the name that the caller gave to a reader.
/// `line` counts from 1, the header included; in a Parquet file, which has no lines, it counts the
/// rows.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The file could not be opened or read.
    #[error("cannot read {path}")]
    Read {
        /// The file.
        path: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// There is nothing in the file, or nothing below its header.
    #[error("{path}: expected {expected}, the file is empty")]
    Empty {
        /// The file.
        path: String,
        /// What should stand in it.
        expected: &'static str,
    },
    /// The file is none of the formats that are read.
    #[error("{path}: expected CSV, JSON or Parquet, got {got}")]
    UnknownFormat {
        /// The file.
        path: String,
        /// What it looks like.
        got: &'static str,
    },
    /// The format needs a feature of this crate that is switched off.
    #[error("{path}: expected the feature `{feature}` of tweet-reader, it is switched off")]
    FeatureOff {
        /// The file.
        path: String,
        /// The feature.
        feature: &'static str,
    },
    /// A format that is read from its end was asked of something that can only be read once.
    #[error("{path}: expected a file, Parquet cannot be read from a stream")]
    NotAFile {
        /// What the caller called it.
        path: String,
    },
    /// Bytes that do not belong to the encoding.
    #[error("{path}:{line}: expected {encoding}, got the byte {value:#04x} at byte {byte}")]
    WrongBytes {
        /// The file.
        path: String,
        /// The line.
        line: u64,
        /// How many bytes of the file stand before it, after unpacking.
        byte: u64,
        /// The byte.
        value: u8,
        /// The encoding.
        encoding: &'static str,
    },
    /// No column of that name.
    #[error("{path}: expected a column `{column}` for the {role}, got {available}")]
    MissingColumn {
        /// The file.
        path: String,
        /// The name asked for.
        column: String,
        /// What it should hold: `text`, `id`, `date` or `user`.
        role: &'static str,
        /// The columns there are.
        available: String,
    },
    /// No column has a name under which texts are known.
    #[error("{path}: expected a column for the text, such as `text` or `Tweet`, got {available}")]
    NoTextColumn {
        /// The file.
        path: String,
        /// The columns there are.
        available: String,
    },
    /// Several columns share the name that is to be read.
    #[error("{path}: expected one column `{column}` for the {role}, got {count}")]
    RepeatedColumn {
        /// The file.
        path: String,
        /// The name.
        column: String,
        /// What it should hold.
        role: &'static str,
        /// How many there are.
        count: usize,
    },
    /// A header with more columns than any table of tweets has.
    #[error("{path}: expected at most {limit} columns, got {got}")]
    TooManyColumns {
        /// The file.
        path: String,
        /// The most that are read.
        limit: usize,
        /// How many there are.
        got: usize,
    },
    /// One row cannot be read, and the policy is [`Policy::Strict`](crate::Policy::Strict); or it
    /// is the header, which everything rests on.
    #[error("{path}:{line}: {problem}")]
    Row {
        /// The file.
        path: String,
        /// The line on which the row starts.
        line: u64,
        /// What is wrong with it.
        problem: RowProblem,
    },
    /// Rows there were, and every one was dropped.
    #[error("{path}: expected tweets, all {dropped} rows were dropped: {reasons}")]
    NoTweets {
        /// The file.
        path: String,
        /// How many rows there were.
        dropped: u64,
        /// Why, with a count a reason.
        reasons: String,
    },
    /// The Parquet file is damaged, or uses something that is not read.
    #[error("{path}: cannot read the Parquet file")]
    Parquet {
        /// The file.
        path: String,
        /// What its reader said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The text names no encoding.
    #[error("expected the name of an encoding, such as utf-8 or windows-1252, got `{value}`")]
    UnknownEncoding {
        /// The text.
        value: String,
    },
    /// A key that could be guessed.
    #[error("expected a key of at least {least} bytes for user names, got {got}")]
    ShortKey {
        /// The fewest bytes.
        least: usize,
        /// The bytes given.
        got: usize,
    },
}

impl ReadError {
    pub(crate) fn read(path: &str, source: std::io::Error) -> Self {
        Self::Read {
            path: path.to_owned(),
            source,
        }
    }
}
