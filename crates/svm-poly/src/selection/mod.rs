//! Choosing parameters: folds, cross validation and grids.
//!
//! All folds, pairs of classes and kernels of a search share one table of inner
//! products, since every polynomial kernel is an elementwise map of it. At degree 1 those
//! with rows enough for the features need no table, and are fitted by themselves.
//!
//! ```
//! use svm_poly::selection::{Folds, Grid, grid_search};
//! use svm_poly::{Gamma, Samples, SvmError, SvmParams};
//!
//! // The exclusive or, six times: no line parts its classes.
//! let x = [0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0].repeat(6);
//! let y = [0, 1, 1, 0].repeat(6);
//! let folds = Folds::stratified(&y, 3, 42)?;
//! let grid = Grid::default()
//!     .with_c(vec![1.0, 100.0])
//!     .with_gamma(vec![Gamma::Value(1.0)])
//!     .with_degree(vec![1, 2]);
//! let base = SvmParams::default().with_coef0(1.0);
//! let search = grid_search(Samples::f64(&x, 24, 2)?, &y, &base, &grid, &folds)?;
//! assert_eq!(search.cells.len(), 4);
//! assert_eq!(search.best().params.degree, 2);
//! assert_eq!(search.best().mean_accuracy, 1.0);
//! # Ok::<(), SvmError>(())
//! ```

mod cross_validation;
mod fold_machines;
mod folds;
mod grid;

pub use cross_validation::{CrossValidation, FoldReport, cross_validate};
pub use folds::Folds;
pub use grid::{Grid, GridCell, GridSearch, grid_search};
