use serde::Serialize;

use crate::agreement::{Band, check_raters, difference};
use crate::confusion::sum_of_counts;
use crate::error::serialize_result;
use crate::labels::LabelSet;
use crate::{MetricsError, Undefined};

/// Fleiss' kappa of several raters, with what it is made of.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct FleissKappa {
    /// `(observed - expected) / (1 - expected)`, from `-1 / (raters - 1)` to 1.
    ///
    /// [`Undefined::SingleCategory`] when all ratings name one category, and
    /// [`Undefined::NoSharedItem`] when no item was rated by all raters.
    #[serde(serialize_with = "serialize_result")]
    pub kappa: Result<f64, Undefined>,
    /// The share of agreeing pairs of ratings within the items, in \[0, 1\].
    #[serde(serialize_with = "serialize_result")]
    pub observed_agreement: Result<f64, Undefined>,
    /// The sum of the squared shares of the categories, in \[0, 1\].
    #[serde(serialize_with = "serialize_result")]
    pub expected_agreement: Result<f64, Undefined>,
    /// How many items were used.
    pub items: usize,
    /// How many items were left out because a rating is missing.
    pub incomplete_items: usize,
    /// How many ratings each item used has.
    pub raters: u64,
}

impl FleissKappa {
    /// The word of Landis and Koch for this kappa.
    ///
    /// # Errors
    ///
    /// The reason why kappa is undefined.
    pub fn band(&self) -> Result<Band, Undefined> {
        self.kappa.map(Band::of_kappa)
    }
}

/// Fleiss' kappa (Fleiss 1971) of `raters`, one list of ratings for each, parallel by item.
///
/// The measure needs the same number of ratings for every item: an item with a rating missing
/// (`None`) is left out and counted in [`FleissKappa::incomplete_items`].
///
/// # Errors
///
/// [`MetricsError::TooFewRaters`], [`MetricsError::RaterLength`], [`MetricsError::Empty`], or
/// [`MetricsError::TooManyItems`] when there are more than `u32::MAX` ratings.
pub fn fleiss_kappa<T: Ord>(raters: &[Vec<Option<T>>]) -> Result<FleissKappa, MetricsError> {
    let items = check_raters(raters)?;
    let labels = LabelSet::occurring(raters.iter().flatten().flatten());
    let mut tally = Tally::new(labels.len());
    let (mut row, mut complete) = (Vec::with_capacity(raters.len()), 0);
    for item in 0..items {
        row.clear();
        let ratings = raters.iter().map_while(|rater| rater[item].as_ref());
        row.extend(ratings.filter_map(|label| labels.position(label)));
        if row.len() == raters.len() {
            complete += 1;
            tally.add_ratings(&row);
        }
    }
    let incomplete_items = items - complete;
    let raters = raters.len() as u64;
    if complete == 0 {
        return Ok(FleissKappa {
            kappa: Err(Undefined::NoSharedItem),
            observed_agreement: Err(Undefined::NoSharedItem),
            expected_agreement: Err(Undefined::NoSharedItem),
            items: 0,
            incomplete_items,
            raters,
        });
    }
    sum_of_counts(tally.categories.iter())?;
    Ok(FleissKappa {
        incomplete_items,
        ..tally.kappa(complete, raters)
    })
}

/// Fleiss' kappa of a table: a row for each item, which counts how many raters chose each category.
///
/// # Errors
///
/// [`MetricsError::Empty`], [`MetricsError::RowLength`], [`MetricsError::UnequalRatings`],
/// [`MetricsError::TooFewRaters`] when items have fewer than two ratings, or
/// [`MetricsError::TooManyItems`] when there are more than `u32::MAX` ratings.
pub fn fleiss_kappa_from_counts(counts: &[Vec<u64>]) -> Result<FleissKappa, MetricsError> {
    let raters = check_counts(counts)?;
    let mut tally = Tally::new(counts[0].len());
    for row in counts {
        for (category, count) in row.iter().enumerate() {
            tally.add(category, *count);
        }
    }
    Ok(tally.kappa(counts.len(), raters))
}

/// What Fleiss' kappa needs to know of the items.
struct Tally {
    /// How many ratings name each category.
    categories: Vec<u64>,
    /// How many ordered pairs of ratings of one item agree.
    pairs: u128,
    /// How often an item names each category; 0 between items.
    item: Vec<u64>,
}

impl Tally {
    fn new(categories: usize) -> Self {
        Self {
            categories: vec![0; categories],
            pairs: 0,
            item: vec![0; categories],
        }
    }

    fn add(&mut self, category: usize, count: u64) {
        self.categories[category] += count;
        self.pairs += u128::from(count) * u128::from(count.saturating_sub(1));
    }

    fn add_ratings(&mut self, ratings: &[usize]) {
        for category in ratings {
            self.item[*category] += 1;
        }
        for category in ratings {
            let count = std::mem::take(&mut self.item[*category]);
            self.add(*category, count);
        }
    }

    fn kappa(&self, items: usize, raters: u64) -> FleissKappa {
        let square = |count: &u64| u128::from(*count) * u128::from(*count);
        let squares: u128 = self.categories.iter().map(square).sum();
        let others = u128::from(raters - 1);
        let ratings = u128::from(raters) * items as u128;
        // observed = pairs / (ratings others) and expected = squares / ratings^2; kappa's fraction
        // is expanded by ratings^2 others and stays in whole numbers up to the last division.
        let chance_gap = ratings * ratings - squares;
        let kappa = if chance_gap == 0 {
            Err(Undefined::SingleCategory)
        } else {
            let gained = difference(self.pairs * ratings, squares * others);
            Ok(gained / (chance_gap * others) as f64)
        };
        FleissKappa {
            kappa,
            observed_agreement: Ok(self.pairs as f64 / (ratings * others) as f64),
            expected_agreement: Ok(squares as f64 / (ratings * ratings) as f64),
            items,
            incomplete_items: 0,
            raters,
        }
    }
}

/// The number of ratings, which all items share.
fn check_counts(counts: &[Vec<u64>]) -> Result<u64, MetricsError> {
    let first = counts.first().ok_or(MetricsError::Empty)?;
    for (row, found) in counts.iter().enumerate() {
        if found.len() != first.len() {
            return Err(MetricsError::RowLength {
                row,
                expected: first.len(),
                found: found.len(),
            });
        }
    }
    sum_of_counts(counts.iter().flatten())?;
    let expected: u64 = first.iter().sum();
    for (item, row) in counts.iter().enumerate() {
        let found: u64 = row.iter().sum();
        if found != expected {
            return Err(MetricsError::UnequalRatings {
                item,
                expected,
                found,
            });
        }
    }
    if expected < 2 {
        return Err(MetricsError::TooFewRaters { found: expected });
    }
    Ok(expected)
}
