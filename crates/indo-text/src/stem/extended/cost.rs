//! What an affix costs, and which do not go together. Ten is about one ordinary affix. The figures
//! were set by hand and tuned on words of tweets with known roots.

use super::affixes::{Prefix, Suffix};
use super::letters::{Letters, is_vowel};
use super::lexicon::{Entry, Kind};
use super::peel::Peel;
use crate::PartOfSpeech::{Noun, ProperName};

/// What costs more is no answer: the word stays as it is.
pub(super) const MOST: u32 = 36;

/// An infix, or a first consonant doubled with `e` (`tetangga`), is seldom more than chance.
pub(super) const INFIX: u32 = 22;

/// Two equal halves with no hyphen between them.
pub(super) const GLUED: u32 = 8;

/// Halves with a hyphen between them and the same root.
pub(super) const HALVES: u32 = 1;

/// The outermost prefix, given the suffix; `None` where the two make no Indonesian word.
pub(super) fn outer_prefix(prefix: Prefix, suffix: Option<Suffix>) -> Option<u32> {
    use Suffix::{An, Foreign, I, In, Kan};
    let [alone, kan, i, an, r#in] = match prefix {
        Prefix::Di => [Some(4), Some(1), Some(1), Some(12), Some(1)],
        Prefix::Me => [Some(4), Some(1), Some(1), None, Some(4)],
        Prefix::Ku => [Some(9), Some(5), Some(5), None, Some(6)],
        Prefix::Kau => [Some(8), Some(5), Some(5), None, Some(6)],
        Prefix::Ber => [Some(7), Some(5), None, Some(3), None],
        Prefix::Ter => [Some(6), Some(5), Some(5), None, Some(9)],
        Prefix::Ke => [Some(12), None, Some(18), Some(2), Some(12)],
        Prefix::Se => [Some(8), None, None, Some(8), None],
        Prefix::Pen => [Some(6), None, None, Some(1), None],
        Prefix::Pe => [Some(6), None, None, Some(7), None],
        Prefix::Per => [Some(9), Some(6), Some(6), Some(2), Some(9)],
        Prefix::Nge => [Some(7), Some(8), Some(10), None, Some(1)],
        Prefix::Nasal => [Some(10), Some(9), Some(12), None, Some(4)],
    };
    match suffix {
        None => alone,
        Some(Kan) => kan,
        Some(I) => i,
        Some(An) => an,
        Some(In) => r#in,
        Some(Foreign) => None,
    }
}

/// A prefix under another; `None` where Indonesian does not put the two together.
pub(super) fn inner_prefix(outer: Prefix, inner: Prefix) -> Option<u32> {
    use Prefix::{Ber, Di, Kau, Ke, Ku, Me, Nge, Pe, Pen, Per, Se, Ter};
    Some(match (outer, inner) {
        (Me | Di | Ku | Kau | Nge, Per) => 3,
        (Me | Di | Ku | Kau | Nge, Ber) => 5,
        (Me | Di | Ku | Kau | Nge, Ter | Ke | Se) => 8,
        (Pen, Ber) | (Ke, Ber | Ter) => 4,
        (Pen, Per) | (Ke, Se) | (Ber, Ke) => 5,
        (Ber | Se | Ke, Pen | Pe | Per) | (Per, Se) | (Ter, Per) => 6,
        (Pen | Ber | Ter, Se) | (Pen | Per | Se | Ter, Ke) | (Se, Ber | Ter) => 9,
        (Ter, Pen | Pe) | (Per, Ber) => 9,
        _ => return None,
    })
}

/// A root, by what stands around it; `None` where no such word is believed: a name under an affix
/// that names do not take, a name of two letters under any (`solah`),
/// and a short root with a suffix alone (`deni`, `satan`).
pub(super) fn root(entry: Entry<'_>, root: &Letters, peel: &Peel) -> Option<u32> {
    let (kind, len) = (entry.kind, root.len());
    let short = match (len, peel.inner_prefix()) {
        (0..=2, _) => 22,
        (3, Some(Prefix::Nasal)) => 12,
        (3, _) => 5,
        _ => 0,
    };
    let has_suffix_alone = peel.outer_prefix().is_none() && peel.suffix_kind().is_some();
    match kind {
        Kind::Common if len < 3 && has_suffix_alone => None,
        Kind::Common => Some(short + class(entry, root, peel)),
        Kind::Rare if len < 4 && has_suffix_alone => None,
        Kind::Rare if peel.is_clitics_alone() => Some(short + 3),
        Kind::Rare => {
            let informal = if peel.is_informal() { 10 } else { 0 };
            let four = if len == 4 { 3 + informal } else { 0 };
            Some(3 * short + 9 + informal + four)
        }
        Kind::English if is_loan_affix(len, peel) => Some(12),
        Kind::Name | Kind::English => match (peel.outer_prefix(), peel.suffix_kind()) {
            (None, None) if len < 3 => None,
            // Kuta and tanya are both in kutanya, and tanya is the likelier.
            (None, None) if len < 5 => Some(short + 8),
            (None, None) => Some(short),
            (Some(Prefix::Se), None) | (Some(Prefix::Ke), Some(Suffix::An)) => Some(6 + short),
            _ => None,
        },
    }
}

/// What speech puts on English words that are no roots: `direview`, `mengcover`, `ngefly`, `settingan`.
fn is_loan_affix(len: usize, peel: &Peel) -> bool {
    use Prefix::{Di, Me, Nasal, Nge};
    let is_single = peel.affixes.prefixes().nth(1).is_none();
    match (peel.outer_prefix(), peel.suffix_kind()) {
        (Some(Nge), None | Some(Suffix::In)) => is_single && len > 2,
        (Some(Di | Me | Nasal), None | Some(Suffix::In)) => is_single && len > 3,
        (None, Some(Suffix::An | Suffix::In)) => len > 4,
        _ => false,
    }
}

/// A common root by its class, which tells the likelier of two that share a word: `kereta` and
/// `retak` in `keretakan`, `ampas` and `rampas` in `perampasan`, `piring` and `miring` in
/// `memiringkan`.
fn class(entry: Entry<'_>, root: &Letters, peel: &Peel) -> u32 {
    let is_noun = matches!(entry.part, Some(Noun | ProperName));
    let has_kan = peel.suffix_kind() == Some(Suffix::Kan);
    match (peel.affixes.prefixes().last(), root.at(0)) {
        // Exceptions such as keburu have affixes of their own.
        (None, _) if has_kan && (is_noun || entry.is_changed(root)) => 6,
        (Some("per" | "ter"), first) if is_vowel(first) && is_noun => 2,
        (Some("pe"), b'r') if is_noun => 4,
        (Some("te"), b'r') if is_noun => 5,
        (Some("mem"), b'p') if has_kan && is_noun => 3,
        _ => 0,
    }
}
