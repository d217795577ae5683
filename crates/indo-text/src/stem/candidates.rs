use std::cmp::Reverse;
use std::fmt;

use super::affixes::Affixes;
use super::extended;
use super::form::Form;
use super::plural;
use super::rules::{self, Head};
use super::search::{MAX_PREFIXES, strip_particle, strip_plain_prefix, strip_possessive};
use crate::Dictionary;

/// A root that a word can be reduced to, and the affixes that this takes off.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Candidate {
    /// A root of the dictionary; or, under [`Rules::Extended`](crate::Rules::Extended), one that the
    /// crate knows to be common or that an exception sets.
    pub root: String,
    /// Prefixes from the outside in, as they are cut: `men` for `menulis`, from `tulis`. An infix
    /// has hyphens on both sides: `-er-`.
    pub prefixes: Vec<&'static str>,
    /// The derivational suffix, such as `kan`.
    pub suffix: Option<&'static str>,
    /// The possessive clitic: `ku`, `mu` or `nya`.
    pub possessive: Option<&'static str>,
    /// The particle: `lah`, `kah`, `tah` or `pun`.
    pub particle: Option<&'static str>,
    /// What this way costs under [`Rules::Extended`](crate::Rules::Extended), where the cheapest
    /// is the stem; ten is about one ordinary affix. Under Sastrawi's rules 0.
    pub cost: u32,
    /// Whether the word is written as speech has it, so that the root is no part of it: `temen`.
    /// Under Sastrawi's rules never.
    pub is_respelled: bool,
    /// Whether a half that repeats the root is taken off: `anak-anak`, `anak2`.
    pub is_reduplicated: bool,
}

impl Candidate {
    /// How many affixes are taken off.
    #[must_use]
    pub fn affix_count(&self) -> usize {
        let suffixes = [self.suffix, self.possessive, self.particle];
        self.prefixes.len() + suffixes.iter().flatten().count()
    }
}

/// The root, then what is taken off, from the outside in at the front and at the back:
/// `beri: suffix -kan, particle -lah`. Where ways have a cost, it stands at the end.
impl fmt::Display for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.root)?;
        let mut separator = ": ";
        let mut part = |f: &mut fmt::Formatter<'_>, kind: &str, affix: &str| {
            write!(f, "{separator}{kind}{affix}")?;
            separator = ", ";
            Ok(())
        };
        for prefix in &self.prefixes {
            if prefix.starts_with('-') {
                part(f, "infix ", prefix)?;
            } else {
                part(f, "prefix ", &format!("{prefix}-"))?;
            }
        }
        let ends = [
            ("suffix -", self.suffix),
            ("possessive -", self.possessive),
            ("particle -", self.particle),
        ];
        for (kind, affix) in ends {
            if let Some(affix) = affix {
                part(f, kind, affix)?;
            }
        }
        if self.is_reduplicated {
            part(f, "reduplicated", "")?;
        }
        if self.is_respelled {
            part(f, "spelled as spoken", "")?;
        }
        if self.cost > 0 {
            part(f, "cost ", &self.cost.to_string())?;
        }
        Ok(())
    }
}

impl Candidate {
    /// The root that an exception sets.
    pub(super) fn fixed(root: &str, affixes: Affixes) -> Self {
        Self {
            root: root.to_owned(),
            prefixes: affixes.prefixes().collect(),
            suffix: affixes.suffix,
            possessive: affixes.possessive,
            particle: affixes.particle,
            cost: 0,
            is_respelled: false,
            is_reduplicated: false,
        }
    }

    pub(super) fn of(found: &extended::Found<'_>) -> Self {
        Self {
            root: found.root().to_owned(),
            prefixes: found.affixes.prefixes().collect(),
            suffix: found.affixes.suffix,
            possessive: found.affixes.possessive,
            particle: found.affixes.particle,
            cost: found.cost,
            is_respelled: found.variant.is_respelled,
            is_reduplicated: found.variant.is_reduplicated,
        }
    }
}

/// The candidates of a normalised word, shortest peel first.
pub(super) fn find(word: &str, dictionary: &Dictionary) -> Vec<Candidate> {
    if word.is_empty() || word.contains(' ') {
        return Vec::new();
    }
    match plural::halves(word) {
        Some((first, second)) => of_plural(first, second, dictionary),
        None => of_singular(Form::new(word), dictionary),
    }
}

fn of_singular(word: Form<'_>, dictionary: &Dictionary) -> Vec<Candidate> {
    let mut found = Found {
        dictionary,
        candidates: Vec::new(),
        looked_up: 0,
    };
    found.explore(word);
    ordered(found.candidates)
}

/// Roots of both halves: the prefixes of the first, and the suffixes of the second where the first
/// has none.
fn of_plural(first: &str, second: &str, dictionary: &Dictionary) -> Vec<Candidate> {
    let mut of_second = of_singular(Form::new(second), dictionary);
    of_second.extend(of_singular(plural::with_me(second), dictionary));
    let mut common = of_singular(Form::new(first), dictionary);
    common.retain_mut(|candidate| {
        let same = of_second.iter().find(|other| other.root == candidate.root);
        candidate.is_reduplicated = true;
        if let Some(other) = same {
            candidate.suffix = candidate.suffix.or(other.suffix);
            candidate.possessive = candidate.possessive.or(other.possessive);
            candidate.particle = candidate.particle.or(other.particle);
        }
        same.is_some()
    });
    ordered(common)
}

/// One candidate a root, in the order that `Stemmer::candidates` documents. Of the same word, the
/// longer root has lost fewer letters.
fn ordered(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates.sort_by(|a, b| (&a.root, a.affix_count()).cmp(&(&b.root, b.affix_count())));
    candidates.dedup_by(|later, kept| later.root == kept.root);
    candidates.sort_by_key(|candidate| (Reverse(candidate.root.len()), candidate.affix_count()));
    candidates
}

/// A form of the word, and the affixes taken off so far.
#[derive(Debug, Clone, Copy)]
struct Peeled<'w> {
    form: Form<'w>,
    prefixes: [Option<&'static str>; MAX_PREFIXES],
    suffix: Option<&'static str>,
    possessive: Option<&'static str>,
    particle: Option<&'static str>,
}

impl<'w> Peeled<'w> {
    fn new(form: Form<'w>) -> Self {
        Self {
            form,
            prefixes: [None; MAX_PREFIXES],
            suffix: None,
            possessive: None,
            particle: None,
        }
    }

    /// `None` if all prefixes that may go have gone.
    fn without_prefix(mut self, form: Form<'w>, prefix: &'static str) -> Option<Self> {
        *self.prefixes.iter_mut().find(|slot| slot.is_none())? = Some(prefix);
        Some(Self { form, ..self })
    }
}

struct Found<'d> {
    dictionary: &'d Dictionary,
    candidates: Vec<Candidate>,
    looked_up: usize,
}

impl Found<'_> {
    fn explore(&mut self, word: Form<'_>) {
        let reach = if word.is_short() {
            // As the stemmer: no more than a plain prefix and a particle.
            Reach::Short
        } else {
            Reach::All
        };
        let whole = Peeled::new(word);
        for shorter in without_suffixes(whole, reach) {
            for peeled in without_prefixes(shorter, reach) {
                self.look_up(peeled);
            }
        }
        // A prefix that ends in what looks like a suffix must go first: `memi` is `mem` without
        // its `i`, and no rule takes that for a prefix.
        for shorter in without_prefixes(whole, reach) {
            for peeled in without_suffixes(shorter, reach) {
                self.look_up(peeled);
            }
        }
    }

    fn look_up(&mut self, peeled: Peeled<'_>) {
        self.looked_up += 1;
        if peeled.form.is_in(self.dictionary) {
            self.candidates.push(Candidate {
                root: peeled.form.to_string(),
                prefixes: peeled.prefixes.into_iter().flatten().collect(),
                suffix: peeled.suffix,
                possessive: peeled.possessive,
                particle: peeled.particle,
                cost: 0,
                is_respelled: false,
                is_reduplicated: false,
            });
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    All,
    Short,
}

/// The word with and without each of its suffixes: at most 2 x 2 x 3 forms, since no word ends in
/// more than two of the derivational ones.
fn without_suffixes(whole: Peeled<'_>, reach: Reach) -> Vec<Peeled<'_>> {
    let mut forms = vec![whole];
    if let Some((form, particle)) = strip_particle(whole.form) {
        forms.push(Peeled {
            form,
            particle: Some(particle),
            ..whole
        });
    }
    if reach == Reach::Short {
        return forms;
    }
    for index in 0..forms.len() {
        let Some(&peeled) = forms.get(index) else {
            break;
        };
        if let Some((form, possessive)) = strip_possessive(peeled.form) {
            forms.push(Peeled {
                form,
                possessive: Some(possessive),
                ..peeled
            });
        }
    }
    let mut derived = Vec::new();
    for peeled in &forms {
        for suffix in rules::DERIVATIONAL_SUFFIXES {
            if peeled.form.ends_with(suffix) {
                derived.push(Peeled {
                    form: peeled.form.drop_end(suffix.len()),
                    suffix: Some(suffix),
                    ..*peeled
                });
            }
        }
    }
    forms.extend(derived);
    forms
}

/// The word without none to three of its prefixes: at most 1 + 6 + 6^2 + 6^3 forms, since no start
/// of a word fits more than six cuts.
fn without_prefixes(whole: Peeled<'_>, reach: Reach) -> Vec<Peeled<'_>> {
    let mut forms = vec![whole];
    let mut next = 0;
    while let Some(&peeled) = forms.get(next) {
        next += 1;
        let plain = strip_plain_prefix(peeled.form);
        forms.extend(plain.and_then(|(form, prefix)| peeled.without_prefix(form, prefix)));
        if reach == Reach::Short {
            continue;
        }
        let head = Head::of(peeled.form);
        let applicable = rules::for_word(peeled.form).filter(|rule| rule.applies_to(&head));
        for cut in applicable.flat_map(|rule| rule.cuts) {
            let shorter = cut.apply(peeled.form, &head);
            forms.extend(shorter.and_then(|form| peeled.without_prefix(form, cut.affix)));
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST_SUFFIXED: usize = 2 * 2 * 3;
    const MOST_PREFIXED: usize = 1 + 6 + 36 + 216;

    #[test]
    fn no_word_has_more_forms_than_documented() {
        let starts = [
            "ber", "be", "ter", "te", "me", "mem", "men", "meng", "meny", "memp", "pe", "per",
            "pem", "pen", "peng", "peny", "pel", "di", "ke", "se", "ku", "kau", "ger", "pin", "a",
            "e", "r",
        ];
        let ends = [
            "",
            "i",
            "kan",
            "an",
            "is",
            "isasi",
            "isme",
            "isasinyalah",
            "kannyalah",
            "ikukah",
        ];
        let dictionary = Dictionary::default();
        let mut most = 0;
        for first in starts {
            for second in starts {
                for third in starts {
                    let prefixes = [first, second, third, "a"].concat();
                    let whole = Peeled::new(Form::new(&prefixes));
                    assert!(
                        without_prefixes(whole, Reach::All).len() <= MOST_PREFIXED,
                        "{prefixes}"
                    );
                    for end in ends {
                        let word = prefixes.clone() + end;
                        let mut found = Found {
                            dictionary: &dictionary,
                            candidates: Vec::new(),
                            looked_up: 0,
                        };
                        found.explore(Form::new(&word));
                        most = most.max(found.looked_up);
                    }
                }
            }
        }
        assert!(most <= 2 * MOST_SUFFIXED * MOST_PREFIXED, "{most} forms");
        assert_eq!(2 * MOST_SUFFIXED * MOST_PREFIXED, 6_216);
    }

    #[test]
    fn no_start_of_a_word_fits_more_than_six_cuts() {
        // One or more letters of each class that the patterns tell apart. Those which look further
        // than six letters exclude each other.
        let letters = b"bfehlmnprtwyagi";
        let mut words: Vec<Vec<u8>> = b"bdgkmpst".iter().map(|&first| vec![first]).collect();
        for _ in 0..5 {
            words = words
                .iter()
                .flat_map(|word| {
                    letters
                        .iter()
                        .map(move |&next| [&word[..], &[next]].concat())
                })
                .filter(|word| word.len() > 4 || fits_a_rule(word))
                .collect();
        }
        let most = words
            .iter()
            .filter_map(|word| std::str::from_utf8(word).ok())
            .map(cuts_of)
            .max();
        assert!(most.is_some_and(|most| most <= 6), "{most:?} cuts");
    }

    fn fits_a_rule(start: &[u8]) -> bool {
        let Ok(start) = std::str::from_utf8(start) else {
            return false;
        };
        [
            "be", "te", "me", "pe", "di", "ke", "se", "ku", "ka", "ge", "gi",
        ]
        .iter()
        .any(|known| known.starts_with(start) || start.starts_with(known))
    }

    fn cuts_of(word: &str) -> usize {
        let form = Form::new(word);
        let head = Head::of(form);
        let cuts = rules::for_word(form)
            .filter(|rule| rule.applies_to(&head))
            .flat_map(|rule| rule.cuts)
            .filter(|cut| cut.apply(form, &head).is_some());
        cuts.count() + usize::from(strip_plain_prefix(form).is_some())
    }
}
