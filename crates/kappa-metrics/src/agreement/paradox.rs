use serde::Serialize;

use crate::agreement::{CohenKappa, Weighting};
use crate::error::serialize_result;
use crate::{ConfusionMatrix, MetricsError, Undefined};

/// How uneven categories and diverging raters move Cohen's kappa of two raters and two categories
/// (Byrt, Bishop and Carlin 1993).
///
/// Feinstein and Cicchetti (1990) call it a paradox that kappa can be near 0, or below, where the
/// raters agree on nearly all items. With these indices, [`pabak`](Self::pabak) and kappa are tied:
/// `kappa = (pabak - prevalence^2 + bias^2) / (1 - prevalence^2 + bias^2)`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ParadoxIndices {
    /// `(a - d) / n` for `a` items that both raters put in the first category and `d` in the
    /// second, in \[-1, 1\]. Far from 0, it pulls kappa below PABAK.
    pub prevalence: f64,
    /// `(b - c) / n` for `b` items that only the first rater puts in the first category and `c`
    /// only the second, in \[-1, 1\]. Far from 0, it pushes kappa up.
    pub bias: f64,
    /// `2 observed agreement - 1`, in \[-1, 1\]: kappa if both indices were 0.
    pub pabak: f64,
    /// Cohen's kappa.
    #[serde(serialize_with = "serialize_result")]
    pub kappa: Result<f64, Undefined>,
}

impl ParadoxIndices {
    /// `pabak - kappa`: how much of kappa the uneven categories take away. A large loss warns that
    /// kappa alone would mislead; report the observed agreement and the prevalence with it.
    ///
    /// # Errors
    ///
    /// The reason why kappa is undefined.
    pub fn kappa_loss(&self) -> Result<f64, Undefined> {
        Ok(self.pabak - self.kappa?)
    }
}

/// The prevalence and bias indices of a table over two labels.
///
/// # Errors
///
/// [`MetricsError::NotTwoLabels`].
pub fn paradox_indices<T>(matrix: &ConfusionMatrix<T>) -> Result<ParadoxIndices, MetricsError> {
    let [first, second] = matrix.rows() else {
        return Err(MetricsError::NotTwoLabels {
            found: matrix.labels().len(),
        });
    };
    let n = matrix.total() as f64;
    let share = |count: u64| count as f64 / n;
    Ok(ParadoxIndices {
        prevalence: share(first[0]) - share(second[1]),
        bias: share(first[1]) - share(second[0]),
        pabak: 2.0 * share(matrix.agreements()) - 1.0,
        kappa: CohenKappa::from_confusion(matrix, Weighting::Unweighted).kappa,
    })
}
