use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::path::Path;

use rust_stemmers::{Algorithm, Stemmer as Snowball};

use crate::{TextError, read};

const STARTER: &str = include_str!("../data/english.txt");

/// Words that are known to be English, in lower case.
///
/// ```
/// use indo_text::EnglishWords;
///
/// let words: EnglishWords = ["share", "Post"].into_iter().collect();
/// assert!(words.contains("post") && !words.contains("posted"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct EnglishWords {
    words: HashSet<Box<str>>,
}

impl EnglishWords {
    /// The small list of English words common in Indonesian tweets that comes with this crate.
    #[must_use]
    pub fn starter() -> Self {
        read::words(STARTER).collect()
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

    /// Whether `word`, which must be lower case, is in the list.
    #[must_use]
    pub fn contains(&self, word: &str) -> bool {
        self.words.contains(word)
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

    /// Whether the list has `word`, or the word that it is a regular form of.
    fn knows(&self, word: &str) -> bool {
        self.contains(word) || bases(word).any(|base| self.contains(&base))
    }
}

impl<S: AsRef<str>> FromIterator<S> for EnglishWords {
    fn from_iter<I: IntoIterator<Item = S>>(words: I) -> Self {
        let folded = |word: S| word.as_ref().trim().to_lowercase().into();
        Self {
            words: words.into_iter().map(folded).collect(),
        }
    }
}

/// Stems English words, those alone that it knows, by Snowball's English rules (Porter2).
///
/// A word is known if the list has it, or has what is left when a regular ending is taken off:
/// *-s* and *-es* (*posts*), *-ed*, *-ing* and *-er*, with their changes of spelling (*shared*,
/// *stopping*, *replies*). Indonesian words that English spells the same (*air*, *main*) are
/// stemmed as English if the list has them, so ask the Indonesian dictionary first:
///
/// ```
/// use indo_text::{Dictionary, EnglishStemmer, EnglishWords, Stemmer};
///
/// let roots = Dictionary::from_words(["main", "kirim"]);
/// let words: EnglishWords = ["main", "game", "update"].into_iter().collect();
/// let (indonesian, english) = (Stemmer::new(roots.clone()), EnglishStemmer::new(words));
/// let stem = |word: &str| {
///     let stem = indonesian.stem(word);
///     if roots.contains(&stem) {
///         return stem;
///     }
///     english.stem(word).map_or(stem, |stem| stem.into_owned())
/// };
/// let stems = ["bermain", "main", "games", "updating", "kiriman"].map(stem);
/// assert_eq!(stems, ["main", "main", "game", "updat", "kirim"]);
/// ```
pub struct EnglishStemmer {
    words: EnglishWords,
    snowball: Snowball,
}

impl EnglishStemmer {
    /// A stemmer for `words` and their regular forms.
    #[must_use]
    pub fn new(words: EnglishWords) -> Self {
        Self {
            words,
            snowball: Snowball::create(Algorithm::English),
        }
    }

    /// The stem of `word`, which must be lower case; `None` if it is not known to be English. As
    /// Snowball's stems are, it may be no word (*updat*).
    #[must_use]
    pub fn stem<'a>(&self, word: &'a str) -> Option<Cow<'a, str>> {
        self.words.knows(word).then(|| self.snowball.stem(word))
    }
}

impl fmt::Debug for EnglishStemmer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("EnglishStemmer")
            .field("words", &self.words)
            .finish_non_exhaustive()
    }
}

/// The words that `word` may be a regular form of.
fn bases(word: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let stripped = ["s", "es", "ed", "ing", "er"].map(|ending| word.strip_suffix(ending));
    let [_, _, past, progressive, agent] = stripped;
    let before_vowel = [past, progressive, agent].into_iter().flatten();
    let plain = stripped.into_iter().flatten().map(Cow::Borrowed);
    let with_e = before_vowel
        .clone()
        .map(|base| Cow::Owned(format!("{base}e")));
    let undoubled = before_vowel.filter_map(undoubled).map(Cow::Borrowed);
    let with_y = ["ies", "ied", "ier"].into_iter().filter_map(|ending| {
        let base = word.strip_suffix(ending)?;
        Some(Cow::Owned(format!("{base}y")))
    });
    plain.chain(with_e).chain(undoubled).chain(with_y)
}

/// Without the second of two equal consonants at the end: `stopp` to `stop`.
fn undoubled(base: &str) -> Option<&str> {
    let shorter = base.strip_suffix(|last: char| last.is_ascii_lowercase())?;
    let is_doubled = shorter.bytes().next_back() == base.bytes().next_back();
    is_doubled.then_some(shorter)
}
