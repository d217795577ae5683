//! `sara label`: a CSV of tweets with the lexicon's labels.

use crate::PipelineError;
use crate::files::write_csv;
use crate::report::{Funnel, LabelCounts};
use crate::stages::clean::{DropReason, PreparedText, Preparer, TextSettings};
use crate::stages::ingest::TweetSource;
use crate::stages::label::{Label, LabelSettings, Labeller};
use std::path::Path;

/// Writes `id, text, normalised, tokens, polarity, sentiment, dropped`, every input row in order.
///
/// `tokens` are the stems after the stop list. A dropped row has an empty polarity and sentiment.
///
/// # Errors
/// Reading the tweets, a word list or the lexicon, or writing the file.
pub fn label(
    tweets: &TweetSource,
    text: &TextSettings,
    settings: &LabelSettings,
    out: &Path,
) -> Result<(Funnel, LabelCounts), PipelineError> {
    let preparer = Preparer::new(text)?;
    let labeller = Labeller::new(settings)?;
    let tweets = tweets.read()?;
    let rows: Vec<PreparedText> = tweets
        .iter()
        .map(|tweet| preparer.prepare(&tweet.text))
        .collect();
    let labels: Vec<Option<Label>> = rows.iter().map(|row| labeller.label(row)).collect();
    let header = [
        "id",
        "text",
        "normalised",
        "tokens",
        "polarity",
        "sentiment",
        "dropped",
    ];
    write_csv(
        out,
        &header,
        tweets
            .iter()
            .zip(&rows)
            .zip(&labels)
            .map(|((tweet, row), label)| {
                [
                    tweet.id.clone(),
                    tweet.text.clone(),
                    row.normalised.clone(),
                    row.stems.join(" "),
                    label
                        .map(|label| format!("{:.6}", label.polarity))
                        .unwrap_or_default(),
                    label
                        .map(|label| label.sentiment.as_str().to_owned())
                        .unwrap_or_default(),
                    row.dropped
                        .map(DropReason::as_str)
                        .unwrap_or_default()
                        .to_owned(),
                ]
            }),
    )?;
    let classes: Vec<_> = labels
        .iter()
        .map(|label| label.map(|label| label.sentiment))
        .collect();
    Ok((Funnel::count(&rows), LabelCounts::count(&classes)))
}
