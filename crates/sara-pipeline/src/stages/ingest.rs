//! Stage 1: a CSV file becomes tweets: the text, and an id if a column has one. No other column is kept.

use crate::PipelineError;
use crate::files::display_name;
use crate::table::{Encoding, Table};
use std::path::PathBuf;

/// The invented tweets that come with the crate (CC0): columns `id`, `date`, `tweet`.
pub(crate) const SAMPLE_TWEETS: &str = include_str!("../../data/sample-tweets.csv");

const SAMPLE_NAME: &str = "the sample tweets";

/// Where the tweets come from.
#[derive(Debug, Clone, serde::Serialize)]
#[non_exhaustive]
pub struct TweetSource {
    /// The CSV file, `-` for standard input, or `None` for the sample tweets that come with the crate.
    pub path: Option<PathBuf>,
    /// The column that holds the text.
    pub text_column: String,
    /// The column that identifies a row; without one, a row's number from 1 does.
    pub id_column: Option<String>,
    /// How the file's bytes become text.
    pub encoding: Encoding,
}

impl TweetSource {
    /// The sample tweets that come with the crate.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            path: None,
            text_column: "tweet".to_owned(),
            id_column: Some("id".to_owned()),
            encoding: Encoding::Utf8,
        }
    }

    /// A UTF-8 CSV file whose rows are numbered from 1.
    #[must_use]
    pub fn csv(path: impl Into<PathBuf>, text_column: impl Into<String>) -> Self {
        Self {
            path: Some(path.into()),
            text_column: text_column.into(),
            id_column: None,
            encoding: Encoding::Utf8,
        }
    }

    /// What messages call the file.
    pub(crate) fn name(&self) -> String {
        self.path
            .as_deref()
            .map_or_else(|| SAMPLE_NAME.to_owned(), display_name)
    }

    /// Reads the tweets in file order.
    ///
    /// # Errors
    /// The file cannot be read or decoded, is empty, lacks a column, or has a row of another width than the header.
    pub fn read(&self) -> Result<Vec<Tweet>, PipelineError> {
        let table = match &self.path {
            Some(path) => Table::read(path, self.encoding)?,
            None => Table::parse(SAMPLE_TWEETS, SAMPLE_NAME)?,
        };
        let text = table.column(&self.text_column)?;
        let id = self
            .id_column
            .as_ref()
            .map(|name| table.column(name))
            .transpose()?;
        Ok(table
            .rows()
            .iter()
            .enumerate()
            .map(|(index, row)| Tweet {
                id: id.map_or_else(
                    || (index + 1).to_string(),
                    |id| row.field(id).trim().to_owned(),
                ),
                text: row.field(text).to_owned(),
            })
            .collect())
    }
}

/// One row of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tweet {
    /// The value of the id column, or the row's number from 1.
    pub id: String,
    /// The text as it stands in the file.
    pub text: String,
}
