//! `sara svm`: the support vector machine on NumPy files.

use crate::PipelineError;
use crate::files::{display_name, refuse_inputs};
use crate::tasks::npy::{read_features, read_labels, write_labels};
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

/// Fits a machine on `features` (f32 or f64, two-dimensional) and `labels` (integers), and writes it.
///
/// # Errors
/// Reading the arrays, fitting, or writing the model.
pub fn train(
    features: &Path,
    labels: &Path,
    params: &SvmParams,
    model: &Path,
) -> Result<SvmTraining, PipelineError> {
    refuse_inputs(model, [features, labels])?;
    let within = |path: &Path| {
        let path = display_name(path);
        |source| PipelineError::SvmFile { path, source }
    };
    let x = read_features(features)?;
    let y = read_labels(labels)?;
    let samples = x.samples().map_err(within(features))?;
    let svm = Svm::fit(samples, &y, params).map_err(|error| match error {
        SvmError::OneClass { .. } | SvmError::LabelCount { .. } => within(labels)(error),
        SvmError::KernelTooLarge { .. } => within(features)(error),
        setting => setting.into(),
    })?;
    svm.save(model)?;
    let pairs: Vec<PairTraining> = svm
        .reports()
        .iter()
        .map(|report| PairTraining {
            classes: [report.classes.0, report.classes.1],
            objective: report.objective,
            gap: report.gap,
            iterations: report.iterations,
            converged: report.converged,
            support_vectors: report.support_vectors,
        })
        .collect();
    Ok(SvmTraining {
        classes: svm.classes().to_vec(),
        support_vectors: svm.support_vector_count(),
        converged: pairs.iter().all(|pair| pair.converged),
        pairs,
    })
}

/// Writes the predicted class of every row of `features` as int64; returns the rows.
///
/// # Errors
/// Reading the array or the model, a width that the model does not have, or writing.
pub fn predict(features: &Path, model: &Path, out: &Path) -> Result<usize, PipelineError> {
    refuse_inputs(out, [features, model])?;
    let svm = Svm::load(model)?;
    let within = |source| PipelineError::SvmFile {
        path: display_name(features),
        source,
    };
    let x = read_features(features)?;
    let predicted = x
        .samples()
        .and_then(|samples| svm.predict(samples))
        .map_err(within)?;
    write_labels(out, &predicted)?;
    Ok(predicted.len())
}
