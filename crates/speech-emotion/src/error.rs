//! The error of this crate.

use std::path::PathBuf;

use kappa_metrics::MetricsError;
use speech_features::SpeechError;
use svm_poly::SvmError;

/// What can be wrong with corpora, splits, features, models or their files.
///
/// Rows, columns, folds and classes count from 0, lines of a file from 1.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EmotionError {
    /// No emotion has this name.
    #[error("expected the name of an emotion, got `{text}`")]
    UnknownEmotion {
        /// The name given.
        text: String,
    },
    /// No preset of classes has this name.
    #[error("expected `five`, `shared` or `indowave`, got `{text}`")]
    UnknownClassMap {
        /// The name given.
        text: String,
    },
    /// A file or folder cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// A file cannot be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// A line of a table does not say what it must.
    #[error("{}:{line}: expected {expected}, got `{got}`", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line.
        line: u64,
        /// What should stand there.
        expected: String,
        /// What stands there.
        got: String,
    },
    /// A line of a table is no CSV in UTF-8, or has another number of fields.
    #[error("{}:{line}: cannot read the record", path.display())]
    Record {
        /// The file.
        path: PathBuf,
        /// The line.
        line: u64,
        /// What the parser says.
        #[source]
        source: csv::Error,
    },
    /// A table lacks a column.
    #[error("{}:1: expected a column `{column}`", path.display())]
    MissingColumn {
        /// The file.
        path: PathBuf,
        /// The column.
        column: &'static str,
    },
    /// A folder holds no clip of its corpus.
    #[error("expected clips of {corpus} in {}, got none among {files} audio files", path.display())]
    NoClips {
        /// The folder.
        path: PathBuf,
        /// The corpus asked for.
        corpus: &'static str,
        /// Audio files that do not fit.
        files: usize,
    },
    /// A folder holds no file that can be decoded, going by their names.
    #[error("expected recordings ({endings}) in {}, got none among {files} files", path.display())]
    NoRecordings {
        /// The folder.
        path: PathBuf,
        /// What their names may end in.
        endings: String,
        /// Files that end otherwise.
        files: usize,
    },
    /// Audio cannot be decoded, or has no features.
    #[error("cannot compute features of {}", path.display())]
    Features {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: SpeechError,
    },
    /// A signal cannot be worked on.
    #[error("cannot compute features of the signal")]
    Signal(#[source] SpeechError),
    /// The clips that have a class have one or none between them.
    #[error("expected at least 2 classes, got {count}")]
    TooFewClasses {
        /// The number of classes.
        count: usize,
    },
    /// Two lists of rows differ in length.
    #[error("expected {expected} {what}, got {got}")]
    Count {
        /// What is counted.
        what: &'static str,
        /// The number expected.
        expected: usize,
        /// The number given.
        got: usize,
    },
    /// A feature is infinite or NaN.
    #[error("expected finite features, got {value} at row {row}, column {column}")]
    NonFinite {
        /// The row.
        row: usize,
        /// The column.
        column: usize,
        /// The value.
        value: f64,
    },
    /// There is nothing to learn from or to judge.
    #[error("expected at least 1 {what}, got 0")]
    Empty {
        /// What is missing.
        what: &'static str,
    },
    /// A speaker stands on both sides of a split.
    #[error("speaker `{speaker}` stands in {first} and {second} of {round}")]
    SpeakerLeak {
        /// The speaker.
        speaker: String,
        /// One side: `training`, `validation` or `test`.
        first: &'static str,
        /// The other side.
        second: &'static str,
        /// The round of the split.
        round: String,
    },
    /// A row stands on both sides of a split.
    #[error("row {row} stands twice in {round}")]
    RowTwice {
        /// The row.
        row: usize,
        /// The round of the split.
        round: String,
    },
    /// There are more folds than there is to deal, or fewer than 2.
    #[error("expected 2 to {most} folds, got {folds}")]
    Folds {
        /// The number asked for.
        folds: usize,
        /// Speakers, or rows.
        most: usize,
    },
    /// Speakers cannot be kept apart where there is only one.
    #[error("speakers are kept apart, so there must be at least 2; there is only one, `{speaker}`")]
    OneSpeaker {
        /// The speaker.
        speaker: String,
    },
    /// No clip has this speaker.
    #[error("no clip has the speaker `{speaker}`")]
    UnknownSpeaker {
        /// The speaker.
        speaker: String,
    },
    /// The rows that a model learns from have one class alone.
    #[error("expected at least 2 classes among the training rows of {round}, got only `{class}`")]
    OneClass {
        /// The round of the split.
        round: String,
        /// The class.
        class: String,
    },
    /// A class has two probabilities.
    #[error("expected one probability a class, got two of `{class}`")]
    ClassTwice {
        /// The class.
        class: String,
    },
    /// A parameter is out of its range.
    #[error("{field} must be from {least} to {most}, got {value}")]
    OutOfRange {
        /// The parameter.
        field: &'static str,
        /// The least value allowed.
        least: f64,
        /// The greatest value allowed.
        most: f64,
        /// The value given.
        value: f64,
    },
    /// A stored recogniser is no JSON, or lacks a key.
    #[error("cannot read `{key}` in {}", path.display())]
    StoredJson {
        /// The file.
        path: PathBuf,
        /// The part of the file; `recogniser` is the whole.
        key: &'static str,
        /// What the parser says.
        #[source]
        source: serde_json::Error,
    },
    /// A stored recogniser has a value that does not fit.
    #[error("{}: expected `{key}` to be {expected}, got {got}", path.display())]
    Stored {
        /// The file.
        path: PathBuf,
        /// Where the value stands, keys joined by dots.
        key: String,
        /// What should stand there.
        expected: String,
        /// What stands there, its beginning.
        got: String,
    },
    /// The parts of a stored recogniser were not written together.
    #[error(
        "{}: the card and the model do not belong together: \
         expected them to have the SHA-256 `{expected}`, got `{got}`",
        path.display()
    )]
    StoredDigest {
        /// The file.
        path: PathBuf,
        /// What stands in the file.
        expected: String,
        /// What the parts have.
        got: String,
    },
    /// A model made elsewhere has no stored form.
    #[error("expected a model of this crate to store, got `{model}`")]
    NotStorable {
        /// The model.
        model: String,
    },
    /// Reports of different clips, or of different splits, cannot stand side by side.
    #[error(
        "expected reports of the same clips under the same split, \
         got `{first}` with {expected} and `{second}` with {got}"
    )]
    ReportsDiffer {
        /// The model of the first report.
        first: String,
        /// What it has.
        expected: String,
        /// The model of the report that differs.
        second: String,
        /// What that has instead.
        got: String,
    },
    /// A page cannot be written.
    #[error("cannot write the page")]
    Page {
        /// What the writer of templates says.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A model of another crate refuses.
    #[error("the model cannot judge this")]
    Model {
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The support vector machine refuses its input.
    #[error("cannot fit the support vector machine")]
    Svm(#[from] SvmError),
    /// A metric refuses its input.
    #[error("cannot compute the metrics")]
    Metrics(#[from] MetricsError),
}
