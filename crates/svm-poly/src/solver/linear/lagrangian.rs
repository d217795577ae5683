//! The augmented Lagrangian and its Newton steps.

use super::curvature::{Curvature, Step};
use super::line_search::Line;
use super::optimality::Bounds;
use super::rows::CentredRows;
use crate::kernel::dot;
use crate::solver::{Problem, Solution};

/// Newton steps after which a problem is left to the general solver; a hundred are many.
const MAX_STEPS: u64 = 400;

/// The same for one inner problem, where twenty are many: more mean that rounding keeps its
/// gradient from falling.
const MAX_INNER_STEPS: u32 = 50;

/// The first half width `h` of the zone around the margin in which a row is active.
const FIRST_WIDTH: f64 = 1.0;

/// What `h` is multiplied with after an inner problem; twice after one that took few steps.
const SHRINKAGE: f64 = 0.5;
const FEW_STEPS: u32 = 2;

/// The largest entry of a vector of decision values, in units of its standard deviation.
const PEAK: f64 = 4.0;

/// The part of the tolerance that an error in a decision value may always have.
const NEGLIGIBLE: f64 = 0.1;

/// The part of a sum that counts as 0.
const ROUNDING: f64 = 1e-14;

pub(super) struct Lagrangian<'p, 'a> {
    problem: &'p Problem<'a>,
    rows: CentredRows<'a>,
    bounds: Bounds,
    curvature: Curvature,
    /// The multipliers `a_i`.
    multipliers: Vec<f64>,
    /// `p_i`, and the same before it is clamped.
    coefficients: Vec<f64>,
    unclamped: Vec<f64>,
    /// `sum_i s_i x_i`, and the `s_i` of which it is the sum.
    combination: Vec<f64>,
    combined: Vec<f64>,
    weights: Vec<f64>,
    bias: f64,
    /// `x_i.w`.
    projections: Vec<f64>,
    /// `h`.
    width: f64,
    steps: u64,
}

impl<'p, 'a> Lagrangian<'p, 'a> {
    pub(super) fn new(problem: &'p Problem<'a>) -> Self {
        let rows = CentredRows::new(problem.x, problem.rows, problem.threads);
        let (count, columns) = (rows.count(), rows.columns());
        let halves = problem.signs.iter().zip(problem.penalties);
        Self {
            problem,
            bounds: Bounds::new(problem),
            curvature: Curvature::new(&rows),
            rows,
            multipliers: halves.map(|(y, c)| y * c / 2.0).collect(),
            coefficients: vec![0.0; count],
            unclamped: vec![0.0; count],
            combination: vec![0.0; columns],
            combined: vec![0.0; count],
            weights: vec![0.0; columns],
            bias: 0.0,
            projections: vec![0.0; count],
            width: FIRST_WIDTH,
            steps: 0,
        }
    }

    /// The solution, or the coefficients reached and the steps taken where rounding or the
    /// number of steps keeps them from the tolerance.
    pub(super) fn run(mut self) -> Result<Solution, (Vec<f64>, u64)> {
        if let Some(solution) = self.solve() {
            return Ok(solution);
        }
        let solution = self.checked_solution();
        let sum: f64 = solution.coefficients.iter().sum();
        let size: f64 = solution.coefficients.iter().map(|a| a.abs()).sum();
        if sum.abs() > ROUNDING * size {
            return Err((vec![0.0; solution.coefficients.len()], self.steps));
        }
        if solution.converged {
            return Ok(solution);
        }
        Err((solution.coefficients, self.steps))
    }

    fn solve(&mut self) -> Option<Solution> {
        self.centre_bias();
        loop {
            let steps = self.minimise()?;
            self.multipliers.copy_from_slice(&self.coefficients);
            let signs = self.problem.signs;
            let gap = (self.bounds).gap(signs, &self.coefficients, &self.projections);
            if gap <= self.problem.tolerance {
                let solution = self.checked_solution();
                if solution.converged {
                    return Some(solution);
                }
            }
            self.width *= SHRINKAGE;
            if steps <= FEW_STEPS {
                self.width *= SHRINKAGE;
            }
            self.predict()?;
        }
    }

    /// What the coefficients are as a solution, found from the rows alone.
    fn checked_solution(&mut self) -> Solution {
        self.bounds.snap(&mut self.coefficients);
        self.bounds.balance(&mut self.coefficients);
        (self.bounds).solution(self.problem, &self.rows, &self.coefficients, self.steps)
    }

    /// Newton steps on the inner problem, until what is left of its gradient is small
    /// beside the move of the multipliers. Gives their number.
    fn minimise(&mut self) -> Option<u32> {
        for steps in 1..=MAX_INNER_STEPS {
            let active: Vec<bool> = (self.unclamped.iter().enumerate())
                .map(|(i, value)| self.bounds.are_free(i, *value))
                .collect();
            let step = self.newton(&active, self.coefficients.clone())?;
            let t = self.follow(&step);
            let enough = self
                .largest_move()
                .min(1.0)
                .max(NEGLIGIBLE * self.problem.tolerance);
            if t <= 0.0 || self.residual() <= enough {
                return Some(steps);
            }
        }
        None
    }

    /// A full Newton step with the rows active that were so at the end of the last inner
    /// problem: they stay near the margin, while the zone closes in on it.
    fn predict(&mut self) -> Option<()> {
        self.clamp();
        let active: Vec<bool> = (self.multipliers.iter().enumerate())
            .map(|(i, value)| self.bounds.are_free(i, *value))
            .collect();
        let target = (active.iter().zip(&self.unclamped).zip(&self.multipliers))
            .map(|((active, unclamped), a)| if *active { *unclamped } else { *a })
            .collect();
        let step = self.newton(&active, target)?;
        let mut moves = vec![0.0; self.rows.count()];
        self.rows.project(&step.weights, &mut moves);
        self.go(&step, &moves, 1.0);
        self.clamp();
        Some(())
    }

    /// The Newton step with these rows active and these coefficients in the gradient.
    fn newton(&mut self, active: &[bool], coefficients: Vec<f64>) -> Option<Step> {
        if self.steps >= MAX_STEPS.min(self.problem.max_iterations) {
            return None;
        }
        self.steps += 1;
        let sum = coefficients.iter().sum();
        self.combine(coefficients);
        let gamma = self.problem.kernel.gamma;
        let right: Vec<f64> = (self.combination.iter().zip(&self.weights))
            .map(|(sum, w)| sum - w / gamma)
            .collect();
        let factor = 1.0 / (2.0 * self.width);
        (self.curvature).update(&self.rows, active, self.problem.penalties);
        (self.curvature).solve(&self.rows, factor, gamma, &right, sum)
    }

    /// Goes along a step to the minimum on it, then moves the bias alone to its own. Gives
    /// how many times the step it went.
    fn follow(&mut self, step: &Step) -> f64 {
        let mut moves = vec![0.0; self.rows.count()];
        self.rows.project(&step.weights, &mut moves);
        let directions: Vec<f64> = moves.iter().map(|m| m + step.bias).collect();
        let gamma = self.problem.kernel.gamma;
        let t = self.line(
            &directions,
            dot(&self.weights, &step.weights) / gamma,
            dot(&step.weights, &step.weights) / gamma,
            1.0,
        );
        self.go(step, &moves, t);
        self.centre_bias();
        t
    }

    /// Moves the bias to where the coefficients sum to 0, and brings them up to date.
    fn centre_bias(&mut self) {
        self.clamp();
        let sum: f64 = self.coefficients.iter().sum();
        let size: f64 = self.coefficients.iter().map(|a| a.abs()).sum();
        // What rounding leaves of a sum says nothing of the bias.
        if sum.abs() <= ROUNDING * size {
            return;
        }
        let direction = if sum > 0.0 { 1.0 } else { -1.0 };
        let directions = vec![direction; self.rows.count()];
        self.bias += direction * self.line(&directions, 0.0, 0.0, self.width);
        self.clamp();
    }

    /// The step to the minimum along a line on which decision values change by
    /// `directions`; see [`Line`].
    fn line(&self, directions: &[f64], constant: f64, linear: f64, guess: f64) -> f64 {
        let rates: Vec<f64> = (directions.iter().zip(self.problem.penalties))
            .map(|(d, c)| self.sigma(*c) * d)
            .collect();
        Line {
            start: &self.unclamped,
            directions,
            rates: &rates,
            lower: &self.bounds.lower,
            upper: &self.bounds.upper,
            constant,
            linear,
        }
        .minimum(guess)
    }

    fn go(&mut self, step: &Step, moves: &[f64], t: f64) {
        for (weight, change) in self.weights.iter_mut().zip(&step.weights) {
            *weight += t * change;
        }
        for (projection, change) in self.projections.iter_mut().zip(moves) {
            *projection += t * change;
        }
        self.bias += t * step.bias;
    }

    /// Brings the coefficients up to date with weights and bias.
    fn clamp(&mut self) {
        let Problem {
            signs, penalties, ..
        } = self.problem;
        for (i, (y, c)) in signs.iter().zip(*penalties).enumerate() {
            let error = y - self.projections[i] - self.bias;
            self.unclamped[i] = self.multipliers[i] + self.sigma(*c) * error;
            self.coefficients[i] =
                self.unclamped[i].clamp(self.bounds.lower[i], self.bounds.upper[i]);
        }
    }

    fn sigma(&self, penalty: f64) -> f64 {
        penalty / (2.0 * self.width)
    }

    /// `max_i |p_i - a_i| / sigma_i`: how far from the margin the free rows still are.
    fn largest_move(&self) -> f64 {
        (self.coefficients.iter().zip(&self.multipliers))
            .zip(self.problem.penalties)
            .map(|((p, a), c)| (p - a).abs() / self.sigma(*c))
            .fold(0.0, f64::max)
    }

    /// How far the decision values of the weights and of the coefficients lie apart. The
    /// estimate takes features for independent, which is enough to choose when to stop;
    /// whether a solution is one, is found from the rows themselves.
    fn residual(&mut self) -> f64 {
        self.combine(self.coefficients.clone());
        let gamma = self.problem.kernel.gamma;
        let variance: f64 = (self.weights.iter().zip(&self.combination))
            .zip(&self.rows.deviation)
            .map(|((w, sum), deviation)| ((w - gamma * sum) * deviation).powi(2))
            .sum();
        PEAK * variance.sqrt()
    }

    /// Brings `combination` up to date with these coefficients.
    fn combine(&mut self, coefficients: Vec<f64>) {
        let changes: Vec<f64> = (coefficients.iter().zip(&self.combined))
            .map(|(new, old)| new - old)
            .collect();
        let change = self.rows.combine(&changes);
        for (sum, change) in self.combination.iter_mut().zip(change) {
            *sum += change;
        }
        self.combined = coefficients;
    }
}
