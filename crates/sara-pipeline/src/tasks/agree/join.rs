//! Ratings of several files, joined on the id of the row.

use super::label_names::LabelNames;
use super::read::{MOST_RATERS, RatingFile, RatingFormat};
use crate::stages::sentiment_names::{decimal_twins, folded};
use crate::stages::validate::no_rating_yet;
use crate::{OneLine, PipelineError};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a file brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FileReport {
    /// The file.
    pub file: String,
    /// What it turned out to be.
    pub format: RatingFormat,
    /// Its raters.
    pub raters: Vec<String>,
    /// Its rows.
    pub rows: usize,
    /// Its ratings.
    pub ratings: usize,
    /// Rows without a rating.
    pub unrated_rows: usize,
    /// Rows whose id no other file has; 0 for a file that is alone.
    pub rows_only_here: usize,
    /// Annotations that were cancelled, and are left out.
    pub cancelled: usize,
}

/// The ratings of all files.
#[derive(Debug)]
pub(super) struct Joined {
    /// Those who have rated something.
    pub(super) raters: Vec<String>,
    /// Those who have rated nothing yet, and count in nothing.
    pub(super) idle: Vec<String>,
    /// In the order of a file that is alone; of several, which may each have an order of their own, by number and then by name.
    pub(super) ids: Vec<String>,
    /// `votes[rater][row]`.
    pub(super) votes: Vec<Vec<Option<String>>>,
    pub(super) files: Vec<FileReport>,
    pub(super) notes: Vec<String>,
}

/// Where a rating stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    file: usize,
    line: u64,
}

/// Joins files whose labels go by `names`.
///
/// # Errors
/// A rater has rated a row twice; a rating is no label that is known; there is no rating, or more raters than make pairs that anybody
/// reads.
pub(super) fn join(files: &[RatingFile], names: &LabelNames) -> Result<Joined, PipelineError> {
    let file_names = || {
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        names.join(", ")
    };
    if files.iter().all(|file| file.ratings.is_empty()) {
        let rows = files.iter().map(|file| file.rows.len()).sum();
        return Err(no_rating_yet(&file_names(), rows));
    }
    let ratings = files.iter().flat_map(|file| &file.ratings);
    let reading = names.reading(ratings.map(|rating| rating.label.as_str()));
    let mut raters = Positions::default();
    let mut rows = Positions::default();
    let mut holders: Vec<usize> = Vec::new();
    let mut votes: Vec<BTreeMap<usize, (String, Place)>> = Vec::new();
    for (index, file) in files.iter().enumerate() {
        let file_rows: Vec<usize> = file.rows.iter().map(|(id, _)| rows.of(id)).collect();
        holders.resize(rows.names.len(), 0);
        file_rows.iter().for_each(|&row| holders[row] += 1);
        let file_raters: Vec<usize> = file.raters.iter().map(|name| raters.of(name)).collect();
        if raters.names.len() > MOST_RATERS {
            return Err(PipelineError::TooMany {
                path: format!("{} with the files before it", file.name),
                what: "raters",
                limit: MOST_RATERS,
                got: raters.names.len(),
            });
        }
        votes.resize_with(raters.names.len(), BTreeMap::new);
        for rating in &file.ratings {
            let (rater, row) = (file_raters[rating.rater], file_rows[rating.row]);
            let label = reading
                .label(&rating.label)
                .map_err(|expected| file.wrong_label(rating, expected))?;
            let place = Place {
                file: index,
                line: rating.line,
            };
            if let Some((_, first)) = votes[rater].insert(row, (label, place)) {
                return Err(PipelineError::RatedTwice {
                    path: file.name.clone(),
                    line: rating.line,
                    id: rows.names[row].clone(),
                    rater: raters.names[rater].clone(),
                    first: format!("{}:{}", files[first.file].name, first.line),
                });
            }
        }
    }
    let reports = files
        .iter()
        .map(|file| {
            let mut rated = vec![false; file.rows.len()];
            file.ratings
                .iter()
                .for_each(|rating| rated[rating.row] = true);
            let alone = |(id, _): &&(String, u64)| {
                rows.positions.get(id).is_some_and(|&row| holders[row] == 1)
            };
            FileReport {
                file: file.name.clone(),
                format: file.format,
                raters: file.raters.clone(),
                rows: file.rows.len(),
                ratings: file.ratings.len(),
                unrated_rows: rated.iter().filter(|rated| !**rated).count(),
                rows_only_here: if files.len() > 1 {
                    file.rows.iter().filter(alone).count()
                } else {
                    0
                },
                cancelled: file.cancelled,
            }
        })
        .collect();
    let mut notes: Vec<String> = files.iter().flat_map(|file| file.notes.clone()).collect();
    for name in &raters.names {
        let holding = files
            .iter()
            .filter(|file| file.raters.contains(name))
            .count();
        if holding > 1 {
            notes.push(format!(
                "rater `{}` stands in {holding} files, taken for one person",
                OneLine(name)
            ));
        }
    }
    if let Some([with, without]) = decimal_twins(rows.names.iter().map(String::as_str)) {
        notes.push(format!(
            "the ids `{}` and `{}` are taken for two rows; a spreadsheet may have added the `.0`",
            OneLine(with),
            OneLine(without)
        ));
    }
    let mut order: Vec<usize> = (0..rows.names.len()).collect();
    if files.len() > 1 {
        order.sort_by_cached_key(|&row| {
            let id = &rows.names[row];
            let number = id.parse::<u128>().ok();
            (number.is_none(), number, id.clone())
        });
    }
    let in_order = |mut column: BTreeMap<usize, (String, Place)>| {
        let cells = order.iter().map(|row| column.remove(row));
        cells.map(|cell| cell.map(|(label, _)| label)).collect()
    };
    let (mut active, mut idle, mut columns) = (Vec::new(), Vec::new(), Vec::new());
    for (name, votes) in raters.names.into_iter().zip(votes) {
        if votes.is_empty() {
            notes.push(format!(
                "rater `{}` has rated none of the rows yet and is left out",
                OneLine(&name)
            ));
            idle.push(name);
        } else {
            active.push(name);
            columns.push(in_order(votes));
        }
    }
    notes.extend(apart(&active, &columns));
    notes.extend(case_twins(&columns));
    Ok(Joined {
        raters: active,
        idle,
        votes: columns,
        ids: order.iter().map(|&row| rows.names[row].clone()).collect(),
        files: reports,
        notes,
    })
}

/// Remarks about raters who use no label that any other uses, and may be no raters.
fn apart(raters: &[String], votes: &[Vec<Option<String>>]) -> Vec<String> {
    let mut users: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (rater, column) in votes.iter().enumerate() {
        for label in column.iter().flatten() {
            let users = users.entry(label).or_default();
            if users.last() != Some(&rater) {
                users.push(rater);
            }
        }
    }
    let shares = |rater: usize| {
        users
            .values()
            .any(|users| users.len() > 1 && users.contains(&rater))
    };
    (0..raters.len())
        .filter(|&rater| raters.len() > 2 && !shares(rater))
        .map(|rater| {
            format!(
                "rater `{}` uses no label that another uses; --rater-columns leaves out a column that is no rater",
                OneLine(&raters[rater])
            )
        })
        .collect()
}

/// A remark about two labels that case alone keeps apart, as it can where labels are taken as they are written.
fn case_twins(votes: &[Vec<Option<String>>]) -> Option<String> {
    let labels: BTreeSet<&String> = votes.iter().flatten().flatten().collect();
    let mut spellings = BTreeMap::new();
    labels.into_iter().find_map(|label| {
        let other = spellings.insert(folded(label), label)?;
        Some(format!(
            "`{other}` and `{label}` are taken for two labels; --labels declares one"
        ))
    })
}

/// Names in the order of their first appearance.
#[derive(Debug, Default)]
struct Positions {
    names: Vec<String>,
    positions: HashMap<String, usize>,
}

impl Positions {
    fn of(&mut self, name: &str) -> usize {
        if let Some(&position) = self.positions.get(name) {
            return position;
        }
        self.names.push(name.to_owned());
        self.positions.insert(name.to_owned(), self.names.len() - 1);
        self.names.len() - 1
    }
}
