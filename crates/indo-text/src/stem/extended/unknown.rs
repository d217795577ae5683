//! Words that no root explains: names, loans, slang. Only what is evident goes.

use super::hyphen::Parts;
use super::letters::{LONGEST_WORD, Letters, is_consonant, is_vowel};
use super::stretch;

/// The shortest rests that may be words, abbreviations of two consonants apart: `jokowinya`, `hpnya`,
/// `ngetwit`.
const BEFORE_NYA: usize = 3;
const AFTER_NGE: usize = 4;

/// The word without stretched letters; `None` if there are none, or no letters alone.
pub(super) fn squeezed(word: &str) -> Option<Letters> {
    let is_word = word.len() <= LONGEST_WORD && word.bytes().all(|byte| byte.is_ascii_lowercase());
    is_word.then(|| stretch::UNKNOWN.apply(word))?
}

/// `None` if there is nothing to take off.
pub(super) fn without_evident_affixes(word: &str) -> Option<&str> {
    if word.len() > LONGEST_WORD {
        return None;
    }
    if let Some(parts) = Parts::of(word) {
        return parts.bare();
    }
    if !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    // No Indonesian prefix but `nge-` stands before any consonant, and no ending but `-nya` is as
    // common after loans and names.
    let nya = word.strip_suffix("nya").filter(|rest| {
        let is_short = rest.len() == 2 && !rest.bytes().any(is_vowel);
        rest.len() >= BEFORE_NYA || is_short
    });
    let rest = nya.unwrap_or(word);
    let nge = rest.strip_prefix("nge").filter(|rest| is_loan(rest));
    nge.or(nya)
}

/// `twit`, `share`; not `ntot`, for which `nge` is no prefix.
fn is_loan(rest: &str) -> bool {
    let mut bytes = rest.bytes();
    let first = bytes.next().unwrap_or_default();
    let second = bytes.next().unwrap_or_default();
    let is_nasal = matches!(first, b'n' | b'm') && is_consonant(second);
    rest.len() >= AFTER_NGE && is_consonant(first) && !is_nasal && rest.bytes().any(is_vowel)
}
