//! Tweets in, rows of a CSV table out.

use super::NamedCounts;
use super::models::Models;
use super::output::TableFormat;
use crate::PipelineError;
use crate::blind_text::no_formula;
use crate::stages::classify::ModelInput;
use crate::stages::clean::{DropReason, PreparedText, Preparer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use tweet_reader::Tweet;

/// The column of the reason for which a row has no class.
pub(super) const DROPPED: &str = "dropped";

/// A column of the table.
#[derive(Debug, Clone)]
#[cfg_attr(
    not(feature = "parquet"),
    expect(dead_code, reason = "CSV has no types")
)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) cell: Cell,
    /// Whether an empty cell means that there is nothing, rather than a text without a letter.
    pub(super) optional: bool,
}

/// What a column holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cell {
    Text,
    Whole,
    Number,
}

/// Labels windows of tweets.
pub(super) struct Table<'a> {
    models: &'a Models,
    with_text: bool,
    /// Whether a spreadsheet may open the table.
    for_spreadsheets: bool,
}

/// Rows of each class by model, and of each reason under [`DROPPED`].
pub(super) type WindowCounts = BTreeMap<String, NamedCounts>;

impl<'a> Table<'a> {
    pub(super) fn new(models: &'a Models, with_text: bool, format: TableFormat) -> Self {
        Self {
            models,
            with_text,
            for_spreadsheets: format == TableFormat::Csv,
        }
    }

    /// The columns, in their order.
    pub(super) fn columns(&self) -> Vec<Column> {
        let column = |name: &str, cell, optional| Column {
            name: name.to_owned(),
            cell,
            optional,
        };
        let mut columns = vec![
            column("id", Cell::Text, false),
            column("line", Cell::Whole, false),
        ];
        if self.with_text {
            columns.push(column("text", Cell::Text, false));
        }
        if let Some(bert) = &self.models.bert {
            columns.push(column("bert", Cell::Text, true));
            let labels = bert.classifier.labels().iter();
            columns
                .extend(labels.map(|label| column(&format!("bert_{label}"), Cell::Number, true)));
        }
        if let Some(machine) = &self.models.machine {
            columns.push(column("svm", Cell::Text, true));
            let names = machine.pairs().into_iter();
            let names = names.map(|[first, second]| format!("svm_{first}_{second}"));
            columns.extend(names.map(|name| column(&name, Cell::Number, true)));
        }
        columns.push(column(DROPPED, Cell::Text, true));
        columns
    }

    /// The first line of the table.
    pub(super) fn header(&self) -> Result<Vec<u8>, PipelineError> {
        let columns = self.columns().into_iter();
        csv_bytes([columns.map(|column| column.name).collect()])
    }

    /// The lines of a window.
    pub(super) fn label(&self, tweets: &[Tweet]) -> Result<(Vec<u8>, WindowCounts), PipelineError> {
        let prepared = match &self.models.preparer {
            Some(preparer) => prepare(preparer, tweets, self.models.threads),
            None => Vec::new(),
        };
        let reason = |row: usize| -> Option<DropReason> { prepared.get(row)?.dropped };
        let kept: Vec<usize> = (0..tweets.len())
            .filter(|&row| reason(row).is_none())
            .collect();
        let texts = |input: ModelInput| -> Vec<&str> {
            let raw = kept.iter().map(|&row| tweets[row].text.as_str());
            match input {
                ModelInput::Normalised => kept
                    .iter()
                    .map(|&row| prepared[row].normalised.as_str())
                    .collect(),
                ModelInput::Raw => raw.collect(),
            }
        };
        let mut counts = WindowCounts::new();
        let mut count = |of: &str, name: &str| {
            let names = counts.entry(of.to_owned()).or_default();
            *names.entry(name.to_owned()).or_default() += 1;
        };
        // The fields of the models, a row for each text that is kept.
        let mut fields = vec![Vec::new(); kept.len()];
        let mut width = 0;
        if let Some(bert) = &self.models.bert {
            width += 1 + bert.classifier.labels().len();
            let found = bert
                .classifier
                .classify(&texts(bert.input), &bert.options)?;
            for (fields, one) in fields.iter_mut().zip(found) {
                count("bert", &one.label);
                fields.push(self.text(&one.label));
                fields.extend(one.probabilities.iter().map(|share| format!("{share:.6}")));
            }
        }
        if let Some(machine) = &self.models.machine {
            width += 1 + machine.pairs().len();
            let found = machine.predict(&texts(machine.input))?;
            for (fields, (class, values)) in fields.iter_mut().zip(found) {
                count("svm", class);
                fields.push(self.text(class));
                fields.extend(values.iter().map(|value| format!("{value:.6}")));
            }
        }
        let mut fields = fields.into_iter();
        let mut rows = Vec::with_capacity(tweets.len());
        for (index, tweet) in tweets.iter().enumerate() {
            let mut row = vec![self.id(&tweet.id), tweet.line.to_string()];
            if self.with_text {
                row.push(self.text(&tweet.text));
            }
            let dropped = reason(index).map_or("", DropReason::as_str);
            if dropped.is_empty() {
                row.extend(fields.next().unwrap_or_default());
            } else {
                count(DROPPED, dropped);
                row.extend(std::iter::repeat_n(String::new(), width));
            }
            row.push(dropped.to_owned());
            rows.push(row);
        }
        Ok((csv_bytes(rows)?, counts))
    }

    fn text(&self, text: &str) -> String {
        match self.for_spreadsheets {
            true => no_formula(text).into_owned(),
            false => text.to_owned(),
        }
    }

    fn id(&self, id: &str) -> String {
        match self.for_spreadsheets {
            true => harmless_id(id).into_owned(),
            false => id.to_owned(),
        }
    }
}

/// An id that no spreadsheet takes for a formula; a number below zero is none.
fn harmless_id(id: &str) -> Cow<'_, str> {
    match id.parse::<i128>() {
        Ok(_) => id.into(),
        Err(_) => no_formula(id),
    }
}

/// Prepares texts on several threads, in their order.
fn prepare(preparer: &Preparer, tweets: &[Tweet], threads: usize) -> Vec<PreparedText> {
    let part = tweets.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let prepare = |tweets: &[Tweet]| -> Vec<PreparedText> {
            let texts = tweets.iter();
            texts
                .map(|tweet| preparer.prepare_for_models(&tweet.text))
                .collect()
        };
        let workers: Vec<_> = tweets
            .chunks(part)
            .map(|tweets| scope.spawn(move || prepare(tweets)))
            .collect();
        let done = workers.into_iter().map(|worker| worker.join());
        done.flat_map(|rows| rows.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

fn csv_bytes(rows: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>, PipelineError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let fail = |source| PipelineError::Csv {
        path: "the table of predictions".to_owned(),
        source,
    };
    for row in rows {
        writer.write_record(row).map_err(fail)?;
    }
    writer
        .into_inner()
        .map_err(|error| PipelineError::io("the table of predictions", "write", error.into_error()))
}

#[cfg(test)]
mod tests {
    use super::harmless_id;

    #[test]
    fn an_id_is_no_formula() {
        assert_eq!(harmless_id("=1+1"), "'=1+1");
        assert_eq!(harmless_id("-5"), "-5");
        assert_eq!(harmless_id("@ani"), "'@ani");
        assert_eq!(harmless_id("1623"), "1623");
    }
}
