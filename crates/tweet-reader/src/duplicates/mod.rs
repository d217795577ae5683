//! Texts that stand several times among others, word for word or nearly.

mod groups;
mod near;
mod shingles;
mod words;

use groups::Groups;
use sha2::{Digest, Sha256};
use shingles::Shingles;
use std::collections::HashMap;
use words::{normalised, words};

/// Rows that say the same.
///
/// **Exact** copies are the same letter for letter but for case, blanks, mentions, web addresses
/// and the mark of a retweet. **Near** duplicates share four fifths of their word 3-grams: the
/// Jaccard similarity of the two sets is 0.8 or more; a text of fewer than three words is a single
/// gram. Words are runs of letters and digits in lower case; `rt`, `user` and `url`, which
/// published data sets put in the place of names and addresses, are none. Groups are chains: two
/// texts of one group may be less alike than 0.8 if others lie between them. A text without words
/// is nobody's duplicate.
///
/// The answer is exact, not an estimate as from `MinHash`: near pairs are found by prefix filtering
/// (Bayardo, Ma and Srikant, "Scaling up all pairs similarity search", 2007), and each is compared.
/// It depends on the texts and their order alone.
///
/// The texts themselves are not kept. While the groups are found, some 40 bytes are held for each
/// different 3-gram and 4 for each 3-gram of each text: about 1 KB a tweet of 20 words. `cargo
/// bench` times it beside `MinHash`. Time grows with the square of the size of one family of texts
/// that share most of their words and differ in a few.
///
/// ```
/// use tweet_reader::Duplicates;
///
/// let found = Duplicates::find([
///     "Warga kampung kami rukun dan damai sejak dulu kala",
///     "Besok hujan",
///     "RT @ani: warga kampung kami  rukun dan damai sejak dulu kala https://contoh.id",
///     "Warga kampung kami rukun dan damai sejak dulu kala semoga",
///     "😊",
///     "😊",
/// ]);
/// assert_eq!(found.groups().collect::<Vec<_>>(), [vec![0, 2, 3]]);
/// assert_eq!((found.group(3), found.first_copy(3), found.first_copy(2)), (0, 3, 0));
/// assert_eq!((found.exact_copies(), found.near_copies()), (1, 1));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicates {
    /// The first row of the group of each row.
    groups: Vec<u32>,
    /// The first row with the same text.
    copies: Vec<u32>,
}

impl Duplicates {
    /// Groups texts. Rows are numbered from 0 in the order in which they come; beyond four thousand
    /// million rows are left out.
    #[must_use]
    pub fn find<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Self {
        let mut finding = Finding::default();
        for (row, text) in (0..u32::MAX).zip(texts) {
            let text = normalised(text.as_ref());
            finding.push(row, words(&text), &text);
        }
        finding.finish()
    }

    /// The same for texts that were taken apart already, where other things than here make no
    /// difference. Exact copies have the same words.
    ///
    /// ```
    /// use tweet_reader::Duplicates;
    ///
    /// // With hyphens inside words.
    /// let found = Duplicates::find_words([vec!["anak-anak", "rukun"], vec!["anak", "anak", "rukun"]]);
    /// assert_eq!(found.group(1), 1);
    /// ```
    #[must_use]
    pub fn find_words<R, W>(rows: impl IntoIterator<Item = R>) -> Self
    where
        R: AsRef<[W]>,
        W: AsRef<str>,
    {
        let mut finding = Finding::default();
        let mut text = String::new();
        for (row, words) in (0..u32::MAX).zip(rows) {
            let words = words.as_ref().iter().map(AsRef::as_ref);
            text.clear();
            for word in words.clone() {
                text.push_str(word);
                text.push('\0');
            }
            finding.push(row, words, &text);
        }
        finding.finish()
    }

    /// How many rows there were.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.groups.len()
    }

    /// The first row of the group that `row` is in, which is itself if it has no duplicate before
    /// it. A row that is not there is its own.
    #[must_use]
    pub fn group(&self, row: usize) -> usize {
        self.groups.get(row).map_or(row, |&group| group as usize)
    }

    /// The first row with exactly the text of `row`.
    #[must_use]
    pub fn first_copy(&self, row: usize) -> usize {
        self.copies.get(row).map_or(row, |&copy| copy as usize)
    }

    /// The groups of two rows and more, by their first rows; rows ascend.
    pub fn groups(&self) -> impl Iterator<Item = Vec<usize>> {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        // Where the group of a first row stands in `groups`.
        let mut places: HashMap<u32, usize> = HashMap::new();
        for (row, &group) in self.groups.iter().enumerate() {
            if group as usize != row {
                let place = *places.entry(group).or_insert_with(|| {
                    groups.push(vec![group as usize]);
                    groups.len() - 1
                });
                groups[place].push(row);
            }
        }
        groups.sort_unstable_by_key(|rows| rows.first().copied());
        groups.into_iter()
    }

    /// Rows whose exact text stands in an earlier row.
    #[must_use]
    pub fn exact_copies(&self) -> usize {
        let copies = self.copies.iter().enumerate();
        copies.filter(|&(row, &copy)| copy as usize != row).count()
    }

    /// Rows that are no exact copies, and have a near duplicate in an earlier row of their group.
    #[must_use]
    pub fn near_copies(&self) -> usize {
        let later = self.groups.iter().enumerate();
        let later = later.filter(|&(row, &group)| group as usize != row).count();
        later - self.exact_copies()
    }
}

/// Rows while they come in.
#[derive(Debug, Default)]
struct Finding {
    shingles: Shingles,
    first_of: HashMap<[u8; 16], u32>,
    copies: Vec<u32>,
}

impl Finding {
    /// Takes in the words of a row, and what its copies share.
    fn push<'t>(&mut self, row: u32, words: impl Iterator<Item = &'t str>, text: &str) {
        let has_words = self.shingles.push(words);
        self.copies.push(if has_words {
            *self.first_of.entry(fingerprint(text)).or_insert(row)
        } else {
            row
        });
    }

    fn finish(self) -> Duplicates {
        let Self {
            shingles,
            first_of,
            copies,
        } = self;
        drop(first_of);
        let mut groups = Groups::new(copies.len());
        for (row, &copy) in (0..).zip(&copies) {
            groups.join(row, copy);
        }
        near::join(&shingles.finish(), &mut groups);
        Duplicates {
            groups: groups.finish(),
            copies,
        }
    }
}

/// Half of the SHA-256: nobody can make two texts that share it.
fn fingerprint(text: &str) -> [u8; 16] {
    let digest: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    let mut half = [0; 16];
    half.copy_from_slice(digest.get(..16).unwrap_or_default());
    half
}
