//! Files of ratings: tables, doccano's JSON Lines, and both JSON exports of Label Studio, told apart by what they hold.

use super::json::objects;
use super::read_json::{from_objects, ids_of_objects};
use super::read_table::{from_table, ids_of_table};
use crate::files::{display_name, read_bytes};
use crate::table::{Encoding, Table, headers_of};
use crate::{OneLine, PipelineError};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::Path;

/// The id as `sara sample` writes it beside `id`, which some tools overwrite with a number of their own.
pub(crate) const OWN_ID: &str = "sara_id";

/// The column or field of the labels, unless it is named.
pub(super) const LABEL: &str = "label";

/// The column of the labels in a table of `sara label`, which is a reference and no rater.
pub(super) const SENTIMENT: &str = "sentiment";

/// What some programs put before UTF-8, and no other encoding has.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// More raters make more pairs than anybody reads.
pub(super) const MOST_RATERS: usize = 100;

/// Where ids and labels stand in a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns<'a> {
    /// `None`: `sara_id`, or else `id`.
    pub(super) id: Option<&'a str>,
    /// Whether a file without the column named for ids is refused, and not joined by `sara_id` or `id`.
    pub(super) strict_id: bool,
    /// `None`: `label`; in JSON also `labels` or `sentiment`.
    pub(super) label: Option<&'a str>,
    /// The columns of a table that are raters; empty: all that can be.
    pub(super) raters: &'a [String],
    /// Whether the file is a reference: one column of labels, which may also be `sentiment`.
    pub(super) reference: bool,
    /// How the bytes of a table become text; JSON is UTF-8.
    pub(super) encoding: Encoding,
}

/// Where an id was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// In the column or field that was named.
    Named,
    /// In `sara_id`.
    Own,
    /// In `id`.
    Id,
    /// In the `id` of a task of Label Studio, beside its data.
    Task,
    /// Nowhere: rows are numbered.
    Number,
}

/// What a file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RatingFormat {
    /// A CSV file with a column for each rater.
    RaterColumns,
    /// A CSV file with the labels of one rater.
    OneRater,
    /// JSON objects with a label each: doccano's export, or Label Studio's JSON-MIN.
    JsonRecords,
    /// Label Studio's JSON export: tasks with their annotations.
    LabelStudio,
}

impl RatingFormat {
    /// As a reader would call it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RaterColumns => "CSV, a column for each rater",
            Self::OneRater => "CSV of one rater",
            Self::JsonRecords => "JSON records",
            Self::LabelStudio => "Label Studio JSON",
        }
    }
}

/// A file of ratings as it stands.
#[derive(Debug)]
pub(super) struct RatingFile {
    /// What messages call it.
    pub(super) name: String,
    pub(super) format: RatingFormat,
    pub(super) raters: Vec<String>,
    /// Where its ids were found.
    pub(super) keys: BTreeSet<Key>,
    /// Id and line of each row.
    pub(super) rows: Vec<(String, u64)>,
    pub(super) ratings: Vec<Rating>,
    /// Annotations that were cancelled.
    pub(super) cancelled: usize,
    pub(super) notes: Vec<String>,
}

impl RatingFile {
    /// A rating that is none of the labels expected; where each rater has a column, it names the column.
    pub(super) fn wrong_label(&self, rating: &Rating, expected: String) -> PipelineError {
        if self.format == RatingFormat::RaterColumns {
            return PipelineError::Value {
                path: self.name.clone(),
                line: rating.line,
                column: self.raters[rating.rater].clone(),
                value: rating.label.clone(),
                expected: format!("a label among {expected}"),
            };
        }
        PipelineError::Label {
            path: self.name.clone(),
            line: rating.line,
            value: rating.label.clone(),
            expected,
        }
    }
}

#[derive(Debug)]
pub(super) struct Rating {
    pub(super) rater: usize,
    pub(super) row: usize,
    pub(super) label: String,
    pub(super) line: u64,
}

/// Reads a file. Rows of a table without ids are `numbered` from 1 if that is allowed, which it is for a file that is alone.
pub(super) fn read(
    path: &Path,
    columns: Columns<'_>,
    numbered: bool,
) -> Result<RatingFile, PipelineError> {
    let Source {
        name,
        text,
        is_json,
    } = Source::read(path, columns.encoding)?;
    let rater = match path.file_stem() {
        Some(stem) if path.as_os_str() != "-" => stem.to_string_lossy().trim().to_owned(),
        _ => name.clone(),
    };
    if is_json {
        return from_objects(&objects(&text, &name)?, name, &rater, columns);
    }
    from_table(Table::parse(&text, &name)?, &rater, columns, numbered)
}

/// The text of a file.
struct Source {
    name: String,
    text: String,
    is_json: bool,
}

impl Source {
    /// `encoding` is that of tables; JSON is UTF-8.
    fn read(path: &Path, encoding: Encoding) -> Result<Self, PipelineError> {
        let name = display_name(path);
        let bytes = read_bytes(path)?;
        let is_json = match extension(path).as_deref() {
            Some("csv") => false,
            Some("json" | "jsonl" | "ndjson" | "json1") => true,
            _ => {
                let start = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes);
                matches!(start.trim_ascii_start().first(), Some(b'[' | b'{'))
            }
        };
        let encoding = if is_json || bytes.starts_with(BYTE_ORDER_MARK) {
            Encoding::Utf8
        } else {
            encoding
        };
        let text = encoding.decode(bytes, &name)?;
        Ok(Self {
            name,
            text,
            is_json,
        })
    }
}

fn extension(path: &Path) -> Option<String> {
    let extension = path.extension()?.to_str()?;
    Some(extension.to_ascii_lowercase())
}

/// Ids with their lines, as a file of ratings or a list has them.
#[derive(Debug)]
pub(crate) struct IdList {
    /// What messages call the file.
    pub(crate) name: String,
    pub(crate) ids: Vec<(String, u64)>,
    pub(crate) notes: Vec<String>,
}

/// Reads the ids of a file of ratings in any format, in the column or field `named`, else in `sara_id`, else in `id`; or a list of one
/// id a line.
pub(crate) fn read_ids(
    path: &Path,
    named: Option<&str>,
    encoding: Encoding,
) -> Result<IdList, PipelineError> {
    let Source {
        name,
        text,
        is_json,
    } = Source::read(path, encoding)?;
    // A tool may have put a number of its own into `id`; `sara_id` holds the id that was there.
    let named = named.filter(|&name| name != "id");
    let mut notes = Vec::new();
    let ids = if is_json {
        let file = ids_of_objects(&objects(&text, &name)?, &name, named)?;
        if file.keys.contains(&Key::Id) || file.keys.contains(&Key::Task) {
            notes.push(format!(
                "{}: its rows are known by `id` for want of `sara_id`; a tool may have put a number of its own there",
                OneLine(&name)
            ));
        }
        file.rows
    } else if is_table(path, &text, named) {
        ids_of_table(&Table::parse(&text, &name)?, named, &mut notes)?
    } else {
        let lines = (1..).zip(text.lines());
        lines
            .map(|(line, id)| (id.trim().to_owned(), line))
            .collect()
    };
    let ids: Vec<(String, u64)> = ids.into_iter().filter(|(id, _)| !id.is_empty()).collect();
    if ids.is_empty() {
        return Err(PipelineError::EmptyFile {
            path: name,
            expected: "an id a line, or a file of ratings with ids",
        });
    }
    Ok(IdList { name, ids, notes })
}

/// Whether a text is a table and no list: its header has an id column, or its name says so and it has several columns.
fn is_table(path: &Path, text: &str, named: Option<&str>) -> bool {
    let headers = headers_of(text);
    let is_id = |header: &String| {
        named == Some(header)
            || [OWN_ID, "id"]
                .iter()
                .any(|name| header.eq_ignore_ascii_case(name))
    };
    let is_named_table = matches!(extension(path).as_deref(), Some("csv" | "tsv"));
    headers.iter().any(is_id) || is_named_table && headers.len() > 1
}
