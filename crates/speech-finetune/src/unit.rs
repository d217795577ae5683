//! What one network said of the clips that it was tested on, as it stands on disk.

use std::path::Path;

use serde::{Deserialize, Serialize};
use speech_emotion::{Emotion, LabelledClips};
use wav2vec2_burn::SpeechClassifier;

use crate::files::{read_json, write_json};
use crate::stage::Passed;
use crate::{FinetuneError, Recipe};

/// The predictions of one recipe, seed and round.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Unit {
    pub(crate) recipe: Recipe,
    pub(crate) seed: u64,
    pub(crate) round: String,
    pub(crate) classes: Vec<Emotion>,
    /// How the second stage went; `None` without one.
    pub(crate) training: Option<Passed>,
    pub(crate) answers: Vec<Answer>,
}

/// One clip.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answer {
    pub(crate) file: String,
    pub(crate) speaker: String,
    pub(crate) truth: Emotion,
    /// One number a class.
    pub(crate) probabilities: Vec<f32>,
}

impl Unit {
    /// Asks a network about rows.
    pub(crate) fn ask(
        &mut self,
        network: &SpeechClassifier,
        clips: &LabelledClips,
        samples: &[&[f32]],
        rows: &[usize],
    ) -> Result<(), FinetuneError> {
        let tested: Vec<&[f32]> = rows.iter().map(|&row| samples[row]).collect();
        let predictions = network.classify(&tested)?;
        self.answers = (rows.iter().zip(predictions))
            .map(|(&row, prediction)| Answer {
                file: clips.clips[row].path.display().to_string(),
                speaker: clips.clips[row].speaker.clone(),
                truth: clips.labels[row],
                probabilities: prediction.probabilities,
            })
            .collect();
        Ok(())
    }

    pub(crate) fn write(&self, path: &Path) -> Result<(), FinetuneError> {
        write_json(path, self)
    }

    /// Reads what [`write`](Self::write) wrote, and checks that it answers for these rows; `None`
    /// where there is no such file.
    pub(crate) fn read(
        path: &Path,
        expected: &Self,
        clips: &LabelledClips,
        rows: &[usize],
    ) -> Result<Option<Self>, FinetuneError> {
        let Some(unit) = read_json::<Self>(path)? else {
            return Ok(None);
        };
        let damaged = |expected| FinetuneError::Damaged {
            path: path.to_owned(),
            expected,
        };
        let is_same = unit.recipe == expected.recipe
            && unit.seed == expected.seed
            && unit.round == expected.round
            && unit.classes == expected.classes;
        if !is_same {
            return Err(damaged(
                "predictions of the recipe, seed and fold of its name",
            ));
        }
        let answers_for = |(answer, &row): (&Answer, &usize)| {
            answer.speaker == clips.clips[row].speaker && answer.truth == clips.labels[row]
        };
        if unit.answers.len() != rows.len() || !unit.answers.iter().zip(rows).all(answers_for) {
            return Err(damaged("one prediction for each clip tested on"));
        }
        if !unit
            .answers
            .iter()
            .all(|answer| answer.is_sound(unit.classes.len()))
        {
            return Err(damaged("one probability from 0 to 1 for each class"));
        }
        Ok(Some(unit))
    }

    /// The most probable class of each clip, the first of equals, and its probability.
    pub(crate) fn predictions(&self) -> Vec<(Emotion, f64)> {
        (self.answers.iter())
            .map(|answer| {
                let pairs = self.classes.iter().zip(&answer.probabilities);
                let best = pairs.reduce(|best, next| if next.1 > best.1 { next } else { best });
                let (class, probability) = best.expect("a unit has at least two classes");
                (*class, f64::from(*probability))
            })
            .collect()
    }
}

impl Answer {
    fn is_sound(&self, classes: usize) -> bool {
        let is_probability = |value: &f32| (0.0..=1.0).contains(value);
        self.probabilities.len() == classes && self.probabilities.iter().all(is_probability)
    }
}
