//! `sara label`: a CSV of tweets with the lexicon's labels.

use crate::PipelineError;
use crate::files::{is_same_place, refuse_inputs, write_csv};
use crate::report::{Funnel, LABEL_COLUMNS, LabelCounts, label_fields};
use crate::stages::clean::{PreparedText, Preparer, TextSettings};
use crate::stages::ingest::TweetSource;
use crate::stages::label::{Label, LabelSettings, Labeller};
use crate::tasks::explanation;
use std::path::{Path, PathBuf};

/// Writes `id, text, normalised, tokens, polarity, sentiment, dropped`, every input row in order.
///
/// `tokens` are the stems after the stop list. A dropped row has an empty polarity and sentiment.
///
/// `explain` names a file for the words and the arithmetic behind each label: a page if it ends in `.html`, JSON Lines if it ends in
/// `.jsonl`, else text.
///
/// # Errors
/// Reading the tweets, a word list or the lexicon, or writing a file.
pub fn label(
    tweets: &TweetSource,
    text: &TextSettings,
    settings: &LabelSettings,
    out: &Path,
    explain: Option<&Path>,
) -> Result<(Funnel, LabelCounts), PipelineError> {
    let lexicon: Vec<PathBuf> = settings.inputs().collect();
    let lists = text.inputs().chain(&lexicon).chain(&tweets.path);
    let inputs: Vec<&Path> = lists.map(PathBuf::as_path).collect();
    refuse_inputs(out, inputs.iter().copied())?;
    if let Some(explain) = explain {
        refuse_inputs(explain, inputs)?;
        if is_same_place(explain, out) {
            return Err(PipelineError::Setting {
                name: "explain",
                value: explain.display().to_string(),
                expected: "another file than the labels".to_owned(),
            });
        }
    }
    let preparer = Preparer::new(text)?;
    let labeller = Labeller::new(settings)?;
    let tweets = tweets.read()?;
    let rows: Vec<PreparedText> = tweets
        .iter()
        .map(|tweet| preparer.prepare(&tweet.text))
        .collect();
    let labels: Vec<Option<Label>> = rows.iter().map(|row| labeller.label(row)).collect();
    write_csv(
        out,
        &LABEL_COLUMNS,
        tweets
            .iter()
            .zip(&rows)
            .zip(&labels)
            .map(|((tweet, row), label)| label_fields(tweet, row, *label)),
    )?;
    if let Some(path) = explain {
        explanation::write(path, &labeller, &tweets, &rows)?;
    }
    let classes: Vec<_> = labels
        .iter()
        .map(|label| label.map(|label| label.sentiment))
        .collect();
    Ok((Funnel::count(&rows), LabelCounts::count(&classes)))
}
