//! How speech changes a root: `temen` for `teman`, `abis` for `habis`, `pake` for `pakai`.

use super::letters::{Letters, is_consonant, is_vowel};

/// A change of sound, undone.
pub(super) struct Respelling {
    pub(super) cost: u32,
    pub(super) place: Place,
    undo: fn(&Letters) -> Option<Letters>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Start,
    End,
    Anywhere,
}

impl Respelling {
    /// `None` if the word cannot have changed like this.
    pub(super) fn undo(&self, word: &Letters) -> Option<Letters> {
        (self.undo)(word)
    }

    /// Whether both changes may meet in one word: `adep` is `hadep`, and that `hadap`. The first has
    /// been undone in `word`.
    pub(super) fn meets(&self, second: &Self, word: &Letters) -> bool {
        self.place == Place::Start && second.place == Place::End && word.len() > SHORTEST
    }
}

pub(super) const CHEAPEST: u32 = 9;

/// What two changes in one word cost beyond the two.
pub(super) const SECOND: u32 = 1;

/// A change makes a word more like others by chance, the shorter it is.
pub(super) const SHORTEST: usize = 4;

pub(super) const RESPELLINGS: [Respelling; 16] = [
    // abis, ilang
    respelling(9, Place::Start, |word| {
        is_vowel(word.at(0)).then(|| word.with_inserted(0, b'h'))?
    }),
    // critain, slalu, nyebrang
    respelling(9, Place::Start, lost_schwa),
    // temen, dapet
    respelling(CHEAPEST, Place::End, |word| last_closed(word, b'e', b'a')),
    // pake, sampe
    respelling(10, Place::End, |word| last_open(word, b'e', "ai")),
    // kalo
    respelling(10, Place::End, |word| last_open(word, b'o', "au")),
    // taro
    respelling(13, Place::End, |word| last_open(word, b'o', "uh")),
    // kasi, bole
    respelling(10, Place::End, |word| {
        let last = word.len().checked_sub(1)?;
        is_vowel(word.at(last)).then(|| word.with_inserted(last + 1, b'h'))?
    }),
    // liat, tau
    respelling(10, Place::Anywhere, lost_inner_h),
    // telor, kendor
    respelling(11, Place::End, |word| last_closed(word, b'o', b'u')),
    // maen, baek
    respelling(11, Place::End, |word| {
        let before = word.bytes().iter().rposition(|&byte| is_vowel(byte))?;
        let follows_vowel = is_vowel(word.at(before.checked_sub(1)?));
        follows_vowel.then(|| last_closed(word, b'e', b'i'))?
    }),
    // kapir, hapal
    respelling(12, Place::Anywhere, |word| replaced(word, b'p', b'f')),
    // jaman, ijin
    respelling(12, Place::Anywhere, |word| replaced(word, b'j', b'z')),
    // fikir
    respelling(12, Place::Anywhere, |word| replaced(word, b'f', b'p')),
    // goblog
    respelling(13, Place::Anywhere, |word| last_consonant(word, b'g', b'k')),
    // cacad
    respelling(13, Place::Anywhere, |word| last_consonant(word, b'd', b't')),
    // siyap, buwat
    respelling(12, Place::Anywhere, lost_glide),
];

const fn respelling(cost: u32, place: Place, undo: fn(&Letters) -> Option<Letters>) -> Respelling {
    Respelling { cost, place, undo }
}

/// `from` in a last syllable that ends in consonants.
fn last_closed(word: &Letters, from: u8, to: u8) -> Option<Letters> {
    let index = word.bytes().iter().rposition(|&byte| is_vowel(byte))?;
    let is_closed = index + 1 < word.len() && is_consonant(word.at(word.len() - 1));
    (is_closed && word.at(index) == from).then(|| word.with(index, to))?
}

/// `from` at the end.
fn last_open(word: &Letters, from: u8, to: &str) -> Option<Letters> {
    let start = word.as_str().strip_suffix(char::from(from))?;
    let mut changed = Letters::new(start)?;
    changed.append(to)?;
    Some(changed)
}

fn last_consonant(word: &Letters, from: u8, to: u8) -> Option<Letters> {
    let last = word.len().checked_sub(1)?;
    // `ng` is one sound.
    let is_nasal = from == b'g' && word.at(last.checked_sub(1)?) == b'n';
    (word.at(last) == from && !is_nasal).then(|| word.with(last, to))?
}

/// The first `from` becomes `to`.
fn replaced(word: &Letters, from: u8, to: u8) -> Option<Letters> {
    let index = word.bytes().iter().position(|&byte| byte == from)?;
    word.with(index, to)
}

/// An `e` between the first two consonants, or before the first `r` or `l` that follows a stop, `f`
/// or `s` inside the word.
fn lost_schwa(word: &Letters) -> Option<Letters> {
    let is_cluster = is_consonant(word.at(0)) && is_consonant(word.at(1));
    let is_lost = |index: &usize| {
        let before = word.at(index - 1);
        let is_obstruent = matches!(
            before,
            b'b' | b'c' | b'd' | b'f' | b'j' | b'k' | b'p' | b's' | b't'
        );
        // `ng` is one sound.
        let is_g = before == b'g' && word.at(index - 2) != b'n';
        matches!(word.at(*index), b'r' | b'l') && (is_obstruent || is_g)
    };
    let index = if is_cluster && is_vowel(word.at(2)) {
        1
    } else {
        (2..word.len()).find(is_lost)?
    };
    word.with_inserted(index, b'e')
}

/// An `h` between the first two different vowels that meet.
fn lost_inner_h(word: &Letters) -> Option<Letters> {
    let meets = |index: &usize| {
        let (before, after) = (word.at(index - 1), word.at(*index));
        is_vowel(before) && is_vowel(after)
    };
    let index = (1..word.len()).find(meets)?;
    word.with_inserted(index, b'h')
}

/// The first `iya` becomes `ia`, the first `uwa` becomes `ua`.
fn lost_glide(word: &Letters) -> Option<Letters> {
    let glide = |three: &[u8]| match three {
        [b'i', b'y', next] | [b'u', b'w', next] => is_vowel(*next),
        _ => false,
    };
    let index = word.bytes().windows(3).position(glide)?;
    let (before, after) = word.as_str().split_at_checked(index + 1)?;
    let mut changed = Letters::new(before)?;
    changed.append(after.get(1..)?)?;
    Some(changed)
}
