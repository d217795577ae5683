//! Dealing groups of rows to parts so that each part has its share of every class.

use crate::stages::groups::Groups;
use crate::stages::split::Draw;
use rand::seq::SliceRandom;
use rand::{SeedableRng, rngs::ChaCha8Rng};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Rows of each class, by their codes.
pub(crate) type Classes = BTreeMap<i8, Vec<usize>>;

/// How many rows of each class, in the order of their codes -1, 0 and 1.
pub(crate) type Counts = [i64; 3];

/// How many rows each class has.
pub(crate) fn count(classes: &Classes) -> Counts {
    let mut counts = Counts::default();
    for (&code, rows) in classes {
        counts[place(code)] += rows.len() as i64;
    }
    counts
}

/// The place of a class in [`Counts`].
pub(crate) fn place(code: i8) -> usize {
    usize::from((code + 1).unsigned_abs())
}

/// The rows of one group.
#[derive(Debug, Default)]
struct Cluster {
    rows: Vec<usize>,
    counts: Counts,
}

/// Deals the groups of these rows to as many parts as there are `wanted` counts. The largest group comes first, groups of a size in seeded order;
/// each goes to the part that lacks most rows of its classes. Rows are ascending in each part.
pub(crate) fn deal_groups(
    classes: &Classes,
    groups: &Groups,
    mut wanted: Vec<Counts>,
    seed: u64,
) -> Vec<Vec<usize>> {
    let mut parts = vec![Vec::new(); wanted.len()];
    for cluster in clusters(classes, groups, seed) {
        // A group counts for a part as often as it has rows of what the part lacks; equals go by all that they lack, then by their order.
        let lack = |part: &Counts| {
            let of_classes: i64 = part.iter().zip(cluster.counts).map(|(a, b)| a * b).sum();
            (of_classes, part.iter().sum::<i64>())
        };
        let most = (0..wanted.len()).max_by_key(|&part| (lack(&wanted[part]), Reverse(part)));
        let Some(part) = most else { break };
        for (lacking, given) in wanted[part].iter_mut().zip(cluster.counts) {
            *lacking -= given;
        }
        parts[part].extend(cluster.rows);
    }
    for part in &mut parts {
        part.sort_unstable();
    }
    parts
}

fn clusters(classes: &Classes, groups: &Groups, seed: u64) -> Vec<Cluster> {
    let mut found: BTreeMap<usize, Cluster> = BTreeMap::new();
    for (&code, rows) in classes {
        for &row in rows {
            let cluster = found.entry(groups.of(row)).or_default();
            cluster.rows.push(row);
            cluster.counts[place(code)] += 1;
        }
    }
    let mut clusters: Vec<Cluster> = found.into_values().collect();
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(Draw::Groups as u64);
    clusters.shuffle(&mut rng);
    clusters.sort_by_key(|cluster| Reverse(cluster.rows.len()));
    clusters
}
