//! Pseudo-labels: the classifier's own labels of unseen rows, where it is sure, join its training rows (Lee, 2013).

use crate::stages::assess::Assessment;
use crate::stages::classify::{Predicted, class_index};
use crate::stages::groups::Groups;
use crate::stages::split::Split;
use inset_lexicon::Sentiment;
use serde::Serialize;
use std::collections::HashSet;

/// Whether and how a classifier learns from its own labels.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct PseudoSettings {
    /// Whether it does at all.
    pub enabled: bool,
    /// The probability that a label must have at least.
    pub confidence: f64,
    /// At most this many rows, the surest; `None` for all.
    pub max_rows: Option<usize>,
}

impl Default for PseudoSettings {
    fn default() -> Self {
        Self {
            enabled: false,
            confidence: 0.9,
            max_rows: None,
        }
    }
}

/// What the unseen rows have given to the training rows.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct PseudoLabels {
    /// The classifier that labelled them.
    pub labelled_by: String,
    /// The classifier that learned from them; `None` where no row was sure enough.
    pub model: Option<String>,
    /// The probability that a label must have at least.
    pub confidence: f64,
    /// Unseen rows there are.
    pub unseen_rows: usize,
    /// Unseen rows that joined the training rows, by their pseudo-labels: negative, neutral, positive.
    pub added: [usize; 3],
    /// Those among them of which the lexicon says the same.
    pub lexicon_agrees: usize,
}

impl PseudoLabels {
    pub(crate) fn new(
        labelled_by: &Assessment,
        settings: &PseudoSettings,
        split: &Split,
        chosen: &[(usize, Sentiment)],
        labels: &[Option<Sentiment>],
    ) -> Self {
        let mut added = [0; 3];
        for &(_, class) in chosen {
            added[class_index(class)] += 1;
        }
        let agrees = |&&(row, class): &&(usize, Sentiment)| labels.get(row) == Some(&Some(class));
        Self {
            labelled_by: labelled_by.model.clone(),
            model: None,
            confidence: settings.confidence,
            unseen_rows: split.unseen.len(),
            added,
            lexicon_agrees: chosen.iter().filter(agrees).count(),
        }
    }
}

/// The unseen rows that are sure enough and what they are called, in the order of the rows.
///
/// A near duplicate of a test row is none of them: the test would be easier for whoever learned from it. Only a split that was told to
/// let near duplicates be has such rows.
pub(crate) fn choose(
    split: &Split,
    predicted: &Predicted,
    near: &Groups,
    settings: &PseudoSettings,
) -> Vec<(usize, Sentiment)> {
    let tested: HashSet<usize> = split.test.iter().map(|&row| near.of(row)).collect();
    let confidences = predicted.confidences().unwrap_or_default();
    let mut sure: Vec<(f64, usize, Sentiment)> = (confidences.into_iter())
        .zip(split.unseen.iter().zip(&predicted.classes))
        .map(|(confidence, (&row, &class))| (confidence, row, class))
        .filter(|&(confidence, row, _)| {
            confidence >= settings.confidence && !tested.contains(&near.of(row))
        })
        .collect();
    // The surest first; of equals the first row.
    sure.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    sure.truncate(settings.max_rows.unwrap_or(usize::MAX));
    let mut chosen: Vec<_> = sure.iter().map(|&(_, row, class)| (row, class)).collect();
    chosen.sort_unstable_by_key(|&(row, _)| row);
    chosen
}

/// The split in which the chosen rows are training rows, and their labels in the place of the lexicon's.
///
/// A row that is a near duplicate of a chosen one stands in no part: nobody may be judged by it any more.
pub(crate) fn joined(
    split: &Split,
    labels: &[Option<Sentiment>],
    near: &Groups,
    chosen: &[(usize, Sentiment)],
) -> (Split, Vec<Option<Sentiment>>) {
    let mut labels = labels.to_vec();
    for &(row, class) in chosen {
        labels[row] = Some(class);
    }
    let used: HashSet<usize> = chosen.iter().map(|&(row, _)| near.of(row)).collect();
    let mut train = split.train.clone();
    train.extend(chosen.iter().map(|&(row, _)| row));
    train.sort_unstable();
    let left = split.unseen.iter().copied();
    let split = Split {
        train,
        test: split.test.clone(),
        unseen: left.filter(|&row| !used.contains(&near.of(row))).collect(),
        set_aside: split.set_aside.clone(),
        folds: Vec::new(),
    };
    (split, labels)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stages::classify::CLASSES;

    #[test]
    fn the_surest_rows_join_the_training_rows() {
        let [negative, neutral, positive] = CLASSES;
        let predicted = Predicted {
            classes: vec![negative, positive, positive, neutral],
            probabilities: Some(vec![
                [0.95, 0.03, 0.02],
                [0.05, 0.05, 0.9],
                [0.2, 0.2, 0.6],
                [0.0, 0.99, 0.01],
            ]),
        };
        let split = Split {
            train: vec![0, 5],
            test: vec![1, 2],
            unseen: vec![3, 4, 6, 7],
            set_aside: Vec::new(),
            folds: vec![vec![0], vec![5]],
        };
        // Row 6 is a near duplicate of row 3.
        let near = Groups::from_first_rows(vec![0, 1, 2, 3, 4, 5, 3, 7]).unwrap();
        let mut settings = PseudoSettings::default();
        let chosen = choose(&split, &predicted, &near, &settings);
        assert_eq!(chosen, [(3, negative), (4, positive), (7, neutral)]);
        settings.max_rows = Some(2);
        let chosen = choose(&split, &predicted, &near, &settings);
        assert_eq!(chosen, [(3, negative), (7, neutral)], "the surest two");

        // Row 3 is one of test row 2: the next row takes its place.
        let near_test = Groups::from_first_rows(vec![0, 1, 2, 2, 4, 5, 6, 7]).unwrap();
        let beside = choose(&split, &predicted, &near_test, &settings);
        assert_eq!(beside, [(4, positive), (7, neutral)]);

        let labels = vec![Some(positive); 8];
        let (joined, labels) = joined(&split, &labels, &near, &chosen);
        assert_eq!(joined.train, [0, 3, 5, 7]);
        assert_eq!(joined.test, [1, 2]);
        assert_eq!(joined.unseen, [4]);
        assert!(joined.folds.is_empty());
        assert_eq!([labels[3], labels[4]], [Some(negative), Some(positive)]);
    }
}
