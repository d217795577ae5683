//! The rows that a sample is drawn from.

use super::SampleSettings;
use crate::PipelineError;
use crate::table::Table;
use std::collections::HashMap;

/// A row of the input.
#[derive(Debug)]
pub(super) struct SampleRow {
    pub(super) id: String,
    pub(super) line: u64,
    pub(super) text: String,
    /// Empty where there is none.
    pub(super) label: String,
    pub(super) score: Option<f64>,
    /// Whether the study takes the row no further.
    pub(super) dropped: bool,
}

/// The rows of a file, each with an id of its own.
#[derive(Debug)]
pub(super) struct SampleRows {
    pub(super) name: String,
    pub(super) rows: Vec<SampleRow>,
    /// Whether a column holds the labels.
    pub(super) has_labels: bool,
    /// What a reader should know of the file.
    pub(super) notes: Vec<String>,
}

impl SampleRows {
    pub(super) fn read(settings: &SampleSettings) -> Result<Self, PipelineError> {
        let mut notes = Vec::new();
        let table = Table::read(&settings.rows, settings.encoding)?;
        let table = table.without_blank_rows(&mut notes)?;
        let mut optional = |named: &Option<String>, usual: &[&str]| match named {
            Some(name) => table.column(name).map(Some),
            None => table.usual_column(usual, &mut notes),
        };
        let text = table.column(&settings.text_column)?;
        let id = optional(&settings.id_column, &["id"])?;
        let label = optional(&settings.label_column, &["sentiment", "label"])?;
        // A score is read where it is needed.
        let score = match (&settings.score_column, settings.bands) {
            (Some(name), _) => Some(table.column(name)?),
            (None, Some(_)) => Some(table.column("polarity")?),
            (None, None) => None,
        };
        let dropped = Some("dropped").filter(|name| table.headers().iter().any(|h| h == name));
        let dropped = dropped.map(|name| table.column(name)).transpose()?;
        let verdicts = [label, score].into_iter().flatten();
        let usual = ["sentiment", "label", "polarity"];
        let is_usual = |column: &usize| {
            let header = &table.headers()[*column];
            usual.iter().any(|name| header.eq_ignore_ascii_case(name))
        };
        let usual = (0..table.headers().len()).filter(is_usual);
        let verdicts: Vec<usize> = verdicts.chain(usual).collect();
        for (name, column) in [("text-column", Some(text)), ("id-column", id)] {
            if let Some(column) = column.filter(|column| verdicts.contains(column)) {
                return Err(PipelineError::Setting {
                    name,
                    value: format!("`{}`", table.headers()[column]),
                    expected: "another column than that of the label or the score, which experts must not see".to_owned(),
                });
            }
        }
        let wrong =
            |line: u64, column: usize, value: &str, expected: String| PipelineError::Value {
                path: table.name().to_owned(),
                line,
                column: table.headers()[column].clone(),
                value: value.to_owned(),
                expected,
            };
        let mut lines = HashMap::new();
        let mut rows = Vec::with_capacity(table.rows().len());
        for row in table.rows() {
            let field = |column: usize| row.field(column).trim();
            let key = id.map_or_else(|| row.number.to_string(), |id| field(id).to_owned());
            if let Some(id) = id {
                if key.is_empty() {
                    return Err(wrong(row.line, id, &key, "an id".to_owned()));
                }
                if let Some(first) = lines.insert(key.clone(), row.line) {
                    let expected = format!("each id once (the first is in line {first})");
                    return Err(wrong(row.line, id, &key, expected));
                }
            }
            let score = match score.map(|column| (column, field(column))) {
                None | Some((_, "")) => None,
                Some((column, value)) => match value.parse::<f64>() {
                    Ok(score) if score.is_finite() => Some(score),
                    _ => return Err(wrong(row.line, column, value, "a number".to_owned())),
                },
            };
            rows.push(SampleRow {
                id: key,
                line: row.line,
                text: row.field(text).to_owned(),
                label: label.map_or_else(String::new, |label| field(label).to_owned()),
                score,
                dropped: dropped.is_some_and(|dropped| !field(dropped).is_empty()),
            });
        }
        Ok(Self {
            name: table.name().to_owned(),
            rows,
            has_labels: label.is_some(),
            notes,
        })
    }
}
