use crate::Undefined;
use crate::agreement::coefficient::Chance;
use crate::agreement::{AgreementCoefficient, RatingTable, Weighting};

/// The coefficient of Brennan and Prediger (1981), also known as Bennett's S and Randolph's kappa.
///
/// Chance is a blind choice among all `q` categories: `sum_kl w_kl / q^2`, which is `1 / q`
/// unweighted. At most 1, and unweighted at least `-1 / (q - 1)`. It depends on how many categories
/// are declared, used or not.
///
/// Undefined ([`Undefined::SingleCategory`]) when there is only one category.
#[must_use]
pub fn brennan_prediger(table: &RatingTable, weighting: Weighting) -> AgreementCoefficient {
    table.coefficient(weighting, || {
        if table.categories < 2 {
            return Chance::undefined(Undefined::SingleCategory);
        }
        let categories = table.categories as f64;
        Chance {
            expected: Ok(table.total_weight(weighting) / (categories * categories)),
            by_item: Vec::new(),
        }
    })
}

/// The prevalence-adjusted and bias-adjusted kappa (Byrt, Bishop and Carlin 1993): the unweighted
/// coefficient of [`brennan_prediger`], which is `2 observed agreement - 1` with two categories.
#[must_use]
pub fn pabak(table: &RatingTable) -> AgreementCoefficient {
    brennan_prediger(table, Weighting::Unweighted)
}
