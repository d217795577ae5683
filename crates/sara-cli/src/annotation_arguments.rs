//! The arguments of `sara sample` and `sara agree`, the way to experts and back.

use clap::Args;
use sara_pipeline::Encoding;
use sara_pipeline::tasks::sample::BlindFormat;
use std::path::PathBuf;

/// Draw rows for experts to judge.
///
/// Reads a CSV file such as `sara label` writes, and draws rows at random, in proportion to the classes and, if asked, to keywords
/// and bands of the score, or with --per-stratum the same number of each; no two of them nearly the same text (word 3-grams with a Jaccard similarity of 0.8). Or takes the rows
/// that --ids names, in that order. Rows with something in a column `dropped`, and rows without text, are not drawn.
///
/// Writes a folder: one file for each expert, with the rows in an order of their own and no label, score or mention in it;
/// `sample.csv`, the key (id, text, label, stratum), which is not for the experts; and `sample.json`, how the rows were drawn.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  sara label --tweets tweets.csv --text-column Tweet --id-column id --out labels.csv
  sara sample --rows labels.csv --size 200 --experts ani,budi,citra --out judgement
  sara sample --rows labels.csv --size 300 --keywords 'suku,agama,ras,antargolongan' --bands 4 --out judgement
  sara sample --rows labels.csv --ids chosen.txt --format label-studio --out judgement
  sara agree judgement/ani.csv judgement/budi.csv judgement/citra.csv --reference labels.csv

A folder that holds something is never replaced: experts may have filled it in.")]
pub(crate) struct SampleArguments {
    /// A CSV file with a header; `-` is standard input
    #[arg(long, value_name = "CSV", help_heading = "Input")]
    pub(crate) rows: PathBuf,
    /// The column that holds the text
    #[arg(
        long,
        value_name = "NAME",
        default_value = "text",
        help_heading = "Input"
    )]
    pub(crate) text_column: String,
    /// The column that identifies a row [default: `id`, or the record's number from 1]
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub(crate) id_column: Option<String>,
    /// The column of the class [default: `sentiment` or `label`, if there is one]
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub(crate) label_column: Option<String>,
    /// The column of the score, for --bands [default: `polarity`]
    #[arg(long, value_name = "NAME", requires = "bands", help_heading = "Input")]
    pub(crate) score_column: Option<String>,
    /// How the file's bytes become text: utf-8 or latin-1
    #[arg(long, default_value = "utf-8", help_heading = "Input")]
    pub(crate) encoding: Encoding,
    /// Rows to draw, in proportion to the strata: the classes, keywords and bands
    #[arg(long, value_name = "N", default_value_t = 200, help_heading = "Draw")]
    pub(crate) size: usize,
    /// Draw so many rows of each stratum instead, or all that it has
    #[arg(long, value_name = "N", conflicts_with = "size", help_heading = "Draw")]
    pub(crate) per_stratum: Option<usize>,
    /// Seeds the draw, and the order in which each expert reads
    #[arg(long, default_value_t = 42, help_heading = "Draw")]
    pub(crate) seed: u64,
    /// Spread the rows over keywords: a row counts for the first of them that it holds as whole words, or for none
    #[arg(
        long,
        value_name = "A,B,C",
        value_delimiter = ',',
        help_heading = "Draw"
    )]
    pub(crate) keywords: Vec<String>,
    /// Spread the rows over so many quantiles of the score
    #[arg(long, value_name = "N", help_heading = "Draw")]
    pub(crate) bands: Option<usize>,
    /// Do not spread the rows over the classes
    #[arg(long, help_heading = "Draw")]
    pub(crate) ignore_classes: bool,
    /// Leave out rows that were judged before: a file of ratings as `sara agree` reads it, or of ids, one a line
    #[arg(long, value_name = "FILE", help_heading = "Draw")]
    pub(crate) exclude: Option<PathBuf>,
    /// Take these rows in this order instead: a file of ids, one a line, or of ratings as `sara agree` reads it
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["size", "per_stratum", "keywords", "bands", "ignore_classes", "exclude"],
        help_heading = "Draw"
    )]
    pub(crate) ids: Option<PathBuf>,
    /// The experts; the names become names of files
    #[arg(
        long,
        value_name = "A,B,C",
        value_delimiter = ',',
        default_value = "expert_1,expert_2,expert_3",
        help_heading = "Output"
    )]
    pub(crate) experts: Vec<String>,
    /// What the experts' files are: csv, doccano or label-studio
    ///
    /// In CSV a text that a spreadsheet would take for a formula (it begins with =, +, - or @) has an apostrophe before it.
    #[arg(long, default_value = "csv", help_heading = "Output")]
    pub(crate) format: BlindFormat,
    /// Leave mentions as they are instead of writing @USER
    #[arg(long, help_heading = "Output")]
    pub(crate) keep_mentions: bool,
    /// The folder to write
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(crate) out: PathBuf,
}

/// Measure how far raters agree, with each other and with a lexicon or a model.
///
/// Reads one file or several, joined on the id of the row: CSV with one column a rater, where a column `text` is none and
/// --rater-columns names those that count; CSV of one rater, with a column `label`; doccano's JSONL export; Label Studio's JSON or JSON-MIN export. A file of one rater is called by its
/// name, so that `ani.csv` is rated by ani. Files may have other rows in another order, and ratings may be missing.
///
/// Gives Cohen's kappa of every pair over the rows that both rated, with its 95% interval and Landis and Koch's word; Fleiss' kappa
/// over the rows that all rated; Krippendorff's alpha and Gwet's AC1 over all rows; the labels that are confused, and the rows most
/// in dispute. A reference is held against each rater and against their majority, and counts in nothing else.
///
/// -1, negative and negatif are one label, as are 0, neutral and netral, and 1, positive and positif; anything else beside them is an
/// error. If no rating is one of these, labels are taken as they are written. --labels declares other labels: `--labels y,n` or
/// `--labels 1,2,3,4,5` that there are no labels but these, `--labels benci=-1` that benci means negative.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  sara agree ratings.csv --id-column id --rater-columns ani,budi
  sara agree ani.csv budi.jsonl citra.json --reference labels.csv --reference-column sentiment
  sara agree ani.csv budi.csv citra.csv --labels benci=-1,biasa=0,dukung=1 --majority majority.csv --json")]
pub(crate) struct AgreeArguments {
    /// The ratings; `-` is standard input
    #[arg(value_name = "RATINGS", required = true)]
    pub(crate) ratings: Vec<PathBuf>,
    /// The column or field that identifies rows, in the files that have it [default: `sara_id` or `id`; in a single CSV file without
    /// either, the record's number]
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub(crate) id_column: Option<String>,
    /// The column or field of the label in files of one rater, or the question in Label Studio's [default: `label`; in JSON also
    /// `labels` or `sentiment`]
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub(crate) label_column: Option<String>,
    /// How the bytes of CSV files become text: utf-8 or latin-1
    #[arg(long, default_value = "utf-8", help_heading = "Input")]
    pub(crate) encoding: Encoding,
    /// The columns of CSV files that are raters, each in one file at least [default: all but the id and `text`]
    #[arg(
        long,
        value_name = "A,B,C",
        value_delimiter = ',',
        conflicts_with = "label_column",
        help_heading = "Input"
    )]
    pub(crate) rater_columns: Vec<String>,
    /// The labels there are, or names for them; a rating that is none of them is refused, but for sentiments where every name has a
    /// label
    #[arg(
        long,
        value_name = "LABEL|NAME=LABEL,...",
        value_delimiter = ',',
        value_parser = name_and_label,
        allow_hyphen_values = true,
        help_heading = "Input"
    )]
    pub(crate) labels: Vec<(String, String)>,
    /// Labels of a lexicon or a model, such as `sara label` writes, to hold the raters against
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    pub(crate) reference: Option<PathBuf>,
    /// The column of these labels [default: `label` or `sentiment`]
    #[arg(
        long,
        value_name = "NAME",
        requires = "reference",
        help_heading = "Input"
    )]
    pub(crate) reference_column: Option<String>,
    /// The column or field that identifies its rows [default: as in the ratings]
    #[arg(
        long,
        value_name = "NAME",
        requires = "reference",
        help_heading = "Input"
    )]
    pub(crate) reference_id_column: Option<String>,
    /// Show so many of the rows most in dispute
    #[arg(long, value_name = "N", default_value_t = 10, help_heading = "Output")]
    pub(crate) disputed: usize,
    /// Write the label that more than half of the raters of each row give: id, label (empty for a tie), votes, ratings
    #[arg(long, value_name = "CSV", help_heading = "Output")]
    pub(crate) majority: Option<PathBuf>,
    /// Draw the kappas with their intervals, the pairs of raters, and the reference against the majority, as SVG files in a folder
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(crate) plots: Option<PathBuf>,
    /// Write JSON
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
}

/// A label without a name stands for itself.
#[expect(
    clippy::unnecessary_wraps,
    reason = "a parser of arguments returns a result"
)]
fn name_and_label(pair: &str) -> Result<(String, String), String> {
    let (name, label) = pair.split_once('=').unwrap_or((pair, pair));
    Ok((name.to_owned(), label.to_owned()))
}
