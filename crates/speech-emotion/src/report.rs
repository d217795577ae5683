//! What a protocol found.

use std::collections::BTreeMap;
use std::path::PathBuf;

use kappa_metrics::Calibration;
use serde::Serialize;

use crate::splits::SplitKind;
use crate::{Emotion, Normalisation};

/// The figures of one model under one split, with all that they depend on.
///
/// [`Display`](std::fmt::Display) writes it as text, [`to_html`](Self::to_html) as a page. All
/// scores lie from 0 to 1, the higher the better, except the errors of
/// [`calibration`](Self::calibration).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SpeechReport {
    /// The model.
    pub model: String,
    /// How the clips were split.
    pub split: SplitKind,
    /// Whether speakers stand on both sides of the split, so that all figures flatter.
    pub flattering: bool,
    /// How features were scaled.
    pub normalisation: Normalisation,
    /// The classes, in the order of the confusion matrix.
    pub classes: Vec<Emotion>,
    /// Clips tested on.
    pub clips: usize,
    /// Speakers tested on.
    pub speakers: usize,
    /// The level of the intervals.
    pub level: f64,
    /// The share of right predictions, also called weighted accuracy (WA), over all rounds.
    pub accuracy: Estimate,
    /// The mean recall of the classes that occur (UA, UAR).
    pub unweighted_recall: Estimate,
    /// The mean F1 of the classes, one that is never predicted nor true counting 0.
    pub macro_f1: f64,
    /// Precision, recall and F1 of each class.
    pub by_class: Vec<ClassScore>,
    /// Rows are the truth, columns the prediction.
    pub confusion: Vec<Vec<u64>>,
    /// Whether the probability of the predicted class is how often it is right, in ten bins.
    pub calibration: Calibration,
    /// Each speaker tested on.
    pub by_speaker: Vec<SpeakerScore>,
    /// Each round.
    pub rounds: Vec<RoundScore>,
    /// Clips that the class map left out, by their label.
    pub dropped: BTreeMap<Emotion, usize>,
    /// Each prediction, in the order of the rounds.
    pub predictions: Vec<Prediction>,
}

/// A score and its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Estimate {
    /// The score of all test clips together.
    pub value: f64,
    /// The percentile interval of the bootstrap that draws speakers, with all their clips;
    /// `None` for a single speaker. It says what other speakers might give, not what another
    /// training might.
    pub interval: Option<(f64, f64)>,
}

/// How one class fared.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ClassScore {
    /// The class.
    pub class: Emotion,
    /// Its test clips.
    pub clips: u64,
    /// The share of its predictions that are right; 0 without any.
    pub precision: f64,
    /// The share of its clips that are found; 0 without any.
    pub recall: f64,
    /// The harmonic mean of both; 0 where both are.
    pub f1: f64,
}

/// How one speaker fared.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SpeakerScore {
    /// The speaker.
    pub speaker: String,
    /// The speaker's test clips.
    pub clips: u64,
    /// The share of them that are right.
    pub accuracy: f64,
    /// The mean recall of the classes that the speaker has.
    pub unweighted_recall: f64,
}

/// How one round went.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RoundScore {
    /// What was held out.
    pub name: String,
    /// Clips learned from.
    pub training: usize,
    /// Clips tested on.
    pub test: usize,
    /// The share of these that are right.
    pub accuracy: f64,
}

/// One clip that was tested on.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Prediction {
    /// The file.
    pub path: PathBuf,
    /// Who speaks.
    pub speaker: String,
    /// Its class.
    pub truth: Emotion,
    /// The class predicted.
    pub predicted: Emotion,
    /// The probability that the model gave it.
    pub confidence: f64,
}
