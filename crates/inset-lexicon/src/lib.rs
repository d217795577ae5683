//! Reads the `InSet` sentiment lexicon for Indonesian as it really is, and scores tokens with it.
//!
//! - [`Lexicon`] holds the words of a positive and a negative file with their weights, -5 to 5.
//!   [`Lexicon::starter`] is a small one to try things with; `InSet` itself states no licence and
//!   is read from your copy by [`Lexicon::from_dir`].
//! - [`Lexicon::score`] adds up the weights of tokens, and a [`Formula`] makes a polarity of the
//!   sum; the sign of the polarity is the [`Sentiment`].
//! - A [`Scorer`] reads the same lexicon in other ways ([`ScoreSettings`]): entries of several
//!   words, stems, negators, degree words, thresholds, other rules for words in both files.
//!   [`Scorer::explain`] gives every hit and the arithmetic, as text, HTML or JSON.
//! - [`audit`] tells how much of a set of labels is the lexicon's own opinion of the topic words.
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
//! assert_eq!((score.sum, score.tokens, score.hits), (4.0, 2, 1));
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
//! Entries of several words, negators and the rest are read when asked for, and each score can be
//! explained:
//!
//! ```
//! # use inset_lexicon::{Lexicon, Negation, Phrases, ScoreSettings, Scorer};
//! let lexicon = Lexicon::from_bytes(b"bagus\t4\nluar biasa\t5", b"buruk\t-5\nbiasa\t-1")?;
//! let settings = ScoreSettings::default()
//!     .with_phrases(Phrases::LongestFirst)
//!     .with_negation(Negation::new(2));
//! let scorer = Scorer::new(&lexicon, &settings)?;
//! assert_eq!(
//!     scorer.explain(&["tidak", "buruk", "malah", "luar", "biasa"]).to_string(),
//!     "tidak [buruk +5] malah [luar biasa +5]\n\
//!      buruk, token 1, by surface: -5, turned by `tidak` = +5\n\
//!      luar biasa, tokens 3 to 4, by surface: +5\n\
//!      sum +10 / (5 x 5 tokens) = +0.4, positive"
//! );
//! # Ok::<(), inset_lexicon::LexiconError>(())
//! ```
//!
//! # Limits
//!
//! - Words are compared letter by letter. Entries with a gloss in brackets or with a capital are
//!   loaded and counted; tokens in lower case without brackets miss them.
//! - Negation and degree words are windows over tokens, not grammar. They are off by default, as is
//!   everything that the SARA study did not do.
//! - The words of a stop list are gone before tokens come here. The Tala list takes `tidak`,
//!   `bukan`, `belum`, `jangan` and `kurang` out: keep them if negation is to see them.
//!
//! # Features
//!
//! - `serde` (off): [`Score`], [`Hit`], [`Explanation`], [`BiasAudit`], the reports and the
//!   settings can be serialised.
//!
//! # Reference
//!
//! Koto and Rahmaningtyas 2017, `InSet` lexicon: evaluation of a word list for Indonesian sentiment
//! analysis in microblogs.

#![warn(clippy::indexing_slicing, clippy::string_slice)]

mod audit;
mod error;
mod explain;
mod explain_html;
mod hit;
mod index;
mod lexicon;
mod modifiers;
mod number;
mod parse;
mod report;
mod score;
mod scorer;
mod sentiment;
mod settings;
mod stems;
mod token;
mod weights;
mod windows;
mod word_map;

pub use audit::{
    AuditSettings, BiasAudit, KeywordBias, LabelCounts, Standing, Transitions, WordTables, Zeroed,
    audit,
};
pub use error::LexiconError;
pub use explain::{ExplainedToken, Explanation};
pub use explain_html::EXPLANATION_CSS;
pub use hit::{Hit, MatchedOn};
pub use lexicon::Lexicon;
pub use modifiers::{DegreePosition, DegreeWord, DegreeWords, Negation};
pub use parse::WEIGHTS;
pub use report::{Conflict, FileReport, LoadReport};
pub use score::{Formula, Score};
pub use scorer::Scorer;
pub use sentiment::Sentiment;
pub use settings::{Matching, Phrases, ScoreSettings, Thresholds};
pub use stems::StemReport;
pub use token::Token;
pub use weights::{BothSigns, Weights};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
