//! The exact minimum of the augmented Lagrangian along a line.
//!
//! Its derivative along a line,
//!
//! ```text
//! slope(t) = s0 + s1 t - sum_i p_i(t) d_i,   p_i(t) = clamp(b_i - t k_i, lower_i, upper_i)
//! ```
//!
//! never falls and is linear between finitely many points. Newton's method on it, kept
//! between bounds, ends on the piece that holds the root.

use crate::vector::vectorised;

/// More than any search needs: each step ends on another piece or halves the interval.
const MAX_STEPS: usize = 200;

/// The part of the derivative's scale that counts as 0.
const ROUNDING: f64 = 1e-13;

/// The rows along a line: each has a direction `d`, and `k = sigma d`.
pub(super) struct Line<'a> {
    /// `b_i`: the multiplier of each row at `t = 0`, before it is clamped.
    pub(super) start: &'a [f64],
    pub(super) directions: &'a [f64],
    pub(super) rates: &'a [f64],
    pub(super) lower: &'a [f64],
    pub(super) upper: &'a [f64],
    /// `s0` and `s1`.
    pub(super) constant: f64,
    pub(super) linear: f64,
}

impl Line<'_> {
    /// The step `t >= 0` at which the derivative is 0, looked for from `guess` on. 0 where
    /// the derivative at 0 is not negative.
    pub(super) fn minimum(&self, guess: f64) -> f64 {
        let (at_zero, _) = self.slope(0.0);
        if at_zero >= 0.0 {
            return 0.0;
        }
        let negligible = ROUNDING * -at_zero;
        let (mut low, mut high, mut t) = (0.0, f64::INFINITY, guess);
        for _ in 0..MAX_STEPS {
            let (slope, curvature) = self.slope(t);
            if slope.abs() <= negligible {
                break;
            }
            if slope < 0.0 {
                low = t;
            } else {
                high = t;
            }
            let newton = t - slope / curvature;
            let next = if newton > low && newton < high {
                newton
            } else if high.is_finite() {
                f64::midpoint(low, high)
            } else {
                4.0 * low
            };
            if next <= low || next >= high || !next.is_finite() {
                break;
            }
            t = next;
        }
        t
    }

    /// The derivative at `t` and its own slope there.
    fn slope(&self, t: f64) -> (f64, f64) {
        let (sum, curvature) = sums(
            t,
            self.start,
            self.directions,
            self.rates,
            self.lower,
            self.upper,
        );
        (
            self.constant + self.linear * t - sum,
            self.linear + curvature,
        )
    }
}

vectorised! {
    /// `sum_i p_i(t) d_i`, and `sum_i k_i d_i` over the rows between their bounds.
    fn sums(
        t: f64,
        start: &[f64],
        directions: &[f64],
        rates: &[f64],
        lower: &[f64],
        upper: &[f64],
    ) -> (f64, f64) {
        const LANES: usize = 8;
        let (mut values, mut slopes) = ([0.0; LANES], [0.0; LANES]);
        let whole = start.len() - start.len() % LANES;
        for at in (0..whole).step_by(LANES) {
            let (b, d, k) = (&start[at..at + LANES], &directions[at..at + LANES], &rates[at..at + LANES]);
            let (lower, upper) = (&lower[at..at + LANES], &upper[at..at + LANES]);
            for lane in 0..LANES {
                let value = b[lane] - t * k[lane];
                let above = if value > lower[lane] { value } else { lower[lane] };
                let clamped = if above < upper[lane] { above } else { upper[lane] };
                values[lane] += clamped * d[lane];
                let free = value > lower[lane] && value < upper[lane];
                slopes[lane] += if free { k[lane] * d[lane] } else { 0.0 };
            }
        }
        for at in whole..start.len() {
            let value = start[at] - t * rates[at];
            values[0] += value.clamp(lower[at], upper[at]) * directions[at];
            if value > lower[at] && value < upper[at] {
                slopes[0] += rates[at] * directions[at];
            }
        }
        (values.iter().sum(), slopes.iter().sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_root_of_a_piecewise_linear_derivative() {
        // slope(t) = -3 + t - clamp(1 - 2t, 0, 1) = t - 4 + 2t up to t = 1/2, then t - 3.
        let line = Line {
            start: &[1.0],
            directions: &[1.0],
            rates: &[2.0],
            lower: &[0.0],
            upper: &[1.0],
            constant: -3.0,
            linear: 1.0,
        };
        for guess in [1e-9, 0.5, 1.0, 3.0, 1e9] {
            assert!((line.minimum(guess) - 3.0).abs() <= 1e-12, "{guess}");
        }
    }

    #[test]
    fn a_rising_derivative_has_its_minimum_at_the_start() {
        let line = Line {
            start: &[0.0],
            directions: &[1.0],
            rates: &[1.0],
            lower: &[0.0],
            upper: &[1.0],
            constant: 0.5,
            linear: 1.0,
        };
        assert!(line.minimum(1.0).abs() <= 0.0);
    }
}
