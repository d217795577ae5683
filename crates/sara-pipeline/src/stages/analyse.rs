//! Stage 7: what the final models read in the unseen tweets, in totals.

use inset_lexicon::Sentiment;
use serde::Serialize;
use std::collections::HashMap;

/// How many unseen tweets a model put in each class.
#[derive(Debug, Clone, Serialize)]
pub struct ClassCounts {
    /// The model.
    pub model: String,
    /// Negative tweets.
    pub negative: usize,
    /// Neutral tweets.
    pub neutral: usize,
    /// Positive tweets.
    pub positive: usize,
}

impl ClassCounts {
    pub(crate) fn new(model: &str, predicted: &[Sentiment]) -> Self {
        let count = |class| predicted.iter().filter(|&&other| other == class).count();
        Self {
            model: model.to_owned(),
            negative: count(Sentiment::Negative),
            neutral: count(Sentiment::Neutral),
            positive: count(Sentiment::Positive),
        }
    }
}

/// The most frequent words of the tweets which a model put in one class.
#[derive(Debug, Clone, Serialize)]
pub struct WordTable {
    /// The model.
    pub model: String,
    /// The class.
    pub sentiment: &'static str,
    /// Words and how often they occur, most frequent first; equals by the alphabet.
    pub words: Vec<(String, usize)>,
}

/// Counts the words of `rows` and keeps the `most` frequent ones.
pub(crate) fn frequent_words<'a>(
    rows: impl IntoIterator<Item = &'a [String]>,
    most: usize,
) -> Vec<(String, usize)> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for word in rows.into_iter().flatten() {
        *counts.entry(word).or_default() += 1;
    }
    let mut words: Vec<(String, usize)> = counts
        .into_iter()
        .map(|(word, count)| (word.to_owned(), count))
        .collect();
    words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    words.truncate(most);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_counts_go_by_the_alphabet() {
        let row = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let rows = [
            row("rukun damai warga"),
            row("damai rukun"),
            row("damai aman"),
        ];
        assert_eq!(
            frequent_words(rows.iter().map(Vec::as_slice), 3),
            [
                ("damai".to_owned(), 3),
                ("rukun".to_owned(), 2),
                ("aman".to_owned(), 1)
            ]
        );
    }
}
