//! A labelled row, as `labels.csv` of a study and `sara label` write it.

use crate::stages::clean::{DropReason, PreparedText};
use crate::stages::ingest::Tweet;
use crate::stages::label::Label;

/// The first columns of `sara label`.
pub(crate) const LABEL_COLUMNS: [&str; 7] = [
    "id",
    "text",
    "normalised",
    "tokens",
    "polarity",
    "sentiment",
    "dropped",
];

/// A row under [`LABEL_COLUMNS`]; polarity and sentiment are empty where there is no label.
pub(crate) fn label_fields(tweet: &Tweet, row: &PreparedText, label: Option<Label>) -> [String; 7] {
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
}
