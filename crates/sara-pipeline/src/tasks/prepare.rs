//! `sara prepare`: a file of tweets after each text stage.

use crate::PipelineError;
use crate::files::{refuse_inputs, write_csv};
use crate::stages::clean::{DropReason, Preparer, TextSettings};
use crate::stages::ingest::TweetSource;
use std::path::{Path, PathBuf};

/// How many rows were written, and how the file was read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PrepareReport {
    /// Rows written.
    pub rows: usize,
    /// Format, encoding, columns, and rows that could not be read.
    pub reading: String,
}

/// Writes `id, text, cleaned, normalised, tokens, stems, dropped`, every input row in order.
///
/// `tokens` are the normalised words that the stop list leaves, `stems` the same words stemmed, both joined by one space.
///
/// # Errors
/// Reading the tweets or a word list, or writing the file.
pub fn prepare(
    tweets: &TweetSource,
    settings: &TextSettings,
    out: &Path,
) -> Result<PrepareReport, PipelineError> {
    let lists = settings.inputs().chain(tweets.inputs());
    refuse_inputs(out, lists.map(PathBuf::as_path))?;
    let preparer = Preparer::new(settings)?;
    let file = tweets.read_file()?;
    let header = [
        "id",
        "text",
        "cleaned",
        "normalised",
        "tokens",
        "stems",
        "dropped",
    ];
    write_csv(
        out,
        &header,
        file.tweets.iter().map(|tweet| {
            let row = preparer.prepare_tweet(tweet, tweets.retweets);
            [
                tweet.id.clone(),
                tweet.text.clone(),
                row.cleaned,
                row.normalised,
                row.words.join(" "),
                row.stems.join(" "),
                row.dropped
                    .map(DropReason::as_str)
                    .unwrap_or_default()
                    .to_owned(),
            ]
        }),
    )?;
    Ok(PrepareReport {
        rows: file.tweets.len(),
        reading: file.note(&tweets.name()),
    })
}
