use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use std::path::Path;

use crate::{TextError, read};

const STARTER: &str = include_str!("../data/roots.txt");

/// The root words that a [`Stemmer`](crate::Stemmer) may arrive at.
///
/// ```
/// use indo_text::Dictionary;
///
/// let roots = Dictionary::from_words(["main", "tulis", "main"]);
/// assert!(roots.contains("tulis"));
/// assert!(!roots.contains("menulis"));
/// assert_eq!(roots.len(), 2);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    roots: HashSet<Box<[u8]>, BuildHasherDefault<Fnv>>,
    longest: usize,
}

impl Dictionary {
    /// The small list of common roots that comes with this crate.
    #[must_use]
    pub fn starter() -> Self {
        Self::from_words(read::words(STARTER))
    }

    /// Reads a UTF-8 file of one root a line, such as Sastrawi's `kata-dasar.txt`.
    ///
    /// A byte order mark, CRLF, blank lines, blanks around a root and repeated roots are accepted.
    /// Roots are kept as written: text is lowered before it is stemmed, so a root with a capital
    /// letter is never found, and neither is Sastrawi's corrupt line `oper "v,"`, which counts as
    /// one root as it does in PySastrawi.
    ///
    /// # Errors
    ///
    /// [`TextError::Read`] if the file cannot be read, [`TextError::NotUtf8`] if it is not UTF-8.
    pub fn from_path(path: &Path) -> Result<Self, TextError> {
        let text = read::utf8_file(path)?;
        Ok(Self::from_words(read::words(&text)))
    }

    /// Takes the roots from an iterator; words of blanks alone are left out, as in PySastrawi.
    pub fn from_words<I>(words: I) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        let mut dictionary = Self::default();
        for word in words {
            let root = word.as_ref();
            if !root.trim().is_empty() {
                dictionary.longest = dictionary.longest.max(root.len());
                dictionary.roots.insert(root.as_bytes().into());
            }
        }
        dictionary
    }

    /// Whether `word` is a root, exactly as written.
    #[must_use]
    pub fn contains(&self, word: &str) -> bool {
        self.contains_bytes(word.as_bytes())
    }

    /// How many different roots there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.roots.len()
    }

    /// Whether there is no root at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.roots.is_empty()
    }

    /// No root is longer than `longest`, so that a long word costs nothing to refuse.
    pub(crate) fn contains_bytes(&self, word: &[u8]) -> bool {
        word.len() <= self.longest && self.roots.contains(word)
    }

    /// Looks up `lead` followed by `rest`.
    pub(crate) fn contains_joined(&self, lead: &[u8], rest: &[u8]) -> bool {
        let len = lead.len() + rest.len();
        if len > self.longest {
            return false;
        }
        let mut buffer = [0; 48];
        match buffer
            .get_mut(..len)
            .and_then(|word| word.split_at_mut_checked(lead.len()))
        {
            Some((start, end)) => {
                start.copy_from_slice(lead);
                end.copy_from_slice(rest);
                self.contains_bytes(buffer.get(..len).unwrap_or_default())
            }
            None => self.contains_bytes(&[lead, rest].concat()),
        }
    }
}

/// FNV-1a. Roots are about eight bytes and looked up a dozen times a word, where the standard
/// hasher costs several times as much. Its defence against chosen keys is not needed: text to be
/// stemmed is only looked up and never inserted.
#[derive(Debug, Clone)]
pub(crate) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn write_usize(&mut self, _: usize) {
        // The length prefix of a slice: one slice is the whole key, so it tells nothing apart.
    }

    fn finish(&self) -> u64 {
        // FNV leaves its high bits poor for short keys, and the table reads those.
        self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(26)
    }
}
