//! Rows that belong together: near duplicates, or copies. No border of the split may run between them.

use crate::near_duplicates::near_duplicates;
use crate::stages::clean::PreparedText;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Which rows the split keeps together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grouping {
    /// Chains of near duplicates: word 3-grams of the normalised texts with a Jaccard similarity of 0.8 or more.
    #[default]
    Near,
    /// Rows with the same normalised text.
    Exact,
    /// None: every row goes its own way, as in the study.
    None,
}

impl Grouping {
    /// The groups of rows with these normalised texts; a row that is dropped has `None`, and stands alone.
    #[must_use]
    pub fn groups(self, texts: &[Option<&str>]) -> Groups {
        match self {
            Self::Near => Groups::near(texts),
            Self::Exact => Groups::exact(texts),
            Self::None => Groups::apart(texts.len()),
        }
    }

    /// The same where the groups of near duplicates are known.
    pub(crate) fn groups_beside(self, texts: &[Option<&str>], near: &Groups) -> Groups {
        match self {
            Self::Near => near.clone(),
            Self::Exact | Self::None => self.groups(texts),
        }
    }
}

/// What groups are made of: the normalised text of each row that is not dropped.
pub(crate) fn texts_of(rows: &[PreparedText]) -> Vec<Option<&str>> {
    rows.iter()
        .map(|row| row.dropped.is_none().then_some(row.normalised.as_str()))
        .collect()
}

/// The group of every row, named by its first row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Groups(Vec<usize>);

impl Groups {
    /// Every row alone.
    #[must_use]
    pub fn apart(rows: usize) -> Self {
        Self((0..rows).collect())
    }

    /// Rows with the same text.
    #[must_use]
    pub fn exact(texts: &[Option<&str>]) -> Self {
        let mut groups = Self::apart(texts.len());
        let mut first_of = HashMap::new();
        for (row, text) in texts.iter().enumerate() {
            if let Some(text) = text {
                groups.0[row] = *first_of.entry(text).or_insert(row);
            }
        }
        groups
    }

    /// Rows with the same text, and chains of near duplicates: if the first is near the second, and the second near the third, all three
    /// are one group.
    #[must_use]
    pub fn near(texts: &[Option<&str>]) -> Self {
        let mut groups = Self::exact(texts);
        let near = near_duplicates(texts.iter().map(|text| text.unwrap_or_default()));
        for row in 0..texts.len() {
            groups.join(near.group(row), row);
        }
        for row in 0..texts.len() {
            groups.0[row] = groups.first(row);
        }
        groups
    }

    /// Groups by the first row of each; `None` where a row names a later one, or one that is not the first of its group.
    pub(crate) fn from_first_rows(first: Vec<usize>) -> Option<Self> {
        let is_first = |row: usize, of: usize| of <= row && first.get(of) == Some(&of);
        first
            .iter()
            .enumerate()
            .all(|(row, &of)| is_first(row, of))
            .then_some(Self(first))
    }

    /// The first row of the group that `row` is in.
    #[must_use]
    pub fn of(&self, row: usize) -> usize {
        self.0.get(row).copied().unwrap_or(row)
    }

    /// The end of a chain of rows, each naming an earlier one; the chain is shortened on the way.
    fn first(&mut self, mut row: usize) -> usize {
        while self.0[row] != row {
            self.0[row] = self.0[self.0[row]];
            row = self.0[row];
        }
        row
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.first(a), self.first(b));
        self.0[a.max(b)] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEN: &str = "a b c d e f g h i j";

    fn of(groups: &Groups, rows: usize) -> Vec<usize> {
        (0..rows).map(|row| groups.of(row)).collect()
    }

    #[test]
    fn each_rule_joins_more_than_the_next() {
        let near = format!("{TEN} k");
        let texts = [
            Some(TEN),
            Some("😊"),
            Some(near.as_str()),
            None,
            Some(TEN),
            Some("😊"),
            None,
        ];
        let of = |rule: Grouping| of(&rule.groups(&texts), texts.len());
        assert_eq!(of(Grouping::Near), [0, 1, 0, 3, 0, 1, 6]);
        assert_eq!(of(Grouping::Exact), [0, 1, 2, 3, 0, 1, 6]);
        assert_eq!(of(Grouping::None), [0, 1, 2, 3, 4, 5, 6]);
    }

    /// The ends of the chain share 8 of 12 shingles, which alone would not do.
    #[test]
    fn a_chain_is_one_group() {
        let (middle, end) = (format!("{TEN} k l"), format!("{TEN} k l m n"));
        let ends = [Some(TEN), Some(end.as_str())];
        assert_eq!(of(&Groups::near(&ends), 2), [0, 1]);
        let chain = [Some(TEN), Some(end.as_str()), Some(middle.as_str())];
        assert_eq!(of(&Groups::near(&chain), 3), [0, 0, 0]);
    }

    #[test]
    fn agrees_with_every_pair_compared() {
        // Texts of few words in many orders, seeded by a multiplication.
        let mut state = 1_u64;
        let texts: Vec<String> = (0..300)
            .map(|_| {
                let word = |place: u64| {
                    state = state
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1);
                    let other = (state >> 60) == 0;
                    format!("w{}", if other { state >> 61 } else { place })
                };
                (0..12).map(word).collect::<Vec<_>>().join(" ")
            })
            .collect();
        let shingles = |text: &str| -> std::collections::BTreeSet<Vec<String>> {
            let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
            words.windows(3).map(<[String]>::to_vec).collect()
        };
        let sets: Vec<_> = texts.iter().map(|text| shingles(text)).collect();
        let mut expected = Groups::apart(texts.len());
        for a in 0..texts.len() {
            for b in 0..a {
                let shared = sets[a].intersection(&sets[b]).count();
                if 5 * shared >= 4 * sets[a].union(&sets[b]).count() {
                    expected.join(a, b);
                }
            }
        }
        let expected: Vec<usize> = (0..texts.len()).map(|row| expected.first(row)).collect();
        let texts: Vec<Option<&str>> = texts.iter().map(|text| Some(text.as_str())).collect();
        assert_eq!(of(&Groups::near(&texts), texts.len()), expected);
        let groups = expected.iter().collect::<std::collections::BTreeSet<_>>();
        assert!((20..280).contains(&groups.len()), "{}", groups.len());
    }

    #[test]
    fn first_rows_must_be_first() {
        assert!(Groups::from_first_rows(vec![0, 0, 2]).is_some());
        assert!(Groups::from_first_rows(vec![1, 1]).is_none());
        assert!(Groups::from_first_rows(vec![0, 0, 1]).is_none());
        assert!(Groups::from_first_rows(vec![0, 9]).is_none());
    }
}
