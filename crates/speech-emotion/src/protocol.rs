//! Fit and predict, round by round.

use crate::models::{EmotionModel, Learner};
use crate::splits::{Round, Split};
use crate::{
    Emotion, EmotionError, FeatureTable, LabelledClips, Normalisation, Scaler, SpeechReport,
    scale_per_speaker,
};

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
    let answers = (split.rounds().iter())
        .map(|round| run(clips, &features, round, learner, normalisation))
        .collect::<Result<Vec<_>, _>>()?;
    SpeechReport::of_predictions(
        clips,
        split,
        &answers,
        &learner.name(),
        normalisation,
        intervals,
    )
}

/// The class and its probability of every test row of a round.
fn run(
    clips: &LabelledClips,
    features: &FeatureTable,
    round: &Round,
    learner: &dyn Learner,
    normalisation: Normalisation,
) -> Result<Vec<(Emotion, f64)>, EmotionError> {
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
    Ok(rows
        .map(|(&class, row)| (class, confidence(model.as_ref(), class, row)))
        .collect())
}

/// The probability of the class predicted, within 0 and 1 whatever rounding did.
fn confidence(model: &dyn EmotionModel, class: Emotion, probabilities: &[f64]) -> f64 {
    let place = model.classes().iter().position(|other| *other == class);
    let value = place.and_then(|place| probabilities.get(place)).copied();
    value.unwrap_or_default().clamp(0.0, 1.0)
}
