use std::collections::HashSet;
use std::path::Path;

use crate::{TextError, read};

/// Words to leave out because they carry no meaning of their own.
///
/// ```
/// use indo_text::StopWords;
///
/// let mut stop_words = StopWords::tala();
/// assert!(stop_words.contains("yang"));
/// stop_words.remove("tidak"); // a negator can turn a sentiment round
/// let kept: Vec<&str> =
///     indo_text::tokens("saya tidak suka").filter(|word| !stop_words.contains(word)).collect();
/// assert_eq!(kept, ["tidak", "suka"]);
/// ```
#[derive(Debug, Clone, Default)]
pub struct StopWords {
    words: HashSet<Box<str>>,
}

impl StopWords {
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
        Self {
            words: words
                .into_iter()
                .map(|word| folded(word.as_ref()))
                .collect(),
        }
    }
}

fn folded(word: &str) -> Box<str> {
    word.trim().to_lowercase().into()
}
