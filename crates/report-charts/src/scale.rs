//! Axes: ends and ticks at round numbers.

/// A figure takes values up to this size, of either sign.
pub(crate) const LARGEST: f64 = 1e15;

/// Ranges below this cannot be told from 0.
const SMALLEST: f64 = 1e-9;

/// An axis from the first tick to the last.
#[derive(Debug, Clone)]
pub(crate) struct Scale {
    pub(crate) ticks: Vec<f64>,
    /// How many decimals the ticks need.
    pub(crate) decimals: usize,
    /// Where the axis begins and ends in the drawing.
    pub(crate) ends: [f64; 2],
}

impl Scale {
    /// Ticks at steps of 1, 2 or 5 times a power of 10, at most `most` of them (at least 3), from
    /// just below `low` to just above `high`.
    pub(crate) fn nice(low: f64, high: f64, most: usize) -> Self {
        let (low, high) = if high - low < SMALLEST * high.abs().max(1.0) {
            // One value, which sits in the middle unless it is 0.
            let half = (low.abs() / 2.0).max(0.5);
            (
                if low.abs() < SMALLEST {
                    0.0
                } else {
                    low - half
                },
                high + half,
            )
        } else {
            (low, high)
        };
        let mut power = power_below((high - low) / most as f64);
        loop {
            for step in [1, 2, 5] {
                let unit = power_of_ten(power);
                let step = f64::from(step) * unit;
                let first = (low / step + 1e-9).floor();
                let last = (high / step - 1e-9).ceil();
                if last - first < most as f64 {
                    let ticks = (0..=most)
                        .map(|tick| first + tick as f64)
                        .take_while(|tick| *tick <= last)
                        // Adding 0 turns -0 into 0.
                        .map(|tick| tick * step + 0.0)
                        .collect();
                    let decimals = usize::try_from(-power).unwrap_or(0);
                    let ends = [0.0, 1.0];
                    return Self {
                        ticks,
                        decimals,
                        ends,
                    };
                }
            }
            power += 1;
        }
    }

    /// As `nice`, with 0 on the axis.
    pub(crate) fn from_zero(low: f64, high: f64, most: usize) -> Self {
        Self::nice(low.min(0.0), high.max(0.0), most)
    }

    pub(crate) fn between(mut self, start: f64, end: f64) -> Self {
        self.ends = [start, end];
        self
    }

    /// The place of a value in the drawing.
    pub(crate) fn place(&self, value: f64) -> f64 {
        let low = self.ticks.first().copied().unwrap_or(0.0);
        let high = self.ticks.last().copied().unwrap_or(1.0);
        let [start, end] = self.ends;
        start + (end - start) * ((value - low) / (high - low)).clamp(0.0, 1.0)
    }
}

/// The power of 10 at or below a positive number. Read from the number's digits: a logarithm may
/// differ between platforms in its last bit.
fn power_below(number: f64) -> i32 {
    let digits = format!("{number:e}");
    let power = digits
        .rsplit('e')
        .next()
        .and_then(|power| power.parse().ok());
    power.unwrap_or(0)
}

fn power_of_ten(power: i32) -> f64 {
    format!("1e{power}").parse().unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_few() {
        for (low, high, expected) in [
            (0.0, 1.0, vec![0.0, 0.2, 0.4, 0.6, 0.8, 1.0]),
            (
                0.0,
                28846.0,
                vec![0.0, 5000.0, 10000.0, 15000.0, 20000.0, 25000.0, 30000.0],
            ),
            (-3.0, 4.0, vec![-4.0, -2.0, 0.0, 2.0, 4.0]),
            (0.0, 0.0, vec![0.0, 0.1, 0.2, 0.3, 0.4, 0.5]),
            (0.64, 0.68, vec![0.64, 0.65, 0.66, 0.67, 0.68]),
        ] {
            let ticks = Scale::nice(low, high, 7).ticks;
            let near = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-9;
            let same = ticks.len() == expected.len() && ticks.iter().zip(&expected).all(near);
            assert!(same, "{low} to {high}: {ticks:?}");
        }
    }

    #[test]
    fn no_range_has_no_end() {
        for low in [-LARGEST, -1.0, 0.0, 1e-300, 0.1, 3.0, LARGEST] {
            for high in [-LARGEST, -1.0, 0.0, 5e-324, 1e-12, 0.1, 7.0, LARGEST] {
                let (low, high) = (low.min(high), low.max(high));
                let scale = Scale::nice(low, high, 7);
                let ticks = &scale.ticks;
                assert!((2..=7).contains(&ticks.len()), "{low} to {high}: {ticks:?}");
                let slack = 1e-6 * (high - low).max(1e-3);
                assert!(ticks[0] <= low + slack, "{low} to {high}: {ticks:?}");
                assert!(
                    ticks[ticks.len() - 1] >= high - slack,
                    "{low} to {high}: {ticks:?}"
                );
            }
        }
    }
}
