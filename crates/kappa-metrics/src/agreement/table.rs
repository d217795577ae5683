use std::collections::BTreeMap;

use crate::agreement::check_raters;
use crate::labels::LabelSet;
use crate::{ConfusionMatrix, MetricsError};

/// The ratings of several raters, as categories by position: what the measures of
/// [`agreement`](crate::agreement) that allow missing ratings are taken of.
///
/// Brennan and Prediger's coefficient, AC1 and AC2 depend on how many categories there are, and
/// weights on their order. [`new`](Self::new) knows only those that occur; where the scale may have
/// more, declare it with [`with_labels`](Self::with_labels).
#[derive(Debug, Clone, PartialEq)]
pub struct RatingTable {
    pub(super) categories: usize,
    /// What the categories stand for, when they are numbers.
    pub(super) values: Option<Vec<f64>>,
    pub(super) raters: usize,
    pub(super) items: Vec<RatedItem>,
}

/// An item, or several that were rated alike.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RatedItem {
    /// How many items these are.
    pub(super) repeats: u64,
    /// The category that each rater chose.
    pub(super) ratings: Vec<Option<usize>>,
    /// How many raters chose a category, for the categories chosen, ascending.
    pub(super) counts: Vec<(usize, u64)>,
}

impl RatedItem {
    fn new(repeats: u64, ratings: Vec<Option<usize>>) -> Self {
        let mut counts = BTreeMap::new();
        for category in ratings.iter().flatten() {
            *counts.entry(*category).or_insert(0) += 1;
        }
        Self {
            repeats,
            ratings,
            counts: counts.into_iter().collect(),
        }
    }

    /// How many ratings the item has.
    pub(super) fn present(&self) -> u64 {
        self.counts.iter().map(|(_, count)| count).sum()
    }
}

impl RatingTable {
    /// Takes one list of ratings for each rater, parallel by item; `None` is a missing rating. The
    /// categories are the labels that occur, ascending.
    ///
    /// # Errors
    ///
    /// [`MetricsError::TooFewRaters`], [`MetricsError::RaterLength`] or [`MetricsError::Empty`].
    pub fn new<T: Ord>(raters: &[Vec<Option<T>>]) -> Result<Self, MetricsError> {
        let labels = LabelSet::occurring(raters.iter().flatten().flatten());
        Self::collect(labels.len(), raters, |_, _, label| {
            Ok(labels.position(label).unwrap_or_default())
        })
    }

    /// As [`new`](Self::new), over a declared set of labels in its own order.
    ///
    /// # Errors
    ///
    /// Also [`MetricsError::RepeatedLabel`], and [`MetricsError::UndeclaredRating`] for a label
    /// outside of the set.
    pub fn with_labels<T: Ord>(
        labels: &[T],
        raters: &[Vec<Option<T>>],
    ) -> Result<Self, MetricsError> {
        let labels = LabelSet::declared(labels)?;
        Self::collect(labels.len(), raters, |rater, item, label| {
            labels
                .position(label)
                .ok_or(MetricsError::UndeclaredRating { rater, item })
        })
    }

    /// As [`new`](Self::new), for ratings that are numbers, which the interval and ratio levels of
    /// [`krippendorff_alpha`](crate::agreement::krippendorff_alpha) need.
    ///
    /// # Errors
    ///
    /// Also [`MetricsError::RatingSize`] for a number that is not 0 and not of a size from 1e-100
    /// to 1e100.
    pub fn from_numbers(raters: &[Vec<Option<f64>>]) -> Result<Self, MetricsError> {
        let mut values: Vec<f64> = raters.iter().flatten().flatten().copied().collect();
        values.sort_by(f64::total_cmp);
        // -0 sorts right before 0 and is the same number.
        values.dedup_by(|a, b| *a <= *b);
        let mut table = Self::collect(values.len(), raters, |rater, item, value| {
            if *value == 0.0 || (1e-100..=1e100).contains(&value.abs()) {
                Ok(values.partition_point(|other| other < value))
            } else {
                Err(MetricsError::RatingSize { rater, item })
            }
        })?;
        table.values = Some(values);
        Ok(table)
    }

    /// The ratings that a confusion matrix has counted: two raters, none missing.
    #[must_use]
    pub fn from_confusion<T>(matrix: &ConfusionMatrix<T>) -> Self {
        let mut items = Vec::new();
        for (row, counts) in matrix.rows().iter().enumerate() {
            for (column, repeats) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                items.push(RatedItem::new(*repeats, vec![Some(row), Some(column)]));
            }
        }
        Self {
            categories: matrix.labels().len(),
            values: None,
            raters: 2,
            items,
        }
    }

    fn collect<T>(
        categories: usize,
        raters: &[Vec<Option<T>>],
        category: impl Fn(usize, usize, &T) -> Result<usize, MetricsError>,
    ) -> Result<Self, MetricsError> {
        let items = check_raters(raters)?;
        let rate = |item: usize| {
            let ratings = raters.iter().enumerate().map(|(rater, ratings)| {
                let label = ratings[item].as_ref();
                label.map(|label| category(rater, item, label)).transpose()
            });
            Ok(RatedItem::new(1, ratings.collect::<Result<_, _>>()?))
        };
        Ok(Self {
            categories,
            values: None,
            raters: raters.len(),
            items: (0..items).map(rate).collect::<Result<_, _>>()?,
        })
    }

    /// How many categories there are, chosen or not.
    #[must_use]
    pub fn categories(&self) -> usize {
        self.categories
    }

    /// How many raters there are.
    #[must_use]
    pub fn raters(&self) -> usize {
        self.raters
    }

    /// How many items there are, rated or not.
    #[must_use]
    pub fn items(&self) -> u64 {
        self.items.iter().map(|item| item.repeats).sum()
    }
}
