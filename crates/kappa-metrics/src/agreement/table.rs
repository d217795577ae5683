use std::cmp::Ordering;

use crate::agreement::check_raters;
use crate::labels::LabelSet;
use crate::{ConfusionMatrix, MetricsError};

/// What stands in [`RatingTable`] where a rating is missing.
pub(super) const MISSING: u32 = u32::MAX;

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
    /// How many items each row stands for: 1, or as many as were rated alike.
    pub(super) repeats: Vec<u64>,
    /// The category that each rater chose, row by row, or [`MISSING`].
    ratings: Vec<u32>,
    /// How many raters chose a category, row by row, for the categories chosen, ascending.
    counts: Vec<(usize, u64)>,
    /// Where the counts of each row end.
    ends: Vec<usize>,
}

/// An item, or several that were rated alike.
#[derive(Debug, Clone, Copy)]
pub(super) struct RatedItem<'a> {
    /// How many items these are; 0 for one that a resample has not drawn.
    pub(super) repeats: u64,
    /// The category that each rater chose, or [`MISSING`].
    pub(super) ratings: &'a [u32],
    /// How many raters chose a category, for the categories chosen, ascending.
    pub(super) counts: &'a [(usize, u64)],
}

impl RatedItem<'_> {
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
        let mut table = Self::empty(matrix.labels().len(), 2);
        for (row, counts) in matrix.rows().iter().enumerate() {
            for (column, repeats) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                table.repeats.push(*repeats);
                table.ratings.extend([row, column].map(code));
                match row.cmp(&column) {
                    Ordering::Equal => table.counts.push((row, 2)),
                    Ordering::Less => table.counts.extend([(row, 1), (column, 1)]),
                    Ordering::Greater => table.counts.extend([(column, 1), (row, 1)]),
                }
                table.ends.push(table.counts.len());
            }
        }
        table
    }

    fn empty(categories: usize, raters: usize) -> Self {
        Self {
            categories,
            values: None,
            raters,
            repeats: Vec::new(),
            ratings: Vec::new(),
            counts: Vec::new(),
            ends: Vec::new(),
        }
    }

    fn collect<T>(
        categories: usize,
        raters: &[Vec<Option<T>>],
        category: impl Fn(usize, usize, &T) -> Result<usize, MetricsError>,
    ) -> Result<Self, MetricsError> {
        let items = check_raters(raters)?;
        let mut table = Self::empty(categories, raters.len());
        table.repeats = vec![1; items];
        table.ratings.reserve(items * raters.len());
        let (mut chosen, mut tally) = (Vec::new(), vec![0_u64; categories]);
        for item in 0..items {
            for (rater, ratings) in raters.iter().enumerate() {
                let Some(label) = &ratings[item] else {
                    table.ratings.push(MISSING);
                    continue;
                };
                let category = category(rater, item, label)?;
                table.ratings.push(code(category));
                if tally[category] == 0 {
                    chosen.push(category);
                }
                tally[category] += 1;
            }
            chosen.sort_unstable();
            for category in chosen.drain(..) {
                table
                    .counts
                    .push((category, std::mem::take(&mut tally[category])));
            }
            table.ends.push(table.counts.len());
        }
        Ok(table)
    }

    /// The items, in the order in which they were given.
    pub(super) fn rows(&self) -> impl Iterator<Item = RatedItem<'_>> {
        let starts = std::iter::once(&0).chain(&self.ends);
        let ratings = self.ratings.chunks_exact(self.raters);
        let counts = starts
            .zip(&self.ends)
            .map(|(start, end)| &self.counts[*start..*end]);
        let parts = self.repeats.iter().zip(ratings).zip(counts);
        parts.map(|((repeats, ratings), counts)| RatedItem {
            repeats: *repeats,
            ratings,
            counts,
        })
    }

    /// How many items each row stands for.
    pub(crate) fn repeats(&self) -> &[u64] {
        &self.repeats
    }

    /// For a resample, which draws some items more often and others not at all.
    pub(crate) fn repeats_mut(&mut self) -> &mut [u64] {
        &mut self.repeats
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
        self.repeats.iter().sum()
    }
}

/// A category as it is stored. There are fewer categories than ratings, and those fit in memory.
pub(super) fn code(category: usize) -> u32 {
    u32::try_from(category).unwrap_or(MISSING - 1)
}
