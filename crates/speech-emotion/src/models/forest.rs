//! A random forest.

use serde::{Deserialize, Serialize};

use super::storable::{Kind, Misfit, Storable, StoredModel, check_count, expect};
use super::tree::{Data, Tree};
use super::{Coded, EmotionModel, Learner, check_columns};
use crate::random::SplitMix64;
use crate::{Emotion, EmotionError, FeatureTable};

/// A random forest (Breiman, Machine Learning 45, 2001) with the defaults of scikit-learn's: trees
/// grown to their end on resampled rows, the square root of the features tried at a split, Gini's
/// impurity. Probabilities are the means of the shares in the leaves.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RandomForest {
    /// How many trees, at least 1. Default 100.
    pub trees: usize,
    /// Default 0.
    pub seed: u64,
}

impl Default for RandomForest {
    fn default() -> Self {
        Self {
            trees: 100,
            seed: 0,
        }
    }
}

impl RandomForest {
    /// Sets [`trees`](Self::trees).
    #[must_use]
    pub fn with_trees(self, trees: usize) -> Self {
        Self { trees, ..self }
    }

    /// Sets [`seed`](Self::seed).
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Forest {
    classes: Vec<Emotion>,
    columns: usize,
    trees: Vec<Tree>,
}

impl Learner for RandomForest {
    fn name(&self) -> String {
        format!("random forest, {} trees", self.trees)
    }

    fn fit(
        &self,
        features: &FeatureTable,
        labels: &[Emotion],
    ) -> Result<Box<dyn EmotionModel>, EmotionError> {
        let coded = Coded::new(features, labels)?;
        if self.trees == 0 {
            return Err(EmotionError::Empty {
                what: "tree in a forest",
            });
        }
        let data = Data {
            values: features.values(),
            columns: features.columns(),
            places: &coded.places,
            classes: coded.classes.len(),
            tried: features.columns().isqrt(),
        };
        let mut seeds = SplitMix64::new(self.seed);
        let trees = (0..self.trees)
            .map(|_| {
                let mut random = SplitMix64::new(seeds.next());
                let mut rows: Vec<usize> = (0..labels.len())
                    .map(|_| random.below(labels.len()))
                    .collect();
                Tree::grow(&data, &mut rows, &mut random)
            })
            .collect();
        Ok(Box::new(Forest {
            columns: features.columns(),
            classes: coded.classes,
            trees,
        }))
    }
}

impl EmotionModel for Forest {
    fn classes(&self) -> &[Emotion] {
        &self.classes
    }

    fn probabilities(&self, features: &FeatureTable) -> Result<Vec<f64>, EmotionError> {
        check_columns(self.columns, features)?;
        let mut probabilities = vec![0.0; features.rows() * self.classes.len()];
        for (row, sums) in (probabilities.chunks_exact_mut(self.classes.len())).enumerate() {
            for tree in &self.trees {
                for (sum, share) in sums.iter_mut().zip(tree.shares(features.row(row))) {
                    *sum += share;
                }
            }
            for sum in sums {
                *sum /= self.trees.len() as f64;
            }
        }
        Ok(probabilities)
    }

    fn stored(&self) -> Option<StoredModel> {
        StoredModel::new(Kind::RandomForest, self)
    }
}

impl Storable for Forest {
    fn check(&self, columns: usize) -> Result<(), Misfit> {
        check_count("columns", columns, self.columns)?;
        expect(!self.trees.is_empty(), "trees", "at least 1", || {
            "0".to_owned()
        })?;
        let mut trees = self.trees.iter();
        trees.try_for_each(|tree| tree.check(columns, self.classes.len()))
    }
}
