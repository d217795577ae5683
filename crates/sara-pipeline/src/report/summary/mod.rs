//! What was read, what was found and how far it can be trusted: the numbers of a report as sentences for readers who know no
//! statistics, in both languages.

mod english;
mod indonesian;

use super::StudyReport;
use super::language::Language::{self, English, Indonesian};
use crate::stages::analyse::ClassCounts;
use crate::stages::assess::Assessment;
use crate::stages::clean::DropReason;
use crate::stages::experts::ExpertScore;
use crate::stages::validate::PairAgreement;
use crate::study::RatingSource;

/// The summary in one language.
#[derive(Debug)]
pub(super) struct Summary {
    /// As the attribute `lang` has it.
    pub(super) code: &'static str,
    pub(super) title: &'static str,
    pub(super) parts: Vec<Part>,
}

/// A question, and sentences that answer it.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) question: &'static str,
    pub(super) answers: Vec<String>,
}

/// Differences with a smaller p-value are taken for more than chance.
pub(super) const LEVEL: f64 = 0.05;

/// The summary in Indonesian, and in English.
pub(super) fn summaries(report: &StudyReport) -> [Summary; 2] {
    let facts = Facts::of(report);
    [
        Summary {
            code: Indonesian.code(),
            title: "Ringkasan",
            parts: vec![
                Part {
                    question: "Apa yang dibaca?",
                    answers: facts.read_in_indonesian(),
                },
                Part {
                    question: "Apa yang ditemukan?",
                    answers: facts.found_in_indonesian(),
                },
                Part {
                    question: "Seberapa jauh bisa dipercaya?",
                    answers: facts.trust_in_indonesian(),
                },
            ],
        },
        Summary {
            code: English.code(),
            title: "Summary",
            parts: vec![
                Part {
                    question: "What was read?",
                    answers: facts.read_in_english(),
                },
                Part {
                    question: "What was found?",
                    answers: facts.found_in_english(),
                },
                Part {
                    question: "How far can it be trusted?",
                    answers: facts.trust_in_english(),
                },
            ],
        },
    ]
}

/// The classifier with the highest accuracy; the first of equals.
fn best_of(assessments: &[Assessment]) -> Option<&Assessment> {
    let classifiers = assessments.iter().filter(|one| !one.baseline);
    classifiers
        .rev()
        .max_by(|a, b| a.test.accuracy.total_cmp(&b.test.accuracy))
}

/// What the sentences speak of.
struct Facts<'a> {
    report: &'a StudyReport,
    /// The first day and the last.
    days: Option<[&'a str; 2]>,
    best: Option<&'a Assessment>,
    majority: Option<&'a Assessment>,
    /// Classifiers that the test does not tell from the best.
    equals: Vec<&'a str>,
    /// The unseen tweets as the best reads them.
    unseen: Option<&'a ClassCounts>,
    /// The lexicon, then the best of the others, on the experts' labels.
    experts: Option<[&'a ExpertScore; 2]>,
    /// The lexicon and the majority of the experts, or the only one.
    agreement: Option<&'a PairAgreement>,
}

impl<'a> Facts<'a> {
    fn of(report: &'a StudyReport) -> Self {
        let days = &report.topics.days;
        let best = best_of(&report.assessments);
        let equals = report.against_best.iter();
        let equals = equals.filter(|one| one.adjusted_p_value >= LEVEL);
        let experts = report.experts.as_ref().and_then(|experts| {
            let (lexicon, models) = experts.models.split_first()?;
            let others = models.iter().rev();
            let best = others.max_by(|a, b| a.accuracy.total_cmp(&b.accuracy))?;
            Some([lexicon, best])
        });
        Self {
            report,
            days: days
                .first()
                .zip(days.last())
                .map(|(first, last)| [first.day.as_str(), last.day.as_str()]),
            best,
            majority: report.assessments.iter().find(|one| one.baseline),
            equals: equals.map(|one| one.model.as_str()).collect(),
            unseen: report
                .unseen_counts
                .iter()
                .find(|counts| best.is_some_and(|best| best.model == counts.model)),
            experts,
            agreement: report
                .validation
                .as_ref()
                .and_then(|validation| validation.against_lexicon.last()),
        }
    }

    /// The counts of the three classes with their shares, each after a word of the language.
    fn classes(language: Language, counts: [usize; 3]) -> [String; 3] {
        let sum = counts.iter().sum::<usize>().max(1) as f64;
        counts.map(|of| {
            let share = language.percent(of as f64 / sum);
            format!("{} ({share})", language.count(of))
        })
    }

    /// Why rows were dropped, and how many, as the end of a sentence.
    fn dropped(&self, language: Language) -> String {
        let reasons = self.report.funnel.dropped.iter();
        let reasons = reasons.filter(|dropped| dropped.rows > 0).map(|dropped| {
            let word = match (dropped.reason, language) {
                (DropReason::Retweet, English) => "retweets",
                (DropReason::Retweet, Indonesian) => "retweet",
                (DropReason::Empty, English) => "empty",
                (DropReason::Empty, Indonesian) => "kosong",
                (DropReason::Advertisement, English) => "advertisements",
                (DropReason::Advertisement, Indonesian) => "iklan",
                (DropReason::Duplicate, English) => "repeated",
                (DropReason::Duplicate, Indonesian) => "berulang",
                (DropReason::Short, English) => "too short",
                (DropReason::Short, Indonesian) => "terlalu pendek",
            };
            format!("{} {word}", language.count(dropped.rows))
        });
        let unread: usize = self.report.funnel.unread.iter().map(|it| it.rows).sum();
        let unread = (unread > 0).then(|| {
            let word = match language {
                English => "unreadable",
                Indonesian => "tidak terbaca",
            };
            format!("{} {word}", language.count(unread))
        });
        let reasons: Vec<String> = unread.into_iter().chain(reasons).collect();
        let reasons: Vec<&str> = reasons.iter().map(String::as_str).collect();
        match (reasons.is_empty(), language) {
            (true, _) => String::new(),
            (false, English) => format!("; left out: {}", language.listed(&reasons)),
            (false, Indonesian) => format!("; dibuang: {}", language.listed(&reasons)),
        }
    }

    fn labels(&self, language: Language) -> [String; 3] {
        let labels = self.report.labels;
        Self::classes(language, [labels.negative, labels.neutral, labels.positive])
    }

    fn has_invented_ratings(&self) -> bool {
        self.report.settings.ratings == RatingSource::Sample
    }

    fn is_leaking(&self) -> bool {
        self.report.near_duplicates.rows_across > 0
    }
}
