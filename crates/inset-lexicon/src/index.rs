use std::ops::Range;

use crate::word_map::WordMap;
use crate::{Phrases, ScoreSettings};

/// What a token, or several, is known as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// The entry of this number.
    Entry(u32),
    Negator,
    /// The degree word of this number.
    Degree(u32),
}

/// Entries by their first word: one look-up a token finds the single-word entry and all longer ones.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    slots: WordMap<Slot>,
    /// Grouped by first word, the longest first in each group.
    continuations: Vec<Continuation>,
}

#[derive(Debug, Clone, Default)]
struct Slot {
    alone: Option<Meaning>,
    continuations: Range<u32>,
}

/// The words of an entry after its first.
#[derive(Debug, Clone)]
struct Continuation {
    rest: Box<[Box<str>]>,
    entry: u32,
}

impl Index {
    /// Indexes entries under `keys`, each with the number of its entry.
    pub(crate) fn new<'a>(
        keys: impl Iterator<Item = (&'a str, usize)>,
        settings: &ScoreSettings,
    ) -> Self {
        let mut index = Self::default();
        let mut phrases: Vec<(&str, Vec<&str>, u32)> = Vec::new();
        for (key, number) in keys {
            let entry = id(number);
            let mut words = key.split_whitespace();
            let first = words.next().unwrap_or_default();
            let rest: Vec<&str> = words.collect();
            if settings.phrases == Phrases::Ignored || rest.is_empty() {
                index.slot(key).alone = Some(Meaning::Entry(entry));
            } else {
                phrases.push((first, rest, entry));
            }
        }
        phrases.sort_by(|a, b| a.0.cmp(b.0).then(b.1.len().cmp(&a.1.len())));
        for group in phrases.chunk_by(|a, b| a.0 == b.0) {
            let start = id(index.continuations.len());
            index
                .continuations
                .extend(group.iter().map(|(_, rest, entry)| Continuation {
                    rest: rest.iter().map(|&word| word.into()).collect(),
                    entry: *entry,
                }));
            let end = id(index.continuations.len());
            if let Some((first, ..)) = group.first() {
                index.slot(first).continuations = start..end;
            }
        }
        index.add_modifiers(settings);
        index
    }

    /// Negators last, since they win over degree words, and both over entries.
    fn add_modifiers(&mut self, settings: &ScoreSettings) {
        let degrees = settings.degrees.iter().flat_map(|degrees| &degrees.words);
        for (number, degree) in degrees.enumerate() {
            self.slot(&degree.word).alone = Some(Meaning::Degree(id(number)));
        }
        let negators = settings
            .negation
            .iter()
            .flat_map(|negation| &negation.words);
        for word in negators {
            self.slot(word).alone = Some(Meaning::Negator);
        }
    }

    fn slot(&mut self, word: &str) -> &mut Slot {
        self.slots.entry(word.into()).or_default()
    }

    /// The longest entry or modifier that begins with `first`, and over how many tokens; `after`
    /// gives the tokens after the first, from 1.
    #[inline]
    pub(crate) fn longest<'t>(
        &self,
        first: &str,
        after: impl Fn(usize) -> Option<&'t str>,
    ) -> Option<(Meaning, usize)> {
        let slot = self.slots.get(first)?;
        if !slot.continuations.is_empty() {
            let group = slot.continuations.start as usize..slot.continuations.end as usize;
            let longer = self.continuations.get(group).unwrap_or_default();
            let found = longer.iter().find(|continuation| {
                (1..)
                    .zip(&continuation.rest)
                    .all(|(ahead, word)| after(ahead) == Some(&**word))
            });
            if let Some(found) = found {
                return Some((Meaning::Entry(found.entry), 1 + found.rest.len()));
            }
        }
        slot.alone.map(|meaning| (meaning, 1))
    }

    /// The entry whose key is `words`, if it has not become a modifier.
    pub(crate) fn entry(&self, words: &[&str]) -> Option<usize> {
        let first = words.first()?;
        match self.longest(first, |ahead| words.get(ahead).copied()) {
            Some((Meaning::Entry(entry), length)) if length == words.len() => Some(entry as usize),
            _ => None,
        }
    }
}

/// Half the size of a `usize`, to keep more slots in the processor's cache. Nobody's lexicon has
/// 2^32 entries; those past the end would share a number that no entry has.
fn id(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
