//! Cross validation over a grid of parameters.

use super::Folds;
use super::cross_validation::{cross_validate, mean};
use super::fold_machines::{FoldMachines, FoldRows};
use crate::solver::{Machine, Shared, State};
use crate::{Gamma, KernelKind, Samples, SvmError, SvmParams};

/// The values to try; every combination is.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Grid {
    /// Values of [`SvmParams::c`]. Default 0.1, 1, 10.
    pub c: Vec<f64>,
    /// Values of [`SvmParams::gamma`]. Default [`Gamma::Scale`].
    pub gamma: Vec<Gamma>,
    /// Values of [`SvmParams::degree`]. Default 1, 2, 3.
    pub degree: Vec<u32>,
}

impl Default for Grid {
    fn default() -> Self {
        Self {
            c: vec![0.1, 1.0, 10.0],
            gamma: vec![Gamma::Scale],
            degree: vec![1, 2, 3],
        }
    }
}

impl Grid {
    /// Sets [`c`](Self::c).
    #[must_use]
    pub fn with_c(self, c: Vec<f64>) -> Self {
        Self { c, ..self }
    }

    /// Sets [`gamma`](Self::gamma).
    #[must_use]
    pub fn with_gamma(self, gamma: Vec<Gamma>) -> Self {
        Self { gamma, ..self }
    }

    /// Sets [`degree`](Self::degree).
    #[must_use]
    pub fn with_degree(self, degree: Vec<u32>) -> Self {
        Self { degree, ..self }
    }
}

/// One combination and how well it did.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GridCell {
    /// The parameters, those outside the grid as they were given.
    pub params: SvmParams,
    /// The accuracy on each fold.
    pub accuracies: Vec<f64>,
    /// Their mean.
    pub mean_accuracy: f64,
    /// Whether every pair of every fold reached the tolerance.
    pub converged: bool,
}

/// What [`grid_search`] gives.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GridSearch {
    /// Every combination: by rising degree, then by gamma as listed, then by rising `c`.
    pub cells: Vec<GridCell>,
    /// The place in `cells` of the highest mean accuracy; of equals the smallest degree,
    /// then the smallest `c`, then the gamma listed first.
    pub best_index: usize,
}

impl GridSearch {
    /// The best cell.
    #[must_use]
    pub fn best(&self) -> &GridCell {
        &self.cells[self.best_index]
    }
}

/// Cross-validates every combination of a grid; `params` holds what the grid does not.
///
/// Fits start from the solution at the next smaller `c`, drawn out along the ray on
/// which the objective falls fastest. That changes the way, not the optimum.
///
/// With the radial kernel, degrees are passed over, and each cell and fold is a fit of its own.
///
/// # Errors
///
/// Those of [`cross_validate`](super::cross_validate), and [`SvmError::EmptyGrid`].
pub fn grid_search(
    x: Samples<'_>,
    y: &[i64],
    params: &SvmParams,
    grid: &Grid,
    folds: &Folds,
) -> Result<GridSearch, SvmError> {
    let axes = [
        ("c", grid.c.len()),
        ("gamma", grid.gamma.len()),
        ("degree", grid.degree.len()),
    ];
    if let Some(&(axis, _)) = axes.iter().find(|(_, values)| *values == 0) {
        return Err(SvmError::EmptyGrid { axis });
    }
    let mut penalties = grid.c.clone();
    penalties.sort_by(f64::total_cmp);
    let mut degrees = match params.kernel {
        KernelKind::Polynomial => grid.degree.clone(),
        KernelKind::Rbf => vec![params.degree],
    };
    degrees.sort_unstable();
    let kernels: Vec<(u32, Gamma)> = (degrees.iter())
        .flat_map(|&degree| grid.gamma.iter().map(move |&gamma| (degree, gamma)))
        .collect();

    let mut rows = FoldRows::new(x, y, folds)?;
    // Every combination is checked before the first is fitted.
    let mut levels: Vec<Vec<Level>> = Vec::with_capacity(penalties.len());
    for &c in &penalties {
        let level = kernels.iter().map(|&(degree, gamma)| {
            let params = params
                .clone()
                .with_c(c)
                .with_degree(degree)
                .with_gamma(gamma);
            let folds = rows.machines(&params)?;
            Ok(Level { params, folds })
        });
        levels.push(level.collect::<Result<_, SvmError>>()?);
    }
    if params.kernel == KernelKind::Rbf {
        return search_apart(x, y, &levels, kernels.len(), grid, folds);
    }
    let order = rows.order.clone();
    let mut shared = Shared::new(x, &order, params.memory_budget_bytes, params.threads)?;
    let mut columns: Vec<Vec<GridCell>> = Vec::with_capacity(levels.len());
    let mut before: Option<(f64, Vec<State>)> = None;
    for (&c, level) in penalties.iter().zip(&levels) {
        let folds: Vec<&FoldMachines> = level.iter().flat_map(|cell| &cell.folds).collect();
        let machines: Vec<&Machine> = folds.iter().flat_map(|fold| &fold.machines).collect();
        let mut states: Vec<State> = match &before {
            None => machines.iter().map(|machine| State::new(machine)).collect(),
            Some((smaller, states)) => (machines.iter().zip(states))
                .map(|(machine, state)| state.drawn_out(machine, c / smaller))
                .collect(),
        };
        shared.solve(&machines, &mut states);
        let mut rest = &states[..];
        columns.push(
            (level.iter())
                .map(|cell| {
                    let count = cell.folds.iter().map(|fold| fold.machines.len()).sum();
                    let (own, others) = rest.split_at(count);
                    rest = others;
                    cell.judge(&rows, &shared, own)
                })
                .collect(),
        );
        before = Some((c, states));
    }
    let cells: Vec<GridCell> = (0..kernels.len())
        .flat_map(|kernel| columns.iter().map(move |column| column[kernel].clone()))
        .collect();
    Ok(GridSearch {
        best_index: best(&cells, grid),
        cells,
    })
}

/// A fit of its own for each cell and fold, for a kernel without a shared table.
fn search_apart(
    x: Samples<'_>,
    y: &[i64],
    levels: &[Vec<Level>],
    kernels: usize,
    grid: &Grid,
    folds: &Folds,
) -> Result<GridSearch, SvmError> {
    let mut cells = Vec::with_capacity(kernels * levels.len());
    for kernel in 0..kernels {
        for level in levels {
            let params = level[kernel].params.clone();
            let found = cross_validate(x, y, &params, folds)?;
            cells.push(GridCell {
                params,
                mean_accuracy: found.mean_accuracy,
                accuracies: found.folds.iter().map(|fold| fold.accuracy).collect(),
                converged: found.converged(),
            });
        }
    }
    Ok(GridSearch {
        best_index: best(&cells, grid),
        cells,
    })
}

/// One kernel at one penalty.
struct Level {
    params: SvmParams,
    folds: Vec<FoldMachines>,
}

impl Level {
    fn judge(&self, rows: &FoldRows<'_>, shared: &Shared<'_>, states: &[State]) -> GridCell {
        let reports = rows.reports(shared, &self.folds, states);
        let accuracies: Vec<f64> = reports.iter().map(|report| report.accuracy).collect();
        GridCell {
            params: self.params.clone(),
            mean_accuracy: mean(accuracies.iter().copied()),
            accuracies,
            converged: reports
                .iter()
                .flat_map(|fold| &fold.reports)
                .all(|pair| pair.converged),
        }
    }
}

fn best(cells: &[GridCell], grid: &Grid) -> usize {
    let place = |cell: &GridCell| {
        grid.gamma
            .iter()
            .position(|gamma| *gamma == cell.params.gamma)
    };
    let order = |a: &usize, b: &usize| {
        let (a, b) = (&cells[*a], &cells[*b]);
        (b.mean_accuracy.total_cmp(&a.mean_accuracy))
            .then(a.params.degree.cmp(&b.params.degree))
            .then(a.params.c.total_cmp(&b.params.c))
            .then(place(a).cmp(&place(b)))
    };
    (0..cells.len())
        .min_by(order)
        .expect("a grid has at least one cell")
}
