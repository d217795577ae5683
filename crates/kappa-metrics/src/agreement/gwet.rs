use crate::Undefined;
use crate::agreement::coefficient::Chance;
use crate::agreement::{AgreementCoefficient, RatingTable, Weighting};

/// Gwet's AC1 (2008): [`gwet_ac2`] where every disagreement counts the same.
///
/// Chance is `sum_k p_k (1 - p_k) / (q - 1)` for the mean shares `p` of the `q` categories, so that
/// very uneven categories do not pull it up as they do in kappa. In \[-1, 1\].
///
/// Undefined ([`Undefined::SingleCategory`]) when there is only one category. One of several
/// declared categories used throughout gives 1.
#[must_use]
pub fn gwet_ac1(table: &RatingTable) -> AgreementCoefficient {
    gwet_ac2(table, Weighting::Unweighted)
}

/// Gwet's AC2 (2014): AC1 for categories on a scale.
///
/// Chance is `sum_kl w_kl / (q (q - 1)) sum_k p_k (1 - p_k)`. At most 1; with three categories or
/// more it can fall below -1, since weighted chance can pass one half.
///
/// Undefined as [`gwet_ac1`].
#[must_use]
pub fn gwet_ac2(table: &RatingTable, weighting: Weighting) -> AgreementCoefficient {
    table.coefficient(weighting, || {
        if table.categories < 2 {
            return Chance::undefined(Undefined::SingleCategory);
        }
        let categories = table.categories as f64;
        let scale = table.total_weight(weighting) / (categories * (categories - 1.0));
        let shares = table.category_shares();
        let spread: f64 = shares.iter().map(|share| share * (1.0 - share)).sum();
        let met: Vec<f64> = shares.iter().map(|share| scale * (1.0 - share)).collect();
        Chance {
            expected: Ok(scale * spread),
            by_item: table.means_by_item(&met),
        }
    })
}
