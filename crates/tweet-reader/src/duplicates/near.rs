//! Finding near duplicates by prefix filtering.
//!
//! Two sets are near if they share four fifths of their union. Then they share at least four fifths
//! of the larger one, and eight ninths of the smaller, so that each lacks few of its own: of the
//! rarest elements of both, as many as may be lacking and one more, one is shared. Texts are taken
//! from short to long, and each looks up its rarest 3-grams among those of the texts before it.

use super::groups::Groups;
use super::shingles::ShingleSets;
use std::collections::HashMap;

/// Joins the groups of all texts that are near each other.
pub(super) fn join(texts: &ShingleSets, groups: &mut Groups) {
    let order = different(texts, groups);
    // The texts that have a 3-gram among their rarest, from short to long, linked backwards.
    let mut latest: Vec<u32> = vec![NONE; texts.different()];
    let mut links: Vec<Link> = Vec::new();
    // The text that last compared itself with each.
    let mut compared: Vec<u32> = vec![NONE; texts.len()];
    for &text in &order {
        let own = texts.of(text as usize);
        // As many as may be lacking and one more, of `own` beside a shorter set.
        let looked_up = own.len() - (4 * own.len()).div_ceil(5) + 1;
        let shortest = (4 * own.len()).div_ceil(5);
        let mut first = groups.first(text);
        for &gram in own.iter().take(looked_up) {
            let mut next = latest[gram as usize];
            while let Some(&Link {
                text: other,
                before,
            }) = links.get(next as usize)
            {
                let set = texts.of(other as usize);
                if set.len() < shortest {
                    break;
                }
                next = before;
                if compared[other as usize] == text || groups.first(other) == first {
                    continue;
                }
                compared[other as usize] = text;
                if are_near(own, set) {
                    groups.join(text, other);
                    first = groups.first(text);
                }
            }
        }
        // The same of `own` beside a longer set.
        let held = own.len() - (8 * own.len()).div_ceil(9) + 1;
        for &gram in own.iter().take(held) {
            let place = u32::try_from(links.len()).unwrap_or(NONE);
            links.push(Link {
                text,
                before: std::mem::replace(&mut latest[gram as usize], place),
            });
        }
    }
}

/// No text and no link.
const NONE: u32 = u32::MAX;

#[derive(Debug)]
struct Link {
    text: u32,
    before: u32,
}

/// One text of each set of 3-grams from small to large, those of the same set joined.
fn different(texts: &ShingleSets, groups: &mut Groups) -> Vec<u32> {
    let mut first_of: HashMap<&[u32], u32> = HashMap::new();
    let mut order = Vec::new();
    for (text, index) in (0..).zip(0..texts.len()) {
        let own = texts.of(index);
        if own.is_empty() {
            continue;
        }
        let first = *first_of.entry(own).or_insert(text);
        if first == text {
            order.push(text);
        } else {
            groups.join(first, text);
        }
    }
    order.sort_by_key(|&text| texts.of(text as usize).len());
    order
}

/// Whether the intersection of two ascending lists is at least 4/5 of their union.
pub(super) fn are_near(a: &[u32], b: &[u32]) -> bool {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        shared += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    5 * shared >= 4 * (a.len() + b.len() - shared)
}
