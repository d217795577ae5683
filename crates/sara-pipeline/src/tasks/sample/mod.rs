//! `sara sample`: rows for experts to judge, in files that do not show what others think of them.

mod blind;
mod draw;
mod report;
mod rows;
mod settings;
mod strata;

pub use blind::BlindFormat;
pub use report::SampleReport;
pub use settings::{Choice, SampleSettings};
pub use strata::Stratum;

use crate::blind_text::masked;
use crate::files::{refuse_inputs, write_csv, write_json};
use crate::near_duplicates::near_duplicates;
use crate::pending::{Contents, PendingFolder};
use crate::tasks::agree::{IdList, OWN_ID, read_ids};
use crate::{OneLine, PipelineError};
use draw::{Allocation, draw, reading_order};
use rows::{SampleRow, SampleRows};
use std::collections::{HashMap, HashSet};
use std::path::Path;
use strata::Strata;

/// Draws rows and writes a folder: a file for each expert with the rows in an order of their own, without labels; `sample.csv`, the
/// key; and `sample.json`, how it was drawn. A folder that holds something is refused: experts may have filled it in.
///
/// # Errors
/// A file cannot be read; a setting is out of range; an id is missing, doubled or unknown; there are fewer rows than asked for; the
/// folder cannot be written.
pub fn sample(settings: &SampleSettings, out: &Path) -> Result<SampleReport, PipelineError> {
    settings.check()?;
    let mut inputs = vec![settings.rows.as_path()];
    inputs.extend(settings.exclude.as_deref());
    if let Choice::ByHand(ids) = &settings.choice {
        inputs.push(ids);
    }
    refuse_inputs(out, inputs)?;
    let pending = PendingFolder::begin(
        out,
        false,
        Contents {
            files: &[],
            others: |_| false,
            mark: "sample.json",
            allowed: "",
        },
    )?;
    let input = SampleRows::read(settings)?;
    let selection = match &settings.choice {
        Choice::Random(size) => at_random(settings, &input, Allocation::Proportional(*size))?,
        Choice::PerStratum(each) => at_random(settings, &input, Allocation::Equal(*each))?,
        Choice::ByHand(ids) => by_hand(settings, &input, ids)?,
    };
    write_folder(settings, &input, &selection, pending.path())?;
    pending.finish()?;
    Ok(selection.report)
}

/// The rows of a sample, each with its stratum.
struct Selection {
    rows: Vec<(usize, String)>,
    report: SampleReport,
}

fn at_random(
    settings: &SampleSettings,
    input: &SampleRows,
    allocation: Allocation,
) -> Result<Selection, PipelineError> {
    let mut report = SampleReport::new(settings, input);
    let excluded = excluded_ids(settings, input, &mut report)?;
    let (mut population, mut judged) = (Vec::new(), Vec::new());
    for (number, row) in input.rows.iter().enumerate() {
        if excluded.contains(&row.id) {
            report.excluded += 1;
            judged.push(number);
        } else if row.dropped {
            report.dropped += 1;
        } else if row.text.trim().is_empty() {
            report.without_text += 1;
        } else {
            population.push(number);
        }
    }
    report.population = population.len();
    let least = match allocation {
        Allocation::Proportional(size) => size,
        Allocation::Equal(_) => 1,
    };
    if population.len() < least {
        return Err(PipelineError::TooFew {
            what: format!("{}: rows to draw from", input.name),
            expected: format!("at least {least}"),
            got: population.len().to_string(),
        });
    }
    report.allocation = match allocation {
        Allocation::Proportional(_) => "proportional",
        Allocation::Equal(_) => "equal",
    };
    let strata = Strata {
        classes: settings.classes && input.has_labels,
        keywords: &settings.keywords,
        bands: settings.bands,
    };
    let parts = [
        (strata.classes, "class"),
        (!strata.keywords.is_empty(), "keyword"),
        (strata.bands.is_some(), "band"),
    ];
    report.stratified_by = parts
        .into_iter()
        .filter_map(|(used, name)| used.then_some(name))
        .collect();
    report.method = if report.stratified_by.is_empty() {
        "random"
    } else {
        "stratified random"
    };
    let bands = strata.bands(&input.rows, &population);
    let groups = strata.group(&input.rows, &population, bands.as_ref());
    report.band_limits = bands.map_or_else(Vec::new, |bands| bands.limits);
    let names: HashMap<usize, String> = groups
        .iter()
        .flat_map(|(key, rows)| rows.iter().map(move |&row| (row, key.to_string())))
        .collect();
    let near = near_duplicates(input.rows.iter().map(|row| row.text.as_str()));
    let drawn = draw(groups, &near, &judged, allocation, settings.seed);
    report.drawn = drawn.rows.len();
    report.strata = drawn.strata;
    report.near_duplicates_passed_over = ids_of(&input.rows, &drawn.passed_over);
    report.size = match allocation {
        Allocation::Proportional(size) => size,
        Allocation::Equal(_) => report.strata.iter().map(|stratum| stratum.quota).sum(),
    };
    if let Some(note) = shortfall(&report, allocation) {
        report.notes.push(note);
    }
    let rows = drawn
        .rows
        .into_iter()
        .map(|row| (row, names.get(&row).cloned().unwrap_or_default()))
        .collect();
    Ok(Selection { rows, report })
}

/// Why fewer rows than asked for were drawn, if so.
fn shortfall(report: &SampleReport, allocation: Allocation) -> Option<String> {
    match allocation {
        Allocation::Proportional(size) => (report.drawn < size).then(|| {
            format!(
                "{} of {size} rows drawn: every other row is a near duplicate of one of them or of one judged before",
                report.drawn
            )
        }),
        Allocation::Equal(each) => {
            let short = report.strata.iter().filter(|stratum| stratum.drawn < each);
            let names: Vec<&str> = short.map(|stratum| stratum.name.as_str()).collect();
            (!names.is_empty()).then(|| {
                let names = names.join(", ");
                format!("strata with fewer than {each} rows that are no near duplicates: {names}")
            })
        }
    }
}

fn by_hand(
    settings: &SampleSettings,
    input: &SampleRows,
    path: &Path,
) -> Result<Selection, PipelineError> {
    let mut report = SampleReport::new(settings, input);
    let numbers: HashMap<&str, usize> = (0..)
        .zip(&input.rows)
        .map(|(number, row)| (row.id.as_str(), number))
        .collect();
    let IdList { name, ids, notes } =
        read_ids(path, settings.id_column.as_deref(), settings.encoding)?;
    report.notes.extend(notes);
    let mut lines = HashMap::new();
    let mut rows = Vec::new();
    let mut unknown = Vec::new();
    for (id, line) in ids {
        let Some(&number) = numbers.get(id.as_str()) else {
            unknown.push((id, line));
            continue;
        };
        let wrong = |expected: String| PipelineError::Value {
            path: name.clone(),
            line,
            column: "id".to_owned(),
            value: id.clone(),
            expected,
        };
        if let Some(first) = lines.insert(number, line) {
            return Err(wrong(format!(
                "each id once (the first is in line {first})"
            )));
        }
        let row = &input.rows[number];
        if row.text.trim().is_empty() {
            let place = format!("{}:{}", input.name, row.line);
            return Err(wrong(format!(
                "the id of a row with a text ({place} has none)"
            )));
        }
        rows.push(number);
    }
    if !unknown.is_empty() {
        return Err(unknown_ids(name, input, &unknown));
    }
    let near = near_duplicates(input.rows.iter().map(|row| row.text.as_str()));
    let mut seen = HashSet::new();
    let kept: Vec<usize> = rows
        .iter()
        .copied()
        .filter(|&row| !seen.insert(near.group(row)))
        .collect();
    report.method = "chosen by hand";
    report.population = input.rows.len();
    report.size = rows.len();
    report.drawn = rows.len();
    report.near_duplicates_kept = ids_of(&input.rows, &kept);
    Ok(Selection {
        rows: rows.into_iter().map(|row| (row, String::new())).collect(),
        report,
    })
}

/// The ids that are left out, of which one at least is a row's.
fn excluded_ids(
    settings: &SampleSettings,
    input: &SampleRows,
    report: &mut SampleReport,
) -> Result<HashSet<String>, PipelineError> {
    let Some(path) = &settings.exclude else {
        return Ok(HashSet::new());
    };
    let IdList { name, ids, notes } =
        read_ids(path, settings.id_column.as_deref(), settings.encoding)?;
    report.notes.extend(notes);
    let known: HashSet<&str> = input.rows.iter().map(|row| row.id.as_str()).collect();
    let mut excluded = HashSet::new();
    let mut unknown = Vec::new();
    for (id, line) in ids {
        if excluded.insert(id.clone()) && !known.contains(id.as_str()) {
            unknown.push((id, line));
        }
    }
    if unknown.len() == excluded.len() {
        return Err(unknown_ids(name, input, &unknown));
    }
    if let Some((id, line)) = unknown.first() {
        report.notes.push(format!(
            "{}: {} of {} ids are of no row of {}, such as `{}` (line {line})",
            OneLine(&name),
            unknown.len(),
            excluded.len(),
            OneLine(&input.name),
            OneLine(id)
        ));
    }
    report.exclusions_not_found = unknown.len();
    Ok(excluded)
}

fn unknown_ids(name: String, input: &SampleRows, unknown: &[(String, u64)]) -> PipelineError {
    const SHOWN: usize = 5;
    let shown = unknown.iter().take(SHOWN);
    let shown: Vec<String> = shown
        .map(|(id, line)| format!("`{id}` (line {line})"))
        .collect();
    let mut ids = shown.join(", ");
    let more = unknown.len().saturating_sub(SHOWN);
    if more > 0 {
        ids = format!("{ids} and {more} more");
    }
    PipelineError::UnknownIds {
        path: name,
        among: input.name.clone(),
        ids,
    }
}

fn ids_of(rows: &[SampleRow], numbers: &[usize]) -> Vec<String> {
    numbers.iter().map(|&row| rows[row].id.clone()).collect()
}

fn write_folder(
    settings: &SampleSettings,
    input: &SampleRows,
    selection: &Selection,
    folder: &Path,
) -> Result<(), PipelineError> {
    let shown: Vec<(&SampleRow, String, &str)> = selection
        .rows
        .iter()
        .map(|(number, stratum)| {
            let row = &input.rows[*number];
            let text = if settings.keep_mentions {
                row.text.clone()
            } else {
                masked(&row.text)
            };
            (row, text, stratum.as_str())
        })
        .collect();
    for (expert, name) in settings.experts.iter().enumerate() {
        let rows: Vec<(&str, &str)> = reading_order(shown.len(), settings.seed, expert)
            .into_iter()
            .map(|place| {
                let (row, text, _) = &shown[place];
                (row.id.as_str(), text.as_str())
            })
            .collect();
        settings.format.write(folder, name, &rows)?;
    }
    write_csv(
        &folder.join("sample.csv"),
        &["id", "text", "label", "stratum"],
        shown
            .iter()
            .map(|(row, text, stratum)| [row.id.as_str(), text, &row.label, stratum]),
    )?;
    write_json(&folder.join("sample.json"), &selection.report)
}
