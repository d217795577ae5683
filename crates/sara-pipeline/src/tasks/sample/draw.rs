//! The draw: seeded, in proportion to the strata or the same number of each, near duplicates apart.

use super::strata::{Stratum, StratumKey};
use rand::seq::SliceRandom;
use rand::{SeedableRng, rngs::ChaCha8Rng};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};
use tweet_reader::Duplicates;

/// Streams of the generator, so that no draw says anything about another.
const STRATA: u64 = 2;
const FIRST_EXPERT: u64 = 16;

/// The rows drawn.
#[derive(Debug)]
pub(super) struct Draw {
    /// Row numbers, ascending.
    pub(super) rows: Vec<usize>,
    /// In the order of their keys.
    pub(super) strata: Vec<Stratum>,
    /// Rows whose turn came, and which were nearly the same as a row drawn or judged before.
    pub(super) passed_over: Vec<usize>,
}

/// How many rows each stratum gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Allocation {
    /// So many in all, in proportion to the strata.
    Proportional(usize),
    /// So many of each stratum, as far as it has them.
    Equal(usize),
}

/// Draws rows, none of them in the same chain of near duplicates as another or as one of `judged`. What that takes from a stratum other strata give if the
/// allocation is in proportion; then there are fewer rows than asked for only where no other is left.
pub(super) fn draw(
    strata: BTreeMap<StratumKey, Vec<usize>>,
    near: &Duplicates,
    judged: &[usize],
    allocation: Allocation,
    seed: u64,
) -> Draw {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(STRATA);
    let mut taken: HashSet<usize> = judged.iter().map(|&row| near.group(row)).collect();
    let mut waiting: Vec<Vec<usize>> = Vec::new();
    let mut found = Draw {
        rows: Vec::new(),
        strata: Vec::new(),
        passed_over: Vec::new(),
    };
    for (key, mut rows) in strata {
        rows.shuffle(&mut rng);
        found.strata.push(Stratum {
            name: key.to_string(),
            population: rows.len(),
            quota: 0,
            drawn: 0,
        });
        waiting.push(rows);
    }
    let quotas = match allocation {
        Allocation::Proportional(size) => shares(&waiting, size),
        Allocation::Equal(each) => waiting.iter().map(|rows| rows.len().min(each)).collect(),
    };
    for (stratum, &quota) in found.strata.iter_mut().zip(&quotas) {
        stratum.quota = quota;
    }
    // What near duplicates took from a stratum is dealt to the rows that still wait.
    let mut turns = quotas;
    while turns.iter().any(|&turn| turn > 0) {
        for ((stratum, rows), turn) in found.strata.iter_mut().zip(&mut waiting).zip(turns) {
            let target = stratum.drawn + turn;
            while stratum.drawn < target
                && let Some(row) = rows.pop()
            {
                if taken.insert(near.group(row)) {
                    found.rows.push(row);
                    stratum.drawn += 1;
                } else {
                    found.passed_over.push(row);
                }
            }
        }
        turns = match allocation {
            Allocation::Proportional(size) => shares(&waiting, size - found.rows.len()),
            Allocation::Equal(_) => Vec::new(),
        };
    }
    found.rows.sort_unstable();
    found.passed_over.sort_unstable();
    found
}

/// Deals `count` to lists in proportion to their lengths, never more than there is: whole parts first, the rest to the largest
/// remainders.
fn shares(lists: &[Vec<usize>], count: usize) -> Vec<usize> {
    let total: usize = lists.iter().map(Vec::len).sum();
    if total == 0 {
        return vec![0; lists.len()];
    }
    let count = count.min(total);
    let mut dealt: Vec<usize> = lists
        .iter()
        .map(|list| list.len() * count / total)
        .collect();
    let mut order: Vec<usize> = (0..lists.len()).collect();
    order.sort_by_key(|&list| (Reverse(lists[list].len() * count % total), list));
    let missing = count - dealt.iter().sum::<usize>();
    for &list in order.iter().take(missing) {
        dealt[list] += 1;
    }
    dealt
}

/// The order in which an expert, by position, reads `count` rows.
pub(super) fn reading_order(count: usize, seed: u64, expert: usize) -> Vec<usize> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(FIRST_EXPERT + expert as u64);
    let mut order: Vec<usize> = (0..count).collect();
    order.shuffle(&mut rng);
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distinct(count: usize) -> Duplicates {
        let texts: Vec<String> = (0..count)
            .map(|row| format!("baris {row} saja {row}"))
            .collect();
        Duplicates::find(texts)
    }

    fn strata() -> BTreeMap<StratumKey, Vec<usize>> {
        let rows = |range: std::ops::Range<usize>| range.collect();
        [
            ("a", rows(0..60)),
            ("b", rows(60..90)),
            ("c", rows(90..100)),
        ]
        .map(|(class, rows)| (StratumKey::of_class(class), rows))
        .into()
    }

    #[test]
    fn the_seed_decides_and_the_strata_have_their_shares() {
        let near = distinct(100);
        let drawn = |seed| draw(strata(), &near, &[], Allocation::Proportional(21), seed);
        assert_eq!(drawn(7).rows, drawn(7).rows);
        assert_ne!(drawn(7).rows, drawn(8).rows);
        let counts: Vec<usize> = drawn(7)
            .strata
            .iter()
            .map(|stratum| stratum.drawn)
            .collect();
        assert_eq!(counts, [13, 6, 2]);
        assert_eq!(drawn(7).rows.len(), 21);
    }

    #[test]
    fn what_near_duplicates_take_goes_to_other_strata() {
        // All of the first stratum is one text.
        let texts: Vec<String> = (0..100)
            .map(|row| format!("baris ke {} saja", if row < 60 { 0 } else { row }))
            .collect();
        let near = Duplicates::find(texts);
        let drawn = draw(strata(), &near, &[], Allocation::Proportional(30), 1);
        assert_eq!(drawn.rows.len(), 30);
        assert_eq!(drawn.strata[0].drawn, 1);
        assert_eq!(drawn.strata[0].quota, 18);
        // There are 41 texts; nothing more can be drawn.
        let drawn = draw(strata(), &near, &[], Allocation::Proportional(100), 1);
        assert_eq!(drawn.rows.len(), 41);
        assert_eq!(drawn.passed_over.len(), 59);
        // Nor is what was judged drawn again in another row.
        let drawn = draw(strata(), &near, &[59], Allocation::Proportional(100), 1);
        assert_eq!(drawn.strata[0].drawn, 0);
    }

    #[test]
    fn each_stratum_can_give_the_same_number() {
        let drawn = draw(strata(), &distinct(100), &[], Allocation::Equal(15), 7);
        let counts: Vec<(usize, usize)> = drawn
            .strata
            .iter()
            .map(|stratum| (stratum.quota, stratum.drawn))
            .collect();
        // The last has ten rows.
        assert_eq!(counts, [(15, 15), (15, 15), (10, 10)]);
        assert_eq!(drawn.rows.len(), 40);
    }

    #[test]
    fn every_expert_has_an_order_of_their_own() {
        let mut orders: Vec<Vec<usize>> =
            (0..3).map(|expert| reading_order(20, 5, expert)).collect();
        orders.dedup();
        assert_eq!(orders.len(), 3);
        orders[2].sort_unstable();
        assert_eq!(orders[2], (0..20).collect::<Vec<_>>());
    }
}
