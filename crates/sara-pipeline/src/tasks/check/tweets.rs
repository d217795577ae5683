//! The file of tweets: its bytes, its header, its columns.

use super::{CheckReport, MOST_OF_A_KIND};
use crate::PipelineError;
use crate::blind_text::masked;
use crate::files::read_bytes;
use crate::settings::nearest;
use crate::stages::ingest::{SAMPLE_TWEETS, Tweet, TweetSource};
use crate::stages::sentiment_names::folded;
use crate::table::{Encoding, Table, survey};
use serde::Serialize;
use std::collections::HashSet;
use std::fmt;

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

/// The file of tweets.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct TweetsFound {
    /// What messages call it.
    pub file: String,
    /// How its bytes were read.
    pub encoding: Encoding,
    /// Whether it begins with a byte order mark.
    pub byte_order_mark: bool,
    /// Rows below the header.
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
    /// What it is taken for: `text`, `id` or `not read`.
    pub used_as: &'static str,
    /// Its first three values, mentions masked; none where they may name users.
    pub first: Vec<String>,
    /// Why no values are shown.
    pub hidden: Option<&'static str>,
}

/// Says what the file holds; the tweets, unless something in it stops a study.
pub(super) fn look(source: &TweetSource, report: &mut CheckReport) -> Option<Vec<Tweet>> {
    let name = source.name();
    let bytes = match &source.path {
        Some(path) => match read_bytes(path) {
            Ok(bytes) => bytes,
            Err(problem) => {
                report.stops(&problem);
                return None;
            }
        },
        None => SAMPLE_TWEETS.as_bytes().to_vec(),
    };
    if source.encoding == Encoding::Utf8 {
        let wrong = not_utf8(&bytes, &name);
        if !wrong.is_empty() {
            wrong.iter().for_each(|problem| report.stops(problem));
            report.warns(
                Some(&name),
                format!("{name}: it may be latin-1, which any bytes are"),
            );
            return None;
        }
    } else if !bytes.is_ascii() && std::str::from_utf8(&bytes).is_ok() {
        report.warns(
            Some(&name),
            format!(
                "{name}: it is UTF-8; read as latin-1, each letter outside ASCII becomes several"
            ),
        );
    }
    let byte_order_mark = bytes.starts_with(b"\xef\xbb\xbf");
    let text = match source.encoding.decode(bytes, &name) {
        Ok(text) => text,
        Err(problem) => {
            report.stops(&problem);
            return None;
        }
    };
    let (headers, wrong) = survey(&text, &name, MOST_OF_A_KIND);
    for header in headers
        .iter()
        .filter(|header| header.trim() != header.as_str())
    {
        let trimmed = header.trim();
        let message = format!(
            "{name}:1: column `{header}` has blanks around its name, and is `{trimmed}` without them"
        );
        report.warns(Some(&name), message);
    }
    wrong.iter().for_each(|problem| report.stops(problem));
    let table = match Table::parse(&text, &name) {
        Ok(table) => table,
        // Rows of another width are listed already.
        Err(PipelineError::FieldCount { .. }) => return None,
        Err(problem) => {
            report.stops(&problem);
            return None;
        }
    };
    let text_column = column(&table, &source.text_column, report);
    let id_column = source
        .id_column
        .as_ref()
        .map(|name| column(&table, name, report));
    report.tweets = Some(TweetsFound {
        encoding: source.encoding,
        byte_order_mark,
        rows: table.rows().len(),
        columns: columns(&table, text_column, id_column.flatten()),
        file: name.clone(),
    });
    if let Some(message) = swapped(&table) {
        report.warns(Some(&name), format!("{name}:1: {message}"));
    }
    let text_column = text_column?;
    let tweets = tweets(&table, text_column, id_column)?;
    warn_of_ids(&table, id_column.flatten(), &name, report);
    Some(tweets)
}

fn tweets(table: &Table, text: usize, id: Option<Option<usize>>) -> Option<Vec<Tweet>> {
    // A column of ids that was asked for and is not there was said already.
    let id = match id {
        Some(None) => return None,
        Some(column) => column,
        None => None,
    };
    let rows = table.rows().iter().zip(1..);
    let tweet = |(row, number): (&crate::table::Row, usize)| Tweet {
        id: id.map_or_else(|| number.to_string(), |id| row.field(id).trim().to_owned()),
        text: row.field(text).to_owned(),
    };
    Some(rows.map(tweet).collect())
}

/// Lines that are not UTF-8.
fn not_utf8(bytes: &[u8], name: &str) -> Vec<PipelineError> {
    let mut start = 0;
    let mut wrong = Vec::new();
    for (line, content) in (1..).zip(bytes.split(|&byte| byte == b'\n')) {
        if let Err(error) = std::str::from_utf8(content) {
            let inside = error.valid_up_to();
            wrong.push(PipelineError::Encoding {
                path: name.to_owned(),
                line,
                byte: start + inside,
                value: content.get(inside).copied().unwrap_or_default(),
                encoding: "UTF-8",
            });
            if wrong.len() == MOST_OF_A_KIND {
                break;
            }
        }
        start += content.len() + 1;
    }
    wrong
}

fn column(table: &Table, name: &str, report: &mut CheckReport) -> Option<usize> {
    match table.column(name) {
        Ok(column) => Some(column),
        Err(problem) => {
            report.stops(&problem);
            let headers = table.headers().iter().map(String::as_str);
            if let Some(meant) = nearest(name, headers) {
                let message = format!("{}:1: was `{name}` meant to be `{meant}`?", table.name());
                report.warns(Some(table.name()), message);
            }
            None
        }
    }
}

fn columns(table: &Table, text: Option<usize>, id: Option<usize>) -> Vec<ColumnFound> {
    let describe = |(column, name): (usize, &String)| {
        let used_as = match column {
            _ if Some(column) == text => "text",
            _ if Some(column) == id => "id",
            _ => "not read",
        };
        let hidden = if used_as != "not read" {
            None
        } else if is_like(name, &USERS) {
            Some("it may name users")
        } else if is_like(name, &TIMES) && !values(table, column).any(has_digit) {
            Some("a time without a digit may be a user")
        } else {
            None
        };
        let shown = |value: &str| shortened(&masked(value));
        let first = if hidden.is_some() {
            Vec::new()
        } else {
            table
                .rows()
                .iter()
                .take(3)
                .map(|row| shown(row.field(column)))
                .collect()
        };
        ColumnFound {
            name: name.clone(),
            used_as,
            first,
            hidden,
        }
    };
    table.headers().iter().enumerate().map(describe).collect()
}

/// Whether the headers of a column with times and one with users seem to have changed places, as in the study's table 3.1.
fn swapped(table: &Table) -> Option<String> {
    let headers = || table.headers().iter().enumerate();
    let (time, time_name) = headers().find(|(_, name)| is_like(name, &TIMES))?;
    let (user, user_name) = headers().find(|(_, name)| is_like(name, &USERS))?;
    let is_time = |value: &str| {
        let digits = value.chars().filter(char::is_ascii_digit).count();
        digits >= 6 && value.contains(['-', '/', ':'])
    };
    let filled = |column| values(table, column).next().is_some();
    let swapped = filled(time)
        && filled(user)
        && !values(table, time).any(is_time)
        && values(table, user).all(is_time);
    swapped
        .then(|| format!("the headers `{time_name}` and `{user_name}` seem to have changed places"))
}

fn warn_of_ids(table: &Table, id: Option<usize>, name: &str, report: &mut CheckReport) {
    let Some(id) = id else { return };
    let mut seen = HashSet::new();
    let repeated: Vec<&crate::table::Row> = table
        .rows()
        .iter()
        .filter(|row| !seen.insert(row.field(id).trim()))
        .collect();
    if let Some(first) = repeated.first() {
        let (line, value) = (first.line, shortened(first.field(id).trim()));
        let message = format!(
            "{name}:{line}: id `{value}` stands in an earlier row; so do {} in all, and ratings cannot be joined by them",
            repeated.len()
        );
        report.warns(Some(name), message);
    }
}

/// The first of a column's values that are not empty.
fn values(table: &Table, column: usize) -> impl Iterator<Item = &str> {
    let fields = table.rows().iter().map(move |row| row.field(column).trim());
    fields.filter(|value| !value.is_empty()).take(20)
}

fn has_digit(value: &str) -> bool {
    value.contains(|sign: char| sign.is_ascii_digit())
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
        let encoding = match self.encoding {
            Encoding::Utf8 => "UTF-8",
            Encoding::Latin1 => "latin-1",
        };
        let mark = if self.byte_order_mark {
            " with a byte order mark"
        } else {
            ""
        };
        write!(
            f,
            "{}: {} rows, read as {encoding}{mark}",
            crate::OneLine(&self.file),
            self.rows
        )?;
        for column in &self.columns {
            write!(
                f,
                "\n  column `{}`, {}: ",
                crate::OneLine(&column.name),
                column.used_as
            )?;
            match column.hidden {
                Some(why) => write!(f, "not shown, {why}")?,
                None => {
                    let values: Vec<String> = column
                        .first
                        .iter()
                        .map(|value| format!("`{}`", crate::OneLine(value)))
                        .collect();
                    f.write_str(&values.join(", "))?;
                }
            }
        }
        Ok(())
    }
}
