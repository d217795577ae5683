//! Predicting with a trained machine.

use super::rows::{Rows, within};
use crate::PipelineError;
use crate::files::check_outputs;
use crate::tasks::npy::{write_labels, write_labels_and_matrix};
use crate::threads_or_all;
use std::path::Path;
use svm_poly::Svm;

/// How much was predicted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SvmPrediction {
    /// The rows.
    pub rows: usize,
    /// Rows predicted as the labels of an svmlight file say.
    pub right: Option<usize>,
}

/// Writes the predicted class of every row of `features` as int64 and, where asked, the decision values of its pairs of classes as f64.
///
/// `threads` is `None` for all cores; it changes no bit of the result.
///
/// # Errors
/// Reading the rows or the model, a width that the model does not have, or writing.
pub fn predict(
    features: &Path,
    model: &Path,
    threads: Option<usize>,
    out: &Path,
    decision_values: Option<&Path>,
) -> Result<SvmPrediction, PipelineError> {
    let mut outputs = vec![("out", out)];
    outputs.extend(decision_values.map(|path| ("decision-values", path)));
    check_outputs(&outputs, &[features, model])?;
    let svm = Svm::load(model)?.with_threads(threads_or_all(threads));
    let rows = Rows::read(features, Some(svm.feature_count()))?;
    let x = rows.samples(features)?;
    let predicted = svm.predict(x).map_err(|error| within(features, error))?;
    match decision_values {
        None => write_labels(out, &predicted)?,
        Some(path) => {
            let values = svm
                .decision_values(x)
                .map_err(|error| within(features, error))?;
            write_labels_and_matrix((out, &predicted), (path, &values))?;
        }
    }
    let right = |labels: &[i64]| {
        labels
            .iter()
            .zip(&predicted)
            .filter(|(a, b)| a == b)
            .count()
    };
    Ok(SvmPrediction {
        rows: predicted.len(),
        right: rows.labels().map(right),
    })
}
