//! Rows that cannot be read: what is wrong with them, and what becomes of them.

use crate::shown::shown;
use std::collections::BTreeMap;
use std::fmt::{Display, Formatter};

/// What becomes of a row that cannot be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Policy {
    /// It is an error, and ends the reading.
    #[default]
    Strict,
    /// It is dropped and counted, and the rows below it are read.
    Count,
}

/// What is wrong with one row.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RowProblem {
    /// The text of the row is not JSON, or is cut off.
    BrokenJson {
        /// Its start.
        value: String,
        /// What the JSON parser said.
        message: String,
    },
    /// JSON, but no object.
    NotAnObject {
        /// Its start.
        value: String,
    },
    /// More or fewer fields than the header has.
    FieldCount {
        /// Those of the header.
        expected: usize,
        /// Those of the row.
        got: usize,
    },
    /// A quoted field that is never closed.
    UnclosedQuote,
    /// More bytes than the limit allows.
    TooLong {
        /// The limit.
        limit: usize,
    },
    /// No text, or one of blanks alone.
    MissingText,
    /// A text or an id that holds the character NUL.
    Nul,
    /// The header once more, as joined files have it.
    RepeatedHeader,
    /// A date that is none. The row is kept without it.
    BadDate {
        /// The date as written.
        value: String,
    },
    /// A row without an id in a file that has ids. It is kept, with its number as id.
    MissingId,
}

impl RowProblem {
    pub(crate) fn broken_json(value: &str, error: &serde_json::Error) -> Self {
        Self::BrokenJson {
            value: shown(value),
            message: error.to_string(),
        }
    }

    /// The kind of problem.
    #[must_use]
    pub fn reason(&self) -> Reason {
        match self {
            Self::BrokenJson { .. } => Reason::BrokenJson,
            Self::NotAnObject { .. } => Reason::NotAnObject,
            Self::FieldCount { .. } => Reason::FieldCount,
            Self::UnclosedQuote => Reason::UnclosedQuote,
            Self::TooLong { .. } => Reason::TooLong,
            Self::MissingText => Reason::MissingText,
            Self::Nul => Reason::Nul,
            Self::RepeatedHeader => Reason::RepeatedHeader,
            Self::BadDate { .. } => Reason::BadDate,
            Self::MissingId => Reason::MissingId,
        }
    }
}

impl Display for RowProblem {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::BrokenJson { value, message } => {
                write!(formatter, "expected JSON, got `{value}`: {message}")
            }
            Self::NotAnObject { value } => {
                write!(formatter, "expected a JSON object, got `{value}`")
            }
            Self::FieldCount { expected, got } => write!(
                formatter,
                "expected {expected} fields as in the header, got {got}"
            ),
            Self::UnclosedQuote => {
                formatter.write_str("expected a closing quote, got the end of the file")
            }
            Self::TooLong { limit } => write!(
                formatter,
                "expected a row of at most {limit} bytes, got a longer one"
            ),
            Self::MissingText => formatter.write_str("expected a text, got none"),
            Self::Nul => formatter.write_str("expected text, got the character NUL in it"),
            Self::RepeatedHeader => formatter.write_str("expected a row, got the header again"),
            Self::BadDate { value } => write!(formatter, "expected a date, got `{value}`"),
            Self::MissingId => formatter.write_str("expected an id, got none"),
        }
    }
}

/// Why a row was dropped, or kept without a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The text of the row is not JSON, or is cut off.
    BrokenJson,
    /// JSON, but no object.
    NotAnObject,
    /// More or fewer fields than the header has.
    FieldCount,
    /// A quoted field that is never closed; the line is dropped, and reading goes on below it.
    UnclosedQuote,
    /// More bytes than the limit allows.
    TooLong,
    /// No text, or one of blanks alone.
    MissingText,
    /// A text or an id that holds the character NUL.
    Nul,
    /// The header once more.
    RepeatedHeader,
    /// A date that is none; the row is kept.
    BadDate,
    /// No id; the row is kept.
    MissingId,
}

impl Reason {
    /// A name for tables and files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BrokenJson => "broken-json",
            Self::NotAnObject => "not-an-object",
            Self::FieldCount => "field-count",
            Self::UnclosedQuote => "unclosed-quote",
            Self::TooLong => "too-long",
            Self::MissingText => "missing-text",
            Self::Nul => "nul",
            Self::RepeatedHeader => "repeated-header",
            Self::BadDate => "bad-date",
            Self::MissingId => "missing-id",
        }
    }

    /// Whether the whole row is lost.
    #[must_use]
    pub fn drops_the_row(self) -> bool {
        !matches!(self, Self::BadDate | Self::MissingId)
    }
}

/// How often a [`Reason`] was met.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cases {
    /// How many rows.
    pub count: u64,
    /// The lines of the first [`Counts::LINES`] of them.
    pub lines: Vec<u64>,
    /// What is wrong in each of these lines.
    pub problems: Vec<RowProblem>,
}

/// What was read so far, and what was not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// Tweets handed out.
    pub tweets: u64,
    /// Rows without anything in them, as spreadsheets leave them below a table. They are no
    /// problem.
    pub blank: u64,
    /// Wrong bytes that became U+FFFD.
    pub replaced: u64,
    /// The problems by reason.
    pub problems: BTreeMap<Reason, Cases>,
}

impl Counts {
    /// The most lines that are kept a reason.
    pub const LINES: usize = 5;

    /// How many rows were dropped.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        let dropped = self.problems.iter();
        dropped
            .filter(|(reason, _)| reason.drops_the_row())
            .map(|(_, cases)| cases.count)
            .sum()
    }

    pub(crate) fn add(&mut self, line: u64, problem: RowProblem) {
        let cases = self.problems.entry(problem.reason()).or_default();
        cases.count += 1;
        if cases.lines.len() < Self::LINES {
            cases.lines.push(line);
            cases.problems.push(problem);
        }
    }

    /// The reasons with their counts and first lines.
    pub(crate) fn reasons(&self) -> String {
        let show = |(reason, cases): (&Reason, &Cases)| {
            let lines: Vec<String> = cases.lines.iter().map(u64::to_string).collect();
            let word = if lines.len() == 1 { "line" } else { "lines" };
            let more = if cases.count > lines.len() as u64 {
                ", …"
            } else {
                ""
            };
            format!(
                "{} {} ({word} {}{more})",
                cases.count,
                reason.as_str(),
                lines.join(", ")
            )
        };
        let reasons: Vec<String> = self.problems.iter().map(show).collect();
        reasons.join(", ")
    }
}

/// One line: `1000 tweets, 2 rows dropped: 2 field-count (lines 7, 9)`.
impl Display for Counts {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "{} tweets, {} rows dropped",
            self.tweets,
            self.dropped()
        )?;
        if !self.problems.is_empty() {
            write!(formatter, ": {}", self.reasons())?;
        }
        if self.blank > 0 {
            write!(formatter, ", {} blank rows", self.blank)?;
        }
        if self.replaced > 0 {
            write!(formatter, ", {} wrong bytes replaced", self.replaced)?;
        }
        Ok(())
    }
}
