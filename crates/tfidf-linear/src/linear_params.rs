//! What a linear classifier can be told.

use crate::{LinearModel, LinearTextError, SparseRows};

/// The parameters of a [`LinearModel`]. They are checked by its `fit`, not when they are set.
///
/// The objective that a fit minimises, for each of the model's planes, is scikit-learn's:
/// half the squared norm of the weights plus `c` times the sum of the losses of the rows.
///
/// ```
/// use tfidf_linear::{ClassWeights, LinearParams, Loss};
///
/// let params = LinearParams::default().with_c(10.0).with_class_weights(ClassWeights::Balanced);
/// assert_eq!(params.loss, Loss::Logistic);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[non_exhaustive]
pub struct LinearParams {
    /// What a row costs. Default [`Loss::Logistic`].
    pub loss: Loss,
    /// How much the losses weigh against the norm of the weights, above 0. Default 1.
    pub c: f64,
    /// Factors on `c`, class by class. Default [`ClassWeights::Uniform`].
    pub class_weights: ClassWeights,
    /// The fit ends when no partial derivative of the objective is greater than this, `c` and
    /// the number of rows (weighted) divided out, as scikit-learn does for its `tol`.
    /// Above 0; default 1e-10. scikit-learn's default is 1e-4.
    pub tolerance: f64,
    /// Most Newton steps for one plane or set of planes, at least 1. Default 200.
    pub max_iterations: usize,
}

impl Default for LinearParams {
    fn default() -> Self {
        Self {
            loss: Loss::Logistic,
            c: 1.0,
            class_weights: ClassWeights::Uniform,
            tolerance: 1e-10,
            max_iterations: 200,
        }
    }
}

impl LinearParams {
    /// Sets [`loss`](Self::loss).
    #[must_use]
    pub fn with_loss(self, loss: Loss) -> Self {
        Self { loss, ..self }
    }

    /// Sets [`c`](Self::c).
    #[must_use]
    pub fn with_c(self, c: f64) -> Self {
        Self { c, ..self }
    }

    /// Sets [`class_weights`](Self::class_weights).
    #[must_use]
    pub fn with_class_weights(self, class_weights: ClassWeights) -> Self {
        Self {
            class_weights,
            ..self
        }
    }

    /// Sets [`tolerance`](Self::tolerance).
    #[must_use]
    pub fn with_tolerance(self, tolerance: f64) -> Self {
        Self { tolerance, ..self }
    }

    /// Sets [`max_iterations`](Self::max_iterations).
    #[must_use]
    pub fn with_max_iterations(self, max_iterations: usize) -> Self {
        Self {
            max_iterations,
            ..self
        }
    }

    /// Fits a model: the same as [`LinearModel::fit`].
    ///
    /// # Errors
    ///
    /// Those of [`LinearModel::fit`].
    pub fn fit<L: Ord + Clone>(
        &self,
        x: &SparseRows,
        y: &[L],
    ) -> Result<LinearModel<L>, LinearTextError> {
        LinearModel::fit(x, y, self)
    }

    /// Checks all parameters; [`LinearModel::fit`] does it too.
    ///
    /// # Errors
    ///
    /// The first parameter that is out of its range.
    pub fn check(&self) -> Result<(), LinearTextError> {
        for (field, value) in [("c", self.c), ("tolerance", self.tolerance)] {
            if !(value.is_finite() && value > 0.0) {
                return Err(LinearTextError::NotPositive { field, value });
            }
        }
        if self.max_iterations == 0 {
            return Err(LinearTextError::Zero {
                field: "max_iterations",
            });
        }
        Ok(())
    }
}

/// What a row costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Loss {
    /// Logistic regression: the negative logarithm of the probability of the row's class. For
    /// more than two classes one softmax over all of them. The intercepts are not penalised.
    /// scikit-learn's `LogisticRegression`.
    Logistic,
    /// A linear support vector machine: the square of what a row lacks to a margin of 1. For
    /// more than two classes each against the rest. The intercepts are penalised like weights.
    /// scikit-learn's `LinearSVC`, which is LIBLINEAR's.
    SquaredHinge,
}

/// Factors on `c`, class by class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum ClassWeights {
    /// 1 for every class.
    Uniform,
    /// `rows / (classes * rows of the class)`. One class against the rest weighs its own rows
    /// alone, as LIBLINEAR does.
    Balanced,
}

impl ClassWeights {
    /// `c` times the factor of each class, which have `counts` rows.
    pub(crate) fn penalties(self, c: f64, counts: &[usize]) -> Vec<f64> {
        let rows: usize = counts.iter().sum();
        let penalty = |&count: &usize| match self {
            Self::Uniform => c,
            Self::Balanced => c * (rows as f64 / (counts.len() as f64 * count as f64)),
        };
        counts.iter().map(penalty).collect()
    }
}
