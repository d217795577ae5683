//! The description of a sample.

use super::rows::{SampleRow, SampleRows};
use super::settings::SampleSettings;
use super::{BlindFormat, Stratum};
use serde::Serialize;

/// How a sample was drawn: what `sample.json` holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SampleReport {
    /// The version of this program.
    pub version: &'static str,
    /// `stratified random`, `random` or `chosen by hand`.
    pub method: &'static str,
    /// `proportional`, `equal`, or `none` for a sample that was chosen by hand. Under `equal` the strata have other shares in the sample
    /// than in the population, by which figures over all rows must be weighted.
    pub allocation: &'static str,
    /// Seeds the draw, and the order in which each expert reads.
    pub seed: u64,
    /// The file that was drawn from.
    pub source: String,
    /// Its rows.
    pub rows: usize,
    /// Rows that could be drawn.
    pub population: usize,
    /// Rows left out because `dropped` says why.
    pub dropped: usize,
    /// Rows left out because they have no text.
    pub without_text: usize,
    /// Rows left out because their ids are in the file of exclusions.
    pub excluded: usize,
    /// Ids in that file which no row has.
    pub exclusions_not_found: usize,
    /// Rows asked for; under `equal` the sum over the strata, none giving more than it has.
    pub size: usize,
    /// Rows drawn.
    pub drawn: usize,
    /// What the strata are made of: `class`, `keyword`, `band`.
    pub stratified_by: Vec<&'static str>,
    /// The keywords, in their order.
    pub keywords: Vec<String>,
    /// The highest score of each band but the last.
    pub band_limits: Vec<f64>,
    /// The strata; none for a sample that was chosen by hand.
    pub strata: Vec<Stratum>,
    /// What counts as a near duplicate.
    pub near_duplicate: &'static str,
    /// Ids passed over as near duplicates of rows drawn or judged before.
    pub near_duplicates_passed_over: Vec<String>,
    /// Ids of a sample chosen by hand which are near duplicates of rows before them, and stay.
    pub near_duplicates_kept: Vec<String>,
    /// The experts.
    pub experts: Vec<String>,
    /// What their files are.
    pub format: BlindFormat,
    /// Whether mentions read `@USER`.
    pub mentions_masked: bool,
    /// What a reader should know.
    pub notes: Vec<String>,
}

impl SampleReport {
    /// What is known before any row is chosen.
    pub(super) fn new(settings: &SampleSettings, input: &SampleRows) -> Self {
        let mut notes = input.notes.clone();
        let long =
            |row: &SampleRow| row.id.len() > 15 && row.id.bytes().all(|b| b.is_ascii_digit());
        if settings.format == BlindFormat::Csv && input.rows.iter().any(long) {
            notes.push(
            "ids of more than 15 digits: a spreadsheet rounds them unless the column is opened as text"
                .to_owned(),
        );
        }
        let formula = |row: &SampleRow| {
            row.id.starts_with(['=', '+', '@'])
                || row.id.starts_with("-") && row.id.parse::<f64>().is_err()
        };
        if settings.format == BlindFormat::Csv && input.rows.iter().any(formula) {
            notes.push(
                "ids that begin with =, +, - or @: a spreadsheet takes them for formulas"
                    .to_owned(),
            );
        }
        Self {
            version: env!("CARGO_PKG_VERSION"),
            method: "",
            allocation: "none",
            seed: settings.seed,
            source: input.name.clone(),
            rows: input.rows.len(),
            population: 0,
            dropped: 0,
            without_text: 0,
            excluded: 0,
            exclusions_not_found: 0,
            size: 0,
            drawn: 0,
            stratified_by: Vec::new(),
            keywords: settings.keywords.clone(),
            band_limits: Vec::new(),
            strata: Vec::new(),
            near_duplicate: "word 3-grams of the lower-case text with a Jaccard similarity of 0.8 or more",
            near_duplicates_passed_over: Vec::new(),
            near_duplicates_kept: Vec::new(),
            experts: settings.experts.clone(),
            format: settings.format,
            mentions_masked: !settings.keep_mentions,
            notes,
        }
    }
}
