//! Sequential minimal optimisation with working sets of second order.
//!
//! R.-E. Fan, P.-H. Chen and C.-J. Lin, "Working set selection using second order
//! information for training support vector machines", JMLR 6 (2005), 1889-1918:
//! algorithm 1 with the selection WSS 2. Equation numbers below are theirs, written
//! for `a_i = y_i alpha_i`.

use super::kernel_rows::KernelRows;
use super::{Problem, Solution};

/// Stands for a curvature that is not positive, as in libsvm.
const TAU: f64 = 1e-12;

/// How often a run may go on after the gradient, computed anew, shows that rounding had
/// hidden a violation. More rounds mean that the tolerance is below what `f64` resolves.
const MAX_ROUNDS: u32 = 10;

/// Solves a problem from `start` on: coefficients within their bounds whose sum is 0.
pub(super) fn solve(problem: &Problem<'_>, start: Vec<f64>) -> Solution {
    let mut smo = Smo::new(problem, start);
    smo.renew_gradient();
    let mut round = 0;
    loop {
        let progress = smo.descend();
        smo.renew_gradient();
        round += 1;
        if smo.gap() <= problem.tolerance || progress == Progress::Stuck || round == MAX_ROUNDS {
            return smo.into_solution();
        }
    }
}

#[derive(PartialEq)]
enum Progress {
    /// No pair violates the optimality conditions by more than the tolerance.
    Done,
    /// The iteration limit is reached, or no step is left that changes `a`.
    Stuck,
}

struct Smo<'p, 'a> {
    problem: &'p Problem<'a>,
    kernel: KernelRows,
    lower: Vec<f64>,
    upper: Vec<f64>,
    /// `a_i`.
    coefficients: Vec<f64>,
    /// `g = Ka - y`.
    gradient: Vec<f64>,
    /// The merit of each row in a selection, kept to save an allocation a step.
    merits: Vec<f64>,
    iterations: u64,
}

impl<'p, 'a> Smo<'p, 'a> {
    fn new(problem: &'p Problem<'a>, start: Vec<f64>) -> Self {
        let bounds = problem.signs.iter().zip(problem.penalties);
        Self {
            problem,
            kernel: KernelRows::new(problem),
            lower: bounds.clone().map(|(y, c)| (y * c).min(0.0)).collect(),
            upper: bounds.map(|(y, c)| (y * c).max(0.0)).collect(),
            coefficients: start,
            gradient: Vec::new(),
            merits: vec![0.0; problem.signs.len()],
            iterations: 0,
        }
    }

    /// Steps until the running gradient meets the tolerance.
    fn descend(&mut self) -> Progress {
        while let Some(i) = self.select_rising() {
            self.kernel.load(i);
            let Some(j) = self.select_falling(i) else {
                return Progress::Done;
            };
            if self.iterations == self.problem.max_iterations {
                return Progress::Stuck;
            }
            self.kernel.load(j);
            self.iterations += 1;
            if !self.step(i, j) {
                return Progress::Stuck;
            }
        }
        Progress::Done
    }

    /// The row that gains most by rising: `i = argmax { -g_t : a_t < upper_t }`.
    fn select_rising(&mut self) -> Option<usize> {
        let rows = (self.gradient.iter().zip(&self.coefficients)).zip(&self.upper);
        for (merit, ((g, a), upper)) in self.merits.iter_mut().zip(rows) {
            *merit = if a < upper { -g } else { f64::NEG_INFINITY };
        }
        first_maximum(&self.merits)
    }

    /// The partner of `i` whose step lowers the objective most by the second-order
    /// estimate: `j = argmax { b^2 / q : a_t > lower_t, b > 0 }` with `b = g_t - g_i` and
    /// `q = K_ii + K_tt - 2 K_it`, equation (10). `None` where no violation exceeds the
    /// tolerance.
    fn select_falling(&mut self, i: usize) -> Option<usize> {
        let (g_i, k_ii) = (self.gradient[i], self.kernel.diagonal[i]);
        let rows = (self.gradient.iter().zip(&self.coefficients)).zip(&self.lower);
        let kernels = self.kernel.row(i).iter().zip(&self.kernel.diagonal);
        let mut violation = f64::NEG_INFINITY;
        for (merit, (((g, a), lower), (k_it, k_tt))) in
            self.merits.iter_mut().zip(rows.zip(kernels))
        {
            let b = g - g_i;
            let b = if a > lower { b } else { f64::NEG_INFINITY };
            let q = curvature(k_ii, *k_tt, *k_it);
            *merit = if b > 0.0 {
                b * b / q
            } else {
                f64::NEG_INFINITY
            };
            violation = if b > violation { b } else { violation };
        }
        if violation > self.problem.tolerance {
            first_maximum(&self.merits)
        } else {
            None
        }
    }

    /// Raises `a_i` and lowers `a_j` by the step that is best within the bounds. Says
    /// whether that changed anything.
    fn step(&mut self, i: usize, j: usize) -> bool {
        let diagonal = &self.kernel.diagonal;
        let (row_i, row_j) = (self.kernel.row(i), self.kernel.row(j));
        let room_i = self.upper[i] - self.coefficients[i];
        let room_j = self.coefficients[j] - self.lower[j];
        let free =
            (self.gradient[j] - self.gradient[i]) / curvature(diagonal[i], diagonal[j], row_i[j]);
        let step = free.min(room_i).min(room_j);

        let before = (self.coefficients[i], self.coefficients[j]);
        // A bound is met exactly, not up to rounding, so that it is seen as met.
        self.coefficients[i] = if step < room_i {
            before.0 + step
        } else {
            self.upper[i]
        };
        self.coefficients[j] = if step < room_j {
            before.1 - step
        } else {
            self.lower[j]
        };
        for ((g, k_i), k_j) in self.gradient.iter_mut().zip(row_i).zip(row_j) {
            *g += step * (k_i - k_j);
        }
        (self.coefficients[i], self.coefficients[j]) != before
    }

    fn renew_gradient(&mut self) {
        self.gradient = self.kernel.multiply(&self.coefficients);
        for (g, y) in self.gradient.iter_mut().zip(self.problem.signs) {
            *g -= y;
        }
    }

    /// `m = max { -g_t : a_t < upper_t }` and `M = min { -g_t : a_t > lower_t }`,
    /// equation (6): `m <= M` at the optimum.
    fn extremes(&self) -> (f64, f64) {
        let (mut most_rising, mut least_falling) = (f64::NEG_INFINITY, f64::INFINITY);
        for (t, g) in self.gradient.iter().enumerate() {
            if self.coefficients[t] < self.upper[t] {
                most_rising = most_rising.max(-g);
            }
            if self.coefficients[t] > self.lower[t] {
                least_falling = least_falling.min(-g);
            }
        }
        (most_rising, least_falling)
    }

    fn gap(&self) -> f64 {
        let (most_rising, least_falling) = self.extremes();
        (most_rising - least_falling).max(0.0)
    }

    /// libsvm's rule: the mean of `-g` over the rows between their bounds, or the middle
    /// of the interval that the optimality conditions leave where there are none.
    fn intercept(&self) -> f64 {
        let (mut sum, mut free) = (0.0, 0_u32);
        for (t, g) in self.gradient.iter().enumerate() {
            if self.lower[t] < self.coefficients[t] && self.coefficients[t] < self.upper[t] {
                sum -= g;
                free += 1;
            }
        }
        if free > 0 {
            return sum / f64::from(free);
        }
        let (most_rising, least_falling) = self.extremes();
        f64::midpoint(most_rising, least_falling)
    }

    fn into_solution(self) -> Solution {
        let gap = self.gap();
        // 1/2 a'Ka - y'a = 1/2 sum_i a_i (g_i - y_i), since Ka = g + y.
        let doubled: f64 = (self.coefficients.iter().zip(&self.gradient))
            .zip(self.problem.signs)
            .map(|((a, g), y)| a * (g - y))
            .sum();
        Solution {
            intercept: self.intercept(),
            objective: doubled / 2.0,
            gap,
            iterations: self.iterations,
            converged: gap <= self.problem.tolerance,
            coefficients: self.coefficients,
        }
    }
}

/// `|phi(x_i) - phi(x_j)|^2`, kept above 0.
fn curvature(k_ii: f64, k_jj: f64, k_ij: f64) -> f64 {
    let q = k_ii + k_jj - 2.0 * k_ij;
    if q > 0.0 { q } else { TAU }
}

/// The first place of the largest value, or `None` where all are minus infinity.
///
/// The largest value of each block is found without branches; only the best block is
/// searched for the place.
fn first_maximum(values: &[f64]) -> Option<usize> {
    const BLOCK: usize = 64;
    let (mut best, mut best_start) = (f64::NEG_INFINITY, None);
    for (index, block) in values.chunks(BLOCK).enumerate() {
        let mut lanes = [f64::NEG_INFINITY; 8];
        let groups = block.chunks_exact(8);
        for &v in groups.remainder() {
            lanes[0] = if v > lanes[0] { v } else { lanes[0] };
        }
        for group in groups {
            for lane in 0..8 {
                lanes[lane] = if group[lane] > lanes[lane] {
                    group[lane]
                } else {
                    lanes[lane]
                };
            }
        }
        let largest = lanes.into_iter().fold(f64::NEG_INFINITY, f64::max);
        if largest > best {
            (best, best_start) = (largest, Some(index * BLOCK));
        }
    }
    let start = best_start?;
    values[start..]
        .iter()
        .position(|&v| v >= best)
        .map(|at| start + at)
}
