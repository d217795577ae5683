//! `sara check`: all that would stop a study, or that its user should know, before any of its work.

mod bytes;
mod model;
mod parts;
mod place;
mod ratings;
mod report;
mod tweets;

pub use model::ModelFound;
pub use place::{DiskFound, OutFound};
pub use ratings::RatingsFound;
pub use report::{CheckReport, Problem, RowsFound};
pub use tweets::{ColumnFound, TweetsFound};

use crate::report::{Funnel, LabelCounts};
use crate::stages::clean::{PreparedText, Preparer, mark_duplicates};
use crate::stages::ingest::TweetFile;
use crate::stages::label::Labeller;
use crate::{PipelineError, StudySettings};
use inset_lexicon::Sentiment;
use std::path::Path;

/// Problems of one kind that are listed; a file in the wrong encoding has one on every line.
const MOST_OF_A_KIND: usize = 20;

/// Looks at everything that a study with these settings reads and writes. Nothing is trained, and nothing is left on the disk.
#[must_use]
pub fn check(settings: &StudySettings, out: Option<&Path>) -> CheckReport {
    let mut report = CheckReport::default();
    let wrong = settings.problems();
    wrong.iter().for_each(|problem| report.stops(problem));
    let tweets = tweets::look(&settings.tweets, &mut report);
    let missing = missing_lists(settings);
    let lists_are_there = missing.is_empty();
    missing
        .into_iter()
        .for_each(|problem| report.stops(&problem));
    let mut text_bytes = 0;
    if let Some(mut file) = tweets
        && lists_are_there
    {
        let rows = file.tweets.len();
        file.tweets.truncate(settings.max_rows.unwrap_or(rows));
        match prepared(settings, &file, &mut report) {
            Ok(bytes) => text_bytes = bytes,
            Err(problem) => report.stops(&problem),
        }
    }
    model::look(settings, &mut report);
    place::look(settings, out, text_bytes, &mut report);
    report
}

/// Word lists and lexicon files that cannot be opened: all of them, where reading stops at the first.
fn missing_lists(settings: &StudySettings) -> Vec<PipelineError> {
    let lexicon: Vec<_> = settings.label.inputs().collect();
    let lists = settings.text.inputs().chain(&lexicon);
    lists
        .filter_map(|path| {
            let opened = std::fs::File::open(path).and_then(|file| file.metadata());
            let source = match opened {
                Ok(metadata) if metadata.is_dir() => std::io::ErrorKind::IsADirectory.into(),
                Ok(_) => return None,
                Err(source) => source,
            };
            Some(PipelineError::io(path, "read", source))
        })
        .collect()
}

/// Cleans and labels every row, and splits them. Gives the bytes of all texts that the tables will hold.
fn prepared(
    settings: &StudySettings,
    file: &TweetFile,
    report: &mut CheckReport,
) -> Result<u64, PipelineError> {
    let tweets = &file.tweets;
    let retweets = settings.tweets.retweets;
    let preparer = Preparer::new(&settings.text)?;
    let labeller = Labeller::new(&settings.label)?;
    let mut rows: Vec<PreparedText> = tweets
        .iter()
        .map(|tweet| preparer.prepare_tweet(tweet, retweets))
        .collect();
    if settings.drop_duplicates {
        mark_duplicates(&mut rows);
    }
    let classes: Vec<Option<Sentiment>> = rows
        .iter()
        .map(|row| labeller.label(row).map(|label| label.sentiment))
        .collect();
    let divided = parts::look(settings, &rows, &classes, report);
    report.rows = Some(RowsFound {
        funnel: Funnel::count(&rows).with_unread(&file.counts),
        labels: LabelCounts::count(&classes),
        lexicon: labeller.reach(&preparer),
        parts: divided.parts,
        near_duplicates: divided.near_duplicates,
        rows_across: divided.rows_across,
    });
    ratings::look(settings, tweets, &classes, report);
    // labels.csv has the text, its normalised form and the stems; predictions.csv and judgement_sample.csv the text again.
    let bytes = tweets.iter().zip(&rows).map(|(tweet, row)| {
        let stems: usize = row.stems.iter().map(|stem| stem.len() + 1).sum();
        2 * tweet.text.len() + row.normalised.len() + stems + 64
    });
    Ok(bytes.sum::<usize>() as u64)
}
