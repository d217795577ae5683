//! Choosing parameters by cross validation.

use super::rows::LabelledRows;
use super::train::SvmTraining;
use crate::PipelineError;
use crate::files::check_outputs;
use serde::Serialize;
use std::path::Path;
use svm_poly::selection::{Folds, Grid, GridCell, grid_search};
use svm_poly::{Gamma, Svm, SvmParams};

/// The values to try, every combination of them, and how they are compared.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct GridSettings {
    /// Costs of an error.
    pub c: Vec<f64>,
    /// Factors of the kernel.
    pub gamma: Vec<Gamma>,
    /// Degrees of the kernel.
    pub degree: Vec<u32>,
    /// What the grid does not say.
    pub params: SvmParams,
    /// Folds of the cross validation, each class in nearly equal parts.
    pub folds: usize,
    /// Seeds the draw of the folds.
    pub seed: u64,
}

impl Default for GridSettings {
    fn default() -> Self {
        let Grid {
            c, gamma, degree, ..
        } = Grid::default();
        Self {
            c,
            gamma,
            degree,
            params: SvmParams::default(),
            folds: 5,
            seed: 42,
        }
    }
}

/// How each combination did.
#[derive(Debug, Clone, Serialize)]
pub struct GridReport {
    /// Rows of the file.
    pub rows: usize,
    /// Folds they were dealt to.
    pub folds: usize,
    /// What dealt them.
    pub seed: u64,
    /// The cell with the highest mean accuracy; of equals the smallest degree, then the smallest c, then the gamma listed first.
    pub best: GridCellReport,
    /// Every combination: by rising degree, then by gamma as listed, then by rising c.
    pub cells: Vec<GridCellReport>,
    /// The best one, fitted on all rows, where a model was asked for.
    pub training: Option<SvmTraining>,
}

/// How one combination did on the rows that each fold held out.
#[derive(Debug, Clone, Serialize)]
pub struct GridCellReport {
    /// The kernel's degree.
    pub degree: u32,
    /// The kernel's factor as it was given, a number or a word.
    pub gamma: String,
    /// The cost of an error.
    pub c: f64,
    /// The mean accuracy of the folds.
    pub mean_accuracy: f64,
    /// The standard deviation of the folds' accuracies around it, of these folds alone as in scikit-learn's `std_test_score`.
    pub std_accuracy: f64,
    /// The accuracy on each fold.
    pub accuracies: Vec<f64>,
    /// Whether every pair of every fold reached the tolerance.
    pub converged: bool,
}

impl GridCellReport {
    #[expect(clippy::cast_precision_loss, reason = "there are few folds")]
    fn of(cell: &GridCell) -> Self {
        let mean = cell.mean_accuracy;
        let squares = cell.accuracies.iter().map(|a| (a - mean) * (a - mean));
        let variance = squares.sum::<f64>() / cell.accuracies.len() as f64;
        Self {
            degree: cell.params.degree,
            gamma: cell.params.gamma.to_string(),
            c: cell.params.c,
            mean_accuracy: mean,
            std_accuracy: variance.sqrt(),
            accuracies: cell.accuracies.clone(),
            converged: cell.converged,
        }
    }
}

/// Cross-validates every combination on the rows of `features`, with `labels` as in [`train`](super::train), and fits the best one on all
/// rows if `model` names a file to write it to.
///
/// # Errors
/// Reading the files, parameters out of range, folds that leave one class, or writing the model.
pub fn grid(
    features: &Path,
    labels: Option<&Path>,
    settings: &GridSettings,
    model: Option<&Path>,
) -> Result<GridReport, PipelineError> {
    let outputs: Vec<_> = model.map(|path| ("out", path)).into_iter().collect();
    let inputs: Vec<&Path> = [Some(features), labels].into_iter().flatten().collect();
    check_outputs(&outputs, &inputs)?;
    let rows = LabelledRows::read(features, labels)?;
    let x = rows.samples()?;
    let folds = Folds::stratified(&rows.labels, settings.folds, settings.seed)?;
    let grid = Grid::default()
        .with_c(settings.c.clone())
        .with_gamma(settings.gamma.clone())
        .with_degree(settings.degree.clone());
    let search = grid_search(x, &rows.labels, &settings.params, &grid, &folds)
        .map_err(|error| rows.name_file(error))?;
    let training = match model {
        None => None,
        Some(path) => {
            let svm = Svm::fit(x, &rows.labels, &search.best().params)
                .map_err(|error| rows.name_file(error))?;
            svm.save(path)?;
            Some(SvmTraining::of(&svm))
        }
    };
    Ok(GridReport {
        rows: x.rows(),
        folds: settings.folds,
        seed: settings.seed,
        best: GridCellReport::of(search.best()),
        cells: search.cells.iter().map(GridCellReport::of).collect(),
        training,
    })
}
