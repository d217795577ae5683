use std::f64::consts::FRAC_PI_2;

use crate::agreement::cohen::Z_95;

/// Beyond so many degrees of freedom the expansion around the normal distribution is good to the
/// last digits, and the sum would only be slower.
const MOST_TERMS: u64 = 1000;

/// The 97.5% point of Student's t, for intervals of 95%.
pub(super) fn quantile_975(freedom: u64) -> f64 {
    if freedom > MOST_TERMS {
        return expanded_quantile(freedom as f64);
    }
    // At 1 degree of freedom the point is 12.7062; it falls to 1.96 from there.
    let (mut lower, mut upper) = (Z_95, 13.0);
    for _ in 0..60 {
        let middle = 0.5 * (lower + upper);
        if central_share(middle, freedom) < 0.95 {
            lower = middle;
        } else {
            upper = middle;
        }
    }
    0.5 * (lower + upper)
}

/// The chance of `|T| < t`: Abramowitz and Stegun (1964), 26.7.3 for odd and 26.7.4 for even
/// degrees of freedom, with `tan angle = t / sqrt(freedom)`.
fn central_share(t: f64, freedom: u64) -> f64 {
    let angle = (t / (freedom as f64).sqrt()).atan();
    let (sine, cosine) = angle.sin_cos();
    let odd = freedom % 2 == 1;
    // sine (cosine + 2/3 cosine^3 + ...) if odd, sine (1 + 1/2 cosine^2 + ...) if even.
    let (mut term, mut power) = if odd { (cosine, 1) } else { (1.0, 0) };
    let mut sum = 0.0;
    while power + 2 <= freedom {
        sum += term;
        power += 2;
        term *= cosine * cosine * (power - 1) as f64 / power as f64;
    }
    if odd {
        (angle + sine * sum) / FRAC_PI_2
    } else {
        sine * sum
    }
}

/// The first terms of Abramowitz and Stegun, 26.7.5.
fn expanded_quantile(freedom: f64) -> f64 {
    let x = Z_95;
    let first = (x.powi(3) + x) / 4.0;
    let second = (5.0 * x.powi(5) + 16.0 * x.powi(3) + 3.0 * x) / 96.0;
    let third = (3.0 * x.powi(7) + 19.0 * x.powi(5) + 17.0 * x.powi(3) - 15.0 * x) / 384.0;
    x + first / freedom + second / freedom.powi(2) + third / freedom.powi(3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn quantiles_are_those_of_printed_tables() {
        for (freedom, expected) in [
            (1, 12.7062),
            (2, 4.3027),
            (3, 3.1824),
            (30, 2.0423),
            (120, 1.9799),
        ] {
            assert_relative_eq!(quantile_975(freedom), expected, epsilon = 5e-5);
        }
    }

    #[test]
    fn the_sum_and_the_expansion_meet() {
        let sum = quantile_975(MOST_TERMS);
        assert_relative_eq!(sum, expanded_quantile(MOST_TERMS as f64), epsilon = 1e-11);
        assert!(quantile_975(u64::from(u32::MAX)) > Z_95);
    }
}
