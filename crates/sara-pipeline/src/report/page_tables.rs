//! The tables of the page.

use super::language::Language::English;
use super::page::Page;
use super::page_table::PageTable;
use super::summary::LEVEL;
use crate::stages::assess::Assessment;
use crate::stages::validate::PairAgreement;
use crate::study::class_names;

/// A share as a percentage with one decimal.
fn percent(share: f64) -> String {
    English.percent(share)
}

fn count(count: usize) -> String {
    English.count(count)
}

fn range([low, high]: [f64; 2]) -> String {
    format!("{} to {}", percent(low), percent(high))
}

fn p_value(value: f64) -> String {
    if value < 0.001 {
        "< 0.001".to_owned()
    } else {
        format!("{value:.3}")
    }
}

impl Page<'_> {
    pub(super) fn experts_table(&self) -> Option<PageTable> {
        let experts = self.report.experts.as_ref()?;
        let rows = experts.models.iter().map(|score| {
            let [low, high] = score.accuracy_interval_95;
            vec![
                score.model.clone(),
                score.rows.to_string(),
                percent(score.accuracy),
                range([low, high]),
                percent(score.weighted_f1),
                percent(score.macro_f1),
                score
                    .kappa
                    .map_or_else(String::new, |kappa| English.number(kappa)),
            ]
        });
        Some(PageTable::new(
            format!(
                "Models on {} tweets, by the experts' labels",
                count(experts.scored_rows)
            ),
            &[
                "model",
                "rows",
                "accuracy",
                "95% interval",
                "weighted F1",
                "macro F1",
                "kappa",
            ],
            rows,
        ))
    }

    pub(super) fn funnel_table(&self) -> PageTable {
        let funnel = &self.report.funnel;
        let unread = funnel.unread.iter();
        let unread = unread.map(|it| {
            let lines: Vec<String> = it.first_lines.iter().map(u64::to_string).collect();
            let more = if it.rows > lines.len() { ", …" } else { "" };
            let lines = lines.join(", ");
            (
                format!("cannot be read: {} (lines {lines}{more})", it.reason),
                it.rows,
            )
        });
        let dropped = funnel.dropped.iter();
        let dropped = dropped.map(|it| (format!("dropped: {}", it.reason.as_str()), it.rows));
        let steps = std::iter::once(("read".to_owned(), funnel.read))
            .chain(unread)
            .chain(dropped)
            .chain(std::iter::once(("labelled".to_owned(), funnel.labelled)));
        PageTable::new(
            "Rows read, dropped by each rule, labelled",
            &["step", "rows"],
            steps.map(|(step, rows)| vec![step, count(rows)]),
        )
    }

    pub(super) fn days_table(&self) -> PageTable {
        let days = self.report.topics.days.iter();
        PageTable::new(
            "Rows of each day",
            &["day", "read", "labelled"],
            days.map(|day| vec![day.day.clone(), count(day.read), count(day.labelled)]),
        )
    }

    pub(super) fn kappas_table(&self) -> Option<PageTable> {
        let validation = self.report.validation.as_ref()?;
        let among = validation.among_experts.iter();
        let pairs = among.flat_map(|experts| &experts.pairs);
        let pairs = validation.against_lexicon.iter().chain(pairs);
        Some(PageTable::new(
            "Cohen's kappa of each pair",
            &["pair", "rows", "agree", "kappa", "95% interval", "strength"],
            pairs.map(|pair| {
                let share = pair.observed_agreement;
                vec![
                    format!("{} and {}", pair.rater_1, pair.rater_2),
                    count(pair.n),
                    share.map_or_else(String::new, percent),
                    kappa(pair),
                    pair.interval_95
                        .map_or_else(String::new, |[low, high]| format!("{low:.3} to {high:.3}")),
                    pair.band.clone().unwrap_or_default(),
                ]
            }),
        ))
    }

    pub(super) fn bias_table(&self) -> PageTable {
        let keywords = self.report.bias.keywords.iter();
        let found = keywords.filter(|word| word.zeroed.rows > 0);
        PageTable::new(
            "Topic words, and what changes when the weight of one alone is zero",
            &[
                "word",
                "weight",
                "rows",
                "labels that change",
                "mean polarity of its rows",
                "without the weight",
            ],
            found.map(|word| {
                vec![
                    word.keyword.clone(),
                    word.weight.to_string(),
                    count(word.zeroed.rows),
                    count(word.zeroed.changed),
                    format!("{:+.4}", word.zeroed.mean_polarity_before),
                    format!("{:+.4}", word.zeroed.mean_polarity_after),
                ]
            }),
        )
    }

    pub(super) fn bias_words(&self) -> [PageTable; 4] {
        let (with, without) = (&self.report.bias.words, &self.report.bias.together.words);
        [
            ("Positive rows, with all weights", &with.positive),
            (
                "Positive rows, without those of the topics",
                &without.positive,
            ),
            ("Negative rows, with all weights", &with.negative),
            (
                "Negative rows, without those of the topics",
                &without.negative,
            ),
        ]
        .map(|(caption, words)| word_table(caption, words))
    }

    pub(super) fn comparison_table(&self) -> PageTable {
        let all = self.report.assessments.iter();
        PageTable::new(
            format!(
                "Classifiers on {} test tweets, by the lexicon's labels",
                count(self.report.parts.test)
            ),
            &[
                "model",
                "accuracy",
                "95% interval",
                "precision",
                "recall",
                "F1",
                "macro F1",
            ],
            all.map(|one| {
                let mean = &one.test.weighted_avg;
                vec![
                    one.model.clone(),
                    percent(one.test.accuracy),
                    if one.by_construction {
                        "by construction".to_owned()
                    } else {
                        range(one.accuracy_interval_95)
                    },
                    percent(mean.precision),
                    percent(mean.recall),
                    percent(mean.f1),
                    percent(one.test.macro_avg.f1),
                ]
            }),
        )
    }

    pub(super) fn class_table(&self) -> PageTable {
        let all = self.report.assessments.iter();
        let rows = all.flat_map(|one| {
            one.test.classes.iter().map(|class| {
                vec![
                    one.model.clone(),
                    class.label.clone(),
                    percent(class.precision),
                    percent(class.recall),
                    percent(class.f1),
                    class.support.to_string(),
                ]
            })
        });
        PageTable::new(
            "Each class on the test tweets",
            &["model", "class", "precision", "recall", "F1", "tweets"],
            rows,
        )
    }

    pub(super) fn against_best_table(&self) -> PageTable {
        let all = || self.report.against_best.iter();
        let best = all().next().map_or("", |one| one.best.as_str());
        PageTable::new(
            format!("Each classifier against the best of the test, {best}"),
            &[
                "model",
                "only the best is right",
                "only this one is",
                "p",
                "p after Holm",
                "difference",
            ],
            all().map(|one| {
                let told_apart = if one.adjusted_p_value < LEVEL {
                    "more than chance"
                } else {
                    "may be chance"
                };
                vec![
                    one.model.clone(),
                    one.only_best_right.to_string(),
                    one.only_model_right.to_string(),
                    p_value(one.p_value),
                    p_value(one.adjusted_p_value),
                    told_apart.to_owned(),
                ]
            }),
        )
    }

    pub(super) fn folds_table(&self) -> PageTable {
        let all = || self.report.assessments.iter();
        let most = all().map(|one| one.folds.len()).max().unwrap_or_default();
        let names: Vec<String> = (1..=most).map(|fold| format!("fold {fold}")).collect();
        let mut columns = vec!["model", "accuracy on"];
        columns.extend(names.iter().map(String::as_str));
        columns.extend(["mean", "95% interval"]);
        let cross_validated = all().filter(|one| !one.folds.is_empty());
        let rows = cross_validated.flat_map(|one| {
            let train = one.folds.iter().map(|fold| fold.train_accuracy);
            let valid = one.folds.iter().map(|fold| fold.valid_accuracy);
            [
                fold_row(one, "training", train.collect(), most, None),
                fold_row(
                    one,
                    "validation",
                    valid.collect(),
                    most,
                    one.mean_valid_interval_95,
                ),
            ]
        });
        PageTable::new("Accuracy of each fold", &columns, rows)
    }

    pub(super) fn calibration_table(&self) -> PageTable {
        let all = self.report.calibration.iter();
        PageTable::new(
            "How far confidence and truth lie apart",
            &["model", "expected calibration error", "Brier score"],
            all.map(|one| {
                vec![
                    one.model.clone(),
                    English.number(one.expected_error),
                    English.number(one.brier),
                ]
            }),
        )
    }

    pub(super) fn unseen_table(&self) -> PageTable {
        let all = self.report.unseen_counts.iter();
        PageTable::new(
            "Classes of the unseen tweets",
            &["model", "negative", "neutral", "positive"],
            all.map(|it| {
                let counts = [it.negative, it.neutral, it.positive];
                let sum = counts.iter().sum::<usize>().max(1) as f64;
                let share = |of: usize| format!("{} ({})", count(of), percent(of as f64 / sum));
                [vec![it.model.clone()], counts.map(share).to_vec()].concat()
            }),
        )
    }

    pub(super) fn word_tables(&self) -> Vec<PageTable> {
        let tables = self.report.words.iter();
        let named = tables.map(|table| {
            let caption = format!("{}, {}", table.model, table.sentiment);
            word_table(&caption, &table.words)
        });
        named.collect()
    }

    pub(super) fn keyword_table(&self) -> PageTable {
        let [negative, neutral, positive] = class_names();
        let keywords = self.report.topics.keywords.iter();
        PageTable::new(
            "Labelled rows that hold each topic word",
            &["topic word", negative, neutral, positive, "together"],
            keywords.map(|it| {
                let counts = [it.negative, it.neutral, it.positive];
                let together = counts.iter().sum();
                let cells = counts.into_iter().chain([together]).map(count);
                std::iter::once(it.keyword.clone()).chain(cells).collect()
            }),
        )
    }

    pub(super) fn source_table(&self) -> PageTable {
        let sources = self.report.sources.iter();
        let rows = sources.map(|source| {
            let path = source.path.as_ref();
            let bytes = source.bytes.map(usize::try_from);
            vec![
                source.role.to_owned(),
                path.map_or_else(String::new, |path| path.display().to_string()),
                source.licence.clone(),
                bytes.map_or_else(String::new, |bytes| count(bytes.unwrap_or(usize::MAX))),
                source.sha256.clone().unwrap_or_default(),
            ]
        });
        PageTable::new(
            "What was read",
            &["role", "file", "licence", "bytes", "SHA-256"],
            rows,
        )
        .without_blank_columns()
    }
}

/// The value, or why there is none.
fn kappa(pair: &PairAgreement) -> String {
    match (&pair.undefined, pair.kappa) {
        (Some(reason), _) => format!("undefined: {reason}"),
        (None, Some(kappa)) => English.number(kappa),
        (None, None) => String::new(),
    }
}

fn word_table(caption: &str, words: &[(String, usize)]) -> PageTable {
    let rows = words
        .iter()
        .map(|(word, times)| vec![word.clone(), count(*times)]);
    PageTable::new(caption, &["word", "times"], rows)
}

/// The accuracies of the folds, blank where there are fewer than `most`, their mean and its interval.
fn fold_row(
    assessment: &Assessment,
    part: &str,
    accuracies: Vec<f64>,
    most: usize,
    interval: Option<[f64; 2]>,
) -> Vec<String> {
    let mean = accuracies.iter().sum::<f64>() / accuracies.len().max(1) as f64;
    let mut row = vec![assessment.model.clone(), part.to_owned()];
    row.extend(accuracies.iter().copied().map(percent));
    row.resize(most + 2, String::new());
    row.extend([percent(mean), interval.map_or_else(String::new, range)]);
    row
}
