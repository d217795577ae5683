//! `sara audit`: what the lexicon's own weights of topic words do to the labels.

use crate::PipelineError;
use crate::stages::clean::{PreparedText, Preparer, TextSettings};
use crate::stages::ingest::TweetSource;
use crate::stages::label::{LabelSettings, Labeller, LexiconReach};
use inset_lexicon::BiasAudit;
use serde::Serialize;

/// What an audit found.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct AuditReport {
    /// What the weights of the keywords do.
    #[serde(flatten)]
    pub bias: BiasAudit,
    /// Entries of the lexicon that no row can match.
    pub lexicon: LexiconReach,
}

/// The audit, then a line on the lexicon.
impl std::fmt::Display for AuditReport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}\n\n{}", self.bias, self.lexicon)
    }
}

/// Labels the tweets with and without the weight of each keyword, and of all of them. Keywords are stemmed as the text is, and those
/// that become the same are one.
///
/// # Errors
/// Reading the tweets, a word list or the lexicon; a keyword of which stemming leaves nothing; no row that can be labelled.
pub fn audit<K: AsRef<str>>(
    tweets: &TweetSource,
    text: &TextSettings,
    settings: &LabelSettings,
    keywords: &[K],
) -> Result<AuditReport, PipelineError> {
    let preparer = Preparer::new(text)?;
    let labeller = Labeller::new(settings)?;
    let file = tweets.read_file()?;
    let rows: Vec<PreparedText> = file
        .tweets
        .iter()
        .map(|tweet| preparer.prepare_tweet(tweet, tweets.retweets))
        .collect();
    if rows.iter().all(|row| row.dropped.is_some()) {
        return Err(PipelineError::TooFew {
            what: format!(
                "{}: column `{}`: rows that can be labelled",
                tweets.name(),
                file.columns[0].as_deref().unwrap_or_default()
            ),
            expected: "at least 1".to_owned(),
            got: format!("0 of {} rows read", rows.len()),
        });
    }
    Ok(AuditReport {
        bias: labeller.audit(&rows, &preparer.stemmed(keywords))?,
        lexicon: labeller.reach(&preparer),
    })
}
