use std::collections::BTreeMap;

use crate::MetricsError;
use crate::agreement::check_raters;
use crate::agreement::table::{MISSING, code};
use crate::labels::LabelSet;

/// Ratings as positions in the set of labels that occur, ascending.
pub(super) struct CodedRatings<'a, T> {
    pub(super) labels: LabelSet<'a, T>,
    pub(super) items: usize,
    /// Rater by rater; [`MISSING`] where there is none.
    pub(super) raters: Vec<Vec<u32>>,
}

impl<'a, T: Ord> CodedRatings<'a, T> {
    pub(super) fn new(raters: &'a [Vec<Option<T>>]) -> Result<Self, MetricsError> {
        let items = check_raters(raters)?;
        let labels = LabelSet::occurring(raters.iter().flatten().flatten());
        let coded = |rating: &Option<T>| {
            let position = rating.as_ref().and_then(|label| labels.position(label));
            position.map_or(MISSING, code)
        };
        let rater = |ratings: &Vec<Option<T>>| ratings.iter().map(coded).collect();
        Ok(Self {
            items,
            raters: raters.iter().map(rater).collect(),
            labels,
        })
    }

    /// How many raters chose a category, for the categories chosen, ascending, item by item.
    pub(super) fn counts(&self) -> impl Iterator<Item = BTreeMap<u32, u64>> {
        (0..self.items).map(|item| {
            let mut counts = BTreeMap::new();
            for rater in &self.raters {
                if rater[item] != MISSING {
                    *counts.entry(rater[item]).or_insert(0) += 1;
                }
            }
            counts
        })
    }

    /// The label of a category.
    pub(super) fn label(&self, category: u32) -> Option<&'a T> {
        self.labels.get(category as usize)
    }
}
