//! Fits whose rows count more or less.

use crate::params::is_positive;
use crate::{Samples, Svm, SvmError, SvmParams};

impl Svm {
    /// [`fit`](Self::fit) with a weight for each row: its penalty is `c` times the weight
    /// of its class times this factor.
    ///
    /// A weight of 2 is worth two equal rows. A row of weight 0 is left out: gamma, balanced
    /// class weights and the model are those of a fit without it, while
    /// [`support_indices`](Self::support_indices) go on counting all rows. (scikit-learn lets
    /// such rows take part in `gamma="scale"` and in balanced weights.)
    ///
    /// ```
    /// use svm_poly::{Gamma, Samples, Svm, SvmError, SvmParams};
    ///
    /// let x = Samples::f64(&[0.0, 1.0, 9.0, 4.0, 5.0], 5, 1)?;
    /// let y = [-1, -1, -1, 1, 1];
    /// let params = SvmParams::default().with_degree(1).with_gamma(Gamma::Value(1.0));
    /// let svm = Svm::fit_weighted(x, &y, &[1.0, 1.0, 0.0, 1.0, 1.0], &params)?;
    /// assert_eq!(svm.support_indices(), Some(&[1, 3][..]));
    /// assert_eq!(svm.predict(x)?, [-1, -1, 1, 1, 1]);
    /// # Ok::<(), SvmError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`fit`](Self::fit), and [`SvmError::WeightCount`], [`SvmError::InvalidWeight`],
    /// [`SvmError::InvalidRowPenalty`] or [`SvmError::ClassWithoutWeight`].
    pub fn fit_weighted(
        x: Samples<'_>,
        y: &[i64],
        weights: &[f64],
        params: &SvmParams,
    ) -> Result<Self, SvmError> {
        params.check()?;
        if x.rows() != y.len() {
            return Err(SvmError::LabelCount {
                rows: x.rows(),
                labels: y.len(),
            });
        }
        check(weights, y)?;
        let kept: Vec<usize> = (0..y.len()).filter(|&row| weights[row] > 0.0).collect();
        if kept.len() == y.len() {
            return Self::fit_factors(x, y, Some(weights), params);
        }
        let factors: Vec<f64> = kept.iter().map(|&row| weights[row]).collect();
        let labels: Vec<i64> = kept.iter().map(|&row| y[row]).collect();
        let selected = x.select(&kept);
        let fitted = Self::fit_factors(selected.as_samples(), &labels, Some(&factors), params);
        let mut svm = fitted.map_err(|error| in_all_rows(error, &kept))?;
        for row in svm.parts.support_indices.iter_mut().flatten() {
            *row = kept[*row];
        }
        Ok(svm)
    }
}

/// The penalties of rows times their factors.
pub(crate) fn scaled(
    mut penalties: Vec<f64>,
    factors: Option<&[f64]>,
) -> Result<Vec<f64>, SvmError> {
    for (row, (penalty, factor)) in penalties
        .iter_mut()
        .zip(factors.unwrap_or_default())
        .enumerate()
    {
        *penalty *= factor;
        if !is_positive(*penalty) {
            let value = *penalty;
            return Err(SvmError::InvalidRowPenalty { row, value });
        }
    }
    Ok(penalties)
}

/// Checks number and range, and that each class keeps a row.
fn check(weights: &[f64], y: &[i64]) -> Result<(), SvmError> {
    if weights.len() != y.len() {
        return Err(SvmError::WeightCount {
            rows: y.len(),
            weights: weights.len(),
        });
    }
    if let Some(row) = (weights.iter()).position(|w| !(w.is_finite() && *w >= 0.0)) {
        return Err(SvmError::InvalidWeight {
            row,
            value: weights[row],
        });
    }
    let mut classes: Vec<(i64, bool)> = (y.iter().zip(weights))
        .map(|(class, weight)| (*class, *weight > 0.0))
        .collect();
    // Of a class that keeps a row, such a row comes first.
    classes.sort_unstable_by_key(|(class, kept)| (*class, !kept));
    classes.dedup_by_key(|(class, _)| *class);
    match classes.iter().find(|(_, kept)| !kept) {
        None => Ok(()),
        Some(&(class, _)) => Err(SvmError::ClassWithoutWeight { class }),
    }
}

/// The row that an error names, counted among all rows instead of those kept.
fn in_all_rows(error: SvmError, kept: &[usize]) -> SvmError {
    match error {
        SvmError::KernelTooLarge { row, value, limit } => SvmError::KernelTooLarge {
            row: kept[row],
            value,
            limit,
        },
        SvmError::InvalidRowPenalty { row, value } => SvmError::InvalidRowPenalty {
            row: kept[row],
            value,
        },
        other => other,
    }
}
