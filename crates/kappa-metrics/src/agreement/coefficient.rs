use serde::Serialize;

use crate::Undefined;
use crate::agreement::student::quantile_975;
use crate::agreement::table::{RatedItem, RatingTable};
use crate::agreement::{Band, Interval, Weighting};
use crate::error::serialize_result;

/// A coefficient `(observed - expected) / (1 - expected)` of two or more raters.
///
/// The coefficients that share this shape, from Scott's pi to AC2, share the observed agreement and
/// differ in what they take for chance. Ratings may be missing: an item with two ratings or more
/// counts in the observed agreement, one with a single rating still tells how often categories are
/// used, and one with none is left out (Gwet 2014).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct AgreementCoefficient {
    /// The coefficient, at most 1; the function that made it says how low it can go.
    ///
    /// [`Undefined::NoSharedItem`] when no item has two ratings, [`Undefined::SingleCategory`] when
    /// chance alone agrees fully.
    #[serde(serialize_with = "serialize_result")]
    pub value: Result<f64, Undefined>,
    /// The mean, over the items with two ratings or more, of the share of pairs of ratings that
    /// agree, in \[0, 1\]; with weights, partial agreement counts in part.
    #[serde(serialize_with = "serialize_result")]
    pub observed_agreement: Result<f64, Undefined>,
    /// The same share by chance, in \[0, 1\].
    #[serde(serialize_with = "serialize_result")]
    pub expected_agreement: Result<f64, Undefined>,
    /// The standard error over a sample of items, raters fixed (Gwet 2014, as the package irrCAC has
    /// it). [`Undefined::SingleItem`] when one item alone was rated.
    #[serde(serialize_with = "serialize_result")]
    pub standard_error: Result<f64, Undefined>,
    /// How many items have a rating.
    pub rated_items: u64,
    /// How many items have two ratings or more.
    pub paired_items: u64,
    /// How disagreements were weighed.
    pub weighting: Weighting,
}

impl AgreementCoefficient {
    /// The interval of 95% from Student's t with `rated_items - 1` degrees of freedom, not cut at
    /// -1 or 1.
    ///
    /// # Errors
    ///
    /// The reason why the coefficient or its standard error is undefined.
    pub fn interval(&self) -> Result<Interval, Undefined> {
        let (value, error) = (self.value?, self.standard_error?);
        let margin = quantile_975(self.rated_items.saturating_sub(1).max(1)) * error;
        Ok(Interval {
            lower: value - margin,
            upper: value + margin,
        })
    }

    /// The word of Landis and Koch, who meant it for kappa, for this coefficient.
    ///
    /// # Errors
    ///
    /// The reason why the coefficient is undefined.
    pub fn band(&self) -> Result<Band, Undefined> {
        self.value.map(Band::of_kappa)
    }
}

/// What a coefficient takes for chance.
pub(super) struct Chance {
    /// The agreement by chance, and nothing when it is certain.
    pub(super) expected: Result<f64, Undefined>,
    /// How far each item alone speaks for it: the part of `expected` that is linear in the item.
    /// Empty when chance does not depend on the ratings.
    pub(super) by_item: Vec<f64>,
}

impl Chance {
    pub(super) fn undefined(reason: Undefined) -> Self {
        Self {
            expected: Err(reason),
            by_item: Vec::new(),
        }
    }
}

impl RatingTable {
    /// The agreement weight of two categories: 1 for the same, 0 for those farthest apart.
    pub(super) fn weight(&self, weighting: Weighting, a: usize, b: usize) -> f64 {
        let most = weighting.disagreement(0, self.categories.saturating_sub(1));
        1.0 - f64::from(weighting.disagreement(a, b)) / f64::from(most.max(1))
    }

    /// The mean, over the rated items, of each item's shares of the categories.
    pub(super) fn category_shares(&self) -> Vec<f64> {
        let mut shares = vec![0.0; self.categories];
        for item in self.rows().filter(|item| item.repeats > 0) {
            let present = item.present() as f64;
            for (category, count) in item.counts {
                shares[*category] += item.repeats as f64 * *count as f64 / present;
            }
        }
        let items = self.rated_items() as f64;
        shares.iter_mut().for_each(|share| *share /= items);
        shares
    }

    /// The sum of the weights of all pairs of categories.
    pub(super) fn total_weight(&self, weighting: Weighting) -> f64 {
        let pairs = (0..self.categories).flat_map(|a| (0..self.categories).map(move |b| (a, b)));
        pairs.map(|(a, b)| self.weight(weighting, a, b)).sum()
    }

    /// The mean, over the ratings of each item, of a number that belongs to the category.
    pub(super) fn means_by_item(&self, numbers: &[f64]) -> Vec<f64> {
        let mean = |item: RatedItem<'_>| {
            let terms = item
                .counts
                .iter()
                .map(|(category, count)| numbers[*category] * *count as f64);
            terms.sum::<f64>() / item.present() as f64
        };
        self.rows().map(mean).collect()
    }

    pub(super) fn rated_items(&self) -> u64 {
        self.count_items(1)
    }

    fn count_items(&self, least_ratings: u64) -> u64 {
        let rated = self.rows().filter(|item| item.present() >= least_ratings);
        rated.map(|item| item.repeats).sum()
    }

    /// Whether all ratings name one category.
    pub(super) fn is_constant(&self) -> bool {
        let drawn = self.rows().filter(|item| item.repeats > 0);
        let mut chosen = drawn.flat_map(|item| item.counts);
        let first = chosen.next();
        chosen.all(|(category, _)| first.is_some_and(|(other, _)| category == other))
    }

    /// The coefficient for a notion of chance, with Gwet's standard error: with `n` rated and `m`
    /// paired items, each item's share in the coefficient is
    /// `n/m (own agreement - expected) / (1 - expected)`, which counts for items with two ratings,
    /// less `2 (1 - value) (own chance - expected) / (1 - expected)`; the variance is the sum of
    /// their squared distances from the value, over `n (n - 1)`.
    pub(super) fn coefficient(
        &self,
        weighting: Weighting,
        chance: impl FnOnce() -> Chance,
    ) -> AgreementCoefficient {
        let (rated_items, paired_items) = (self.rated_items(), self.count_items(2));
        let finish = |value, observed, expected, error| AgreementCoefficient {
            value,
            observed_agreement: observed,
            expected_agreement: expected,
            standard_error: error,
            rated_items,
            paired_items,
            weighting,
        };
        if paired_items == 0 {
            let none = Err(Undefined::NoSharedItem);
            return finish(none, none, none, none);
        }
        let own: Vec<Option<f64>> = self
            .rows()
            .map(|item| self.own_agreement(item, weighting))
            .collect();
        let sum: f64 = own
            .iter()
            .zip(&self.repeats)
            .map(|(own, repeats)| own.unwrap_or(0.0) * *repeats as f64)
            .sum();
        let observed = sum / paired_items as f64;
        let chance = chance();
        let expected = match chance.expected {
            Ok(expected) => expected,
            Err(reason) => return finish(Err(reason), Ok(observed), Err(reason), Err(reason)),
        };
        // Sums of shares may pass 1 by their last digit.
        let value = ((observed - expected) / (1.0 - expected)).min(1.0);
        if rated_items < 2 {
            return finish(
                Ok(value),
                Ok(observed),
                Ok(expected),
                Err(Undefined::SingleItem),
            );
        }
        let (n, spread) = (rated_items as f64, paired_items as f64 / rated_items as f64);
        let mut squares = 0.0;
        for (i, item) in self
            .rows()
            .enumerate()
            .filter(|(_, item)| item.repeats > 0 && item.present() > 0)
        {
            let agreed = own[i].map_or(0.0, |own| (own - expected) / spread);
            let by_chance = chance.by_item.get(i).map_or(0.0, |own| own - expected);
            let share = (agreed - 2.0 * (1.0 - value) * by_chance) / (1.0 - expected);
            squares += item.repeats as f64 * (share - value) * (share - value);
        }
        let error = (squares / (n * (n - 1.0))).sqrt();
        finish(Ok(value), Ok(observed), Ok(expected), Ok(error))
    }

    /// The share of pairs of ratings of an item that agree; `None` with fewer than two ratings.
    fn own_agreement(&self, item: RatedItem<'_>, weighting: Weighting) -> Option<f64> {
        let present = item.present();
        if present < 2 {
            return None;
        }
        let mut agreeing = 0.0;
        for (a, count) in item.counts {
            // A rating makes no pair with itself.
            let weighted: f64 = item
                .counts
                .iter()
                .map(|(b, other)| self.weight(weighting, *a, *b) * *other as f64)
                .sum();
            agreeing += *count as f64 * (weighted - 1.0);
        }
        Some(agreeing / (present * (present - 1)) as f64)
    }
}
