//! Numbers that sum up a series.

/// The mean and the standard deviation (of the population); zeros for nothing.
pub(crate) fn mean_and_deviation(values: impl Iterator<Item = f32> + Clone) -> (f64, f64) {
    let (mut count, mut sum) = (0_usize, 0.0_f64);
    for value in values.clone() {
        count += 1;
        sum += f64::from(value);
    }
    if count == 0 {
        return (0.0, 0.0);
    }
    let mean = sum / count as f64;
    let squares: f64 = values.map(|value| (f64::from(value) - mean).powi(2)).sum();
    (mean, (squares / count as f64).sqrt())
}

/// The least and the greatest value; zeros for nothing.
pub(crate) fn least_and_greatest(values: impl Iterator<Item = f32>) -> (f64, f64) {
    let bounds = values.fold(None, |bounds: Option<(f32, f32)>, value| match bounds {
        None => Some((value, value)),
        Some((least, greatest)) => Some((least.min(value), greatest.max(value))),
    });
    bounds.map_or((0.0, 0.0), |(least, greatest)| {
        (f64::from(least), f64::from(greatest))
    })
}

/// The slope of the line through points `(x, y)` by least squares; 0 where no two `x` differ.
pub(crate) fn slope(points: impl Iterator<Item = (f64, f32)> + Clone) -> f64 {
    let (mut count, mut sum_x, mut sum_y) = (0.0, 0.0, 0.0);
    for (x, y) in points.clone() {
        count += 1.0;
        sum_x += x;
        sum_y += f64::from(y);
    }
    let (mean_x, mean_y) = (sum_x / count, sum_y / count);
    let (mut products, mut squares) = (0.0, 0.0);
    for (x, y) in points {
        products += (x - mean_x) * (f64::from(y) - mean_y);
        squares += (x - mean_x).powi(2);
    }
    if squares > 0.0 {
        products / squares
    } else {
        0.0
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "the values are exact")]
mod tests {
    use super::*;

    #[test]
    fn sums_up_a_series_and_nothing() {
        let values = [1.0, 3.0, 5.0, 7.0];
        let (mean, deviation) = mean_and_deviation(values.into_iter());
        assert!((mean - 4.0).abs() < 1e-12 && (deviation - 5.0_f64.sqrt()).abs() < 1e-12);
        let points = values.into_iter().enumerate().map(|(x, y)| (x as f64, y));
        assert!((slope(points) - 2.0).abs() < 1e-12);
        assert_eq!(mean_and_deviation([].into_iter()), (0.0, 0.0));
        assert_eq!(least_and_greatest([].into_iter()), (0.0, 0.0));
        assert_eq!(least_and_greatest(values.into_iter()), (1.0, 7.0));
        assert_eq!(slope([].into_iter()), 0.0);
        assert_eq!(slope([(1.0, 2.0)].into_iter()), 0.0);
    }
}
