//! Which format a file has.

use std::fmt::{Display, Formatter};
use std::path::Path;

/// What separates the fields of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// `,`
    Comma,
    /// `;`, as spreadsheets write in countries with a decimal comma.
    Semicolon,
    /// A tab.
    Tab,
    /// `|`
    Bar,
}

impl Separator {
    pub(crate) fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Bar => b'|',
        }
    }

    /// What separates the fields of a header: without a comma in it a semicolon or else a tab.
    fn of_header(header: &str) -> Self {
        // What stands in quotes separates nothing.
        let has = |separator| {
            let mut outside = header.split('"').step_by(2);
            outside.any(|part| part.contains(separator))
        };
        match (has(','), has(';'), has('\t')) {
            (false, true, _) => Self::Semicolon,
            (false, false, true) => Self::Tab,
            _ => Self::Comma,
        }
    }

    /// What separates the fields of a table, by its first line, and whether that line does nothing
    /// but say so (`sep=;`).
    pub(crate) fn of_first_line(line: &str) -> (Self, bool) {
        let named = line.trim_end().trim_matches('"');
        let named = named.strip_prefix("sep=").or(named.strip_prefix("SEP="));
        match named {
            Some(",") => (Self::Comma, true),
            Some(";") => (Self::Semicolon, true),
            // Trimmed away with the blanks at the end of the line.
            Some("" | "\t") => (Self::Tab, true),
            Some("|") => (Self::Bar, true),
            _ => (Self::of_header(line), false),
        }
    }
}

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// A table with a header: CSV, TSV and their like.
    Table(Separator),
    /// A JSON value a line: an object a tweet, or a page of the X API.
    JsonLines,
    /// JSON values over any number of lines, one behind the other or in one array.
    Json,
    /// Apache Parquet. Needs the feature `parquet`.
    Parquet,
}

impl Display for Format {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Table(Separator::Comma) => "table with commas",
            Self::Table(Separator::Semicolon) => "table with semicolons",
            Self::Table(Separator::Tab) => "table with tabs",
            Self::Table(Separator::Bar) => "table with bars",
            Self::JsonLines => "JSON lines",
            Self::Json => "JSON",
            Self::Parquet => "Parquet",
        })
    }
}

/// What the ending of a name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    Table,
    JsonLines,
    Parquet,
    /// `.json`, which is one value or one a line, or nothing that is known.
    Other,
}

impl Ending {
    pub(crate) fn of(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        let ending = Path::new(name).extension().unwrap_or_default();
        match ending.to_str().unwrap_or_default() {
            "csv" | "tsv" | "tab" => Self::Table,
            "jsonl" | "ndjson" => Self::JsonLines,
            "parquet" | "pq" => Self::Parquet,
            _ => Self::Other,
        }
    }
}

/// What the first bytes of a file say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Magic {
    Gzip,
    Parquet,
    /// What is not read, and what it is.
    Foreign(&'static str),
    None,
}

impl Magic {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        match bytes {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [b'P', b'A', b'R', b'1', ..] => Self::Parquet,
            [b'P', b'K', 3, 4, ..] => {
                Self::Foreign("a ZIP archive or a spreadsheet; unpack it or save it as CSV")
            }
            [0xd0, 0xcf, 0x11, 0xe0, ..] => Self::Foreign("an old spreadsheet; save it as CSV"),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Foreign("a zstd file; unpack it"),
            [b'B', b'Z', b'h', b'1'..=b'9', ..] => Self::Foreign("a bzip2 file; unpack it"),
            [b'S', b'Q', b'L', b'i', b't', b'e', ..] => Self::Foreign("a database; export CSV"),
            _ => Self::None,
        }
    }
}

/// The format of a text whose start is `start`.
pub(crate) fn of_text(ending: Ending, start: &str) -> Format {
    if ending == Ending::JsonLines {
        return Format::JsonLines;
    }
    let table = start.trim_start_matches(is_line_end);
    let start = start.trim_start_matches(is_blank);
    if ending == Ending::Table || !start.starts_with(['{', '[']) {
        let line = table.split(['\n', '\r']).next().unwrap_or_default();
        return Format::Table(Separator::of_first_line(line).0);
    }
    if start.starts_with('[') {
        return Format::Json;
    }
    // A first line that holds a value, or the start of something that is none, stands alone.
    let Some((line, _)) = start.split_once(['\n', '\r']) else {
        return Format::Json;
    };
    match serde_json::from_str::<serde_json::Value>(line) {
        Err(error) if error.is_eof() => Format::Json,
        _ => Format::JsonLines,
    }
}

/// What may stand before a record of a table: ends of lines and byte order marks.
pub(crate) fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{feff}')
}

/// What may stand before a value: blanks and byte order marks.
pub(crate) fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_shows_in_the_name_and_the_first_characters() {
        let table = Format::Table;
        for (name, start, expected) in [
            ("a.csv", "a,b\n", table(Separator::Comma)),
            ("a.csv", "a;b\n1,2;3", table(Separator::Semicolon)),
            ("a.csv", "\"a;b\",c\n", table(Separator::Comma)),
            ("a.tsv", "a\tb\n", table(Separator::Tab)),
            ("a.txt", "sep=|\na|b\n", table(Separator::Bar)),
            ("a.csv", "{a},b\n", table(Separator::Comma)),
            ("a.JSONL.gz", "{\n", Format::JsonLines),
            ("a.json", "\u{feff} {\"a\":1}\n{", Format::JsonLines),
            ("a.json", "{broken}\n{\"a\":1}", Format::JsonLines),
            ("a.json", "{\n\"a\":1}", Format::Json),
            ("a", " [{\"a\":1}]", Format::Json),
        ] {
            assert_eq!(of_text(Ending::of(name), start), expected, "{name} {start}");
        }
    }
}
