//! A two-class problem on some rows of a shared table, and how far it is solved.

use std::ops::Range;

use super::Solution;
use crate::kernel::Kernel;

/// What one machine is to separate. Its rows are spans of positions in the table, in
/// rising order; the vectors run over these rows.
#[derive(Clone, Debug)]
pub(crate) struct Machine {
    pub(crate) spans: Vec<Range<usize>>,
    /// +1 or -1 for each row.
    pub(crate) signs: Vec<f64>,
    /// `min(0, y_i C_i)` and `max(0, y_i C_i)`.
    pub(crate) lower: Vec<f64>,
    pub(crate) upper: Vec<f64>,
    pub(crate) kernel: Kernel,
    pub(crate) tolerance: f64,
    pub(crate) max_iterations: u64,
}

impl Machine {
    /// The rows of a machine with their signs and penalties.
    pub(crate) fn new(
        spans: Vec<Range<usize>>,
        signs: Vec<f64>,
        penalties: impl Iterator<Item = f64> + Clone,
        kernel: Kernel,
        (tolerance, max_iterations): (f64, u64),
    ) -> Self {
        let bounds = signs.iter().zip(penalties);
        Self {
            lower: bounds.clone().map(|(y, c)| (y * c).min(0.0)).collect(),
            upper: bounds.map(|(y, c)| (y * c).max(0.0)).collect(),
            spans,
            signs,
            kernel,
            tolerance,
            max_iterations,
        }
    }

    /// How many rows the machine has.
    pub(crate) fn count(&self) -> usize {
        self.signs.len()
    }

    /// The position of each row.
    pub(crate) fn positions(&self) -> Vec<usize> {
        self.spans.iter().cloned().flatten().collect()
    }
}

/// Coefficients of a machine, its gradient, and the effort so far.
#[derive(Clone, Debug)]
pub(crate) struct State {
    /// `a_i = y_i alpha_i`.
    pub(crate) coefficients: Vec<f64>,
    /// `g = Ka - y`.
    pub(crate) gradient: Vec<f64>,
    pub(crate) iterations: u64,
    pub(crate) seconds: f64,
}

impl State {
    /// All coefficients 0.
    pub(crate) fn new(machine: &Machine) -> Self {
        Self {
            coefficients: vec![0.0; machine.count()],
            gradient: machine.signs.iter().map(|y| -y).collect(),
            iterations: 0,
            seconds: 0.0,
        }
    }

    /// A start for a machine whose penalties are `ratio` times as large, at least once:
    /// the solution times that factor from 1 to `ratio` which lowers the objective most.
    /// The gradient must be exact, and stays so.
    pub(crate) fn drawn_out(&self, machine: &Machine, ratio: f64) -> Self {
        // 1/2 t^2 a'Ka - t y'a is least at t = y'a / a'Ka.
        let (mut linear, mut quadratic) = (0.0, 0.0);
        for ((a, g), y) in self
            .coefficients
            .iter()
            .zip(&self.gradient)
            .zip(&machine.signs)
        {
            linear += y * a;
            quadratic += a * (g + y);
        }
        let factor = (linear / quadratic).min(ratio).max(1.0);
        let bounds = machine.lower.iter().zip(&machine.upper);
        let gradient = self.gradient.iter().zip(&machine.signs);
        Self {
            coefficients: (self.coefficients.iter().zip(bounds))
                .map(|(a, (lower, upper))| (factor * a).max(*lower).min(*upper))
                .collect(),
            gradient: gradient.map(|(g, y)| factor * (g + y) - y).collect(),
            iterations: 0,
            seconds: 0.0,
        }
    }

    /// `m = max { -g_t : a_t < upper_t }` and `M = min { -g_t : a_t > lower_t }`: at the
    /// optimum `m <= M`.
    pub(crate) fn extremes(&self, machine: &Machine) -> (f64, f64) {
        let (mut most_rising, mut least_falling) = (f64::NEG_INFINITY, f64::INFINITY);
        let bounds = machine.lower.iter().zip(&machine.upper);
        for ((g, a), (lower, upper)) in (self.gradient.iter().zip(&self.coefficients)).zip(bounds) {
            if a < upper {
                most_rising = most_rising.max(-g);
            }
            if a > lower {
                least_falling = least_falling.min(-g);
            }
        }
        (most_rising, least_falling)
    }

    /// The largest violation of the optimality conditions.
    pub(crate) fn gap(&self, machine: &Machine) -> f64 {
        let (most_rising, least_falling) = self.extremes(machine);
        (most_rising - least_falling).max(0.0)
    }

    /// libsvm's rule: the mean of `-g` over the rows between their bounds, or the middle
    /// of the interval that the optimality conditions leave where there are none.
    fn intercept(&self, machine: &Machine) -> f64 {
        let (mut sum, mut free) = (0.0, 0_u32);
        for (t, (a, g)) in self.coefficients.iter().zip(&self.gradient).enumerate() {
            if machine.lower[t] < *a && *a < machine.upper[t] {
                sum -= g;
                free += 1;
            }
        }
        if free > 0 {
            return sum / f64::from(free);
        }
        let (most_rising, least_falling) = self.extremes(machine);
        f64::midpoint(most_rising, least_falling)
    }

    /// The answer, from a gradient that was computed anew.
    pub(crate) fn solution(&self, machine: &Machine) -> Solution {
        let gap = self.gap(machine);
        // 1/2 a'Ka - y'a = 1/2 sum_i a_i (g_i - y_i), since Ka = g + y.
        let doubled: f64 = (self.coefficients.iter().zip(&self.gradient))
            .zip(&machine.signs)
            .map(|((a, g), y)| a * (g - y))
            .sum();
        Solution {
            intercept: self.intercept(machine),
            objective: doubled / 2.0,
            gap,
            iterations: self.iterations,
            converged: gap <= machine.tolerance,
            coefficients: self.coefficients.clone(),
        }
    }
}
