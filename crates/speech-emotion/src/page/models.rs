//! The reports of a page: whether they can stand side by side, their names, and how far each is
//! behind the best.

use kappa_metrics::{BootstrapOptions, bootstrap};

use crate::judging::Counts;
use crate::report::Prediction;
use crate::{Emotion, EmotionError, SpeechReport};

/// Scores closer than this are one score: only rounding tells them apart.
pub(super) const ROUNDING: f64 = 1e-9;

/// A report among the others of the page.
#[derive(Debug)]
pub(super) struct Model<'a> {
    pub(super) report: &'a SpeechReport,
    /// The model, with how features were scaled where that differs.
    pub(super) name: String,
    /// The name up to its first comma, unless another model is called so too.
    pub(super) short: String,
    /// How far its unweighted recall lies behind that of the best; `None` for the best itself.
    pub(super) behind: Option<Behind>,
}

/// A difference of two scores of the same clips.
#[derive(Clone, Copy, Debug)]
pub(super) struct Behind {
    pub(super) value: f64,
    /// From a bootstrap that draws speakers, the same for both; `None` for a single speaker.
    pub(super) interval: Option<(f64, f64)>,
}

impl Behind {
    /// Whether the difference is nothing but rounding.
    pub(super) fn is_none(&self) -> bool {
        self.value.abs() < ROUNDING
    }

    /// Whether other speakers might give no difference, or the opposite one.
    pub(super) fn may_be_chance(&self) -> bool {
        !self.is_none() && self.interval.is_some_and(|(lower, _)| lower <= ROUNDING)
    }
}

/// The reports in their order, and the place of the best: the first of those with the highest
/// unweighted recall.
pub(super) fn models(reports: &[SpeechReport]) -> Result<(Vec<Model<'_>>, usize), EmotionError> {
    let mut best = 0;
    for (place, report) in reports.iter().enumerate() {
        if recall(report) > recall(&reports[best]) + ROUNDING {
            best = place;
        }
    }
    let names = names(reports);
    let shorts = shorts(&names);
    let named = names.into_iter().zip(shorts).zip(reports).enumerate();
    let models = named.map(|(place, ((name, short), report))| {
        let behind = (place != best).then(|| behind(&reports[best], report));
        Ok(Model {
            report,
            name,
            short,
            behind: behind.transpose()?,
        })
    });
    Ok((models.collect::<Result<_, EmotionError>>()?, best))
}

fn recall(report: &SpeechReport) -> f64 {
    report.unweighted_recall.value
}

/// Names that tell the reports apart.
fn names(reports: &[SpeechReport]) -> Vec<String> {
    let scaling_differs =
        (reports.windows(2)).any(|two| two[0].normalisation != two[1].normalisation);
    let plain: Vec<String> = (reports.iter())
        .map(|report| match scaling_differs {
            true => format!("{}, scaled: {}", report.model, report.normalisation),
            false => report.model.clone(),
        })
        .collect();
    let numbered = plain.iter().enumerate().map(|(place, name)| {
        let same = |names: &[String]| names.iter().filter(|other| *other == name).count();
        match same(&plain) {
            1 => name.clone(),
            _ => format!("{name} ({})", same(&plain[..=place])),
        }
    });
    numbered.collect()
}

fn shorts(names: &[String]) -> Vec<String> {
    let short = |name: &str| name.split(',').next().unwrap_or_default().trim().to_owned();
    let shorts: Vec<String> = names.iter().map(|name| short(name)).collect();
    let alone =
        |one: &String| !one.is_empty() && shorts.iter().filter(|other| *other == one).count() == 1;
    let shorts_or_names = shorts.iter().zip(names);
    shorts_or_names
        .map(|(short, name)| if alone(short) { short } else { name }.clone())
        .collect()
}

fn behind(best: &SpeechReport, other: &SpeechReport) -> Result<Behind, EmotionError> {
    let mut classes: Vec<Emotion> = (best.predictions.iter().chain(&other.predictions))
        .map(|one| one.truth)
        .collect();
    classes.sort_unstable();
    classes.dedup();
    let speakers = |report: &SpeechReport| -> Vec<Counts> {
        let counts = Counts::by_speaker(&report.predictions, &classes);
        counts.into_values().collect()
    };
    // Both have the same speakers, in the same order: the reports were found alike.
    let [ahead, behind] = [best, other].map(speakers);
    let recall = |speakers: &[Counts], drawn: &[usize]| {
        Counts::sum(drawn.iter().map(|&at| &speakers[at])).unweighted_recall()
    };
    let difference = |drawn: &[usize]| recall(&ahead, drawn) - recall(&behind, drawn);
    let mut options = BootstrapOptions::new(0);
    options.level = best.level;
    let found = bootstrap(ahead.len(), options, |drawn| Some(difference(drawn)))?;
    let everyone: Vec<usize> = (0..ahead.len()).collect();
    let interval = found.interval.filter(|_| everyone.len() > 1);
    Ok(Behind {
        value: difference(&everyone),
        interval: interval.map(|interval| (interval.lower, interval.upper)),
    })
}

/// Refuses reports that are not of the same clips under the same split.
pub(super) fn check_alike(reports: &[SpeechReport]) -> Result<(), EmotionError> {
    let Some(first) = reports.first() else {
        return Err(EmotionError::Empty { what: "report" });
    };
    for report in reports {
        if report.predictions.is_empty() {
            return Err(EmotionError::Empty { what: "prediction" });
        }
        if let Some((expected, got)) = difference(first, report) {
            return Err(EmotionError::ReportsDiffer {
                first: first.model.clone(),
                expected,
                second: report.model.clone(),
                got,
            });
        }
    }
    Ok(())
}

/// The first thing that two reports do not have in common, of the one and of the other.
fn difference(first: &SpeechReport, second: &SpeechReport) -> Option<(String, String)> {
    let alike: [fn(&SpeechReport) -> String; 5] = [
        |report| format!("the split `{}`", report.split),
        |report| format!("{} clips", report.predictions.len()),
        |report| format!("{} clips left out", report.dropped.values().sum::<usize>()),
        |report| format!("{} rounds", report.rounds.len()),
        |report| format!("intervals of the level {}", report.level),
    ];
    let told = |what: &dyn Fn(&SpeechReport) -> String| {
        let (one, other) = (what(first), what(second));
        (one != other).then_some((one, other))
    };
    if let Some(difference) = alike.iter().find_map(|what| told(what)) {
        return Some(difference);
    }
    let of_round = |place: usize| {
        told(&|report| {
            report.rounds.get(place).map_or_else(String::new, |round| {
                let (name, training) = (&round.name, round.training);
                format!("the round `{name}` that learns from {training} clips")
            })
        })
    };
    let rounds = (0..first.rounds.len()).find_map(of_round);
    let clips = || {
        let mut pairs = first.predictions.iter().zip(&second.predictions);
        let (one, other) = pairs.find(|(one, other)| {
            (&one.path, &one.speaker, one.truth) != (&other.path, &other.speaker, other.truth)
        })?;
        let clip = |one: &Prediction| {
            let (path, speaker, truth) = (one.path.display(), &one.speaker, one.truth);
            format!("the clip {path} of {speaker}, {truth}")
        };
        Some((clip(one), clip(other)))
    };
    rounds.or_else(clips)
}
