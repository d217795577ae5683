//! Ratings of several files, joined on the id of the row.

use super::label_names::LabelNames;
use super::read::{RatingFile, RatingFormat};
use crate::PipelineError;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

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
    pub(super) raters: Vec<String>,
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
/// A rater has rated a row twice, or a rating is no label that is known.
pub(super) fn join(files: &[RatingFile], names: &LabelNames) -> Result<Joined, PipelineError> {
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
        votes.resize_with(raters.names.len(), BTreeMap::new);
        for rating in &file.ratings {
            let (rater, row) = (file_raters[rating.rater], file_rows[rating.row]);
            let label = reading
                .label(&rating.label)
                .map_err(|expected| PipelineError::Label {
                    path: file.name.clone(),
                    line: rating.line,
                    value: rating.label.clone(),
                    expected,
                })?;
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
    for (name, votes) in raters.names.iter().zip(&votes) {
        if votes.is_empty() {
            notes.push(format!("rater `{name}` has rated no row"));
        }
        let holding = files
            .iter()
            .filter(|file| file.raters.contains(name))
            .count();
        if holding > 1 {
            notes.push(format!(
                "rater `{name}` stands in {holding} files, taken for one person"
            ));
        }
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
    Ok(Joined {
        raters: raters.names,
        votes: votes.into_iter().map(in_order).collect(),
        ids: order.iter().map(|&row| rows.names[row].clone()).collect(),
        files: reports,
        notes,
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
