//! The word 3-grams of texts, as numbers.

use std::collections::HashMap;

/// Words in a 3-gram.
const WIDTH: usize = 3;

/// Stands where a text of one or two words has none.
const NO_WORD: u32 = u32::MAX;

/// The 3-grams of texts while they come in.
#[derive(Debug, Default)]
pub(super) struct Shingles {
    words: HashMap<String, u32>,
    numbers: HashMap<[u32; WIDTH], u32>,
    /// How many texts hold each 3-gram.
    frequency: Vec<u32>,
    /// The 3-grams of all texts, end to end.
    all: Vec<u32>,
    /// Where each text ends in `all`.
    ends: Vec<usize>,
    text: Vec<u32>,
}

impl Shingles {
    /// Takes in the words of the next text; whether there were any.
    pub(super) fn push<'t>(&mut self, words: impl Iterator<Item = &'t str>) -> bool {
        self.text.clear();
        for word in words {
            let next = number(self.words.len());
            let word = match self.words.get(word) {
                Some(&number) => number,
                None => *self.words.entry(word.to_owned()).or_insert(next),
            };
            self.text.push(word);
        }
        let has_words = !self.text.is_empty();
        if has_words {
            let width = self.text.len().max(WIDTH);
            self.text.resize(width, NO_WORD);
        }
        let start = self.all.len();
        for gram in self.text.array_windows::<WIDTH>() {
            let next = number(self.numbers.len());
            self.all.push(*self.numbers.entry(*gram).or_insert(next));
        }
        // Each once.
        let mut own = self.all.split_off(start);
        own.sort_unstable();
        own.dedup();
        self.frequency.resize(self.numbers.len(), 0);
        for &gram in &own {
            self.frequency[gram as usize] += 1;
        }
        self.all.append(&mut own);
        self.ends.push(self.all.len());
        has_words
    }

    /// Numbers the 3-grams so that rare ones come first.
    pub(super) fn finish(self) -> ShingleSets {
        let Self {
            words,
            numbers,
            frequency,
            mut all,
            ends,
            ..
        } = self;
        drop((words, numbers));
        let mut by_rarity: Vec<u32> = (0..number(frequency.len())).collect();
        by_rarity.sort_unstable_by_key(|&gram| (frequency[gram as usize], gram));
        let mut places = vec![0; frequency.len()];
        for (place, &gram) in (0..).zip(&by_rarity) {
            places[gram as usize] = place;
        }
        let mut start = 0;
        for &end in &ends {
            let text = &mut all[start..end];
            text.iter_mut()
                .for_each(|gram| *gram = places[*gram as usize]);
            text.sort_unstable();
            start = end;
        }
        ShingleSets {
            all,
            ends,
            different: places.len(),
        }
    }
}

/// The 3-grams of each text, rare ones first.
#[derive(Debug)]
pub(super) struct ShingleSets {
    all: Vec<u32>,
    ends: Vec<usize>,
    /// How many there are in all texts together.
    different: usize,
}

impl ShingleSets {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn different(&self) -> usize {
        self.different
    }

    pub(super) fn of(&self, text: usize) -> &[u32] {
        let start = text.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.all[start..self.ends[text]]
    }
}

/// Numbers are as many as words in memory; the last stands for all beyond 32 bits.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(NO_WORD)
}
