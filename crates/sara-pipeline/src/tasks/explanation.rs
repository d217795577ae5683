//! The file behind `sara label --explain`: why each row has its label.

use crate::PipelineError;
use crate::files::output_name;
use crate::stages::clean::{DropReason, PreparedText};
use crate::stages::ingest::Tweet;
use crate::stages::label::Labeller;
use inset_lexicon::{EXPLANATION_CSS, Explanation};
use serde::Serialize;
use std::io::Write;
use std::path::Path;

/// What the file is, by its ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Text,
    Page,
    /// One array.
    Json,
    /// An object a line.
    JsonLines,
}

impl Format {
    /// Standard output gets text.
    pub(super) fn of(path: &Path) -> Result<Self, PipelineError> {
        if path.as_os_str() == "-" {
            return Ok(Self::Text);
        }
        let ending = path.extension().and_then(|ending| ending.to_str());
        match ending.unwrap_or_default().to_lowercase().as_str() {
            "txt" => Ok(Self::Text),
            "html" => Ok(Self::Page),
            "json" => Ok(Self::Json),
            "jsonl" => Ok(Self::JsonLines),
            _ => Err(PipelineError::Setting {
                name: "explain",
                value: path.display().to_string(),
                expected: "a file that ends in .html, .json, .jsonl or .txt".to_owned(),
            }),
        }
    }
}

/// A row as JSON.
#[derive(Serialize)]
struct ExplainedRow<'a> {
    id: &'a str,
    dropped: Option<&'static str>,
    explanation: Option<Explanation<'a>>,
}

/// Writes every row in order to `out`, which messages call `path`; a dropped row has its reason.
pub(super) fn write(
    out: &mut dyn Write,
    path: &Path,
    format: Format,
    labeller: &Labeller,
    tweets: &[Tweet],
    rows: &[PreparedText],
) -> Result<(), PipelineError> {
    let explained = tweets.iter().zip(rows).map(|(tweet, row)| ExplainedRow {
        id: &tweet.id,
        dropped: row.dropped.map(DropReason::as_str),
        explanation: labeller.explain(row),
    });
    let written = match format {
        Format::Text => write_text(out, explained),
        Format::Page => write_page(out, explained),
        Format::Json => write_json(out, explained),
        Format::JsonLines => explained.into_iter().try_for_each(|row| {
            serde_json::to_writer(&mut *out, &row)?;
            writeln!(out)
        }),
    };
    written.map_err(|source| PipelineError::io(output_name(path), "write", source))
}

fn write_text<'a>(
    out: &mut dyn Write,
    rows: impl Iterator<Item = ExplainedRow<'a>>,
) -> std::io::Result<()> {
    for (number, row) in (1..).zip(rows) {
        let shown = row
            .explanation
            .as_ref()
            .map(|explanation| explanation.to_string());
        let body = shown.unwrap_or_else(|| dropped_line(row.dropped));
        writeln!(out, "{}\n{}\n", heading(row.id, number), body.trim_end())?;
    }
    Ok(())
}

fn write_page<'a>(
    out: &mut dyn Write,
    rows: impl Iterator<Item = ExplainedRow<'a>>,
) -> std::io::Result<()> {
    write!(
        out,
        "{PAGE_START}{EXPLANATION_CSS}</style>\n</head>\n<body>\n{PAGE_NOTE}"
    )?;
    for (number, row) in (1..).zip(rows) {
        let shown = row.explanation.as_ref().map(Explanation::to_html);
        let body = shown.unwrap_or_else(|| format!("<p>{}</p>\n", dropped_line(row.dropped)));
        let id = heading(row.id, number)
            .replace('&', "&amp;")
            .replace('<', "&lt;");
        write!(out, "<h2>{id}</h2>\n{body}")?;
    }
    writeln!(out, "</body>\n</html>")
}

fn write_json<'a>(
    out: &mut dyn Write,
    rows: impl Iterator<Item = ExplainedRow<'a>>,
) -> std::io::Result<()> {
    let separators = std::iter::once("[\n").chain(std::iter::repeat(",\n"));
    // The table has at least one row.
    for (row, separator) in rows.zip(separators) {
        out.write_all(separator.as_bytes())?;
        serde_json::to_writer(&mut *out, &row)?;
    }
    writeln!(out, "\n]")
}

const PAGE_START: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
    <meta name=\"viewport\" content=\"width=device-width\">\n\
    <title>Why each row has its label</title>\n<style>\n\
    :root { color-scheme: light dark; }\n\
    body { max-width: 50rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }\n\
    h2 { font-size: 1rem; margin: 1.5rem 0 .2rem; }\n";

const PAGE_NOTE: &str = "<h1>Why each row has its label</h1>\n\
    <p>The words below are stems, also where it says by surface, and without stop words: the labels were made on these and not on the texts as they were written.</p>\n";

/// A row's id as a heading of one line, with U+FFFD for characters that cannot be seen; a row without an id has its number, from 1.
fn heading(id: &str, number: usize) -> String {
    if id.trim().is_empty() {
        return format!("row {number}, without an id");
    }
    id.replace(char::is_control, "\u{fffd}")
}

fn dropped_line(reason: Option<&str>) -> String {
    format!("dropped: {}", reason.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_says_what_the_file_is() {
        for (path, format) in [
            ("why.txt", Format::Text),
            ("-", Format::Text),
            ("a.b/why.HTML", Format::Page),
            ("why.json", Format::Json),
            ("why.jsonl", Format::JsonLines),
        ] {
            assert_eq!(Format::of(Path::new(path)).unwrap(), format, "{path}");
        }
        for path in ["why", "why.csv", "html", ".txt"] {
            assert_eq!(
                Format::of(Path::new(path)).unwrap_err().to_string(),
                format!(
                    "setting explain: expected a file that ends in .html, .json, .jsonl or .txt, got {path}"
                )
            );
        }
    }

    #[test]
    fn a_heading_is_one_line_that_can_be_seen() {
        assert_eq!(heading("a\0b\nc\u{1}", 1), "a\u{fffd}b\u{fffd}c\u{fffd}");
        assert_eq!(heading(" ", 3), "row 3, without an id");
    }
}
