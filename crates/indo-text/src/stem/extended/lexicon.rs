use std::collections::{HashMap, HashSet};

use super::super::Exceptions;
use super::letters::Letters;
use crate::word_hasher::WordHasher;
use crate::{Dictionary, PartOfSpeech};

/// All words that the search may arrive at: the exceptions, the common roots of the crate's own list
/// whether the dictionary has them or not, and the other roots of the dictionary.
#[derive(Debug, Clone)]
pub(in crate::stem) struct Lexicon {
    exceptions: HashMap<Box<[u8]>, Exception, WordHasher>,
    /// No exception is longer, so that a long word costs nothing to refuse.
    longest: usize,
    common: Dictionary,
    dictionary: Dictionary,
}

/// What an exception says; without a root it protects a word.
#[derive(Debug, Clone)]
struct Exception {
    root: Option<Box<str>>,
    is_english: bool,
}

/// What is known of a word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'l> {
    pub(super) kind: Kind,
    /// The root that an exception sets; otherwise the word is a root.
    pub(super) root: Option<&'l str>,
    /// The class of a common root.
    pub(super) part: Option<PartOfSpeech>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A root of the crate's own list, which holds the common ones, or an exception with a root.
    Common,
    /// Another root of the user's dictionary.
    Rare,
    /// A protected word that is English, and so takes the affixes of loans.
    English,
    /// Another protected word.
    Name,
}

impl Entry<'_> {
    /// Whether an exception sets another root than the word.
    pub(super) fn is_changed(&self, word: &Letters) -> bool {
        self.root.is_some_and(|root| root != word.as_str())
    }
}

impl Lexicon {
    pub(in crate::stem) fn new(dictionary: Dictionary, exceptions: &Exceptions) -> Self {
        let common = Dictionary::starter();
        let is_root = |word: &str| common.contains(word) || dictionary.contains(word);
        let english: HashSet<&str> = Exceptions::english_words().collect();
        let entries = exceptions.entries();
        let exceptions: HashMap<Box<[u8]>, _, _> = entries
            // A root needs no protection, and takes all affixes.
            .filter(|(word, root)| root.is_some() || !is_root(word))
            .map(|(word, root)| {
                let exception = Exception {
                    root: root.map(Into::into),
                    is_english: english.contains(word),
                };
                (word.as_bytes().into(), exception)
            })
            .collect();
        Self {
            longest: exceptions.keys().map(|word| word.len()).max().unwrap_or(0),
            exceptions,
            common,
            dictionary,
        }
    }

    pub(super) fn get(&self, word: &[u8]) -> Option<Entry<'_>> {
        let entry = |kind, part| {
            let root = None;
            Some(Entry { kind, root, part })
        };
        if word.len() <= self.longest
            && let Some(exception) = self.exceptions.get(word)
        {
            return match &exception.root {
                Some(root) => Some(Entry {
                    kind: Kind::Common,
                    root: Some(root),
                    part: None,
                }),
                None if exception.is_english => entry(Kind::English, None),
                None => entry(Kind::Name, None),
            };
        }
        if self.common.contains_bytes(word) {
            let word = std::str::from_utf8(word).unwrap_or_default();
            entry(Kind::Common, self.common.part_of_speech(word))
        } else if self.dictionary.contains_bytes(word) {
            entry(Kind::Rare, None)
        } else {
            None
        }
    }
}
