//! Always the most frequent class.

use serde::{Deserialize, Serialize};

use super::storable::{Kind, Misfit, Storable, StoredModel, check_shares};
use super::{Coded, EmotionModel, Learner};
use crate::{Emotion, EmotionError, FeatureTable};

/// Predicts the most frequent class of the training rows, whatever it hears: what a model must
/// beat before anything can be said of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Majority;

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Frequencies {
    classes: Vec<Emotion>,
    shares: Vec<f64>,
}

impl Learner for Majority {
    fn name(&self) -> String {
        "majority class".to_owned()
    }

    fn fit(
        &self,
        features: &FeatureTable,
        labels: &[Emotion],
    ) -> Result<Box<dyn EmotionModel>, EmotionError> {
        let coded = Coded::new(features, labels)?;
        let mut shares = vec![0.0; coded.classes.len()];
        for place in coded.places {
            shares[place] += 1.0 / labels.len() as f64;
        }
        Ok(Box::new(Frequencies {
            classes: coded.classes,
            shares,
        }))
    }
}

impl EmotionModel for Frequencies {
    fn classes(&self) -> &[Emotion] {
        &self.classes
    }

    fn probabilities(&self, features: &FeatureTable) -> Result<Vec<f64>, EmotionError> {
        Ok(self.shares.repeat(features.rows()))
    }

    fn stored(&self) -> Option<StoredModel> {
        StoredModel::new(Kind::Majority, self)
    }
}

impl Storable for Frequencies {
    fn check(&self, _: usize) -> Result<(), Misfit> {
        check_shares("shares", &self.shares, self.classes.len())
    }
}
