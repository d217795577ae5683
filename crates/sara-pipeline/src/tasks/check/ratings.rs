//! The experts' ratings: which labels they hold, in which spellings, and whether their ids are those of tweets.

use super::{CheckReport, MOST_OF_A_KIND};
use crate::PipelineError;
use crate::stages::ingest::Tweet;
use crate::stages::sentiment_names::{SENTIMENT_NAMES, folded, sentiment};
use crate::stages::validate::Ratings;
use crate::study::RatingSource;
use crate::table::{Encoding, Table};
use crate::{OneLine, StudySettings};
use inset_lexicon::Sentiment;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::fmt;

/// A file of ratings.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct RatingsFound {
    /// The file.
    pub file: String,
    /// Rows below the header.
    pub rows: usize,
    /// The raters, from the left.
    pub raters: Vec<String>,
    /// Every label as it is written, and how often.
    pub labels: BTreeMap<String, usize>,
    /// Rows whose id is that of a labelled tweet.
    pub of_labelled_tweets: usize,
}

pub(super) fn look(
    settings: &StudySettings,
    tweets: &[Tweet],
    classes: &[Option<Sentiment>],
    report: &mut CheckReport,
) {
    let RatingSource::Csv { path, id_column } = &settings.ratings else {
        return;
    };
    let read = Ratings::read_sample(path, id_column)
        .and_then(|ratings| Ok((ratings, Table::read(path, Encoding::Utf8)?)));
    let (ratings, table) = match read {
        Ok(read) => read,
        Err(problem) => return report.stops(&problem),
    };
    let mut labels = BTreeMap::<String, usize>::new();
    for vote in ratings.votes.iter().flatten().flatten() {
        *labels.entry(vote.clone()).or_default() += 1;
    }
    unknown_labels(&table, &ratings, report);
    warn_of_spellings(&labels, table.name(), report);
    let mut labelled = HashMap::<&str, usize>::new();
    for (tweet, class) in tweets.iter().zip(classes) {
        if class.is_some() {
            *labelled.entry(tweet.id.as_str()).or_default() += 1;
        }
    }
    if let Some((id, _)) = labelled.iter().filter(|(_, count)| **count > 1).min() {
        report.stops(&PipelineError::Setting {
            name: "id-column",
            value: format!("`{id}` twice"),
            expected: "an id of its own for every tweet, to join the ratings by".to_owned(),
        });
    }
    let known = |id: &&String| labelled.contains_key(id.as_str());
    let of_labelled_tweets = ratings.ids.iter().filter(known).count();
    if of_labelled_tweets < ratings.ids.len() {
        let others = ratings.ids.len() - of_labelled_tweets;
        let message = format!(
            "{}: {others} rows have no labelled tweet of their id",
            table.name()
        );
        report.warns(Some(table.name()), message);
    }
    report.ratings = Some(RatingsFound {
        file: table.name().to_owned(),
        rows: ratings.ids.len(),
        raters: ratings.raters,
        labels,
        of_labelled_tweets,
    });
}

/// Every label that means no sentiment, with its line.
fn unknown_labels(table: &Table, ratings: &Ratings, report: &mut CheckReport) {
    let columns: Vec<usize> = (0..table.headers().len())
        .filter(|&column| ratings.raters.contains(&table.headers()[column]))
        .collect();
    let wrong = table.rows().iter().flat_map(|row| {
        let fields = columns.iter().map(move |&column| row.field(column).trim());
        fields
            .filter(|field| !field.is_empty() && sentiment(field).is_none())
            .map(move |field| PipelineError::Label {
                path: table.name().to_owned(),
                line: row.line,
                value: field.to_owned(),
                expected: SENTIMENT_NAMES.to_owned(),
            })
    });
    for problem in wrong.take(MOST_OF_A_KIND) {
        report.stops(&problem);
    }
}

/// Labels that differ in case alone are read as one; it is worth a look who wrote them.
fn warn_of_spellings(labels: &BTreeMap<String, usize>, name: &str, report: &mut CheckReport) {
    let mut spellings = BTreeMap::<String, Vec<String>>::new();
    for (label, count) in labels {
        let entry = format!("`{label}` {count} times");
        spellings.entry(folded(label)).or_default().push(entry);
    }
    for written in spellings.values().filter(|written| written.len() > 1) {
        let message = format!(
            "{name}: one label in several cases: {}; they count as one",
            written.join(", ")
        );
        report.warns(Some(name), message);
    }
}

impl fmt::Display for RatingsFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let labels: Vec<String> = self
            .labels
            .iter()
            .map(|(label, count)| format!("`{}` {count}", OneLine(label)))
            .collect();
        write!(
            f,
            "ratings {}: {} rows, {} of labelled tweets, raters {}; labels {}",
            OneLine(&self.file),
            self.rows,
            self.of_labelled_tweets,
            OneLine(&self.raters.join(", ")),
            labels.join(", ")
        )
    }
}
