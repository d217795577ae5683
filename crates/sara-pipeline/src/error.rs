//! What can go wrong between a CSV file and a report.

use crate::OneLine;
use std::path::PathBuf;

/// An error of the pipeline. Every message fits one line and names the file, the place in it, and what was expected. A value quoted from
/// a file is shown as [`OneLine`] shows it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PipelineError {
    /// A file could not be read or written.
    #[error("{}: cannot {action}", OneLine(path))]
    Io {
        /// The file or folder.
        path: String,
        /// What was tried: `read`, `write`, `create the folder` ...
        action: &'static str,
        /// The operating system's reason.
        #[source]
        source: std::io::Error,
    },
    /// A table has no bytes, or a header and nothing below it.
    #[error("{}: expected {expected}, the file is empty", OneLine(path))]
    EmptyFile {
        /// The file.
        path: String,
        /// What should stand there.
        expected: &'static str,
    },
    /// A column that was asked for is not in the header.
    #[error(
        "{}:1: no column `{}`; the columns are {}",
        OneLine(path),
        OneLine(column),
        OneLine(available)
    )]
    MissingColumn {
        /// The file.
        path: String,
        /// The column asked for.
        column: String,
        /// The columns there are, quoted, with commas.
        available: String,
    },
    /// A row has another number of fields than the header.
    #[error(
        "{}:{line}: expected {expected} fields as in the header, got {got}",
        OneLine(path)
    )]
    FieldCount {
        /// The file.
        path: String,
        /// The line on which the row starts, from 1.
        line: u64,
        /// Fields in the header.
        expected: u64,
        /// Fields in the row.
        got: u64,
    },
    /// Bytes that are not text in the encoding that was asked for.
    #[error(
        "{}:{line}: byte {byte} of the file (0x{value:02x}) is not {encoding}",
        OneLine(path)
    )]
    Encoding {
        /// The file.
        path: String,
        /// The line, from 1.
        line: u64,
        /// The offset of the first wrong byte, from 0.
        byte: usize,
        /// That byte.
        value: u8,
        /// The encoding asked for.
        encoding: &'static str,
    },
    /// The CSV reader failed in another way.
    #[error("{}: cannot read the table", OneLine(path))]
    Csv {
        /// The file.
        path: String,
        /// The reader's reason.
        #[source]
        source: csv::Error,
    },
    /// A cell holds a value outside what the column allows.
    #[error(
        "{}:{line}: column `{}`: expected {}, got `{}`",
        OneLine(path),
        OneLine(column),
        OneLine(expected),
        OneLine(value)
    )]
    Value {
        /// The file.
        path: String,
        /// The line, from 1.
        line: u64,
        /// The column.
        column: String,
        /// The value found.
        value: String,
        /// What is allowed.
        expected: String,
    },
    /// A setting is outside its range, or two settings exclude each other.
    #[error(
        "setting {name}: expected {}, got {}",
        OneLine(expected),
        OneLine(value)
    )]
    Setting {
        /// The setting's name.
        name: &'static str,
        /// The value found.
        value: String,
        /// What is allowed.
        expected: String,
    },
    /// The rows left cannot be split or learned from.
    #[error(
        "{}: expected {}, got {}",
        OneLine(what),
        OneLine(expected),
        OneLine(got)
    )]
    TooFew {
        /// What is too small.
        what: String,
        /// What it takes.
        expected: String,
        /// What there is.
        got: String,
    },
    /// The output folder holds something already.
    #[error(
        "{}: expected an empty folder{allowed}, found `{}`",
        OneLine(&path.display().to_string()),
        OneLine(entry)
    )]
    OutputExists {
        /// The folder.
        path: PathBuf,
        /// Something in it.
        entry: String,
        /// What it may hold all the same: empty, or ` or one ...`.
        allowed: &'static str,
    },
    /// A quoted field that nothing ends.
    #[error(
        "{}:{line}: expected a closing quote for a field of this row, got the end of the file",
        OneLine(path)
    )]
    UnclosedQuote {
        /// The file.
        path: String,
        /// The line on which the row starts, from 1.
        line: u64,
    },
    /// A header with one name twice.
    #[error(
        "{}:1: expected column `{}` once, got it {count} times",
        OneLine(path),
        OneLine(column)
    )]
    RepeatedColumn {
        /// The file.
        path: String,
        /// The column.
        column: String,
        /// How often it stands there.
        count: usize,
    },
    /// A NumPy file that cannot be used.
    #[error("{}: expected {expected}, got {}", OneLine(path), OneLine(got))]
    Npy {
        /// The file.
        path: String,
        /// What is allowed.
        expected: &'static str,
        /// What was found.
        got: String,
    },
    /// A file is not the JSON that was expected.
    #[error("{}:{line}: expected {expected}, got {}", OneLine(path), OneLine(got))]
    JsonInput {
        /// The file.
        path: String,
        /// The line, from 1.
        line: u64,
        /// What should stand there.
        expected: &'static str,
        /// What was found.
        got: String,
    },
    /// A field of a JSON object cannot be used.
    #[error(
        "{}:{line}: field `{}`: expected {}, got {}",
        OneLine(path),
        OneLine(field),
        OneLine(expected),
        OneLine(got)
    )]
    Field {
        /// The file.
        path: String,
        /// The line on which the object starts, from 1.
        line: u64,
        /// The field.
        field: String,
        /// What is allowed.
        expected: String,
        /// What was found.
        got: String,
    },
    /// A rating is none of the known labels.
    #[error(
        "{}:{line}: expected a label among {}, got `{}`",
        OneLine(path),
        OneLine(expected),
        OneLine(value)
    )]
    Label {
        /// The file.
        path: String,
        /// The line, from 1.
        line: u64,
        /// The label found.
        value: String,
        /// The labels that are known.
        expected: String,
    },
    /// A rater has rated a row twice.
    #[error(
        "{}:{line}: expected one rating of `{}` by `{}`, the first is at {}",
        OneLine(path),
        OneLine(id),
        OneLine(rater),
        OneLine(first)
    )]
    RatedTwice {
        /// The file of the second rating.
        path: String,
        /// Its line, from 1.
        line: u64,
        /// The row.
        id: String,
        /// The rater.
        rater: String,
        /// File and line of the first rating.
        first: String,
    },
    /// A file has more of something than can be worked with.
    #[error("{}: expected at most {limit} {what}, got {got}", OneLine(path))]
    TooMany {
        /// The file.
        path: String,
        /// What there is too much of.
        what: &'static str,
        /// What can be worked with.
        limit: usize,
        /// What there is.
        got: usize,
    },
    /// Ids that no row has.
    #[error(
        "{}: expected ids of rows of {}, got {}",
        OneLine(path),
        OneLine(among),
        OneLine(ids)
    )]
    UnknownIds {
        /// The file that names them.
        path: String,
        /// The file whose rows were searched.
        among: String,
        /// The first of them, quoted, with their lines, and how many more there are.
        ids: String,
    },
    /// A settings file is no TOML.
    #[error(
        "{}:{line}:{column}: expected TOML, got {}",
        OneLine(path),
        OneLine(reason)
    )]
    SettingsSyntax {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
        /// The character of the line, from 1.
        column: usize,
        /// What the parser says of it.
        reason: String,
    },
    /// A settings file holds a key that there is not.
    #[error(
        "{}:{line}:{column}: there is no key `{}`{}; the keys {}",
        OneLine(path),
        OneLine(key),
        meant.as_ref().map(|meant| format!(", did you mean `{meant}`?")).unwrap_or_default(),
        OneLine(known)
    )]
    UnknownKey {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
        /// The character of the line, from 1.
        column: usize,
        /// The key, with its sections.
        key: String,
        /// The key that looks most like it, if one does.
        meant: Option<String>,
        /// Where it stands and the keys there are: `of [bert] are model, epochs`.
        known: String,
    },
    /// A key of a settings file has a value that cannot be used.
    #[error(
        "{}:{line}:{column}: {}: expected {}, got {}",
        OneLine(path),
        OneLine(key),
        OneLine(expected),
        OneLine(got)
    )]
    SettingsValue {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
        /// The character of the line, from 1.
        column: usize,
        /// The key, with its sections.
        key: String,
        /// What is allowed.
        expected: String,
        /// What was found.
        got: String,
    },
    /// A split with rows of one group on both sides of a border.
    #[error(
        "rows {} ({}) and {} ({}): expected near duplicates on one side of the split",
        rows[0],
        sides[0],
        rows[1],
        sides[1]
    )]
    Leak {
        /// Two rows of the group, by their numbers in the input from 1.
        rows: [usize; 2],
        /// Where each stands: `train`, `test`, `unseen`, `fold 1` ...
        sides: [String; 2],
    },
    /// A stored stage that cannot be read back.
    #[error("{}: expected {expected}", OneLine(path))]
    Stage {
        /// The file.
        path: String,
        /// What should stand there.
        expected: &'static str,
    },
    /// The report's page could not be drawn.
    #[error("cannot draw the report")]
    Render(#[from] askama::Error),
    /// A structure could not be written as JSON.
    #[error("{}: cannot write JSON", OneLine(path))]
    Json {
        /// The file.
        path: String,
        /// The serialiser's reason.
        #[source]
        source: serde_json::Error,
    },
    /// Cleaning, normalising or stemming.
    #[error(transparent)]
    Text(#[from] indo_text::TextError),
    /// The sentiment lexicon.
    #[error(transparent)]
    Lexicon(#[from] inset_lexicon::LexiconError),
    /// Features, labels or a model of the support vector machine, read from a file.
    #[error("{}", OneLine(path))]
    SvmFile {
        /// The file.
        path: String,
        /// What is wrong with it.
        #[source]
        source: svm_poly::SvmError,
    },
    /// A file of a model, or a word list that its texts were prepared with, is another than it was.
    #[error(
        "{}: expected a file of SHA-256 {expected}, as {} says, got {got}",
        OneLine(path),
        OneLine(source_name)
    )]
    Hash {
        /// The file.
        path: String,
        /// The hash that it should have.
        expected: String,
        /// The hash that it has.
        got: String,
        /// Where the first stands.
        source_name: String,
    },
    /// What was found in the folder of a model is not what was expected.
    #[error(
        "{}: expected {}, got {}",
        OneLine(path),
        OneLine(expected),
        OneLine(got)
    )]
    ModelFolder {
        /// The folder, or the file in it.
        path: String,
        /// What should stand there.
        expected: String,
        /// What does.
        got: String,
    },
    /// A format that this build cannot read.
    #[error(
        "{}: expected a program built with `cargo install --path crates/sara-cli --features {feature}`, this one is not",
        OneLine(path)
    )]
    FeatureOff {
        /// The file.
        path: String,
        /// The feature.
        feature: &'static str,
    },
    /// A file of tweets, read row by row.
    #[error(transparent)]
    Tweets(#[from] tweet_reader::ReadError),
    /// Agreement and classification metrics.
    #[error(transparent)]
    Metrics(#[from] kappa_metrics::MetricsError),
    /// The support vector machine.
    #[error(transparent)]
    Svm(#[from] svm_poly::SvmError),
    /// The linear classifier on TF-IDF.
    #[error(transparent)]
    TfIdf(#[from] tfidf_linear::LinearTextError),
    /// A baseline could not be fitted, or could not predict.
    #[cfg(feature = "baselines")]
    #[error("{model}")]
    Baseline {
        /// What the tables call it.
        model: &'static str,
        /// What smartcore says.
        #[source]
        source: smartcore::error::Failed,
    },
    /// The encoder and its classifier.
    #[error(transparent)]
    Bert(#[from] indobert_burn::BertError),
}

impl From<indobert_burn::ModelError> for PipelineError {
    fn from(error: indobert_burn::ModelError) -> Self {
        Self::Bert(error.into())
    }
}

impl PipelineError {
    /// Wraps an input or output error with the path it happened at.
    pub(crate) fn io(
        path: impl AsRef<std::path::Path>,
        action: &'static str,
        source: std::io::Error,
    ) -> Self {
        Self::Io {
            path: path.as_ref().display().to_string(),
            action,
            source,
        }
    }

    /// Puts a file's name before what there is too little of.
    pub(crate) fn within(self, name: &str) -> Self {
        match self {
            Self::TooFew {
                what,
                expected,
                got,
            } => Self::TooFew {
                what: format!("{name}: {what}"),
                expected,
                got,
            },
            other => other,
        }
    }
}
