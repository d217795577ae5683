//! One tweet.

use crate::{Date, UserTag};

/// One row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tweet {
    /// The id as the file has it, or the number of the row from 1 where there is none.
    pub id: String,
    /// The text as the file has it. That of a retweet is the whole text of the tweet it passes on,
    /// where the file has that: the API cuts the retweet's own.
    pub text: String,
    /// When it was written.
    pub date: Option<Date>,
    /// Who wrote it, in a form that does not tell; `None` unless asked for.
    pub user: Option<UserTag>,
    /// What it answers or passes on.
    pub kind: TweetKind,
    /// The line on which its row starts, from 1; in a Parquet file the number of the row.
    pub line: u64,
    /// The number of its row from 1; blank rows are not counted, dropped ones are.
    pub row: u64,
}

/// What a tweet answers or passes on. One that does several things is the first of them in the
/// order retweet, quote, reply.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum TweetKind {
    /// Nothing.
    #[default]
    Original,
    /// It answers another.
    Reply,
    /// It shows another and says something.
    Quote,
    /// It passes another on: fields of the API say so, or the text begins with `RT @name:`, or with
    /// `RT USER:`, which published data sets put in its place.
    Retweet,
}

impl TweetKind {
    /// A name for tables and files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Reply => "reply",
            Self::Quote => "quote",
            Self::Retweet => "retweet",
        }
    }
}

/// Whether a text begins as a retweet does.
pub(crate) fn starts_as_retweet(text: &str) -> bool {
    let Some(rest) = text.trim_start().strip_prefix("RT ") else {
        return false;
    };
    let rest = rest.trim_start();
    let name = match rest.strip_prefix(['@', '＠']) {
        Some(name) => name,
        None if rest.starts_with("USER:") => return true,
        None => return false,
    };
    let end = name.find(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '_'));
    end.is_some_and(|end| end > 0 && name.get(end..).is_some_and(|after| after.starts_with(':')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retweet_begins_with_its_mark() {
        for text in ["RT @ani_1: halo", " RT  @b:", "RT USER: USER halo"] {
            assert!(starts_as_retweet(text), "{text}");
        }
        for text in [
            "",
            "RT",
            "RT @: x",
            "RT @ani halo",
            "rt @ani: x",
            "ART @a: x",
            "RT 05: x",
        ] {
            assert!(!starts_as_retweet(text), "{text}");
        }
    }
}
