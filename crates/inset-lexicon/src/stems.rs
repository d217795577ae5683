use std::cmp::Ordering;
use std::fmt;

use crate::Weights;
use crate::word_map::WordMap;

/// What came of stemming the entries of a lexicon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct StemReport {
    /// Entries, over both files.
    pub entries: usize,
    /// Entries whose stem differs from the word.
    pub changed: usize,
    /// Different stems: what a stem can match.
    pub stems: usize,
    /// Entries that no stem reaches, since another entry has the same stem and goes before.
    pub hidden: usize,
    /// Hidden entries whose weights add up to another sum than those of the entry before them.
    pub hidden_with_other_weight: usize,
}

impl fmt::Display for StemReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            entries,
            changed,
            stems,
            hidden,
            hidden_with_other_weight,
        } = self;
        write!(
            f,
            "entries {entries}, changed by stemming {changed}, different stems {stems}, hidden \
             behind an entry with the same stem {hidden}, of these with another weight \
             {hidden_with_other_weight}"
        )
    }
}

/// The key that stems are compared with: each word of the entry stemmed, with a blank between.
pub(crate) fn stem_key(word: &str, stem: &mut impl FnMut(&str) -> String) -> Box<str> {
    let stems: Vec<String> = word.split_whitespace().map(stem).collect();
    if stems.iter().any(String::is_empty) {
        // A stemmer that leaves nothing of a word has not understood it.
        return word.into();
    }
    stems.join(" ").into()
}

/// All entries as (key, word), grouped by key, the entry that answers to the key first.
///
/// The rule for colliding keys: the entry that is the key itself, else the shortest word, as the
/// one with the fewest affixes, else the first by the alphabet.
fn by_key<'a>(
    weights: &'a WordMap<Weights>,
    keys: &'a WordMap<Box<str>>,
) -> Vec<(&'a str, &'a str)> {
    let mut pairs: Vec<(&str, &str)> = weights
        .keys()
        .map(|word| (keys.get(word).map_or(&**word, |key| &**key), &**word))
        .collect();
    let length = |word: &str| word.chars().count();
    pairs.sort_unstable_by(|(key, word), (other_key, other)| {
        let by_rule = || (word != key, length(word)).cmp(&(other != other_key, length(other)));
        match key.cmp(other_key) {
            Ordering::Equal => by_rule().then_with(|| word.cmp(other)),
            unequal => unequal,
        }
    });
    pairs
}

/// Each key with the one entry that answers to it, in the order of the keys.
pub(crate) fn resolve<'a>(
    weights: &'a WordMap<Weights>,
    keys: &'a WordMap<Box<str>>,
) -> Vec<(&'a str, &'a str)> {
    let mut pairs = by_key(weights, keys);
    pairs.dedup_by_key(|(key, _)| *key);
    pairs
}

pub(crate) fn report(weights: &WordMap<Weights>, keys: &WordMap<Box<str>>) -> StemReport {
    let pairs = by_key(weights, keys);
    let sum = |word: &str| weights.get(word).map(|weights| weights.sum());
    let mut report = StemReport {
        entries: pairs.len(),
        changed: pairs.iter().filter(|(key, word)| key != word).count(),
        ..StemReport::default()
    };
    for group in pairs.chunk_by(|a, b| a.0 == b.0) {
        let Some(((_, first), hidden)) = group.split_first() else {
            continue;
        };
        report.stems += 1;
        report.hidden += hidden.len();
        report.hidden_with_other_weight += hidden
            .iter()
            .filter(|(_, word)| sum(word) != sum(first))
            .count();
    }
    report
}
