//! How files of tweets are read: flags of all commands that take one.

use clap::{Args, ValueEnum};
use sara_pipeline::stages::ingest::{BadRows, Retweets, TweetFormat, TweetSource};
use sara_pipeline::{DateOrder, FileEncoding, UtcOffset};
use std::path::PathBuf;

/// Texts and ids.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub(crate) struct ReadingArguments {
    /// The column that holds the text [default: found by its name, such as Tweet or text]
    #[arg(long, value_name = "NAME")]
    pub(crate) text_column: Option<String>,
    /// The column that identifies a row [default: found by its name, else the row's number from 1]
    #[arg(long, value_name = "NAME")]
    pub(crate) id_column: Option<String>,
    /// The file's format [default: found from its name and its start]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) input_format: Option<InputFormatArgument>,
    /// How the file's bytes become text, such as utf-8 or latin-1 [default: found from all of them]
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<FileEncoding>,
    /// What becomes of rows that cannot be read
    #[arg(long, value_enum, value_name = "HOW", default_value = "strict")]
    pub(crate) bad_rows: BadRowsArgument,
    /// What becomes of retweets, known by the API's fields or by `RT @name:` at the start
    #[arg(long, value_enum, value_name = "HOW", default_value = "keep")]
    pub(crate) retweets: RetweetsArgument,
}

/// Dates and users.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub(crate) struct DateAndUserArguments {
    /// The column of the date [default: found by its name, such as Tanggal or date]
    #[arg(long, value_name = "NAME")]
    pub(crate) date_column: Option<String>,
    /// Which number of a date such as 01/02/2023 is the day
    #[arg(long, value_enum, value_name = "ORDER", default_value = "day-first")]
    pub(crate) date_order: DateOrderArgument,
    /// The clock that the API's dates are shown by: WIB, WITA, WIT, UTC or an offset such as +07:00 [default: dates as written]
    #[arg(long, value_name = "CLOCK", allow_hyphen_values = true)]
    pub(crate) clock: Option<UtcOffset>,
    /// The column of the user, read with --user-key alone [default: found by its name]
    #[arg(long, value_name = "NAME")]
    pub(crate) user_column: Option<String>,
    /// A file of at least 32 secret bytes; with it the labels have a column `user` of tags, which without the file tell nobody
    #[arg(long, value_name = "FILE")]
    pub(crate) user_key: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum InputFormatArgument {
    /// A table with commas
    Csv,
    /// A table with tabs
    Tsv,
    /// A table with semicolons
    Semicolons,
    /// A JSON value a line
    Jsonl,
    /// JSON over any number of lines, such as a page of the X API
    Json,
    /// Apache Parquet, in a program built with the feature `parquet`
    Parquet,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum BadRowsArgument {
    /// The first is an error with its line
    Strict,
    /// They are left out, and counted by reason
    Count,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum RetweetsArgument {
    /// They stay; copies go as all copies do
    Keep,
    /// The rows are dropped
    Drop,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum DateOrderArgument {
    /// The first, as in Indonesia
    DayFirst,
    /// The second, as in the United States
    MonthFirst,
}

impl ReadingArguments {
    pub(crate) fn apply(self, source: &mut TweetSource) {
        source.text_column = self.text_column;
        source.id_column = self.id_column;
        source.format = match self.input_format {
            None => TweetFormat::Found,
            Some(InputFormatArgument::Csv) => TweetFormat::Csv,
            Some(InputFormatArgument::Tsv) => TweetFormat::Tsv,
            Some(InputFormatArgument::Semicolons) => TweetFormat::Semicolons,
            Some(InputFormatArgument::Jsonl) => TweetFormat::Jsonl,
            Some(InputFormatArgument::Json) => TweetFormat::Json,
            Some(InputFormatArgument::Parquet) => TweetFormat::Parquet,
        };
        source.encoding = self.encoding;
        source.bad_rows = match self.bad_rows {
            BadRowsArgument::Strict => BadRows::Strict,
            BadRowsArgument::Count => BadRows::Count,
        };
        source.retweets = match self.retweets {
            RetweetsArgument::Keep => Retweets::Keep,
            RetweetsArgument::Drop => Retweets::Drop,
        };
    }
}

impl DateAndUserArguments {
    pub(crate) fn apply(self, source: &mut TweetSource) {
        source.date_column = self.date_column;
        source.date_order = match self.date_order {
            DateOrderArgument::DayFirst => DateOrder::DayFirst,
            DateOrderArgument::MonthFirst => DateOrder::MonthFirst,
        };
        source.clock = self.clock;
        source.user_column = self.user_column;
        source.user_key = self.user_key;
    }
}
