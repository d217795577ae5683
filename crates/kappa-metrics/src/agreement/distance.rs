use crate::MetricsError;
use crate::agreement::{MeasurementLevel, RatingTable};

/// The squared differences of categories, as Krippendorff's alpha takes them at its level.
///
/// All but those of the ratio level have sums in closed form, so that many distinct categories, such
/// as measured numbers, cost no more than as many ratings.
pub(super) struct Distances {
    level: MeasurementLevel,
    /// Where each category lies on a line along which differences are taken.
    positions: Vec<f64>,
}

impl Distances {
    /// `totals` says how often each category is chosen.
    pub(super) fn new(
        table: &RatingTable,
        level: MeasurementLevel,
        totals: &[u64],
    ) -> Result<Self, MetricsError> {
        let positions = match level {
            MeasurementLevel::Nominal => Vec::new(),
            MeasurementLevel::Ordinal => {
                // Half of one category, all between and half of the other is the distance of
                // middles.
                let mut below = 0.0;
                let middles = totals.iter().map(|total| {
                    let middle = below + 0.5 * *total as f64;
                    below += *total as f64;
                    middle
                });
                middles.collect()
            }
            MeasurementLevel::Interval | MeasurementLevel::Ratio => {
                let values = table.values.clone().ok_or(MetricsError::NotNumbers)?;
                match values.first() {
                    Some(least) if level == MeasurementLevel::Ratio && *least < 0.0 => {
                        let value = least.to_string();
                        return Err(MetricsError::NegativeRatio { value });
                    }
                    _ => values,
                }
            }
        };
        Ok(Self { level, positions })
    }

    /// `sum_ck n_c n_k d_ck` over the pairs that differ, both ways round.
    pub(super) fn sum_over_pairs(&self, counts: &[(usize, u64)]) -> f64 {
        match self.level {
            MeasurementLevel::Nominal => {
                let all: u128 = counts.iter().map(|(_, count)| u128::from(*count)).sum();
                let squares = counts.iter().map(|(_, count)| u128::from(*count).pow(2));
                (all * all - squares.sum::<u128>()) as f64
            }
            MeasurementLevel::Ordinal | MeasurementLevel::Interval => {
                let line = self.line(counts);
                2.0 * line.count * line.squares
            }
            MeasurementLevel::Ratio => {
                let mut sum = 0.0;
                for (i, (c, count)) in counts.iter().enumerate() {
                    for (k, other) in &counts[i + 1..] {
                        sum += 2.0 * *count as f64 * *other as f64 * self.ratio(*c, *k);
                    }
                }
                sum
            }
        }
    }

    /// The mean distance of each category from the ratings counted.
    pub(super) fn means(&self, counts: &[(usize, u64)]) -> Vec<f64> {
        let last = counts.iter().map(|(category, _)| category + 1).max();
        let mut means = vec![0.0; last.unwrap_or(0)];
        let line = match self.level {
            MeasurementLevel::Nominal => Line::of(counts, |_| 0.0),
            _ => self.line(counts),
        };
        for (category, count) in counts {
            means[*category] = match self.level {
                MeasurementLevel::Nominal => 1.0 - *count as f64 / line.count,
                MeasurementLevel::Ordinal | MeasurementLevel::Interval => {
                    (self.positions[*category] - line.mean).powi(2) + line.squares / line.count
                }
                MeasurementLevel::Ratio => {
                    let others = counts.iter().filter(|(other, _)| other != category);
                    let terms = others.map(|(k, count)| *count as f64 * self.ratio(*category, *k));
                    terms.sum::<f64>() / line.count
                }
            };
        }
        means
    }

    fn ratio(&self, c: usize, k: usize) -> f64 {
        let (c, k) = (self.positions[c], self.positions[k]);
        ((c - k) / (c + k)).powi(2)
    }

    fn line(&self, counts: &[(usize, u64)]) -> Line {
        Line::of(counts, |category| self.positions[category])
    }
}

/// Ratings along a line.
struct Line {
    count: f64,
    mean: f64,
    /// The sum of the squared distances from the mean.
    squares: f64,
}

impl Line {
    fn of(counts: &[(usize, u64)], position: impl Fn(usize) -> f64) -> Self {
        let count = counts.iter().map(|(_, count)| count).sum::<u64>() as f64;
        let sum: f64 = counts.iter().map(|(c, n)| *n as f64 * position(*c)).sum();
        let mean = sum / count;
        let square = |(c, n): &(usize, u64)| *n as f64 * (position(*c) - mean).powi(2);
        Self {
            count,
            mean,
            squares: counts.iter().map(square).sum(),
        }
    }
}
