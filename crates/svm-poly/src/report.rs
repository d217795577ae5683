//! How the fit of one pair of classes went.

use crate::solver::Solution;

/// How the two-class problem of one pair of classes was solved.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PairReport {
    /// The two classes, the smaller first.
    pub classes: (i64, i64),
    /// The dual objective reached, `1/2 a'Qa - sum a`, which a fit minimises.
    pub objective: f64,
    /// The largest violation of the optimality conditions, from a gradient computed
    /// anew in `f64` at the end, not from the running one.
    pub gap: f64,
    /// Steps taken: of two coefficients each with SMO, of all at once with Newton's method
    /// at degree 1.
    pub iterations: u64,
    /// Whether the gap is within the tolerance. False means that the iteration limit
    /// was hit, or that `f64` does not resolve the tolerance on these data.
    pub converged: bool,
    /// Whether the fit ended at the iteration limit, short of the tolerance.
    pub limit_hit: bool,
    /// Rows with a coefficient other than 0 in this pair.
    pub support_vectors: usize,
    /// Wall-clock seconds: those of this pair, and an equal share of what it has in
    /// common with others. They are not stored with a model, so that one fit is one file however
    /// long it took; a loaded model has 0.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub seconds: f64,
}

impl PairReport {
    pub(crate) fn new(
        classes: (i64, i64),
        solution: &Solution,
        max_iterations: u64,
        seconds: f64,
    ) -> Self {
        Self {
            classes,
            objective: solution.objective,
            gap: solution.gap,
            iterations: solution.iterations,
            converged: solution.converged,
            limit_hit: !solution.converged && solution.iterations >= max_iterations,
            support_vectors: solution.coefficients.iter().filter(|a| **a != 0.0).count(),
            seconds,
        }
    }
}
