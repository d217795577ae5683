use crate::{ConfusionMatrix, Undefined};

/// The counts of one class, and the scores that follow from them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClassCounts {
    /// Items of the class that are predicted as such.
    pub true_positives: u64,
    /// Items predicted as the class.
    pub predicted: u64,
    /// Items of the class.
    pub support: u64,
}

impl ClassCounts {
    /// `true positives / predicted`, in \[0, 1\].
    ///
    /// # Errors
    ///
    /// [`Undefined::NeverPredicted`].
    pub fn precision(&self) -> Result<f64, Undefined> {
        ratio(self.true_positives, self.predicted).ok_or(Undefined::NeverPredicted)
    }

    /// `true positives / support`, in \[0, 1\].
    ///
    /// # Errors
    ///
    /// [`Undefined::NeverTrue`].
    pub fn recall(&self) -> Result<f64, Undefined> {
        ratio(self.true_positives, self.support).ok_or(Undefined::NeverTrue)
    }

    /// `2 true positives / (predicted + support)`, in \[0, 1\].
    ///
    /// It is the harmonic mean of precision and recall where both exist, and 0, not undefined,
    /// where only one of them does: scikit-learn reads it so as well.
    ///
    /// # Errors
    ///
    /// [`Undefined::AbsentClass`].
    pub fn f1(&self) -> Result<f64, Undefined> {
        ratio(2 * self.true_positives, self.predicted + self.support).ok_or(Undefined::AbsentClass)
    }
}

fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

impl<T> ConfusionMatrix<T> {
    /// The counts of each class, in the order of the labels.
    #[must_use]
    pub fn class_counts(&self) -> Vec<ClassCounts> {
        let totals = self.row_totals().into_iter().zip(self.column_totals());
        self.rows()
            .iter()
            .zip(totals)
            .enumerate()
            .map(|(class, (row, (support, predicted)))| ClassCounts {
                true_positives: row[class],
                predicted,
                support,
            })
            .collect()
    }

    /// The share of items on which truth and prediction agree, in \[0, 1\].
    #[must_use]
    pub fn accuracy(&self) -> f64 {
        self.agreements() as f64 / self.total() as f64
    }

    /// The mean recall over the classes that occur in the truth, in \[0, 1\].
    ///
    /// Classes that are never true have no recall and are left out, as in scikit-learn.
    #[must_use]
    pub fn balanced_accuracy(&self) -> f64 {
        let counts = self.class_counts();
        let recalls: Vec<f64> = counts.iter().filter_map(|c| c.recall().ok()).collect();
        recalls.iter().sum::<f64>() / recalls.len() as f64
    }

    /// Matthews' correlation coefficient for any number of classes (Gorodkin 2004), in \[-1, 1\]:
    /// `(n c - sum t p) / sqrt((n^2 - sum p^2) (n^2 - sum t^2))` with `c` agreements and, class by
    /// class, `t` truths and `p` predictions.
    ///
    /// # Errors
    ///
    /// [`Undefined::ConstantLabels`], where scikit-learn gives 0.
    pub fn matthews_correlation(&self) -> Result<f64, Undefined> {
        let n = i128::from(self.total());
        let (mut chance, mut truths, mut predictions) = (0, 0, 0);
        for class in self.class_counts() {
            let (truth, predicted) = (i128::from(class.support), i128::from(class.predicted));
            chance += truth * predicted;
            truths += truth * truth;
            predictions += predicted * predicted;
        }
        let (truth_spread, predicted_spread) = (n * n - truths, n * n - predictions);
        if truth_spread == 0 || predicted_spread == 0 {
            return Err(Undefined::ConstantLabels);
        }
        let covariance = (n * i128::from(self.agreements()) - chance) as f64;
        // One root for each factor: their product can pass 2^53 and lose digits.
        let spread = (truth_spread as f64).sqrt() * (predicted_spread as f64).sqrt();
        Ok((covariance / spread).clamp(-1.0, 1.0))
    }
}
