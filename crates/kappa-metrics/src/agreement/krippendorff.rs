use serde::Serialize;

use crate::agreement::{Band, RatingTable};
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
    /// How many items have two ratings or more; the others are left out.
    pub paired_items: u64,
    /// How many ratings these items have.
    pub paired_ratings: u64,
    /// What the categories were taken for.
    pub level: MeasurementLevel,
}

impl KrippendorffAlpha {
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
    let paired = || table.items.iter().filter(|item| item.present() >= 2);
    for item in paired() {
        for (category, count) in &item.counts {
            totals[*category] += item.repeats * count;
        }
    }
    let positions = positions(table, level, &totals)?;
    let squared_difference = |c: usize, k: usize| -> f64 {
        let (c, k) = (positions[c], positions[k]);
        match level {
            MeasurementLevel::Nominal => 1.0,
            MeasurementLevel::Ordinal | MeasurementLevel::Interval => (c - k) * (c - k),
            MeasurementLevel::Ratio => ((c - k) / (c + k)).powi(2),
        }
    };

    let mut within = 0.0;
    for item in paired() {
        let others = (item.present() - 1) as f64;
        let sum = sum_over_pairs(&item.counts, squared_difference);
        within += item.repeats as f64 * sum / others;
    }
    let chosen = totals.iter().copied().enumerate();
    let chosen: Vec<(usize, u64)> = chosen.filter(|(_, total)| *total > 0).collect();
    let between = sum_over_pairs(&chosen, squared_difference);

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
    Ok(KrippendorffAlpha {
        alpha,
        observed_disagreement: observed,
        expected_disagreement: expected,
        paired_items: paired().map(|item| item.repeats).sum(),
        paired_ratings: ratings,
        level,
    })
}

/// Where each category lies on a line along which differences are taken.
fn positions(
    table: &RatingTable,
    level: MeasurementLevel,
    totals: &[u64],
) -> Result<Vec<f64>, MetricsError> {
    match level {
        MeasurementLevel::Nominal => Ok(vec![0.0; totals.len()]),
        MeasurementLevel::Ordinal => {
            // Half of one category, all between and half of the other is the distance of middles.
            let mut below = 0.0;
            let middles = totals.iter().map(|total| {
                let middle = below + 0.5 * *total as f64;
                below += *total as f64;
                middle
            });
            Ok(middles.collect())
        }
        MeasurementLevel::Interval | MeasurementLevel::Ratio => {
            let values = table.values.clone().ok_or(MetricsError::NotNumbers)?;
            match values.first() {
                Some(least) if level == MeasurementLevel::Ratio && *least < 0.0 => {
                    Err(MetricsError::NegativeRatio {
                        value: least.to_string(),
                    })
                }
                _ => Ok(values),
            }
        }
    }
}

/// `sum_ck n_c n_k d_ck` over the pairs that differ, both ways round.
fn sum_over_pairs(counts: &[(usize, u64)], difference: impl Fn(usize, usize) -> f64) -> f64 {
    let mut sum = 0.0;
    for (i, (c, count)) in counts.iter().enumerate() {
        for (k, other) in &counts[i + 1..] {
            sum += 2.0 * *count as f64 * *other as f64 * difference(*c, *k);
        }
    }
    sum
}
