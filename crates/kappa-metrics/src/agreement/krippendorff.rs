use serde::Serialize;

use crate::agreement::distance::Distances;
use crate::agreement::student::quantile_975;
use crate::agreement::table::RatedItem;
use crate::agreement::{Band, Interval, RatingTable};
use crate::error::serialize_result;
use crate::{MetricsError, Undefined};

/// What the categories mean to Krippendorff's alpha: the squared difference of two of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MeasurementLevel {
    /// Names: 1 for any two that differ.
    Nominal,
    /// Ranks, in the order of the table: `(n_c / 2 + ... + n_k / 2)^2`, the ratings that lie
    /// between the two, with half of each end.
    Ordinal,
    /// Numbers with even steps, such as degrees: `(c - k)^2`.
    Interval,
    /// Numbers with a true zero, none below it: `((c - k) / (c + k))^2`.
    Ratio,
}

/// Krippendorff's alpha, with what it is made of.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct KrippendorffAlpha {
    /// `1 - observed / expected`, at most 1.
    ///
    /// [`Undefined::NoSharedItem`] when no item has two ratings, [`Undefined::SingleCategory`] when
    /// all ratings of such items name one category.
    #[serde(serialize_with = "serialize_result")]
    pub alpha: Result<f64, Undefined>,
    /// The mean squared difference within the items, at least 0.
    #[serde(serialize_with = "serialize_result")]
    pub observed_disagreement: Result<f64, Undefined>,
    /// The mean squared difference of all pairs of ratings, at least 0.
    #[serde(serialize_with = "serialize_result")]
    pub expected_disagreement: Result<f64, Undefined>,
    /// The standard error over a sample of items, raters fixed (Gwet 2014, as the package irrCAC has
    /// it). At the ordinal level the ranks found are taken for given. [`Undefined::SingleItem`] when
    /// one item alone has two ratings.
    #[serde(serialize_with = "serialize_result")]
    pub standard_error: Result<f64, Undefined>,
    /// How many items have two ratings or more; the others are left out.
    pub paired_items: u64,
    /// How many ratings these items have.
    pub paired_ratings: u64,
    /// What the categories were taken for.
    pub level: MeasurementLevel,
}

impl KrippendorffAlpha {
    /// The interval of 95% from Student's t with `paired_items - 1` degrees of freedom, not cut at
    /// 1. [`bootstrap_table`](crate::bootstrap_table) gives one by percentiles.
    ///
    /// # Errors
    ///
    /// The reason why alpha or its standard error is undefined.
    pub fn interval(&self) -> Result<Interval, Undefined> {
        let (alpha, error) = (self.alpha?, self.standard_error?);
        let margin = quantile_975(self.paired_items.saturating_sub(1).max(1)) * error;
        Ok(Interval {
            lower: alpha - margin,
            upper: alpha + margin,
        })
    }

    /// The word of Landis and Koch, who meant it for kappa, for this alpha.
    ///
    /// # Errors
    ///
    /// The reason why alpha is undefined.
    pub fn band(&self) -> Result<Band, Undefined> {
        self.alpha.map(Band::of_kappa)
    }
}

/// Krippendorff's alpha (2011, "Computing Krippendorff's Alpha-Reliability") of any number of
/// raters, with ratings missing or not.
///
/// With `n_uc` ratings `c` of item `u`, which has `m_u >= 2` ratings, `n_c` such ratings in all and
/// `n` altogether, and `d` the squared difference of the level:
///
/// - observed: `sum_u sum_ck n_uc n_uk d_ck / (m_u - 1) / n`,
/// - expected: `sum_ck n_c n_k d_ck / (n (n - 1))`.
///
/// # Errors
///
/// At the interval and ratio levels, [`MetricsError::NotNumbers`] for a table that was not made by
/// [`RatingTable::from_numbers`]; at the ratio level, [`MetricsError::NegativeRatio`].
pub fn krippendorff_alpha(
    table: &RatingTable,
    level: MeasurementLevel,
) -> Result<KrippendorffAlpha, MetricsError> {
    let mut totals = vec![0_u64; table.categories];
    for item in paired(table) {
        for (category, count) in item.counts {
            totals[*category] += item.repeats * count;
        }
    }
    let chosen = totals.iter().copied().enumerate();
    let chosen: Vec<(usize, u64)> = chosen.filter(|(_, total)| *total > 0).collect();
    let distances = Distances::new(table, level, &totals)?;
    let between = distances.sum_over_pairs(&chosen);
    let within: f64 = paired(table)
        .map(|item| item.repeats as f64 * own_disagreement(&item, &distances))
        .sum();

    let ratings: u64 = totals.iter().sum();
    let n = ratings as f64;
    let some = |value: f64| {
        if ratings == 0 {
            Err(Undefined::NoSharedItem)
        } else {
            Ok(value)
        }
    };
    let (observed, expected) = (some(within / n), some(between / (n * (n - 1.0))));
    let alpha = if chosen.len() == 1 {
        Err(Undefined::SingleCategory)
    } else {
        some(1.0 - within * (n - 1.0) / between)
    };
    let paired_items = paired(table).map(|item| item.repeats).sum();
    let standard_error = match alpha {
        Ok(_) if paired_items == 1 => Err(Undefined::SingleItem),
        Ok(_) => Ok(standard_error(
            table,
            &distances,
            &chosen,
            [within, between],
            paired_items,
        )),
        Err(reason) => Err(reason),
    };
    Ok(KrippendorffAlpha {
        alpha,
        observed_disagreement: observed,
        expected_disagreement: expected,
        standard_error,
        paired_items,
        paired_ratings: ratings,
        level,
    })
}

/// The items that count: those with two ratings or more.
fn paired(table: &RatingTable) -> impl Iterator<Item = RatedItem<'_>> {
    table
        .rows()
        .filter(|item| item.repeats > 0 && item.present() >= 2)
}

/// `sum_ck n_uc n_uk d_ck / (m_u - 1)`.
fn own_disagreement(item: &RatedItem<'_>, distances: &Distances) -> f64 {
    if let [_] = item.counts {
        return 0.0;
    }
    distances.sum_over_pairs(item.counts) / (item.present() - 1) as f64
}

/// With `D = within / n` and `E = between / n^2`, chance with replacement, the share of item `u` in
/// `1 - D / E` is, for `r` ratings an item in the mean,
///
/// `1 + (1 - 1/n) D/E (m_u / r - 1) - own / (r E) - 2 D/E (m_u / r - sum_c n_uc e_c / (r E))`,
///
/// where `e_c` is the mean distance of category `c` from all ratings; the variance is the sum of
/// squared distances from `1 - D / E` over `items (items - 1)`.
fn standard_error(
    table: &RatingTable,
    distances: &Distances,
    chosen: &[(usize, u64)],
    [within, between]: [f64; 2],
    items: u64,
) -> f64 {
    let n = chosen.iter().map(|(_, total)| total).sum::<u64>() as f64;
    let means = distances.means(chosen);
    let (by_chance, a_item) = (between / (n * n), n / items as f64);
    let ratio = within / n / by_chance;
    let mut squares = 0.0;
    for item in paired(table) {
        let size = item.present() as f64 / a_item;
        let own = own_disagreement(&item, distances) / (a_item * by_chance);
        let terms = item.counts.iter();
        let met: f64 = terms.map(|(c, count)| *count as f64 * means[*c]).sum();
        let chance = size - met / (a_item * by_chance);
        let share = ratio + (1.0 - 1.0 / n) * ratio * (size - 1.0) - own - 2.0 * ratio * chance;
        squares += item.repeats as f64 * share * share;
    }
    let items = items as f64;
    (squares / (items * (items - 1.0))).sqrt()
}
