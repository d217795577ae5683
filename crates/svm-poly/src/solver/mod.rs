//! The two-class problem and the signature behind which it is solved.
//!
//! With `a_i = y_i alpha_i` the dual of the C-SVC reads
//!
//! ```text
//! minimise   1/2 a'Ka - y'a
//! subject to sum_i a_i = 0,  lower_i <= a_i <= upper_i
//! ```
//!
//! where `lower_i = min(0, y_i C_i)` and `upper_i = max(0, y_i C_i)`. In this form no
//! sign of a label stands in the gradient `g = Ka - y`, and `a` are the coefficients
//! of the decision function themselves.

mod block;
mod blocked;
mod cache;
mod exact;
mod gram;
mod kernel_rows;
mod linear;
mod machine;
mod panel;
mod shared;
mod smo;
mod working_set;

use crate::Samples;
use crate::kernel::Kernel;
pub(crate) use machine::{Machine, State};
pub(crate) use panel::add_rows;
pub(crate) use shared::Shared;

/// A two-class problem: what a solver is given.
pub(crate) struct Problem<'a> {
    /// The data, of which the problem has some rows.
    pub(crate) x: Samples<'a>,
    /// The rows of `x` that the problem has.
    pub(crate) rows: &'a [usize],
    pub(crate) kernel: Kernel,
    /// +1 or -1 for each of `rows`.
    pub(crate) signs: &'a [f64],
    /// The penalty `C_i` of each of `rows`, above 0.
    pub(crate) penalties: &'a [f64],
    pub(crate) tolerance: f64,
    pub(crate) max_iterations: u64,
    pub(crate) memory_budget_bytes: usize,
    /// Threads that work on this problem. No bit of the solution depends on it.
    pub(crate) threads: usize,
}

/// What a solver answers.
pub(crate) struct Solution {
    /// `a_i = y_i alpha_i`.
    pub(crate) coefficients: Vec<f64>,
    /// The constant that is added to the sum over support vectors.
    pub(crate) intercept: f64,
    /// `1/2 a'Ka - y'a`, from a gradient computed anew at the end.
    pub(crate) objective: f64,
    /// Largest violation of the optimality conditions, from that same gradient.
    pub(crate) gap: f64,
    pub(crate) iterations: u64,
    pub(crate) converged: bool,
}

/// Whether the method for degree 1 is the one for a problem of this size.
pub(crate) fn suits_linear(rows: usize, columns: usize, memory_budget_bytes: usize) -> bool {
    linear::suits(rows, columns, memory_budget_bytes)
}

/// Solves a problem by the method that suits it.
pub(crate) fn solve(problem: &Problem<'_>) -> Solution {
    let (start, steps) = if problem.kernel.is_linear()
        && suits_linear(
            problem.rows.len(),
            problem.x.columns(),
            problem.memory_budget_bytes,
        ) {
        match linear::solve(problem) {
            Ok(solution) => return solution,
            Err(reached) => reached,
        }
    } else {
        (vec![0.0; problem.rows.len()], 0)
    };
    let rest = Problem {
        max_iterations: problem.max_iterations.saturating_sub(steps),
        ..*problem
    };
    let mut solution = smo::solve(&rest, start);
    solution.iterations += steps;
    solution
}
