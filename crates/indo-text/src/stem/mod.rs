//! The Sastrawi stemmer, after PySastrawi 1.2.1.
//!
//! `rules` holds the affixes as tables, `search` the order in which they are tried, `plural` the
//! words with a hyphen, `form` the word while it is being taken apart.

mod form;
mod plural;
mod rules;
mod search;
mod sentence;

use crate::Dictionary;

/// The confix-stripping stemmer, equal to PySastrawi 1.2.1 in every answer.
///
/// Prefixes and suffixes are taken off until a root of the dictionary remains; when none does, the
/// word is returned as it was. The dictionary therefore decides more than the rules: a short root
/// that should not be there draws longer words to it.
///
/// ```
/// use indo_text::{Dictionary, Stemmer};
///
/// let stemmer = Stemmer::new(Dictionary::from_words(["ajar", "buku", "tiru"]));
/// assert_eq!(stemmer.stem("pelajaran"), "ajar");
/// assert_eq!(stemmer.stem("meniru-nirukan"), "tiru");
/// assert_eq!(stemmer.stem("Buku-Mu"), "buku");
/// assert_eq!(stemmer.stem("airborne"), "airborne");
/// ```
#[derive(Debug, Clone)]
pub struct Stemmer {
    dictionary: Dictionary,
}

impl Stemmer {
    /// A stemmer that looks for the roots of `dictionary`.
    #[must_use]
    pub fn new(dictionary: Dictionary) -> Self {
        Self { dictionary }
    }

    /// The root of one word.
    ///
    /// The word is lowered, and what is no ASCII letter, digit or hyphen becomes a blank, as in
    /// PySastrawi. A word that falls apart by that (`jum'at`) is treated as several, so the result
    /// is always that of [`Stemmer::stem_sentence`].
    #[must_use]
    pub fn stem(&self, word: &str) -> String {
        self.stem_sentence(word)
    }

    /// The roots of all words of a text, joined by one blank: PySastrawi's `stem`.
    #[must_use]
    pub fn stem_sentence(&self, text: &str) -> String {
        let mut roots = String::with_capacity(text.len());
        for word in sentence::normalize(text).split(' ') {
            if !roots.is_empty() {
                roots.push(' ');
            }
            plural::stem(word, &self.dictionary).push_to(&mut roots);
        }
        roots
    }

    /// The dictionary given to [`Stemmer::new`].
    #[must_use]
    pub fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }
}
