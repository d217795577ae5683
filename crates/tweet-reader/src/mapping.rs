//! Which column holds what.

use crate::ReadError;
use crate::shown::listed;

/// Where a part of a tweet is found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Column {
    /// By the names under which it is known.
    #[default]
    Guessed,
    /// In the column of that name. Blanks around the name and case make no difference where only
    /// one column fits. In JSON a dot leads into an object: `user.screen_name`.
    Named(String),
    /// Nowhere: it is not read.
    Absent,
}

/// Which columns hold text, id, date and user.
///
/// What is not named is guessed from the header, without regard to case and blanks around names:
/// `Tweet`, `full_text`, `Tanggal`, `created_at`, `id_str`, `User`, `Nama` and their like. In
/// tweets and pages of the X API the fields are known; naming a column has them read as plain
/// objects.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    text: Column,
    id: Column,
    date: Column,
    user: Column,
}

impl Mapping {
    /// All four guessed.
    #[must_use]
    pub fn guessed() -> Self {
        Self::default()
    }

    /// The text in the column of that name.
    #[must_use]
    pub fn with_text(mut self, name: impl Into<String>) -> Self {
        self.text = Column::Named(name.into());
        self
    }

    /// Where the id is found.
    #[must_use]
    pub fn with_id(mut self, column: Column) -> Self {
        self.id = column;
        self
    }

    /// Where the date is found.
    #[must_use]
    pub fn with_date(mut self, column: Column) -> Self {
        self.date = column;
        self
    }

    /// Where the user is found.
    #[must_use]
    pub fn with_user(mut self, column: Column) -> Self {
        self.user = column;
        self
    }

    pub(crate) fn guesses_id(&self) -> bool {
        self.id == Column::Guessed
    }

    pub(crate) fn guesses_date(&self) -> bool {
        self.date == Column::Guessed
    }

    /// Whether a column was asked for by name.
    pub(crate) fn names_a_column(&self) -> bool {
        let columns = [&self.text, &self.id, &self.date, &self.user];
        columns
            .iter()
            .any(|column| matches!(column, Column::Named(_)))
    }
}

/// What a column may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Text,
    Id,
    Date,
    User,
    /// Something stands in it if the tweet is a retweet.
    Retweet,
    Quote,
    Reply,
}

impl Role {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Id => "id",
            Self::Date => "date",
            Self::User => "user",
            Self::Retweet => "retweet",
            Self::Quote => "quote",
            Self::Reply => "reply",
        }
    }

    /// The names under which it is known, the most telling first. Blanks and hyphens are written
    /// `_`.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Text => &[
                "full_text",
                "text",
                "tweet",
                "tweet_text",
                "rawcontent",
                "renderedcontent",
                "content",
                "teks",
                "isi_tweet",
                "isi",
                "cuitan",
                "kalimat",
                "message",
                "body",
            ],
            Self::Id => &[
                "id_str",
                "tweet_id",
                "id",
                "tweetid",
                "id_tweet",
                "status_id",
            ],
            Self::Date => &[
                "created_at",
                "date",
                "datetime",
                "tanggal",
                "tgl",
                "waktu",
                "timestamp",
                "time",
                "tweet_date",
                "tweet_created",
            ],
            Self::User => &[
                "username",
                "user",
                "screen_name",
                "user_screen_name",
                "user_name",
                "author.username",
                "author_username",
                "author_id",
                "author",
                "user_id",
                "nama",
                "nama_pengguna",
                "pengguna",
                "akun",
                "name",
            ],
            Self::Retweet => &[
                "referenced_tweets.retweeted.id",
                "retweetedtweet",
                "is_retweet",
                "isretweet",
                "retweet_id",
            ],
            Self::Quote => &[
                "referenced_tweets.quoted.id",
                "quotedtweet",
                "is_quote_status",
                "quoted_status_id",
            ],
            Self::Reply => &[
                "referenced_tweets.replied_to.id",
                "inreplytotweetid",
                "in_reply_to_status_id",
                "in_reply_to_status_id_str",
                "in_reply_to_tweet_id",
            ],
        }
    }
}

/// The columns of each role, as indices, the first one best.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Roles {
    pub(crate) text: Vec<usize>,
    pub(crate) id: Vec<usize>,
    pub(crate) date: Vec<usize>,
    pub(crate) user: Vec<usize>,
    pub(crate) retweet: Vec<usize>,
    pub(crate) quote: Vec<usize>,
    pub(crate) reply: Vec<usize>,
}

impl Roles {
    /// Finds the columns among `columns`.
    pub(crate) fn find(
        mapping: &Mapping,
        columns: &[String],
        path: &str,
    ) -> Result<Self, ReadError> {
        let find = |role, column: &Column| match column {
            Column::Guessed => guess(role, columns, path),
            Column::Named(name) => named(role, name, columns, path).map(|index| vec![index]),
            Column::Absent => Ok(Vec::new()),
        };
        let roles = Self {
            text: find(Role::Text, &mapping.text)?,
            id: find(Role::Id, &mapping.id)?,
            date: find(Role::Date, &mapping.date)?,
            user: find(Role::User, &mapping.user)?,
            retweet: guess(Role::Retweet, columns, path)?,
            quote: guess(Role::Quote, columns, path)?,
            reply: guess(Role::Reply, columns, path)?,
        };
        if roles.text.is_empty() {
            return Err(ReadError::NoTextColumn {
                path: path.to_owned(),
                available: listed(columns),
            });
        }
        Ok(roles)
    }

    /// The names of the best columns of text, id, date and user.
    pub(crate) fn names<'c>(&self, columns: &'c [String]) -> [Option<&'c str>; 4] {
        [&self.text, &self.id, &self.date, &self.user].map(|indices| {
            let index = indices.first()?;
            columns.get(*index).map(String::as_str)
        })
    }

    /// All columns that hold something.
    #[cfg(feature = "parquet")]
    pub(crate) fn all(&self) -> impl Iterator<Item = usize> {
        let parts = [&self.text, &self.id, &self.date, &self.user];
        let marks = [&self.retweet, &self.quote, &self.reply];
        parts.into_iter().chain(marks).flatten().copied()
    }
}

/// A name without what makes no difference.
fn plain(name: &str) -> String {
    let is_blank = |sign: char| sign.is_whitespace() || sign == '\u{feff}';
    let name = name.trim_matches(is_blank).to_lowercase();
    name.replace([' ', '-'], "_")
}

fn guess(role: Role, columns: &[String], path: &str) -> Result<Vec<usize>, ReadError> {
    let plain: Vec<String> = columns.iter().map(|column| plain(column)).collect();
    let mut found = Vec::new();
    for name in role.names() {
        let mut alike = (0..columns.len()).filter(|&index| plain[index] == *name);
        let Some(index) = alike.next() else {
            continue;
        };
        let more = alike.count();
        if more > 0 && found.is_empty() {
            return Err(ReadError::RepeatedColumn {
                path: path.to_owned(),
                column: (*name).to_owned(),
                role: role.as_str(),
                count: 1 + more,
            });
        }
        found.push(index);
    }
    Ok(found)
}

fn named(role: Role, name: &str, columns: &[String], path: &str) -> Result<usize, ReadError> {
    let all = |fits: &dyn Fn(&str) -> bool| -> Vec<usize> {
        let indices = 0..columns.len();
        indices.filter(|&index| fits(&columns[index])).collect()
    };
    let mut found = all(&|column| column == name);
    if found.is_empty() {
        found = all(&|column| plain(column) == plain(name));
    }
    match found.as_slice() {
        [index] => Ok(*index),
        [] => Err(ReadError::MissingColumn {
            path: path.to_owned(),
            column: crate::shown::shown(name),
            role: role.as_str(),
            available: listed(columns),
        }),
        several => Err(ReadError::RepeatedColumn {
            path: path.to_owned(),
            column: crate::shown::shown(name),
            role: role.as_str(),
            count: several.len(),
        }),
    }
}
