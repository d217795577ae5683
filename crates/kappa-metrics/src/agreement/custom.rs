use serde::Serialize;

use crate::agreement::cohen::{StandardErrors, Z_95};
use crate::agreement::{Band, Interval};
use crate::error::serialize_result;
use crate::{ConfusionMatrix, MetricsError, Undefined};

/// How much two categories agree, for each pair: 1 on the diagonal, from 0 to 1 elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AgreementWeights {
    rows: Vec<Vec<f64>>,
}

impl AgreementWeights {
    /// Takes a square table; rows are the categories of the first rater, and it need not be
    /// symmetric.
    ///
    /// # Errors
    ///
    /// [`MetricsError::WeightCount`] for a table that is not square, [`MetricsError::WeightRange`]
    /// for a weight outside of its range.
    pub fn new(rows: Vec<Vec<f64>>) -> Result<Self, MetricsError> {
        let expected = rows.len();
        for (row, weights) in rows.iter().enumerate() {
            if weights.len() != expected {
                return Err(MetricsError::WeightCount {
                    expected,
                    found: weights.len(),
                });
            }
            for (column, weight) in weights.iter().enumerate() {
                let least = if row == column { 1.0 } else { 0.0 };
                if !(least..=1.0).contains(weight) {
                    let value = weight.to_string();
                    return Err(MetricsError::WeightRange { row, column, value });
                }
            }
        }
        Ok(Self { rows })
    }
}

/// Cohen's kappa with weights of the caller's own.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CustomKappa {
    /// `(observed - expected) / (1 - expected)`, at most 1. It can fall below -1, as far as the
    /// weights make chance agree more than the raters.
    ///
    /// [`Undefined::NoDisagreement`] when chance alone agrees fully.
    #[serde(serialize_with = "serialize_result")]
    pub kappa: Result<f64, Undefined>,
    /// The mean weight of the items, in \[0, 1\].
    pub observed_agreement: f64,
    /// The same mean if both raters dealt out their categories blindly.
    pub expected_agreement: f64,
    /// The standard error for an interval around kappa (Fleiss, Cohen and Everitt 1969).
    #[serde(serialize_with = "serialize_result")]
    pub standard_error: Result<f64, Undefined>,
    /// The standard error if the true kappa were 0, for a test (the same paper).
    #[serde(serialize_with = "serialize_result")]
    pub null_standard_error: Result<f64, Undefined>,
    /// How many items both rated.
    pub n: u64,
}

impl CustomKappa {
    /// The interval of 95%, kappa plus and minus 1.96 standard errors.
    ///
    /// # Errors
    ///
    /// The reason why kappa is undefined.
    pub fn interval(&self) -> Result<Interval, Undefined> {
        let (kappa, margin) = (self.kappa?, Z_95 * self.standard_error?);
        Ok(Interval {
            lower: kappa - margin,
            upper: kappa + margin,
        })
    }

    /// The word of Landis and Koch for this kappa.
    ///
    /// # Errors
    ///
    /// The reason why kappa is undefined.
    pub fn band(&self) -> Result<Band, Undefined> {
        self.kappa.map(Band::of_kappa)
    }
}

/// Cohen's weighted kappa (1968) with weights of the caller's own.
///
/// # Errors
///
/// [`MetricsError::WeightCount`] when there is not one row of weights for each label.
pub fn custom_cohen_kappa<T>(
    matrix: &ConfusionMatrix<T>,
    weights: &AgreementWeights,
) -> Result<CustomKappa, MetricsError> {
    let expected = matrix.labels().len();
    if weights.rows.len() != expected {
        let found = weights.rows.len();
        return Err(MetricsError::WeightCount { expected, found });
    }
    let (rows, columns) = (matrix.row_totals(), matrix.column_totals());
    let n = matrix.total() as f64;
    // Disagreements, not agreements: a sum that should be 0 is 0.
    let (mut observed, mut by_chance) = (0.0, 0.0);
    for (i, counts) in matrix.rows().iter().enumerate() {
        for (j, count) in counts.iter().enumerate() {
            let disagreement = 1.0 - weights.rows[i][j];
            observed += disagreement * *count as f64 / n;
            by_chance += disagreement * (rows[i] as f64 / n) * (columns[j] as f64 / n);
        }
    }
    let kappa = if by_chance > 0.0 {
        Ok(1.0 - observed / by_chance)
    } else {
        Err(Undefined::NoDisagreement)
    };
    let errors = kappa.map(|kappa| StandardErrors::new(matrix, |i, j| weights.rows[i][j], kappa));
    Ok(CustomKappa {
        kappa,
        observed_agreement: 1.0 - observed,
        expected_agreement: 1.0 - by_chance,
        standard_error: errors.map(|errors| errors.around_kappa),
        null_standard_error: errors.map(|errors| errors.around_zero),
        n: matrix.total(),
    })
}
