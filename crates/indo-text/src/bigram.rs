use std::collections::HashMap;

use crate::{fold_case, tokens};

/// What a pair that was never seen keeps of the frequency of its second word.
const BACKOFF: f64 = 0.4;
/// The count of a word that was never seen, so that no candidate is ruled out by its neighbour.
const UNSEEN: f64 = 0.5;
/// Stands before the first and after the last word of a text. No token is empty.
const BOUNDARY: &str = "";

/// How often words, and pairs of neighbours, occur in texts that you give.
///
/// It scores a word after another by stupid backoff (Brants, Popat, Xu, Och & Dean 2007, "Large
/// language models in machine translation", EMNLP-CoNLL): the share of the first word's
/// occurrences that the second follows; for a pair that was never seen, 0.4 times the share of the
/// second word among all words. An unseen word counts as half an occurrence. The start and the end
/// of a text count as words.
///
/// ```
/// use indo_text::BigramModel;
///
/// let model = BigramModel::from_texts(["dia ada di rumah", "ibu di dapur"]);
/// assert_eq!(model.score(Some("ada"), Some("di")), 1.0);
/// assert!(model.score(Some("ibu"), Some("di")) > model.score(Some("ibu"), Some("ada")));
/// ```
#[derive(Debug, Clone, Default)]
pub struct BigramModel {
    /// The place of each word in `counts`.
    words: HashMap<Box<str>, usize>,
    counts: Vec<f64>,
    pairs: HashMap<(usize, usize), f64>,
    total: f64,
}

impl BigramModel {
    /// Counts the words and pairs of `texts`, lowered and split on whitespace. Give texts in formal
    /// spelling, prepared as those that will be normalised; a text is best one sentence or one tweet.
    pub fn from_texts<I>(texts: I) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        let mut model = Self::default();
        for text in texts {
            model.add(&fold_case(text.as_ref()));
        }
        model
    }

    fn add(&mut self, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        let boundary = self.count(BOUNDARY);
        let mut before = boundary;
        for word in tokens(text) {
            let place = self.count(word);
            self.count_pair(before, place);
            before = place;
        }
        self.count_pair(before, boundary);
    }

    /// Counts one occurrence of `word` and gives its place.
    fn count(&mut self, word: &str) -> usize {
        self.total += 1.0;
        if let Some(&place) = self.words.get(word) {
            if let Some(count) = self.counts.get_mut(place) {
                *count += 1.0;
            }
            return place;
        }
        let place = self.counts.len();
        self.words.insert(word.into(), place);
        self.counts.push(1.0);
        place
    }

    fn count_pair(&mut self, before: usize, word: usize) {
        *self.pairs.entry((before, word)).or_default() += 1.0;
    }

    /// The score of `word` after `before`, in 0 to 1; it is no probability, for the scores of all
    /// words do not sum to one. `None` for `before` is the start of a text, for `word` its end. A
    /// model of no text gives 0.
    #[must_use]
    pub fn score(&self, before: Option<&str>, word: Option<&str>) -> f64 {
        if self.counts.is_empty() {
            return 0.0;
        }
        let (before, word) = (self.place(before), self.place(word));
        let pair = before.zip(word).and_then(|pair| self.pairs.get(&pair));
        match pair {
            Some(pair) => pair / self.occurrences(before),
            None => BACKOFF * self.occurrences(word) / self.total,
        }
    }

    /// Which of `candidates` fits best between two neighbours; of equals the first. `None` if none
    /// of them was ever seen beside one of the two, or if all fit alike.
    pub(crate) fn best_between<'c>(
        &self,
        candidates: impl Iterator<Item = &'c str>,
        left: Option<&str>,
        right: Option<&str>,
    ) -> Option<usize> {
        let mut best = None;
        let (mut highest, mut lowest) = (f64::NEG_INFINITY, f64::INFINITY);
        let mut is_any_seen = false;
        for (index, candidate) in candidates.enumerate() {
            let score = self.score_between(candidate, left, right);
            if score > highest {
                (best, highest) = (Some(index), score);
            }
            lowest = lowest.min(score);
            let mut words = candidate.split(' ');
            let first = words.next();
            let last = words.next_back().or(first);
            is_any_seen |= self.has_pair(left, first) || self.has_pair(last, right);
        }
        best.filter(|_| is_any_seen && highest > lowest)
    }

    fn score_between(&self, phrase: &str, left: Option<&str>, right: Option<&str>) -> f64 {
        let mut before = left;
        let mut score = 1.0;
        for word in phrase.split(' ').map(Some) {
            score *= self.score(before, word);
            before = word;
        }
        score * self.score(before, right)
    }

    fn has_pair(&self, before: Option<&str>, word: Option<&str>) -> bool {
        let pair = self.place(before).zip(self.place(word));
        pair.is_some_and(|pair| self.pairs.contains_key(&pair))
    }

    fn place(&self, word: Option<&str>) -> Option<usize> {
        self.words.get(word.unwrap_or(BOUNDARY)).copied()
    }

    fn occurrences(&self, place: Option<usize>) -> f64 {
        let count = place.and_then(|place| self.counts.get(place));
        count.copied().unwrap_or(UNSEEN)
    }
}
