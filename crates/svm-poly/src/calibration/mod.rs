//! Class probabilities from decision values.

mod coupling;
mod platt;

use crate::SvmError;
use crate::multiclass::{pair_count, pair_index, pairs};

pub use platt::PlattScaling;

/// Pair probabilities are kept this far from 0 and 1, as in libsvm: coupling divides by sums
/// of them.
const LEAST_PROBABILITY: f64 = 1e-7;

/// Turns the decision values of an [`Svm`](crate::Svm) into class probabilities: a
/// [`PlattScaling`] for each pair of classes, then the coupling of pairs of T.-F. Wu, C.-J. Lin
/// and R. C. Weng, "Probability estimates for multi-class classification by pairwise coupling",
/// JMLR 5 (2004), 975-1005, their second method. libsvm and scikit-learn's
/// `SVC(probability=True)` use both.
///
/// It is fitted apart from the model, on decision values of rows that the model has **not**
/// seen: held out, or from cross-validation. On rows of the fit, decision values lie farther
/// apart than on new ones, and probabilities come out too sure.
///
/// # The most probable class need not be the predicted one
///
/// [`Svm::predict`](crate::Svm::predict) counts the signs of decision values;
/// probabilities weigh their sizes, moved by the intercepts of the scalings, which follow the
/// shares of the classes among the rows of the calibration. Where the two differ on a row,
/// neither is wrong: they answer different questions. A program that shows both should choose
/// the class by one of the two rules throughout.
///
/// ```
/// use svm_poly::{Calibrator, SvmError};
///
/// // Decision values of two classes on rows that were held out, and their labels.
/// let calibrator = Calibrator::fit(&[2.0, 1.0, -0.5, 0.5, -1.0, -2.0], &[0, 0, 0, 1, 1, 1], &[0, 1])?;
/// let probabilities = calibrator.probabilities(&[1.5, 0.0, -1.5])?;
/// assert!(probabilities[0] > 0.7 && (probabilities[2] - 0.5).abs() < 0.1 && probabilities[5] > 0.7);
/// assert!((probabilities[0] + probabilities[1] - 1.0).abs() < 1e-12);
/// # Ok::<(), SvmError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Record"))]
pub struct Calibrator {
    classes: Vec<i64>,
    scalings: Vec<PlattScaling>,
}

/// What a stored calibrator holds, before it is checked.
#[cfg(feature = "serde")]
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    classes: Vec<i64>,
    scalings: Vec<PlattScaling>,
}

#[cfg(feature = "serde")]
impl TryFrom<Record> for Calibrator {
    type Error = SvmError;

    fn try_from(record: Record) -> Result<Self, SvmError> {
        Self::from_scalings(&record.classes, record.scalings)
    }
}

impl Calibrator {
    /// Fits a scaling for each pair of `classes`, which are sorted.
    ///
    /// `decision_values` are laid out as [`Svm::decision_values`](crate::Svm::decision_values)
    /// gives them: a row for each label, one value a pair. A pair is fitted on the rows of its
    /// two classes.
    ///
    /// # Errors
    ///
    /// [`SvmError::UnsortedClasses`], [`SvmError::DecisionCount`],
    /// [`SvmError::NonFiniteDecision`], [`SvmError::UnknownLabel`] or
    /// [`SvmError::NothingToCalibrate`].
    pub fn fit(decision_values: &[f64], labels: &[i64], classes: &[i64]) -> Result<Self, SvmError> {
        check_classes(classes)?;
        let count = pair_count(classes.len());
        check_decisions(decision_values, labels.len(), count)?;
        let mut rows = vec![Vec::new(); classes.len()];
        for (row, &label) in labels.iter().enumerate() {
            let class = (classes.binary_search(&label))
                .map_err(|_| SvmError::UnknownLabel { row, label })?;
            rows[class].push(row);
        }
        if let Some(empty) = rows.iter().position(Vec::is_empty) {
            let class = classes[empty];
            return Err(SvmError::NothingToCalibrate { class });
        }
        let scalings = (pairs(classes.len()).enumerate())
            .map(|(pair, (first, second))| {
                let of = |class: usize| -> Vec<f64> {
                    let of_class = rows[class].iter();
                    of_class
                        .map(|row| decision_values[row * count + pair])
                        .collect()
                };
                PlattScaling::solve(&of(first), &of(second))
            })
            .collect();
        Ok(Self {
            classes: classes.to_vec(),
            scalings,
        })
    }

    /// A calibrator from scalings that are known: one for each pair of the sorted `classes`, in
    /// the order of [`Svm::pairs`](crate::Svm::pairs).
    ///
    /// # Errors
    ///
    /// [`SvmError::UnsortedClasses`], [`SvmError::ScalingCount`] or
    /// [`SvmError::NonFiniteScaling`].
    pub fn from_scalings(classes: &[i64], scalings: Vec<PlattScaling>) -> Result<Self, SvmError> {
        check_classes(classes)?;
        let expected = pair_count(classes.len());
        if scalings.len() != expected {
            return Err(SvmError::ScalingCount {
                expected,
                got: scalings.len(),
            });
        }
        if let Some(pair) = (scalings.iter()).position(|s| !s.is_finite()) {
            return Err(SvmError::NonFiniteScaling { pair });
        }
        Ok(Self {
            classes: classes.to_vec(),
            scalings,
        })
    }

    /// The probability of each class, row by row: `rows * classes` numbers in the order of
    /// [`classes`](Self::classes); a row adds up to 1. `decision_values` are those of
    /// [`Svm::decision_values`](crate::Svm::decision_values).
    ///
    /// # Errors
    ///
    /// [`SvmError::DecisionCount`] or [`SvmError::NonFiniteDecision`].
    pub fn probabilities(&self, decision_values: &[f64]) -> Result<Vec<f64>, SvmError> {
        let (classes, count) = (self.classes.len(), self.scalings.len());
        check_decisions(decision_values, decision_values.len() / count, count)?;
        let mut probabilities = Vec::with_capacity(decision_values.len() / count * classes);
        let mut of_pairs = vec![0.0; count];
        for row in decision_values.chunks_exact(count) {
            for ((p, scaling), decision) in of_pairs.iter_mut().zip(&self.scalings).zip(row) {
                let probability = scaling.probability(*decision);
                *p = probability.clamp(LEAST_PROBABILITY, 1.0 - LEAST_PROBABILITY);
            }
            if classes == 2 {
                probabilities.extend([of_pairs[0], 1.0 - of_pairs[0]]);
            } else {
                let wins = |a: usize, b: usize| match a < b {
                    true => of_pairs[pair_index(a, b, classes)],
                    false => 1.0 - of_pairs[pair_index(b, a, classes)],
                };
                probabilities.extend(coupling::couple(classes, wins));
            }
        }
        Ok(probabilities)
    }

    /// The classes, sorted.
    #[must_use]
    pub fn classes(&self) -> &[i64] {
        &self.classes
    }

    /// The scaling of each pair, in the order of [`Svm::pairs`](crate::Svm::pairs).
    #[must_use]
    pub fn scalings(&self) -> &[PlattScaling] {
        &self.scalings
    }
}

fn check_classes(classes: &[i64]) -> Result<(), SvmError> {
    if classes.len() < 2 || classes.windows(2).any(|two| two[0] >= two[1]) {
        return Err(SvmError::UnsortedClasses);
    }
    Ok(())
}

fn check_decisions(values: &[f64], rows: usize, pairs: usize) -> Result<(), SvmError> {
    if rows.checked_mul(pairs) != Some(values.len()) {
        return Err(SvmError::DecisionCount {
            rows,
            pairs,
            values: values.len(),
        });
    }
    match values.iter().position(|value| !value.is_finite()) {
        None => Ok(()),
        Some(at) => Err(SvmError::NonFiniteDecision {
            row: at / pairs,
            pair: at % pairs,
            value: values[at],
        }),
    }
}
