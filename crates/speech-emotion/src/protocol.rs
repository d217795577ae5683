//! Fit, predict and judge, round by round.

use std::collections::BTreeMap;

use kappa_metrics::{
    BootstrapOptions, ClassificationReport, ConfusionMatrix, ZeroDivision, bootstrap,
    expected_calibration_error,
};

use crate::models::{EmotionModel, Learner};
use crate::report::{ClassScore, Prediction, RoundScore, SpeakerScore};
use crate::splits::{Round, Split};
use crate::{
    Emotion, EmotionError, Estimate, FeatureTable, LabelledClips, Normalisation, Scaler,
    SpeechReport, scale_per_speaker,
};

/// Bins of equal width of the calibration.
const BINS: usize = 10;

/// How intervals are found.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Intervals {
    /// Resamples of the speakers. Default 2000.
    pub resamples: usize,
    /// The level, between 0 and 1. Default 0.95.
    pub level: f64,
    /// Default 0.
    pub seed: u64,
}

impl Default for Intervals {
    fn default() -> Self {
        Self {
            resamples: 2000,
            level: 0.95,
            seed: 0,
        }
    }
}

impl Intervals {
    /// Sets [`resamples`](Self::resamples).
    #[must_use]
    pub fn with_resamples(self, resamples: usize) -> Self {
        Self { resamples, ..self }
    }

    /// Sets [`level`](Self::level).
    #[must_use]
    pub fn with_level(self, level: f64) -> Self {
        Self { level, ..self }
    }

    /// Sets [`seed`](Self::seed).
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }
}

/// Takes a learner through all rounds of a split and judges all predictions together.
///
/// `features` has a row for each clip that the class map was given; the rows of the clips that
/// stayed are selected here. The split is checked again before anything is fitted, and the scaler
/// is fitted on the training rows of each round alone, unless the normalisation is the
/// transductive one.
///
/// # Errors
///
/// Those of [`Split::check`] and of the learner; [`EmotionError::OneClass`] where a round has one
/// class to learn from, [`EmotionError::Count`] where clips lack features.
pub fn evaluate(
    clips: &LabelledClips,
    features: &FeatureTable,
    split: &Split,
    learner: &dyn Learner,
    normalisation: Normalisation,
    intervals: Intervals,
) -> Result<SpeechReport, EmotionError> {
    split.check(clips)?;
    let mut features = features.select(&clips.rows)?;
    if normalisation == Normalisation::PerSpeakerTransductive {
        features = scale_per_speaker(&features, &clips.speakers())?;
    }
    let mut predictions = Vec::with_capacity(clips.clips.len());
    let mut rounds = Vec::with_capacity(split.rounds().len());
    for round in split.rounds() {
        let found = run(clips, &features, round, learner, normalisation)?;
        let right = found
            .iter()
            .filter(|one| one.truth == one.predicted)
            .count();
        rounds.push(RoundScore {
            name: round.name.clone(),
            training: round.training.len(),
            test: found.len(),
            accuracy: right as f64 / found.len() as f64,
        });
        predictions.extend(found);
    }
    judge(
        clips,
        split,
        learner.name(),
        normalisation,
        intervals,
        rounds,
        predictions,
    )
}

/// One round.
fn run(
    clips: &LabelledClips,
    features: &FeatureTable,
    round: &Round,
    learner: &dyn Learner,
    normalisation: Normalisation,
) -> Result<Vec<Prediction>, EmotionError> {
    let labels: Vec<Emotion> = round
        .training
        .iter()
        .map(|&row| clips.labels[row])
        .collect();
    if labels.windows(2).all(|two| two[0] == two[1]) {
        return Err(EmotionError::OneClass {
            round: round.name.clone(),
            class: labels.first().map(ToString::to_string).unwrap_or_default(),
        });
    }
    let (mut training, mut test) = (
        features.select(&round.training)?,
        features.select(&round.test)?,
    );
    if normalisation == Normalisation::Global {
        let scaler = Scaler::fit(&training)?;
        (training, test) = (scaler.apply(&training)?, scaler.apply(&test)?);
    }
    let model = learner.fit(&training, &labels)?;
    let predicted = model.predict(&test)?;
    let probabilities = model.probabilities(&test)?;
    let rows = predicted
        .iter()
        .zip(probabilities.chunks_exact(model.classes().len()));
    Ok((round.test.iter().zip(rows))
        .map(|(&row, (&predicted, probabilities))| Prediction {
            path: clips.clips[row].path.clone(),
            speaker: clips.clips[row].speaker.clone(),
            truth: clips.labels[row],
            predicted,
            confidence: confidence(model.as_ref(), predicted, probabilities),
        })
        .collect())
}

/// The probability of the class predicted, within 0 and 1 whatever rounding did.
pub(crate) fn confidence(model: &dyn EmotionModel, class: Emotion, probabilities: &[f64]) -> f64 {
    let place = model.classes().iter().position(|other| *other == class);
    let value = place.and_then(|place| probabilities.get(place)).copied();
    value.unwrap_or_default().clamp(0.0, 1.0)
}

fn judge(
    clips: &LabelledClips,
    split: &Split,
    model: String,
    normalisation: Normalisation,
    intervals: Intervals,
    rounds: Vec<RoundScore>,
    predictions: Vec<Prediction>,
) -> Result<SpeechReport, EmotionError> {
    let mut classes: Vec<Emotion> = (predictions.iter())
        .flat_map(|one| [one.truth, one.predicted])
        .collect();
    classes.sort_unstable();
    classes.dedup();
    let truth: Vec<Emotion> = predictions.iter().map(|one| one.truth).collect();
    let predicted: Vec<Emotion> = predictions.iter().map(|one| one.predicted).collect();
    let confusion = ConfusionMatrix::with_labels(&classes, &truth, &predicted)?;
    let report = ClassificationReport::from_confusion(&confusion, ZeroDivision::Zero)?;
    let confidences: Vec<f64> = predictions.iter().map(|one| one.confidence).collect();
    let right: Vec<bool> = truth.iter().zip(&predicted).map(|(a, b)| a == b).collect();

    let by_speaker = Counts::by_speaker(&predictions, &classes);
    let counts: Vec<&Counts> = by_speaker.values().collect();
    let estimate = |score: fn(&Counts) -> f64| -> Result<Estimate, EmotionError> {
        let mut options = BootstrapOptions::new(intervals.seed);
        options.resamples = intervals.resamples;
        options.level = intervals.level;
        let found = bootstrap(counts.len(), options, |drawn| {
            Some(score(&Counts::sum(drawn.iter().map(|&at| counts[at]))))
        })?;
        let interval = found.interval.filter(|_| counts.len() > 1);
        Ok(Estimate {
            value: score(&Counts::sum(counts.iter().copied())),
            interval: interval.map(|interval| (interval.lower, interval.upper)),
        })
    };
    Ok(SpeechReport {
        model,
        split: split.kind(),
        flattering: !split.kind().keeps_speakers_apart(),
        normalisation,
        clips: predictions.len(),
        speakers: by_speaker.len(),
        accuracy: estimate(Counts::accuracy)?,
        unweighted_recall: estimate(Counts::unweighted_recall)?,
        macro_f1: report.macro_avg.f1,
        by_class: (classes.iter().zip(&report.classes))
            .map(|(&class, row)| ClassScore {
                class,
                clips: row.support,
                precision: row.precision,
                recall: row.recall,
                f1: row.f1,
            })
            .collect(),
        confusion: confusion.rows().to_vec(),
        calibration: expected_calibration_error(&confidences, &right, BINS)?,
        by_speaker: (by_speaker.iter())
            .map(|(speaker, counts)| SpeakerScore {
                speaker: (*speaker).to_owned(),
                clips: counts.truths.iter().sum(),
                accuracy: counts.accuracy(),
                unweighted_recall: counts.unweighted_recall(),
            })
            .collect(),
        rounds,
        dropped: clips.dropped.clone(),
        classes,
        predictions,
    })
}

/// What accuracy and recalls need of some clips: by class, how many there are and how many are
/// right.
struct Counts {
    truths: Vec<u64>,
    right: Vec<u64>,
}

impl Counts {
    fn by_speaker<'a>(
        predictions: &'a [Prediction],
        classes: &[Emotion],
    ) -> BTreeMap<&'a str, Self> {
        let mut counts = BTreeMap::new();
        for one in predictions {
            let of_speaker = counts.entry(one.speaker.as_str()).or_insert_with(|| Self {
                truths: vec![0; classes.len()],
                right: vec![0; classes.len()],
            });
            let place = classes.partition_point(|class| *class < one.truth);
            of_speaker.truths[place] += 1;
            of_speaker.right[place] += u64::from(one.truth == one.predicted);
        }
        counts
    }

    fn sum<'a>(all: impl Iterator<Item = &'a Self>) -> Self {
        let mut sum = Self {
            truths: Vec::new(),
            right: Vec::new(),
        };
        for counts in all {
            sum.truths.resize(counts.truths.len(), 0);
            sum.right.resize(counts.right.len(), 0);
            for (sum, count) in sum.truths.iter_mut().zip(&counts.truths) {
                *sum += count;
            }
            for (sum, count) in sum.right.iter_mut().zip(&counts.right) {
                *sum += count;
            }
        }
        sum
    }

    fn accuracy(&self) -> f64 {
        self.right.iter().sum::<u64>() as f64 / self.truths.iter().sum::<u64>() as f64
    }

    /// The mean over the classes that occur.
    fn unweighted_recall(&self) -> f64 {
        let recalls: Vec<f64> = (self.right.iter().zip(&self.truths))
            .filter(|(_, truths)| **truths > 0)
            .map(|(right, truths)| *right as f64 / *truths as f64)
            .collect();
        recalls.iter().sum::<f64>() / recalls.len() as f64
    }
}
