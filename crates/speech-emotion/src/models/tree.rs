//! One decision tree of a forest.

use serde::{Deserialize, Serialize};

use super::storable::{Misfit, check_shares, expect};
use crate::random::SplitMix64;

/// A tree grown to its end: leaves hold one class, or rows that nothing tells apart.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tree {
    nodes: Vec<Node>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
enum Node {
    /// Rows with `value <= threshold` go to the node behind this one, others to `above`.
    Split {
        feature: usize,
        threshold: f64,
        above: usize,
    },
    /// The share of each class.
    Leaf(Vec<f64>),
}

/// What a tree is grown from.
#[derive(Debug)]
pub(super) struct Data<'a> {
    pub(super) values: &'a [f64],
    pub(super) columns: usize,
    pub(super) places: &'a [usize],
    pub(super) classes: usize,
    /// Features drawn for a split.
    pub(super) tried: usize,
}

impl Data<'_> {
    fn value(&self, row: usize, feature: usize) -> f64 {
        self.values[row * self.columns + feature]
    }
}

/// The best split of a node so far.
struct Best {
    /// Sum over both sides of squared class counts by size: the larger, the purer (Gini).
    purity: f64,
    feature: usize,
    threshold: f64,
}

impl Tree {
    /// Grows a tree on rows, of which some may occur more than once.
    pub(super) fn grow(data: &Data<'_>, rows: &mut [usize], random: &mut SplitMix64) -> Self {
        let mut tree = Self { nodes: Vec::new() };
        // Spans of rows still to be made nodes of, and the split whose upper side they are.
        let mut open: Vec<(usize, usize, Option<usize>)> = vec![(0, rows.len(), None)];
        while let Some((start, end, parent)) = open.pop() {
            let node = tree.nodes.len();
            if let Some(parent) = parent
                && let Some(Node::Split { above, .. }) = tree.nodes.get_mut(parent)
            {
                *above = node;
            }
            let span = &mut rows[start..end];
            match best_split(data, span, random) {
                Some(Best {
                    feature, threshold, ..
                }) => {
                    let below = partition(span, |row| data.value(row, feature) <= threshold);
                    tree.nodes.push(Node::Split {
                        feature,
                        threshold,
                        above: node,
                    });
                    open.push((start + below, end, Some(node)));
                    open.push((start, start + below, None));
                }
                None => tree.nodes.push(Node::Leaf(shares(data, span))),
            }
        }
        tree
    }

    /// Checks that every walk ends in a leaf: both nodes behind a split come after it.
    pub(super) fn check(&self, columns: usize, classes: usize) -> Result<(), Misfit> {
        let nodes = self.nodes.len();
        expect(nodes > 0, "trees.nodes", "at least 1", || "0".to_owned())?;
        for (at, node) in self.nodes.iter().enumerate() {
            match node {
                Node::Leaf(shares) => check_shares("trees.nodes.leaf", shares, classes)?,
                Node::Split { feature, above, .. } => {
                    let (key, limit) = ("trees.nodes.split.feature", format!("below {columns}"));
                    expect(*feature < columns, key, &limit, || feature.to_string())?;
                    let (key, limit) = (
                        "trees.nodes.split.above",
                        format!("above {} and below {nodes}", at + 1),
                    );
                    expect((at + 2..nodes).contains(above), key, &limit, || {
                        above.to_string()
                    })?;
                }
            }
        }
        Ok(())
    }

    /// The shares of the leaf that a row comes to.
    pub(super) fn shares(&self, row: &[f64]) -> &[f64] {
        let mut at = 0;
        loop {
            match &self.nodes[at] {
                Node::Leaf(shares) => return shares,
                Node::Split {
                    feature,
                    threshold,
                    above,
                } => {
                    at = if row[*feature] <= *threshold {
                        at + 1
                    } else {
                        *above
                    };
                }
            }
        }
    }
}

/// The best split among the features drawn. As in scikit-learn, features that do not vary here
/// do not count: drawing goes on until enough vary, or none is left.
fn best_split(data: &Data<'_>, rows: &[usize], random: &mut SplitMix64) -> Option<Best> {
    let counts = counts(data, rows);
    if counts.iter().filter(|count| **count > 0.0).count() < 2 {
        return None;
    }
    let mut features: Vec<usize> = (0..data.columns).collect();
    let mut sorted: Vec<(f64, usize)> = Vec::with_capacity(rows.len());
    let mut best: Option<Best> = None;
    let mut tried = 0;
    for drawn in 0..features.len() {
        if tried == data.tried {
            break;
        }
        let other = drawn + random.below(features.len() - drawn);
        features.swap(drawn, other);
        let feature = features[drawn];
        sorted.clear();
        sorted.extend((rows.iter()).map(|&row| (data.value(row, feature), data.places[row])));
        sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        if sorted[sorted.len() - 1].0 <= sorted[0].0 {
            continue;
        }
        tried += 1;
        let mut below = vec![0.0; data.classes];
        let mut above = counts.clone();
        for (at, pair) in sorted.windows(2).enumerate() {
            let ((value, place), next) = (pair[0], pair[1].0);
            below[place] += 1.0;
            above[place] -= 1.0;
            if next <= value {
                continue;
            }
            let squares = |side: &[f64]| side.iter().map(|count| count * count).sum::<f64>();
            let (left, right) = ((at + 1) as f64, (sorted.len() - at - 1) as f64);
            let purity = squares(&below) / left + squares(&above) / right;
            if best.as_ref().is_none_or(|best| purity > best.purity) {
                let middle = value + (next - value) / 2.0;
                best = Some(Best {
                    purity,
                    feature,
                    // Rounding must not put the middle on the upper value.
                    threshold: if middle < next { middle } else { value },
                });
            }
        }
    }
    best
}

fn counts(data: &Data<'_>, rows: &[usize]) -> Vec<f64> {
    let mut counts = vec![0.0; data.classes];
    for &row in rows {
        counts[data.places[row]] += 1.0;
    }
    counts
}

fn shares(data: &Data<'_>, rows: &[usize]) -> Vec<f64> {
    let mut shares = counts(data, rows);
    for share in &mut shares {
        *share /= rows.len() as f64;
    }
    shares
}

/// Brings the rows that hold to the front and counts them.
fn partition(rows: &mut [usize], holds: impl Fn(usize) -> bool) -> usize {
    let mut front = 0;
    for at in 0..rows.len() {
        if holds(rows[at]) {
            rows.swap(front, at);
            front += 1;
        }
    }
    front
}
