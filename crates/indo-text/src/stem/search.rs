//! The order in which affixes are tried, after Nazief & Adriani with the later corrections (CS,
//! ECS, improved ECS) as PySastrawi runs them.

use std::ops::ControlFlow::{self, Break, Continue};

use super::form::Form;
use super::rules::{self, Head};
use crate::Dictionary;

const MAX_PREFIXES: usize = 3;

/// The root of a word; `None` if no way of taking affixes off leads into the dictionary.
pub(super) fn find_root<'w>(word: &'w str, dictionary: &Dictionary) -> Option<Form<'w>> {
    let reach = if is_short(word) {
        Reach::FirstVisitor
    } else {
        Reach::All
    };
    Search { dictionary, reach }.run(word).break_value()
}

/// Up to three characters. Such a word is not stemmed, or nearly so: PySastrawi notices it only
/// after the first visitor of each round has run, so that `se`, `di`, `ke` and particles go.
fn is_short(word: &str) -> bool {
    word.chars().nth(3).is_none()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    All,
    FirstVisitor,
}

struct Search<'d> {
    dictionary: &'d Dictionary,
    reach: Reach,
}

/// A suffix that was taken off, as far as it matters for putting it back.
#[derive(Clone, Copy)]
struct RemovedSuffix<'w> {
    before: Form<'w>,
    /// After `-kan`, the form which keeps the `k`: `-kan` may have been `-an` on a word in `k`.
    keeping_k: Option<Form<'w>>,
}

type RemovedSuffixes<'w> = [Option<RemovedSuffix<'w>>; 3];

/// Each step breaks with the root, or goes on with the form that is left.
impl Search<'_> {
    fn run<'w>(&self, word: &'w str) -> ControlFlow<Form<'w>> {
        let whole = self.look_up(Form::new(word))?;
        if prefixes_go_first(whole) {
            let rest = self.strip_prefixes(whole)?;
            self.strip_suffixes(rest)?;
            // In vain: forget both and begin again.
        }
        let (rest, removed) = self.strip_suffixes(whole)?;
        self.strip_prefixes(rest)?;
        self.restore_suffixes(&removed)
    }

    fn look_up<'w>(&self, form: Form<'w>) -> ControlFlow<Form<'w>, Form<'w>> {
        if form.is_in(self.dictionary) {
            Break(form)
        } else {
            Continue(form)
        }
    }

    fn strip_prefixes<'w>(&self, mut form: Form<'w>) -> ControlFlow<Form<'w>, Form<'w>> {
        for _ in 0..MAX_PREFIXES {
            let Some(shorter) = self.strip_one_prefix(form) else {
                break;
            };
            form = self.look_up(shorter)?;
        }
        Continue(form)
    }

    fn strip_one_prefix<'w>(&self, form: Form<'w>) -> Option<Form<'w>> {
        strip_plain_prefix(form).or_else(|| match self.reach {
            Reach::All => self.apply_first_rule(form),
            Reach::FirstVisitor => None,
        })
    }

    /// The first rule that yields a form decides, root or not.
    fn apply_first_rule<'w>(&self, form: Form<'w>) -> Option<Form<'w>> {
        let head = Head::of(form);
        rules::for_word(form)
            .filter(|rule| rule.applies_to(&head))
            .find_map(|rule| {
                // The first cut that is a root, else whatever the last one gives, be it nothing.
                let (last, earlier) = rule.cuts.split_last()?;
                earlier
                    .iter()
                    .filter_map(|cut| cut.apply(form, &head))
                    .find(|shorter| shorter.is_in(self.dictionary))
                    .or_else(|| last.apply(form, &head))
            })
    }

    fn strip_suffixes<'w>(
        &self,
        mut form: Form<'w>,
    ) -> ControlFlow<Form<'w>, (Form<'w>, RemovedSuffixes<'w>)> {
        let mut removed = [None; 3];
        let visitors = [strip_particle, strip_possessive, strip_derivational_suffix];
        let reach = if self.reach == Reach::All {
            visitors.len()
        } else {
            1
        };
        for (visitor, slot) in visitors.iter().zip(&mut removed).take(reach) {
            if let Some((shorter, suffix)) = visitor(form) {
                let keeping_k = (suffix == "kan").then(|| form.drop_end("an".len()));
                *slot = Some(RemovedSuffix {
                    before: form,
                    keeping_k,
                });
                form = self.look_up(shorter)?;
            }
        }
        Continue((form, removed))
    }

    /// Puts suffixes back, the last first, and tries the prefixes on what that makes: the "loop
    /// pengembalian akhiran" of ECS.
    fn restore_suffixes<'w>(&self, removed: &RemovedSuffixes<'w>) -> ControlFlow<Form<'w>> {
        for suffix in removed.iter().rev().flatten() {
            if let Some(form) = suffix.keeping_k {
                // Only a form which loses no plain prefix is looked up as it is.
                if strip_plain_prefix(form).is_none() {
                    self.look_up(form)?;
                }
                self.strip_prefixes(form)?;
            }
            self.strip_prefixes(suffix.before)?;
        }
        Continue(())
    }
}

fn prefixes_go_first(word: Form<'_>) -> bool {
    rules::PREFIX_FIRST.iter().any(|(prefix, suffix)| {
        word.len() >= prefix.len() + suffix.len()
            && word.starts_with(prefix)
            && word.ends_with(suffix)
    })
}

fn strip_plain_prefix(form: Form<'_>) -> Option<Form<'_>> {
    let prefix = rules::PLAIN_PREFIXES
        .iter()
        .find(|prefix| form.starts_with(prefix))?;
    form.replace_start(prefix.len(), None)
}

type Stripped<'w> = Option<(Form<'w>, &'static str)>;

fn strip_particle(form: Form<'_>) -> Stripped<'_> {
    strip_suffix(form, &rules::PARTICLES).map(|(form, suffix)| (drop_hyphens(form), suffix))
}

fn strip_possessive(form: Form<'_>) -> Stripped<'_> {
    strip_suffix(form, &rules::POSSESSIVES).map(|(form, suffix)| (drop_hyphens(form), suffix))
}

fn strip_derivational_suffix(form: Form<'_>) -> Stripped<'_> {
    strip_suffix(form, &rules::DERIVATIONAL_SUFFIXES)
}

fn strip_suffix<'w>(form: Form<'w>, suffixes: &[&'static str]) -> Stripped<'w> {
    let suffix = suffixes.iter().find(|suffix| form.ends_with(suffix))?;
    Some((form.drop_end(suffix.len()), suffix))
}

fn drop_hyphens(form: Form<'_>) -> Form<'_> {
    form.drop_end(form.bytes().rev().take_while(|&byte| byte == b'-').count())
}
