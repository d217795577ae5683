//! How far coefficients are from optimal.

use crate::solver::{Problem, Solution};

use super::rows::CentredRows;
use crate::kernel::dot;

/// The part of the room between its bounds within which a coefficient is on one of them.
const ROUNDING: f64 = 1e-12;

/// The bounds of the coefficients `a_i = y_i alpha_i` of a problem.
pub(super) struct Bounds {
    /// `min(0, y_i C_i)` and `max(0, y_i C_i)`.
    pub(super) lower: Vec<f64>,
    pub(super) upper: Vec<f64>,
}

impl Bounds {
    pub(super) fn new(problem: &Problem<'_>) -> Self {
        let bounds = problem.signs.iter().zip(problem.penalties);
        Self {
            lower: bounds.clone().map(|(y, c)| (y * c).min(0.0)).collect(),
            upper: bounds.map(|(y, c)| (y * c).max(0.0)).collect(),
        }
    }

    /// Whether `value` lies between the bounds of row `i` and on neither.
    pub(super) fn are_free(&self, i: usize, value: f64) -> bool {
        self.lower[i] < value && value < self.upper[i]
    }

    /// Puts coefficients on a bound from which rounding alone parts them: a row that counts
    /// as free decides the intercept.
    pub(super) fn snap(&self, coefficients: &mut [f64]) {
        let bounds = self.lower.iter().zip(&self.upper);
        for (coefficient, (lower, upper)) in coefficients.iter_mut().zip(bounds) {
            let margin = ROUNDING * (upper - lower);
            if *coefficient - lower < margin {
                *coefficient = *lower;
            } else if upper - *coefficient < margin {
                *coefficient = *upper;
            }
        }
    }

    /// Takes what rounding leaves of the sum of the coefficients from the row with most
    /// room.
    pub(super) fn balance(&self, coefficients: &mut [f64]) {
        let sum: f64 = coefficients.iter().sum();
        let room =
            |i: usize| (coefficients[i] - self.lower[i]).min(self.upper[i] - coefficients[i]);
        let roomiest = (0..coefficients.len()).max_by(|&i, &j| room(i).total_cmp(&room(j)));
        if let Some(i) = roomiest.filter(|&i| room(i) > sum.abs()) {
            coefficients[i] -= sum;
        }
    }

    /// The largest violation of the optimality conditions by `coefficients`, where
    /// `projections` are the `x_i.w` that belong to them.
    pub(super) fn gap(&self, signs: &[f64], coefficients: &[f64], projections: &[f64]) -> f64 {
        let (most_rising, least_falling) = self.extremes(signs, coefficients, projections);
        (most_rising - least_falling).max(0.0)
    }

    /// The coefficients as a solution, everything about it computed anew from the rows.
    pub(super) fn solution(
        &self,
        problem: &Problem<'_>,
        rows: &CentredRows<'_>,
        coefficients: &[f64],
        iterations: u64,
    ) -> Solution {
        let gamma = problem.kernel.gamma;
        let mut weights = rows.combine(coefficients);
        for weight in &mut weights {
            *weight *= gamma;
        }
        let mut projections = vec![0.0; rows.count()];
        rows.project(&weights, &mut projections);
        let gap = self.gap(problem.signs, coefficients, &projections);
        let intercept = self.intercept(problem.signs, coefficients, &projections);
        Solution {
            coefficients: coefficients.to_vec(),
            intercept: intercept - dot(&weights, &rows.mean),
            objective: dot(&weights, &weights) / (2.0 * gamma) - dot(coefficients, problem.signs),
            gap,
            iterations,
            converged: gap <= problem.tolerance,
        }
    }

    /// libsvm's rule: the mean of `y_i - x_i.w` over the rows between their bounds, or the
    /// middle of the interval that the optimality conditions leave where there are none.
    fn intercept(&self, signs: &[f64], coefficients: &[f64], projections: &[f64]) -> f64 {
        let (mut sum, mut free) = (0.0, 0_u32);
        for (i, coefficient) in coefficients.iter().enumerate() {
            if self.are_free(i, *coefficient) {
                sum += signs[i] - projections[i];
                free += 1;
            }
        }
        if free > 0 {
            return sum / f64::from(free);
        }
        let (most_rising, least_falling) = self.extremes(signs, coefficients, projections);
        f64::midpoint(most_rising, least_falling)
    }

    /// `m = max { y_i - x_i.w : a_i < upper_i }` and `M = min { y_i - x_i.w : a_i > lower_i }`:
    /// at the optimum `m <= M`.
    fn extremes(&self, signs: &[f64], coefficients: &[f64], projections: &[f64]) -> (f64, f64) {
        let (mut most_rising, mut least_falling) = (f64::NEG_INFINITY, f64::INFINITY);
        for (i, coefficient) in coefficients.iter().enumerate() {
            let error = signs[i] - projections[i];
            if *coefficient < self.upper[i] {
                most_rising = most_rising.max(error);
            }
            if *coefficient > self.lower[i] {
                least_falling = least_falling.min(error);
            }
        }
        (most_rising, least_falling)
    }
}
