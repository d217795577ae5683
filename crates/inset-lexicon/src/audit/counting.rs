use std::cmp::Reverse;
use std::collections::HashMap;

use super::{Standing, Transitions, WordTables};
use crate::token::stem_or_surface;
use crate::word_map::WordMap;
use crate::{LexiconError, Score, Scorer, Sentiment, Token, Weights};

/// A keyword and the entries whose weight is its own.
pub(super) struct Keyword {
    pub(super) text: String,
    words: Vec<String>,
    entries: [Option<usize>; 2],
    pub(super) weights: Option<Weights>,
    pub(super) weight: f64,
}

impl Keyword {
    pub(super) fn new(text: &str, place: usize, scorer: &Scorer) -> Result<Self, LexiconError> {
        let words: Vec<&str> = text.split_whitespace().collect();
        if words.is_empty() {
            return Err(LexiconError::EmptyKeyword { place });
        }
        let entries = scorer.entries_for(&words);
        let known = entries.into_iter().flatten().next();
        let weights = known.and_then(|entry| scorer.weights_of(entry));
        Ok(Self {
            text: words.join(" "),
            words: words.into_iter().map(str::to_owned).collect(),
            entries,
            weights: weights.map(|(weights, _)| weights),
            weight: weights.map_or(0.0, |(_, weight)| weight),
        })
    }

    pub(super) fn owns(&self, entry: usize) -> bool {
        self.entries.contains(&Some(entry))
    }

    /// Whether the tokens hold the keyword's words one after the other, as surface or stem.
    pub(super) fn stands_in<T: Token>(&self, tokens: &[T]) -> bool {
        tokens.windows(self.words.len()).any(|window| {
            let mut pairs = window.iter().zip(&self.words);
            pairs.all(|(token, word)| token.surface() == word || stem_or_surface(token) == word)
        })
    }
}

/// What zeroing does, as far as the rows seen tell.
#[derive(Debug, Clone, Default)]
pub(super) struct Effect {
    pub(super) rows: usize,
    pub(super) polarities_before: f64,
    pub(super) polarities_after: f64,
    pub(super) transitions: Transitions,
    /// Occurrences gained and lost by class, of words in rows whose label changes.
    moved: HashMap<u32, [i64; 3]>,
}

impl Effect {
    /// Adds a row that holds the keyword, with the numbers of its words.
    pub(super) fn add(&mut self, before: &Score, after: &Score, words: &[u32]) {
        let (from, to) = (before.sentiment(), after.sentiment());
        self.rows += 1;
        self.polarities_before += before.polarity;
        self.polarities_after += after.polarity;
        self.transitions.add(from, to, 1);
        if from != to {
            for &word in words {
                let moved = self.moved.entry(word).or_default();
                add(moved, from, -1);
                add(moved, to, 1);
            }
        }
    }
}

fn add(counts: &mut [i64; 3], class: Sentiment, count: i64) {
    if let Some(found) = counts.get_mut(class.place()) {
        *found += count;
    }
}

/// The words of all rows, numbered, with their occurrences by class.
pub(super) struct Vocabulary {
    by_stem: bool,
    numbers: WordMap<u32>,
    words: Vec<Box<str>>,
    counts: Vec<[i64; 3]>,
}

impl Vocabulary {
    pub(super) fn new(by_stem: bool) -> Self {
        Self {
            by_stem,
            numbers: WordMap::default(),
            words: Vec::new(),
            counts: Vec::new(),
        }
    }

    /// Counts the words of a row and leaves their numbers in `numbers`.
    pub(super) fn count<T: Token>(
        &mut self,
        tokens: &[T],
        class: Sentiment,
        numbers: &mut Vec<u32>,
    ) {
        numbers.clear();
        for token in tokens.iter().filter(|token| !token.surface().is_empty()) {
            let stem = token.stem().filter(|_| self.by_stem);
            let number = self.number(stem.unwrap_or_else(|| token.surface()));
            numbers.push(number);
            if let Some(counts) = self.counts.get_mut(number as usize) {
                add(counts, class, 1);
            }
        }
    }

    fn number(&mut self, word: &str) -> u32 {
        if let Some(&number) = self.numbers.get(word) {
            return number;
        }
        // 2^32 different words do not fit in memory.
        let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.numbers.insert(word.into(), number);
        self.words.push(word.into());
        self.counts.push([0; 3]);
        number
    }

    /// Every word with its occurrences in rows of `class` once `effect` has taken place.
    fn occurrences<'a>(
        &'a self,
        effect: &'a Effect,
        class: Sentiment,
    ) -> impl Iterator<Item = (&'a str, usize)> {
        let of_class = move |counts: &[i64; 3]| counts.get(class.place()).copied().unwrap_or(0);
        self.words
            .iter()
            .zip(&self.counts)
            .zip(0_u32..)
            .map(move |((word, counts), number)| {
                let moved = effect.moved.get(&number).map_or(0, of_class);
                // No more can be lost than was counted.
                let count = usize::try_from(of_class(counts) + moved).unwrap_or(0);
                (&**word, count)
            })
    }

    pub(super) fn tables(&self, effect: &Effect, top_words: usize) -> WordTables {
        let table = |class| {
            let mut words: Vec<(&str, usize)> = self
                .occurrences(effect, class)
                .filter(|(_, count)| *count > 0)
                .collect();
            words.sort_unstable_by_key(|(word, count)| (Reverse(*count), *word));
            words.truncate(top_words);
            let owned = words
                .into_iter()
                .map(|(word, count)| (word.to_owned(), count));
            owned.collect()
        };
        WordTables {
            positive: table(Sentiment::Positive),
            negative: table(Sentiment::Negative),
        }
    }

    pub(super) fn standing(&self, word: &str, effect: &Effect) -> Standing {
        let place = |class| {
            let found = self
                .occurrences(effect, class)
                .find(|(other, _)| *other == word);
            let count = found.map_or(0, |(_, count)| count);
            let before = |&(other, others): &(&str, usize)| {
                (Reverse(others), other) < (Reverse(count), word)
            };
            let rank = 1 + self.occurrences(effect, class).filter(before).count();
            (count, Some(rank).filter(|_| count > 0))
        };
        let (positive_count, positive_rank) = place(Sentiment::Positive);
        let (negative_count, negative_rank) = place(Sentiment::Negative);
        Standing {
            positive_count,
            positive_rank,
            negative_count,
            negative_rank,
        }
    }
}
