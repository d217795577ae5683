//! What several tests start from.

use std::path::Path;

use speech_emotion::corpora::{Clip, Corpus};
use speech_emotion::models::{EmotionModel, Learner};
use speech_emotion::{ClassMap, Emotion, EmotionError, FeatureTable, LabelledClips};

/// A clip of a voice; nothing lies at its path.
pub(crate) fn clip(voice: usize, emotion: Emotion, take: usize) -> Clip {
    let name = format!("spk{voice:02}-{emotion}-s{take}.wav");
    Corpus::Synthetic.parse(name).unwrap()
}

/// `takes` clips of each of the five classes for each voice.
pub(crate) fn clips(voices: usize, takes: usize) -> LabelledClips {
    let mut clips = Vec::new();
    for voice in 0..voices {
        for emotion in Emotion::FIVE {
            clips.extend((0..takes).map(|take| clip(voice, emotion, take)));
        }
    }
    ClassMap::five().apply(&clips).unwrap()
}

/// Predicts what the first feature says, a place in [`Emotion::ALL`], with the probability that
/// the second says.
#[derive(Debug)]
pub(crate) struct Scripted;

impl Learner for Scripted {
    fn name(&self) -> String {
        "scripted".to_owned()
    }

    fn fit(&self, _: &FeatureTable, _: &[Emotion]) -> Result<Box<dyn EmotionModel>, EmotionError> {
        Ok(Box::new(Self))
    }
}

impl EmotionModel for Scripted {
    fn classes(&self) -> &[Emotion] {
        &Emotion::ALL
    }

    fn probabilities(&self, features: &FeatureTable) -> Result<Vec<f64>, EmotionError> {
        let of_row = |row: usize| {
            let predicted = self.predicted(features, row);
            let confidence = features.row(row)[1];
            Emotion::ALL.map(|class| {
                if class == predicted {
                    confidence
                } else {
                    (1.0 - confidence) / 8.0
                }
            })
        };
        Ok((0..features.rows()).flat_map(of_row).collect())
    }

    fn predict(&self, features: &FeatureTable) -> Result<Vec<Emotion>, EmotionError> {
        Ok((0..features.rows())
            .map(|row| self.predicted(features, row))
            .collect())
    }
}

impl Scripted {
    fn predicted(&self, features: &FeatureTable, row: usize) -> Emotion {
        let place = features.row(row)[0];
        (Emotion::ALL.into_iter().enumerate())
            .find(|(at, _)| (*at as f64 - place).abs() < 0.5)
            .unwrap()
            .1
    }
}

/// The recordings beside the repository, or `None` with a word to whoever reads the output.
pub(crate) fn recordings() -> Option<&'static Path> {
    let folder = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/speech"
    ));
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: no folder `shared/data/speech` beside the repository");
    None
}
