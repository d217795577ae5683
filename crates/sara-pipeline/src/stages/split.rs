//! Stage 5: which rows train, which test, and which stay unseen. Every draw is seeded and keeps the class shares.

use crate::PipelineError;
use inset_lexicon::Sentiment;
use rand::seq::SliceRandom;
use rand::{SeedableRng, rngs::ChaCha8Rng};
use std::collections::BTreeMap;

/// Sizes of the parts.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct SplitSettings {
    /// The share of the labelled rows that no model sees and that both read in the end (the study: 0.7).
    pub unseen_share: f64,
    /// The share of the other rows held out for the test (the study: 0.1).
    pub test_share: f64,
    /// Folds of the cross-validation inside the training rows (the study: 5).
    pub folds: usize,
    /// At most this many training rows, drawn in proportion to the classes.
    pub max_train_rows: Option<usize>,
    /// Seeds every draw.
    pub seed: u64,
}

impl Default for SplitSettings {
    fn default() -> Self {
        Self {
            unseen_share: 0.3,
            test_share: 0.1,
            folds: 5,
            max_train_rows: None,
            seed: 42,
        }
    }
}

/// Row numbers of each part, ascending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// Rows that the final models learn from.
    pub train: Vec<usize>,
    /// Rows held out for the comparison.
    pub test: Vec<usize>,
    /// Rows that only the final models read.
    pub unseen: Vec<usize>,
    /// Training rows left out by [`SplitSettings::max_train_rows`].
    pub set_aside: Vec<usize>,
    /// The validation rows of each fold; the fold trains on the other rows of `train`.
    pub folds: Vec<Vec<usize>>,
}

impl SplitSettings {
    /// Refuses what no row could satisfy, before any work is done.
    ///
    /// # Errors
    /// A share or the number of folds is outside its range.
    pub(crate) fn check(&self) -> Result<(), PipelineError> {
        let wrong = |name, value: String, expected: &str| PipelineError::Setting {
            name,
            value,
            expected: expected.to_owned(),
        };
        if !(0.0..1.0).contains(&self.unseen_share) {
            let expected = "a share of at least 0 and below 1";
            return Err(wrong(
                "unseen-share",
                self.unseen_share.to_string(),
                expected,
            ));
        }
        if !(self.test_share > 0.0 && self.test_share < 1.0) {
            let expected = "a share above 0 and below 1";
            return Err(wrong("test-share", self.test_share.to_string(), expected));
        }
        if self.folds < 2 {
            return Err(wrong("folds", self.folds.to_string(), "at least 2"));
        }
        Ok(())
    }

    /// Splits the labelled rows; rows without a label stand in no part.
    ///
    /// # Errors
    /// A share is outside its range, or there are too few rows or classes for the folds and the test.
    pub fn split(&self, labels: &[Option<Sentiment>]) -> Result<Split, PipelineError> {
        self.check()?;
        let mut classes = shuffled_by_class(labels, self.seed, Draw::Parts);
        if classes.len() < 2 {
            return Err(PipelineError::TooFew {
                what: "classes among the labelled rows".to_owned(),
                expected: "at least 2".to_owned(),
                got: match classes.first_key_value() {
                    Some((&code, rows)) => format!(
                        "1 (all {} rows are {})",
                        rows.len(),
                        Sentiment::from_polarity(f64::from(code)).as_str()
                    ),
                    None => "0 (no row is left)".to_owned(),
                },
            });
        }
        let unseen = take_share(&mut classes, self.unseen_share);
        let test = take_share(&mut classes, self.test_share);
        let left: usize = classes.values().map(Vec::len).sum();
        let set_aside = match self.max_train_rows {
            Some(most) if most < left => take_count(&mut classes, left - most),
            _ => Vec::new(),
        };
        let mut train: Vec<usize> = classes.values().flatten().copied().collect();
        train.sort_unstable();
        if train.len() < self.folds {
            return Err(PipelineError::TooFew {
                what: format!("training rows for {} folds", self.folds),
                expected: format!("at least {}", self.folds),
                got: train.len().to_string(),
            });
        }
        if test.is_empty() {
            return Err(PipelineError::TooFew {
                what: "test rows".to_owned(),
                expected: "at least 1".to_owned(),
                got: "0".to_owned(),
            });
        }
        let folds = deal(&classes, self.folds);
        Ok(Split {
            train,
            test,
            unseen,
            set_aside,
            folds,
        })
    }
}

/// What a draw is for: each has a stream of its own, so that one says nothing about another.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Draw {
    /// Unseen, test and training rows, and the folds.
    Parts = 0,
    /// The rows that experts judge.
    JudgementSample = 1,
}

/// The labelled rows of each class in seeded order.
pub(crate) fn shuffled_by_class(
    labels: &[Option<Sentiment>],
    seed: u64,
    draw: Draw,
) -> BTreeMap<i8, Vec<usize>> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(draw as u64);
    let mut classes = BTreeMap::<i8, Vec<usize>>::new();
    for (row, label) in labels.iter().enumerate() {
        if let Some(sentiment) = label {
            classes.entry(sentiment.code()).or_default().push(row);
        }
    }
    for rows in classes.values_mut() {
        rows.shuffle(&mut rng);
    }
    classes
}

/// Takes `share` of all rows out of the classes.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a share in [0, 1) of a row count is a row count"
)]
fn take_share(classes: &mut BTreeMap<i8, Vec<usize>>, share: f64) -> Vec<usize> {
    let total: usize = classes.values().map(Vec::len).sum();
    take_count(classes, (total as f64 * share).round() as usize)
}

/// Takes `count` rows out of the classes in proportion: whole parts first, the rest to the largest remainders.
pub(crate) fn take_count(classes: &mut BTreeMap<i8, Vec<usize>>, count: usize) -> Vec<usize> {
    let total: usize = classes.values().map(Vec::len).sum();
    if total == 0 {
        return Vec::new();
    }
    let mut shares: Vec<(i8, usize, usize)> = classes
        .iter()
        .map(|(&code, rows)| (code, rows.len() * count / total, rows.len() * count % total))
        .collect();
    let mut missing = count - shares.iter().map(|share| share.1).sum::<usize>();
    shares.sort_by_key(|&(code, _, remainder)| (std::cmp::Reverse(remainder), code));
    let mut taken = Vec::with_capacity(count);
    for (code, whole, _) in shares {
        let extra = usize::from(missing > 0);
        missing -= extra;
        if let Some(rows) = classes.get_mut(&code) {
            taken.extend(rows.drain(rows.len().saturating_sub(whole + extra)..));
        }
    }
    taken.sort_unstable();
    taken
}

/// Deals the rows to `folds` hands, class by class without starting over, so that sizes differ by one at most.
fn deal(classes: &BTreeMap<i8, Vec<usize>>, folds: usize) -> Vec<Vec<usize>> {
    let mut hands = vec![Vec::new(); folds];
    for (turn, &row) in classes.values().flatten().enumerate() {
        hands[turn % folds].push(row);
    }
    for hand in &mut hands {
        hand.sort_unstable();
    }
    hands
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels() -> Vec<Option<Sentiment>> {
        (0..500)
            .map(|row| match row % 10 {
                0 => None,
                1..=4 => Some(Sentiment::Negative),
                5..=8 => Some(Sentiment::Positive),
                _ => Some(Sentiment::Neutral),
            })
            .collect()
    }

    #[test]
    fn every_labelled_row_stands_in_one_part() {
        let split = SplitSettings {
            max_train_rows: Some(200),
            ..SplitSettings::default()
        }
        .split(&labels())
        .unwrap();
        let mut all: Vec<usize> = [&split.train, &split.test, &split.unseen, &split.set_aside]
            .into_iter()
            .flatten()
            .copied()
            .collect();
        all.sort_unstable();
        let labelled: Vec<usize> = (0..500).filter(|&row| labels()[row].is_some()).collect();
        assert_eq!(all, labelled);
        assert_eq!(
            [split.unseen.len(), split.test.len(), split.train.len()],
            [135, 32, 200]
        );
        let mut validated: Vec<usize> = split.folds.concat();
        validated.sort_unstable();
        assert_eq!(validated, split.train);
        for fold in &split.folds {
            assert_eq!(fold.len(), 40);
            let neutral = fold
                .iter()
                .filter(|&&row| labels()[row] == Some(Sentiment::Neutral))
                .count();
            assert!((4..=5).contains(&neutral), "{neutral}");
        }
    }

    #[test]
    fn the_seed_decides() {
        let of = |seed| {
            SplitSettings {
                seed,
                ..SplitSettings::default()
            }
            .split(&labels())
            .unwrap()
        };
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
    }

    #[test]
    fn refuses_what_cannot_be_split() {
        let message = |settings: SplitSettings, labels: &[Option<Sentiment>]| {
            settings.split(labels).unwrap_err().to_string()
        };
        let settings = SplitSettings::default();
        assert_eq!(
            message(settings, &[Some(Sentiment::Positive); 30]),
            "classes among the labelled rows: expected at least 2, got 1 (all 30 rows are positive)"
        );
        assert_eq!(
            message(settings, &[None]),
            "classes among the labelled rows: expected at least 2, got 0 (no row is left)"
        );
        assert_eq!(
            message(
                SplitSettings {
                    folds: 400,
                    ..settings
                },
                &labels()
            ),
            "training rows for 400 folds: expected at least 400, got 283"
        );
        assert_eq!(
            message(
                SplitSettings {
                    folds: 1,
                    ..settings
                },
                &labels()
            ),
            "setting folds: expected at least 2, got 1"
        );
        assert_eq!(
            message(
                SplitSettings {
                    test_share: 1.0,
                    ..settings
                },
                &labels()
            ),
            "setting test-share: expected a share above 0 and below 1, got 1"
        );
    }
}
