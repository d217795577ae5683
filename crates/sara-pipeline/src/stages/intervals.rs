//! Intervals of 95% round a share and round the mean of the folds.

/// 97.5% of a normal distribution lie below it.
const Z: f64 = 1.959_963_984_540_054;

/// Wilson's score interval of a share, at 95% (E. B. Wilson, 1927).
#[expect(clippy::cast_precision_loss, reason = "row counts are far below 2^52")]
pub(crate) fn wilson_interval(share: f64, n: usize) -> [f64; 2] {
    if n == 0 {
        return [0.0, 1.0];
    }
    let n = n as f64;
    let z2 = Z * Z;
    let middle = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z / (1.0 + z2 / n) * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    [(middle - half).max(0.0), (middle + half).min(1.0)]
}

/// The mean; nothing of nothing.
#[expect(clippy::cast_precision_loss, reason = "there are few folds")]
pub(crate) fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// Student's interval of the mean of shares, at 95%, cut at 0 and 1; `None` below two values.
///
/// For folds it is too narrow: any two of them have most of their training rows in common, so their results are not independent, and
/// no unbiased estimate of the variance can be had from one cross-validation (Bengio and Grandvalet, 2004).
#[expect(clippy::cast_precision_loss, reason = "there are few folds")]
pub(crate) fn mean_interval(values: &[f64]) -> Option<[f64; 2]> {
    let freedom = values.len().checked_sub(1).filter(|&freedom| freedom > 0)?;
    let mean = mean(values)?;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let error = (squares / freedom as f64 / values.len() as f64).sqrt();
    let half = student_quantile(freedom) * error;
    Some([(mean - half).max(0.0), (mean + half).min(1.0)])
}

/// 97.5% of Student's distribution with these degrees of freedom lie below it.
#[expect(clippy::cast_precision_loss, reason = "there are few folds")]
fn student_quantile(freedom: usize) -> f64 {
    const SMALL: [f64; 9] = [
        12.706_205, 4.302_653, 3.182_446, 2.776_445, 2.570_582, 2.446_912, 2.364_624, 2.306_004,
        2.262_157,
    ];
    if let Some(&quantile) = freedom.checked_sub(1).and_then(|place| SMALL.get(place)) {
        return quantile;
    }
    // From 10 degrees on the expansion of Abramowitz and Stegun (1964), 26.7.5, is right to five decimals.
    let n = freedom as f64;
    let z = |power: i32| Z.powi(power);
    let first = (z(3) + z(1)) / 4.0;
    let second = (5.0 * z(5) + 16.0 * z(3) + 3.0 * z(1)) / 96.0;
    let third = (3.0 * z(7) + 19.0 * z(5) + 17.0 * z(3) - 15.0 * z(1)) / 384.0;
    let fourth =
        (79.0 * z(9) + 776.0 * z(7) + 1482.0 * z(5) - 1920.0 * z(3) - 945.0 * z(1)) / 92_160.0;
    Z + first / n + second / n.powi(2) + third / n.powi(3) + fourth / n.powi(4)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Wilson's ends are where the observed share lies 1.96 standard errors away, the error taken at the end itself.
    #[test]
    fn wilson_interval_meets_its_definition() {
        for (share, n) in [(0.78, 100), (0.5, 7), (0.99, 885)] {
            for end in wilson_interval(share, n) {
                let error = (end * (1.0 - end) / n as f64).sqrt();
                assert!(
                    ((share - end).abs() / error - 1.959_964).abs() < 1e-6,
                    "{share} {n} {end}"
                );
            }
        }
        // All of ten: the lower end is n / (n + z^2).
        let [low, high] = wilson_interval(1.0, 10);
        assert!(
            (low - 0.722_467).abs() < 1e-6 && (high - 1.0).abs() < 1e-12,
            "{low} {high}"
        );
    }

    /// The values of printed tables.
    #[test]
    fn students_quantiles_are_those_of_the_tables() {
        for (freedom, expected) in [
            (4, 2.776_445),
            (9, 2.262_157),
            (10, 2.228_139),
            (19, 2.093_024),
            (30, 2.042_272),
            (120, 1.979_930),
        ] {
            let found = student_quantile(freedom);
            assert!((found - expected).abs() < 1e-5, "{freedom}: {found}");
        }
    }

    /// 0.6, 0.7 and 0.8 have the standard deviation 0.1, so half of the interval is 4.302653 * 0.1 / sqrt(3).
    #[test]
    fn the_interval_of_a_mean_is_students() {
        let [low, high] = mean_interval(&[0.6, 0.7, 0.8]).unwrap();
        assert!((low - 0.451_586).abs() < 1e-6, "{low}");
        assert!((high - 0.948_414).abs() < 1e-6, "{high}");
        assert_eq!(mean_interval(&[0.7]), None);
        assert_eq!(mean(&[]), None);
        // Shares end at 0 and 1.
        assert_eq!(mean_interval(&[0.1, 0.9]), Some([0.0, 1.0]));
    }
}
