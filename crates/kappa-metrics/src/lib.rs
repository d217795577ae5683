//! Agreement between raters and the quality of classifiers, with undefined cases typed.
//!
//! - [`cohen_kappa`] and [`weighted_cohen_kappa`] compare two raters, [`pairwise_cohen_kappas`] and
//!   [`fleiss_kappa`] several; [`Band`] puts a kappa into words.
//! - [`ConfusionMatrix`] counts labels against labels; [`ClassificationReport`] holds precision,
//!   recall and F1 by class and averaged, accuracy, balanced accuracy and Matthews' correlation.
//! - [`MetricsError`] says that an input is wrong. [`Undefined`] says that a sound input has no
//!   answer, and why: a measure that can lack one is a `Result<f64, Undefined>`.
//!
//! Labels are anything with an order: numbers, strings, an enum. Nothing depends on the names of
//! labels beyond that order, and nothing on the order of items.
//!
//! # Examples
//!
//! Two raters, with what a paper would report of them:
//!
//! ```
//! use kappa_metrics::{Band, cohen_kappa};
//!
//! let first = [vec!["yes"; 25], vec!["no"; 25]].concat();
//! let second = [vec!["yes"; 20], vec!["no"; 5], vec!["yes"; 10], vec!["no"; 15]].concat();
//! let agreement = cohen_kappa(&first, &second)?;
//! assert_eq!(agreement.kappa, Ok(0.4));
//! assert_eq!(agreement.band(), Ok(Band::Fair));
//! let interval = agreement.interval()?;
//! assert_eq!(format!("{:.2} to {:.2}", interval.lower, interval.upper), "0.15 to 0.65");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A report, and the two macro F1s, which differ:
//!
//! ```
//! use kappa_metrics::{ClassificationReport, ZeroDivision};
//!
//! let report = ClassificationReport::new(&[0, 0, 0, 1], &[0, 1, 1, 1], ZeroDivision::Zero)?;
//! assert_eq!(format!("{:.3}", report.macro_avg.f1), "0.500");
//! assert_eq!(format!("{:.3}", report.macro_f1_harmonic), "0.667");
//! # Ok::<(), kappa_metrics::MetricsError>(())
//! ```
//!
//! Three experts, one of whom missed a text, and a measure without an answer:
//!
//! ```
//! use kappa_metrics::{Undefined, pairwise_cohen_kappas};
//!
//! let experts = [
//!     vec![Some(1), Some(1), Some(-1), Some(0)],
//!     vec![Some(1), Some(1), Some(-1), None],
//!     vec![Some(1), Some(1), None, None],
//! ];
//! let pairwise = pairwise_cohen_kappas(&experts)?;
//! assert_eq!(pairwise.pairs[0].kappa(), Ok(1.0));
//! // The first and the third share two texts, and call both positive.
//! assert_eq!(pairwise.pairs[1].kappa(), Err(Undefined::SingleCategory));
//! # Ok::<(), kappa_metrics::MetricsError>(())
//! ```
//!
//! # References
//!
//! Cohen 1960, 1968; Fleiss, Cohen and Everitt 1969; Fleiss 1971; Light 1971; Landis and Koch 1977;
//! Gorodkin 2004. Values are checked against scikit-learn and statsmodels.

pub mod agreement;
mod classification;
mod confusion;
mod error;
mod labels;
mod report;

pub use agreement::{
    Band, CohenKappa, FleissKappa, Interval, PairKappa, PairwiseKappas, Weighting, cohen_kappa,
    fleiss_kappa, fleiss_kappa_from_counts, pairwise_cohen_kappas, weighted_cohen_kappa,
};
pub use classification::ClassCounts;
pub use confusion::ConfusionMatrix;
pub use error::{LabelList, MetricsError, ScoreKind, Undefined};
pub use report::{AverageRow, ClassRow, ClassificationReport, ReplacedScore, ZeroDivision};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
