//! `sara label`: a file of tweets with the lexicon's labels.

use crate::PipelineError;
use crate::files::{PendingFile, check_outputs, put_in_place, write_table};
use crate::label_columns::MoreColumns;
use crate::report::{Funnel, LABEL_COLUMNS, LabelCounts, label_fields};
use crate::stages::clean::{PreparedText, Preparer, TextSettings};
use crate::stages::ingest::TweetSource;
use crate::stages::label::{Label, LabelSettings, Labeller, LexiconReach};
use crate::stages::topics::Keywords;
use crate::tasks::explanation::{self, Format};
use std::path::{Path, PathBuf};

/// What became of the rows, and what the lexicon could do for them.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct LabelReport {
    /// From rows read to rows labelled.
    pub funnel: Funnel,
    /// The labelled rows by class.
    pub labels: LabelCounts,
    /// Entries of the lexicon that no row can match.
    pub lexicon: LexiconReach,
    /// How the file was read: format, encoding, columns, and rows that could not be.
    pub reading: String,
}

/// Writes `id, text, normalised, tokens, polarity, sentiment, dropped`, `date` where there is one, `user` with a key, and `keywords`, every
/// input row in order.
///
/// `tokens` are the stems after the stop list. A dropped row has an empty polarity and sentiment. `keywords` are those of the topic words that
/// stand in the normalised text.
///
/// `explain` names a file for the words and the arithmetic behind each label: a page if it ends in `.html`, JSON if it ends in `.json`
/// or `.jsonl`, text if it ends in `.txt`. Both files appear when both are written.
///
/// # Errors
/// An output's folder is not there, or an output would take the place of an input or of the other; reading the tweets, a word list or
/// the lexicon; writing a file.
pub fn label(
    tweets: &TweetSource,
    text: &TextSettings,
    settings: &LabelSettings,
    keywords: &[String],
    out: &Path,
    explain: Option<&Path>,
) -> Result<LabelReport, PipelineError> {
    let lexicon: Vec<PathBuf> = settings.inputs().collect();
    let lists = text.inputs().chain(&lexicon).chain(tweets.inputs());
    let inputs: Vec<&Path> = lists.map(PathBuf::as_path).collect();
    let explain = explain
        .map(|path| Ok::<_, PipelineError>((path, Format::of(path)?)))
        .transpose()?;
    let mut outputs = vec![("out", out)];
    outputs.extend(explain.map(|(path, _)| ("explain", path)));
    check_outputs(&outputs, &inputs)?;
    let mut labels_file = PendingFile::begin(out)?;
    let mut explain_file = explain
        .map(|(path, _)| PendingFile::begin(path))
        .transpose()?;
    let preparer = Preparer::new(text)?;
    let labeller = Labeller::new(settings)?;
    let file = tweets.read_file()?;
    let rows: Vec<PreparedText> = file
        .tweets
        .iter()
        .map(|tweet| preparer.prepare_tweet(tweet, tweets.retweets))
        .collect();
    let labels: Vec<Option<Label>> = rows.iter().map(|row| labeller.label(row)).collect();
    let keywords = Keywords::new(keywords, &preparer);
    let more = MoreColumns::new(&file.tweets, &keywords);
    let columns = [&LABEL_COLUMNS[..], &more.names()].concat();
    let labelled = file.tweets.iter().zip(&rows).zip(&labels);
    let table = labelled.map(|((tweet, row), label)| {
        let fields = label_fields(tweet, row, *label).into_iter();
        fields.chain(more.fields(tweet, row))
    });
    labels_file.write(|to| write_table(to, out, &columns, table))?;
    if let (Some((path, format)), Some(to)) = (explain, &mut explain_file) {
        to.write(|out| explanation::write(out, path, format, &labeller, &file.tweets, &rows))?;
    }
    put_in_place([labels_file].into_iter().chain(explain_file))?;
    let classes: Vec<_> = labels
        .iter()
        .map(|label| label.map(|label| label.sentiment))
        .collect();
    Ok(LabelReport {
        funnel: Funnel::count(&rows).with_unread(&file.counts),
        reading: file.note(&tweets.name()),
        labels: LabelCounts::count(&classes),
        lexicon: labeller.reach(&preparer),
    })
}
