//! What was read: the tweets, and how.

use crate::OneLine;
use std::collections::HashSet;
use tweet_reader::{Counts, Date, Format, FoundEncoding, TweetKind, UserTag};

/// The tweets of a file, and how it was read.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct TweetFile {
    /// The tweets in file order.
    pub tweets: Vec<Tweet>,
    /// Rows that were read, and those that could not be.
    pub counts: Counts,
    /// The format.
    pub format: Format,
    /// The encoding, and how it was found.
    pub encoding: FoundEncoding,
    /// The columns of text, id, date and user.
    pub columns: [Option<String>; 4],
    /// An id that stands in several rows of a column that was found by its name: it identifies no row.
    pub ids_passed_over: Option<String>,
}

impl TweetFile {
    /// Numbers the rows where the ids that were found are not each another's.
    pub(super) fn number_unless_ids_differ(&mut self) {
        let mut seen = HashSet::with_capacity(self.tweets.len());
        let mut tweets = self.tweets.iter();
        let repeated = tweets.find(|tweet| !seen.insert(tweet.id.as_str()));
        self.ids_passed_over = repeated.map(|tweet| tweet.id.clone());
        if self.ids_passed_over.is_some() {
            for tweet in &mut self.tweets {
                tweet.id = tweet.row.to_string();
            }
        }
    }

    /// How the file was read, in a sentence or two.
    #[must_use]
    pub fn note(&self, name: &str) -> String {
        let parts = ["text", "id", "date", "user"]
            .into_iter()
            .zip(&self.columns);
        let columns: Vec<String> = parts
            .filter_map(|(part, column)| {
                Some(format!("{part} from `{}`", OneLine(column.as_ref()?)))
            })
            .collect();
        let mut note = format!(
            "{} was read as {}, {}: {}.",
            OneLine(name),
            self.format,
            self.encoding,
            columns.join(", ")
        );
        if let Some(id) = &self.ids_passed_over {
            note.push_str(&format!(
                " The ids identify no row, `{id}` stands in several: rows go by their number.",
                id = OneLine(id)
            ));
        }
        for (reason, cases) in &self.counts.problems {
            let what = match reason.drops_the_row() {
                true => "could not be read",
                false => "were read without a part",
            };
            let lines: Vec<String> = cases.lines.iter().map(u64::to_string).collect();
            let more = match cases.count > cases.lines.len() as u64 {
                true => ", …",
                false => "",
            };
            note.push_str(&format!(
                " Rows that {what}, {}: {} (lines {}{more}).",
                reason.as_str(),
                cases.count,
                lines.join(", ")
            ));
        }
        if self.counts.replaced > 0 {
            note.push_str(&format!(
                " {} places with wrong bytes became U+FFFD.",
                self.counts.replaced
            ));
        }
        note
    }
}

/// One row of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tweet {
    /// The value of the id column, or the row's number from 1.
    pub id: String,
    /// The text as it stands in the file; of a retweet the whole text of the tweet it passes on, where the file has that.
    pub text: String,
    /// When it was written, where the file says so.
    pub date: Option<Date>,
    /// Who wrote it, as a tag that tells nobody; `None` without a key.
    pub user: Option<UserTag>,
    /// Whether it passes another on.
    pub is_retweet: bool,
    /// The line on which its row starts, from 1.
    pub line: u64,
    /// The number of its row, from 1.
    pub row: u64,
}

impl From<tweet_reader::Tweet> for Tweet {
    fn from(tweet: tweet_reader::Tweet) -> Self {
        Self {
            id: tweet.id,
            text: tweet.text,
            date: tweet.date,
            user: tweet.user,
            is_retweet: tweet.kind == TweetKind::Retweet,
            line: tweet.line,
            row: tweet.row,
        }
    }
}
