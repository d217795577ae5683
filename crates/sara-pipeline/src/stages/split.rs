//! Stage 5: which rows train, which test, and which stay unseen. Every draw is seeded and keeps the class shares; rows of one group
//! stay together.

use crate::PipelineError;
use crate::stages::groups::{Grouping, Groups};
use crate::stages::stratify::{Classes, Counts, count, deal_groups, place};
use inset_lexicon::Sentiment;
use rand::seq::SliceRandom;
use rand::{SeedableRng, rngs::ChaCha8Rng};
use std::collections::{HashMap, HashSet};

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
    /// Which rows stand on one side of every border.
    pub groups: Grouping,
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
            groups: Grouping::default(),
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

    /// Splits the labelled rows; rows without a label stand in no part. Rows of one of `groups` stay on one side of every border, unless
    /// the rule is [`Grouping::None`].
    ///
    /// With groups the shares of the parts and classes are kept as well as the groups allow: the largest are dealt first, each to the
    /// part that lacks most rows of its class, so that single rows even out what they leave.
    ///
    /// # Errors
    /// A share is outside its range, or there are too few rows, groups or classes for the folds and the test.
    pub fn split(
        &self,
        labels: &[Option<Sentiment>],
        groups: &Groups,
    ) -> Result<Split, PipelineError> {
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
        let (unseen, test) = if self.groups == Grouping::None {
            let unseen = take_share(&mut classes, self.unseen_share);
            (unseen, take_share(&mut classes, self.test_share))
        } else {
            self.take_groups(&mut classes, groups)
        };
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
        let folds = if self.groups == Grouping::None {
            deal(&classes, self.folds)
        } else {
            deal_groups(&classes, groups, self.wanted_in_folds(&classes), self.seed)
        };
        if let Some(fold) = folds.iter().position(Vec::is_empty) {
            return Err(PipelineError::TooFew {
                what: format!("groups of near duplicates for {} folds", self.folds),
                expected: format!("at least {}", self.folds),
                got: format!("none for fold {}", fold + 1),
            });
        }
        Ok(Split {
            train,
            test,
            unseen,
            set_aside,
            folds,
        })
    }

    /// Takes the unseen and the test rows out of the classes, group by group. Each part should have the rows of each class that a draw
    /// of single rows would give it.
    fn take_groups(&self, classes: &mut Classes, groups: &Groups) -> (Vec<usize>, Vec<usize>) {
        let mut rest = classes.clone();
        let mut wanted = |share| -> Counts {
            let before = count(&rest);
            take_share(&mut rest, share);
            let after = count(&rest);
            std::array::from_fn(|class| before[class] - after[class])
        };
        let wanted = vec![wanted(self.unseen_share), wanted(self.test_share)];
        let wanted = [wanted, vec![count(&rest)]].concat();
        let mut parts = deal_groups(classes, groups, wanted, self.seed).into_iter();
        let (unseen, test) = (
            parts.next().unwrap_or_default(),
            parts.next().unwrap_or_default(),
        );
        let is_taken =
            |row: &usize| unseen.binary_search(row).is_ok() || test.binary_search(row).is_ok();
        for rows in classes.values_mut() {
            rows.retain(|row| !is_taken(row));
        }
        (unseen, test)
    }

    /// How many rows of each class each fold would have if they were dealt one by one.
    fn wanted_in_folds(&self, classes: &Classes) -> Vec<Counts> {
        let mut wanted = vec![Counts::default(); self.folds];
        let codes = classes
            .iter()
            .flat_map(|(&code, rows)| rows.iter().map(move |_| code));
        for (turn, code) in codes.enumerate() {
            wanted[turn % self.folds][place(code)] += 1;
        }
        wanted
    }
}

impl Split {
    /// Refuses a split in which a group stands on both sides of a border: of training, test and unseen rows, or of two folds. Rows that
    /// are set aside stand in no part.
    ///
    /// # Errors
    /// [`PipelineError::Leak`], which names two rows of one group.
    pub fn check(&self, groups: &Groups) -> Result<(), PipelineError> {
        let parts = [
            ("train", &self.train),
            ("test", &self.test),
            ("unseen", &self.unseen),
        ];
        check_borders(parts.map(|(name, rows)| (name.to_owned(), rows)), groups)?;
        let name = |fold| format!("fold {}", fold + 1);
        let folds = self.folds.iter().enumerate();
        check_borders(folds.map(|(fold, rows)| (name(fold), rows)), groups)
    }

    /// How many test and unseen rows are in one group with a training row.
    #[must_use]
    pub fn rows_across(&self, groups: &Groups) -> usize {
        let learned: HashSet<usize> = self.train.iter().map(|&row| groups.of(row)).collect();
        let read = self.test.iter().chain(&self.unseen);
        read.filter(|&&row| learned.contains(&groups.of(row)))
            .count()
    }
}

fn check_borders<'r>(
    sides: impl IntoIterator<Item = (String, &'r Vec<usize>)>,
    groups: &Groups,
) -> Result<(), PipelineError> {
    let sides: Vec<(String, &Vec<usize>)> = sides.into_iter().collect();
    let mut side_of: HashMap<usize, (usize, usize)> = HashMap::new();
    for (side, (name, rows)) in sides.iter().enumerate() {
        for &row in *rows {
            let &mut (first_side, first) = side_of.entry(groups.of(row)).or_insert((side, row));
            if first_side != side {
                return Err(PipelineError::Leak {
                    rows: [first + 1, row + 1],
                    sides: [sides[first_side].0.clone(), name.clone()],
                });
            }
        }
    }
    Ok(())
}

/// What a draw is for: each has a stream of its own, so that one says nothing about another.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Draw {
    /// Unseen, test and training rows, and the folds.
    Parts = 0,
    /// The rows that experts judge.
    JudgementSample = 1,
    /// The order in which groups of one size are dealt.
    Groups = 3,
}

/// The labelled rows of each class in seeded order.
pub(crate) fn shuffled_by_class(labels: &[Option<Sentiment>], seed: u64, draw: Draw) -> Classes {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(draw as u64);
    let mut classes = Classes::new();
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
fn take_share(classes: &mut Classes, share: f64) -> Vec<usize> {
    let total: usize = classes.values().map(Vec::len).sum();
    take_count(classes, (total as f64 * share).round() as usize)
}

/// Takes `count` rows out of the classes in proportion: whole parts first, the rest to the largest remainders.
pub(crate) fn take_count(classes: &mut Classes, count: usize) -> Vec<usize> {
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
fn deal(classes: &Classes, folds: usize) -> Vec<Vec<usize>> {
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
        for groups in [Grouping::None, Grouping::Near] {
            every_labelled_row_stands_in_one_part_of(groups);
        }
    }

    /// Where every row is alone, both ways of dealing keep the same shares.
    fn every_labelled_row_stands_in_one_part_of(groups: Grouping) {
        let split = SplitSettings {
            max_train_rows: Some(200),
            groups,
            ..SplitSettings::default()
        }
        .split(&labels(), &Groups::apart(500))
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
            .split(&labels(), &Groups::apart(500))
            .unwrap()
        };
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
    }

    #[test]
    fn refuses_what_cannot_be_split() {
        let message = |settings: SplitSettings, labels: &[Option<Sentiment>]| {
            let groups = Groups::apart(labels.len());
            settings.split(labels, &groups).unwrap_err().to_string()
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

    /// Rows whose number leaves the same remainder by 100 are one group: five of each.
    fn groups_of_five() -> Groups {
        Groups::from_first_rows((0..500).map(|row| row % 100).collect()).unwrap()
    }

    #[test]
    fn a_split_built_wrongly_is_refused() {
        let settings = SplitSettings {
            groups: Grouping::None,
            ..SplitSettings::default()
        };
        let wrong = settings.split(&labels(), &groups_of_five()).unwrap();
        let message = wrong.check(&groups_of_five()).unwrap_err().to_string();
        assert!(
            message.ends_with("expected near duplicates on one side of the split"),
            "{message}"
        );
        assert!(wrong.rows_across(&groups_of_five()) > 0);

        let split = |train: &[usize], test: &[usize], folds: [&[usize]; 2]| Split {
            train: train.to_vec(),
            test: test.to_vec(),
            unseen: vec![4],
            set_aside: Vec::new(),
            folds: folds.map(<[usize]>::to_vec).to_vec(),
        };
        let groups = Groups::from_first_rows(vec![0, 1, 0, 3, 4]).unwrap();
        let message = |split: Split| split.check(&groups).unwrap_err().to_string();
        assert_eq!(
            message(split(&[0, 1], &[2, 3], [&[0], &[1]])),
            "rows 1 (train) and 3 (test): expected near duplicates on one side of the split"
        );
        assert_eq!(
            message(split(&[0, 1, 2], &[3], [&[0, 1], &[2]])),
            "rows 1 (fold 1) and 3 (fold 2): expected near duplicates on one side of the split"
        );
        // A row may not stand in two parts either.
        assert_eq!(
            message(split(&[0, 1, 2], &[1], [&[0, 2], &[1]])),
            "rows 2 (train) and 2 (test): expected near duplicates on one side of the split"
        );
        assert!(
            split(&[0, 1, 2], &[3], [&[0, 2], &[1]])
                .check(&groups)
                .is_ok()
        );
    }

    #[test]
    fn groups_stay_together_and_shares_are_kept() {
        let split = SplitSettings::default()
            .split(&labels(), &groups_of_five())
            .unwrap();
        split.check(&groups_of_five()).unwrap();
        assert_eq!(split.rows_across(&groups_of_five()), 0);
        let sizes = [split.unseen.len(), split.test.len(), split.train.len()];
        // Single rows would give 135, 32 and 283.
        for (size, wanted) in sizes.into_iter().zip([135_usize, 32, 283]) {
            assert!(size.abs_diff(wanted) <= 5, "{sizes:?}");
        }
    }

    #[test]
    fn too_few_groups_for_the_folds() {
        // Two groups, one a class: nothing is left for the test.
        let labels: Vec<_> = (0..40)
            .map(|row| Some([Sentiment::Negative, Sentiment::Positive][row % 2]))
            .collect();
        let groups = Groups::from_first_rows((0..40).map(|row| row % 2).collect()).unwrap();
        let error = SplitSettings::default()
            .split(&labels, &groups)
            .unwrap_err();
        assert_eq!(error.to_string(), "test rows: expected at least 1, got 0");
        // Three more groups go to test, unseen and training rows.
        let groups = Groups::from_first_rows((0..40).map(|row| row % 8).collect()).unwrap();
        let settings = SplitSettings {
            folds: 8,
            ..SplitSettings::default()
        };
        let error = settings.split(&labels, &groups).unwrap_err().to_string();
        assert!(
            error.starts_with(
                "groups of near duplicates for 8 folds: expected at least 8, got none for fold "
            ),
            "{error}"
        );
    }

    proptest::proptest! {
        /// Whatever the groups and classes: no leak, no row lost, and no part further from its share than the largest group is large.
        #[test]
        fn a_split_never_leaks(
            rows in proptest::collection::vec((0_usize..60, 0_u8..4), 60..400),
            seed: u64,
            unseen_share in 0.0..0.8,
        ) {
            let labels: Vec<Option<Sentiment>> = rows
                .iter()
                .map(|&(_, class)| Sentiment::ALL.get(usize::from(class)).copied())
                .collect();
            let mut first_of = HashMap::new();
            let groups = rows.iter().enumerate().map(|(row, &(group, _))| {
                // Half of the rows are alone.
                if group < 30 { *first_of.entry(group).or_insert(row) } else { row }
            });
            let groups = Groups::from_first_rows(groups.collect()).unwrap();
            let settings = SplitSettings { seed, unseen_share, folds: 3, ..SplitSettings::default() };
            let Ok(split) = settings.split(&labels, &groups) else {
                return Ok(());
            };
            split.check(&groups).unwrap();
            let parts = [&split.train, &split.test, &split.unseen, &split.set_aside];
            let mut all: Vec<usize> = parts.into_iter().flatten().copied().collect();
            all.sort_unstable();
            let labelled: Vec<usize> = (0..rows.len()).filter(|&row| labels[row].is_some()).collect();
            proptest::prop_assert_eq!(&all, &labelled);
            let mut validated = split.folds.concat();
            validated.sort_unstable();
            proptest::prop_assert_eq!(&validated, &split.train);
            let mut sizes = HashMap::<usize, usize>::new();
            for &row in &labelled {
                *sizes.entry(groups.of(row)).or_default() += 1;
            }
            let largest = sizes.values().copied().max().unwrap_or(0);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a row count")]
            let wanted = (labelled.len() as f64 * unseen_share).round() as usize;
            proptest::prop_assert!(split.unseen.len().abs_diff(wanted) <= largest + 3);
        }
    }
}
