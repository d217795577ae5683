//! Which rows are held out together.

use crate::SvmError;

/// Each row belongs to one fold: it is predicted by a machine fitted without that fold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folds {
    assignment: Vec<usize>,
    count: usize,
}

impl Folds {
    /// The fold of each row, from 0 on.
    ///
    /// # Errors
    ///
    /// [`SvmError::TooFewFolds`], and [`SvmError::EmptyFold`] where no row is in a fold
    /// below the largest.
    pub fn given(assignment: Vec<usize>) -> Result<Self, SvmError> {
        // More folds than rows leave one empty: the first `rows` numbers show which.
        let count = assignment
            .iter()
            .max()
            .map_or(0, |largest| largest.saturating_add(1));
        let mut seen = vec![false; count.min(assignment.len().saturating_add(1))];
        for &fold in &assignment {
            if let Some(seen) = seen.get_mut(fold) {
                *seen = true;
            }
        }
        if let Some(fold) = seen.iter().position(|seen| !seen) {
            return Err(SvmError::EmptyFold { fold });
        }
        if count < 2 {
            return Err(SvmError::TooFewFolds { value: count });
        }
        Ok(Self { assignment, count })
    }

    /// `count` folds that hold nearly as many rows each, and nearly as many of each
    /// class. Rows of a class are shuffled by `SplitMix64` (Steele, Lea and Flood,
    /// OOPSLA 2014) from the seed, then dealt in turn; the next class goes on where the
    /// last one ended.
    ///
    /// ```
    /// use svm_poly::{SvmError, selection::Folds};
    ///
    /// let folds = Folds::stratified(&[0, 0, 0, 1, 1, 1], 3, 7)?;
    /// assert_eq!(folds.count(), 3);
    /// assert_eq!(folds.rows(0).len(), 2);
    /// # Ok::<(), SvmError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`SvmError::TooFewFolds`] or [`SvmError::TooManyFolds`].
    pub fn stratified(y: &[i64], count: usize, seed: u64) -> Result<Self, SvmError> {
        if count < 2 {
            return Err(SvmError::TooFewFolds { value: count });
        }
        if count > y.len() {
            return Err(SvmError::TooManyFolds {
                folds: count,
                rows: y.len(),
            });
        }
        let mut rows: Vec<usize> = (0..y.len()).collect();
        rows.sort_by_key(|&row| y[row]);
        let mut random = SplitMix64 { state: seed };
        for class in rows.chunk_by_mut(|&a, &b| y[a] == y[b]) {
            for last in (1..class.len()).rev() {
                class.swap(last, random.below(last + 1));
            }
        }
        let mut assignment = vec![0; y.len()];
        for (turn, row) in rows.into_iter().enumerate() {
            assignment[row] = turn % count;
        }
        Ok(Self { assignment, count })
    }

    /// How many folds there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// The fold of each row.
    #[must_use]
    pub fn assignment(&self) -> &[usize] {
        &self.assignment
    }

    /// The rows of a fold, in rising order.
    #[must_use]
    pub fn rows(&self, fold: usize) -> Vec<usize> {
        let rows = self.assignment.iter().enumerate();
        rows.filter(|(_, of_row)| **of_row == fold)
            .map(|(row, _)| row)
            .collect()
    }
}

struct SplitMix64 {
    state: u64,
}

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`, by the high half of a product: the bias is below
    /// `bound / 2^64`.
    fn below(&mut self, bound: usize) -> usize {
        let product = u128::from(self.next()) * bound as u128;
        usize::try_from(product >> 64).expect("the high half is below the bound")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_splitmix64() {
        // The first numbers from seed 1234567 of the authors' code.
        let mut random = SplitMix64 { state: 1_234_567 };
        let numbers: Vec<u64> = (0..3).map(|_| random.next()).collect();
        assert_eq!(
            numbers,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }

    #[test]
    fn folds_hold_nearly_equal_parts_of_each_class() {
        let y: Vec<i64> = (0..103).map(|row| [5, 5, -1, 9, 5][row % 5]).collect();
        let folds = Folds::stratified(&y, 4, 1).unwrap();
        assert_eq!(folds, Folds::stratified(&y, 4, 1).unwrap());
        assert_ne!(folds, Folds::stratified(&y, 4, 2).unwrap());
        for class in [None, Some(5), Some(-1), Some(9)] {
            let sizes: Vec<usize> = (0..4)
                .map(|fold| {
                    let rows = folds.rows(fold);
                    rows.iter()
                        .filter(|&&row| class.is_none_or(|class| y[row] == class))
                        .count()
                })
                .collect();
            let (least, most) = (sizes.iter().min().unwrap(), sizes.iter().max().unwrap());
            assert!(most - least <= 1, "{class:?} {sizes:?}");
        }
    }
}
