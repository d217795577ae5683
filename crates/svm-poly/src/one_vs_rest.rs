//! One value a class, made from the values of the pairs.

use crate::multiclass::pairs;
use crate::{Samples, Svm, SvmError};

impl Svm {
    /// One decision value for each class, row by row: `rows * classes` numbers, in the order
    /// of [`classes`](Self::classes).
    ///
    /// The value of a class is the number of its pairs that it wins, plus
    /// `s / (3 (|s| + 1))` of the sum `s` of its decision values in them, which lies between
    /// -1/3 and 1/3: it orders equal votes and turns no others. These are the numbers of
    /// scikit-learn's `decision_function_shape="ovr"`, which gives two classes one value, where
    /// this function gives two.
    ///
    /// The largest value of a row belongs to the class that [`predict`](Self::predict) gives,
    /// except among equal votes: there `predict` follows libsvm and takes the first class,
    /// these values the larger sum. A pair decided by exactly 0 counts for its first class here,
    /// as in scikit-learn, and for its second in `predict`, as in libsvm.
    ///
    /// ```
    /// use svm_poly::{Samples, Svm, SvmError, SvmParams};
    ///
    /// let x = Samples::f64(&[0.0, 1.0, 4.0, 5.0, 9.0, 10.0], 6, 1)?;
    /// let svm = Svm::fit(x, &[0, 0, 1, 1, 2, 2], &SvmParams::default().with_degree(1))?;
    /// let values = svm.one_vs_rest_values(Samples::f64(&[0.5], 1, 1)?)?;
    /// assert!(values[0] > 2.0 && values[1] < values[0] && values[2] < values[1]);
    /// # Ok::<(), SvmError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`SvmError::FeatureCount`].
    pub fn one_vs_rest_values(&self, x: Samples<'_>) -> Result<Vec<f64>, SvmError> {
        let decisions = self.decision_values(x)?;
        let classes = self.classes().len();
        let mut values = Vec::with_capacity(x.rows() * classes);
        for row in decisions.chunks_exact(self.intercepts().len()) {
            let (mut votes, mut sums) = (vec![0.0; classes], vec![0.0; classes]);
            for ((first, second), decision) in pairs(classes).zip(row) {
                votes[if *decision >= 0.0 { first } else { second }] += 1.0;
                sums[first] += decision;
                sums[second] -= decision;
            }
            let transformed = |s: f64| s / (3.0 * (s.abs() + 1.0));
            values.extend((votes.iter().zip(sums)).map(|(vote, sum)| vote + transformed(sum)));
        }
        Ok(values)
    }
}
