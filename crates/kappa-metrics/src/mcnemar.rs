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
    /// The chi-square statistic, `(b - c)^2 / (b + c)`, or `(max(|b - c| - 1, 0))^2 / (b + c)` with
    /// the correction; 0 when no item tells the classifiers apart, `None` for the exact test.
    pub statistic: Option<f64>,
    /// The two-sided p-value, in \[0, 1\]; 1 when no item tells the classifiers apart.
    pub p_value: f64,
}

/// How the p-value of McNemar's test is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum McNemarMethod {
    /// The binomial distribution; chosen with fewer than 25 discordant items.
    ExactBinomial,
    /// Chi-square with one degree of freedom and Edwards' continuity correction (1948); chosen with
    /// 25 or more.
    ChiSquareCorrected,
    /// Chi-square with one degree of freedom, as McNemar had it; only on demand.
    ChiSquare,
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
        let method = if discordant < EXACT_BELOW {
            McNemarMethod::ExactBinomial
        } else {
            McNemarMethod::ChiSquareCorrected
        };
        Self::by_method(only_first_right, only_second_right, method)
    }

    /// As [`from_counts`](Self::from_counts), by a method of the caller's choice.
    ///
    /// The exact test of many items takes time in proportion to the root of their number.
    #[must_use]
    pub fn by_method(only_first_right: u64, only_second_right: u64, method: McNemarMethod) -> Self {
        let gap = only_first_right.abs_diff(only_second_right);
        let discordant = only_first_right as f64 + only_second_right as f64;
        let square = |gap: u64| {
            let gap = gap as f64;
            Some(if gap > 0.0 {
                gap * gap / discordant
            } else {
                0.0
            })
        };
        let statistic = match method {
            McNemarMethod::ExactBinomial => None,
            // With equal counts there is nothing to correct.
            McNemarMethod::ChiSquareCorrected => square(gap.saturating_sub(1)),
            McNemarMethod::ChiSquare => square(gap),
        };
        let p_value = match statistic {
            Some(statistic) => complementary_error((0.5 * statistic).sqrt()),
            None if gap == 0 => 1.0,
            None => 2.0 * fair_tail(only_first_right.min(only_second_right), discordant),
        };
        Self {
            only_first_right,
            only_second_right,
            method,
            statistic,
            p_value: p_value.min(1.0),
        }
    }
}

/// The chance of at most `heads` heads in `throws` of a fair coin, of which `heads` is at most half:
/// the last term of the sum, and each one before it by its ratio to the one after.
fn fair_tail(heads: u64, throws: f64) -> f64 {
    let (mut sum, mut ratio, mut k) = (1.0, 1.0, heads as f64);
    while k > 0.0 && ratio > f64::EPSILON * sum / 100.0 {
        ratio *= k / (throws - k + 1.0);
        sum += ratio;
        k -= 1.0;
    }
    sum * fair_chance(heads as f64, throws)
}

/// The chance of exactly `heads` heads in `throws` of a fair coin, which does not lose digits for
/// many throws (Loader 2000, "Fast and Accurate Computation of Binomial Probabilities").
fn fair_chance(heads: f64, throws: f64) -> f64 {
    let tails = throws - heads;
    if heads < 1.0 {
        return 0.5_f64.powf(throws);
    }
    let exponent = stirling_error(throws)
        - stirling_error(heads)
        - stirling_error(tails)
        - deviance(heads, 0.5 * throws)
        - deviance(tails, 0.5 * throws);
    (throws / (2.0 * PI * heads * tails)).sqrt() * exponent.exp()
}

/// `ln n! - ln(sqrt(2 pi n) (n / e)^n)`, by the sum of logarithms or by Stirling's series.
fn stirling_error(n: f64) -> f64 {
    if n <= 15.0 {
        let (mut factorial, mut k) = (1.0, 2.0);
        while k <= n {
            factorial *= k;
            k += 1.0;
        }
        return factorial.ln() - (n + 0.5) * n.ln() + n - 0.5 * (2.0 * PI).ln();
    }
    let square = n * n;
    let series = [
        1.0 / 1188.0,
        1.0 / 1680.0,
        1.0 / 1260.0,
        1.0 / 360.0,
        1.0 / 12.0,
    ];
    let [fifth, fourth, third, second, first] = series;
    (first - (second - (third - (fourth - fifth / square) / square) / square) / square) / n
}

/// `x ln(x / mean) + mean - x`, by a series where the two are close and the terms would cancel.
fn deviance(x: f64, mean: f64) -> f64 {
    let gap = x - mean;
    if gap.abs() > 0.1 * (x + mean) {
        return x * (x / mean).ln() - gap;
    }
    let v = gap / (x + mean);
    let mut sum = gap * v;
    let mut power = 2.0 * x * v;
    for j in 1..=20_u32 {
        power *= v * v;
        sum += power / f64::from(2 * j + 1);
    }
    sum
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
    fn the_exact_test_keeps_its_digits_with_many_items() {
        // By exact fractions, and the last by `binomtest` of scipy 1.17.
        let cases = [
            (1, 5, 0.21875),
            (16, 30, 0.054_076_031_858_869_555),
            (40, 70, 0.005_447_429_511_444_482),
            (450, 500, 0.111_838_645_141_578_79),
            (99_500, 100_500, 0.025_493_890_666_946_083),
        ];
        for (fewer, more, expected) in cases {
            let test = McNemar::by_method(fewer, more, McNemarMethod::ExactBinomial);
            assert_relative_eq!(test.p_value, expected, max_relative = 1e-11);
        }
        let huge = McNemar::by_method(u64::MAX, 0, McNemarMethod::ExactBinomial);
        assert_relative_eq!(huge.p_value, 0.0);
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
