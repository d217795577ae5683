//! Reads the `InSet` sentiment lexicon for Indonesian as it really is, and scores tokens with it.
//!
//! - [`Lexicon`] holds the words of a positive and a negative file with their weights, -5 to 5.
//!   [`Lexicon::starter`] is a small one to try things with; `InSet` itself states no licence and
//!   is read from your copy by [`Lexicon::from_dir`].
//! - [`Lexicon::score`] adds up the weights of tokens, and a [`Formula`] makes a polarity of the
//!   sum; the sign of the polarity is the [`Sentiment`].
//! - [`LoadReport`] counts what is odd in the files. A line that cannot be read is a
//!   [`LexiconError`] with its file, line and value; odd content is loaded as it stands.
//!
//! # Examples
//!
//! ```
//! use inset_lexicon::{Formula, Lexicon, Sentiment};
//!
//! let positive = b"word\tweight\r\nbagus\t4\r\ntegas\t3\r\n";
//! let negative = b"word\tweight\r\nburuk\t-5\r\ntegas\t-3\r\n";
//! let lexicon = Lexicon::from_bytes(positive, negative)?;
//!
//! let score = lexicon.score(&["film", "bagus"], Formula::Study);
//! assert_eq!((score.sum, score.tokens, score.hits), (4, 2, 1));
//! assert_eq!(score.polarity, 0.4); // 4 / (5 * 2)
//! assert_eq!(score.sentiment(), Sentiment::Positive);
//! # Ok::<(), inset_lexicon::LexiconError>(())
//! ```
//!
//! A word that stands in both files counts both weights, and the report says how many do:
//!
//! ```
//! # use inset_lexicon::{Lexicon, Weights};
//! let lexicon = Lexicon::from_bytes(b"keras\t2\ntegas\t3", b"tegas\t-3\nburuk\t-5")?;
//! assert_eq!(lexicon.weight("tegas"), Some(0));
//! let weights = lexicon.weights("tegas").unwrap_or_default();
//! assert_eq!((weights.positive, weights.negative), (Some(3), Some(-3)));
//! assert_eq!((lexicon.report().in_both, lexicon.report().cancelling), (1, 1));
//! # Ok::<(), inset_lexicon::LexiconError>(())
//! ```
//!
//! A broken file is refused with the place:
//!
//! ```
//! # use inset_lexicon::Lexicon;
//! let error = Lexicon::from_bytes(b"word\tweight\nbagus\tNaN", b"buruk\t-5").unwrap_err();
//! assert_eq!(
//!     error.to_string(),
//!     "positive.tsv:2: expected a whole number as weight of `bagus`, got `NaN`"
//! );
//! ```
//!
//! # Limits
//!
//! One token matches one single-word entry, letter by letter. Entries of several words, with a
//! gloss in brackets or with capitals are loaded and counted as out of reach. Negation (`tidak
//! bagus`) and intensity are not looked at.
//!
//! # Reference
//!
//! Koto and Rahmaningtyas 2017, `InSet` lexicon: evaluation of a word list for Indonesian sentiment
//! analysis in microblogs.

#![warn(clippy::indexing_slicing, clippy::string_slice)]

mod error;
mod lexicon;
mod parse;
mod report;
mod score;
mod sentiment;

pub use error::LexiconError;
pub use lexicon::{Lexicon, Weights};
pub use parse::WEIGHTS;
pub use report::{Conflict, FileReport, LoadReport};
pub use score::{Formula, Score};
pub use sentiment::Sentiment;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
