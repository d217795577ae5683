//! Everything that a study found, as `report.json` holds it.

use super::Source;
use crate::stages::analyse::{ClassCounts, WordTable};
use crate::stages::assess::Assessment;
use crate::stages::calibration::Calibration;
use crate::stages::clean::{DropReason, PreparedText};
use crate::stages::errors::MisreadTweet;
use crate::stages::experts::ExpertComparison;
use crate::stages::groups::Groups;
use crate::stages::pseudo::PseudoLabels;
use crate::stages::significance::AgainstBest;
use crate::stages::split::Split;
use crate::stages::topics::Topics;
use crate::stages::validate::Validation;
use crate::study::StudySettings;
use inset_lexicon::{BiasAudit, Sentiment};
use serde::Serialize;
use std::collections::BTreeMap;
use tweet_reader::Counts;

/// Everything that `report.json` holds; the same settings on the same input give the same report on one thread.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct StudyReport {
    /// The version of this crate.
    pub version: &'static str,
    /// Rows in, rows dropped and why, rows left.
    pub funnel: Funnel,
    /// The lexicon's labels of the rows left.
    pub labels: LabelCounts,
    /// What the lexicon's own weights of the topic words do to these labels.
    pub bias: BiasAudit,
    /// Rows written out for experts to judge.
    pub judgement_sample: usize,
    /// The experts against the lexicon, if ratings were given.
    pub validation: Option<Validation>,
    /// Sizes of the parts.
    pub parts: Parts,
    /// What is near what, and whether a border of the split runs between.
    pub near_duplicates: NearDuplicates,
    /// The encoder, with other settings and on its own labels where that was asked for, the support vector machine, TF-IDF, smartcore's
    /// baselines where they were asked for, the majority class, the lexicon.
    pub assessments: Vec<Assessment>,
    /// Every model, the lexicon too, against the experts; the first table of the report, where experts rated.
    pub experts: Option<ExpertComparison>,
    /// Each classifier against the best of the test.
    pub against_best: Vec<AgainstBest>,
    /// Confidence and truth, of the classifiers that give probabilities.
    pub calibration: Vec<Calibration>,
    /// Test rows that a classifier reads wrong, the surest first, and the words that drove it.
    pub misread: Vec<MisreadTweet>,
    /// What the unseen rows have given to the training rows, where that was asked for.
    pub pseudo_labels: Option<PseudoLabels>,
    /// Days and topic words.
    pub topics: Topics,
    /// Classes of the unseen tweets, a row a model.
    pub unseen_counts: Vec<ClassCounts>,
    /// The most frequent words of the unseen tweets, by model and class.
    pub words: Vec<WordTable>,
    /// What a reader must know to weigh the numbers.
    pub notes: Vec<String>,
    /// Every file that was read, and every list of the program's own that stood in for one.
    pub sources: Vec<Source>,
    /// The settings used.
    pub settings: StudySettings,
}

/// How many rows each rule dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Funnel {
    /// Rows in the file: those taken, and those that could not be read.
    pub read: usize,
    /// Rows that could not be read, where they are counted and no error.
    pub unread: Vec<Unread>,
    /// Rows dropped by each reason, in the order tried; a row counts for the first that holds.
    pub dropped: Vec<Dropped>,
    /// Rows that hold each advertisement word, dropped or not; a row counts for the first word found.
    pub advertisement_hits: BTreeMap<&'static str, usize>,
    /// Rows left, all of them labelled.
    pub labelled: usize,
}

/// Rows that could not be read for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unread {
    /// The reason, such as `field-count`.
    pub reason: &'static str,
    /// The rows.
    pub rows: usize,
    /// The lines of the first of them.
    pub first_lines: Vec<u64>,
}

/// How many rows one rule dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Dropped {
    /// The rule.
    pub reason: DropReason,
    /// The rows.
    pub rows: usize,
}

impl Funnel {
    pub(crate) fn count(rows: &[PreparedText]) -> Self {
        let dropped = DropReason::ALL
            .into_iter()
            .map(|reason| Dropped {
                reason,
                rows: rows
                    .iter()
                    .filter(|row| row.dropped == Some(reason))
                    .count(),
            })
            .collect();
        let mut advertisement_hits = BTreeMap::new();
        for word in rows.iter().filter_map(|row| row.advertisement) {
            *advertisement_hits.entry(word).or_default() += 1;
        }
        Self {
            read: rows.len(),
            unread: Vec::new(),
            dropped,
            advertisement_hits,
            labelled: rows.iter().filter(|row| row.dropped.is_none()).count(),
        }
    }
}

impl Funnel {
    /// Adds the rows that could not be read.
    pub(crate) fn with_unread(mut self, counts: &Counts) -> Self {
        let problems = counts.problems.iter();
        for (reason, cases) in problems.filter(|(reason, _)| reason.drops_the_row()) {
            let rows = usize::try_from(cases.count).unwrap_or(usize::MAX);
            self.read += rows;
            self.unread.push(Unread {
                reason: reason.as_str(),
                rows,
                first_lines: cases.lines.clone(),
            });
        }
        self
    }

    /// Rows read, rows that could not be or were dropped by each reason, rows labelled.
    pub(super) fn steps(&self) -> impl Iterator<Item = (&'static str, usize)> + '_ {
        let unread = self
            .unread
            .iter()
            .map(|unread| (unread.reason, unread.rows));
        let dropped = self
            .dropped
            .iter()
            .map(|dropped| (dropped.reason.as_str(), dropped.rows));
        std::iter::once(("read", self.read))
            .chain(unread)
            .chain(dropped)
            .chain(std::iter::once(("labelled", self.labelled)))
    }
}

/// Rows of each class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LabelCounts {
    /// Polarity below zero.
    pub negative: usize,
    /// Polarity zero.
    pub neutral: usize,
    /// Polarity above zero.
    pub positive: usize,
}

impl LabelCounts {
    pub(crate) fn count(classes: &[Option<Sentiment>]) -> Self {
        let count = |class| {
            classes
                .iter()
                .filter(|&&other| other == Some(class))
                .count()
        };
        Self {
            negative: count(Sentiment::Negative),
            neutral: count(Sentiment::Neutral),
            positive: count(Sentiment::Positive),
        }
    }
}

/// Sizes of the parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Parts {
    /// Rows that the final models learn from.
    pub train: usize,
    /// Rows held out.
    pub test: usize,
    /// Rows that only the final models read.
    pub unseen: usize,
    /// Training rows left out by the cap.
    pub set_aside: usize,
    /// Folds inside the training rows.
    pub folds: usize,
}

impl Parts {
    pub(crate) fn count(split: &Split) -> Self {
        Self {
            train: split.train.len(),
            test: split.test.len(),
            unseen: split.unseen.len(),
            set_aside: split.set_aside.len(),
            folds: split.folds.len(),
        }
    }
}

/// Near duplicates among the labelled rows: chains of texts with a Jaccard similarity of 0.8 or more of their word 3-grams.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct NearDuplicates {
    /// Chains of two rows and more.
    pub groups: usize,
    /// Rows in them.
    pub rows: usize,
    /// Rows in the largest.
    pub largest: usize,
    /// Test and unseen rows with a near duplicate among the training rows; 0 unless the split was told to let them be.
    pub rows_across: usize,
}

impl NearDuplicates {
    pub(crate) fn count(split: &Split, near: &Groups) -> Self {
        let mut sizes = BTreeMap::<usize, usize>::new();
        for part in [&split.train, &split.test, &split.unseen, &split.set_aside] {
            for &row in part {
                *sizes.entry(near.of(row)).or_default() += 1;
            }
        }
        let several = || sizes.values().copied().filter(|&size| size > 1);
        Self {
            groups: several().count(),
            rows: several().sum(),
            largest: several().max().unwrap_or(1),
            rows_across: split.rows_across(near),
        }
    }
}
