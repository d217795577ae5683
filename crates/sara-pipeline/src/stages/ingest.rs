//! Stage 1: a file becomes tweets: text, id, date, and a tag of the user where a key is given. No other column is kept.

mod file;
#[cfg(test)]
mod tests;

pub use file::{Tweet, TweetFile};

use super::ingest_error::said;
use crate::PipelineError;
use crate::files::display_name;
use crate::settings::as_word;
use serde::{Serialize, Serializer};
use std::io::Cursor;
use std::path::PathBuf;
use tweet_reader::{
    Column, DateOrder, Encoding, Format, Mapping, Policy, Separator, TweetReader, Tweets, UserKey,
    Users, UtcOffset,
};

/// The invented tweets that come with the crate (CC0): columns `id`, `date`, `tweet`.
pub(crate) const SAMPLE_TWEETS: &str = include_str!("../../data/sample-tweets.csv");

const SAMPLE_NAME: &str = "the sample tweets";

/// The fewest bytes of a key for users.
const LEAST_KEY: usize = 32;

/// Where the tweets come from, and how they are read. What is not said is found out from the file.
#[derive(Debug, Clone, Default, Serialize)]
#[non_exhaustive]
pub struct TweetSource {
    /// The file, `-` for standard input, or `None` for the sample tweets that come with the crate.
    pub path: Option<PathBuf>,
    /// The column that holds the text; `None`: found by its name, such as `Tweet` or `full_text`.
    pub text_column: Option<String>,
    /// The column that identifies a row; `None`: found by its name, such as `id` or `id_str`. Without one, or where one that was found
    /// identifies no row, the number of the row from 1 does.
    pub id_column: Option<String>,
    /// The column of the date; `None`: found by its name, such as `Tanggal` or `created_at`, if there is one.
    pub date_column: Option<String>,
    /// The column of the user; `None`: found by its name. It is read with a key alone.
    pub user_column: Option<String>,
    /// The format of the file.
    #[serde(serialize_with = "as_word")]
    pub format: TweetFormat,
    /// How the file's bytes become text; `None`: found from all of them.
    #[serde(serialize_with = "encoding_name")]
    pub encoding: Option<Encoding>,
    /// What becomes of rows that cannot be read.
    #[serde(serialize_with = "as_word")]
    pub bad_rows: BadRows,
    /// Which number of a date such as `01/02/2023` is the day.
    #[serde(serialize_with = "as_word")]
    pub date_order: DateOrder,
    /// The clock that dates with an offset are shown by, as those of the API; `None`: as written.
    #[serde(serialize_with = "offset_text")]
    pub clock: Option<UtcOffset>,
    /// A file of at least 32 secret bytes, all of which are the key from which tags of users are made; `None`: users are not read.
    pub user_key: Option<PathBuf>,
    /// What becomes of retweets.
    #[serde(serialize_with = "as_word")]
    pub retweets: Retweets,
}

/// The format of a file of tweets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TweetFormat {
    /// As the name and the start of the file say.
    #[default]
    Found,
    /// A table with commas.
    Csv,
    /// A table with tabs.
    Tsv,
    /// A table with semicolons.
    Semicolons,
    /// A JSON value a line.
    Jsonl,
    /// JSON over any number of lines: pages of the X API, arrays.
    Json,
    /// Apache Parquet; takes the feature `parquet`.
    Parquet,
}

/// What becomes of rows that cannot be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BadRows {
    /// The first is an error that names its line.
    #[default]
    Strict,
    /// They are left out, and counted by reason.
    Count,
}

/// What becomes of retweets, known by the API's fields or by `RT @name:` at the start of the text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Retweets {
    /// They stay, and copies among them go as all copies do.
    #[default]
    Keep,
    /// The row is dropped.
    Drop,
}

impl TweetSource {
    /// The sample tweets that come with the crate.
    #[must_use]
    pub fn sample() -> Self {
        Self::default()
    }

    /// A file of which everything is found out.
    #[must_use]
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self {
            path: Some(path.into()),
            ..Self::default()
        }
    }

    /// A file with the text in the column of that name.
    #[must_use]
    pub fn csv(path: impl Into<PathBuf>, text_column: impl Into<String>) -> Self {
        Self {
            text_column: Some(text_column.into()),
            ..Self::file(path)
        }
    }

    /// What messages call the file.
    pub(crate) fn name(&self) -> String {
        self.path
            .as_deref()
            .map_or_else(|| SAMPLE_NAME.to_owned(), display_name)
    }

    /// Every file that is read.
    pub(crate) fn inputs(&self) -> impl Iterator<Item = &PathBuf> {
        self.path.iter().chain(&self.user_key)
    }

    /// Two settings of which one means nothing without the other.
    pub(crate) fn check(&self) -> Result<(), PipelineError> {
        match &self.user_column {
            Some(column) if self.user_key.is_none() => Err(PipelineError::Setting {
                name: "user-column",
                value: format!("`{column}` alone"),
                expected: "a user-key beside it, since users are not read without one".to_owned(),
            }),
            _ => Ok(()),
        }
    }

    /// Reads the tweets in file order.
    ///
    /// # Errors
    /// As [`TweetSource::read_file`].
    pub fn read(&self) -> Result<Vec<Tweet>, PipelineError> {
        Ok(self.read_file()?.tweets)
    }

    /// Reads the tweets in file order, and says how they were read.
    ///
    /// # Errors
    /// The file cannot be read or decoded, is empty, lacks a column, takes a feature that is off, or has a row that cannot be read where
    /// bad rows are errors; the key for users cannot be read or is too short.
    pub fn read_file(&self) -> Result<TweetFile, PipelineError> {
        Ok(self.read_first(None)?.0)
    }

    /// The same of the first rows alone, as many as `most` says, and how many there are. What is said of rows that cannot be read
    /// is of those that lie among them.
    pub(crate) fn read_first(
        &self,
        most: Option<usize>,
    ) -> Result<(TweetFile, usize), PipelineError> {
        self.check()?;
        let opened = match &self.path {
            Some(path) => self.reader()?.open(path),
            None => self.reader()?.read(SAMPLE_NAME, Cursor::new(SAMPLE_TWEETS)),
        };
        self.collect(opened.map_err(said)?, most)
    }

    /// The same of bytes that were read already.
    pub(crate) fn read_bytes(&self, bytes: Vec<u8>) -> Result<TweetFile, PipelineError> {
        let opened = self.reader()?.read(&self.name(), Cursor::new(bytes));
        Ok(self.collect(opened.map_err(said)?, None)?.0)
    }

    fn collect(
        &self,
        mut opened: Tweets,
        most: Option<usize>,
    ) -> Result<(TweetFile, usize), PipelineError> {
        let columns = opened.mapped().map(|column| column.map(str::to_owned));
        let mut tweets = Vec::new();
        let mut counts = None;
        while let Some(tweet) = opened.next() {
            tweets.push(Tweet::from(tweet.map_err(said)?));
            if Some(tweets.len()) == most {
                counts = Some(opened.counts().clone());
            }
        }
        let rows = tweets.len();
        if tweets.is_empty() {
            return Err(PipelineError::EmptyFile {
                path: self.name(),
                expected: "tweets",
            });
        }
        let mut file = TweetFile {
            tweets,
            counts: match counts {
                Some(counts) if most < Some(rows) => counts,
                _ => opened.counts().clone(),
            },
            format: opened.format(),
            encoding: opened.encoding(),
            columns,
            ids_passed_over: None,
        };
        if self.id_column.is_none() {
            file.number_unless_ids_differ();
        }
        file.tweets.truncate(most.unwrap_or(rows));
        Ok((file, rows))
    }

    /// The settings as the reader takes them.
    pub(crate) fn reader(&self) -> Result<TweetReader, PipelineError> {
        let named = |column: &Option<String>| match column {
            Some(name) => Column::Named(name.clone()),
            None => Column::Guessed,
        };
        let mut mapping = Mapping::guessed()
            .with_id(named(&self.id_column))
            .with_date(named(&self.date_column))
            .with_user(match self.user_key {
                Some(_) => named(&self.user_column),
                None => Column::Absent,
            });
        if let Some(column) = &self.text_column {
            mapping = mapping.with_text(column);
        }
        let mut reader = TweetReader::new()
            .with_mapping(mapping)
            .with_policy(match self.bad_rows {
                BadRows::Strict => Policy::Strict,
                BadRows::Count => Policy::Count,
            })
            .with_guessed_columns(Policy::Count)
            .with_empty_texts(true)
            .with_date_order(self.date_order);
        if let Some(format) = self.format.given() {
            reader = reader.with_format(format);
        }
        if let Some(encoding) = self.encoding {
            reader = reader.with_encoding(encoding);
        }
        if let Some(clock) = self.clock {
            reader = reader.with_clock(clock);
        }
        if let Some(key) = self.key()? {
            reader = reader.with_users(Users::Keyed(key));
        }
        Ok(reader)
    }

    fn key(&self) -> Result<Option<UserKey>, PipelineError> {
        let Some(path) = &self.user_key else {
            return Ok(None);
        };
        let secret =
            std::fs::read(path).map_err(|source| PipelineError::io(path, "read", source))?;
        if secret.len() < LEAST_KEY {
            return Err(PipelineError::Setting {
                name: "user-key",
                value: format!("{} in {}", secret.len(), path.display()),
                expected: format!("a file of at least {LEAST_KEY} secret bytes"),
            });
        }
        Ok(Some(UserKey::new(&secret).map_err(said)?))
    }
}

impl TweetFormat {
    fn given(self) -> Option<Format> {
        Some(match self {
            Self::Found => return None,
            Self::Csv => Format::Table(Separator::Comma),
            Self::Tsv => Format::Table(Separator::Tab),
            Self::Semicolons => Format::Table(Separator::Semicolon),
            Self::Jsonl => Format::JsonLines,
            Self::Json => Format::Json,
            Self::Parquet => Format::Parquet,
        })
    }
}

fn encoding_name<S: Serializer>(
    encoding: &Option<Encoding>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let name = encoding.map(|encoding| encoding.name().to_ascii_lowercase());
    name.serialize(serializer)
}

fn offset_text<S: Serializer>(
    offset: &Option<UtcOffset>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    offset
        .map(|offset| offset.to_string())
        .serialize(serializer)
}
