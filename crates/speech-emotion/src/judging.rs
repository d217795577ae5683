//! From predictions to a report.

use std::collections::BTreeMap;

use kappa_metrics::{
    BootstrapOptions, ClassificationReport, ConfusionMatrix, ZeroDivision, bootstrap,
    expected_calibration_error,
};

use crate::report::{ClassScore, Prediction, RoundScore, SpeakerScore};
use crate::splits::{Round, Split};
use crate::{
    Emotion, EmotionError, Estimate, Intervals, LabelledClips, Normalisation, SpeechReport,
};

/// Bins of equal width of the calibration.
const BINS: usize = 10;

impl SpeechReport {
    /// Judges predictions made elsewhere, by a model that is no [`Learner`](crate::models::Learner)
    /// or needs no table of features.
    ///
    /// `answers` has a list for each round of the split, with the class predicted and its
    /// probability for each row of [`Round::test`], in that order. [`evaluate`](crate::evaluate)
    /// ends here.
    ///
    /// ```
    /// use speech_emotion::corpora::Corpus;
    /// use speech_emotion::splits::Split;
    /// use speech_emotion::{
    ///     ClassMap, Emotion, EmotionError, Intervals, Normalisation, SpeechReport,
    /// };
    ///
    /// let clips: Vec<_> = ["spk1-marah-s1", "spk1-sedih-s1", "spk2-marah-s1", "spk2-sedih-s1"]
    ///     .map(|name| Corpus::Synthetic.parse(format!("{name}.wav")).unwrap())
    ///     .into();
    /// let labelled = ClassMap::five().apply(&clips)?;
    /// let split = Split::leave_one_speaker_out(&labelled)?;
    /// let (right, wrong) = ((Emotion::Marah, 0.9), (Emotion::Marah, 0.6));
    /// let report = SpeechReport::of_predictions(
    ///     &labelled,
    ///     &split,
    ///     &[vec![right, wrong], vec![right, wrong]],
    ///     "always angry",
    ///     Normalisation::None,
    ///     Intervals::default(),
    /// )?;
    /// assert_eq!((report.clips, report.accuracy.value), (4, 0.5));
    /// # Ok::<(), EmotionError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`Split::check`]; [`EmotionError::Count`] where rounds or rows lack answers,
    /// [`EmotionError::OutOfRange`] for a probability that is not from 0 to 1.
    pub fn of_predictions(
        clips: &LabelledClips,
        split: &Split,
        answers: &[Vec<(Emotion, f64)>],
        model: &str,
        normalisation: Normalisation,
        intervals: Intervals,
    ) -> Result<Self, EmotionError> {
        split.check(clips)?;
        check_count("rounds of answers", split.rounds().len(), answers.len())?;
        let mut predictions = Vec::with_capacity(clips.clips.len());
        let mut rounds = Vec::with_capacity(answers.len());
        for (round, answers) in split.rounds().iter().zip(answers) {
            let found = predictions_of(clips, round, answers)?;
            let right = (found.iter())
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
        Ok(Self {
            model: model.to_owned(),
            split: split.kind(),
            flattering: !split.kind().keeps_speakers_apart(),
            normalisation,
            clips: predictions.len(),
            speakers: by_speaker.len(),
            level: intervals.level,
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
}

/// The answers of one round, beside the truth.
fn predictions_of(
    clips: &LabelledClips,
    round: &Round,
    answers: &[(Emotion, f64)],
) -> Result<Vec<Prediction>, EmotionError> {
    check_count("answers of a round", round.test.len(), answers.len())?;
    for &(_, confidence) in answers {
        check_probability(confidence)?;
    }
    Ok((round.test.iter().zip(answers))
        .map(|(&row, &(predicted, confidence))| Prediction {
            path: clips.clips[row].path.clone(),
            speaker: clips.clips[row].speaker.clone(),
            truth: clips.labels[row],
            predicted,
            confidence,
        })
        .collect())
}

fn check_count(what: &'static str, expected: usize, got: usize) -> Result<(), EmotionError> {
    if expected == got {
        return Ok(());
    }
    Err(EmotionError::Count {
        what,
        expected,
        got,
    })
}

/// Refuses what is not from 0 to 1.
pub(crate) fn check_probability(value: f64) -> Result<(), EmotionError> {
    if (0.0..=1.0).contains(&value) {
        return Ok(());
    }
    Err(EmotionError::OutOfRange {
        field: "probability",
        least: 0.0,
        most: 1.0,
        value,
    })
}

/// What accuracy and recalls need of some clips: by class, how many there are and how many are
/// right.
pub(crate) struct Counts {
    truths: Vec<u64>,
    right: Vec<u64>,
}

impl Counts {
    pub(crate) fn by_speaker<'a>(
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

    pub(crate) fn sum<'a>(all: impl Iterator<Item = &'a Self>) -> Self {
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
    pub(crate) fn unweighted_recall(&self) -> f64 {
        let recalls: Vec<f64> = (self.right.iter().zip(&self.truths))
            .filter(|(_, truths)| **truths > 0)
            .map(|(right, truths)| *right as f64 / *truths as f64)
            .collect();
        recalls.iter().sum::<f64>() / recalls.len() as f64
    }
}
