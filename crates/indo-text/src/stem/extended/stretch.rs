//! Stretched letters: `bangeeet`, `mauuu`.

use super::letters::{Letters, is_vowel};
use super::search::Reach;

/// A way to squeeze the runs of a letter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Squeeze {
    /// What is left of a run of three or more.
    long: usize,
    /// Which runs of two become one letter too.
    doubles: Doubles,
    /// How far to search then.
    pub(super) reach: Reach,
    /// The shortest root that is believed.
    pub(super) shortest: usize,
    pub(super) cost: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doubles {
    Kept,
    /// The last of the word, if it is a vowel or `h`: `yaa`, `nihh`.
    LastOpen,
    /// All vowels, and the last consonant: `seriuus`, `bangett`.
    VowelsAndLast,
}

/// From the most to the least careful. Double consonants inside a word stay: they are seldom stretched,
/// and many English words have them.
pub(super) const SQUEEZES: [Squeeze; 4] = [
    squeeze(1, Doubles::Kept, Reach::Speech, 2, 2),
    squeeze(2, Doubles::Kept, Reach::Affixes, 4, 3),
    squeeze(1, Doubles::LastOpen, Reach::Affixes, 2, 3),
    squeeze(1, Doubles::VowelsAndLast, Reach::Speech, 4, 6),
];

/// For words that no dictionary knows, in which a double letter may be right.
pub(super) const UNKNOWN: Squeeze = squeeze(1, Doubles::Kept, Reach::Affixes, 2, 0);

const fn squeeze(
    long: usize,
    doubles: Doubles,
    reach: Reach,
    shortest: usize,
    cost: u32,
) -> Squeeze {
    Squeeze {
        long,
        doubles,
        reach,
        shortest,
        cost,
    }
}

impl Squeeze {
    /// Whether it takes a vowel of two that an affix may have brought together: `kuusir`, `bukaan`.
    pub(super) fn crosses_seams(&self) -> bool {
        self.doubles == Doubles::VowelsAndLast
    }

    /// `None` if that changes nothing, or leaves one letter.
    pub(super) fn apply(&self, word: &str) -> Option<Letters> {
        let mut squeezed = Letters::EMPTY;
        let mut end = 0;
        for run in word.as_bytes().chunk_by(|a, b| a == b) {
            end += run.len();
            let &letter = run.first()?;
            let is_last = end == word.len();
            let is_single = match self.doubles {
                Doubles::Kept => false,
                Doubles::LastOpen => is_last && (is_vowel(letter) || letter == b'h'),
                Doubles::VowelsAndLast => is_last || is_vowel(letter),
            };
            let len = match run.len() {
                2 if is_single => 1,
                len @ ..=2 => len,
                _ => self.long,
            };
            for _ in 0..len {
                squeezed.push(letter)?;
            }
        }
        (squeezed.len() < word.len() && squeezed.len() > 1).then_some(squeezed)
    }
}

/// Whether any letter stands twice in a row.
pub(super) fn has_runs(word: &str) -> bool {
    let mut pairs = word.as_bytes().windows(2);
    pairs.any(|pair| matches!(pair, [a, b] if a == b))
}
