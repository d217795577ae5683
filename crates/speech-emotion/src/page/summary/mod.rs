//! What was asked, what was found and how far it can be trusted: the numbers of the reports as
//! sentences for readers who know no statistics, in both languages.

mod english;
mod indonesian;

use super::language::Language::{self, English, Indonesian};
use super::models::{Model, ROUNDING};
use crate::{Emotion, Normalisation, SpeechReport};

/// The summary in one language.
#[derive(Debug)]
pub(super) struct Summary {
    /// As the attribute `lang` has it.
    pub(super) code: &'static str,
    pub(super) title: &'static str,
    pub(super) parts: Vec<Part>,
}

/// A question, and sentences that answer it.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) question: String,
    pub(super) answers: Vec<String>,
}

impl Summary {
    pub(super) fn in_english(parts: Vec<Part>) -> Self {
        Self {
            code: English.code(),
            title: "Summary",
            parts,
        }
    }
}

/// With fewer speakers than this, the summary says that they are few.
const FEW_SPEAKERS: usize = 30;

/// Confusions that share the first place are named up to this number.
const MOST_CONFUSIONS: usize = 3;

/// The summary in Indonesian and in English.
pub(super) fn summaries(models: &[Model<'_>], best: usize) -> Vec<Summary> {
    let Some(facts) = Facts::new(models, best) else {
        return Vec::new();
    };
    let part = |question: &str, answers| Part {
        question: question.to_owned(),
        answers,
    };
    vec![
        Summary {
            code: Indonesian.code(),
            title: "Ringkasan",
            parts: vec![
                part("Apa yang diuji?", facts.asked_in_indonesian()),
                part("Apa yang ditemukan?", facts.found_in_indonesian()),
                part("Seberapa jauh bisa dipercaya?", facts.trust_in_indonesian()),
            ],
        },
        Summary::in_english(vec![
            part("What was tested?", facts.asked_in_english()),
            part("What was found?", facts.found_in_english()),
            part("How far can it be trusted?", facts.trust_in_english()),
        ]),
    ]
}

/// The numbers that the sentences of both languages are made of.
struct Facts<'a> {
    models: &'a [Model<'a>],
    best: &'a Model<'a>,
    /// Models with the same unweighted recall as the best.
    equals: Vec<&'a str>,
    /// Models that are behind it, as far as these speakers tell.
    near: Vec<&'a str>,
    /// Models that are behind it, with a single speaker to tell by.
    untold: Vec<&'a str>,
    /// The models whose features were scaled by speaker.
    transductive: Vec<&'a str>,
    floor: Floor,
}

/// What somebody reaches who does not listen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Floor {
    /// The share of the most frequent class.
    pub(super) accuracy: f64,
    /// One by the number of classes that occur.
    pub(super) unweighted_recall: f64,
    /// Of always the most frequent class.
    pub(super) macro_f1: f64,
}

impl Floor {
    pub(super) fn of(report: &SpeechReport) -> Self {
        let clips = report.by_class.iter().map(|class| class.clips);
        let occurring = clips.clone().filter(|&clips| clips > 0).count().max(1) as f64;
        let all = clips.clone().sum::<u64>().max(1) as f64;
        let accuracy = clips.max().unwrap_or_default() as f64 / all;
        Self {
            accuracy,
            unweighted_recall: 1.0 / occurring,
            // Of the class that is always predicted, precision is its share and recall is 1.
            macro_f1: 2.0 * accuracy / (1.0 + accuracy) / occurring,
        }
    }
}

/// How the best compares with somebody who does not listen.
enum AgainstGuessing {
    NoBetter,
    MayBeNoBetter,
    Better,
}

/// A confusion: the truth, what was said instead, how often, of how many.
struct Confusion {
    truth: Emotion,
    said: Emotion,
    clips: usize,
    of: usize,
}

impl<'a> Facts<'a> {
    fn new(models: &'a [Model<'a>], best: usize) -> Option<Self> {
        let behind = |which: fn(&super::models::Behind) -> bool| -> Vec<&'a str> {
            let models = models.iter();
            let found = models.filter(|model| model.behind.as_ref().is_some_and(which));
            found.map(|model| model.short.as_str()).collect()
        };
        let best = models.get(best)?;
        let by_speaker = |model: &&Model<'_>| {
            model.report.normalisation == Normalisation::PerSpeakerTransductive
        };
        Some(Self {
            models,
            best,
            equals: behind(|it| it.is_none()),
            near: behind(|it| it.may_be_chance()),
            untold: behind(|it| !it.is_none() && it.interval.is_none()),
            transductive: (models.iter().filter(by_speaker))
                .map(|model| model.short.as_str())
                .collect(),
            floor: Floor::of(best.report),
        })
    }

    fn report(&self) -> &'a SpeechReport {
        self.best.report
    }

    /// Accuracy and unweighted recall of the best, as they are shown.
    fn scores(&self, language: Language) -> [String; 2] {
        let report = self.report();
        let scores = [report.accuracy.value, report.unweighted_recall.value];
        scores.map(|share| language.percent(share))
    }

    /// The same of always the most frequent class.
    fn guessed(&self, language: Language) -> [String; 2] {
        let scores = [self.floor.accuracy, self.floor.unweighted_recall];
        scores.map(|share| language.percent(share))
    }

    /// The emotions that the recordings have.
    fn emotions(&self) -> Vec<Emotion> {
        let classes = self.report().by_class.iter();
        let occurring = classes.filter(|class| class.clips > 0);
        occurring.map(|class| class.class).collect()
    }

    /// What was left out, and how many of each.
    fn left_out(&self, language: Language) -> String {
        let dropped = self.report().dropped.iter();
        let named: Vec<String> = dropped
            .map(|(&emotion, &count)| {
                format!("{} {}", language.count(count), language.emotion(emotion))
            })
            .collect();
        language.listed(&named)
    }

    fn against_guessing(&self) -> AgainstGuessing {
        let recall = self.report().unweighted_recall;
        let guessing = self.floor.unweighted_recall + ROUNDING;
        match recall.interval {
            _ if recall.value <= guessing => AgainstGuessing::NoBetter,
            Some((lower, _)) if lower <= guessing => AgainstGuessing::MayBeNoBetter,
            _ => AgainstGuessing::Better,
        }
    }

    /// The emotions with the greatest and with the least recall, each with that recall; `None`
    /// where there are not two to compare.
    fn easiest_and_hardest(&self) -> Option<[(Vec<Emotion>, f64); 2]> {
        let classes = || self.report().by_class.iter().filter(|one| one.clips > 0);
        let recalls = || classes().map(|one| one.recall);
        let most = recalls().fold(f64::NEG_INFINITY, f64::max);
        let least = recalls().fold(f64::INFINITY, f64::min);
        let with = |recall: f64| -> Vec<Emotion> {
            let classes = classes().filter(|one| (one.recall - recall).abs() < ROUNDING);
            classes.map(|one| one.class).collect()
        };
        (classes().count() > 1).then(|| [(with(most), most), (with(least), least)])
    }

    /// The most frequent confusions; none where too many share the first place.
    fn confusions(&self) -> Vec<Confusion> {
        let report = self.report();
        let rows = report.classes.iter().zip(&report.confusion);
        let all = || {
            rows.clone().flat_map(|(&truth, row)| {
                let of = whole(row.iter().sum());
                let cells = report.classes.iter().zip(row);
                cells.map(move |(&said, &clips)| Confusion {
                    truth,
                    said,
                    clips: whole(clips),
                    of,
                })
            })
        };
        let wrong = || all().filter(|it| it.truth != it.said && it.clips > 0);
        let most = wrong().map(|it| it.clips).max();
        let found: Vec<Confusion> = wrong().filter(|it| Some(it.clips) == most).collect();
        if found.len() > MOST_CONFUSIONS {
            return Vec::new();
        }
        found
    }

    /// The least and the greatest unweighted recall of a speaker, where they differ.
    fn speakers_range(&self) -> Option<[f64; 2]> {
        let recalls = || {
            let speakers = self.report().by_speaker.iter();
            speakers.map(|speaker| speaker.unweighted_recall)
        };
        let least = recalls().fold(f64::INFINITY, f64::min);
        let most = recalls().fold(f64::NEG_INFINITY, f64::max);
        (most - least > ROUNDING).then_some([least, most])
    }

    /// How sure the best is of its answers on average.
    fn mean_confidence(&self) -> Option<f64> {
        let bins = self.report().calibration.bins.iter();
        let items: u64 = bins.clone().map(|bin| bin.items).sum();
        let sum: f64 = bins.map(|bin| bin.items as f64 * bin.confidence).sum();
        (items > 0).then(|| sum / items as f64)
    }
}

fn whole(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
