//! Agreement between raters and the quality of classifiers, with undefined cases typed.
//!
//! - [`cohen_kappa`] and [`weighted_cohen_kappa`] compare two raters, [`pairwise_cohen_kappas`],
//!   [`pairwise_kappa_matrix`] and [`fleiss_kappa`] several; [`custom_cohen_kappa`] takes weights of
//!   the caller's own; [`Band`] puts a kappa into words; [`paradox_indices`] warn where kappa
//!   misleads.
//! - [`RatingTable`] holds several raters, with ratings missing, for [`scott_pi`], [`pabak`],
//!   [`brennan_prediger`], [`gwet_ac1`], [`gwet_ac2`], [`conger_kappa`] and [`krippendorff_alpha`].
//! - [`majority_labels`], [`disputed_items`] and [`confused_labels`] say where raters differ.
//! - [`ConfusionMatrix`] counts labels against labels; [`ClassificationReport`] holds precision,
//!   recall and F1 by class and averaged, accuracy, balanced accuracy and Matthews' correlation.
//! - [`mcnemar_test`] and [`paired_bootstrap`] compare two classifiers; [`bootstrap`],
//!   [`bootstrap_table`] and [`bootstrap_cohen_kappa`] give any statistic an interval;
//!   [`expected_calibration_error`] asks whether confidence is earned.
//! - [`plot`] draws kappas and confusion matrices as SVG.
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
//! The kappa paradox, and two measures that do not fall for it:
//!
//! ```
//! use kappa_metrics::{ConfusionMatrix, RatingTable, gwet_ac1, pabak, paradox_indices};
//!
//! let matrix = ConfusionMatrix::from_counts(&["no", "yes"], vec![vec![118, 5], vec![2, 0]])?;
//! let indices = paradox_indices(&matrix)?;
//! assert_eq!(format!("{:.3}", indices.kappa?), "-0.023");
//! assert_eq!(format!("{:.3}", indices.prevalence), "0.944");
//! let table = RatingTable::from_confusion(&matrix);
//! assert_eq!(format!("{:.3}", pabak(&table).value?), "0.888");
//! assert_eq!(format!("{:.3}", gwet_ac1(&table).value?), "0.941");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What several raters say together, and what they should talk about:
//!
//! ```
//! use kappa_metrics::{DisputeMeasure, Majority, disputed_items, majority_labels};
//!
//! let experts = [
//!     vec![Some("pos"), Some("neg"), Some("neu"), None],
//!     vec![Some("pos"), Some("pos"), Some("pos"), None],
//!     vec![Some("pos"), Some("neg"), Some("neg"), None],
//! ];
//! let majority = majority_labels(&experts)?;
//! assert_eq!(majority[1], Majority::Label("neg"));
//! assert_eq!(majority[2], Majority::Tie(vec!["neg", "neu", "pos"]));
//! assert_eq!(majority[3], Majority::Unrated);
//! let disputed = disputed_items(&experts, DisputeMeasure::PairwiseDisagreement)?;
//! assert_eq!((disputed[0].item, disputed[1].item), (2, 1));
//! # Ok::<(), kappa_metrics::MetricsError>(())
//! ```
//!
//! # References
//!
//! `McNemar` 1947; Scott 1955; Cohen 1960, 1968; Fleiss, Cohen and Everitt 1969; Fleiss 1971; Light
//! 1971; Landis and Koch 1977; Efron 1979; Conger 1980; Brennan and Prediger 1981; Byrt, Bishop and
//! Carlin 1993; Loader 2000; Gorodkin 2004; Gwet 2008, 2014; Krippendorff 2011; Guo and others 2017. Values are
//! checked against scikit-learn, statsmodels, irrCAC and krippendorff.

pub mod agreement;
mod bootstrap;
mod bootstrap_counts;
mod calibration;
mod classification;
mod confusion;
mod error;
mod labels;
mod mcnemar;
pub mod plot;
mod random;
mod report;
mod report_json;

pub use agreement::{
    AgreementCoefficient, AgreementWeights, Band, CohenKappa, ConfusedLabels, CustomKappa,
    DisputeMeasure, DisputedItem, FleissKappa, Interval, KappaMatrix, KrippendorffAlpha, Majority,
    MeasurementLevel, PairKappa, PairwiseKappas, ParadoxIndices, RatingTable, Weighting,
    brennan_prediger, cohen_kappa, confused_labels, conger_kappa, custom_cohen_kappa,
    disputed_items, fleiss_kappa, fleiss_kappa_from_counts, gwet_ac1, gwet_ac2, krippendorff_alpha,
    majority_labels, pabak, pairwise_cohen_kappas, pairwise_kappa_matrix, paradox_indices,
    scott_pi, weighted_cohen_kappa,
};
pub use bootstrap::{Bootstrap, BootstrapOptions, PairedBootstrap, bootstrap, paired_bootstrap};
pub use bootstrap_counts::{bootstrap_cohen_kappa, bootstrap_table};
pub use calibration::{Calibration, CalibrationBin, expected_calibration_error};
pub use classification::ClassCounts;
pub use confusion::ConfusionMatrix;
pub use error::{LabelList, MetricsError, ScoreKind, Undefined};
pub use mcnemar::{McNemar, McNemarMethod, mcnemar_test};
pub use report::{
    AverageRow, ClassRow, ClassificationReport, MacroF1, ReplacedScore, ZeroDivision,
};
pub use report_json::ScikitLearnReport;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
