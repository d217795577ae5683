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
pub use read::RatingFormat;
pub(crate) use read::{IdList, OWN_ID, read_ids};

use crate::files::{is_same_place, refuse_inputs_as, write_csv};
use crate::pending::PendingFolder;
use crate::stages::sentiment_names::why_ids_differ;
use crate::stages::validate::{
    Agreement, PairAgreement, Ratings, agreement, majority_votes, pair_agreement,
};
use crate::table::Encoding;
use crate::{OneLine, PipelineError};
use join::{Joined, join};
use kappa_metrics::{ClassificationReport, ZeroDivision};
use label_names::quoted;
use read::{Columns, Key, RatingFile, read};
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

/// What to compare.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct AgreeSettings {
    /// Files of ratings: CSV, doccano's JSON Lines, Label Studio's JSON or JSON-MIN. `-` is standard input.
    pub files: Vec<PathBuf>,
    /// The column or field that identifies a row; in a file without it, or if it is not named, `sara_id` or `id`, or the row's number in
    /// a single CSV file. One of the files has it.
    pub id_column: Option<String>,
    /// The column or field of the label in files with one rater, the question in Label Studio's; without one `label`, in JSON also
    /// `labels` or `sentiment`.
    pub label_column: Option<String>,
    /// The columns of CSV files that are raters, each in one file at least; empty: all but the id and `text`.
    pub rater_columns: Vec<String>,
    /// How the bytes of CSV files become text.
    pub encoding: Encoding,
    /// The labels that ratings may have.
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
    /// The column or field that identifies a row; without one it is found as in the ratings.
    pub id_column: Option<String>,
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
/// row that two of them rated; the reference has no label of theirs; the majority labels or the drawings cannot be written. Nothing is
/// written unless all of it can be.
pub fn agree(settings: &AgreeSettings) -> Result<AgreeReport, PipelineError> {
    check_places(settings)?;
    let columns = Columns {
        id: settings.id_column.as_deref(),
        strict_id: settings.files.len() == 1 && settings.reference.is_none(),
        label: settings.label_column.as_deref(),
        raters: &settings.rater_columns,
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
    check_rater_columns(&settings.rater_columns, &files)?;
    let id_notes = id_notes(settings, &files, reference.as_ref().map(|(_, file)| file))?;
    let joined = join(&files, &settings.labels)?;
    let reference_notes = reference.iter().flat_map(|(_, file)| file.notes.clone());
    let notes = joined.notes.iter().cloned().chain(reference_notes);
    let notes = notes.chain(id_notes).collect();
    let reference = reference
        .map(|(name, file)| {
            let labels = join(std::slice::from_ref(&file), &settings.labels)?;
            ReferenceLabels::new(name, labels, &joined)
        })
        .transpose()?;
    let majority = majority_votes(&joined.votes)?;
    let (counts, majority_rows) = measures::majority_rows(&joined.ids, &joined.votes, &majority);
    let report = AgreeReport {
        agreement: among_raters(&joined, reference.is_some())?,
        coefficients: (joined.raters.len() > 1)
            .then(|| measures::coefficients(&joined.votes))
            .transpose()?,
        confused_labels: measures::confused_labels(&joined.votes)?,
        disputed_rows: measures::disputed_rows(&joined.ids, &joined.votes)?,
        majority: counts,
        reference: reference
            .as_ref()
            .map(|reference| against_reference(reference, &joined, &majority))
            .transpose()?,
        files: joined.files.clone(),
        notes,
    };
    let plots = settings
        .plots
        .as_ref()
        .map(|folder| plots::draw_into(folder, &joined, reference.as_ref(), &majority))
        .transpose()?;
    if let Some(path) = &settings.majority {
        let header = ["id", "label", "votes", "ratings"];
        write_csv(path, &header, majority_rows)?;
    }
    plots.map_or(Ok(()), PendingFolder::finish)?;
    Ok(report)
}

/// Refuses outputs that would take the place of an input or of each other, and standard input twice.
fn check_places(settings: &AgreeSettings) -> Result<(), PipelineError> {
    let wrong = |name: &'static str, path: &Path, expected: &str| PipelineError::Setting {
        name,
        value: path.display().to_string(),
        expected: expected.to_owned(),
    };
    let reference = settings.reference.as_ref().map(|found| &found.path);
    let inputs: Vec<&Path> = settings
        .files
        .iter()
        .chain(reference)
        .map(PathBuf::as_path)
        .collect();
    if inputs.iter().filter(|path| path.as_os_str() == "-").count() > 1 {
        let expected = "standard input once";
        return Err(wrong("ratings", Path::new("-"), expected));
    }
    let outputs = [("majority", &settings.majority), ("plots", &settings.plots)];
    for (name, out) in outputs {
        if let Some(out) = out {
            refuse_inputs_as(name, out, inputs.iter().copied())?;
        }
    }
    let Some(majority) = &settings.majority else {
        return Ok(());
    };
    if majority.as_os_str() == "-" {
        let expected = "a file, as standard output is for the report";
        return Err(wrong("majority", majority, expected));
    }
    if let Some(plots) = &settings.plots
        && majority
            .ancestors()
            .any(|folder| is_same_place(folder, plots))
    {
        return Err(wrong("majority", majority, "another place than the plots"));
    }
    Ok(())
}

/// Refuses a column of ids that no file has, and says which file is joined by which id where they go by several.
fn id_notes(
    settings: &AgreeSettings,
    files: &[RatingFile],
    reference: Option<&RatingFile>,
) -> Result<Vec<String>, PipelineError> {
    let reference_names_its_own = settings
        .reference
        .as_ref()
        .is_some_and(|reference| reference.id_column.is_some());
    let by_the_same_name = reference.filter(|_| !reference_names_its_own);
    if let Some(name) = &settings.id_column
        && !files
            .iter()
            .chain(by_the_same_name)
            .any(|file| file.keys.contains(&Key::Named))
    {
        return Err(PipelineError::Setting {
            name: "id-column",
            value: name.clone(),
            expected: "a column or field of one of the files".to_owned(),
        });
    }
    let all = || files.iter().chain(reference);
    let with_own = all().find(|file| file.keys.contains(&Key::Own));
    let mut notes = Vec::new();
    for file in all() {
        let name = OneLine(&file.name);
        if file.keys.contains(&Key::Task) {
            notes.push(format!(
                "{name}: joined by Label Studio's number of the task, as there is no `sara_id` or `id` in its data"
            ));
        }
        let is_json = !matches!(
            file.format,
            RatingFormat::RaterColumns | RatingFormat::OneRater
        );
        match with_own {
            Some(own) if is_json && file.keys.contains(&Key::Id) => notes.push(format!(
                "{name}: joined by `id`, and {} by `sara_id`; a tool may have put a number of its own into `id`",
                OneLine(&own.name)
            )),
            _ => {}
        }
        if let Some(named) = &settings.id_column
            && !file.keys.contains(&Key::Named)
        {
            let used = if file.keys.contains(&Key::Own) {
                "sara_id"
            } else {
                "id"
            };
            notes.push(format!(
                "{name}: joined by `{used}`, as it has no `{}`",
                OneLine(named)
            ));
        }
    }
    Ok(notes)
}

/// Refuses a rater whom no file has as a column.
fn check_rater_columns(names: &[String], files: &[RatingFile]) -> Result<(), PipelineError> {
    let has = |name: &&String| files.iter().any(|file| file.raters.contains(name));
    match names.iter().find(|name| !has(name)) {
        None => Ok(()),
        Some(name) => Err(PipelineError::Setting {
            name: "rater-columns",
            value: name.clone(),
            expected: "columns of the files".to_owned(),
        }),
    }
}

fn among_raters(joined: &Joined, has_reference: bool) -> Result<Agreement, PipelineError> {
    match (joined.raters.len(), has_reference) {
        (1, true) => return Ok(single_rater(joined)),
        (1, false) if !joined.idle.is_empty() => return Err(alone(joined)),
        (2.., false) => check_overlap(joined)?,
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
        fleiss_interval_95: None,
        complete_rows: 0,
        fleiss_undefined: Some("a single rater".to_owned()),
    }
}

/// A rater whose colleagues have not started.
fn alone(joined: &Joined) -> PipelineError {
    let names = |raters: &[String]| quoted(raters.iter().map(String::as_str));
    PipelineError::TooFew {
        what: "raters with ratings".to_owned(),
        expected: "at least 2".to_owned(),
        got: format!(
            "1 ({}; nothing yet by {})",
            names(&joined.raters),
            names(&joined.idle)
        ),
    }
}

fn check_overlap(joined: &Joined) -> Result<(), PipelineError> {
    let is_shared = |row: usize| joined.votes.iter().filter(|v| v[row].is_some()).count() > 1;
    if (0..joined.ids.len()).any(is_shared) {
        return Ok(());
    }
    let names: Vec<&str> = joined.files.iter().map(|file| file.file.as_str()).collect();
    Err(PipelineError::TooFew {
        what: format!("{}: rows that two raters rated", names.join(", ")),
        expected: format!("at least 1 ({})", question(joined.ids.iter())),
        got: "0".to_owned(),
    })
}

fn question<'a>(ids: impl Iterator<Item = &'a String>) -> String {
    why_ids_differ(ids.map(String::as_str), "do the ids of the files match?")
}

/// The file of a reference, and what to call it: its column if that is named, else the file.
fn read_reference(
    reference: &Reference,
    id: Option<&str>,
    encoding: Encoding,
) -> Result<(String, RatingFile), PipelineError> {
    let columns = Columns {
        id: reference.id_column.as_deref().or(id),
        strict_id: reference.id_column.is_some(),
        label: reference.column.as_deref(),
        raters: &[],
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
        let of = |votes: &'_ [Vec<Option<String>>]| -> BTreeSet<String> {
            votes.iter().flatten().flatten().cloned().collect()
        };
        let (theirs, own) = (of(&joined.votes), of(&reference.votes));
        if theirs.is_disjoint(&own) {
            let shown = |labels: &BTreeSet<String>| quoted(labels.iter().map(String::as_str));
            return Err(PipelineError::TooFew {
                what: format!("reference `{name}`"),
                expected: format!("a label that the raters use too, {}", shown(&theirs)),
                got: shown(&own),
            });
        }
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
                expected: format!(
                    "at least 1 ({})",
                    question(reference.ids.iter().chain(&joined.ids))
                ),
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
