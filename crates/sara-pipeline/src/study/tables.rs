//! The rows behind the CSV files, and the names that stand in them.

use crate::stages::classify::CLASSES;
use crate::stages::clean::PreparedText;
use crate::stages::ingest::Tweet;
use crate::stages::label::Label;
use crate::stages::split::Split;
use crate::stages::topics::Keywords;
use inset_lexicon::Sentiment;

/// The rows behind the CSV files.
pub(crate) struct Tables<'a> {
    pub(crate) tweets: &'a [Tweet],
    pub(crate) rows: &'a [PreparedText],
    pub(crate) labels: &'a [Option<Label>],
    pub(crate) keywords: &'a Keywords,
    pub(crate) split: &'a Split,
    pub(crate) sample: &'a [usize],
    pub(crate) by_bert: &'a [Sentiment],
    pub(crate) by_svm: &'a [Sentiment],
    pub(crate) by_tfidf: &'a [Sentiment],
}

/// The name of a row's part, as it stands in `labels.csv`.
pub(crate) fn part_names(split: &Split, rows: usize) -> Vec<&'static str> {
    let mut names = vec![""; rows];
    for (name, part) in [
        ("train", &split.train),
        ("test", &split.test),
        ("unseen", &split.unseen),
        ("set-aside", &split.set_aside),
    ] {
        for &row in part {
            names[row] = name;
        }
    }
    names
}

/// The classes as the tables name them.
pub(crate) fn class_names() -> [&'static str; 3] {
    CLASSES.map(Sentiment::as_str)
}
