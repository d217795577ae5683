//! Training a machine on all rows.

use super::rows::{LabelledRows, within};
use crate::PipelineError;
use crate::files::refuse_inputs_as;
use crate::tasks::npy::read_weights;
use serde::Serialize;
use std::path::Path;
use svm_poly::{Svm, SvmError, SvmParams};

/// What training found, for people and machines.
#[derive(Debug, Clone, Serialize)]
pub struct SvmTraining {
    /// The classes, ascending.
    pub classes: Vec<i64>,
    /// Rows that carry the decision, over all pairs.
    pub support_vectors: usize,
    /// Whether every pair reached the tolerance.
    pub converged: bool,
    /// Each pair of classes.
    pub pairs: Vec<PairTraining>,
}

/// What training found for one pair of classes.
#[derive(Debug, Clone, Serialize)]
pub struct PairTraining {
    /// The two classes.
    pub classes: [i64; 2],
    /// The minimised dual objective, half a'Qa minus the sum of a, in f64.
    pub objective: f64,
    /// The largest violation of the optimality conditions, recomputed in f64.
    pub gap: f64,
    /// Steps of the solver.
    pub iterations: u64,
    /// Whether the gap reached the tolerance.
    pub converged: bool,
    /// Rows with a coefficient above zero.
    pub support_vectors: usize,
}

/// Fits a machine on `features` and writes it in LIBSVM's format.
///
/// A NumPy file of features (f32 or f64, two-dimensional) comes with `labels` (integers), an svmlight file without. `weights` (f32 or f64)
/// says what each row counts: 2 is worth two equal rows, 0 leaves a row out.
///
/// # Errors
/// Reading the files, fitting, or writing the model.
pub fn train(
    features: &Path,
    labels: Option<&Path>,
    weights: Option<&Path>,
    params: &SvmParams,
    model: &Path,
) -> Result<SvmTraining, PipelineError> {
    let inputs = [Some(features), labels, weights];
    refuse_inputs_as("model", model, inputs.into_iter().flatten())?;
    let rows = LabelledRows::read(features, labels)?;
    let x = rows.samples()?;
    let svm = match weights {
        None => Svm::fit(x, &rows.labels, params),
        Some(path) => Svm::fit_weighted(x, &rows.labels, &read_weights(path)?, params),
    };
    let svm = svm.map_err(|error| match (weights, error) {
        (
            Some(path),
            error @ (SvmError::WeightCount { .. }
            | SvmError::InvalidWeight { .. }
            | SvmError::InvalidRowPenalty { .. }
            | SvmError::ClassWithoutWeight { .. }),
        ) => within(path, error),
        (_, error) => rows.name_file(error),
    })?;
    svm.save(model)?;
    Ok(SvmTraining::of(&svm))
}

impl SvmTraining {
    pub(super) fn of(svm: &Svm) -> Self {
        let reports = svm.reports().iter();
        Self {
            classes: svm.classes().to_vec(),
            support_vectors: svm.support_vector_count(),
            converged: svm.converged(),
            pairs: reports
                .map(|report| PairTraining {
                    classes: [report.classes.0, report.classes.1],
                    objective: report.objective,
                    gap: report.gap,
                    iterations: report.iterations,
                    converged: report.converged,
                    support_vectors: report.support_vectors,
                })
                .collect(),
        }
    }
}
