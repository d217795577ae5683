use std::collections::{BTreeMap, BTreeSet};

use crate::MetricsError;

/// An ordered set of labels, and the position of each.
#[derive(Debug)]
pub(crate) struct LabelSet<'a, T> {
    labels: Vec<&'a T>,
    positions: BTreeMap<&'a T, usize>,
}

impl<'a, T: Ord> LabelSet<'a, T> {
    /// Every label that occurs, in ascending order.
    pub(crate) fn occurring(labels: impl Iterator<Item = &'a T>) -> Self {
        let labels: BTreeSet<&T> = labels.collect();
        Self {
            positions: labels.iter().copied().zip(0..).collect(),
            labels: labels.into_iter().collect(),
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
            positions,
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.labels.len()
    }

    pub(crate) fn position(&self, label: &T) -> Option<usize> {
        self.positions.get(label).copied()
    }

    pub(crate) fn to_vec(&self) -> Vec<T>
    where
        T: Clone,
    {
        self.labels.iter().map(|label| (*label).clone()).collect()
    }
}
