//! What the formats have in common: rows with named parts.

use crate::{RowProblem, TweetKind};

/// A row of a file, its parts not yet looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) text: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) user: Option<String>,
    pub(crate) kind: TweetKind,
}

/// What a format gives next.
#[derive(Debug)]
pub(crate) enum Step {
    Row(u64, Row),
    Blank,
    Problem(u64, RowProblem),
}

/// The kind that marks of a row give it.
pub(crate) fn kind_of(retweet: bool, quote: bool, reply: bool) -> TweetKind {
    match (retweet, quote, reply) {
        (true, _, _) => TweetKind::Retweet,
        (_, true, _) => TweetKind::Quote,
        (_, _, true) => TweetKind::Reply,
        _ => TweetKind::Original,
    }
}

/// Whether a field says yes, or names another tweet.
pub(crate) fn is_mark(value: &str) -> bool {
    let value = value.trim();
    let empty = ["", "0", "false", "none", "null", "nan", "no", "tidak"];
    !empty.iter().any(|no| value.eq_ignore_ascii_case(no))
}

/// The first rows of a file as a table, for looking at.
#[derive(Debug, Default)]
pub(crate) struct Sample {
    pub(crate) columns: Vec<String>,
    /// Names of columns with blanks around them, as they stand.
    pub(crate) padded: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
    /// The columns that are read as text, id, date and user.
    pub(crate) text: Option<usize>,
    pub(crate) id: Option<usize>,
    pub(crate) date: Option<usize>,
    pub(crate) user: Option<usize>,
}
