//! Cross validation and a grid search on the same folds as the peers.

use std::collections::BTreeMap;

use svm_poly::{Gamma, Samples, Svm, SvmError, SvmParams};

use crate::inputs::Inputs;
use crate::sections::agreement;

pub(crate) const FOLDS: usize = 5;

/// The fold of each row: row k of a class, counted from 0, is in fold k modulo the folds.
fn fold_of_rows(y: &[i64]) -> Vec<usize> {
    let mut seen = BTreeMap::new();
    y.iter()
        .map(|label| {
            let count = seen.entry(*label).or_insert(0_usize);
            *count += 1;
            (*count - 1) % FOLDS
        })
        .collect()
}

/// The mean accuracy over the folds of the first rows.
pub(crate) fn mean_accuracy(
    inputs: &Inputs,
    rows: usize,
    params: &SvmParams,
) -> Result<f64, SvmError> {
    let (_, y) = inputs.train(rows)?;
    let folds = fold_of_rows(y);
    let mut sum = 0.0;
    for fold in 0..FOLDS {
        let part = |held_out: bool| -> (Vec<f32>, Vec<i64>) {
            let rows = (0..y.len()).filter(|&r| (folds[r] == fold) == held_out);
            let rows: Vec<usize> = rows.collect();
            (inputs.rows_of(&rows), rows.iter().map(|&r| y[r]).collect())
        };
        let (x, labels) = part(false);
        let x = Samples::f32(&x, labels.len(), inputs.columns)?;
        let svm = Svm::fit(x, &labels, params)?;
        let (x, labels) = part(true);
        let predicted = svm.predict(Samples::f32(&x, labels.len(), inputs.columns)?)?;
        sum += agreement(&predicted, &labels);
    }
    Ok(sum / FOLDS as f64)
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
    let mut best = 0.0_f64;
    for &c in cs {
        for &gamma in gammas {
            for &degree in degrees {
                let params =
                    (base.clone().with_c(c).with_degree(degree)).with_gamma(Gamma::Value(gamma));
                best = best.max(mean_accuracy(inputs, rows, &params)?);
            }
        }
    }
    Ok(best)
}
