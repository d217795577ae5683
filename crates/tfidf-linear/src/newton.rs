//! The minimum of a penalised sum of losses.
//!
//! Newton's method with conjugate gradients (Lin, Weng and Keerthi, JMLR 9, 2008): the
//! Hessian is never formed, only multiplied by directions in one pass over the rows. Steps
//! are shortened until the objective falls.

use crate::loss::RowLoss;
use crate::planes::pass;
use crate::{LinearTextError, SparseRows};

/// Products with the Hessian that one step may take.
const MAX_PRODUCTS: usize = 500;
/// How often a step is halved before rounding is held to stop it.
const MAX_HALVINGS: usize = 40;
/// The share of the predicted fall that a step must reach (Armijo's rule).
const SUFFICIENT: f64 = 1e-4;
/// Objectives nearer to each other than this, relatively, are told apart by rounding alone.
const ROUNDING: f64 = 1e-14;

/// Whether the intercepts count in the norm that is penalised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Intercepts {
    Free,
    Penalised,
}

/// Where to stop.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) tolerance: f64,
    pub(crate) max_iterations: usize,
}

#[derive(Debug)]
pub(crate) struct Solution {
    /// Feature by feature one weight a plane, the intercepts last.
    pub(crate) weights: Vec<f64>,
    pub(crate) objective: f64,
    /// The greatest partial derivative, over the total weight of the losses.
    pub(crate) gradient: f64,
    pub(crate) iterations: usize,
    pub(crate) products: usize,
    pub(crate) converged: bool,
}

/// Minimises `1/2 |w|^2 + sum loss(scores of row)`, from weights of 0 where there is no start.
pub(crate) fn minimise<T: RowLoss>(
    x: &SparseRows,
    loss: T,
    intercepts: Intercepts,
    limits: Limits,
    start: Option<Vec<f64>>,
) -> Result<Solution, LinearTextError> {
    let planes = loss.planes();
    let size = (x.columns() + 1) * planes;
    let penalised = match intercepts {
        Intercepts::Free => size - planes,
        Intercepts::Penalised => size,
    };
    let scale = loss.total_weight();
    let mut problem = Problem { x, loss, penalised };
    // A start that left the range of `f64` is none.
    let start = start.filter(|weights| weights.iter().all(|weight| weight.is_finite()));
    let mut solution = Solution {
        weights: start.unwrap_or_else(|| vec![0.0; size]),
        objective: 0.0,
        gradient: 0.0,
        iterations: 0,
        products: 0,
        converged: false,
    };
    let mut gradient = vec![0.0; size];
    solution.objective = problem.evaluate(&solution.weights, &mut gradient);
    let (mut trial, mut trial_gradient) = (vec![0.0; size], vec![0.0; size]);
    loop {
        solution.gradient = greatest(&gradient) / scale;
        if !(solution.objective + solution.gradient).is_finite() {
            let value = solution.objective + solution.gradient;
            return Err(LinearTextError::ObjectiveOutOfRange { value });
        }
        solution.converged = solution.gradient <= limits.tolerance;
        if solution.converged || solution.iterations == limits.max_iterations {
            return Ok(solution);
        }
        let norm = dot(&gradient, &gradient).sqrt();
        // Coarse at first, so that no work goes into steps that lead astray, then ever finer,
        // which makes the steps converge faster than linearly.
        let forcing = solution.gradient.sqrt().min(0.1);
        let (step, products) = problem.newton_step(&gradient, forcing * norm);
        solution.products += products;
        solution.iterations += 1;

        let fall = dot(&gradient, &step);
        let mut length = 1.0;
        let mut halvings = 0;
        loop {
            for ((trial, weight), step) in trial.iter_mut().zip(&solution.weights).zip(&step) {
                *trial = weight + length * step;
            }
            let objective = problem.evaluate(&trial, &mut trial_gradient);
            let falls = objective <= solution.objective + SUFFICIENT * length * fall;
            let level = (objective - solution.objective).abs() <= ROUNDING * objective.abs()
                && greatest(&trial_gradient) < greatest(&gradient);
            if falls || level {
                solution.objective = objective;
                std::mem::swap(&mut solution.weights, &mut trial);
                std::mem::swap(&mut gradient, &mut trial_gradient);
                break;
            }
            halvings += 1;
            if halvings > MAX_HALVINGS {
                return Ok(solution);
            }
            length /= 2.0;
        }
    }
}

struct Problem<'a, T> {
    x: &'a SparseRows,
    loss: T,
    /// How many of the weights are penalised; the rest are intercepts.
    penalised: usize,
}

impl<T: RowLoss> Problem<'_, T> {
    /// The objective; `gradient` becomes its derivatives.
    fn evaluate(&mut self, weights: &[f64], gradient: &mut [f64]) -> f64 {
        let penalised = &weights[..self.penalised];
        self.start_from_penalty(weights, gradient);
        let mut losses = 0.0;
        pass(self.x, self.loss.planes(), weights, gradient, {
            let loss = &mut self.loss;
            let losses = &mut losses;
            move |row, scores| *losses += loss.slope(row, scores)
        });
        0.5 * dot(penalised, penalised) + losses
    }

    /// `product` becomes the Hessian times a direction.
    fn multiply(&self, direction: &[f64], product: &mut [f64]) {
        self.start_from_penalty(direction, product);
        pass(
            self.x,
            self.loss.planes(),
            direction,
            product,
            |row, scores| {
                self.loss.curve(row, scores);
            },
        );
    }

    /// Both derivatives of the penalty are the identity on what is penalised.
    fn start_from_penalty(&self, weights: &[f64], result: &mut [f64]) {
        result[..self.penalised].copy_from_slice(&weights[..self.penalised]);
        result[self.penalised..].fill(0.0);
    }

    /// Solves `H step = -gradient` until the residual is below `bound`, by conjugate gradients,
    /// and counts the products.
    ///
    /// The intercepts of several planes may all rise by the same without changing anything.
    /// The gradient has no part in that direction, so the steps have none either.
    fn newton_step(&self, gradient: &[f64], bound: f64) -> (Vec<f64>, usize) {
        let mut step = vec![0.0; gradient.len()];
        let mut residual: Vec<f64> = gradient.iter().map(|g| -g).collect();
        let mut direction = residual.clone();
        let mut product = vec![0.0; gradient.len()];
        let mut square = dot(&residual, &residual);
        for products in 0..MAX_PRODUCTS {
            if square.sqrt() <= bound {
                return (step, products);
            }
            self.multiply(&direction, &mut product);
            let curvature = dot(&direction, &product);
            // Rounding can leave no curvature, or values beyond f64 no number.
            if !(curvature > 0.0 && curvature.is_finite()) {
                return (step, products + 1);
            }
            let length = square / curvature;
            add(&mut step, length, &direction);
            add(&mut residual, -length, &product);
            let next = dot(&residual, &residual);
            let ratio = next / square;
            for (direction, residual) in direction.iter_mut().zip(&residual) {
                *direction = residual + ratio * *direction;
            }
            square = next;
        }
        (step, MAX_PRODUCTS)
    }
}

fn add(target: &mut [f64], factor: f64, values: &[f64]) {
    for (target, value) in target.iter_mut().zip(values) {
        *target += factor * value;
    }
}

/// Eight sums side by side, which the compiler can keep in vector registers.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (a_chunks, a_rest) = a.as_chunks::<8>();
    let (b_chunks, b_rest) = b.as_chunks::<8>();
    for (a, b) in a_chunks.iter().zip(b_chunks) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f64>() + rest
}

/// The greatest absolute value; NaN counts as infinite.
fn greatest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |greatest, value| {
        if value.is_nan() {
            f64::INFINITY
        } else {
            value.abs().max(greatest)
        }
    })
}
