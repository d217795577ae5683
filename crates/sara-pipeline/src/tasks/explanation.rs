//! The file behind `sara label --explain`: why each row has its label.

use crate::PipelineError;
use crate::files::write_atomic;
use crate::stages::clean::{DropReason, PreparedText};
use crate::stages::ingest::Tweet;
use crate::stages::label::Labeller;
use inset_lexicon::{EXPLANATION_CSS, Explanation};
use serde::Serialize;
use std::fmt::Write;
use std::path::Path;

/// A line of the JSON Lines.
#[derive(Serialize)]
struct ExplainedRow<'a> {
    id: &'a str,
    dropped: Option<&'static str>,
    explanation: Option<Explanation<'a>>,
}

/// Writes every row in order; a dropped row has its reason.
pub(super) fn write(
    path: &Path,
    labeller: &Labeller,
    tweets: &[Tweet],
    rows: &[PreparedText],
) -> Result<(), PipelineError> {
    let explained = tweets
        .iter()
        .zip(rows)
        .map(|(tweet, row)| (tweet, row.dropped, labeller.explain(row)));
    let extension = path.extension().and_then(|extension| extension.to_str());
    let mut text = String::new();
    match extension {
        Some("html") => {
            text.push_str(PAGE_START);
            text.push_str(EXPLANATION_CSS);
            text.push_str("</style>\n</head>\n<body>\n");
            for (tweet, dropped, explanation) in explained {
                let shown = explanation.map(|explanation| explanation.to_html());
                let body = shown.unwrap_or_else(|| dropped_line(dropped));
                let id = tweet.id.replace('&', "&amp;").replace('<', "&lt;");
                // Writing to a string does not fail.
                let _ = write!(text, "<h2>{id}</h2>\n{body}\n");
            }
            text.push_str("</body>\n</html>\n");
        }
        Some("jsonl") => {
            for (tweet, dropped, explanation) in explained {
                let row = ExplainedRow {
                    id: &tweet.id,
                    dropped: dropped.map(DropReason::as_str),
                    explanation,
                };
                let line = serde_json::to_string(&row).map_err(|source| {
                    PipelineError::io(path, "write", std::io::Error::from(source))
                })?;
                text.push_str(&line);
                text.push('\n');
            }
        }
        _ => {
            for (tweet, dropped, explanation) in explained {
                let shown = explanation.map(|explanation| explanation.to_string());
                let body = shown.unwrap_or_else(|| dropped_line(dropped));
                let _ = writeln!(text, "{}\n{}\n", tweet.id, body.trim_end());
            }
        }
    }
    write_atomic(path, |file| {
        file.write_all(text.as_bytes())
            .map_err(|source| PipelineError::io(path, "write", source))
    })
}

const PAGE_START: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
    <title>Why each row has its label</title>\n<style>\n\
    body { max-width: 50rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; }\n\
    h2 { font-size: 1rem; margin: 1.5rem 0 .2rem; }\n";

fn dropped_line(reason: Option<DropReason>) -> String {
    format!("dropped: {}", reason.map_or("", DropReason::as_str))
}
