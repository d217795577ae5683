//! What the ratings say together: coefficients of all raters, confused labels, disputed rows, majorities.

use super::label_names::scale;
use crate::PipelineError;
use crate::stages::validate::shown_interval;
use kappa_metrics::{
    DisputeMeasure, Interval, MeasurementLevel, RatingTable, Undefined, gwet_ac1,
    krippendorff_alpha,
};
use serde::Serialize;
use std::collections::BTreeSet;

/// A coefficient of several raters.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Coefficient {
    /// At most 1; `None` where it is undefined.
    pub value: Option<f64>,
    /// Its 95% interval, cut at -1 and 1, where there is one.
    pub interval_95: Option<[f64; 2]>,
    /// Why it is undefined, if it is.
    pub undefined: Option<String>,
}

impl Coefficient {
    fn new(value: Result<f64, Undefined>, interval: Result<Interval, Undefined>) -> Self {
        Self {
            value: value.ok(),
            interval_95: interval.ok().map(shown_interval),
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
        let found = krippendorff_alpha(table, level)?;
        Ok(Coefficient::new(found.alpha, found.interval()))
    };
    let table = RatingTable::new(votes)?;
    let ac1 = gwet_ac1(&table);
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
        gwet_ac1: Coefficient::new(ac1.value, ac1.interval()),
    })
}

/// Two labels that raters give to the same rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ConfusedLabels {
    /// The two labels, in alphabetical order.
    pub labels: [String; 2],
    /// How often: every pair of raters counts on every row that both rated.
    pub count: u64,
}

/// The labels that raters confuse, most frequent first; none with a single rater.
pub(super) fn confused_labels(
    votes: &[Vec<Option<String>>],
) -> Result<Vec<ConfusedLabels>, PipelineError> {
    if votes.len() < 2 {
        return Ok(Vec::new());
    }
    let confused = kappa_metrics::confused_labels(votes)?.into_iter();
    let confused = confused.map(|pair| ConfusedLabels {
        labels: [pair.first, pair.second],
        count: pair.count,
    });
    Ok(confused.collect())
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

/// The rows on which raters differ, most disputed first, then those with more ratings, then in order; none with a single rater.
pub(super) fn disputed_rows(
    ids: &[String],
    votes: &[Vec<Option<String>>],
) -> Result<Vec<DisputedRow>, PipelineError> {
    if votes.len() < 2 {
        return Ok(Vec::new());
    }
    let disputed = kappa_metrics::disputed_items(votes, DisputeMeasure::PairwiseDisagreement)?;
    let rows = disputed.into_iter().map(|found| DisputedRow {
        id: ids[found.item].clone(),
        disagreement: found.disagreement,
        votes: votes
            .iter()
            .map(|column| column[found.item].clone())
            .collect(),
    });
    Ok(rows.collect())
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
        let mut cast: Vec<&String> = votes
            .iter()
            .filter_map(|column| column[row].as_ref())
            .collect();
        match (label, cast.is_empty()) {
            (Some(_), _) => found.labelled += 1,
            (None, false) => found.ties += 1,
            (None, true) => found.unrated += 1,
        }
        cast.sort_unstable();
        let most = cast.chunk_by(|a, b| a == b).map(<[_]>::len).max();
        [
            id.clone(),
            label.clone().unwrap_or_default(),
            most.unwrap_or_default().to_string(),
            cast.len().to_string(),
        ]
    });
    let rows = rows.collect();
    (found, rows)
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
            .unwrap()
            .into_iter()
            .map(|row| (row.id, row.disagreement))
            .collect();
        assert_eq!(
            disputed,
            [("3".to_owned(), 1.0), ("2".to_owned(), 2.0 / 3.0)]
        );
        let confused: Vec<(String, u64)> = confused_labels(&votes)
            .unwrap()
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
        let majority = crate::stages::validate::majority_votes(&votes).unwrap();
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
