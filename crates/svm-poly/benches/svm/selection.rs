//! Cross validation and a grid search on the same folds as the peers.

use std::collections::BTreeMap;

use svm_poly::selection::{Folds, Grid, cross_validate, grid_search};
use svm_poly::{Gamma, SvmError, SvmParams};

use crate::inputs::Inputs;

pub(crate) const FOLDS: usize = 5;

/// Row k of a class, counted from 0, is in fold k modulo the folds.
fn folds(y: &[i64]) -> Result<Folds, SvmError> {
    let mut seen = BTreeMap::new();
    let assignment = y.iter().map(|label| {
        let count = seen.entry(*label).or_insert(0_usize);
        *count += 1;
        (*count - 1) % FOLDS
    });
    Folds::given(assignment.collect())
}

/// The mean accuracy over the folds of the first rows.
pub(crate) fn mean_accuracy(
    inputs: &Inputs,
    rows: usize,
    params: &SvmParams,
) -> Result<f64, SvmError> {
    let (x, y) = inputs.train(rows)?;
    Ok(cross_validate(x, y, params, &folds(y)?)?.mean_accuracy)
}

/// The best mean accuracy of a grid.
pub(crate) fn best_of_grid(
    inputs: &Inputs,
    rows: usize,
    base: &SvmParams,
    cs: &[f64],
    gammas: &[f64],
    degrees: &[u32],
) -> Result<f64, SvmError> {
    let (x, y) = inputs.train(rows)?;
    let grid = Grid::default()
        .with_c(cs.to_vec())
        .with_gamma(gammas.iter().map(|&gamma| Gamma::Value(gamma)).collect())
        .with_degree(degrees.to_vec());
    Ok(grid_search(x, y, base, &grid, &folds(y)?)?
        .best()
        .mean_accuracy)
}
