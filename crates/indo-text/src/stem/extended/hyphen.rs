//! Words with hyphens or the digit of reduplication: `anak-anak`, `orang2nya`, `di-share`.

use super::super::form::Form;
use super::super::trace::{Observer, StemRule};
use super::cost;
use super::letters::Letters;
use super::lexicon::Lexicon;
use super::ranking::{Found, Ranking, Variant};

/// Words with more pieces are left as they are.
const MOST_PIECES: usize = 5;

/// How many roots of each half are compared.
const ROOTS_OF_A_HALF: usize = 8;

/// What may be written with a hyphen after it, or before it. Such a hyphen tells an affix for sure.
const PREFIXES: [&str; 20] = [
    "di", "ke", "se", "ku", "kau", "me", "mem", "men", "meng", "meny", "ber", "ter", "pe", "pem",
    "pen", "peng", "per", "nge", "ng", "ny",
];
const ENDINGS: [&str; 14] = [
    "nya", "ku", "mu", "nye", "lah", "kah", "tah", "pun", "an", "kan", "i", "in", "isasi", "ny",
];

/// A word taken apart at its hyphens.
pub(super) struct Parts<'w> {
    /// Affixes before the first hyphens, glued together.
    before: Letters,
    first: Piece<'w>,
    second: Option<Piece<'w>>,
    after: Letters,
    has_hyphened_affix: bool,
}

/// What stands between hyphens. `anak2nya` is `anak`, the digit, and `nya`.
#[derive(Clone, Copy)]
struct Piece<'w> {
    stem: &'w str,
    ending: &'w str,
    has_digit: bool,
}

impl<'w> Parts<'w> {
    /// `None` for a word of one piece without digits, and for one which has too many pieces.
    pub(super) fn of(word: &'w str) -> Option<Self> {
        let mut pieces = [""; MOST_PIECES];
        let mut count = 0;
        for piece in word.split('-').filter(|piece| !piece.is_empty()) {
            *pieces.get_mut(count)? = piece;
            count += 1;
        }
        let mut pieces = pieces.get(..count)?;
        let (mut before, mut after) = (Letters::EMPTY, Letters::EMPTY);
        let whole = pieces;
        while let [prefix, rest @ ..] = pieces
            && !rest.is_empty()
            && PREFIXES.contains(prefix)
        {
            before.append(prefix)?;
            pieces = rest;
        }
        let ends = pieces;
        while let [rest @ .., ending] = pieces
            && !rest.is_empty()
            && ENDINGS.contains(ending)
        {
            pieces = rest;
        }
        for ending in ends.get(pieces.len()..)? {
            after.append(ending)?;
        }
        let has_hyphened_affix = pieces.len() < whole.len();
        let (first, second) = match pieces {
            // di-di-di: prefixes alone are no word.
            [first] if PREFIXES.contains(first) => return None,
            [first] => (Piece::of(first)?, None),
            [first, second] => (Piece::of(first)?, Some(Piece::of(second)?)),
            _ => return None,
        };
        let is_plain = second.is_none() && !has_hyphened_affix && !first.has_digit;
        (!is_plain).then_some(Self {
            before,
            first,
            second,
            after,
            has_hyphened_affix,
        })
    }

    /// What to search: the first half with what stands before, or the only piece with all.
    fn first_word(&self) -> Option<Letters> {
        let mut word = self.before;
        word.append(self.first.stem)?;
        word.append(self.first.ending)?;
        if self.second.is_none() {
            word.append(self.after.as_str())?;
        }
        Some(word)
    }

    fn second_word(&self) -> Option<Letters> {
        let second = self.second?;
        let mut word = Letters::new(second.stem)?;
        word.append(second.ending)?;
        word.append(self.after.as_str())?;
        Some(word)
    }

    /// What is certain without a dictionary: affixes with a hyphen go, and so does a half that
    /// repeats the other.
    pub(super) fn bare(&self) -> Option<&'w str> {
        let mut pieces = [Some(self.first), self.second].into_iter().flatten();
        if !pieces.all(|piece| are_endings(piece.ending)) {
            return None;
        }
        let first = self.first.stem;
        match self.second {
            None if self.has_hyphened_affix || self.first.has_digit => {
                let is_word = first.len() > 2 || self.has_hyphened_affix;
                (is_word && !first.is_empty()).then_some(first)
            }
            Some(second) => {
                let second = second.stem;
                let repeats =
                    |half: &str, ending: &str| ENDINGS.contains(&ending) && half.len() > 1;
                if first == second
                    || second
                        .strip_prefix(first)
                        .is_some_and(|rest| repeats(first, rest))
                {
                    return Some(first);
                }
                let prefix = first.strip_suffix(second)?;
                PREFIXES.contains(&prefix).then_some(second)
            }
            None => None,
        }
    }
}

impl<'w> Piece<'w> {
    /// Letters, or letters with a digit after them and an ending after that. Another place for a
    /// digit makes no Indonesian word.
    fn of(text: &'w str) -> Option<Self> {
        let end = text.find(|c: char| c.is_ascii_digit());
        let Some((stem, rest)) = end.and_then(|end| text.split_at_checked(end)) else {
            return Some(Self {
                stem: text,
                ending: "",
                has_digit: false,
            });
        };
        let ending = match rest.strip_prefix('2') {
            Some(ending) => ending,
            // kerja3x
            None => rest.strip_suffix('x')?.strip_prefix(['3', '4'])?,
        };
        let ending = ending.strip_prefix('x').unwrap_or(ending);
        // ke2 is a number.
        let is_word = !stem.is_empty() && !PREFIXES.contains(&stem);
        let is_word = is_word && ending.bytes().all(|byte| byte.is_ascii_lowercase());
        is_word.then_some(Self {
            stem,
            ending,
            has_digit: true,
        })
    }
}

/// Endings one after the other: `annya` of `mobil2annya`. What else follows a digit makes another word
/// (`peer2peer`).
fn are_endings(text: &str) -> bool {
    let mut rests = ENDINGS
        .iter()
        .filter_map(|ending| text.strip_suffix(ending));
    text.is_empty() || rests.any(are_endings)
}

/// Ranks the roots of a word taken apart.
pub(super) fn rank<'l, const N: usize>(
    word: &str,
    parts: &Parts<'_>,
    lexicon: &'l Lexicon,
    ranking: &mut Ranking<'l, N>,
    observer: &mut impl Observer,
) -> Option<()> {
    let first_word = parts.first_word()?;
    let whole = Form::new(word);
    let form = Form::new(first_word.as_str());
    let variant = Variant {
        is_reduplicated: parts.second.is_some() || parts.first.has_digit,
        is_respelled: false,
    };
    let Some(second_word) = parts.second_word() else {
        observer.see_taken(StemRule::Joined, whole, form);
        super::rank_spelled(first_word.as_str(), variant, lexicon, ranking, observer);
        return Some(());
    };
    observer.see_taken(StemRule::FirstHalf, whole, form);
    let mut firsts = Ranking::<ROOTS_OF_A_HALF>::new();
    super::rank_spelled(first_word.as_str(), variant, lexicon, &mut firsts, observer);
    let form = Form::new(second_word.as_str());
    observer.see_taken(StemRule::SecondHalf, whole, form);
    let mut seconds = Ranking::<ROOTS_OF_A_HALF>::new();
    super::rank_spelled(
        second_word.as_str(),
        variant,
        lexicon,
        &mut seconds,
        observer,
    );
    for first in firsts.iter() {
        let Some(second) = seconds.iter().find(|second| second.root() == first.root()) else {
            continue;
        };
        let mut affixes = first.affixes;
        affixes.suffix = affixes.suffix.or(second.affixes.suffix);
        affixes.possessive = affixes.possessive.or(second.affixes.possessive);
        affixes.particle = affixes.particle.or(second.affixes.particle);
        ranking.offer(Found {
            cost: first.cost.max(second.cost) + cost::HALVES,
            affixes,
            ..*first
        });
    }
    Some(())
}
