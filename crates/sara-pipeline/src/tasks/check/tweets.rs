//! The file of tweets: its format, its encoding, its columns, its rows.

use super::CheckReport;
use super::bytes::Input;
use crate::blind_text::masked;
use crate::settings::nearest;
use crate::stages::ingest::{BadRows, TweetFile, TweetSource};
use crate::stages::ingest_error::row;
use crate::stages::sentiment_names::folded;
use crate::{OneLine, PipelineError};
use serde::Serialize;
use std::collections::HashSet;
use std::fmt;
use std::path::Path;
use tweet_reader::{EncodingEvidence, Preview, Reason, Warning};

/// What the names of columns with users have in them.
const USERS: [&str; 8] = [
    "user",
    "screen_name",
    "author",
    "account",
    "akun",
    "pengguna",
    "penulis",
    "nama",
];

/// What the names of columns with times have in them.
const TIMES: [&str; 5] = ["date", "time", "tanggal", "waktu", "created"];

/// Values of a column that are shown.
const SHOWN: usize = 3;

/// The file of tweets.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct TweetsFound {
    /// What messages call it.
    pub file: String,
    /// Its format, such as `table with commas`.
    pub format: String,
    /// How its bytes were read, such as `UTF-8`.
    pub encoding: &'static str,
    /// The encoding, and how it was found, such as `UTF-8 (all bytes are valid)`.
    pub encoding_found: String,
    /// Whether it begins with a byte order mark.
    pub byte_order_mark: bool,
    /// Rows that can be read.
    pub rows: usize,
    /// The columns, from the left.
    pub columns: Vec<ColumnFound>,
}

/// A column of the tweets.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct ColumnFound {
    /// Its header without blanks around it.
    pub name: String,
    /// What it is taken for: `text`, `id`, `date`, `user` or `not read`.
    pub used_as: &'static str,
    /// Its first three values, mentions masked; none where they may name users.
    pub first: Vec<String>,
    /// Why no values are shown.
    pub hidden: Option<&'static str>,
}

/// Says what the file holds; the tweets, where they can be read.
pub(super) fn look(source: &TweetSource, report: &mut CheckReport) -> Option<TweetFile> {
    let looked = Input::of(source).and_then(|input| Ok((input.preview(source)?, input)));
    let (preview, input) = match looked {
        Ok(looked) => looked,
        Err(problem) => {
            refuse(source, &problem, report);
            return None;
        }
    };
    let name = source.name();
    let counting = TweetSource {
        bad_rows: BadRows::Count,
        ..source.clone()
    };
    let file = match input.read(&counting) {
        Ok(file) => file,
        // Where all rows are bad, the first of them says more.
        Err(problem) => {
            let first = input.read(source).err();
            report.stops(first.as_ref().unwrap_or(&problem));
            return None;
        }
    };
    input.warn_of_bytes(source, &file, report);
    warn_of_columns(source, &preview, &name, report);
    warn_of_rows(source, &file, &name, report);
    warn_of_ids(&file, &name, report);
    report.tweets = Some(TweetsFound {
        file: name,
        format: preview.format().to_string(),
        encoding: preview.encoding().encoding.name(),
        encoding_found: preview.encoding().to_string(),
        byte_order_mark: preview.encoding().how == EncodingEvidence::ByteOrderMark,
        rows: file.tweets.len(),
        columns: columns(&preview),
    });
    Some(file)
}

/// Says why the file cannot be looked at; and, where it is for a column that is not there, which was meant and what else is wrong.
fn refuse(source: &TweetSource, problem: &PipelineError, report: &mut CheckReport) {
    report.stops(problem);
    let PipelineError::MissingColumn {
        path,
        column,
        available,
    } = problem
    else {
        return;
    };
    let names = available.split(", ").map(|name| name.trim_matches('`'));
    if let Some(meant) = nearest(column, names) {
        let message = format!("{path}:1: was `{column}` meant to be `{meant}`?");
        report.warns(Some(path), message);
    }
    let guessing = TweetSource {
        text_column: None,
        id_column: None,
        date_column: None,
        user_column: None,
        bad_rows: BadRows::Count,
        ..source.clone()
    };
    if source.path.as_deref() != Some(Path::new("-"))
        && let Ok(file) = guessing.read_file()
    {
        warn_of_rows(source, &file, path, report);
    }
}

/// Rows that cannot be read: each a problem where they are errors, or counted.
fn warn_of_rows(source: &TweetSource, file: &TweetFile, name: &str, report: &mut CheckReport) {
    for (&reason, cases) in &file.counts.problems {
        let is_named = match reason {
            Reason::BadDate => source.date_column.is_some(),
            Reason::MissingId => source.id_column.is_some(),
            _ => true,
        };
        let stops = is_named && source.bad_rows == BadRows::Strict;
        if stops {
            for (&line, problem) in cases.lines.iter().zip(&cases.problems) {
                report.stops(&row(name.to_owned(), line, problem.clone()));
            }
        }
        let listed = if stops { cases.lines.len() as u64 } else { 0 };
        if cases.count > listed {
            let lines: Vec<String> = cases.lines.iter().map(u64::to_string).collect();
            let what = match reason.drops_the_row() {
                true => "cannot be read",
                false => "are read without a part",
            };
            let message = format!(
                "{name}: {} rows {what}, {}: lines {}{}",
                cases.count,
                reason.as_str(),
                lines.join(", "),
                if cases.count > cases.lines.len() as u64 {
                    " and further ones"
                } else {
                    ""
                }
            );
            report.warns(Some(name), message);
        }
    }
}

/// What the reader doubts, and names that are not quite those that were asked for. No value that may be a user's is shown.
fn warn_of_columns(source: &TweetSource, preview: &Preview, name: &str, report: &mut CheckReport) {
    let asked = [
        &source.text_column,
        &source.id_column,
        &source.date_column,
        &source.user_column,
    ];
    for (asked, part) in asked.into_iter().zip(preview.parts()) {
        if let (Some(asked), Some(column)) = (asked, &part.column)
            && asked != column
        {
            let message = format!("{name}:1: column `{column}` is taken for `{asked}`");
            report.warns(Some(name), message);
        }
    }
    for warning in preview.warnings() {
        let message = match warning {
            // Said of all rows elsewhere.
            Warning::RepeatedIds { .. } | Warning::EmptyTexts { .. } => continue,
            Warning::NotDates {
                column,
                instead: Some(user),
                ..
            } if is_like(user, &USERS) => {
                format!("the headers `{column}` and `{user}` seem to have changed places")
            }
            Warning::NotDates { column, value, .. } if !value.contains(is_digit) => {
                format!("the values of column `{column}` are no dates")
            }
            other => other.to_string(),
        };
        report.warns(Some(name), format!("{name}:1: {message}"));
    }
}

fn columns(preview: &Preview) -> Vec<ColumnFound> {
    let used_as = |column: &String| {
        let mut parts = preview.parts().iter();
        parts
            .find(|part| part.column.as_ref() == Some(column))
            .map_or("not read", |part| part.part)
    };
    let describe = |(at, name): (usize, &String)| {
        let values = || {
            let rows = preview.first_rows().iter();
            rows.map(move |row| row.get(at).map_or("", |value| value.trim()))
        };
        let used_as = used_as(name);
        let has_digit = values().any(|value| value.contains(is_digit));
        let hidden = match used_as {
            "text" | "id" => None,
            "user" => Some("it names users"),
            "not read" if is_like(name, &USERS) => Some("it may name users"),
            _ if (used_as == "date" || is_like(name, &TIMES)) && !has_digit => {
                Some("a time without a digit may be a user")
            }
            _ => None,
        };
        let first = values().take(if hidden.is_some() { 0 } else { SHOWN });
        ColumnFound {
            name: name.clone(),
            used_as,
            first: first.map(|value| shortened(&masked(value))).collect(),
            hidden,
        }
    };
    preview.columns().iter().enumerate().map(describe).collect()
}

fn warn_of_ids(file: &TweetFile, name: &str, report: &mut CheckReport) {
    if let Some(id) = &file.ids_passed_over {
        let id = shortened(id);
        let id = OneLine(&id);
        let message = format!(
            "{name}: the ids identify no row, `{id}` stands in several: rows go by their number"
        );
        return report.warns(Some(name), message);
    }
    let mut seen = HashSet::new();
    let repeated = file.tweets.iter();
    let repeated: Vec<_> = repeated
        .filter(|tweet| !seen.insert(tweet.id.as_str()))
        .collect();
    if let Some(first) = repeated.first() {
        let message = format!(
            "{name}:{}: id `{}` stands in an earlier row; so do {} in all, and ratings cannot be joined by them",
            first.line,
            OneLine(&shortened(&first.id)),
            repeated.len()
        );
        report.warns(Some(name), message);
    }
}

fn is_digit(sign: char) -> bool {
    sign.is_ascii_digit()
}

fn is_like(name: &str, words: &[&str]) -> bool {
    let name = folded(name);
    words.iter().any(|word| name.contains(word))
}

fn shortened(value: &str) -> String {
    const MOST: usize = 80;
    match value.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", value.get(..end).unwrap_or_default()),
        None => value.to_owned(),
    }
}

impl fmt::Display for TweetsFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {} rows, read as {}, {}",
            OneLine(&self.file),
            self.rows,
            self.format,
            self.encoding_found
        )?;
        for column in &self.columns {
            write!(
                f,
                "\n  column `{}`, {}: ",
                OneLine(&column.name),
                column.used_as
            )?;
            match column.hidden {
                Some(why) => write!(f, "not shown, {why}")?,
                None => {
                    let values: Vec<String> = column
                        .first
                        .iter()
                        .map(|value| format!("`{}`", OneLine(value)))
                        .collect();
                    f.write_str(&values.join(", "))?;
                }
            }
        }
        Ok(())
    }
}
