use std::fmt;

use serde::Serialize;

use crate::classification::ClassCounts;
use crate::error::ScoreKind;
use crate::{ConfusionMatrix, MetricsError, Undefined};

/// What stands in a report for a score that divides 0 by 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ZeroDivision {
    /// 0, as scikit-learn does unless told otherwise.
    #[default]
    Zero,
    /// 1.
    One,
    /// Nothing: the report is refused with [`MetricsError::UndefinedScore`].
    Refuse,
}

/// Precision, recall and F1 of each class and their averages, as scikit-learn's
/// `classification_report`, with the measures that it leaves out.
///
/// [`Display`](fmt::Display) writes scikit-learn's text; a precision, `{:.4}`, sets the digits.
/// All scores lie in \[0, 1\], the higher the better, save [`mcc`](Self::mcc).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ClassificationReport {
    /// The classes, in the order of the labels.
    pub classes: Vec<ClassRow>,
    /// The share of right predictions.
    pub accuracy: f64,
    /// The plain means over the classes. Its `f1` is the **mean of the F1s**, scikit-learn's macro F1.
    pub macro_avg: AverageRow,
    /// The scores of the pooled counts; with one label an item, all three equal the accuracy.
    pub micro_avg: AverageRow,
    /// The means over the classes, weighted by support.
    pub weighted_avg: AverageRow,
    /// The **harmonic mean of macro precision and macro recall**, the other measure called macro
    /// F1 (eq. 2.16 of the SARA study); 0 when both are 0. Never below the mean of the F1s.
    pub macro_f1_harmonic: f64,
    /// The mean recall of the classes that occur in the truth.
    pub balanced_accuracy: f64,
    /// Matthews' correlation, in \[-1, 1\]; `None` when all truths or all predictions name one class,
    /// as [`ConfusionMatrix::matthews_correlation`] says.
    pub mcc: Option<f64>,
    /// How undefined scores were dealt with.
    pub zero_division: ZeroDivision,
    /// The undefined scores that were replaced.
    pub replaced: Vec<ReplacedScore>,
}

/// The scores of one class.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ClassRow {
    /// The class, as it is displayed.
    pub label: String,
    /// The share of its predictions that are right.
    pub precision: f64,
    /// The share of its items that are found.
    pub recall: f64,
    /// The harmonic mean of precision and recall.
    pub f1: f64,
    /// How many items truly have it.
    pub support: u64,
}

/// One kind of average over the classes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct AverageRow {
    /// Average precision.
    pub precision: f64,
    /// Average recall.
    pub recall: f64,
    /// Average F1.
    pub f1: f64,
    /// How many items there are.
    pub support: u64,
}

/// A score that was undefined and has been replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ReplacedScore {
    /// The class, as it is displayed.
    pub label: String,
    /// Which score.
    pub score: ScoreKind,
    /// Why it was undefined.
    pub reason: Undefined,
}

impl ClassificationReport {
    /// Compares two parallel lists of labels.
    ///
    /// # Errors
    ///
    /// As [`ConfusionMatrix::new`], and [`MetricsError::UndefinedScore`] under
    /// [`ZeroDivision::Refuse`].
    pub fn new<T: Ord + Clone + fmt::Display>(
        truth: &[T],
        predicted: &[T],
        zero_division: ZeroDivision,
    ) -> Result<Self, MetricsError> {
        Self::from_confusion(&ConfusionMatrix::new(truth, predicted)?, zero_division)
    }

    /// Reports on a finished matrix, such as one over a declared set of labels.
    ///
    /// # Errors
    ///
    /// [`MetricsError::UndefinedScore`] under [`ZeroDivision::Refuse`].
    pub fn from_confusion<T: fmt::Display>(
        matrix: &ConfusionMatrix<T>,
        zero_division: ZeroDivision,
    ) -> Result<Self, MetricsError> {
        let mut replaced = Vec::new();
        let mut classes = Vec::with_capacity(matrix.labels().len());
        for (label, counts) in matrix.labels().iter().zip(matrix.class_counts()) {
            classes.push(ClassRow::new(label, &counts, zero_division, &mut replaced)?);
        }
        let support = matrix.total();
        let accuracy = matrix.accuracy();
        let macro_avg = AverageRow::mean(&classes, |_| 1, support);
        Ok(Self {
            accuracy,
            macro_avg,
            micro_avg: AverageRow {
                precision: accuracy,
                recall: accuracy,
                f1: accuracy,
                support,
            },
            weighted_avg: AverageRow::mean(&classes, |class| class.support, support),
            macro_f1_harmonic: harmonic_mean(macro_avg.precision, macro_avg.recall),
            balanced_accuracy: matrix.balanced_accuracy(),
            mcc: matrix.matthews_correlation().ok(),
            zero_division,
            classes,
            replaced,
        })
    }
}

/// Two measures go by the name of macro F1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MacroF1 {
    /// The mean of the F1s of the classes, as scikit-learn has it.
    MeanOfF1s,
    /// The F1 of mean precision and mean recall, their harmonic mean; never the lower of the two.
    F1OfMeans,
}

impl ClassificationReport {
    /// The macro F1 of the name given, in \[0, 1\].
    #[must_use]
    pub fn macro_f1(&self, kind: MacroF1) -> f64 {
        match kind {
            MacroF1::MeanOfF1s => self.macro_avg.f1,
            MacroF1::F1OfMeans => self.macro_f1_harmonic,
        }
    }
}

impl ClassRow {
    fn new(
        label: &impl fmt::Display,
        counts: &ClassCounts,
        zero_division: ZeroDivision,
        replaced: &mut Vec<ReplacedScore>,
    ) -> Result<Self, MetricsError> {
        let label = label.to_string();
        let mut settle = |score, value: Result<f64, Undefined>| {
            let reason = match value {
                Ok(value) => return Ok(value),
                Err(reason) => reason,
            };
            let label = label.clone();
            let replacement = match zero_division {
                ZeroDivision::Zero => 0.0,
                ZeroDivision::One => 1.0,
                ZeroDivision::Refuse => {
                    return Err(MetricsError::UndefinedScore {
                        score,
                        label,
                        reason,
                    });
                }
            };
            replaced.push(ReplacedScore {
                label,
                score,
                reason,
            });
            Ok(replacement)
        };
        Ok(Self {
            precision: settle(ScoreKind::Precision, counts.precision())?,
            recall: settle(ScoreKind::Recall, counts.recall())?,
            f1: settle(ScoreKind::F1, counts.f1())?,
            support: counts.support,
            label,
        })
    }
}

impl AverageRow {
    fn mean(classes: &[ClassRow], weight: impl Fn(&ClassRow) -> u64, support: u64) -> Self {
        let weights: u64 = classes.iter().map(&weight).sum();
        let mean = |score: fn(&ClassRow) -> f64| {
            let weighted = classes.iter().map(|c| weight(c) as f64 * score(c));
            weighted.sum::<f64>() / weights as f64
        };
        Self {
            precision: mean(|class| class.precision),
            recall: mean(|class| class.recall),
            f1: mean(|class| class.f1),
            support,
        }
    }
}

/// 0 when both are 0: the mean never exceeds twice the smaller one, so 0 is its limit there.
fn harmonic_mean(a: f64, b: f64) -> f64 {
    if a + b > 0.0 {
        2.0 * a * b / (a + b)
    } else {
        0.0
    }
}

impl fmt::Display for ClassificationReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = f.precision().unwrap_or(2);
        let lengths = self.classes.iter().map(|row| row.label.chars().count());
        let width = lengths.fold("weighted avg".len().max(digits), usize::max);
        writeln!(
            f,
            "{:>width$}  {:>9} {:>9} {:>9} {:>9}\n",
            "", "precision", "recall", "f1-score", "support"
        )?;
        for row in &self.classes {
            let scores = [row.precision, row.recall, row.f1];
            write_row(f, &row.label, width, digits, scores, row.support)?;
        }
        writeln!(f)?;
        let (accuracy, support) = (self.accuracy, self.macro_avg.support);
        writeln!(
            f,
            "{:>width$}  {:>9} {:>9} {accuracy:>9.digits$} {support:>9}",
            "accuracy", "", ""
        )?;
        for (name, row) in [
            ("macro avg", self.macro_avg),
            ("weighted avg", self.weighted_avg),
        ] {
            let scores = [row.precision, row.recall, row.f1];
            write_row(f, name, width, digits, scores, row.support)?;
        }
        Ok(())
    }
}

fn write_row(
    f: &mut fmt::Formatter<'_>,
    label: &str,
    width: usize,
    digits: usize,
    scores: [f64; 3],
    support: u64,
) -> fmt::Result {
    let [precision, recall, f1] = scores;
    writeln!(
        f,
        "{label:>width$}  {precision:>9.digits$} {recall:>9.digits$} {f1:>9.digits$} {support:>9}"
    )
}
