//! Roots that a word shows changed: by speech, by an infix, or twice.

use super::super::trace::{Observer, StemRule};
use super::cost;
use super::letters::{Letters, is_consonant, is_vowel};
use super::peel::Peel;
use super::search::Search;
use super::spelling::{self, RESPELLINGS};

impl<O: Observer, const N: usize> Search<'_, '_, '_, O, N> {
    pub(super) fn look_up_as_spoken(&mut self, letters: &Letters, peel: &Peel, cost: u32) {
        let unchanged = self.variant;
        if let Some(half) = glued_half(letters) {
            self.variant.is_reduplicated = true;
            self.try_root(
                StemRule::GluedHalves(peel.affixes),
                &half,
                peel,
                cost + cost::GLUED,
            );
            self.variant = unchanged;
        }
        let is_plain = !unchanged.is_respelled && !peel.is_informal();
        let infix = without_infix(letters).filter(|_| is_plain);
        if let Some((infix, rest)) = infix {
            let mut peel = *peel;
            if peel.affixes.push_prefix(infix).is_some() {
                self.try_common_root(
                    StemRule::Infix(peel.affixes),
                    &rest,
                    &peel,
                    cost + cost::INFIX,
                );
            }
        }
        if letters.len() >= spelling::SHORTEST + usize::from(peel.is_one_letter()) {
            self.look_up_respelt(letters, peel, cost);
            self.variant = unchanged;
        }
    }

    fn look_up_respelt(&mut self, letters: &Letters, peel: &Peel, cost: u32) {
        let rule = StemRule::Respelling(peel.affixes);
        // A word that has been squeezed has one change behind it.
        let is_squeezed = self.variant.is_respelled;
        self.variant.is_respelled = true;
        for first in &RESPELLINGS {
            let cost = cost + first.cost;
            if cost > self.ranking.bound() {
                continue;
            }
            let Some(changed) = first.undo(letters) else {
                continue;
            };
            self.try_common_root(rule, &changed, peel, cost);
            for second in RESPELLINGS
                .iter()
                .filter(|second| !is_squeezed && first.meets(second, &changed))
            {
                let cost = cost + second.cost + spelling::SECOND;
                if cost > self.ranking.bound() {
                    continue;
                }
                if let Some(changed) = second.undo(&changed) {
                    self.try_common_root(rule, &changed, peel, cost);
                }
            }
        }
    }
}

/// `dosadosa`
fn glued_half(word: &Letters) -> Option<Letters> {
    let (first, second) = word.as_str().split_at_checked(word.len() / 2)?;
    (first == second && first.len() > 2).then(|| Letters::new(first))?
}

/// `gerigi`, `telunjuk`, `gemetar`, `kinerja`, and `tetangga`, which doubles its first consonant.
fn without_infix(word: &Letters) -> Option<(&'static str, Letters)> {
    let [first, rest @ ..] = word.bytes() else {
        return None;
    };
    if !is_consonant(*first) {
        return None;
    }
    let text = std::str::from_utf8(rest).ok()?;
    for infix in ["-er-", "-el-", "-em-", "-in-"] {
        let rest = text.strip_prefix(infix.trim_matches('-'));
        if let Some(rest) = rest.filter(|rest| rest.bytes().next().is_some_and(is_vowel)) {
            let mut root = Letters::EMPTY;
            root.push(*first)?;
            root.append(rest)?;
            return Some((infix, root));
        }
    }
    let rest = text.strip_prefix('e')?;
    (rest.as_bytes().first() == Some(first)).then(|| Some(("-e-", Letters::new(rest)?)))?
}
