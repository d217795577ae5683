//! From a recording to an emotion.

use serde::{Deserialize, Serialize};
use speech_features::{FEATURE_COUNT, StatisticsExtractor, resample};

use crate::cache::feature_names;
use crate::judging::check_probability;
use crate::models::{EmotionModel, Learner, first_largest};
use crate::{Emotion, EmotionError, FeatureTable, SAMPLE_RATE, Scaler};

/// What a recogniser learned from, for whoever sees its answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ModelCard {
    /// The classifier.
    pub model: String,
    /// What it learned from.
    pub learned_from: String,
    /// What must be said with every answer.
    pub warning: String,
    /// The classes that it can answer.
    pub classes: Vec<Emotion>,
    /// Clips learned from.
    pub clips: usize,
    /// Whether it only shows how recognition works, and its answers mean nothing.
    pub demonstration: bool,
}

impl ModelCard {
    /// The card of a model that learned from people.
    #[must_use]
    pub fn new(
        model: impl Into<String>,
        learned_from: impl Into<String>,
        warning: impl Into<String>,
        classes: Vec<Emotion>,
        clips: usize,
    ) -> Self {
        Self {
            model: model.into(),
            learned_from: learned_from.into(),
            warning: warning.into(),
            classes,
            clips,
            demonstration: false,
        }
    }
}

/// What was recognised in a recording.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Recognition {
    /// The most probable class. A support vector machine also [votes](crate::models::EmotionModel::predict),
    /// and where two classes are close its votes, which [`evaluate`](crate::evaluate) counts, may
    /// name the other one.
    pub emotion: Emotion,
    /// Its probability, from 0 to 1.
    pub confidence: f64,
    /// The probability of every class, in the order of [`Emotion`].
    pub probabilities: Vec<(Emotion, f64)>,
    /// Whether the recording is unlike all that was learned from, so that the answer means nothing:
    /// its statistics lie more than five standard deviations from the means learned, as a root mean
    /// square over all of them. It is at most 3.1 for speakers held out of `IndoWaveSentiment` and
    /// RAVDESS, from one of the two to the other, and for new synthetic voices; a recogniser of
    /// synthetic voices is 9.3 or more from both. Silence is strange too. A network cannot tell, and
    /// never says so.
    pub strange: bool,
}

/// See [`Recognition::strange`].
const STRANGE: f64 = 5.0;

/// The least root mean square of a recording in which there is something to hear.
const LEAST_LEVEL: f64 = 1e-4;

fn is_silent(samples: &[f32]) -> bool {
    let energy: f64 = samples.iter().map(|&x| f64::from(x) * f64::from(x)).sum();
    (energy / samples.len() as f64).sqrt() < LEAST_LEVEL
}

/// How far from 1 the probabilities of a recording may add up, by rounding in single precision.
const SUM_TOLERANCE: f64 = 1e-3;

impl Recognition {
    /// What probabilities made elsewhere say: the most probable class, and of equals the first in
    /// the order of [`Emotion`]. They may come in any order.
    ///
    /// ```
    /// use speech_emotion::{Emotion, EmotionError, Recognition};
    ///
    /// let of = [(Emotion::Marah, 0.7), (Emotion::Senang, 0.3)];
    /// let found = Recognition::from_probabilities(of.to_vec())?;
    /// assert_eq!((found.emotion, found.confidence), (Emotion::Marah, 0.7));
    /// assert_eq!(found.probabilities[0], (Emotion::Senang, 0.3));
    /// # Ok::<(), EmotionError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`EmotionError::Empty`] for none, [`EmotionError::OutOfRange`] for one that is not from 0
    /// to 1 or a sum that is not 1 within 0.001, [`EmotionError::ClassTwice`].
    pub fn from_probabilities(
        mut probabilities: Vec<(Emotion, f64)>,
    ) -> Result<Self, EmotionError> {
        for &(_, probability) in &probabilities {
            check_probability(probability)?;
        }
        probabilities.sort_by_key(|(class, _)| *class);
        if let Some(two) = probabilities.windows(2).find(|two| two[0].0 == two[1].0) {
            return Err(EmotionError::ClassTwice {
                class: two[0].0.to_string(),
            });
        }
        let values: Vec<f64> = probabilities.iter().map(|(_, value)| *value).collect();
        let (emotion, confidence) =
            *(probabilities.get(first_largest(&values))).ok_or(EmotionError::Empty {
                what: "probability",
            })?;
        let sum: f64 = values.iter().sum();
        if (sum - 1.0).abs() > SUM_TOLERANCE {
            return Err(EmotionError::OutOfRange {
                field: "sum of the probabilities",
                least: 1.0 - SUM_TOLERANCE,
                most: 1.0 + SUM_TOLERANCE,
                value: sum,
            });
        }
        Ok(Self {
            emotion,
            confidence,
            probabilities,
            strange: false,
        })
    }
}

/// Statistics, a scaler and a fitted model: all that a recording has to pass.
///
/// The scaler is the global one. A normalisation by speaker has no place here, since of a
/// stranger there is one recording.
///
/// ```
/// use speech_emotion::synthesis::{Voice, synthesise};
/// use speech_emotion::{Emotion, Recogniser, SAMPLE_RATE, demo_recogniser};
///
/// let folder = tempfile::tempdir()?;
/// let file = folder.path().join("recogniser.json");
/// let fitted = demo_recogniser(7)?;
/// fitted.save(&file)?;
/// let loaded = Recogniser::load(&file)?;
/// let clip = synthesise(&Voice::numbered(31), Emotion::Marah, 3);
/// assert_eq!(loaded.card(), fitted.card());
/// assert_eq!(loaded.recognise(&clip, SAMPLE_RATE)?, fitted.recognise(&clip, SAMPLE_RATE)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Recogniser {
    extractor: StatisticsExtractor,
    scaler: Scaler,
    model: Box<dyn EmotionModel>,
    card: ModelCard,
}

impl Recogniser {
    /// Fits a scaler and a model to the statistics of clips, as
    /// [`FeatureCache::table`](crate::FeatureCache::table) gives them.
    ///
    /// # Errors
    ///
    /// [`EmotionError::Count`] for other features than these, and those of the learner.
    pub fn fit(
        features: &FeatureTable,
        labels: &[Emotion],
        learner: &dyn Learner,
        learned_from: &str,
        warning: &str,
    ) -> Result<Self, EmotionError> {
        crate::models::check_columns(FEATURE_COUNT, features)?;
        let scaler = Scaler::fit(features)?;
        let model = learner.fit(&scaler.apply(features)?, labels)?;
        Ok(Self {
            extractor: StatisticsExtractor::new(SAMPLE_RATE).map_err(EmotionError::Signal)?,
            scaler,
            card: ModelCard::new(
                learner.name(),
                learned_from,
                warning,
                model.classes().to_vec(),
                labels.len(),
            ),
            model,
        })
    }

    /// One whose answers mean nothing.
    pub(crate) fn into_demonstration(mut self) -> Self {
        self.card.demonstration = true;
        self
    }

    /// Parts that fit each other.
    pub(crate) fn of_parts(
        extractor: StatisticsExtractor,
        scaler: Scaler,
        model: Box<dyn EmotionModel>,
        card: ModelCard,
    ) -> Self {
        Self {
            extractor,
            scaler,
            model,
            card,
        }
    }

    pub(crate) fn scaler(&self) -> &Scaler {
        &self.scaler
    }

    pub(crate) fn model(&self) -> &dyn EmotionModel {
        self.model.as_ref()
    }

    /// What it learned from.
    #[must_use]
    pub fn card(&self) -> &ModelCard {
        &self.card
    }

    /// Judges mono samples, full scale from -1 to 1, of any sample rate.
    ///
    /// # Errors
    ///
    /// [`EmotionError::Signal`] for no samples, samples out of their range, or a sample rate out
    /// of its.
    pub fn recognise(
        &self,
        samples: &[f32],
        sample_rate: u32,
    ) -> Result<Recognition, EmotionError> {
        let samples = resample(samples, sample_rate, SAMPLE_RATE).map_err(EmotionError::Signal)?;
        self.recognise_resampled(&samples)
    }

    /// How far the statistics of a recording, the first row of a table, lie from the means of those
    /// learned from: the root mean square over all statistics, in standard deviations. Above 5 a
    /// recording is [strange](Recognition::strange).
    ///
    /// # Errors
    ///
    /// [`EmotionError::Count`] for other features.
    pub fn distance(&self, features: &FeatureTable) -> Result<f64, EmotionError> {
        let row = self.scaler.apply(features)?;
        let values = row.row(0);
        let squares: f64 = values.iter().map(|value| value * value).sum();
        Ok((squares / values.len() as f64).sqrt())
    }

    /// Judges samples at [`SAMPLE_RATE`].
    pub(crate) fn recognise_resampled(&self, samples: &[f32]) -> Result<Recognition, EmotionError> {
        let mut extractor = self.extractor.clone();
        let row = extractor.extract(samples).map_err(EmotionError::Signal)?;
        let values = row.iter().map(|&value| f64::from(value)).collect();
        let row = FeatureTable::new(feature_names(), values)?;
        let distance = self.distance(&row)?;
        let probabilities = self.model.probabilities(&self.scaler.apply(&row)?)?;
        let classes = self.model.classes().iter().copied();
        let found = Recognition::from_probabilities(classes.zip(probabilities).collect())?;
        let strange = distance > STRANGE || is_silent(samples);
        Ok(Recognition { strange, ..found })
    }
}
