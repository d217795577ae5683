//! The classifiers that a study compares, behind one seam.
//!
//! A [`Learner`] holds what it was told and fits an [`EmotionModel`], so that predicting
//! unfitted cannot compile. All are deterministic: what is random comes from a seed.

mod forest;
mod majority;
mod mlp;
mod network;
mod storable;
mod support_vectors;
mod tree;

use std::fmt::Debug;

pub use forest::RandomForest;
pub use majority::Majority;
pub use mlp::Mlp;
pub use storable::StoredModel;
pub(crate) use storable::{Misfit, Refusal, check_length, expect, names};
pub use support_vectors::SupportVectors;

use crate::{Emotion, EmotionError, FeatureTable};

/// What can be fitted to features and labels.
pub trait Learner: Debug {
    /// The name that reports give it.
    fn name(&self) -> String;

    /// Fits a model to one label a row.
    ///
    /// # Errors
    ///
    /// [`EmotionError::Count`] or [`EmotionError::Empty`] for labels that do not fit the rows, and
    /// what the model itself refuses.
    fn fit(
        &self,
        features: &FeatureTable,
        labels: &[Emotion],
    ) -> Result<Box<dyn EmotionModel>, EmotionError>;
}

/// What was fitted.
pub trait EmotionModel: Debug + Send + Sync {
    /// The classes that it has met, in the order of [`Emotion`].
    fn classes(&self) -> &[Emotion];

    /// The probability of every class, row by row, in the order of [`classes`](Self::classes). The
    /// numbers of a row add up to 1.
    ///
    /// # Errors
    ///
    /// [`EmotionError::Count`] where rows have another number of features.
    fn probabilities(&self, features: &FeatureTable) -> Result<Vec<f64>, EmotionError>;

    /// The class of every row: the most probable one, and of equals the first, unless the model
    /// has a rule of its own.
    ///
    /// # Errors
    ///
    /// Those of [`probabilities`](Self::probabilities).
    fn predict(&self, features: &FeatureTable) -> Result<Vec<Emotion>, EmotionError> {
        let classes = self.classes();
        let probabilities = self.probabilities(features)?;
        Ok((probabilities.chunks_exact(classes.len()))
            .map(|row| classes[first_largest(row)])
            .collect())
    }

    /// What a file keeps of the model; `None` for one that cannot be stored, as all made outside
    /// of this crate.
    fn stored(&self) -> Option<StoredModel> {
        None
    }
}

/// Labels as places among the classes that occur.
#[derive(Debug)]
pub(crate) struct Coded {
    pub(crate) classes: Vec<Emotion>,
    pub(crate) places: Vec<usize>,
}

impl Coded {
    /// Checks that there is one label a row, and one row at least.
    pub(crate) fn new(features: &FeatureTable, labels: &[Emotion]) -> Result<Self, EmotionError> {
        if labels.len() != features.rows() {
            return Err(EmotionError::Count {
                what: "labels",
                expected: features.rows(),
                got: labels.len(),
            });
        }
        if labels.is_empty() {
            return Err(EmotionError::Empty {
                what: "row to learn from",
            });
        }
        let mut classes = labels.to_vec();
        classes.sort_unstable();
        classes.dedup();
        let place = |label: &Emotion| classes.partition_point(|class| class < label);
        Ok(Self {
            places: labels.iter().map(place).collect(),
            classes,
        })
    }
}

/// Refuses rows that a model was not fitted for.
pub(crate) fn check_columns(expected: usize, features: &FeatureTable) -> Result<(), EmotionError> {
    if features.columns() == expected {
        return Ok(());
    }
    Err(EmotionError::Count {
        what: "features",
        expected,
        got: features.columns(),
    })
}

/// The place of the largest value, the first of equals; 0 for no values.
pub(crate) fn first_largest(values: &[f64]) -> usize {
    let mut best = 0;
    for (at, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = at;
        }
    }
    best
}
