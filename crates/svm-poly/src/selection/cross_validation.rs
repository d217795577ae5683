//! How well parameters do on rows that were held out.

use super::Folds;
use super::fold_machines::FoldRows;
use crate::solver::{Shared, State};
use crate::{KernelKind, PairReport, Samples, Svm, SvmError, SvmParams};

/// What the machines fitted without one fold gave on it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct FoldReport {
    /// The rows held out, in rising order.
    pub rows: Vec<usize>,
    /// The class predicted for each of them.
    pub predictions: Vec<i64>,
    /// The part of them whose class was predicted right, from 0 to 1.
    pub accuracy: f64,
    /// How the fit of each pair of classes went.
    pub reports: Vec<PairReport>,
}

/// What [`cross_validate`] gives.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CrossValidation {
    /// The class predicted for each row, by the machines that had not seen it.
    pub predictions: Vec<i64>,
    /// Each fold.
    pub folds: Vec<FoldReport>,
    /// The mean of the accuracies of the folds.
    pub mean_accuracy: f64,
}

impl CrossValidation {
    fn new(rows: usize, folds: Vec<FoldReport>) -> Self {
        let mut predictions = vec![0; rows];
        for report in &folds {
            for (&row, &class) in report.rows.iter().zip(&report.predictions) {
                predictions[row] = class;
            }
        }
        Self {
            predictions,
            mean_accuracy: mean(folds.iter().map(|report| report.accuracy)),
            folds,
        }
    }

    /// Whether every pair of every fold reached the tolerance.
    #[must_use]
    pub fn converged(&self) -> bool {
        let mut reports = self.folds.iter().flat_map(|fold| &fold.reports);
        reports.all(|report| report.converged)
    }
}

/// Fits without each fold in turn and predicts the rows of that fold.
///
/// The optimum is that of a separate fit on the same rows; what depends on them, as
/// [`Gamma::Scale`](crate::Gamma::Scale) and balanced weights do, is found on the
/// training rows alone.
///
/// # Errors
///
/// Those of [`Svm::fit`](crate::Svm::fit), and [`SvmError::FoldLabelCount`].
/// [`SvmError::OneClass`] also where that is so without one fold.
pub fn cross_validate(
    x: Samples<'_>,
    y: &[i64],
    params: &SvmParams,
    folds: &Folds,
) -> Result<CrossValidation, SvmError> {
    let mut rows = FoldRows::new(x, y, folds)?;
    let fold_machines = rows.machines(params)?;
    if params.kernel == KernelKind::Rbf {
        return cross_validate_apart(x, y, params, folds);
    }
    let machines: Vec<_> = fold_machines
        .iter()
        .flat_map(|fold| &fold.machines)
        .collect();
    let order = rows.order.clone();
    let mut shared = Shared::new(x, &order, params.memory_budget_bytes, params.threads)?;
    let mut states: Vec<State> = machines.iter().map(|machine| State::new(machine)).collect();
    shared.solve(&machines, &mut states);
    let reports = rows.reports(&shared, &fold_machines, &states);
    Ok(CrossValidation::new(y.len(), reports))
}

/// Separate fits on copies of the training rows, for a kernel without a shared table.
fn cross_validate_apart(
    x: Samples<'_>,
    y: &[i64],
    params: &SvmParams,
    folds: &Folds,
) -> Result<CrossValidation, SvmError> {
    let mut reports = Vec::with_capacity(folds.count());
    for fold in 0..folds.count() {
        let (rows, training): (Vec<usize>, Vec<usize>) =
            (0..y.len()).partition(|&row| folds.assignment()[row] == fold);
        let labels: Vec<i64> = training.iter().map(|&row| y[row]).collect();
        let svm = Svm::fit(x.select(&training).as_samples(), &labels, params)?;
        let predictions = svm.predict(x.select(&rows).as_samples())?;
        let right = (rows.iter().zip(&predictions)).filter(|(row, class)| y[**row] == **class);
        reports.push(FoldReport {
            accuracy: right.count() as f64 / rows.len() as f64,
            rows,
            predictions,
            reports: svm.reports().to_vec(),
        });
    }
    Ok(CrossValidation::new(y.len(), reports))
}

/// The mean of at least one value.
pub(super) fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len() as f64;
    values.sum::<f64>() / count
}
