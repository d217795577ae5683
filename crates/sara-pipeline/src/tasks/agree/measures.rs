//! What the ratings say together: coefficients of all raters, confused labels, disputed rows, majorities.

use super::label_names::scale;
use crate::PipelineError;
use kappa_metrics::{MeasurementLevel, RatingTable, Undefined, gwet_ac1, krippendorff_alpha};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// A coefficient of several raters.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Coefficient {
    /// At most 1; `None` where it is undefined.
    pub value: Option<f64>,
    /// Its 95% interval, where there is one.
    pub interval_95: Option<[f64; 2]>,
    /// Why it is undefined, if it is.
    pub undefined: Option<String>,
}

impl Coefficient {
    fn new(value: Result<f64, Undefined>, interval_95: Option<[f64; 2]>) -> Self {
        Self {
            value: value.ok(),
            interval_95,
            undefined: value.err().map(|reason| reason.to_string()),
        }
    }
}

/// Coefficients that allow missing ratings.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Coefficients {
    /// Krippendorff's alpha for labels without an order.
    pub krippendorff_alpha: Coefficient,
    /// The same for labels on a scale; `None` where they are neither sentiments nor numbers.
    pub krippendorff_alpha_ordinal: Option<Coefficient>,
    /// Gwet's AC1, over the labels that occur.
    pub gwet_ac1: Coefficient,
}

/// Takes the coefficients of `votes[rater][row]`, of two raters at least.
pub(super) fn coefficients(votes: &[Vec<Option<String>>]) -> Result<Coefficients, PipelineError> {
    let labels: BTreeSet<&str> = votes
        .iter()
        .flatten()
        .flatten()
        .map(String::as_str)
        .collect();
    let alpha = |table: &RatingTable, level| -> Result<Coefficient, PipelineError> {
        Ok(Coefficient::new(
            krippendorff_alpha(table, level)?.alpha,
            None,
        ))
    };
    let table = RatingTable::new(votes)?;
    let ac1 = gwet_ac1(&table);
    let interval = ac1
        .interval()
        .ok()
        .map(|interval| [interval.lower, interval.upper]);
    Ok(Coefficients {
        krippendorff_alpha: alpha(&table, MeasurementLevel::Nominal)?,
        krippendorff_alpha_ordinal: scale(&labels)
            .map(|scale| {
                alpha(
                    &RatingTable::with_labels(&scale, votes)?,
                    MeasurementLevel::Ordinal,
                )
            })
            .transpose()?,
        gwet_ac1: Coefficient::new(ac1.value, interval),
    })
}

/// Two labels that raters give to the same rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ConfusedLabels {
    /// The two labels, in alphabetical order.
    pub labels: [String; 2],
    /// How often: every pair of raters counts on every row that both rated.
    pub count: usize,
}

/// The labels that raters confuse, most frequent first.
pub(super) fn confused_labels(votes: &[Vec<Option<String>>]) -> Vec<ConfusedLabels> {
    let mut pairs: BTreeMap<[&str; 2], usize> = BTreeMap::new();
    for row in 0..rows(votes) {
        let counts: Vec<(&str, usize)> = label_counts(votes, row).into_iter().collect();
        for (place, &(low, count)) in counts.iter().enumerate() {
            for &(high, other) in &counts[place + 1..] {
                *pairs.entry([low, high]).or_default() += count * other;
            }
        }
    }
    let mut confused: Vec<ConfusedLabels> = pairs
        .into_iter()
        .map(|(labels, count)| ConfusedLabels {
            labels: labels.map(str::to_owned),
            count,
        })
        .collect();
    confused.sort_by_key(|pair| Reverse(pair.count));
    confused
}

/// A row on which raters differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DisputedRow {
    /// The row.
    pub id: String,
    /// The share of its pairs of ratings that differ, above 0, to 1.
    pub disagreement: f64,
    /// What each rater said, in the order of the raters; `None` for nothing.
    pub votes: Vec<Option<String>>,
}

/// The rows on which raters differ, most disputed first, then those with more ratings, then in order.
pub(super) fn disputed_rows(ids: &[String], votes: &[Vec<Option<String>>]) -> Vec<DisputedRow> {
    let mut disputed: Vec<(Reverse<usize>, DisputedRow)> = Vec::new();
    for (row, id) in ids.iter().enumerate() {
        let counts = label_counts(votes, row);
        if counts.len() < 2 {
            continue;
        }
        let ratings: usize = counts.values().sum();
        let pairs = ratings * (ratings - 1);
        let agreeing: usize = counts.values().map(|count| count * (count - 1)).sum();
        disputed.push((
            Reverse(ratings),
            DisputedRow {
                id: id.clone(),
                disagreement: (pairs - agreeing) as f64 / pairs as f64,
                votes: votes.iter().map(|column| column[row].clone()).collect(),
            },
        ));
    }
    disputed.sort_by(|(many, a), (more, b)| {
        let by_dispute = b.disagreement.total_cmp(&a.disagreement);
        by_dispute.then(many.cmp(more))
    });
    disputed.into_iter().map(|(_, row)| row).collect()
}

/// How many rows have a majority.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MajorityCounts {
    /// Rows with a label that more than half of their raters give.
    pub labelled: usize,
    /// Rated rows without one.
    pub ties: usize,
    /// Rows that nobody rated.
    pub unrated: usize,
}

/// A row of the file of majority labels: id, label (empty without a majority), votes for the most frequent label, ratings.
pub(super) fn majority_rows(
    ids: &[String],
    votes: &[Vec<Option<String>>],
    majority: &[Option<String>],
) -> (MajorityCounts, Vec<[String; 4]>) {
    let mut found = MajorityCounts::default();
    let rows = ids.iter().zip(majority).enumerate();
    let rows = rows.map(|(row, (id, label))| {
        let counts = label_counts(votes, row);
        match (label, counts.is_empty()) {
            (Some(_), _) => found.labelled += 1,
            (None, false) => found.ties += 1,
            (None, true) => found.unrated += 1,
        }
        let most = counts.values().max().copied().unwrap_or_default();
        let ratings: usize = counts.values().sum();
        [
            id.clone(),
            label.clone().unwrap_or_default(),
            most.to_string(),
            ratings.to_string(),
        ]
    });
    let rows = rows.collect();
    (found, rows)
}

fn rows(votes: &[Vec<Option<String>>]) -> usize {
    votes.first().map_or(0, Vec::len)
}

/// How many raters gave each label to a row.
fn label_counts(votes: &[Vec<Option<String>>], row: usize) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for label in votes.iter().filter_map(|column| column[row].as_deref()) {
        *counts.entry(label).or_default() += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn votes(columns: &[&str]) -> Vec<Vec<Option<String>>> {
        let vote = |letter: char| (letter != '.').then(|| letter.to_string());
        columns
            .iter()
            .map(|column| column.chars().map(vote).collect())
            .collect()
    }

    #[test]
    fn disputes_and_confusions_count_pairs_of_raters() {
        let votes = votes(&["aaab.", "aab.c", "abc.."]);
        let ids: Vec<String> = (1..=5).map(|id| id.to_string()).collect();
        let disputed: Vec<(String, f64)> = disputed_rows(&ids, &votes)
            .into_iter()
            .map(|row| (row.id, row.disagreement))
            .collect();
        assert_eq!(
            disputed,
            [("3".to_owned(), 1.0), ("2".to_owned(), 2.0 / 3.0)]
        );
        let confused: Vec<(String, usize)> = confused_labels(&votes)
            .into_iter()
            .map(|pair| (pair.labels.concat(), pair.count))
            .collect();
        let expected = [("ab", 3), ("ac", 1), ("bc", 1)];
        assert_eq!(confused, expected.map(|(labels, n)| (labels.to_owned(), n)));
    }

    #[test]
    fn a_tie_has_no_label_and_is_counted() {
        let votes = votes(&["ab.", "aa."]);
        let ids = ["1", "2", "3"].map(str::to_owned);
        let majority = crate::stages::validate::majority_votes(&votes);
        let (counts, rows) = majority_rows(&ids, &votes, &majority);
        assert_eq!((counts.labelled, counts.ties, counts.unrated), (1, 1, 1));
        let expected = [
            ["1", "a", "2", "2"],
            ["2", "", "1", "2"],
            ["3", "", "0", "0"],
        ];
        assert_eq!(rows, expected.map(|row| row.map(str::to_owned)));
    }

    #[test]
    fn an_order_gives_an_ordinal_alpha() {
        let near = [
            ["negative", "neutral", "positive"],
            ["neutral", "neutral", "positive"],
        ];
        let votes = near.map(|column| column.map(|label| Some(label.to_owned())).to_vec());
        let found = coefficients(&votes).unwrap();
        let nominal = found.krippendorff_alpha.value.unwrap();
        let ordinal = found.krippendorff_alpha_ordinal.unwrap().value.unwrap();
        assert!(ordinal > nominal, "{ordinal} {nominal}");
        let words = [["y", "n"], ["y", "y"]];
        let votes = words.map(|column| column.map(|label| Some(label.to_owned())).to_vec());
        assert!(
            coefficients(&votes)
                .unwrap()
                .krippendorff_alpha_ordinal
                .is_none()
        );
    }
}
