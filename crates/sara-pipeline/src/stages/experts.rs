//! Every model, the lexicon too, against what the experts say: the one table in which a lexicon does not score 100% on its own labels.

use crate::PipelineError;
use crate::stages::classify::{CLASSES, class_index};
use crate::stages::intervals::wilson_interval;
use crate::stages::sentiment_names::sentiment;
use crate::stages::validate::{Ratings, majority_votes};
use inset_lexicon::Sentiment;
use kappa_metrics::{ClassificationReport, CohenKappa, ConfusionMatrix, Weighting, ZeroDivision};
use serde::Serialize;
use std::collections::HashMap;

/// The models on the rows that experts rated.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct ExpertComparison {
    /// Rows that have a class by the majority of their experts.
    pub rows: usize,
    /// Rows without a majority, which are left out.
    pub undecided_rows: usize,
    /// Rows among [`ExpertComparison::rows`] that no model learned from and all have read, but for one that learned from pseudo-labels:
    /// test and unseen rows. The scores are of these alone. Rows that a cap on the training rows set aside are left out too: no model reads them.
    pub scored_rows: usize,
    /// Rows of each class by the experts among those scored: negative, neutral, positive.
    pub classes: [usize; 3],
    /// The models in the order of the report, the lexicon first.
    pub models: Vec<ExpertScore>,
}

/// One model against the experts.
#[derive(Debug, Clone, Serialize)]
pub struct ExpertScore {
    /// What the tables call it.
    pub model: String,
    /// The rows that it is scored on: all that are scored, but for a model that learned from pseudo-labels, without the rows that it
    /// learned from and their near duplicates.
    pub rows: usize,
    /// Share of the rows on which it says what the experts say.
    pub accuracy: f64,
    /// 95% interval of the accuracy (Wilson).
    pub accuracy_interval_95: [f64; 2],
    /// F1, the mean over the classes weighted by their size.
    pub weighted_f1: f64,
    /// F1, the plain mean over the classes.
    pub macro_f1: f64,
    /// Cohen's kappa, where it is defined.
    pub kappa: Option<f64>,
    /// Rows: the experts; columns: the model; negative, neutral, positive.
    pub confusion: Vec<Vec<u64>>,
}

/// What the experts say of rows, and rows on which they have no majority.
#[derive(Debug, Default)]
pub(crate) struct ExpertLabels {
    /// Rows and their classes, in the order of the rows.
    pub(crate) rows: Vec<(usize, Sentiment)>,
    pub(crate) undecided: usize,
}

impl ExpertLabels {
    /// Joins the ratings with the rows by id.
    pub(crate) fn new(
        ratings: &Ratings,
        row_of: &HashMap<&str, usize>,
    ) -> Result<Self, PipelineError> {
        // Words and numbers that mean the same are one vote.
        let named = |vote: &Option<String>| vote.as_deref().and_then(sentiment).map(str::to_owned);
        let votes: Vec<Vec<Option<String>>> = (ratings.votes.iter())
            .map(|votes| votes.iter().map(named).collect())
            .collect();
        let mut found = Self::default();
        for (index, majority) in majority_votes(&votes)?.into_iter().enumerate() {
            let row = ratings
                .ids
                .get(index)
                .and_then(|id| row_of.get(id.as_str()));
            let is_rated = votes.iter().any(|votes| votes[index].is_some());
            let Some(&row) = row.filter(|_| is_rated) else {
                continue;
            };
            let class = CLASSES
                .into_iter()
                .find(|class| majority.as_deref() == Some(class.as_str()));
            match class {
                Some(class) => found.rows.push((row, class)),
                None => found.undecided += 1,
            }
        }
        found.rows.sort_unstable_by_key(|&(row, _)| row);
        Ok(found)
    }
}

/// A model and what it says of rows that it did not learn from.
pub(crate) struct Said<'a> {
    pub(crate) model: &'a str,
    pub(crate) classes: HashMap<usize, Sentiment>,
}

impl<'a> Said<'a> {
    /// From lists of rows, each with the classes of its rows.
    pub(crate) fn new(model: &'a str, lists: &[(&[usize], &[Sentiment])]) -> Self {
        let pairs = lists
            .iter()
            .flat_map(|(rows, classes)| rows.iter().copied().zip(classes.iter().copied()));
        Self {
            model,
            classes: pairs.collect(),
        }
    }
}

/// Holds every model against the experts on the rows that the first one, which learned from none, has read; `None` without such rows.
pub(crate) fn compare(
    experts: &ExpertLabels,
    models: &[Said<'_>],
) -> Result<Option<ExpertComparison>, PipelineError> {
    let read_by = |said: &Said<'_>| -> (Vec<Sentiment>, Vec<Sentiment>) {
        let both = |&(row, truth): &(usize, Sentiment)| Some((truth, *said.classes.get(&row)?));
        experts.rows.iter().filter_map(both).unzip()
    };
    let Some(truth) = models.first().map(|first| read_by(first).0) else {
        return Ok(None);
    };
    if truth.is_empty() {
        return Ok(None);
    }
    let mut classes = [0; 3];
    for &class in &truth {
        classes[class_index(class)] += 1;
    }
    let mut scores = Vec::with_capacity(models.len());
    for said in models {
        let (truth, predicted) = read_by(said);
        if !truth.is_empty() {
            scores.push(ExpertScore::new(said.model, &truth, &predicted)?);
        }
    }
    Ok(Some(ExpertComparison {
        rows: experts.rows.len(),
        undecided_rows: experts.undecided,
        scored_rows: truth.len(),
        classes,
        models: scores,
    }))
}

impl ExpertScore {
    fn new(
        model: &str,
        truth: &[Sentiment],
        predicted: &[Sentiment],
    ) -> Result<Self, PipelineError> {
        let confusion = ConfusionMatrix::with_labels(&CLASSES, truth, predicted)?;
        let names = CLASSES.map(Sentiment::as_str);
        let named = ConfusionMatrix::from_counts(&names, confusion.rows().to_vec())?;
        let report = ClassificationReport::from_confusion(&named, ZeroDivision::Zero)?;
        let kappa = CohenKappa::from_confusion(&confusion, Weighting::Unweighted).kappa;
        Ok(Self {
            model: model.to_owned(),
            rows: truth.len(),
            accuracy: report.accuracy,
            accuracy_interval_95: wilson_interval(report.accuracy, truth.len()),
            weighted_f1: report.weighted_avg.f1,
            macro_f1: report.macro_avg.f1,
            kappa: kappa.ok(),
            confusion: confusion.rows().to_vec(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const N: Sentiment = CLASSES[0];
    const U: Sentiment = CLASSES[1];
    const P: Sentiment = CLASSES[2];

    #[test]
    fn the_majority_of_the_experts_is_joined_by_id() {
        let vote = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let votes = [
            ["1", "-1", "0", "", "1"],
            ["positif", "1", "-1", "", "1"],
            ["-1", "NEG", "1", "", "1"],
        ];
        let ratings = Ratings::joined(
            ["ani", "budi", "cici"].map(str::to_owned).to_vec(),
            ["c", "a", "b", "d", "elsewhere"]
                .map(str::to_owned)
                .to_vec(),
            votes.map(|votes| votes.map(vote).to_vec()).to_vec(),
        );
        let row_of = HashMap::from([("a", 0), ("b", 1), ("c", 2), ("d", 3)]);
        let found = ExpertLabels::new(&ratings, &row_of).unwrap();
        assert_eq!(found.rows, [(0, N), (2, P)]);
        // Three experts say three things of b; d is not rated, and the last id is nobody's.
        assert_eq!(found.undecided, 1);
    }

    #[test]
    fn models_are_scored_on_rows_that_none_learned_from() {
        let experts = ExpertLabels {
            rows: vec![(0, N), (1, P), (2, P), (3, U), (4, N)],
            undecided: 2,
        };
        // Row 4 is a training row: nobody is asked for it.
        let lexicon = Said::new("lexicon", &[(&[0, 1], &[N, N]), (&[2, 3], &[P, U])]);
        // It learned from row 3 itself.
        let other = Said::new("other", &[(&[0, 1], &[P, P]), (&[2], &[P])]);
        let found = compare(&experts, &[lexicon, other]).unwrap().unwrap();
        assert_eq!(
            (found.rows, found.undecided_rows, found.scored_rows),
            (5, 2, 4)
        );
        assert_eq!(found.classes, [1, 1, 2]);
        let [lexicon, other] = &found.models[..] else {
            panic!("two models");
        };
        assert_eq!((lexicon.rows, other.rows), (4, 3));
        assert!((lexicon.accuracy - 0.75).abs() < 1e-12);
        assert_eq!(lexicon.confusion, [[1, 0, 0], [0, 1, 0], [1, 0, 1]]);
        // F1 is 2/3, 1 and 2/3; chance agrees on 1/4 * 1/2 + 1/4 * 1/4 + 1/2 * 1/4 = 5/16.
        assert!((lexicon.macro_f1 - 7.0 / 9.0).abs() < 1e-12);
        assert!((lexicon.weighted_f1 - 0.75).abs() < 1e-12);
        assert!((lexicon.kappa.unwrap() - (0.75 - 0.3125) / 0.6875).abs() < 1e-12);
        // Without a row that all have read there is no table.
        let nothing = Said::new("lexicon", &[(&[7], &[N])]);
        assert!(compare(&experts, &[nothing]).unwrap().is_none());
    }
}
