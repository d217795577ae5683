//! What an experiment found.

use std::collections::BTreeMap;

use kappa_metrics::{BootstrapOptions, bootstrap};
use serde::Serialize;
use speech_emotion::{Emotion, Intervals, LabelledClips, Normalisation, SpeechReport};

use crate::dealing::Deal;
use crate::unit::Unit;
use crate::{FinetuneError, Recipe};

/// Recipes side by side on the same clips.
///
/// [`Display`](std::fmt::Display) writes it as tables. All scores lie from 0 to 1, the higher the
/// better, except the calibration error.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TransferReport {
    /// The classes that both corpora have.
    pub classes: Vec<Emotion>,
    /// What was heard first.
    pub source: Side,
    /// What was heard second and tested on.
    pub target: Side,
    /// Folds of the target's speakers.
    pub folds: usize,
    /// The unweighted recall of guessing: one by the number of classes.
    pub chance: f64,
    /// Whoever always says the most frequent class of the training clips.
    pub majority: SpeechReport,
    /// Each recipe with each seed.
    pub runs: Vec<RunReport>,
    /// Each recipe over its seeds.
    pub recipes: Vec<RecipeScore>,
    /// Sequential against direct, where both were run with the same seeds.
    pub gain: Option<Gain>,
}

/// The clips of one corpus that took part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Side {
    /// The names of the corpus, or corpora.
    pub corpus: String,
    /// Clips of the shared classes.
    pub clips: usize,
    /// Their speakers.
    pub speakers: usize,
}

/// One recipe with one seed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RunReport {
    /// The recipe.
    pub recipe: Recipe,
    /// The seed.
    pub seed: u64,
    /// Its figures over all clips of the target.
    pub report: SpeechReport,
}

/// One recipe over its seeds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RecipeScore {
    /// The recipe.
    pub recipe: Recipe,
    /// Share of right predictions.
    pub accuracy: Spread,
    /// Mean recall of the classes (UA).
    pub unweighted_recall: Spread,
    /// Mean F1 of the classes.
    pub macro_f1: Spread,
    /// Expected calibration error of the probability of the predicted class; the lower the better.
    pub calibration_error: Spread,
}

/// A score over seeds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Spread {
    /// The mean.
    pub mean: f64,
    /// The sample standard deviation; `None` for a single seed. It says what another training might
    /// give, not what other speakers might.
    pub deviation: Option<f64>,
}

/// What the source is worth: the unweighted recall of sequential minus that of direct, the share of
/// right predictions of each clip being the mean over seeds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Gain {
    /// The difference, above 0 where sequential is better.
    pub unweighted_recall: f64,
    /// The percentile interval of the bootstrap that draws speakers, each for both recipes at once;
    /// `None` for a single speaker.
    pub interval: Option<(f64, f64)>,
    /// Seeds that were averaged.
    pub seeds: usize,
}

impl Gain {
    /// Whether the interval leaves out 0.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        self.interval
            .is_some_and(|(lower, upper)| lower > 0.0 || upper < 0.0)
    }
}

/// The predictions of one recipe and seed.
pub(crate) struct Answered {
    pub(crate) recipe: Recipe,
    pub(crate) seed: u64,
    pub(crate) units: Vec<Unit>,
}

impl TransferReport {
    pub(crate) fn of(
        deal: &Deal,
        answered: Vec<Answered>,
        intervals: Intervals,
    ) -> Result<Self, FinetuneError> {
        let clips = &deal.clips;
        let runs = (answered.iter())
            .map(
                |Answered {
                     recipe,
                     seed,
                     units,
                 }| {
                    let answers: Vec<_> = units.iter().map(Unit::predictions).collect();
                    let report = SpeechReport::of_predictions(
                        clips,
                        &deal.split(*recipe)?,
                        &answers,
                        &format!("wav2vec 2.0, {recipe}, seed {seed}"),
                        Normalisation::None,
                        intervals,
                    )?;
                    Ok(RunReport {
                        recipe: *recipe,
                        seed: *seed,
                        report,
                    })
                },
            )
            .collect::<Result<Vec<_>, FinetuneError>>()?;
        let classes = clips.classes();
        let sources = clips.clips.len() - deal.target.len();
        Ok(Self {
            source: Side::of(clips, 0..sources),
            target: Side::of(clips, sources..clips.clips.len()),
            folds: deal.folds.len(),
            chance: 1.0 / classes.len() as f64,
            majority: majority(deal, intervals)?,
            recipes: Recipe::ALL
                .iter()
                .filter_map(|&recipe| score(recipe, &runs))
                .collect(),
            gain: gain(&runs, &classes, intervals)?,
            classes,
            runs,
        })
    }
}

impl Side {
    fn of(clips: &LabelledClips, rows: std::ops::Range<usize>) -> Self {
        let own = &clips.clips[rows];
        let different = |mut names: Vec<String>| {
            names.sort_unstable();
            names.dedup();
            names
        };
        let corpora = own.iter().map(|clip| clip.corpus.as_str().to_owned());
        let speakers = own.iter().map(|clip| clip.speaker.clone());
        Self {
            corpus: different(corpora.collect()).join(" and "),
            clips: own.len(),
            speakers: different(speakers.collect()).len(),
        }
    }
}

/// The first of the most frequent classes of each fold's training clips, for all clips tested on.
fn majority(deal: &Deal, intervals: Intervals) -> Result<SpeechReport, FinetuneError> {
    let answers: Vec<_> = (deal.folds.iter())
        .map(|fold| {
            let mut counts: BTreeMap<Emotion, usize> = BTreeMap::new();
            let heard = fold.heard.training.iter().chain(&fold.heard.validation);
            for &row in heard.clone() {
                *counts.entry(deal.clips.labels[row]).or_default() += 1;
            }
            let most = counts
                .into_iter()
                .reduce(|best, next| if next.1 > best.1 { next } else { best });
            let (class, count) = most.expect("a split has rows to learn from");
            let share = count as f64 / heard.count() as f64;
            vec![(class, share); fold.test.len()]
        })
        .collect();
    Ok(SpeechReport::of_predictions(
        &deal.clips,
        &deal.split(Recipe::Direct)?,
        &answers,
        "majority class",
        Normalisation::None,
        intervals,
    )?)
}

fn score(recipe: Recipe, runs: &[RunReport]) -> Option<RecipeScore> {
    let own: Vec<&SpeechReport> = (runs.iter())
        .filter(|run| run.recipe == recipe)
        .map(|run| &run.report)
        .collect();
    let spread = |score: fn(&SpeechReport) -> f64| {
        Spread::of(&own.iter().map(|report| score(report)).collect::<Vec<_>>())
    };
    Some(RecipeScore {
        recipe,
        accuracy: spread(|report| report.accuracy.value)?,
        unweighted_recall: spread(|report| report.unweighted_recall.value)?,
        macro_f1: spread(|report| report.macro_f1)?,
        calibration_error: spread(|report| report.calibration.expected_error)?,
    })
}

impl Spread {
    /// `None` for no values.
    fn of(values: &[f64]) -> Option<Self> {
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        (!values.is_empty()).then(|| Self {
            mean,
            deviation: (values.len() > 1).then(|| (squares / (count - 1.0)).sqrt()),
        })
    }
}

/// By class, a speaker's clips, and how many of them each recipe has right, on the mean over seeds.
#[derive(Clone, Debug)]
struct Tally {
    clips: Vec<f64>,
    sequential: Vec<f64>,
    direct: Vec<f64>,
}

fn gain(
    runs: &[RunReport],
    classes: &[Emotion],
    intervals: Intervals,
) -> Result<Option<Gain>, FinetuneError> {
    let of = |recipe| {
        let own = runs.iter().filter(move |run| run.recipe == recipe);
        own.map(|run| (run.seed, &run.report))
            .collect::<BTreeMap<u64, _>>()
    };
    let (sequential, direct) = (of(Recipe::Sequential), of(Recipe::Direct));
    if direct.is_empty() || !sequential.keys().eq(direct.keys()) {
        return Ok(None);
    }
    let seeds = direct.len();
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    for (reports, is_sequential) in [(&sequential, true), (&direct, false)] {
        for one in reports.values().flat_map(|report| &report.predictions) {
            let tally = tallies
                .entry(one.speaker.as_str())
                .or_insert_with(|| Tally {
                    clips: vec![0.0; classes.len()],
                    sequential: vec![0.0; classes.len()],
                    direct: vec![0.0; classes.len()],
                });
            let class = classes.partition_point(|class| *class < one.truth);
            // Each clip is met once a seed in both recipes.
            tally.clips[class] += 0.5 / seeds as f64;
            let right = f64::from(u8::from(one.truth == one.predicted)) / seeds as f64;
            match is_sequential {
                true => tally.sequential[class] += right,
                false => tally.direct[class] += right,
            }
        }
    }
    let tallies: Vec<Tally> = tallies.into_values().collect();
    let mut options = BootstrapOptions::new(intervals.seed);
    options.resamples = intervals.resamples;
    options.level = intervals.level;
    let found = bootstrap(tallies.len(), options, |drawn| difference(&tallies, drawn))?;
    let all: Vec<usize> = (0..tallies.len()).collect();
    Ok(difference(&tallies, &all).map(|value| Gain {
        unweighted_recall: value,
        interval: (found.interval)
            .filter(|_| tallies.len() > 1)
            .map(|interval| (interval.lower, interval.upper)),
        seeds,
    }))
}

/// The difference of mean recalls over the classes that these speakers have.
fn difference(tallies: &[Tally], drawn: &[usize]) -> Option<f64> {
    let classes = tallies.first()?.clips.len();
    let sum = |of: fn(&Tally) -> &[f64], class: usize| -> f64 {
        drawn.iter().map(|&at| of(&tallies[at])[class]).sum()
    };
    let differences: Vec<f64> = (0..classes)
        .filter_map(|class| {
            let clips = sum(|tally| &tally.clips, class);
            let more = sum(|tally| &tally.sequential, class) - sum(|tally| &tally.direct, class);
            (clips > 0.0).then_some(more / clips)
        })
        .collect();
    let count = differences.len() as f64;
    (!differences.is_empty()).then(|| differences.iter().sum::<f64>() / count)
}
