//! Which affixes there are, and what a word becomes without them.

use super::super::form::Form;
use super::letters::{is_consonant, is_vowel};

/// A kind of prefix: its allomorphs (`me`, `mem`, `men`, ...) are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Prefix {
    Ber,
    Di,
    Kau,
    Ke,
    Ku,
    Me,
    /// The informal nasal alone: `ng-`, `ny-`, `n-`, `m-`.
    Nasal,
    Nge,
    /// `pe-` before a letter that `peN-` would change: `petani`.
    Pe,
    Pen,
    Per,
    Se,
    Ter,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Suffix {
    An,
    I,
    /// The informal `-in`.
    In,
    Kan,
    /// The foreign `-is`, `-isme`, `-isasi`.
    Foreign,
}

/// A suffix, clitic or particle as it is written, what it is shown as, and its cost.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ending<K> {
    pub(super) kind: K,
    pub(super) shown: &'static str,
    /// What must stand before it.
    after: &'static str,
    /// The shortest rest that it leaves.
    rest: usize,
    pub(super) cost: u32,
}

const fn ending<K>(kind: K, shown: &'static str, cost: u32) -> Ending<K> {
    Ending {
        kind,
        shown,
        after: "",
        rest: 2,
        cost,
    }
}

impl<K> Ending<K> {
    const fn after(self, after: &'static str) -> Self
    where
        K: Copy,
    {
        Self { after, ..self }
    }

    /// `None` if the form does not end like this.
    pub(super) fn cut<'w>(&self, form: Form<'w>) -> Option<Form<'w>> {
        let rest = form.len().checked_sub(self.shown.len())?;
        if rest < self.rest || !form.ends_with(self.shown) {
            return None;
        }
        Some(form.drop_end(self.shown.len())).filter(|rest| rest.ends_with(self.after))
    }
}

pub(super) const PARTICLES: [Ending<()>; 4] = [
    ending((), "lah", 4),
    ending((), "kah", 4),
    ending((), "pun", 4),
    ending((), "tah", 14),
];

pub(super) const POSSESSIVES: [Ending<()>; 6] = [
    ending((), "nya", 3),
    // jawabanya: of two n, one is written.
    ending((), "ya", 10).after("an"),
    ending((), "ku", 6),
    ending((), "mu", 6),
    ending((), "nye", 8),
    Ending {
        rest: 4,
        ..ending((), "ny", 10)
    },
];

pub(super) const SUFFIXES: [Ending<Suffix>; 8] = [
    ending(Suffix::Kan, "kan", 5),
    ending(Suffix::An, "an", 7),
    // dimasukan: of two k, one is written.
    ending(Suffix::Kan, "an", 11).after("k"),
    ending(Suffix::I, "i", 9),
    ending(Suffix::In, "in", 10),
    ending(Suffix::Foreign, "isme", 18),
    ending(Suffix::Foreign, "isasi", 18),
    ending(Suffix::Foreign, "is", 20),
];

/// One way to take a prefix off.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut<'w> {
    pub(super) prefix: Prefix,
    pub(super) shown: &'static str,
    pub(super) rest: Form<'w>,
    /// What this allomorph costs beyond the prefix itself.
    pub(super) cost: u32,
}

/// No start of a word has more cuts.
pub(super) const MOST_CUTS: usize = 6;

pub(super) type Cuts<'w> = [Option<Cut<'w>>; MOST_CUTS];

/// All ways to take one prefix off, the likelier first.
pub(super) fn cuts(form: Form<'_>) -> Cuts<'_> {
    let mut found = Found {
        form,
        cuts: [None; MOST_CUTS],
    };
    let head = form.head().map(|byte| byte.unwrap_or(0));
    match head {
        [b'b', b'e', ..] => found.ber(head, Prefix::Ber, ["ber", "bel", "be"]),
        [b't', b'e', ..] => found.ber(head, Prefix::Ter, ["ter", "", "te"]),
        [b'd', b'i', ..] => found.cut(Prefix::Di, "di", "", 0),
        [b'k', b'e', rest @ ..] => {
            found.cut(Prefix::Ke, "ke", "", 0);
            if rest.starts_with(b"tidak") {
                found.cut(Prefix::Ke, "ketidak", "", 0);
            }
        }
        [b'k', b'u', ..] => found.cut(Prefix::Ku, "ku", "", 0),
        [b'k', b'a', b'u', ..] => found.cut(Prefix::Kau, "kau", "", 0),
        [b's', b'e', ..] => found.cut(Prefix::Se, "se", "", 0),
        [b'p', b'e', ..] => {
            found.ber(head, Prefix::Per, ["per", "pel", "pe"]);
            found.nasal(head, Prefix::Pen);
        }
        [b'm', b'e', ..] => {
            found.nasal(head, Prefix::Me);
            found.bare_nasal(head);
        }
        [b'm' | b'n', ..] => found.bare_nasal(head),
        _ => {}
    }
    found.cuts
}

type Head = [u8; super::super::form::HEAD];

struct Found<'w> {
    form: Form<'w>,
    cuts: Cuts<'w>,
}

impl Found<'_> {
    fn cut(&mut self, prefix: Prefix, shown: &'static str, put: &'static str, cost: u32) {
        let rest = self.form.replace_start(shown.len(), put);
        let shortest = match (prefix, shown) {
            (Prefix::Nasal, "ng") => 3,
            (Prefix::Nasal, _) => 4,
            _ => 2,
        };
        let rest = rest.filter(|rest| rest.len() >= shortest);
        let slot = self.cuts.iter_mut().find(|slot| slot.is_none());
        if let (Some(rest), Some(slot)) = (rest, slot) {
            *slot = Some(Cut {
                prefix,
                shown,
                rest,
                cost,
            });
        }
    }

    /// `ber-`, `ter-`, `per-`: the `r` is lost before `r` and before a syllable in `er`
    /// (`bekerja`, `tepercik`), and is `l` before `ajar`.
    fn ber(&mut self, head: Head, prefix: Prefix, [full, lateral, short]: [&'static str; 3]) {
        let [_, _, third, fourth, fifth, sixth, ..] = head;
        if third == b'r' {
            self.cut(prefix, full, "", 0);
            if is_vowel(fourth) {
                self.cut(prefix, short, "", 1);
            }
        } else if is_consonant(third) && [fourth, fifth] == *b"er" && is_consonant(sixth) {
            self.cut(prefix, short, "", 2);
        } else if prefix == Prefix::Ter && head.get(2..5) == Some(b"per") {
            // teperosok, teperinci
            self.cut(prefix, short, "", 2);
        } else if !lateral.is_empty() && [third, fourth, fifth, sixth] == *b"laja" {
            self.cut(prefix, lateral, "", 0);
        }
    }

    /// `meN-` and `peN-`.
    fn nasal(&mut self, head: Head, prefix: Prefix) {
        let is_me = prefix == Prefix::Me;
        let [bare, labial, dental, velar] = if is_me {
            ["me", "mem", "men", "meng"]
        } else {
            ["pe", "pem", "pen", "peng"]
        };
        let [_, _, third, fourth, fifth, ..] = head;
        match [third, fourth] {
            [b'm', b'b' | b'f' | b'v'] => self.cut(prefix, labial, "", 0),
            // Loans keep their p (mempublikasikan), and so does per-.
            [b'm', b'p'] => self.cut(prefix, labial, "", 2),
            [b'm', next] if is_vowel(next) => {
                self.cut(prefix, labial, "p", 0);
                self.cut(prefix, bare, "", 2);
            }
            // memrakarsai
            [b'm', b'r' | b'l'] => self.cut(prefix, labial, "p", 6),
            [b'n', b'c' | b'd' | b'j' | b'z'] => self.cut(prefix, dental, "", 0),
            [b'n', b't' | b's'] => self.cut(prefix, dental, "", 3),
            [b'n', b'y'] if is_vowel(fifth) => {
                let shown = if is_me { "meny" } else { "peny" };
                self.cut(prefix, shown, "s", 0);
                self.cut(prefix, bare, "", 2);
                self.cut(prefix, shown, "c", 8);
            }
            [b'n', b'g'] => self.velar(head, prefix, bare, velar),
            [b'n', next] if is_vowel(next) => {
                self.cut(prefix, dental, "t", 0);
                self.cut(prefix, bare, "", 2);
            }
            [b'l' | b'r' | b'w' | b'y', next] if is_vowel(next) => {
                self.cut(prefix, bare, "", 0);
            }
            _ => {}
        }
        // petani, pejalan: who does what a word with ber- says.
        if !is_me
            && is_consonant(third)
            && !matches!(third, b'm' | b'n' | b'l' | b'r' | b'w' | b'y')
        {
            self.cut(Prefix::Pe, "pe", "", 0);
        }
    }

    /// `meng-` and `peng-`.
    fn velar(&mut self, head: Head, prefix: Prefix, bare: &'static str, velar: &'static str) {
        let [_, _, _, _, fifth, sixth, ..] = head;
        match fifth {
            b'g' | b'h' | b'q' => self.cut(prefix, velar, "", 0),
            b'k' if sixth == b'h' || is_consonant(sixth) => self.cut(prefix, velar, "", 0),
            b'k' => self.cut(prefix, velar, "", 4),
            vowel if is_vowel(vowel) => {
                self.cut(prefix, velar, "", 0);
                self.cut(prefix, velar, "k", 1);
                if vowel == b'e' {
                    let shown = if prefix == Prefix::Me {
                        "menge"
                    } else {
                        "penge"
                    };
                    self.cut(prefix, shown, "", 3);
                }
                self.cut(prefix, bare, "", 6);
            }
            consonant if is_consonant(consonant) => self.cut(prefix, velar, "", 10),
            _ => {}
        }
    }

    /// The nasal of `meN-` without its `me`, as in speech.
    fn bare_nasal(&mut self, head: Head) {
        let [first, second, third, ..] = head;
        match [first, second] {
            [b'm', next] if is_vowel(next) => self.cut(Prefix::Nasal, "m", "p", 0),
            [b'm', b'b'] => self.cut(Prefix::Nasal, "m", "", 0),
            [b'n', b'g'] => {
                if third == b'e' {
                    self.cut(Prefix::Nge, "nge", "", 0);
                }
                if is_vowel(third) {
                    self.cut(Prefix::Nasal, "ng", "", 0);
                    self.cut(Prefix::Nasal, "ng", "k", 1);
                } else {
                    self.cut(Prefix::Nasal, "ng", "", 2);
                }
            }
            [b'n', b'y'] if is_vowel(third) => {
                self.cut(Prefix::Nasal, "ny", "s", 0);
                self.cut(Prefix::Nasal, "ny", "c", 1);
            }
            [b'n', b'c' | b'd' | b'j' | b't'] => self.cut(Prefix::Nasal, "n", "", 0),
            [b'n', next] if is_vowel(next) => self.cut(Prefix::Nasal, "n", "t", 0),
            _ => {}
        }
    }
}
