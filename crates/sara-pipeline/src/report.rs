//! What a study found, and the folder it is written to.

use crate::PipelineError;
use crate::blind_text::{masked, no_formula};
use crate::files::{write_atomic, write_csv, write_json};
use crate::label_columns::MoreColumns;
use crate::pending::Contents;
use crate::stages::analyse::{ClassCounts, WordTable};
use crate::stages::assess::{Assessment, write_lines};
use crate::stages::calibration::Calibration;
use crate::stages::clean::{DropReason, PreparedText};
use crate::stages::errors::MisreadTweet;
use crate::stages::experts::ExpertComparison;
use crate::stages::groups::Groups;
use crate::stages::ingest::Tweet;
use crate::stages::label::Label;
use crate::stages::significance::AgainstBest;
use crate::stages::split::Split;
use crate::stages::topics::Topics;
use crate::stages::validate::{PairAgreement, Validation};
use crate::store::StageUse;
use crate::study::{StudySettings, Tables, class_names, part_names};
use askama::Template;
use inset_lexicon::{BiasAudit, Sentiment};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;
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
    /// The encoder, the support vector machine, smartcore's baselines where they were asked for, the majority class.
    pub assessments: Vec<Assessment>,
    /// Every model, the lexicon too, against the experts; the first table of the report, where experts rated.
    pub experts: Option<ExpertComparison>,
    /// Each classifier against the best of the test.
    pub against_best: Vec<AgainstBest>,
    /// Confidence and truth, of the classifiers that give probabilities.
    pub calibration: Vec<Calibration>,
    /// Test rows that a classifier reads wrong, the surest first, and the words that drove it.
    pub misread: Vec<MisreadTweet>,
    /// Days and topic words.
    pub topics: Topics,
    /// Classes of the unseen tweets, a row a model.
    pub unseen_counts: Vec<ClassCounts>,
    /// The most frequent words of the unseen tweets, by model and class.
    pub words: Vec<WordTable>,
    /// What a reader must know to weigh the numbers.
    pub notes: Vec<String>,
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

    /// The table: rows read, rows that could not be or were dropped by each reason, rows labelled.
    fn steps(&self) -> impl Iterator<Item = (&'static str, usize)> + '_ {
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

/// What a study's folder holds.
pub(crate) const CONTENTS: Contents = Contents {
    files: &[
        "comparison.csv",
        "days.csv",
        "folds.csv",
        "funnel.csv",
        "judgement_sample.csv",
        "labels.csv",
        "metrics.jsonl",
        "predictions.csv",
        "report.html",
        "report.json",
        "settings.json",
        "timings.json",
        "topics.csv",
        "words.csv",
        "models/README.md",
        "models/sara.json",
        "models/svm.model",
        "models/bert/README.md",
        "models/bert/sara.json",
        "models/bert/config.json",
        "models/bert/model.safetensors",
        "models/bert/tokenizer.json",
        "models/bert/tokenizer_config.json",
        "models/bert/vocab.txt",
        "models/encoder/config.json",
        "models/encoder/model.safetensors",
        "models/encoder/tokenizer.json",
        "models/encoder/tokenizer_config.json",
        "models/encoder/vocab.txt",
    ],
    mark: "timings.json",
    allowed: " or, with --overwrite, one with an earlier study alone",
};

/// The files of a study.
#[derive(Debug)]
pub(crate) struct Folder<'a>(pub(crate) &'a Path);

impl Folder<'_> {
    /// The tables that hold rows of the input.
    pub(crate) fn write_tables(&self, tables: &Tables<'_>) -> Result<(), PipelineError> {
        let parts = part_names(tables.split, tables.rows.len());
        let more = MoreColumns::new(tables.tweets, tables.keywords);
        write_csv(
            &self.0.join("labels.csv"),
            &[&LABEL_COLUMNS[..], &more.names(), &["part"]].concat(),
            tables
                .tweets
                .iter()
                .zip(tables.rows)
                .zip(tables.labels)
                .zip(&parts)
                .map(|(((tweet, row), label), part)| {
                    let mut fields = label_fields(tweet, row, *label).to_vec();
                    fields.extend(more.fields(tweet, row));
                    fields.push((*part).to_owned());
                    fields
                }),
        )?;
        write_csv(
            &self.0.join("judgement_sample.csv"),
            &["id", "text", "expert_1", "expert_2", "expert_3"],
            tables.sample.iter().map(|&row| {
                let tweet = &tables.tweets[row];
                let text = no_formula(&masked(&tweet.text)).into_owned();
                [
                    tweet.id.clone(),
                    text,
                    String::new(),
                    String::new(),
                    String::new(),
                ]
            }),
        )?;
        write_csv(
            &self.0.join("predictions.csv"),
            &["id", "text", "bert", "svm"],
            tables
                .split
                .unseen
                .iter()
                .zip(tables.by_bert)
                .zip(tables.by_svm)
                .map(|((&row, bert), svm)| {
                    let tweet = &tables.tweets[row];
                    [
                        tweet.id.as_str(),
                        tweet.text.as_str(),
                        bert.as_str(),
                        svm.as_str(),
                    ]
                }),
        )
    }

    /// The wall times, and which stages were read back: what may differ between two runs of one study.
    pub(crate) fn write_timings(
        &self,
        laps: &[(&'static str, f64)],
        stages: &[StageUse],
    ) -> Result<(), PipelineError> {
        let mut timings: serde_json::Map<String, serde_json::Value> = laps
            .iter()
            .map(|&(stage, seconds)| (stage.to_owned(), seconds.into()))
            .collect();
        timings.insert("stages".to_owned(), serde_json::json!(stages));
        write_json(&self.0.join("timings.json"), &timings)
    }

    /// The report as JSON and HTML, its tables as CSV, and a line for each epoch and fold.
    pub(crate) fn write_report(
        &self,
        report: &StudyReport,
        metrics: &[String],
    ) -> Result<(), PipelineError> {
        let file = |name: &str| self.0.join(name);
        write_json(&file("report.json"), report)?;
        write_json(&file("settings.json"), &report.settings)?;
        write_lines(&file("metrics.jsonl"), metrics)?;
        write_csv(
            &file("funnel.csv"),
            &["step", "rows"],
            report
                .funnel
                .steps()
                .map(|(step, rows)| [step.to_owned(), rows.to_string()]),
        )?;
        report
            .topics
            .write(&file("topics.csv"), &file("days.csv"))?;
        write_csv(
            &file("folds.csv"),
            &[
                "model",
                "fold",
                "train_rows",
                "valid_rows",
                "train_accuracy",
                "valid_accuracy",
                "leaks",
            ],
            report.assessments.iter().flat_map(|assessment| {
                assessment.folds.iter().map(|fold| {
                    [
                        assessment.model.clone(),
                        fold.fold.to_string(),
                        fold.train_rows.to_string(),
                        fold.valid_rows.to_string(),
                        format!("{:.6}", fold.train_accuracy),
                        format!("{:.6}", fold.valid_accuracy),
                        if assessment.folds_leak { "yes" } else { "no" }.to_owned(),
                    ]
                })
            }),
        )?;
        write_csv(
            &file("comparison.csv"),
            &["model", "accuracy", "precision", "recall", "f1", "macro_f1"],
            report.assessments.iter().map(|assessment| {
                let test = &assessment.test;
                [
                    assessment.model.clone(),
                    format!("{:.6}", test.accuracy),
                    format!("{:.6}", test.weighted_avg.precision),
                    format!("{:.6}", test.weighted_avg.recall),
                    format!("{:.6}", test.weighted_avg.f1),
                    format!("{:.6}", test.macro_avg.f1),
                ]
            }),
        )?;
        write_csv(
            &file("words.csv"),
            &["model", "sentiment", "word", "count"],
            report.words.iter().flat_map(|table| {
                table.words.iter().map(|(word, count)| {
                    [
                        table.model.clone(),
                        table.sentiment.to_owned(),
                        word.clone(),
                        count.to_string(),
                    ]
                })
            }),
        )?;
        let html = Page {
            report,
            classes: class_names(),
        }
        .render()?;
        let page = file("report.html");
        write_atomic(&page, |out| {
            out.write_all(html.as_bytes())
                .map_err(|source| PipelineError::io(&page, "write", source))
        })
    }
}

/// The first columns of `sara label`.
pub(crate) const LABEL_COLUMNS: [&str; 7] = [
    "id",
    "text",
    "normalised",
    "tokens",
    "polarity",
    "sentiment",
    "dropped",
];

/// A row under [`LABEL_COLUMNS`]; polarity and sentiment are empty where there is no label.
pub(crate) fn label_fields(tweet: &Tweet, row: &PreparedText, label: Option<Label>) -> [String; 7] {
    [
        tweet.id.clone(),
        tweet.text.clone(),
        row.normalised.clone(),
        row.stems.join(" "),
        label
            .map(|label| format!("{:.6}", label.polarity))
            .unwrap_or_default(),
        label
            .map(|label| label.sentiment.as_str().to_owned())
            .unwrap_or_default(),
        row.dropped
            .map(DropReason::as_str)
            .unwrap_or_default()
            .to_owned(),
    ]
}

/// The page, drawn by `templates/report.html`.
#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    report: &'a StudyReport,
    classes: [&'static str; 3],
}

impl Page<'_> {
    /// A share as a percentage with one decimal.
    fn percent(&self, share: &f64) -> String {
        format!("{:.1}%", share * 100.0)
    }

    fn number(&self, value: &Option<f64>) -> String {
        value.map_or_else(String::new, |value| format!("{value:.3}"))
    }

    fn interval(&self, pair: &PairAgreement) -> String {
        pair.interval_95
            .map_or_else(String::new, |[low, high]| format!("{low:.3} to {high:.3}"))
    }

    /// An interval in brackets, where there is one.
    fn in_brackets(&self, interval: &Option<[f64; 2]>) -> String {
        interval.map_or_else(String::new, |[low, high]| {
            format!(" ({low:.3} to {high:.3})")
        })
    }

    /// The classifier with the highest accuracy; the first of equals.
    fn best(&self) -> Option<&Assessment> {
        let classifiers = self
            .report
            .assessments
            .iter()
            .filter(|result| !result.baseline);
        classifiers
            .rev()
            .max_by(|a, b| a.test.accuracy.total_cmp(&b.test.accuracy))
    }

    /// The classes of which a score has no value and counts as 0 in the means.
    fn undefined_scores(&self, assessment: &Assessment) -> String {
        let scores = assessment.test.replaced.iter();
        let named: Vec<String> = scores
            .map(|one| format!("{} of {} ({})", one.score, one.label, one.reason))
            .collect();
        named.join(", ")
    }

    fn settings(&self) -> String {
        serde_json::to_string_pretty(&self.report.settings).unwrap_or_default()
    }
}
