use crate::Undefined;
use crate::agreement::coefficient::Chance;
use crate::agreement::table::MISSING;
use crate::agreement::{AgreementCoefficient, RatingTable, Weighting};

/// Conger's kappa (1980): Cohen's for several raters, and Cohen's itself for two.
///
/// Chance is the mean, over all pairs of raters `g` and `h`, of `sum_kl w_kl p_gk p_hl`, where each
/// rater keeps shares of the categories of their own. Raters without a rating are left out. At most
/// 1; with two raters, none missing, at least -1.
///
/// Undefined ([`Undefined::SingleCategory`]) when all ratings name one category.
#[must_use]
pub fn conger_kappa(table: &RatingTable, weighting: Weighting) -> AgreementCoefficient {
    table.coefficient(weighting, || {
        if table.is_constant() {
            return Chance::undefined(Undefined::SingleCategory);
        }
        chance(table, weighting)
    })
}

/// One rater who has rated something.
struct Rater {
    index: usize,
    ratings: f64,
    shares: Vec<f64>,
    /// What each category agrees with among the ratings of all other raters, summed.
    met: Vec<f64>,
    /// The mean of `met` over the rater's own shares.
    mean: f64,
}

fn chance(table: &RatingTable, weighting: Weighting) -> Chance {
    let mut raters = active_raters(table);
    let mut pooled = vec![0.0; table.categories];
    for rater in &raters {
        for (sum, share) in pooled.iter_mut().zip(&rater.shares) {
            *sum += share;
        }
    }
    for rater in &mut raters {
        let others: Vec<f64> = pooled
            .iter()
            .zip(&rater.shares)
            .map(|(all, own)| all - own)
            .collect();
        rater.met = (0..table.categories)
            .map(|a| {
                let terms = others.iter().enumerate();
                terms
                    .map(|(b, share)| table.weight(weighting, a, b) * share)
                    .sum()
            })
            .collect();
        rater.mean = rater
            .shares
            .iter()
            .zip(&rater.met)
            .map(|(share, met)| share * met)
            .sum();
    }
    let pairs = (raters.len() * (raters.len() - 1)) as f64;
    // Gwet 2014, as the package irrCAC has it: a rater's share of a category is a ratio of two counts, and an item
    // moves both; `present - rated share` is its pull on the lower one.
    let items = table.rated_items() as f64;
    let by_item = table.rows().map(|item| {
        let terms = raters.iter().map(|rater| {
            let rating = item.ratings[rater.index];
            let (met, present) = match rating {
                MISSING => (0.0, 0.0),
                category => (rater.met[category as usize], 1.0),
            };
            let pull = present - rater.ratings / items;
            (met - pull * rater.mean) * items / rater.ratings
        });
        terms.sum::<f64>() / pairs
    });
    Chance {
        by_item: by_item.collect(),
        expected: Ok(raters.iter().map(|rater| rater.mean).sum::<f64>() / pairs),
    }
}

fn active_raters(table: &RatingTable) -> Vec<Rater> {
    let mut counts = vec![vec![0_u64; table.categories]; table.raters];
    for item in table.rows() {
        for (counts, category) in counts.iter_mut().zip(item.ratings) {
            if *category != MISSING {
                counts[*category as usize] += item.repeats;
            }
        }
    }
    let mut raters = Vec::new();
    for (index, counts) in counts.iter().enumerate() {
        let ratings: u64 = counts.iter().sum();
        if ratings > 0 {
            let ratings = ratings as f64;
            raters.push(Rater {
                index,
                ratings,
                shares: counts.iter().map(|count| *count as f64 / ratings).collect(),
                met: Vec::new(),
                mean: 0.0,
            });
        }
    }
    raters
}
