//! The baseline for text classification: TF-IDF n-grams and a linear classifier, with the
//! answers of scikit-learn's `TfidfVectorizer`, `LogisticRegression` and `LinearSVC`.
//!
//! - [`TfIdf`] turns texts or tokens into [`SparseRows`]; [`TfIdfParams`] says how.
//! - [`LinearModel`] is logistic regression or a linear support vector machine;
//!   [`LinearParams`] says which. [`FitReport`] says how near the optimum the fit came.
//! - [`TextClassifier`] is both together, and is saved and loaded with the feature `serde`.
//! - [`Explanation`] says what each term adds to the score of each class.
//!
//! # Examples
//!
//! Texts in, classes and probabilities out:
//!
//! ```
//! use tfidf_linear::{LinearParams, LinearTextError, TextClassifier, TfIdfParams};
//!
//! let texts = ["hari ini cerah", "cerah dan hangat", "hujan lebat", "hujan dan dingin"];
//! let labels = ["terang", "terang", "basah", "basah"];
//! let tfidf = TfIdfParams::default().with_ngrams(1, 2);
//! let classifier = TextClassifier::fit(&texts, &labels, &tfidf, &LinearParams::default())?;
//! assert_eq!(classifier.predict(&["besok hujan"])?, ["basah"]);
//! assert!(classifier.probabilities(&["besok hujan"])?[0] > 0.5);
//! # Ok::<(), LinearTextError>(())
//! ```
//!
//! Words and characters side by side, with a support vector machine:
//!
//! ```
//! use tfidf_linear::{Analyzer, LinearParams, LinearTextError, Loss, TfIdf, TfIdfParams};
//!
//! let texts = ["enaaak", "enak", "kotorrr", "kotor"];
//! let words = TfIdfParams::default();
//! let characters = words.clone().with_analyzer(Analyzer::CharactersInWords).with_ngrams(2, 4);
//! let (_, word_rows) = TfIdf::fit(&texts, &words)?;
//! let (_, character_rows) = TfIdf::fit(&texts, &characters)?;
//! let x = word_rows.beside(&character_rows)?;
//! let params = LinearParams::default().with_loss(Loss::SquaredHinge);
//! let model = params.fit(&x, &[1, 1, 0, 0])?;
//! assert_eq!(model.predict(&x)?, [1, 1, 0, 0]);
//! # Ok::<(), LinearTextError>(())
//! ```
//!
//! A limit that is hit is no error, but it is reported:
//!
//! ```
//! use tfidf_linear::{LinearParams, LinearTextError, SparseRows};
//!
//! let x = SparseRows::new(vec![0, 1, 2], vec![0, 0], vec![1.0, 2.0], 1)?;
//! let model = LinearParams::default().with_max_iterations(1).fit(&x, &['a', 'b'])?;
//! assert!(!model.reports()[0].converged);
//! # Ok::<(), LinearTextError>(())
//! ```
//!
//! # Method
//!
//! Both losses are minimised by Newton's method, each step of which is solved by conjugate
//! gradients (Lin, Weng and Keerthi, JMLR 9, 2008). A product with the Hessian is one pass over
//! the rows. The squared hinge has no second derivative where a row meets the margin; the one
//! from inside is taken there (Mangasarian, Optimization Methods and Software 17, 2002), and the
//! steps start from where coordinate descent on the dual, LIBLINEAR's method, has come near the
//! optimum.
//!
//! Everything is deterministic and runs on one thread. No result depends on the order of a hash map.
//!
//! # Features
//!
//! - `serde`, off by default: parameters, vectorisers and models implement serde's traits, and
//!   [`TextClassifier`] has `save` and `load`. What is read is checked as a whole.
//!
//! # Limits
//!
//! No stop words (filter tokens, and use [`TfIdf::fit_tokens`]), no accents stripped, no L1
//! penalty. Values are `f64`. Characters that Unicode added after version 14 are classed by
//! Rust's tables, which are newer than those of Python 3.11.

mod classifier;
mod coordinates;
mod error;
mod explain;
mod linear_model;
mod linear_params;
mod loss;
mod marks;
mod newton;
mod ngrams;
mod planes;
mod sparse;
#[cfg(feature = "serde")]
mod stored;
mod tfidf;
mod tfidf_params;
mod vocabulary;
mod words;

pub use classifier::TextClassifier;
pub use error::LinearTextError;
pub use explain::{Contribution, Explanation};
pub use linear_model::{FitReport, LinearModel};
pub use linear_params::{ClassWeights, LinearParams, Loss};
pub use sparse::SparseRows;
#[cfg(feature = "serde")]
pub use stored::{FORMAT, FORMAT_VERSION};
pub use tfidf::TfIdf;
pub use tfidf_params::{Analyzer, Case, DocumentFrequency, Idf, Norm, TermFrequency, TfIdfParams};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
