//! A CSV file as rows of text, each with the line it starts on.

use crate::files::{display_name, read_bytes};
use crate::{OneLine, PipelineError};
use std::path::Path;

/// What is missing below a header alone.
const NO_ROWS: &str = "rows below the header";

/// How the bytes of an input file become text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark; wrong bytes are an error.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// ISO 8859-1: every byte is the character of the same number.
    #[serde(rename = "latin-1")]
    Latin1,
}

impl std::str::FromStr for Encoding {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Ok(Self::Utf8),
            "latin-1" | "latin1" | "iso-8859-1" => Ok(Self::Latin1),
            _ => Err(format!("expected utf-8 or latin-1, got `{name}`")),
        }
    }
}

impl Encoding {
    /// Decodes a whole file; `name` is what messages call it.
    pub(crate) fn decode(self, bytes: Vec<u8>, name: &str) -> Result<String, PipelineError> {
        let mut text = match self {
            Self::Latin1 => bytes.iter().map(|&byte| char::from(byte)).collect(),
            Self::Utf8 => String::from_utf8(bytes).map_err(|error| {
                let byte = error.utf8_error().valid_up_to();
                let bytes = error.as_bytes();
                let before = bytes.get(..byte).unwrap_or_default();
                PipelineError::Encoding {
                    path: name.to_owned(),
                    line: 1 + before.iter().filter(|&&b| b == b'\n').count() as u64,
                    byte,
                    value: bytes.get(byte).copied().unwrap_or_default(),
                    encoding: "UTF-8",
                }
            })?,
        };
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        Ok(text)
    }
}

/// A table in memory: trimmed headers and rows of as many fields.
#[derive(Debug, Clone)]
pub struct Table {
    name: String,
    headers: Vec<String>,
    rows: Vec<Row>,
}

/// One record of a [`Table`].
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// The line on which the record starts, from 1.
    pub(crate) line: u64,
    /// Which record below the header it is, from 1.
    pub(crate) number: usize,
    fields: csv::StringRecord,
}

impl Row {
    /// The field of a column found by [`Table::column`].
    pub(crate) fn field(&self, column: usize) -> &str {
        self.fields.get(column).unwrap_or_default()
    }
}

impl Table {
    /// Reads a CSV file with a header; `-` is standard input.
    ///
    /// # Errors
    /// The file cannot be read, is empty, holds bytes outside `encoding`, or a row whose field count differs from the header's.
    pub fn read(path: &Path, encoding: Encoding) -> Result<Self, PipelineError> {
        Self::parse(
            &encoding.decode(read_bytes(path)?, &display_name(path))?,
            &display_name(path),
        )
    }

    /// Reads a CSV text; `name` is what messages call it.
    pub(crate) fn parse(text: &str, name: &str) -> Result<Self, PipelineError> {
        let empty = |expected| PipelineError::EmptyFile {
            path: name.to_owned(),
            expected,
        };
        if text.trim().is_empty() {
            return Err(empty("a header and rows"));
        }
        let (delimiter, skipped, text) = dialect(text);
        let line_of = |at: &csv::Position| skipped + line_of(text, at);
        let fail = |source: csv::Error| match source.kind() {
            csv::ErrorKind::UnequalLengths {
                pos,
                expected_len,
                len,
            } => PipelineError::FieldCount {
                path: name.to_owned(),
                line: pos.as_ref().map_or(0, line_of),
                expected: *expected_len,
                got: *len,
            },
            _ => PipelineError::Csv {
                path: name.to_owned(),
                source,
            },
        };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .from_reader(text.as_bytes());
        let headers = reader
            .headers()
            .map_err(fail)?
            .iter()
            .map(|header| header.trim().to_owned())
            .collect();
        let mut rows = Vec::new();
        for (number, record) in (1..).zip(reader.records()) {
            let fields = record.map_err(fail)?;
            let line = fields.position().map_or(0, line_of);
            rows.push(Row {
                line,
                number,
                fields,
            });
        }
        if rows.is_empty() {
            return Err(empty(NO_ROWS));
        }
        // The reader takes the end of the file for the end of a quoted field: the rest of the table would vanish in it.
        if let Some(Row { line, fields, .. }) = rows.last()
            && let Some(start) = fields
                .position()
                .and_then(|at| usize::try_from(at.byte()).ok())
            && ends_inside_quotes(text.get(start..).unwrap_or_default(), delimiter)
        {
            return Err(PipelineError::UnclosedQuote {
                path: name.to_owned(),
                line: *line,
            });
        }
        Ok(Self {
            name: name.to_owned(),
            headers,
            rows,
        })
    }

    /// Takes out the rows whose fields are all empty, as spreadsheets leave them below a table, and notes how many they were.
    pub(crate) fn without_blank_rows(
        mut self,
        notes: &mut Vec<String>,
    ) -> Result<Self, PipelineError> {
        let before = self.rows.len();
        self.rows
            .retain(|row| row.fields.iter().any(|field| !field.trim().is_empty()));
        let blank = before - self.rows.len();
        if self.rows.is_empty() {
            return Err(PipelineError::EmptyFile {
                path: self.name,
                expected: NO_ROWS,
            });
        }
        if blank > 0 {
            notes.push(format!(
                "{}: {blank} rows without anything in them are left out",
                OneLine(&self.name)
            ));
        }
        Ok(self)
    }

    /// What messages call the file.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn headers(&self) -> &[String] {
        &self.headers
    }

    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The index of a column, or an error that names the ones there are.
    pub(crate) fn column(&self, name: &str) -> Result<usize, PipelineError> {
        let mut found = (0..self.headers.len()).filter(|&index| self.headers[index] == name);
        match (found.next(), found.count()) {
            (Some(index), 0) => Ok(index),
            (Some(_), more) => Err(PipelineError::RepeatedColumn {
                path: self.name.clone(),
                column: name.to_owned(),
                count: more + 1,
            }),
            (None, _) => {
                let available: Vec<String> = self
                    .headers
                    .iter()
                    .map(|header| format!("`{header}`"))
                    .collect();
                Err(PipelineError::MissingColumn {
                    path: self.name.clone(),
                    column: name.to_owned(),
                    available: available.join(", "),
                })
            }
        }
    }
}

impl Table {
    /// The first column there is among some that go by usual names, such as `id`. A header that differs from the name in case alone
    /// will do if it is the only one, which is noted.
    pub(crate) fn usual_column(
        &self,
        names: &[&str],
        notes: &mut Vec<String>,
    ) -> Result<Option<usize>, PipelineError> {
        for name in names {
            if self.headers.iter().any(|header| header == name) {
                return self.column(name).map(Some);
            }
            let mut alike = (0..self.headers.len())
                .filter(|&column| self.headers[column].eq_ignore_ascii_case(name));
            if let (Some(column), None) = (alike.next(), alike.next()) {
                notes.push(format!(
                    "{}: column `{}` is taken for `{name}`",
                    OneLine(&self.name),
                    self.headers[column]
                ));
                return Ok(Some(column));
            }
        }
        Ok(None)
    }
}

/// The trimmed headers that a text has if it is a table.
pub(crate) fn headers_of(text: &str) -> Vec<String> {
    let (delimiter, _, text) = dialect(text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let headers = reader.headers().ok().into_iter().flatten();
    headers.map(|header| header.trim().to_owned()).collect()
}

/// The line on which a record starts, from 1: the reader takes blank lines above it for its own.
fn line_of(text: &str, at: &csv::Position) -> u64 {
    let start = usize::try_from(at.byte()).ok();
    let record = start
        .and_then(|start| text.get(start..))
        .unwrap_or_default();
    let blanks = record.bytes().take_while(|byte| b"\r\n".contains(byte));
    at.line() + blanks.filter(|&byte| byte == b'\n').count() as u64
}

/// What separates the fields of a table, and the table below the line that may say so, with how many lines that is.
fn dialect(text: &str) -> (u8, u64, &str) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let named = first.trim_end_matches('\r').trim_matches('"');
    let named = named.strip_prefix("sep=").or(named.strip_prefix("SEP="));
    match named.map(str::as_bytes) {
        Some(&[delimiter @ (b',' | b';' | b'\t' | b'|')]) => (delimiter, 1, rest),
        _ => (delimiter(first), 0, text),
    }
}

/// What separates the fields of a header: without a comma in it a semicolon, as spreadsheets write in countries with a decimal comma,
/// or else a tab, as they copy.
fn delimiter(header: &str) -> u8 {
    // What stands in quotes separates nothing.
    let has = |delimiter| {
        let outside = header.split('"').step_by(2);
        outside.into_iter().any(|part| part.contains(delimiter))
    };
    match (has(','), has(';'), has('\t')) {
        (false, true, _) => b';',
        (false, false, true) => b'\t',
        _ => b',',
    }
}

/// Whether a quoted field is still open at the end of `record`.
fn ends_inside_quotes(record: &str, delimiter: u8) -> bool {
    let mut inside = false;
    let mut field_start = true;
    let mut bytes = record.bytes().peekable();
    while let Some(byte) = bytes.next() {
        if inside {
            // Two quotes stand for one.
            if byte == b'"' && bytes.next_if_eq(&b'"').is_none() {
                inside = false;
            }
        } else {
            inside = field_start && byte == b'"';
            field_start = byte == delimiter || matches!(byte, b'\n' | b'\r');
        }
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_knows_its_line_below_blank_ones() {
        let table = Table::parse("a,b\r\n\r\n1,\"x\ny\"\n\n\n2,z\n", "x").unwrap();
        let lines: Vec<u64> = table.rows().iter().map(|row| row.line).collect();
        assert_eq!(lines, [3, 7]);
        assert_eq!(
            Table::parse("a,b\n\n1\n", "x").unwrap_err().to_string(),
            "x:3: expected 2 fields as in the header, got 1"
        );
    }

    #[test]
    fn semicolons_separate_where_the_header_has_no_comma() {
        let fields = |text: &str| {
            let table = Table::parse(text, "x").unwrap();
            let row = &table.rows()[0];
            [row.field(0), row.field(1)].map(str::to_owned)
        };
        assert_eq!(fields("a;b\n1,5;\"x;y\"\n"), ["1,5", "x;y"]);
        assert_eq!(fields("a;b,c\n1;2,3\n"), ["1;2", "3"]);
        assert_eq!(fields("\"a\";\"b,\"\",c\"\n1;2,3\n"), ["1", "2,3"]);
        let open = Table::parse("a;b\n1;\"x\n", "x").unwrap_err().to_string();
        assert!(open.starts_with("x:2: expected a closing quote"), "{open}");
    }

    #[test]
    fn tabs_separate_and_a_first_line_may_name_the_separator() {
        for text in [
            "a\tb\n1,5\tx;y\n",
            "sep=;\r\na;b\r\n1,5;\"x;y\"\r\n",
            "\"sep=|\"\na|b\n1,5|x;y\n",
        ] {
            let table = Table::parse(text, "x").unwrap();
            let row = &table.rows()[0];
            assert_eq!([row.field(0), row.field(1)], ["1,5", "x;y"], "{text}");
            assert_eq!(row.line, 2 + u64::from(text.contains("sep=")), "{text}");
        }
        let short = Table::parse("sep=;\na;b\n1;2;;\n", "x").unwrap_err();
        assert_eq!(
            short.to_string(),
            "x:3: expected 2 fields as in the header, got 4"
        );
        let bare = Table::parse("sep=;", "x").unwrap_err();
        assert_eq!(
            bare.to_string(),
            "x: expected rows below the header, the file is empty"
        );
    }

    #[test]
    fn a_usual_column_may_be_written_in_another_case() {
        let find = |text: &str| {
            let mut notes = Vec::new();
            let table = Table::parse(text, "x").unwrap();
            let found = table.usual_column(&["sara_id", "id"], &mut notes).unwrap();
            (found, notes)
        };
        assert_eq!(find("a,id,Id\n1,2,3\n"), (Some(1), vec![]));
        assert_eq!(find("ID,sara_id\n1,2\n"), (Some(1), vec![]));
        let note = "x: column `ID` is taken for `id`".to_owned();
        assert_eq!(find("a,ID\n1,2\n"), (Some(1), vec![note]));
        assert_eq!(find("Id,ID\n1,2\n"), (None, vec![]));
    }

    #[test]
    fn blank_rows_are_left_out_and_others_keep_their_numbers() {
        let mut notes = Vec::new();
        let table = Table::parse("a,b\n1,2\n , \n3,\n,\n", "x").unwrap();
        let table = table.without_blank_rows(&mut notes).unwrap();
        let numbers: Vec<usize> = table.rows().iter().map(|row| row.number).collect();
        assert_eq!(numbers, [1, 3]);
        assert_eq!(notes, ["x: 2 rows without anything in them are left out"]);
        let blank = Table::parse("a,b\n,\n", "x").unwrap();
        assert_eq!(
            blank
                .without_blank_rows(&mut notes)
                .unwrap_err()
                .to_string(),
            "x: expected rows below the header, the file is empty"
        );
    }

    #[test]
    fn an_open_quote_is_told_from_one_inside_a_field() {
        for (record, open) in [
            ("1,\"dua\n3,empat\n", true),
            ("1,\"dua \"\"\n", true),
            ("1,\"dua \"\"\"\n", false),
            ("1,layar 5\" baru\n", false),
            ("\"1\",\"dua\ntiga\"\r\n", false),
        ] {
            assert_eq!(ends_inside_quotes(record, b','), open, "{record:?}");
        }
    }
}
