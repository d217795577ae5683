use crate::Undefined;
use crate::agreement::coefficient::Chance;
use crate::agreement::{AgreementCoefficient, RatingTable, Weighting};

/// Scott's pi (1955) of two raters; with more, its generalisation by Fleiss (1971).
///
/// Chance is two ratings drawn from one pool: `sum_kl w_kl p_k p_l` for the mean shares `p` of the
/// categories. Unlike Cohen's kappa it takes the raters for interchangeable. At most 1, and at least
/// `-1 / (raters - 1)` unweighted with no rating missing.
///
/// Undefined ([`Undefined::SingleCategory`]) when all ratings name one category.
#[must_use]
pub fn scott_pi(table: &RatingTable, weighting: Weighting) -> AgreementCoefficient {
    table.coefficient(weighting, || {
        if table.is_constant() {
            return Chance::undefined(Undefined::SingleCategory);
        }
        let shares = table.category_shares();
        let weighted = |a| -> f64 {
            let terms = shares.iter().enumerate();
            terms
                .map(|(b, share)| table.weight(weighting, a, b) * share)
                .sum()
        };
        let met: Vec<f64> = (0..table.categories).map(weighted).collect();
        Chance {
            expected: Ok(shares
                .iter()
                .zip(&met)
                .map(|(share, met)| share * met)
                .sum()),
            by_item: table.means_by_item(&met),
        }
    })
}
