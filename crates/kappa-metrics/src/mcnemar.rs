#![expect(clippy::doc_markdown, reason = "McNemar is a name, not code")]

use std::f64::consts::{FRAC_2_SQRT_PI, PI};

use serde::Serialize;

use crate::MetricsError;
use crate::error::check_length;

/// With fewer discordant items than this the test is exact: the usual rule of thumb for
/// when chi-square is close enough.
const EXACT_BELOW: u64 = 25;

/// McNemar's test (1947) of whether two classifiers are right equally often on the same items.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct McNemar {
    /// How many items only the first classifier has right.
    pub only_first_right: u64,
    /// How many items only the second classifier has right.
    pub only_second_right: u64,
    /// How the p-value was found.
    pub method: McNemarMethod,
    /// The chi-square statistic, `(max(|b - c| - 1, 0))^2 / (b + c)`; `None` for the exact test.
    pub statistic: Option<f64>,
    /// The two-sided p-value, in \[0, 1\]; 1 when no item tells the classifiers apart.
    pub p_value: f64,
}

/// How the p-value of McNemar's test is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum McNemarMethod {
    /// The binomial distribution, with fewer than 25 discordant items.
    ExactBinomial,
    /// Chi-square with one degree of freedom and Edwards' continuity correction (1948), with 25 or
    /// more.
    ChiSquareCorrected,
}

/// McNemar's test of two lists of predictions against the truth.
///
/// # Errors
///
/// [`MetricsError::ParallelLength`] or [`MetricsError::Empty`].
pub fn mcnemar_test<T: PartialEq>(
    truth: &[T],
    first: &[T],
    second: &[T],
) -> Result<McNemar, MetricsError> {
    check_length("first predictions", truth.len(), first.len())?;
    check_length("second predictions", truth.len(), second.len())?;
    if truth.is_empty() {
        return Err(MetricsError::Empty);
    }
    let (mut only_first, mut only_second) = (0, 0);
    for ((truth, first), second) in truth.iter().zip(first).zip(second) {
        match (first == truth, second == truth) {
            (true, false) => only_first += 1,
            (false, true) => only_second += 1,
            _ => {}
        }
    }
    Ok(McNemar::from_counts(only_first, only_second))
}

impl McNemar {
    /// The test of two finished counts: items that only the one, and only the other, has right.
    #[must_use]
    pub fn from_counts(only_first_right: u64, only_second_right: u64) -> Self {
        let discordant = only_first_right.saturating_add(only_second_right);
        let (method, statistic, p_value) = if discordant < EXACT_BELOW {
            let fewer = only_first_right.min(only_second_right);
            let p_value = 2.0 * binomial_tail(fewer, discordant);
            (McNemarMethod::ExactBinomial, None, p_value.min(1.0))
        } else {
            // With equal counts there is nothing to correct.
            let gap = only_first_right
                .abs_diff(only_second_right)
                .saturating_sub(1) as f64;
            let statistic = gap * gap / discordant as f64;
            let p_value = complementary_error((0.5 * statistic).sqrt());
            (McNemarMethod::ChiSquareCorrected, Some(statistic), p_value)
        };
        Self {
            only_first_right,
            only_second_right,
            method,
            statistic,
            p_value,
        }
    }
}

/// The chance of at most `successes` heads in `throws` of a fair coin.
fn binomial_tail(successes: u64, throws: u64) -> f64 {
    let (mut ways, mut sum) = (1_u64, 1_u64);
    for k in 1..=successes {
        ways = ways * (throws - k + 1) / k;
        sum += ways;
    }
    sum as f64 / (1_u64 << throws) as f64
}

/// `erfc(x)` for `x >= 0`, which is the upper tail of chi-square with one degree of freedom at
/// `2 x^2`: the series of Abramowitz and Stegun (1964), 7.1.6, and from 2 on the continued fraction
/// 7.1.14, both to the last digits.
fn complementary_error(x: f64) -> f64 {
    let bell = (-x * x).exp();
    if x < 2.0 {
        let (mut term, mut sum) = (x, 0.0);
        for n in 1..=60_u32 {
            sum += term;
            term *= 2.0 * x * x / f64::from(2 * n + 1);
        }
        1.0 - FRAC_2_SQRT_PI * bell * sum
    } else {
        let fraction = (1..=120_u32)
            .rev()
            .fold(x, |below, n| x + 0.5 * f64::from(n) / below);
        bell / (PI.sqrt() * fraction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn few_discordant_items_are_tested_exactly() {
        let test = McNemar::from_counts(1, 5);
        assert_eq!(test.method, McNemarMethod::ExactBinomial);
        assert_relative_eq!(test.p_value, 2.0 * 7.0 / 64.0);
        assert_relative_eq!(McNemar::from_counts(0, 0).p_value, 1.0);
        assert_relative_eq!(McNemar::from_counts(12, 12).p_value, 1.0);
    }

    #[test]
    fn equal_counts_give_no_evidence() {
        assert_relative_eq!(McNemar::from_counts(40, 40).p_value, 1.0);
    }

    #[test]
    fn the_two_ways_to_the_error_function_meet() {
        assert_relative_eq!(
            complementary_error(2.0),
            0.004_677_734_981_047_266,
            epsilon = 1e-15
        );
        assert_relative_eq!(
            complementary_error(1.999_999_999_999),
            complementary_error(2.0),
            epsilon = 1e-12
        );
    }
}
