//! `sara audit`: what the lexicon's own weights of topic words do to the labels.

use crate::PipelineError;
use crate::stages::clean::{PreparedText, Preparer, TextSettings};
use crate::stages::ingest::TweetSource;
use crate::stages::label::{LabelSettings, Labeller};
use inset_lexicon::BiasAudit;

/// Labels the tweets with and without the weight of each keyword, and of all of them. Keywords are stemmed as the text is.
///
/// # Errors
/// Reading the tweets, a word list or the lexicon; a keyword of which stemming leaves nothing.
pub fn audit<K: AsRef<str>>(
    tweets: &TweetSource,
    text: &TextSettings,
    settings: &LabelSettings,
    keywords: &[K],
) -> Result<BiasAudit, PipelineError> {
    let preparer = Preparer::new(text)?;
    let labeller = Labeller::new(settings)?;
    let rows: Vec<PreparedText> = tweets
        .read()?
        .iter()
        .map(|tweet| preparer.prepare(&tweet.text))
        .collect();
    labeller.audit(&rows, &preparer.stemmed(keywords))
}
