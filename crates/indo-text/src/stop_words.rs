use std::collections::HashSet;
use std::path::Path;

use crate::word_hasher::WordHasher;
use crate::{TextError, read};

/// Words to leave out because they carry no meaning of their own.
///
/// ```
/// use indo_text::StopWords;
///
/// let stop_words = StopWords::tala().keep_negators().with_words(["sih"]);
/// assert!(stop_words.contains("yang"));
/// let kept: Vec<&str> =
///     indo_text::tokens("saya tidak suka sih").filter(|word| !stop_words.contains(word)).collect();
/// assert_eq!(kept, ["tidak", "suka"]);
/// ```
#[derive(Debug, Clone, Default)]
pub struct StopWords {
    words: HashSet<Box<str>, WordHasher>,
}

impl StopWords {
    /// Words that negate what follows them, and so turn a sentiment round.
    ///
    /// They are the negators of the standard language as the grammars have them (Sneddon,
    /// Adelaar, Djenar & Ewing 2010, "Indonesian: A Comprehensive Grammar", 2nd ed.): *tidak* and
    /// *tak* before verbs and adjectives, *bukan* before nouns, *belum* for not yet, *jangan* in
    /// commands, *tanpa* for without and *tiada* for there is not; their forms with *-lah*, which
    /// stress the negation; *takkan* (*tak akan*) and *bukannya* (instead of); *kurang*, which
    /// before an adjective is a polite no; and the colloquial words for *tidak*. Not among them are
    /// the forms with *-kah*, which ask (*bukankah* expects a yes), *jangankan* (let alone), whose
    /// clause is followed by a negator of its own, and short spellings such as *tdk*, which are a
    /// [`Normalizer`](crate::Normalizer)'s work.
    pub const NEGATORS: &[&str] = &[
        "tidak",
        "tidaklah",
        "tak",
        "takkan",
        "bukan",
        "bukanlah",
        "bukannya",
        "belum",
        "belumlah",
        "jangan",
        "janganlah",
        "tanpa",
        "tiada",
        "kurang",
        "enggak",
        "engga",
        "nggak",
        "ngga",
        "gak",
        "ga",
        "ndak",
        "kagak",
        "kaga",
    ];

    /// The list of Tala (2003) in the edition of stopwords-iso: 758 words, among them the negators
    /// `tidak`, `bukan`, `belum` and `jangan`.
    #[must_use]
    pub fn tala() -> Self {
        stop_words::lookup("id")
            .unwrap_or_default()
            .iter()
            .collect()
    }

    /// A list of no words.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// Reads a UTF-8 file of one word a line. Words are trimmed and lowered; a byte order mark,
    /// CRLF, blank lines and repeated words are accepted.
    ///
    /// # Errors
    ///
    /// [`TextError::Read`] if the file cannot be read, [`TextError::NotUtf8`] if it is not UTF-8.
    pub fn from_path(path: &Path) -> Result<Self, TextError> {
        Ok(read::words(&read::utf8_file(path)?).collect())
    }

    /// The list with `words` added.
    #[must_use]
    pub fn with_words<I>(mut self, words: I) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        self.extend(words);
        self
    }

    /// The list with `words` taken out.
    #[must_use]
    pub fn without_words<I>(mut self, words: I) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        for word in words {
            self.remove(word.as_ref());
        }
        self
    }

    /// The list without [`StopWords::NEGATORS`], so that they stay in a text.
    #[must_use]
    pub fn keep_negators(self) -> Self {
        self.without_words(Self::NEGATORS)
    }

    /// Whether `word`, which must be lower case, is in the list.
    #[must_use]
    pub fn contains(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    /// Adds a word, trimmed and lowered; `false` if it was there.
    pub fn insert(&mut self, word: &str) -> bool {
        self.words.insert(folded(word))
    }

    /// Takes a word out; `false` if it was not there.
    pub fn remove(&mut self, word: &str) -> bool {
        self.words.remove(&folded(word))
    }

    /// The words, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(AsRef::as_ref)
    }

    /// How many words there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is no word at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

impl<S: AsRef<str>> FromIterator<S> for StopWords {
    fn from_iter<I: IntoIterator<Item = S>>(words: I) -> Self {
        Self::empty().with_words(words)
    }
}

/// Adds words, trimmed and lowered.
impl<S: AsRef<str>> Extend<S> for StopWords {
    fn extend<I: IntoIterator<Item = S>>(&mut self, words: I) {
        let words = words.into_iter().map(|word| folded(word.as_ref()));
        self.words.extend(words);
    }
}

fn folded(word: &str) -> Box<str> {
    word.trim().to_lowercase().into()
}
