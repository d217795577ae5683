//! `sara agree`: agreement between raters whose ratings stand in one file or in several.

mod join;
mod json;
mod label_names;
mod measures;
mod plots;
mod read;
mod read_json;
mod read_table;

pub use join::FileReport;
pub use label_names::LabelNames;
pub use measures::{Coefficient, Coefficients, ConfusedLabels, DisputedRow, MajorityCounts};
pub(crate) use read::OWN_ID;
pub use read::RatingFormat;

use crate::PipelineError;
use crate::files::{refuse_inputs, write_csv};
use crate::stages::validate::{
    Agreement, PairAgreement, Ratings, agreement, majority_votes, pair_agreement,
};
use crate::table::Encoding;
use join::{Joined, join};
use kappa_metrics::{ClassificationReport, ZeroDivision};
use read::{Columns, RatingFile, read};
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

/// What to compare.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct AgreeSettings {
    /// Files of ratings: CSV, doccano's JSON Lines, Label Studio's JSON or JSON-MIN. `-` is standard input.
    pub files: Vec<PathBuf>,
    /// The column or field that identifies a row; without one `sara_id` or `id`, or the row's number in a single CSV file.
    pub id_column: Option<String>,
    /// The column or field of the label in files with one rater, the question in Label Studio's; without one `label`, in JSON also
    /// `labels` or `sentiment`.
    pub label_column: Option<String>,
    /// How the bytes of CSV files become text.
    pub encoding: Encoding,
    /// Names for labels.
    pub labels: LabelNames,
    /// Labels of a lexicon or a model, to hold the raters against.
    pub reference: Option<Reference>,
    /// A CSV file for the labels that most raters give.
    pub majority: Option<PathBuf>,
    /// A folder for drawings, as SVG.
    pub plots: Option<PathBuf>,
}

impl AgreeSettings {
    /// The ratings of some files.
    #[must_use]
    pub fn new(files: Vec<PathBuf>) -> Self {
        Self {
            files,
            ..Self::default()
        }
    }
}

/// A file with labels that are no expert's.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The file, in any of the formats for ratings.
    pub path: PathBuf,
    /// The column or field of the labels; without one `label`, or else `sentiment`.
    pub column: Option<String>,
}

/// How far the raters agree.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct AgreeReport {
    /// What each file brought.
    pub files: Vec<FileReport>,
    /// What a reader should know of them.
    pub notes: Vec<String>,
    /// Kappas of all pairs of raters, and Fleiss'.
    #[serde(flatten)]
    pub agreement: Agreement,
    /// Coefficients of all raters that allow missing ratings; `None` for a single rater.
    #[serde(flatten)]
    pub coefficients: Option<Coefficients>,
    /// The labels that raters confuse, most frequent first.
    pub confused_labels: Vec<ConfusedLabels>,
    /// The rows on which raters differ, most disputed first.
    pub disputed_rows: Vec<DisputedRow>,
    /// How many rows have a majority.
    pub majority: MajorityCounts,
    /// The raters against the reference.
    pub reference: Option<ReferenceReport>,
}

/// Raters held against a reference, which counts in no other measure.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct ReferenceReport {
    /// What the reference is called.
    pub name: String,
    /// What its file brought.
    pub file: FileReport,
    /// Rated rows that the reference has no label for.
    pub unmatched_rows: usize,
    /// The reference against each rater.
    pub pairs: Vec<PairAgreement>,
    /// The reference against the majority of the raters.
    pub majority: PairAgreement,
    /// The reference as a prediction of the majority; `None` where no row has both.
    pub classification: Option<ClassificationReport>,
}

/// Measures the agreement of all raters.
///
/// # Errors
/// A file cannot be read or understood; a rater rated a row twice; a rating is no known label; there are fewer than two raters, or no
/// row that two of them rated; the majority labels or the drawings cannot be written.
pub fn agree(settings: &AgreeSettings) -> Result<AgreeReport, PipelineError> {
    let reference_path = settings
        .reference
        .as_ref()
        .map(|found| found.path.as_path());
    for out in settings.majority.iter().chain(&settings.plots) {
        let inputs: Vec<&Path> = settings
            .files
            .iter()
            .map(PathBuf::as_path)
            .chain(reference_path)
            .collect();
        refuse_inputs(out, inputs)?;
    }
    let columns = Columns {
        id: settings.id_column.as_deref(),
        label: settings.label_column.as_deref(),
        reference: false,
        encoding: settings.encoding,
    };
    let numbered = settings.files.len() == 1 && settings.reference.is_none();
    let files = settings
        .files
        .iter()
        .map(|path| read(path, columns, numbered))
        .collect::<Result<Vec<_>, _>>()?;
    let reference = settings
        .reference
        .as_ref()
        .map(|reference| read_reference(reference, columns.id, settings.encoding))
        .transpose()?;
    let joined = join(&files, &settings.labels)?;
    let reference = reference
        .map(|(name, file)| {
            let labels = join(std::slice::from_ref(&file), &settings.labels)?;
            ReferenceLabels::new(name, labels, &joined)
        })
        .transpose()?;
    let majority = majority_votes(&joined.votes);
    let (counts, majority_rows) = measures::majority_rows(&joined.ids, &joined.votes, &majority);
    let report = AgreeReport {
        agreement: among_raters(&joined, reference.is_some())?,
        coefficients: (joined.raters.len() > 1)
            .then(|| measures::coefficients(&joined.votes))
            .transpose()?,
        confused_labels: measures::confused_labels(&joined.votes),
        disputed_rows: measures::disputed_rows(&joined.ids, &joined.votes),
        majority: counts,
        reference: reference
            .as_ref()
            .map(|reference| against_reference(reference, &joined, &majority))
            .transpose()?,
        files: joined.files.clone(),
        notes: joined.notes.clone(),
    };
    if let Some(folder) = &settings.plots {
        plots::write(folder, &joined, reference.as_ref(), &majority)?;
    }
    if let Some(path) = &settings.majority {
        let header = ["id", "label", "votes", "ratings"];
        write_csv(path, &header, majority_rows)?;
    }
    Ok(report)
}

fn among_raters(joined: &Joined, has_reference: bool) -> Result<Agreement, PipelineError> {
    match (joined.raters.len(), has_reference) {
        (1, true) => return Ok(single_rater(joined)),
        (2.., false) => check_overlap(&joined.files, &joined.votes)?,
        _ => {}
    }
    agreement(&Ratings::joined(
        joined.raters.clone(),
        joined.ids.clone(),
        joined.votes.clone(),
    ))
}

/// A rater who is held against a reference alone.
fn single_rater(joined: &Joined) -> Agreement {
    let labels: BTreeSet<&String> = joined.votes.iter().flatten().flatten().collect();
    Agreement {
        rows: joined.ids.len(),
        raters: joined.raters.clone(),
        labels: labels.into_iter().cloned().collect(),
        pairs: Vec::new(),
        fleiss_kappa: None,
        complete_rows: 0,
        fleiss_undefined: Some("a single rater".to_owned()),
    }
}

fn check_overlap(files: &[FileReport], votes: &[Vec<Option<String>>]) -> Result<(), PipelineError> {
    let rows = votes.first().map_or(0, Vec::len);
    let shared = (0..rows).any(|row| votes.iter().filter(|v| v[row].is_some()).count() > 1);
    if shared {
        return Ok(());
    }
    let names: Vec<&str> = files.iter().map(|file| file.file.as_str()).collect();
    Err(PipelineError::TooFew {
        what: format!("{}: rows that two raters rated", names.join(", ")),
        expected: "at least 1 (do the ids of the files match?)".to_owned(),
        got: "0".to_owned(),
    })
}

/// The file of a reference, and what to call it: its column if that is named, else the file.
fn read_reference(
    reference: &Reference,
    id: Option<&str>,
    encoding: Encoding,
) -> Result<(String, RatingFile), PipelineError> {
    let columns = Columns {
        id,
        label: reference.column.as_deref(),
        reference: true,
        encoding,
    };
    let mut file = read(&reference.path, columns, false)?;
    if file.raters.len() > 1 {
        return Err(PipelineError::TooMany {
            path: file.name,
            what: "rater for a reference",
            limit: 1,
            got: file.raters.len(),
        });
    }
    let name = match (&reference.column, file.raters.first()) {
        (Some(name), _) | (None, Some(name)) => name.clone(),
        (None, None) => String::new(),
    };
    file.raters = vec![name.clone()];
    Ok((name, file))
}

/// A reference beside the rows of the raters.
struct ReferenceLabels {
    name: String,
    file: FileReport,
    /// Its label of each row.
    column: Vec<Option<String>>,
    /// Rated rows without one.
    unmatched_rows: usize,
}

impl ReferenceLabels {
    fn new(name: String, reference: Joined, joined: &Joined) -> Result<Self, PipelineError> {
        let labels: HashMap<&str, &String> = reference
            .ids
            .iter()
            .zip(reference.votes.iter().flatten())
            .filter_map(|(id, label)| Some((id.as_str(), label.as_ref()?)))
            .collect();
        let column: Vec<Option<String>> = joined
            .ids
            .iter()
            .map(|id| labels.get(id.as_str()).map(|label| (*label).clone()))
            .collect();
        let rated = |row: usize| joined.votes.iter().any(|votes| votes[row].is_some());
        let rated_rows: Vec<usize> = (0..column.len()).filter(|&row| rated(row)).collect();
        let matched = |row: &&usize| column[**row].is_some();
        let matched_rows = rated_rows.iter().filter(matched).count();
        match reference.files.into_iter().next() {
            Some(file) if matched_rows > 0 => Ok(Self {
                name,
                file,
                unmatched_rows: rated_rows.len() - matched_rows,
                column,
            }),
            _ => Err(PipelineError::TooFew {
                what: format!("reference `{name}`: labels of rated rows"),
                expected: "at least 1 (do the ids of the files match?)".to_owned(),
                got: "0".to_owned(),
            }),
        }
    }
}

fn against_reference(
    reference: &ReferenceLabels,
    joined: &Joined,
    majority: &[Option<String>],
) -> Result<ReferenceReport, PipelineError> {
    let ReferenceLabels { name, column, .. } = reference;
    let marked = format!("{name} (reference)");
    let (truth, predicted): (Vec<&String>, Vec<&String>) = majority
        .iter()
        .zip(column)
        .filter_map(|(truth, predicted)| Some((truth.as_ref()?, predicted.as_ref()?)))
        .unzip();
    let classification = (!truth.is_empty())
        .then(|| ClassificationReport::new(&truth, &predicted, ZeroDivision::Zero))
        .transpose()?;
    Ok(ReferenceReport {
        name: name.clone(),
        file: reference.file.clone(),
        unmatched_rows: reference.unmatched_rows,
        pairs: joined
            .raters
            .iter()
            .zip(&joined.votes)
            .map(|(rater, votes)| pair_agreement(&marked, column, rater, votes))
            .collect(),
        majority: pair_agreement(&marked, column, "majority of raters", majority),
        classification,
    })
}
