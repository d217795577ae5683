//! Every model, the lexicon too, against what the experts say: the one table in which a lexicon does not score 100% on its own labels.

use serde::Serialize;

/// The models on the rows that experts rated.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct ExpertComparison {
    /// Rows that have a class by the majority of their experts.
    pub rows: usize,
    /// Rows without a majority, which are left out.
    pub undecided_rows: usize,
    /// Rows among [`ExpertComparison::rows`] that no model learned from; the scores are of these alone.
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
