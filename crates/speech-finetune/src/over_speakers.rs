//! What other speakers might have given: scores of drawn speakers, the mean over seeds.

use std::collections::BTreeMap;

use kappa_metrics::{BootstrapOptions, bootstrap};
use speech_emotion::{Emotion, Intervals, SpeechReport};

use crate::report::{Gain, RunReport};
use crate::{FinetuneError, Recipe};

/// The clips of each speaker and how many of them a recipe has right, by class, the mean over
/// seeds.
#[derive(Clone, Debug)]
pub(crate) struct Tallies(Vec<Tally>);

/// One speaker's, a number a class.
#[derive(Clone, Debug)]
struct Tally {
    clips: Vec<f64>,
    right: Vec<f64>,
}

impl Tallies {
    /// Speakers in the order of their names. Reports are of the same clips, one a seed.
    pub(crate) fn new(reports: &[&SpeechReport], classes: &[Emotion]) -> Self {
        let share = 1.0 / reports.len() as f64;
        let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
        for one in reports.iter().flat_map(|report| &report.predictions) {
            let none = || vec![0.0; classes.len()];
            let tally = (tallies.entry(one.speaker.as_str())).or_insert_with(|| Tally {
                clips: none(),
                right: none(),
            });
            let class = classes.partition_point(|class| *class < one.truth);
            tally.clips[class] += share;
            if one.truth == one.predicted {
                tally.right[class] += share;
            }
        }
        Self(tallies.into_values().collect())
    }

    fn everyone(&self) -> Vec<usize> {
        (0..self.0.len()).collect()
    }

    fn sum(&self, drawn: &[usize], class: usize) -> (f64, f64) {
        (drawn.iter()).fold((0.0, 0.0), |(clips, right), &at| {
            let tally = &self.0[at];
            (clips + tally.clips[class], right + tally.right[class])
        })
    }

    fn sums(&self, drawn: &[usize]) -> Vec<(f64, f64)> {
        let classes = self.0.first().map_or(0, |tally| tally.clips.len());
        (0..classes).map(|class| self.sum(drawn, class)).collect()
    }

    /// The share of right predictions of these speakers.
    pub(crate) fn accuracy(&self, drawn: &[usize]) -> Option<f64> {
        let sums = self.sums(drawn);
        let clips: f64 = sums.iter().map(|(clips, _)| clips).sum();
        let right: f64 = sums.iter().map(|(_, right)| right).sum();
        (clips > 0.0).then(|| right / clips)
    }

    /// The mean recall of the classes that these speakers have.
    pub(crate) fn unweighted_recall(&self, drawn: &[usize]) -> Option<f64> {
        let sums = self.sums(drawn);
        let recalls = sums.iter().filter(|(clips, _)| *clips > 0.0);
        let recalls: Vec<f64> = recalls.map(|(clips, right)| right / clips).collect();
        let count = recalls.len() as f64;
        (!recalls.is_empty()).then(|| recalls.iter().sum::<f64>() / count)
    }

    /// The percentile interval of a score; `None` for a single speaker.
    pub(crate) fn interval(
        &self,
        intervals: Intervals,
        score: fn(&Self, &[usize]) -> Option<f64>,
    ) -> Result<Option<(f64, f64)>, FinetuneError> {
        interval(self.0.len(), intervals, |drawn| score(self, drawn))
    }
}

/// Sequential against direct, where both were run with the same seeds.
pub(crate) fn gain(
    runs: &[RunReport],
    classes: &[Emotion],
    intervals: Intervals,
) -> Result<Option<Gain>, FinetuneError> {
    let of = |recipe| {
        let own = runs.iter().filter(move |run| run.recipe == recipe);
        own.map(|run| (run.seed, &run.report))
            .collect::<BTreeMap<u64, &SpeechReport>>()
    };
    let (sequential, direct) = (of(Recipe::Sequential), of(Recipe::Direct));
    if direct.is_empty() || !sequential.keys().eq(direct.keys()) {
        return Ok(None);
    }
    let seeds = direct.len();
    let tallies = |reports: BTreeMap<u64, &SpeechReport>| {
        Tallies::new(&reports.into_values().collect::<Vec<_>>(), classes)
    };
    // Both have the same speakers, in the same order.
    let (sequential, direct) = (tallies(sequential), tallies(direct));
    let difference = |drawn: &[usize]| {
        Some(sequential.unweighted_recall(drawn)? - direct.unweighted_recall(drawn)?)
    };
    let interval = interval(direct.0.len(), intervals, difference)?;
    Ok(difference(&direct.everyone()).map(|value| Gain {
        unweighted_recall: value,
        interval,
        seeds,
    }))
}

fn interval(
    speakers: usize,
    intervals: Intervals,
    score: impl Fn(&[usize]) -> Option<f64>,
) -> Result<Option<(f64, f64)>, FinetuneError> {
    let mut options = BootstrapOptions::new(intervals.seed);
    options.resamples = intervals.resamples;
    options.level = intervals.level;
    let found = bootstrap(speakers, options, score)?;
    Ok((found.interval)
        .filter(|_| speakers > 1)
        .map(|interval| (interval.lower, interval.upper)))
}
