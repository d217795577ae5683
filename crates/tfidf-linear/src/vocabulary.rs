//! Terms and their numbers.

use std::collections::HashMap;
use std::sync::Arc;

use crate::LinearTextError;

/// Terms in the order of their code points, and the way back from a term to its number.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Vocabulary {
    pub(crate) terms: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
}

impl Vocabulary {
    /// The number of a term, a new one where it has none yet. New numbers are in the order in
    /// which terms are met, not in that of their code points.
    pub(crate) fn number_or_insert(&mut self, term: &str) -> Result<u32, LinearTextError> {
        if let Some(&number) = self.numbers.get(term) {
            return Ok(number);
        }
        let limit = u32::MAX;
        let number = u32::try_from(self.terms.len())
            .ok()
            .filter(|&number| number < limit)
            .ok_or(LinearTextError::TooManyTerms { limit })?;
        let term: Arc<str> = term.into();
        self.terms.push(Arc::clone(&term));
        self.numbers.insert(term, number);
        Ok(number)
    }

    pub(crate) fn number(&self, term: &str) -> Option<u32> {
        self.numbers.get(term).copied()
    }

    /// Keeps the terms of these numbers and sorts them. Gives the new number of each old one.
    pub(crate) fn keep(&mut self, mut kept: Vec<u32>) -> Vec<Option<u32>> {
        kept.sort_unstable_by(|&a, &b| self.terms[a as usize].cmp(&self.terms[b as usize]));
        let mut new_numbers = vec![None; self.terms.len()];
        for (new, &old) in (0..).zip(&kept) {
            new_numbers[old as usize] = Some(new);
        }
        self.numbers
            .retain(|_, number| match new_numbers[*number as usize] {
                Some(new) => {
                    *number = new;
                    true
                }
                None => false,
            });
        self.terms = (kept
            .iter()
            .map(|&old| Arc::clone(&self.terms[old as usize])))
        .collect();
        new_numbers
    }

    /// Terms that were stored, in order.
    #[cfg(feature = "serde")]
    pub(crate) fn of_sorted(terms: Vec<Arc<str>>) -> Self {
        let numbers = terms.iter().map(Arc::clone).zip(0..).collect();
        Self { terms, numbers }
    }
}
