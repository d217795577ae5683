use serde::Serialize;

use crate::agreement::{Band, difference};
use crate::error::serialize_result;
use crate::{ConfusionMatrix, MetricsError, Undefined};

/// The 97.5% point of the normal distribution, for intervals of 95%.
pub(super) const Z_95: f64 = 1.959_963_984_540_054;

/// How bad it is when two raters choose different categories `i` and `j`, out of `k`.
///
/// All but [`Unweighted`](Self::Unweighted) take the labels as a scale with even steps, in the
/// order that the [`ConfusionMatrix`] has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weighting {
    /// Every disagreement counts the same (Cohen 1960).
    #[default]
    Unweighted,
    /// `|i - j|` (Cicchetti and Allison 1971).
    Linear,
    /// `(i - j)^2` (Cohen 1968).
    Quadratic,
}

impl Weighting {
    pub(super) fn disagreement(self, row: usize, column: usize) -> u32 {
        let distance = u32::try_from(row.abs_diff(column)).unwrap_or(u32::MAX);
        match self {
            Self::Unweighted => u32::from(distance > 0),
            Self::Linear => distance,
            Self::Quadratic => distance.saturating_mul(distance),
        }
    }
}

/// An interval; what made it says at which level and how.
///
/// One from an approximation by a distribution is not cut at -1 or 1, as in statsmodels: a limit past
/// them says that the sample is too small for the approximation. irrCAC cuts it at 1.
/// [`clipped`](Self::clipped) is for showing it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// The lower limit.
    pub lower: f64,
    /// The upper limit.
    pub upper: f64,
}

impl Interval {
    /// The part of the interval from -1 to 1, where agreement can lie: for tables and drawings.
    ///
    /// ```
    /// use kappa_metrics::Interval;
    ///
    /// let interval = Interval { lower: 0.4, upper: 1.2 };
    /// assert_eq!(interval.clipped(), Interval { lower: 0.4, upper: 1.0 });
    /// ```
    #[must_use]
    pub fn clipped(self) -> Self {
        Self {
            lower: self.lower.clamp(-1.0, 1.0),
            upper: self.upper.clamp(-1.0, 1.0),
        }
    }
}

/// Cohen's kappa of two raters, with what it is made of.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CohenKappa {
    /// `(observed - expected) / (1 - expected)`, in \[-1, 1\].
    ///
    /// [`Undefined::SingleCategory`] when both raters use one and the same category throughout;
    /// when only one rater is constant, kappa is 0.
    #[serde(serialize_with = "serialize_result")]
    pub kappa: Result<f64, Undefined>,
    /// The share of items on which the raters agree, in \[0, 1\]; with weights, partial agreement
    /// counts in part.
    pub observed_agreement: f64,
    /// The same share if both raters dealt out their categories blindly, each as often as before.
    pub expected_agreement: f64,
    /// The standard error for an interval around kappa (Fleiss, Cohen and Everitt 1969).
    #[serde(serialize_with = "serialize_result")]
    pub standard_error: Result<f64, Undefined>,
    /// The standard error if the true kappa were 0, for a test (the same paper).
    #[serde(serialize_with = "serialize_result")]
    pub null_standard_error: Result<f64, Undefined>,
    /// How many items both rated.
    pub n: u64,
    /// How disagreements were weighed.
    pub weighting: Weighting,
}

/// Cohen's kappa of two parallel lists of ratings (Cohen 1960).
///
/// # Errors
///
/// As [`ConfusionMatrix::new`].
pub fn cohen_kappa<T: Ord + Clone>(first: &[T], second: &[T]) -> Result<CohenKappa, MetricsError> {
    weighted_cohen_kappa(first, second, Weighting::Unweighted)
}

/// Cohen's weighted kappa; the scale is the labels that occur, ascending.
///
/// When a category of the scale may not occur, declare the scale with
/// [`ConfusionMatrix::with_labels`] and use [`CohenKappa::from_confusion`].
///
/// # Errors
///
/// As [`ConfusionMatrix::new`].
pub fn weighted_cohen_kappa<T: Ord + Clone>(
    first: &[T],
    second: &[T],
    weighting: Weighting,
) -> Result<CohenKappa, MetricsError> {
    let matrix = ConfusionMatrix::new(first, second)?;
    Ok(CohenKappa::from_confusion(&matrix, weighting))
}

impl<T> ConfusionMatrix<T> {
    /// Cohen's kappa of the truth and the prediction, or of the two raters: as
    /// [`CohenKappa::from_confusion`].
    #[must_use]
    pub fn cohen_kappa(&self, weighting: Weighting) -> CohenKappa {
        CohenKappa::from_confusion(self, weighting)
    }
}

impl CohenKappa {
    /// The kappa of a finished matrix.
    #[must_use]
    pub fn from_confusion<T>(matrix: &ConfusionMatrix<T>, weighting: Weighting) -> Self {
        let sums = Disagreements::new(matrix.rows().iter().map(Vec::as_slice), weighting);
        let classes = matrix.labels().len();
        let scale = weighting.disagreement(0, classes - 1).max(1);
        let n = u128::from(matrix.total());
        let most = (n * n * u128::from(scale)) as f64;
        let kappa = sums.kappa();
        let weight = |i, j| 1.0 - f64::from(weighting.disagreement(i, j)) / f64::from(scale);
        let errors = kappa.map(|kappa| StandardErrors::new(matrix, weight, kappa));
        Self {
            kappa,
            observed_agreement: 1.0 - sums.observed as f64 / most,
            expected_agreement: 1.0 - sums.expected as f64 / most,
            standard_error: errors.map(|errors| errors.around_kappa),
            null_standard_error: errors.map(|errors| errors.around_zero),
            n: matrix.total(),
            weighting,
        }
    }

    /// Kappa alone, of the rows of a table of counts.
    pub(crate) fn value<'a>(
        rows: impl Iterator<Item = &'a [u64]> + Clone,
        weighting: Weighting,
    ) -> Result<f64, Undefined> {
        Disagreements::new(rows, weighting).kappa()
    }

    /// The interval of 95%, kappa plus and minus 1.96 standard errors.
    ///
    /// It shrinks to a point when the standard error is 0: at full agreement, full disagreement,
    /// and when one rater is constant.
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

    /// The statistic for a test against a true kappa of 0: `kappa / null standard error`, normal
    /// in large samples.
    ///
    /// # Errors
    ///
    /// The reason why kappa is undefined, or [`Undefined::ZeroStandardError`].
    pub fn z_score(&self) -> Result<f64, Undefined> {
        let (kappa, error) = (self.kappa?, self.null_standard_error?);
        if error > 0.0 {
            Ok(kappa / error)
        } else {
            Err(Undefined::ZeroStandardError)
        }
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

/// Sums of disagreements over all cells, each times the square of the number of items: whole numbers
/// up to the last division, so that a kappa that should be 0.4 is 0.4, and falls in the right band.
struct Disagreements {
    observed: u128,
    expected: u128,
}

impl Disagreements {
    fn new<'a>(rows: impl Iterator<Item = &'a [u64]> + Clone, weighting: Weighting) -> Self {
        let row_totals: Vec<u64> = rows.clone().map(|row| row.iter().sum()).collect();
        let mut columns = vec![0; row_totals.len()];
        for row in rows.clone() {
            columns
                .iter_mut()
                .zip(row)
                .for_each(|(total, count)| *total += count);
        }
        let n: u128 = row_totals.iter().map(|total| u128::from(*total)).sum();
        let (mut observed, mut expected) = (0, 0);
        for (i, row) in rows.enumerate() {
            for (j, count) in row.iter().enumerate() {
                let disagreement = u128::from(weighting.disagreement(i, j));
                observed += disagreement * u128::from(*count) * n;
                expected += disagreement * u128::from(row_totals[i]) * u128::from(columns[j]);
            }
        }
        Self { observed, expected }
    }

    fn kappa(&self) -> Result<f64, Undefined> {
        if self.expected == 0 {
            return Err(Undefined::SingleCategory);
        }
        Ok(difference(self.expected, self.observed) / self.expected as f64)
    }
}

#[derive(Clone, Copy)]
pub(super) struct StandardErrors {
    pub(super) around_kappa: f64,
    pub(super) around_zero: f64,
}

impl StandardErrors {
    /// Fleiss, Cohen and Everitt (1969), eq. 9 and 13, for agreement weights `w`, cell shares `p`
    /// and margins `r`, `c`. With `a_i = sum_j w_ij c_j` and `b_j = sum_i w_ij r_i`:
    ///
    /// - around kappa: the variance of `w_ij - (a_i + b_j) (1 - kappa)` under `p_ij`,
    /// - around zero: the variance of `w_ij - (a_i + b_j)` under `r_i c_j`,
    ///
    /// each over `n (1 - expected)^2`. The paper subtracts the square of the mean from the mean
    /// square, `kappa - pe (1 - kappa)` and `-pe` being the means; a sum of squared deviations is
    /// the same and cannot fall below 0 by rounding.
    pub(super) fn new<T>(
        matrix: &ConfusionMatrix<T>,
        agreement: impl Fn(usize, usize) -> f64,
        kappa: f64,
    ) -> Self {
        let (rows, columns) = (matrix.row_totals(), matrix.column_totals());
        if rows.contains(&matrix.total()) || columns.contains(&matrix.total()) {
            // Against a constant rater every deviation is 0; rounding must not make it less so.
            return Self {
                around_kappa: 0.0,
                around_zero: 0.0,
            };
        }
        let n = matrix.total() as f64;
        let share = |count: &u64| *count as f64 / n;
        let rows: Vec<f64> = rows.iter().map(share).collect();
        let columns: Vec<f64> = columns.iter().map(share).collect();
        let classes = rows.len();
        let row_means: Vec<f64> = (0..classes)
            .map(|i| (0..classes).map(|j| agreement(i, j) * columns[j]).sum())
            .collect();
        let column_means: Vec<f64> = (0..classes)
            .map(|j| (0..classes).map(|i| agreement(i, j) * rows[i]).sum())
            .collect();
        let expected: f64 = rows.iter().zip(&row_means).map(|(r, a)| r * a).sum();

        let (mut around_kappa, mut around_zero) = (0.0, 0.0);
        for (i, counts) in matrix.rows().iter().enumerate() {
            for (j, count) in counts.iter().enumerate() {
                let (weight, means) = (agreement(i, j), row_means[i] + column_means[j]);
                let deviation = weight - means * (1.0 - kappa) - (kappa - expected * (1.0 - kappa));
                around_kappa += share(count) * deviation * deviation;
                let deviation = weight - means + expected;
                around_zero += rows[i] * columns[j] * deviation * deviation;
            }
        }
        let denominator = n.sqrt() * (1.0 - expected);
        Self {
            around_kappa: around_kappa.sqrt() / denominator,
            around_zero: around_zero.sqrt() / denominator,
        }
    }
}
