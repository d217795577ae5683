//! What a check found, for people and for programs.

use super::place::{DiskFound, size};
use super::{ModelFound, OutFound, RatingsFound, TweetsFound};
use crate::PipelineError;
use crate::report::{Funnel, LabelCounts, NearDuplicates, Parts};
use crate::stages::label::LexiconReach;
use serde::Serialize;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use tweet_reader::ReadError;

/// All that a check found.
#[derive(Debug, Clone, Default, Serialize)]
#[non_exhaustive]
pub struct CheckReport {
    /// What is wrong, or strange, in the order in which it was found.
    pub problems: Vec<Problem>,
    /// The tweets, where they can be read.
    pub tweets: Option<TweetsFound>,
    /// What the text stages and the lexicon make of them.
    pub rows: Option<RowsFound>,
    /// The experts' ratings, where there are some.
    pub ratings: Option<RatingsFound>,
    /// The encoder, unless the settings cannot be read.
    pub model: Option<ModelFound>,
    /// The output folder, where one was named.
    pub out: Option<OutFound>,
    /// The disk on which it lies.
    pub disk: Option<DiskFound>,
}

/// Something that stops a study, or that its user should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Problem {
    /// Whether it stops a study.
    pub fatal: bool,
    /// The file, where it is about one.
    pub file: Option<String>,
    /// The line, from 1.
    pub line: Option<u64>,
    /// What was found.
    pub value: Option<String>,
    /// What is allowed.
    pub expected: Option<String>,
    /// All of it in a line.
    pub message: String,
}

/// What becomes of the rows.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct RowsFound {
    /// From rows read to rows labelled.
    pub funnel: Funnel,
    /// The labelled rows by class.
    pub labels: LabelCounts,
    /// Entries of the lexicon that no row can match.
    pub lexicon: LexiconReach,
    /// The parts, where the rows suffice for them.
    pub parts: Option<Parts>,
    /// What is near what, and what leaks in this split.
    pub near_duplicates: Option<NearDuplicates>,
    /// Test and unseen rows with a near duplicate among the training rows, for each value of `split.groups` with which there is a split.
    pub rows_across: BTreeMap<&'static str, usize>,
}

impl CheckReport {
    /// A report of settings that cannot be read.
    #[must_use]
    pub fn refused(problems: Vec<PipelineError>) -> Self {
        let mut report = Self::default();
        problems.iter().for_each(|problem| report.stops(problem));
        report
    }

    /// Problems that stop a study.
    #[must_use]
    pub fn fatal(&self) -> usize {
        self.problems.iter().filter(|problem| problem.fatal).count()
    }

    pub(super) fn stops(&mut self, error: &PipelineError) {
        self.problems.push(Problem::of(error));
    }

    pub(super) fn warns(&mut self, file: Option<&str>, message: String) {
        self.problems.push(Problem {
            fatal: false,
            file: file.map(str::to_owned),
            line: None,
            value: None,
            expected: None,
            message,
        });
    }
}

impl Problem {
    fn of(error: &PipelineError) -> Self {
        use PipelineError as E;
        let mut problem = Self {
            fatal: true,
            file: None,
            line: None,
            value: None,
            expected: None,
            message: with_causes(error),
        };
        let mut at = |file: &str, line: u64| {
            problem.file = Some(file.to_owned());
            problem.line = (line > 0).then_some(line);
        };
        let facts = match error {
            E::SettingsValue {
                path,
                line,
                expected,
                got,
                ..
            } => {
                at(path, *line as u64);
                Some((got.clone(), expected.clone()))
            }
            E::UnknownKey {
                path,
                line,
                key,
                known,
                ..
            } => {
                at(path, *line as u64);
                Some((key.clone(), known.clone()))
            }
            E::SettingsSyntax {
                path, line, reason, ..
            } => {
                at(path, *line as u64);
                Some((reason.clone(), "TOML".to_owned()))
            }
            E::Encoding {
                path,
                line,
                value,
                encoding,
                ..
            } => {
                at(path, *line);
                Some((format!("0x{value:02x}"), (*encoding).to_owned()))
            }
            E::FieldCount {
                path,
                line,
                expected,
                got,
            } => {
                at(path, *line);
                Some((got.to_string(), format!("{expected} fields")))
            }
            E::MissingColumn {
                path,
                column,
                available,
            } => {
                at(path, 1);
                Some((column.clone(), available.clone()))
            }
            E::Label {
                path,
                line,
                value,
                expected,
            } => {
                at(path, *line);
                Some((value.clone(), expected.clone()))
            }
            E::Setting {
                value, expected, ..
            } => Some((value.clone(), expected.clone())),
            E::TooFew { got, expected, .. } => Some((got.clone(), expected.clone())),
            E::UnclosedQuote { path, line } => {
                at(path, *line);
                None
            }
            E::Tweets(ReadError::Row { path, line, .. }) => {
                at(path, *line);
                None
            }
            E::Io { path, .. }
            | E::EmptyFile { path, .. }
            | E::Csv { path, .. }
            | E::FeatureOff { path, .. } => {
                at(path, 0);
                None
            }
            _ => None,
        };
        if let Some((value, expected)) = facts {
            problem.value = Some(value);
            problem.expected = Some(expected);
        }
        problem
    }
}

/// An error and the causes that it does not repeat, in a line.
fn with_causes(error: &PipelineError) -> String {
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        let text = next.to_string();
        if !message.contains(&text) {
            message.push_str(": ");
            message.push_str(&text);
        }
        cause = next.source();
    }
    message
}

impl fmt::Display for CheckReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(tweets) = &self.tweets {
            writeln!(f, "{tweets}")?;
        }
        if let Some(rows) = &self.rows {
            write!(f, "{rows}")?;
        }
        if let Some(ratings) = &self.ratings {
            writeln!(f, "{ratings}")?;
        }
        if let Some(model) = &self.model {
            writeln!(f, "{model}")?;
        }
        if let Some(out) = &self.out {
            writeln!(f, "output folder {}: {}", out.path, out.state)?;
        }
        if let Some(disk) = &self.disk {
            let free = disk.free_bytes.map_or_else(|| "unknown".to_owned(), size);
            writeln!(
                f,
                "disk: about {} needed, {free} free",
                size(disk.needed_bytes)
            )?;
        }
        for problem in &self.problems {
            let kind = if problem.fatal { "problem" } else { "note" };
            writeln!(f, "{kind}: {}", problem.message)?;
        }
        if self.problems.is_empty() {
            writeln!(f, "no problem found")?;
        }
        Ok(())
    }
}

impl fmt::Display for RowsFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "rows read: {}", self.funnel.read)?;
        for unread in &self.funnel.unread {
            writeln!(f, "  cannot be read, {}: {}", unread.reason, unread.rows)?;
        }
        for dropped in &self.funnel.dropped {
            writeln!(
                f,
                "  dropped as {}: {}",
                dropped.reason.as_str(),
                dropped.rows
            )?;
        }
        for (word, rows) in &self.funnel.advertisement_hits {
            writeln!(f, "  with the advertisement word `{word}`: {rows}")?;
        }
        let labels = self.labels;
        writeln!(
            f,
            "rows labelled: {} ({} negative, {} neutral, {} positive)",
            self.funnel.labelled, labels.negative, labels.neutral, labels.positive
        )?;
        if let Some(parts) = self.parts {
            writeln!(
                f,
                "parts: {} train in {} folds, {} test, {} unseen, {} set aside",
                parts.train, parts.folds, parts.test, parts.unseen, parts.set_aside
            )?;
        }
        if let Some(near) = self.near_duplicates.filter(|near| near.groups > 0) {
            writeln!(
                f,
                "near duplicates: {} rows in {} groups, the largest of {}",
                near.rows, near.groups, near.largest
            )?;
            let across = self.rows_across.iter();
            let across: Vec<String> = across
                .map(|(rule, rows)| format!("{rows} with groups {rule}"))
                .collect();
            writeln!(
                f,
                "  test and unseen rows with one among the training rows: {}",
                across.join(", ")
            )?;
        }
        writeln!(f, "{}", self.lexicon)
    }
}
