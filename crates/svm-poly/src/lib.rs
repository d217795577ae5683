//! An exact C-SVC (support vector classifier) with the polynomial kernel
//! `(gamma x.y + coef0)^degree`, or the radial one `exp(-gamma |x - y|^2)`, one against one for
//! more than two classes.
//!
//! - [`SvmParams`] says what to fit, [`Samples`] borrows the rows, [`Svm::fit`] fits.
//! - [`Svm`] predicts, gives its coefficients, and is saved and loaded in libsvm's text
//!   format.
//! - [`PairReport`] says how the fit of each pair of classes ended: objective, gap, steps.
//! - [`Calibrator`] turns decision values of rows that were held out into probabilities.
//! - [`read_svmlight`] and [`write_svmlight`] read and write labelled rows.
//!
//! # Examples
//!
//! Two classes on a line, with the linear kernel that degree 1 is:
//!
//! ```
//! use svm_poly::{Gamma, Samples, SvmError, SvmParams};
//!
//! let x = Samples::f64(&[0.0, 1.0, 4.0, 5.0], 4, 1)?;
//! let params = SvmParams::default().with_degree(1).with_gamma(Gamma::Value(1.0));
//! let svm = params.fit(x, &[-1, -1, 1, 1])?;
//! assert_eq!(svm.predict(Samples::f64(&[2.0, 3.0], 2, 1)?)?, [-1, 1]);
//! # Ok::<(), SvmError>(())
//! ```
//!
//! The exclusive or has no line between its classes, but a quadratic form:
//!
//! ```
//! use svm_poly::{Gamma, Samples, Svm, SvmError, SvmParams};
//!
//! let x = Samples::f32(&[0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0], 4, 2)?;
//! let y = [0, 1, 1, 0];
//! let params = SvmParams::default()
//!     .with_c(100.0)
//!     .with_degree(2)
//!     .with_gamma(Gamma::Value(1.0))
//!     .with_coef0(1.0);
//! let svm = Svm::fit(x, &y, &params)?;
//! assert_eq!(svm.predict(x)?, y);
//! let report = &svm.reports()[0];
//! assert!(report.converged && report.gap <= params.tolerance);
//! # Ok::<(), SvmError>(())
//! ```
//!
//! A limit that is hit is no error, but it is reported:
//!
//! ```
//! use svm_poly::{Samples, Svm, SvmError, SvmParams};
//!
//! let x = Samples::f64(&[0.0, 1.0, 0.5, 2.0, 1.5, 3.0], 6, 1)?;
//! let params = SvmParams::default().with_max_iterations(Some(1));
//! let svm = Svm::fit(x, &[0, 1, 0, 1, 0, 1], &params)?;
//! assert!(!svm.reports()[0].converged);
//! # Ok::<(), SvmError>(())
//! ```
//!
//! # Method
//!
//! At degree 1 a pair is one weight vector. With more rows than features it is found by an
//! augmented Lagrangian and semismooth Newton steps (Yan and Li, Optimization Methods and
//! Software 35, 2020), to the same tolerance: time grows in proportion to the rows, and no
//! kernel matrix is formed. Where rounding stops it, SMO goes on from there. Predicting
//! costs the same for any number of support vectors; scikit-learn's users get that from
//! `kernel="linear"` and `coef_`.
//!
//! At degree 2 and above one table of inner products serves all pairs of classes, since
//! every polynomial kernel is an elementwise map of it. Sets of 512 rows are solved in
//! cache by sequential minimal optimisation, its pairs of rows chosen by second-order
//! information (Fan, Chen and Lin, JMLR 6, 2005; libsvm's WSS 2); the gradient of all rows, in `f64`, is then updated by one pass over the
//! products of the rows whose coefficients changed. The table is of `f64` where that
//! fits [`SvmParams::memory_budget_bytes`], else of `f32`, else rows of it are computed
//! when needed and those used last are kept. Whatever the table holds, the gradient is
//! computed anew in `f64` at the end, and the fit goes on from there where rounding had
//! hidden a violation; where single precision does not do, it goes on in `f64`. Rows of
//! `f32` are decided by products in `f32`, and once more in `f64` where a decision value
//! is nearer to 0 than sixteen times the error that rounding leads to expect.
//!
//! The radial kernel has plain SMO with the same working sets, and a table of kernel values for
//! each pair of classes: what makes the shared table quick, a power that is computed anew at
//! each use, an exponential would make slow.
//!
//! [`selection`] holds cross validation and grids, in which folds, degrees, values of
//! `gamma` and of `c` share that table too, except with the radial kernel, where each is a fit
//! of its own.
//!
//! Everything is deterministic: ties between rows go to the first, ties between votes to
//! the smallest class, and the number of threads changes no bit of the result. libsvm breaks
//! ties by the order of labels in its model, so a loaded model keeps that order for its votes.
//!
//! # Features
//!
//! Both are off by default.
//!
//! - `serde`: [`Svm`], [`SvmParams`], [`PairReport`] and [`Calibrator`] implement serde's traits.
//!   A model is checked as a whole when it is read. `serde_json` gives floats back bit by bit only
//!   with its feature `float_roundtrip`.
//! - `ndarray`: `Samples::from_array2` borrows from a view.
//!
//! # Limits
//!
//! No sparse rows (files may be sparse, memory is dense), no kernel but these two. From
//! degree 2 on, and with the radial kernel, time grows with the square of the rows of a pair at least.

#[cfg(feature = "ndarray")]
mod array;
mod calibration;
mod decision;
mod error;
mod gemm;
mod kernel;
mod libsvm_format;
mod linear_model;
mod lines;
mod matrix;
mod model;
mod multiclass;
mod one_vs_rest;
mod parallel;
mod params;
mod radial;
mod report;
mod samples;
pub mod selection;
mod solver;
#[cfg(feature = "serde")]
mod stored_model;
mod svmlight;
mod vector;
mod weights;
mod whole_file;

#[cfg(feature = "ndarray")]
pub use array::Feature;
pub use calibration::{Calibrator, PlattScaling};
pub use error::SvmError;
pub use model::Svm;
pub use params::{ClassWeights, Gamma, KernelKind, SvmParams};
pub use report::PairReport;
pub use samples::Samples;
pub use svmlight::{LabelledSamples, Precision, SvmlightReader, read_svmlight, write_svmlight};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
