use std::collections::BTreeMap;

use crate::MetricsError;

/// With fewer labels than this, each new one is put in its place; with more, all that occur are
/// sorted.
const FEW: usize = 64;

/// A set of labels in an order of its own, and the position of each.
#[derive(Debug)]
pub(crate) struct LabelSet<'a, T> {
    labels: Vec<&'a T>,
    /// Each label with its position, ascending by label.
    sorted: Vec<(&'a T, usize)>,
}

impl<'a, T: Ord> LabelSet<'a, T> {
    /// Every label that occurs, in ascending order.
    pub(crate) fn occurring(labels: impl Iterator<Item = &'a T>) -> Self {
        let mut labels = labels;
        let mut found: Vec<&T> = Vec::new();
        let rest = labels.find(|label| {
            if let Err(place) = found.binary_search(label) {
                found.insert(place, label);
            }
            found.len() > FEW
        });
        if rest.is_some() {
            found.extend(labels);
            found.sort();
            found.dedup();
        }
        Self {
            sorted: found.iter().copied().zip(0..).collect(),
            labels: found,
        }
    }

    /// The labels given, in the order given.
    pub(crate) fn declared(labels: &'a [T]) -> Result<Self, MetricsError> {
        let mut positions = BTreeMap::new();
        for (position, label) in labels.iter().enumerate() {
            if positions.insert(label, position).is_some() {
                return Err(MetricsError::RepeatedLabel { position });
            }
        }
        Ok(Self {
            labels: labels.iter().collect(),
            sorted: positions.into_iter().collect(),
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.labels.len()
    }

    pub(crate) fn position(&self, label: &T) -> Option<usize> {
        let place = self
            .sorted
            .binary_search_by(|(other, _)| (*other).cmp(label));
        place.ok().map(|place| self.sorted[place].1)
    }

    /// The label at a position.
    pub(crate) fn get(&self, position: usize) -> Option<&'a T> {
        self.labels.get(position).copied()
    }

    pub(crate) fn to_vec(&self) -> Vec<T>
    where
        T: Clone,
    {
        self.labels.iter().map(|label| (*label).clone()).collect()
    }
}
