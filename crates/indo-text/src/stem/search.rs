//! The order in which affixes are tried, after Nazief & Adriani with the later corrections (CS,
//! ECS, improved ECS) as PySastrawi runs them.

use std::ops::ControlFlow::{self, Break, Continue};

use super::form::Form;
use super::rules::{self, Head};
use super::trace::{Observer, Outcome, StemRule, outcome_of};
use crate::Dictionary;

pub(super) const MAX_PREFIXES: usize = 3;

/// The root of a word; `None` if no way of taking affixes off leads into the dictionary.
pub(super) fn find_root<'w>(
    word: Form<'w>,
    dictionary: &Dictionary,
    observer: &mut impl Observer,
) -> Option<Form<'w>> {
    let search = Search {
        dictionary,
        // PySastrawi notices a short word only after the first visitor of each round has run, so
        // that `se`, `di`, `ke` and particles go.
        reach: if word.is_short() {
            Reach::FirstVisitor
        } else {
            Reach::All
        },
        observer,
    };
    search.run(word).break_value()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    All,
    FirstVisitor,
}

struct Search<'s, O> {
    dictionary: &'s Dictionary,
    reach: Reach,
    observer: &'s mut O,
}

/// A suffix that was taken off.
#[derive(Clone, Copy)]
struct RemovedSuffix<'w> {
    before: Form<'w>,
    after: Form<'w>,
    suffix: &'static str,
}

type RemovedSuffixes<'w> = [Option<RemovedSuffix<'w>>; 3];

type SuffixVisitor = for<'w> fn(Form<'w>) -> Stripped<'w>;

const SUFFIX_VISITORS: [(StemRule, SuffixVisitor); 3] = [
    (StemRule::Particle, strip_particle),
    (StemRule::Possessive, strip_possessive),
    (StemRule::DerivationalSuffix, strip_derivational_suffix),
];

/// Each step breaks with the root, or goes on with the form that is left.
impl<O: Observer> Search<'_, O> {
    fn run<'w>(mut self, word: Form<'w>) -> ControlFlow<Form<'w>> {
        self.advance(StemRule::WholeWord, word, word)?;
        if self.reach == Reach::FirstVisitor {
            self.observer.see_taken(StemRule::ShortWord, word, word);
        }
        if prefixes_go_first(word) {
            self.observer.see_taken(StemRule::PrefixFirst, word, word);
            let rest = self.strip_prefixes(word)?;
            let (rest, _) = self.strip_suffixes(rest)?;
            // In vain: forget both and begin again.
            self.observer.see_taken(StemRule::StartAgain, rest, word);
        }
        let (rest, removed) = self.strip_suffixes(word)?;
        self.strip_prefixes(rest)?;
        self.restore_suffixes(&removed)
    }

    /// Goes from one form to the next, and no further if that is a root.
    fn advance<'w>(
        &mut self,
        rule: StemRule,
        before: Form<'w>,
        after: Form<'w>,
    ) -> ControlFlow<Form<'w>, Form<'w>> {
        let outcome = outcome_of(after, self.dictionary);
        self.observer.see(rule, before, Some(after), outcome);
        match outcome {
            Outcome::Root => Break(after),
            _ => Continue(after),
        }
    }

    fn strip_prefixes<'w>(&mut self, mut form: Form<'w>) -> ControlFlow<Form<'w>, Form<'w>> {
        for _ in 0..MAX_PREFIXES {
            let Some(shorter) = self.strip_one_prefix(form)? else {
                break;
            };
            form = shorter;
        }
        Continue(form)
    }

    fn strip_one_prefix<'w>(&mut self, form: Form<'w>) -> ControlFlow<Form<'w>, Option<Form<'w>>> {
        if let Some((shorter, _)) = strip_plain_prefix(form) {
            return self
                .advance(StemRule::PlainPrefix, form, shorter)
                .map_continue(Some);
        }
        self.observer
            .see_not_applicable(StemRule::PlainPrefix, form);
        match self.reach {
            Reach::All => self.apply_first_rule(form),
            Reach::FirstVisitor => Continue(None),
        }
    }

    /// The first rule that yields a form decides, root or not.
    fn apply_first_rule<'w>(&mut self, form: Form<'w>) -> ControlFlow<Form<'w>, Option<Form<'w>>> {
        let head = Head::of(form);
        for rule in rules::for_word(form) {
            if !rule.applies_to(&head) {
                self.observer.see_not_applicable(rule.name(), form);
                continue;
            }
            // The first cut that is a root, else whatever the last one gives, be it nothing.
            let last = rule.cuts.len() - 1;
            for (index, cut) in rule.cuts.iter().enumerate() {
                let name = rule.name_of_cut(index);
                let Some(shorter) = cut.apply(form, &head) else {
                    self.observer.see_not_applicable(name, form);
                    continue;
                };
                if index == last {
                    return self.advance(name, form, shorter).map_continue(Some);
                }
                if shorter.is_in(self.dictionary) {
                    self.observer.see(name, form, Some(shorter), Outcome::Root);
                    return Break(shorter);
                }
                self.observer
                    .see(name, form, Some(shorter), Outcome::PassedOver);
            }
        }
        Continue(None)
    }

    fn strip_suffixes<'w>(
        &mut self,
        mut form: Form<'w>,
    ) -> ControlFlow<Form<'w>, (Form<'w>, RemovedSuffixes<'w>)> {
        let mut removed = [None; 3];
        let reach = match self.reach {
            Reach::All => SUFFIX_VISITORS.len(),
            Reach::FirstVisitor => 1,
        };
        for ((rule, visitor), slot) in SUFFIX_VISITORS.iter().zip(&mut removed).take(reach) {
            match visitor(form) {
                Some((after, suffix)) => {
                    *slot = Some(RemovedSuffix {
                        before: form,
                        after,
                        suffix,
                    });
                    form = self.advance(*rule, form, after)?;
                }
                None => self.observer.see_not_applicable(*rule, form),
            }
        }
        Continue((form, removed))
    }

    /// Puts suffixes back, the last first, and tries the prefixes on what that makes: the "loop
    /// pengembalian akhiran" of ECS.
    fn restore_suffixes<'w>(&mut self, removed: &RemovedSuffixes<'w>) -> ControlFlow<Form<'w>> {
        for removed in removed.iter().rev().flatten() {
            let RemovedSuffix { before, after, .. } = *removed;
            if removed.suffix == "kan" {
                // `-kan` may have been `-an` on a word in `k`.
                let keeping_k = before.drop_end("an".len());
                // Only a form which loses no plain prefix is looked up as it is.
                if strip_plain_prefix(keeping_k).is_none() {
                    self.advance(StemRule::RestoreK, after, keeping_k)?;
                } else {
                    self.observer
                        .see_taken(StemRule::RestoreK, after, keeping_k);
                }
                self.strip_prefixes(keeping_k)?;
            }
            self.observer
                .see_taken(StemRule::RestoreSuffix, after, before);
            self.strip_prefixes(before)?;
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

/// What is left, and what was taken off.
pub(super) type Stripped<'w> = Option<(Form<'w>, &'static str)>;

pub(super) fn strip_plain_prefix(form: Form<'_>) -> Stripped<'_> {
    let prefix = rules::PLAIN_PREFIXES
        .iter()
        .find(|prefix| form.starts_with(prefix))?;
    Some((form.replace_start(prefix.len(), "")?, prefix))
}

pub(super) fn strip_particle(form: Form<'_>) -> Stripped<'_> {
    strip_suffix(form, &rules::PARTICLES).map(|(form, suffix)| (drop_hyphens(form), suffix))
}

pub(super) fn strip_possessive(form: Form<'_>) -> Stripped<'_> {
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
