use std::cmp::Reverse;

use super::super::Affixes;
use super::cost;
use super::letters::Letters;

/// A root, and the way that leads to it.
#[derive(Debug, Clone, Copy)]
pub(in crate::stem) struct Found<'l> {
    /// What the affixes leave.
    pub(super) rest: Letters,
    /// The root that an exception sets instead.
    pub(super) fixed: Option<&'l str>,
    pub(in crate::stem) cost: u32,
    pub(in crate::stem) affixes: Affixes,
    pub(in crate::stem) variant: Variant,
}

/// What else was undone.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::stem) struct Variant {
    pub(in crate::stem) is_respelled: bool,
    pub(in crate::stem) is_reduplicated: bool,
}

impl Found<'_> {
    pub(in crate::stem) fn root(&self) -> &str {
        self.fixed.unwrap_or(self.rest.as_str())
    }

    /// Equal costs are decided by the longer root, then by the alphabet.
    fn order(&self) -> (u32, Reverse<usize>, &str) {
        (self.cost, Reverse(self.root().len()), self.root())
    }
}

/// How many forms of one word are looked up. Words take some dozens, the worst that a search for bad
/// ones has found 1,509.
pub(super) const MOST_FORMS: usize = 2_000;

/// The `N` cheapest roots, each once.
#[derive(Debug)]
pub(in crate::stem) struct Ranking<'l, const N: usize> {
    found: [Option<Found<'l>>; N],
    looked_up: usize,
}

impl<'l, const N: usize> Ranking<'l, N> {
    pub(in crate::stem) fn new() -> Self {
        Self {
            found: [None; N],
            looked_up: 0,
        }
    }

    /// Counts a look-up; `false` if the word has had all of its own.
    pub(super) fn may_look_up(&mut self) -> bool {
        self.looked_up += 1;
        self.looked_up <= MOST_FORMS
    }

    pub(super) fn is_spent(&self) -> bool {
        self.looked_up >= MOST_FORMS
    }

    /// What costs more cannot enter any more.
    pub(super) fn bound(&self) -> u32 {
        match self.found.last() {
            Some(Some(last)) => last.cost,
            _ => cost::MOST,
        }
    }

    pub(super) fn offer(&mut self, found: Found<'l>) {
        if found.cost > cost::MOST {
            return;
        }
        let is_before = |other: &Option<Found<'_>>| {
            other
                .as_ref()
                .is_none_or(|other| found.order() < other.order())
        };
        let Some(place) = self.found.iter().position(is_before) else {
            return;
        };
        let same = |other: &Option<Found<'_>>| {
            other
                .as_ref()
                .is_some_and(|other| other.root() == found.root())
        };
        let known = self.found.iter().position(same);
        if known.is_some_and(|known| known < place) {
            return;
        }
        let end = known.unwrap_or(N - 1);
        if let Some(moved) = self.found.get_mut(place..=end) {
            moved.rotate_right(1);
            if let Some(slot) = moved.first_mut() {
                *slot = Some(found);
            }
        }
    }

    pub(in crate::stem) fn first(&self) -> Option<&Found<'l>> {
        self.iter().next()
    }

    pub(in crate::stem) fn iter(&self) -> impl Iterator<Item = &Found<'l>> {
        self.found.iter().flatten()
    }
}
