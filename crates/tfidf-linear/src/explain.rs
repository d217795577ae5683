//! Why a row got its class.

use crate::planes::row_scores;
use crate::{LinearModel, LinearTextError};

/// What each feature of a row adds to the score of each class.
///
/// With two classes there is one plane, and what speaks for one class speaks against the
/// other: the numbers of the first class are those of the second with the sign turned.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Explanation {
    /// The position of the predicted class.
    pub predicted: usize,
    /// The score of each class: its intercept and the contributions.
    pub scores: Vec<f64>,
    /// The score of each class for a row without features.
    pub intercepts: Vec<f64>,
    /// The features of the row, those first that add most to the score of the predicted class.
    pub contributions: Vec<Contribution>,
}

/// What one feature adds.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Contribution {
    /// The feature.
    pub feature: usize,
    /// Its value in the row.
    pub value: f64,
    /// For each class the value times the weight.
    pub by_class: Vec<f64>,
}

impl<L> LinearModel<L> {
    /// What each feature of a row adds to the score of each class. The row is one of
    /// [`SparseRows::row`](crate::SparseRows::row).
    ///
    /// # Errors
    ///
    /// [`LinearTextError::EntryCount`], [`LinearTextError::InvalidIndex`] (of row 0) or
    /// [`LinearTextError::NonFinite`].
    pub fn explain(&self, row: (&[u32], &[f64])) -> Result<Explanation, LinearTextError> {
        let (indices, values) = row;
        if indices.len() != values.len() {
            return Err(LinearTextError::EntryCount {
                indices: indices.len(),
                values: values.len(),
            });
        }
        crate::sparse::check_row(0, indices, values, self.columns)?;
        let mut decisions = vec![0.0; self.planes()];
        row_scores(
            indices,
            values,
            self.planes(),
            &self.weights,
            &mut decisions,
        );
        let predicted = crate::linear_model::winner(&decisions);
        let mut contributions: Vec<Contribution> = (indices.iter().zip(values))
            .map(|(&feature, &value)| {
                let feature = feature as usize;
                let weights = self.plane_weights(feature).iter();
                let by_plane: Vec<f64> = weights.map(|weight| value * weight).collect();
                Contribution {
                    feature,
                    value,
                    by_class: by_class(&by_plane),
                }
            })
            .collect();
        contributions.sort_by(|a, b| b.by_class[predicted].total_cmp(&a.by_class[predicted]));
        Ok(Explanation {
            predicted,
            scores: by_class(&decisions),
            intercepts: self.intercepts(),
            contributions,
        })
    }

    /// The weight of each feature for a class, given by its position.
    ///
    /// # Errors
    ///
    /// [`LinearTextError::UnknownClass`].
    pub fn weights_of(&self, class: usize) -> Result<Vec<f64>, LinearTextError> {
        self.check_class(class)?;
        Ok((0..self.columns)
            .map(|feature| by_class(self.plane_weights(feature))[class])
            .collect())
    }

    /// The `count` features with the greatest weights for a class, and these; of equal ones the
    /// first features.
    ///
    /// # Errors
    ///
    /// [`LinearTextError::UnknownClass`].
    pub fn top_features(
        &self,
        class: usize,
        count: usize,
    ) -> Result<Vec<(usize, f64)>, LinearTextError> {
        let mut weights: Vec<(usize, f64)> =
            self.weights_of(class)?.into_iter().enumerate().collect();
        weights.sort_by(|a, b| b.1.total_cmp(&a.1));
        weights.truncate(count);
        Ok(weights)
    }

    /// The score of each class for a row without features.
    #[must_use]
    pub fn intercepts(&self) -> Vec<f64> {
        by_class(self.plane_weights(self.columns))
    }

    pub(crate) fn check_class(&self, class: usize) -> Result<(), LinearTextError> {
        let classes = self.classes.len();
        if class < classes {
            Ok(())
        } else {
            Err(LinearTextError::UnknownClass { class, classes })
        }
    }

    /// The weights of a feature, one a plane; the intercepts stand after the last feature.
    fn plane_weights(&self, feature: usize) -> &[f64] {
        &self.weights[feature * self.planes()..][..self.planes()]
    }
}

fn by_class(by_plane: &[f64]) -> Vec<f64> {
    match by_plane {
        [score] => vec![-score, *score],
        scores => scores.to_vec(),
    }
}
