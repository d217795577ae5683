use std::collections::BTreeMap;
use std::path::Path;

use super::Rules;
use super::sentence::normalize;
use crate::{TextError, read};

const NAMES: &str = include_str!("../../data/names.txt");
const WORDS: &str = include_str!("../../data/exceptions.tsv");
const ENGLISH: &str = include_str!("../../data/english.txt");

/// The extended rules leave longer words as they are.
const LONGEST: usize = 64;

/// Words whose root is fixed, whatever the rules of a [`Stemmer`](crate::Stemmer) say.
///
/// A file has one entry a line. A word alone is its own root, like a name: `bekasi` keeps it from
/// becoming `bekas`. A word, a tab and a root set the root, which may be the word itself. Words are
/// kept as [`Rules::Extended`] sees them: `jum'at` is `jumat`, `café` is `cafe`.
///
/// ```
/// use indo_text::{Dictionary, Exceptions, Stemmer};
///
/// let mine = Exceptions::from_bytes(b"bekasi\npemuda\tmuda\n", "mine")?;
/// let stemmer = Stemmer::new(Dictionary::from_words(["bekas", "uda"])).with_exceptions(mine);
/// assert_eq!(stemmer.stem("Bekasi"), "bekasi");
/// assert_eq!(stemmer.stem("bekasinya"), "bekasi");
/// assert_eq!(stemmer.stem("pemuda"), "muda");
/// # Ok::<(), indo_text::TextError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exceptions {
    /// `None` for a protected word.
    roots: BTreeMap<Box<str>, Option<Box<str>>>,
}

impl Exceptions {
    /// The names, the words without a regular root, and the English words that come with this crate.
    /// Those are for code-mixed text, where `later` is no informal `latar`.
    #[must_use]
    pub fn starter() -> Self {
        let mut starter = Self::default();
        for word in Self::english_words().chain(read::words(NAMES)) {
            starter.protect(word);
        }
        let pairs = read::words(WORDS).filter_map(|line| line.split_once('\t'));
        pairs.for_each(|(word, root)| starter.insert(word, root));
        starter
    }

    /// Reads a UTF-8 file of exceptions.
    ///
    /// A byte order mark, CRLF, blank lines, blanks around a word and lines that begin with `#` are
    /// accepted; capitals are lowered. Of a word that stands twice, the last entry holds.
    ///
    /// # Errors
    ///
    /// [`TextError::Read`] if the file cannot be read, and the errors of
    /// [`Exceptions::from_bytes`].
    pub fn from_path(path: &Path) -> Result<Self, TextError> {
        Self::parse(&read::file(path)?, path)
    }

    /// As [`Exceptions::from_path`], from memory; `name` stands for the path in errors.
    ///
    /// # Errors
    ///
    /// [`TextError::NotUtf8`] if the bytes are not UTF-8, [`TextError::Exception`] for a line that
    /// is neither a word nor a word and its root.
    pub fn from_bytes(bytes: &[u8], name: &str) -> Result<Self, TextError> {
        Self::parse(bytes, Path::new(name))
    }

    fn parse(bytes: &[u8], path: &Path) -> Result<Self, TextError> {
        let text = read::utf8(bytes.to_vec(), path)?;
        let mut exceptions = Self::default();
        for (index, line) in text.lines().enumerate() {
            if line.trim().is_empty() || line.trim_start().starts_with('#') {
                continue;
            }
            let (word, root) = match line.split_once('\t') {
                Some((word, root)) => (word.trim(), Some(root.trim())),
                None => (line.trim(), None),
            };
            let is_sound = |root: &str| !root.is_empty() && !root.contains('\t');
            if key(word).is_none() || !root.is_none_or(is_sound) {
                return Err(TextError::Exception {
                    path: path.to_owned(),
                    line: index + 1,
                    value: line.chars().take(60).collect(),
                });
            }
            match root {
                Some(root) => exceptions.insert(word, root),
                None => exceptions.protect(word),
            }
        }
        Ok(exceptions)
    }

    /// Sets the root of a word, both lowered and trimmed. An empty root is left out, and so is what is
    /// no word for the rules: nothing, several words, or more than 64 letters.
    ///
    /// Under [`Rules::Extended`](crate::Rules::Extended) the word may then stand under any affix, as
    /// roots may.
    pub fn insert(&mut self, word: &str, root: &str) {
        let root = root.trim().to_lowercase();
        if let Some(word) = key(word).filter(|_| !root.is_empty()) {
            self.roots.insert(word, Some(root.into()));
        }
    }

    /// Makes a word its own root, lowered and trimmed. What is no word for the rules is left out.
    ///
    /// Under [`Rules::Extended`](crate::Rules::Extended) it is treated as a name, which takes few
    /// affixes: clitics, particles, `se-`, `ke-..-an`, and any with a hyphen. A
    /// word of the crate's English list takes some affixes of speech too (`direview`, `settingan`).
    pub fn protect(&mut self, word: &str) {
        if let Some(word) = key(word) {
            self.roots.insert(word, None);
        }
    }

    /// Puts the entries of `other` on top of these: of a word in both, those of `other` hold.
    pub fn extend(&mut self, other: Self) {
        self.roots.extend(other.roots);
    }

    /// The fixed root of a word in lower case.
    #[must_use]
    pub fn root_of(&self, word: &str) -> Option<&str> {
        let (word, root) = self.roots.get_key_value(word)?;
        Some(root.as_ref().unwrap_or(word))
    }

    /// How many words have a fixed root.
    #[must_use]
    pub fn len(&self) -> usize {
        self.roots.len()
    }

    /// Whether no word has a fixed root.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.roots.is_empty()
    }

    /// The English words of [`Exceptions::starter`].
    pub(super) fn english_words() -> impl Iterator<Item = &'static str> {
        read::words(ENGLISH)
    }

    /// Each word with its root; `None` for a protected word.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.roots
            .iter()
            .map(|(word, root)| (&**word, root.as_deref()))
    }
}

/// A word as the rules will ask for it; `None` if they never will.
fn key(word: &str) -> Option<Box<str>> {
    let key = normalize(word, Rules::Extended);
    let is_word = (1..=LONGEST).contains(&key.len()) && !key.contains(' ');
    is_word.then(|| key.into())
}
