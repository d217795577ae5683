//! The roots that the stemmer may arrive at.
//!
//! `table` is the set of words, `list` reads one from text, `part_of_speech` names the classes.
//! The build script uses all three to make the starter list ready at compile time.

mod list;
mod part_of_speech;
mod table;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

pub use part_of_speech::PartOfSpeech;
pub(crate) use table::{hash, scale};

use crate::{TextError, read};
use table::Table;

static STARTER: Table = include!(concat!(env!("OUT_DIR"), "/starter.rs"));

/// The root words that a [`Stemmer`](crate::Stemmer) may arrive at.
///
/// A dictionary never changes, and a clone shares its words.
///
/// ```
/// use indo_text::Dictionary;
///
/// let roots = Dictionary::from_words(["main", "tulis", "main"]);
/// assert!(roots.contains("tulis"));
/// assert!(!roots.contains("menulis"));
/// assert_eq!(roots.len(), 2);
/// ```
#[derive(Clone)]
pub struct Dictionary {
    roots: Roots,
}

#[derive(Clone)]
enum Roots {
    Starter,
    Own(Arc<Table>),
}

impl Dictionary {
    /// The small list of common roots that comes with this crate. It is ready in the program, so
    /// that nothing is built or allocated.
    #[must_use]
    pub fn starter() -> Self {
        Self {
            roots: Roots::Starter,
        }
    }

    /// Reads a UTF-8 file of one root a line, such as Sastrawi's `kata-dasar.txt`.
    ///
    /// A byte order mark, CRLF, blank lines, blanks around a root and repeated roots are accepted.
    /// Roots are kept as written: text is lowered before it is stemmed, so a root with a capital
    /// letter is never found, and neither is Sastrawi's corrupt line `oper "v,"`, which counts as
    /// one root as it does in PySastrawi.
    ///
    /// A line may have columns, with tabs between them: the root, and its class by the abbreviation
    /// of [`PartOfSpeech`]. Another text in the second column is no class, and further columns are
    /// not read. A first line that begins with the columns `root` and `pos` is a header. Of lines
    /// with the same root, the first gives the class.
    ///
    /// # Errors
    ///
    /// [`TextError::Read`] if the file cannot be read, [`TextError::NotUtf8`] if it is not UTF-8.
    pub fn from_path(path: &Path) -> Result<Self, TextError> {
        Ok(Self::own(list::table(&read::utf8_file(path)?)))
    }

    /// Takes the roots from an iterator; words of blanks alone are left out, as in PySastrawi.
    pub fn from_words<I>(words: I) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        let words: Vec<I::Item> = words.into_iter().collect();
        let roots = words.iter().map(AsRef::as_ref);
        let not_blank = roots.filter(|root| !root.trim().is_empty());
        Self::own(Table::new(
            not_blank.map(|root| (root.as_bytes(), PartOfSpeech::to_byte(None))),
        ))
    }

    fn own(table: Table) -> Self {
        Self {
            roots: Roots::Own(Arc::new(table)),
        }
    }

    /// Whether `word` is a root, exactly as written.
    #[must_use]
    pub fn contains(&self, word: &str) -> bool {
        self.contains_bytes(word.as_bytes())
    }

    /// The class of a root; `None` for a word that is no root, and for a root whose list does not
    /// say. The starter list says it of every root.
    ///
    /// ```
    /// use indo_text::Dictionary;
    ///
    /// assert!(Dictionary::starter().part_of_speech("ajar").is_some());
    /// assert_eq!(Dictionary::starter().part_of_speech("mengajar"), None);
    /// assert_eq!(Dictionary::from_words(["ajar"]).part_of_speech("ajar"), None);
    /// ```
    #[must_use]
    pub fn part_of_speech(&self, root: &str) -> Option<PartOfSpeech> {
        PartOfSpeech::from_byte(self.table().get(root.as_bytes())?)
    }

    /// How many different roots there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.table().len
    }

    /// Whether there is no root at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn table(&self) -> &Table {
        match &self.roots {
            Roots::Starter => &STARTER,
            Roots::Own(table) => table,
        }
    }

    pub(crate) fn contains_bytes(&self, word: &[u8]) -> bool {
        #[cfg(test)]
        tests::LOOKED_UP.with(|count| count.set(count.get() + 1));
        self.table().contains(word)
    }

    /// Looks up `lead` followed by `rest`.
    pub(crate) fn contains_joined(&self, lead: &[u8], rest: &[u8]) -> bool {
        let len = lead.len() + rest.len();
        if len > self.table().longest {
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

impl Default for Dictionary {
    /// No root at all.
    fn default() -> Self {
        Self::own(Table::default())
    }
}

impl fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dictionary")
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

// Not beside the type: the build script reads that file and has no serde.
#[cfg(feature = "serde")]
impl serde::Serialize for PartOfSpeech {
    /// The abbreviation.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::Stemmer;

    thread_local! {
        pub(super) static LOOKED_UP: Cell<usize> = const { Cell::new(0) };
    }

    /// The most that a prefix costs: the four cuts of rule 17.
    const PREFIX: usize = 4;
    const THREE_PREFIXES: usize = 3 * PREFIX;
    /// The word; prefixes before suffixes; suffixes before prefixes; the prefixes again with each
    /// suffix put back, and with the `k` of `-kan`.
    const SINGULAR: usize = 1 + 2 * (THREE_PREFIXES + 3) + 3 * THREE_PREFIXES + 1 + THREE_PREFIXES;
    /// Both halves, the second with `me-`, and whether equal halves are a root.
    const PLURAL: usize = 3 * SINGULAR + 1;

    fn looked_up(stemmer: &Stemmer, word: &str) -> usize {
        LOOKED_UP.set(0);
        assert_eq!(stemmer.stem(word), word, "a word without a root");
        LOOKED_UP.get()
    }

    #[test]
    fn no_word_takes_more_look_ups_than_documented() {
        let starts = [
            "ber", "be", "belajar", "ter", "te", "me", "mem", "men", "meng", "menge", "meny",
            "memp", "pe", "per", "pem", "pen", "peng", "penge", "peny", "pel", "di", "ke", "se",
            "ku", "kau", "ger", "pin", "a", "e", "r",
        ];
        let ends = [
            "",
            "i",
            "kan",
            "an",
            "is",
            "isasi",
            "isme",
            "kanku",
            "isasinyalah",
            "kannyalah",
            "kanmupun",
            "ikukah",
        ];
        // Longer than each word, so that no look-up is refused by its length.
        let long = "x".repeat(60);
        let stemmer = Stemmer::new(Dictionary::from_words([&long]));
        let [mut most, mut most_of_plurals] = [0, 0];
        for first in starts {
            for second in starts {
                for third in starts {
                    for end in ends {
                        let word = [first, second, third, "ax", end].concat();
                        most = most.max(looked_up(&stemmer, &word));
                        let plural = [&word, "-", third, first, second, "ay", end].concat();
                        most_of_plurals = most_of_plurals.max(looked_up(&stemmer, &plural));
                    }
                }
            }
        }
        assert!((50..=SINGULAR).contains(&most), "{most} look-ups");
        assert!(
            (120..=PLURAL).contains(&most_of_plurals),
            "{most_of_plurals} look-ups"
        );
        assert_eq!((SINGULAR, PLURAL), (80, 241), "as `Stemmer::stem` says");
    }
}
