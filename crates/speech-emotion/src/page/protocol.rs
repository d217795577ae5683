//! What was asked, in words.

use super::language::Language::English;
use super::table::Table;
use super::tables::count;
use super::view::View;
use crate::splits::SplitKind;
use crate::{Normalisation, SpeechReport};

impl View<'_> {
    /// What was asked of all models alike.
    pub(super) fn protocol_table(&self) -> Table {
        let report = self.best().report;
        let classes = report.by_class.iter().filter(|class| class.clips > 0);
        let classes: Vec<String> = classes
            .map(|class| format!("{}: {}", English.emotion(class.class), count(class.clips)))
            .collect();
        let dropped = report.dropped.iter();
        let dropped: Vec<String> = dropped
            .map(|(&label, &clips)| format!("{}: {}", English.emotion(label), English.count(clips)))
            .collect();
        let mut scalings: Vec<&str> = Vec::new();
        for model in &self.models {
            let scaling = scaling(model.report.normalisation);
            if !scalings.contains(&scaling) {
                scalings.push(scaling);
            }
        }
        let (name, how) = split(report.split);
        let row = |name: &str, text: String| [name.to_owned(), text];
        let mut rows = vec![
            row("recordings tested on", count(report.clips as u64)),
            row("speakers tested on", count(report.speakers as u64)),
            row("emotions", classes.join(", ")),
            row(
                "left out",
                match dropped.is_empty() {
                    true => "none".to_owned(),
                    false => dropped.join(", "),
                },
            ),
            row("split", format!("{name}: {how}")),
            row("rounds", count(report.rounds.len() as u64)),
            row("scaling of features", scalings.join("; or ")),
        ];
        if let Some(recordings) = self.recordings {
            rows.insert(0, row("recordings", recordings.to_owned()));
        }
        if report.unweighted_recall.interval.is_some() {
            rows.push(row(
                "intervals",
                format!(
                    "{}, from drawing speakers again and again, each with all recordings",
                    English.level(report.level)
                ),
            ));
        }
        Table::of_words("The protocol", rows)
    }
}

fn split(kind: SplitKind) -> (&'static str, &'static str) {
    match kind {
        SplitKind::LeaveOneSpeakerOut => (
            "leave one speaker out",
            "each speaker in turn is tested on, by a model that learned from all others",
        ),
        SplitKind::SpeakerFolds => (
            "speaker folds",
            "groups of whole speakers in turn are tested on, by a model that learned from others",
        ),
        SplitKind::FixedSpeakers => (
            "fixed speakers",
            "the speakers to learn from and those to test on were named",
        ),
        SplitKind::AcrossCorpora => (
            "across corpora",
            "learned from one corpus, tested on another",
        ),
        SplitKind::FlatteringRandomFolds => (
            "random folds, flattering",
            "recordings are dealt at random, so that speakers stand on both sides",
        ),
    }
}

fn scaling(normalisation: Normalisation) -> &'static str {
    match normalisation {
        Normalisation::Global => {
            "global: to mean 0 and variance 1 over the recordings learned from"
        }
        Normalisation::PerSpeakerTransductive => {
            "per speaker, transductive: to mean 0 and variance 1 over all recordings of a speaker, \
             those tested on among them"
        }
        Normalisation::None => "none: as they are, or a model that has none",
    }
}

/// Whether the report was made with all recordings of each tested speaker at hand.
pub(super) fn is_transductive(report: &SpeechReport) -> bool {
    report.normalisation == Normalisation::PerSpeakerTransductive
}
