//! `sara prepare`: a CSV of tweets after each text stage.

use crate::PipelineError;
use crate::files::{refuse_inputs, write_csv};
use crate::stages::clean::{DropReason, Preparer, TextSettings};
use crate::stages::ingest::TweetSource;
use std::path::{Path, PathBuf};

/// Writes `id, text, cleaned, normalised, tokens, stems, dropped`, every input row in order; returns the rows written.
///
/// `tokens` are the normalised words that the stop list leaves, `stems` the same words stemmed, both joined by one space.
///
/// # Errors
/// Reading the tweets or a word list, or writing the file.
pub fn prepare(
    tweets: &TweetSource,
    settings: &TextSettings,
    out: &Path,
) -> Result<usize, PipelineError> {
    let lists = settings.inputs().map(PathBuf::as_path);
    refuse_inputs(out, tweets.path.as_deref().into_iter().chain(lists))?;
    let preparer = Preparer::new(settings)?;
    let tweets = tweets.read()?;
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
        tweets.iter().map(|tweet| {
            let row = preparer.prepare(&tweet.text);
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
    Ok(tweets.len())
}
