//! The tables of the page.

use super::language::Language::English;
use super::models::Model;
use super::summary::Floor;
use super::table::Table;
use super::view::{View, speakers_in_order};
use crate::Estimate;

fn percent(share: f64) -> String {
    English.percent(share)
}

pub(super) fn count(count: u64) -> String {
    English.count(usize::try_from(count).unwrap_or(usize::MAX))
}

fn interval(estimate: Estimate) -> String {
    estimate
        .interval
        .map_or_else(String::new, |(lower, upper)| {
            format!("{} to {}", percent(lower), percent(upper))
        })
}

/// A share in points of a hundred; no `-0.0`.
fn points(share: f64) -> String {
    format!("{:.1}", (share * 1000.0).round() / 10.0 + 0.0)
}

/// One name, then those of the models.
fn columns(first: &[&str], models: &[Model<'_>]) -> Vec<String> {
    let first = first.iter().map(|&name| name.to_owned());
    first
        .chain(models.iter().map(|model| model.short.clone()))
        .collect()
}

impl View<'_> {
    pub(super) fn comparison_table(&self) -> Table {
        let best = self.best().report;
        let level = format!("{} interval", English.level(best.level));
        let columns = ["model", "accuracy", &level, "UA", &level, "macro F1", "ECE"];
        let models = self.models.iter().map(|model| {
            let report = model.report;
            vec![
                model.name.clone(),
                percent(report.accuracy.value),
                interval(report.accuracy),
                percent(report.unweighted_recall.value),
                interval(report.unweighted_recall),
                percent(report.macro_f1),
                format!("{:.3}", report.calibration.expected_error),
            ]
        });
        let floor = Floor::of(best);
        let floor = vec![
            "always the most frequent".to_owned(),
            percent(floor.accuracy),
            String::new(),
            percent(floor.unweighted_recall),
            String::new(),
            percent(floor.macro_f1),
            String::new(),
        ];
        let caption = format!(
            "{} of {}",
            English.recordings(best.clips),
            English.speakers(best.speakers)
        );
        Table::new(caption, columns, models.chain([floor]))
    }

    /// How far each model is behind the best.
    pub(super) fn behind_table(&self) -> Table {
        let level = format!("{} interval", English.level(self.best().report.level));
        let others = self.models.iter().filter_map(|model| {
            let behind = model.behind.as_ref()?;
            let interval = behind.interval.map_or_else(String::new, |(lower, upper)| {
                format!("{} to {}", points(lower), points(upper))
            });
            let verdict = match (behind.is_none(), behind.interval) {
                (true, _) => "no difference",
                (false, None) => "cannot be said",
                (false, Some(_)) if behind.may_be_chance() => "inside the interval",
                (false, Some(_)) => "outside the interval",
            };
            Some(vec![
                model.name.clone(),
                points(behind.value),
                interval,
                verdict.to_owned(),
            ])
        });
        let caption = format!("Each model against the best, {}", self.best().name);
        // Cells that begin with the 0 would be taken for numbers.
        let columns = ["model", "points of UA behind", &level, "0 lies"];
        Table::new(caption, columns, others)
    }

    /// Each emotion, a table a model.
    pub(super) fn class_tables(&self) -> Vec<Table> {
        let tables = self.models.iter().map(|model| {
            let rows = model.report.by_class.iter().map(|class| {
                vec![
                    English.emotion(class.class),
                    percent(class.precision),
                    percent(class.recall),
                    percent(class.f1),
                    count(class.clips),
                ]
            });
            let columns = ["emotion", "precision", "recall", "F1", "support"];
            Table::new(model.name.clone(), columns, rows)
        });
        tables.collect()
    }

    /// What is taken for what, a table a model.
    pub(super) fn confusion_tables(&self) -> Vec<Table> {
        let tables = self.models.iter().map(|model| {
            let classes = &model.report.classes;
            let columns = std::iter::once("truth".to_owned())
                .chain(classes.iter().map(|class| format!("said {class}")));
            let rows = classes
                .iter()
                .zip(&model.report.confusion)
                .map(|(class, row)| {
                    let cells = row.iter().map(|&clips| count(clips));
                    std::iter::once(class.to_string()).chain(cells).collect()
                });
            Table::new(model.name.clone(), columns, rows)
        });
        tables.collect()
    }

    pub(super) fn speaker_table(&self) -> Table {
        let rows = speakers_in_order(self.best().report)
            .into_iter()
            .map(|first| {
                let scores = self.models.iter().map(|model| {
                    let mut speakers = model.report.by_speaker.iter();
                    let found = speakers.find(|one| one.speaker == first.speaker);
                    found.map_or_else(String::new, |one| percent(one.unweighted_recall))
                });
                [first.speaker.clone(), count(first.clips)]
                    .into_iter()
                    .chain(scores)
                    .collect()
            });
        Table::new(
            "UA of each speaker, the hardest first",
            columns(&["speaker", "recordings"], &self.models),
            rows,
        )
    }

    pub(super) fn round_table(&self) -> Table {
        let rounds = self.best().report.rounds.iter().enumerate();
        let rows = rounds.map(|(place, round)| {
            let scores = self.models.iter().map(|model| {
                let round = model.report.rounds.get(place);
                round.map_or_else(String::new, |round| percent(round.accuracy))
            });
            let first = [
                round.name.clone(),
                count(round.training as u64),
                count(round.test as u64),
            ];
            first.into_iter().chain(scores).collect()
        });
        Table::new(
            "Accuracy of each round",
            columns(&["held out", "learned from", "tested on"], &self.models),
            rows,
        )
    }

    pub(super) fn calibration_table(&self) -> Table {
        let rows = self.models.iter().map(|model| {
            let calibration = &model.report.calibration;
            vec![
                model.name.clone(),
                format!("{:.3}", calibration.expected_error),
                format!("{:.3}", calibration.maximum_error),
            ]
        });
        let columns = [
            "model",
            "expected calibration error",
            "greatest gap of a bin",
        ];
        Table::new("How far confidence and truth lie apart", columns, rows)
    }
}
