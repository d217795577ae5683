//! How the fit of one pair of classes went.

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
    /// Steps taken, two coefficients each.
    pub iterations: u64,
    /// Whether the gap is within the tolerance. False means that the iteration limit
    /// was hit, or that `f64` does not resolve the tolerance on these data.
    pub converged: bool,
    /// Rows with a coefficient other than 0 in this pair.
    pub support_vectors: usize,
    /// Wall-clock seconds.
    pub seconds: f64,
}
