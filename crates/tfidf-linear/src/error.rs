//! The error of this crate.

use std::path::PathBuf;

#[cfg(feature = "serde")]
use crate::{FORMAT, FORMAT_VERSION};

/// What can be wrong with parameters, documents, rows, labels or a file.
///
/// Rows, entries and features count from 0.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LinearTextError {
    /// The lengths of n-grams are 0 or out of order.
    #[error("n-grams must have lengths from 1 up, got {least} to {most}")]
    InvalidNgrams {
        /// The shortest length given.
        least: usize,
        /// The longest length given.
        most: usize,
    },
    /// A bound on document frequencies is out of its range.
    #[error("{field} must be a count of at least 1 or a share from 0 to 1, got {value}")]
    InvalidDocumentFrequency {
        /// `min_df` or `max_df`.
        field: &'static str,
        /// The value given.
        value: f64,
    },
    /// No term can satisfy both bounds on document frequencies.
    #[error("max_df must not be below min_df, got {max} and {min} documents")]
    DocumentFrequenciesCross {
        /// The least document frequency, in documents.
        min: f64,
        /// The greatest, in documents.
        max: f64,
    },
    /// A limit leaves nothing.
    #[error("{field} must be at least 1, got 0")]
    Zero {
        /// The parameter.
        field: &'static str,
    },
    /// A parameter is not a positive finite number.
    #[error("{field} must be finite and above 0, got {value}")]
    NotPositive {
        /// The parameter.
        field: &'static str,
        /// The value given.
        value: f64,
    },
    /// There is nothing to learn a vocabulary from.
    #[error("expected at least 1 document, got 0")]
    NoDocuments,
    /// No document has a term.
    #[error("expected a term in at least one of {documents} documents, got none")]
    EmptyVocabulary {
        /// Documents given.
        documents: usize,
    },
    /// `min_df` and `max_df` drop every term.
    #[error("min_df and max_df leave none of {terms} terms")]
    NoTermLeft {
        /// Terms before.
        terms: usize,
    },
    /// More terms than a feature number of 32 bits can count.
    #[error("expected at most {limit} terms, got more")]
    TooManyTerms {
        /// The greatest number.
        limit: u32,
    },
    /// Row bounds, indices and values do not make sparse rows.
    #[error("expected row bounds that rise from 0 to {entries} entries, got {value} at {position}")]
    RowBounds {
        /// The number of indices and of values.
        entries: usize,
        /// Where in the bounds.
        position: usize,
        /// The bound found there.
        value: usize,
    },
    /// Indices and values differ in number.
    #[error("expected one value an index, got {indices} indices and {values} values")]
    EntryCount {
        /// Indices given.
        indices: usize,
        /// Values given.
        values: usize,
    },
    /// An index of a row is beyond the columns, repeated or out of order.
    #[error("expected rising indices below {columns} in row {row}, got {index}")]
    InvalidIndex {
        /// The row.
        row: usize,
        /// The index.
        index: u32,
        /// The number of columns.
        columns: usize,
    },
    /// A value is infinite or NaN.
    #[error("expected finite values, got {value} in row {row} at feature {index}")]
    NonFinite {
        /// The row.
        row: usize,
        /// The feature.
        index: u32,
        /// The value.
        value: f64,
    },
    /// Rows that should stand side by side differ in number.
    #[error("expected as many rows on the right as the {left} on the left, got {right}")]
    RowCount {
        /// Rows on the left.
        left: usize,
        /// Rows on the right.
        right: usize,
    },
    /// Rows and labels differ in number.
    #[error("expected one label a row, got {rows} rows and {labels} labels")]
    LabelCount {
        /// Rows given.
        rows: usize,
        /// Labels given.
        labels: usize,
    },
    /// There are no two classes to tell apart.
    #[error("expected labels of at least 2 classes, got {classes}")]
    TooFewClasses {
        /// Classes found.
        classes: usize,
    },
    /// The sum of squares or of losses leaves the range of `f64`.
    #[error("expected an objective in the range of f64, got {value}; values or c are too large")]
    ObjectiveOutOfRange {
        /// The objective found.
        value: f64,
    },
    /// The rows are not those that the model was fitted on.
    #[error("expected rows of {expected} features as in the fit, got {found}")]
    FeatureCount {
        /// The features of the model.
        expected: usize,
        /// The features of the rows.
        found: usize,
    },
    /// A support vector machine has no probabilities.
    #[error("expected a model with the logistic loss for probabilities, got the squared hinge")]
    NoProbabilities,
    /// The model does not know the class.
    #[error("expected a class below {classes}, got {class}")]
    UnknownClass {
        /// The position given.
        class: usize,
        /// The number of classes.
        classes: usize,
    },
    /// Parts of a stored model do not fit together.
    #[error("{field}: expected {expected}")]
    InconsistentModel {
        /// The field.
        field: &'static str,
        /// What it should hold.
        expected: String,
    },
    /// A file could not be read or written.
    #[error("cannot use {}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// A file holds no model that this version knows.
    #[cfg(feature = "serde")]
    #[error("cannot read {} as a `{FORMAT}` file of version {FORMAT_VERSION}", path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// Where and why it is refused.
        #[source]
        source: serde_json::Error,
    },
    /// A file has another format.
    #[cfg(feature = "serde")]
    #[error(
        "expected format `{FORMAT}` of version {FORMAT_VERSION} in {}, \
         got `{format}` of version {version}",
        path.display()
    )]
    UnknownFormat {
        /// The file.
        path: PathBuf,
        /// The format that it names.
        format: String,
        /// The version that it names.
        version: u32,
    },
}
