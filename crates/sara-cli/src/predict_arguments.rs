//! The arguments of `sara predict`.

use crate::arguments::TextArguments;
use clap::{ArgGroup, Args, ValueEnum};
use sara_pipeline::{FileEncoding, FileFormat, Pooling, Separator};
use std::path::PathBuf;

/// Label the tweets of a file, which may be larger than memory, with the models of a study.
///
/// Reads CSV, TSV, JSON lines, pages of the X API and twarc's files, a window of rows at a time, prepares each text as the study did, and
/// writes a CSV file: id, line, the class by the fine-tuned BERT with the probability of each, the class by the support vector machine
/// with the decision value of each pair of classes (above 0 speaks for the first), and why a row has none: empty, advertisement or short.
/// Copies of a text are not dropped. Users are not read. Rows that cannot be read are left out, counted, and said at the end.
///
/// The same command after a kill goes on behind the last whole window, and ends with the same bytes. Until the end the output stands in
/// FILE.partial, with its state in FILE.partial.json. A FILE whose name ends in .parquet is written as Parquet, if the program was built
/// with the feature parquet: missing values are null there, and no apostrophe stands before a formula.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("models").required(true).multiple(true))]
#[command(group = ArgGroup::new("bare"))]
#[command(after_help = "\
Examples:
  sara predict --study study --tweets unseen.csv --out predictions.csv
  sara predict --bert study/models/bert --tweets unseen.jsonl --text-column full_text --out predictions.csv
  sara predict --bert some-model --raw --tweets unseen.csv --out predictions.csv")]
pub(crate) struct PredictArguments {
    /// The folder of a study: both of its models
    #[arg(
        long,
        value_name = "DIR",
        group = "models",
        conflicts_with_all = ["bert", "svm"],
        help_heading = "Models"
    )]
    pub(crate) study: Option<PathBuf>,
    /// The folder of a fine-tuned classifier, such as models/bert of a study
    #[arg(long, value_name = "DIR", group = "models", help_heading = "Models")]
    pub(crate) bert: Option<PathBuf>,
    /// A support vector machine, such as models/svm.model of a study
    #[arg(long, value_name = "FILE", group = "models", help_heading = "Models")]
    pub(crate) svm: Option<PathBuf>,
    /// The encoder whose vectors the support vector machine reads [default: the one that its sara.json names]
    #[arg(long, value_name = "DIR", help_heading = "Models")]
    pub(crate) encoder: Option<PathBuf>,
    /// The folder in which the study's word lists are now, by their names [default: where the study read them]
    #[arg(long, value_name = "DIR", help_heading = "Models")]
    pub(crate) word_lists: Option<PathBuf>,
    /// cpu, ndarray or cuda:0, as far as they are compiled in
    #[arg(long, default_value = "cpu", help_heading = "Models")]
    pub(crate) device: String,
    /// Threads of the CPU, which change no byte of the output [default: all]
    #[arg(long, value_name = "N", help_heading = "Models", value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=1024))]
    pub(crate) threads: Option<usize>,

    /// A file of tweets; `-` is standard input, from which a run that is stopped starts over, with --start-over
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    pub(crate) tweets: PathBuf,
    /// The column that holds the text [default: found by its name]
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub(crate) text_column: Option<String>,
    /// The column that identifies a row [default: found by its name, else the row's number from 1]
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub(crate) id_column: Option<String>,
    /// The file's format [default: found from its name and its start]
    #[arg(long, value_name = "FORMAT", help_heading = "Input")]
    pub(crate) input_format: Option<FormatArgument>,
    /// How the file's bytes become text, such as utf-8 or windows-1252 [default: found from all of them]
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub(crate) encoding: Option<FileEncoding>,
    /// End at the first row that cannot be read, with its line, instead of leaving it out
    #[arg(long, help_heading = "Input")]
    pub(crate) strict: bool,

    /// For a model without a sara.json: it reads texts as they stand in the file, and no row is dropped
    #[arg(long, group = "bare", help_heading = "Models without a sara.json")]
    pub(crate) raw: bool,
    /// For a model without a sara.json: it reads texts that are normalised as the options below say
    #[arg(long, group = "bare", help_heading = "Models without a sara.json")]
    pub(crate) normalised: bool,
    /// Put this before every text; e5 wants `query: `
    #[arg(
        long,
        value_name = "TEXT",
        requires = "bare",
        help_heading = "Models without a sara.json"
    )]
    pub(crate) prefix: Option<String>,
    /// Cut texts to this many tokens, special ones included [default: 128]
    #[arg(
        long,
        value_name = "N",
        requires = "bare",
        help_heading = "Models without a sara.json"
    )]
    pub(crate) max_length: Option<usize>,
    /// Which vectors of the encoder the support vector machine reads: mean, cls, pooler or static [default: mean]
    #[arg(long, requires = "bare", help_heading = "Models without a sara.json")]
    pub(crate) pooling: Option<Pooling>,
    #[command(flatten)]
    pub(crate) text: TextArguments,
    /// Drop rows that hold a word of the study's advertisement list
    #[arg(long, requires = "normalised", help_heading = "Word lists")]
    pub(crate) drop_advertisements: bool,

    /// The file to write, CSV or, if its name ends in .parquet, Parquet; `-` is standard output
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(crate) out: PathBuf,
    /// Write the texts too
    #[arg(long, help_heading = "Output")]
    pub(crate) with_text: bool,
    /// Rows that are read, labelled and written together, fewer where their texts are more than 16 MiB; memory grows with it, and a
    /// kill loses at most one window
    #[arg(
        long,
        value_name = "ROWS",
        default_value_t = 4096,
        help_heading = "Output"
    )]
    pub(crate) window: usize,
    /// Throw away what an earlier, unfinished run has written
    #[arg(long, help_heading = "Output")]
    pub(crate) start_over: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum FormatArgument {
    /// A table with commas
    Csv,
    /// A table with tabs
    Tsv,
    /// A table with semicolons
    Semicolons,
    /// A JSON value a line
    Jsonl,
    /// JSON over any number of lines
    Json,
}

impl From<FormatArgument> for FileFormat {
    fn from(format: FormatArgument) -> Self {
        match format {
            FormatArgument::Csv => Self::Table(Separator::Comma),
            FormatArgument::Tsv => Self::Table(Separator::Tab),
            FormatArgument::Semicolons => Self::Table(Separator::Semicolon),
            FormatArgument::Jsonl => Self::JsonLines,
            FormatArgument::Json => Self::Json,
        }
    }
}
