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
use crate::stages::pseudo::PseudoLabels;
use crate::stages::validate::PairAgreement;
use crate::study::RatingSource;
use inset_lexicon::Formula;

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
    /// Classifiers that were right as often as the best.
    equals: Vec<&'a str>,
    /// Others that the test does not tell from the best.
    near: Vec<&'a str>,
    /// What a classifier learned from beside the training rows.
    pseudo: Option<&'a PseudoLabels>,
    /// The unseen tweets as the best reads them.
    unseen: Option<&'a ClassCounts>,
    /// The lexicon, then the best classifier, on the experts' labels. One that was scored on fewer rows is not held against others.
    experts: Option<[&'a ExpertScore; 2]>,
    /// The lexicon and the majority of the experts; of two experts each, since they have no majority; or the only one.
    agreement: &'a [PairAgreement],
}

impl<'a> Facts<'a> {
    fn of(report: &'a StudyReport) -> Self {
        let days = &report.topics.days;
        let best = best_of(&report.assessments);
        let (equals, behind): (Vec<_>, Vec<_>) = (report.against_best.iter())
            .partition(|one| one.only_best_right == one.only_model_right);
        let near = behind.iter().filter(|one| one.adjusted_p_value >= LEVEL);
        let is_classifier = |name: &str| {
            let mut all = report.assessments.iter();
            all.any(|one| one.model == name && !one.baseline)
        };
        let pseudo = report.pseudo_labels.as_ref();
        let experts = report.experts.as_ref().and_then(|experts| {
            let (lexicon, models) = experts.models.split_first()?;
            let others = models
                .iter()
                .rev()
                .filter(|score| score.rows == experts.scored_rows && is_classifier(&score.model));
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
            equals: equals.iter().map(|one| one.model.as_str()).collect(),
            near: near.map(|one| one.model.as_str()).collect(),
            pseudo: pseudo.filter(|pseudo| pseudo.model.is_some()),
            unseen: report
                .unseen_counts
                .iter()
                .find(|counts| best.is_some_and(|best| best.model == counts.model)),
            experts,
            agreement: match report.validation.as_ref().map(|it| &it.against_lexicon[..]) {
                None => &[],
                Some(both @ [_, _]) => both,
                Some(pairs) => pairs.last().map_or(&[], std::slice::from_ref),
            },
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

    /// Whether a label is the sign of the number of words instead of that of their weights.
    fn counts_words(&self) -> bool {
        self.report.settings.label.formula == Formula::Count
    }

    /// What the lexicon is compared with by one of [`Facts::agreement`], in the words of `language`.
    fn judges(&self, pair: &'a PairAgreement, language: Language) -> &'a str {
        match (self.agreement.len(), language) {
            (2, _) => &pair.rater_2,
            (_, English) => "experts",
            (_, Indonesian) => "pakar",
        }
    }

    /// Rows that a program learned from under the labels of another.
    fn pseudo_rows(&self) -> Option<usize> {
        self.pseudo.map(|pseudo| pseudo.added.iter().sum())
    }

    fn is_leaking(&self) -> bool {
        self.report.near_duplicates.rows_across > 0
    }
}
