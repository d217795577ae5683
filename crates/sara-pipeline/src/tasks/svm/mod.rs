//! `sara svm`: the support vector machine on NumPy files and svmlight files.
//!
//! A file of features whose name ends in `.svm`, `.svmlight`, `.libsvm` or `.txt` is read as svmlight, which holds the labels too; any
//! other is a NumPy file.

mod grid;
mod predict;
mod rows;
mod train;

pub use grid::{GridCellReport, GridReport, GridSettings, grid};
pub use predict::{SvmPrediction, predict};
pub use train::{PairTraining, SvmTraining, train};
