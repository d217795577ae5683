//! The columns of a table of labels that hang on the file and the settings: date, user, topic words.

use crate::stages::clean::PreparedText;
use crate::stages::ingest::Tweet;
use crate::stages::topics::Keywords;

/// Which of them there are.
#[derive(Debug)]
pub(crate) struct MoreColumns<'a> {
    has_dates: bool,
    has_users: bool,
    keywords: &'a Keywords,
}

impl<'a> MoreColumns<'a> {
    /// Dates and users where a row has one, topic words always.
    pub(crate) fn new(tweets: &[Tweet], keywords: &'a Keywords) -> Self {
        Self {
            has_dates: tweets.iter().any(|tweet| tweet.date.is_some()),
            has_users: tweets.iter().any(|tweet| tweet.user.is_some()),
            keywords,
        }
    }

    pub(crate) fn names(&self) -> Vec<&'static str> {
        let optional = [(self.has_dates, "date"), (self.has_users, "user")];
        let optional = optional.into_iter().filter(|(is_there, _)| *is_there);
        optional.map(|(_, name)| name).chain(["keywords"]).collect()
    }

    /// The fields of a row under these names.
    pub(crate) fn fields(&self, tweet: &Tweet, row: &PreparedText) -> Vec<String> {
        let mut fields = Vec::with_capacity(3);
        if self.has_dates {
            fields.push(tweet.date.map_or_else(String::new, |date| date.to_string()));
        }
        if self.has_users {
            fields.push(tweet.user.map_or_else(String::new, |user| user.to_string()));
        }
        fields.push(self.keywords.of_text(&row.normalised).join(" "));
        fields
    }
}
