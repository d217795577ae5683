use std::fmt;

use super::Stemmer;
use crate::dictionary::{hash, scale};

/// Longer words are stemmed anew each time, so that the cache has a bound in bytes too.
const LONGEST_KEPT: usize = 64;

/// More words than this are not kept, so that no number set by a caller exhausts the memory at once.
const MOST_KEPT: usize = 1 << 22;

/// A [`Stemmer`] that remembers the words it has met, up to a number that the caller sets.
///
/// Text repeats its words, so most stems need no more than one look. The cache is a table in which
/// each word has two places by its hash; the one not asked for last gives way. That bounds the work
/// of a look-up, whatever the words, and leaves every answer as the stemmer gives it.
///
/// ```
/// use indo_text::{CachedStemmer, Dictionary, Stemmer};
///
/// let mut stemmer = CachedStemmer::new(Stemmer::new(Dictionary::from_words(["main"])), 10_000);
/// assert_eq!(stemmer.stem("bermain"), "main");
/// assert_eq!(stemmer.stem("bermain"), "main");
/// ```
#[derive(Clone)]
pub struct CachedStemmer {
    stemmer: Stemmer,
    pairs: Vec<[Entry; 2]>,
    /// The last stem of a word that is not kept.
    uncached: String,
}

/// A word and its stem, one after the other. The empty entry holds the empty word, whose stem is
/// empty too.
#[derive(Debug, Clone, Default)]
struct Entry {
    text: String,
    word_len: usize,
}

impl Entry {
    fn holds(&self, word: &str) -> bool {
        self.word_len == word.len() && self.text.starts_with(word)
    }

    fn stem(&self) -> &str {
        self.text.get(self.word_len..).unwrap_or_default()
    }
}

impl CachedStemmer {
    /// A cache of at most `capacity` words around `stemmer`; with fewer than two, nothing is kept,
    /// and with more than 4,194,304 no more than those.
    ///
    /// The table takes about 32 bytes a word at once, and at most 128 more a word as it fills.
    #[must_use]
    pub fn new(stemmer: Stemmer, capacity: usize) -> Self {
        Self {
            stemmer,
            pairs: vec![Default::default(); capacity.min(MOST_KEPT) / 2],
            uncached: String::new(),
        }
    }

    /// What [`Stemmer::stem`] gives.
    pub fn stem(&mut self, word: &str) -> &str {
        let place = self.place_of(word);
        let Some([recent, older]) = place.and_then(|place| self.pairs.get_mut(place)) else {
            self.uncached.clear();
            self.stemmer.stem_into(word, &mut self.uncached);
            return &self.uncached;
        };
        if !recent.holds(word) {
            std::mem::swap(recent, older);
            if !recent.holds(word) {
                recent.text.clear();
                recent.text.push_str(word);
                recent.word_len = word.len();
                self.stemmer.stem_into(word, &mut recent.text);
            }
        }
        recent.stem()
    }

    /// The stemmer given to [`CachedStemmer::new`].
    #[must_use]
    pub fn stemmer(&self) -> &Stemmer {
        &self.stemmer
    }

    /// How many words can be kept.
    #[must_use]
    pub fn capacity(&self) -> usize {
        2 * self.pairs.len()
    }

    /// `None` for a word that is not kept.
    fn place_of(&self, word: &str) -> Option<usize> {
        (word.len() <= LONGEST_KEPT).then(|| scale(hash(word.as_bytes()), self.pairs.len()))
    }
}

impl fmt::Debug for CachedStemmer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedStemmer")
            .field("stemmer", &self.stemmer)
            .field("capacity", &self.capacity())
            .finish_non_exhaustive()
    }
}
