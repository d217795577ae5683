use serde::Serialize;

use crate::agreement::coded::CodedRatings;
use crate::agreement::matrix::pair_index;
use crate::agreement::table::MISSING;
use crate::agreement::{CohenKappa, cohen_kappa};
use crate::{MetricsError, Undefined};

/// Cohen's kappa of every pair among several raters.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PairwiseKappas {
    /// How many raters there are.
    pub raters: usize,
    /// All pairs with `first < second`: 0 and 1, 0 and 2, ..., 1 and 2, ...
    pub pairs: Vec<PairKappa>,
}

/// The agreement of two of the raters.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PairKappa {
    /// The first rater, from 0.
    pub first: usize,
    /// The second rater.
    pub second: usize,
    /// How many items were left out because one of the two ratings is missing.
    pub incomplete_items: usize,
    /// Their kappa, over the items that both rated; `None` when there is no such item.
    pub agreement: Option<CohenKappa>,
}

impl PairKappa {
    /// The kappa of the pair.
    ///
    /// # Errors
    ///
    /// [`Undefined::NoSharedItem`], or the reason why the kappa is undefined.
    pub fn kappa(&self) -> Result<f64, Undefined> {
        self.agreement.ok_or(Undefined::NoSharedItem)?.kappa
    }
}

/// Cohen's kappa of every pair of `raters`, one list of ratings for each, parallel by item.
///
/// Each pair is compared on the items that both have rated (pairwise complete), so pairs may rest
/// on different items; [`CohenKappa::n`] says on how many. For thousands of raters,
/// [`pairwise_kappa_matrix`](crate::pairwise_kappa_matrix) takes a fifth of the memory.
///
/// # Errors
///
/// [`MetricsError::TooFewRaters`], [`MetricsError::RaterLength`], [`MetricsError::Empty`] or
/// [`MetricsError::TooManyItems`].
pub fn pairwise_cohen_kappas<T: Ord>(
    raters: &[Vec<Option<T>>],
) -> Result<PairwiseKappas, MetricsError> {
    let coded = CodedRatings::new(raters)?;
    let mut pairs = Vec::new();
    for (first, own) in coded.raters.iter().enumerate() {
        for (second, other) in coded.raters.iter().enumerate().skip(first + 1) {
            let rated = own.iter().copied().zip(other.iter().copied());
            let both = rated.filter(|(a, b)| *a != MISSING && *b != MISSING);
            let (a, b): (Vec<u32>, Vec<u32>) = both.unzip();
            let agreement = match cohen_kappa(&a, &b) {
                Err(MetricsError::Empty) => None,
                result => Some(result?),
            };
            pairs.push(PairKappa {
                first,
                second,
                incomplete_items: coded.items - a.len(),
                agreement,
            });
        }
    }
    Ok(PairwiseKappas {
        raters: raters.len(),
        pairs,
    })
}

impl PairwiseKappas {
    /// The agreement of two raters, in either order; `None` for one rater with itself, and for a
    /// number that no rater has.
    #[must_use]
    pub fn get(&self, first: usize, second: usize) -> Option<&PairKappa> {
        self.pairs.get(pair_index(self.raters, first, second)?)
    }

    /// Light's kappa (1971): the mean over all pairs, in \[-1, 1\].
    ///
    /// # Errors
    ///
    /// The reason of the first pair whose kappa is undefined.
    pub fn light_kappa(&self) -> Result<f64, Undefined> {
        self.mean()
    }

    /// The mean over all pairs, which is [`light_kappa`](Self::light_kappa).
    ///
    /// # Errors
    ///
    /// The reason of the first pair whose kappa is undefined.
    pub fn mean(&self) -> Result<f64, Undefined> {
        let kappas = self.pairs.iter().map(PairKappa::kappa);
        let sum: f64 = kappas.sum::<Result<f64, Undefined>>()?;
        Ok(sum / self.pairs.len() as f64)
    }
}
