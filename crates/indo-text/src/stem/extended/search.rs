//! Every way to take affixes off one word without hyphens, each with its cost.

use super::super::Affixes;
use super::super::form::Form;
use super::super::trace::{Observer, Outcome, Refusal, StemRule};
use super::affixes::{self, PARTICLES, POSSESSIVES, SUFFIXES};
use super::cost;
use super::letters::Letters;
use super::lexicon::{Entry, Kind, Lexicon};
use super::peel::Peel;
use super::ranking::{Found, Ranking, Variant};
use super::spelling;

/// How far the search goes for a root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Affixes alone.
    Affixes,
    /// Infixes, halves that are glued together, and spellings as in speech too.
    Speech,
}

pub(super) struct Search<'s, 'l, 'w, O, const N: usize> {
    lexicon: &'l Lexicon,
    pub(super) ranking: &'s mut Ranking<'l, N>,
    observer: &'s mut O,
    word: Form<'w>,
    pub(super) variant: Variant,
    /// The shortest root that a word can be respelt to.
    shortest: usize,
}

impl<'s, 'l, 'w, O: Observer, const N: usize> Search<'s, 'l, 'w, O, N> {
    pub(super) fn new(
        word: &'w str,
        lexicon: &'l Lexicon,
        ranking: &'s mut Ranking<'l, N>,
        observer: &'s mut O,
    ) -> Self {
        Self {
            lexicon,
            ranking,
            observer,
            word: Form::new(word),
            variant: Variant::default(),
            shortest: spelling::SHORTEST,
        }
    }

    /// What is known of the word before its affixes are.
    pub(super) fn with_variant(self, variant: Variant) -> Self {
        Self { variant, ..self }
    }

    pub(super) fn with_shortest_root(self, shortest: usize) -> Self {
        Self { shortest, ..self }
    }

    /// Ranks the roots of the word, each at `cost` more than its affixes.
    pub(super) fn run(mut self, cost: u32, reach: Reach) {
        let word = self.word;
        self.without_endings(word, cost, Reach::Affixes);
        if reach == Reach::Speech && self.ranking.bound() >= spelling::CHEAPEST {
            self.without_endings(word, cost, Reach::Speech);
        }
    }

    /// With and without each particle, possessive and suffix.
    fn without_endings(&mut self, word: Form<'_>, cost: u32, reach: Reach) {
        let whole = Peel::default();
        self.without_possessive(word, whole, cost, reach);
        for particle in PARTICLES {
            if let Some(rest) = particle.cut(word) {
                let mut peel = whole;
                peel.affixes.particle = Some(particle.shown);
                self.without_possessive(rest, peel, cost + particle.cost, reach);
            }
        }
    }

    fn without_possessive(&mut self, form: Form<'_>, peel: Peel, cost: u32, reach: Reach) {
        self.without_suffix(form, peel, cost, reach);
        for possessive in POSSESSIVES {
            if let Some(rest) = possessive.cut(form) {
                let mut peel = peel;
                peel.affixes.possessive = Some(possessive.shown);
                self.without_suffix(rest, peel, cost + possessive.cost, reach);
            }
        }
    }

    fn without_suffix(&mut self, form: Form<'_>, peel: Peel, cost: u32, reach: Reach) {
        self.without_prefixes(form, peel, cost, reach);
        for suffix in SUFFIXES {
            if let Some(rest) = suffix.cut(form) {
                let peel = peel.with_suffix(suffix.kind, suffix.shown);
                self.without_prefixes(rest, peel, cost + suffix.cost, reach);
            }
        }
    }

    /// With and without each chain of up to three prefixes.
    fn without_prefixes(&mut self, form: Form<'_>, peel: Peel, cost: u32, reach: Reach) {
        if cost > self.ranking.bound() || self.ranking.is_spent() {
            return;
        }
        let Some(letters) = Letters::of(form) else {
            return;
        };
        match reach {
            Reach::Affixes => self.look_up(&letters, &peel, cost),
            Reach::Speech => self.look_up_as_spoken(&letters, &peel, cost),
        }
        for cut in affixes::cuts(form).iter().flatten() {
            let price = match peel.inner_prefix() {
                None => cost::outer_prefix(cut.prefix, peel.suffix_kind()),
                Some(outer) => cost::inner_prefix(outer, cut.prefix),
            };
            let Some(peel) = peel.with_prefix(cut) else {
                return;
            };
            if let Some(price) = price {
                self.without_prefixes(cut.rest, peel, cost + price + cut.cost, reach);
            } else if reach == Reach::Affixes {
                let rule = StemRule::Decomposition(peel.affixes);
                let outcome = Outcome::Refused(Refusal::Affixes);
                self.observer.see(rule, self.word, Some(cut.rest), outcome);
            }
        }
    }

    fn look_up(&mut self, letters: &Letters, peel: &Peel, cost: u32) {
        let rule = StemRule::Decomposition(peel.affixes);
        if self.variant.is_respelled {
            self.try_common_root(rule, letters, peel, cost);
        } else {
            self.try_root(rule, letters, peel, cost);
        }
    }

    /// For a root that the word does not show as it is. It must be a common one: among tens of
    /// thousands of rare roots, some would fit by chance.
    pub(super) fn try_common_root(
        &mut self,
        rule: StemRule,
        root: &Letters,
        peel: &Peel,
        cost: u32,
    ) {
        let entry = self
            .entry(root)
            .filter(|entry| root.len() >= self.shortest && entry.kind == Kind::Common);
        self.weigh(rule, root, entry, peel, cost);
    }

    pub(super) fn try_root(&mut self, rule: StemRule, root: &Letters, peel: &Peel, cost: u32) {
        let entry = self.entry(root);
        self.weigh(rule, root, entry, peel, cost);
    }

    /// What the lexicon knows of a form; nothing once the word has had its share of look-ups.
    fn entry(&mut self, root: &Letters) -> Option<Entry<'l>> {
        if !self.ranking.may_look_up() {
            return None;
        }
        let lexicon = self.lexicon;
        lexicon.get(root.bytes())
    }

    fn weigh(
        &mut self,
        rule: StemRule,
        root: &Letters,
        entry: Option<Entry<'l>>,
        peel: &Peel,
        cost: u32,
    ) {
        let Some(entry) = entry else {
            self.see(rule, root, Outcome::PassedOver);
            return;
        };
        let is_whole = peel.affixes == Affixes::default();
        let price = if is_whole {
            Some(0)
        } else {
            cost::root(entry, root, peel)
        };
        let Some(price) = price else {
            self.see(rule, root, Outcome::Refused(Refusal::Root));
            return;
        };
        let cost = cost + price;
        if cost > cost::MOST {
            self.see(rule, root, Outcome::Refused(Refusal::Cost));
            return;
        }
        self.see(rule, root, Outcome::Candidate { cost });
        self.ranking.offer(Found {
            rest: *root,
            fixed: entry.root,
            cost,
            affixes: peel.affixes,
            variant: self.variant,
        });
    }

    fn see(&mut self, rule: StemRule, root: &Letters, outcome: Outcome) {
        let after = Some(Form::new(root.as_str()));
        self.observer.see(rule, self.word, after, outcome);
    }
}
