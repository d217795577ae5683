//! The SARA study, from a file of tweets to a report.
//!
//! [`study::run`] takes a [`StudySettings`] through the stages in [`stages`] and writes a folder: `report.html`,
//! `report.json`, the figures as SVG and CSV, the tables as CSV, `study.toml`, which runs it again, and both models. [`tasks`] holds the
//! same stages as single jobs on files; the command line is a thin layer over them.
//!
//! A text passes the first stages in memory:
//!
//! ```
//! use sara_pipeline::stages::clean::{Preparer, TextSettings};
//! use sara_pipeline::stages::label::{LabelSettings, Labeller};
//!
//! let preparer = Preparer::new(&TextSettings::default())?;
//! let row = preparer.prepare("Warga kampung rukun bgt, saling membantu tetangga! 😊 https://contoh.id/a");
//! assert_eq!(row.normalised, "warga kampung rukun sekali saling membantu tetangga");
//! let label = Labeller::new(&LabelSettings::default())?.label(&row).expect("the row is long enough");
//! assert_eq!(label.sentiment.as_str(), "positive");
//! # Ok::<(), sara_pipeline::PipelineError>(())
//! ```
//!
//! A whole study on the sample tweets that come with the crate, without any file:
//!
//! ```no_run
//! use sara_pipeline::{StudySettings, study};
//!
//! let report = study::run(&StudySettings::sample(), "study".as_ref(), &mut |_| {})?;
//! for assessment in &report.assessments {
//!     println!("{}: {:.3}", assessment.model, assessment.test.accuracy);
//! }
//! # Ok::<(), sara_pipeline::PipelineError>(())
//! ```
//!
//! A study that was stopped goes on when it is run again: see [`study::run`].
//!
//! Limits: a file is held in memory, but for [`tasks::predict`]; the language of a tweet is not looked at.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod blind_text;
mod error;
mod files;
mod label_columns;
mod lazy;
mod model_folder;
mod near_duplicates;
mod one_line;
mod pending;
mod progress;
mod report;
mod sha256;
mod store;
mod table;
mod threads;

pub mod settings;
pub mod stages;
pub mod study;
pub mod tasks;

pub use error::PipelineError;
pub use one_line::OneLine;
pub use progress::{Observer, Progress};
pub use report::{
    Dropped, Funnel, LabelCounts, NearDuplicates, Parts, Source, StudyReport, Unread,
};
pub use study::StudySettings;
pub use table::{Encoding, Table};
pub use threads::threads_or_all;

// What the settings of this crate are made of.
pub use indo_text::{Digits, Elongation, Emoji, Hashtags, Rules};
pub use indobert_burn::{
    Activations, ClassWeights, Device, EarlyStopping, Freeze, InferenceOptions, Masking, Pooling,
    PretrainParams, Progress as TextProgress, TrainHistory, TrainParams, set_threads,
};
pub use inset_lexicon::{BothSigns, Formula, Phrases};
pub use svm_poly::{ClassWeights as SvmClassWeights, Gamma, SvmParams};
pub use tweet_reader::{
    DateOrder, Encoding as FileEncoding, Format as FileFormat, Separator, UtcOffset,
};
