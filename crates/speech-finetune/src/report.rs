//! What an experiment found.

use std::collections::BTreeMap;

use serde::Serialize;
use speech_emotion::{Emotion, Intervals, LabelledClips, Normalisation, SpeechReport};

use crate::dealing::Deal;
use crate::over_speakers::{Tallies, gain};
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
    /// The percentile interval of that mean over seeds, by the bootstrap that draws speakers; `None`
    /// for a single speaker.
    pub accuracy_interval: Option<(f64, f64)>,
    /// Mean recall of the classes (UA).
    pub unweighted_recall: Spread,
    /// Its interval, as that of the accuracy.
    pub unweighted_recall_interval: Option<(f64, f64)>,
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
            recipes: (Recipe::ALL.iter())
                .filter_map(|&recipe| score(recipe, &runs, &classes, intervals).transpose())
                .collect::<Result<_, _>>()?,
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

/// `None` for a recipe that was not run.
fn score(
    recipe: Recipe,
    runs: &[RunReport],
    classes: &[Emotion],
    intervals: Intervals,
) -> Result<Option<RecipeScore>, FinetuneError> {
    let own: Vec<&SpeechReport> = (runs.iter())
        .filter(|run| run.recipe == recipe)
        .map(|run| &run.report)
        .collect();
    let spread = |score: fn(&SpeechReport) -> f64| {
        Spread::of(&own.iter().map(|report| score(report)).collect::<Vec<_>>())
    };
    let scores = [
        spread(|report| report.accuracy.value),
        spread(|report| report.unweighted_recall.value),
        spread(|report| report.macro_f1),
        spread(|report| report.calibration.expected_error),
    ];
    let [
        Some(accuracy),
        Some(unweighted_recall),
        Some(macro_f1),
        Some(calibration_error),
    ] = scores
    else {
        return Ok(None);
    };
    let tallies = Tallies::new(&own, classes);
    Ok(Some(RecipeScore {
        recipe,
        accuracy,
        accuracy_interval: tallies.interval(intervals, Tallies::accuracy)?,
        unweighted_recall,
        unweighted_recall_interval: tallies.interval(intervals, Tallies::unweighted_recall)?,
        macro_f1,
        calibration_error,
    }))
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
