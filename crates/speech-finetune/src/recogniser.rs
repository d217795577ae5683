//! From a recording to an emotion, by a network.

use std::path::Path;

use speech_emotion::{Emotion, EmotionError, ModelCard, Recognise, Recognition, SAMPLE_RATE};
use wav2vec2_burn::{Device, SpeechClassifier, SpeechLoadOptions};

use crate::files::{read_json, sha256_of};
use crate::train::{CARD, Card, WEIGHTS};
use crate::waves::{check_seconds, round_voice};
use crate::{FinetuneError, Recipe, WARNING};

/// A network that judges recordings.
#[derive(Clone, Debug)]
pub struct WaveRecogniser {
    network: SpeechClassifier,
    classes: Vec<Emotion>,
    /// The most that the network is given at once; `None` for all of a recording.
    seconds: Option<f64>,
    recipe: Option<Recipe>,
    card: ModelCard,
}

impl WaveRecogniser {
    /// Loads a folder that [`train`](crate::train()) wrote, or any other with a wav2vec 2.0
    /// classifier whose classes are names that [`Emotion`] reads.
    ///
    /// # Errors
    ///
    /// What cannot be loaded, classes that are no emotions, a network for another sample rate, a
    /// damaged `finetune.json`, and [`FinetuneError::OtherWeights`] for one of another network.
    pub fn from_dir(folder: &Path, device: &Device) -> Result<Self, FinetuneError> {
        let options = SpeechLoadOptions::default();
        let (network, _) = SpeechClassifier::from_dir(folder, device, &options)?;
        let classes = (network.labels().iter())
            .map(|label| label.parse())
            .collect::<Result<Vec<Emotion>, _>>()?;
        let rate = network.preprocessing().sampling_rate;
        if rate != SAMPLE_RATE as usize {
            return Err(FinetuneError::SampleRate {
                path: folder.to_owned(),
                got: rate,
            });
        }
        let path = folder.join(CARD);
        let card: Option<Card> = read_json(&path)?;
        if let Some(card) = &card
            && (check_seconds(card.seconds).is_err() || card.classes != classes)
        {
            let expected = "the classes of the network beside it and seconds from 0.1 to 60";
            return Err(FinetuneError::Damaged { path, expected });
        }
        let stated = card.as_ref().and_then(|card| card.weights_sha256.clone());
        if let Some(expected) = stated {
            let got = sha256_of(&folder.join(WEIGHTS))?;
            if got != expected {
                return Err(FinetuneError::OtherWeights {
                    path,
                    expected: expected.chars().take(64).collect(),
                    got,
                });
            }
        }
        let card_of_model = model_card(&network, card.as_ref(), folder, &classes);
        Ok(Self {
            card: card_of_model,
            network,
            classes,
            seconds: card.as_ref().map(|card| card.seconds),
            recipe: card.map(|card| card.recipe),
        })
    }

    /// The classes in the order of the network.
    #[must_use]
    pub fn classes(&self) -> &[Emotion] {
        &self.classes
    }

    /// How the network was trained; `None` for a folder from elsewhere.
    #[must_use]
    pub fn recipe(&self) -> Option<Recipe> {
        self.recipe
    }

    fn answer(&self, samples: Vec<f32>) -> Result<Recognition, FinetuneError> {
        let samples = match self.seconds {
            Some(seconds) => round_voice(samples, seconds).map_err(FinetuneError::Signal)?,
            None => samples,
        };
        let mut found = self.network.classify(&[samples])?;
        let probabilities = found.pop().map(|one| one.probabilities).unwrap_or_default();
        let pairs = (self.classes.iter().copied())
            .zip(probabilities.into_iter().map(f64::from))
            .collect();
        Ok(Recognition::from_probabilities(pairs)?)
    }
}

impl Recognise for WaveRecogniser {
    fn card(&self) -> &ModelCard {
        &self.card
    }

    /// A recording that is longer than what the network learned from is cut as
    /// [`Waves`](crate::Waves) are.
    fn judge(&self, samples: &[f32]) -> Result<Recognition, EmotionError> {
        self.answer(samples.to_vec()).map_err(|error| match error {
            FinetuneError::Signal(source) => EmotionError::Signal(source),
            FinetuneError::Emotion(source) => source,
            error => EmotionError::of_model(error),
        })
    }
}

/// A folder from elsewhere does not say what it learned from.
fn model_card(
    network: &SpeechClassifier,
    card: Option<&Card>,
    folder: &Path,
    classes: &[Emotion],
) -> ModelCard {
    let config = network.config();
    let (layers, width) = (config.num_hidden_layers, config.hidden_size);
    let model = format!("wav2vec 2.0, {layers} layers of {width}");
    let (learned_from, clips) = match card {
        Some(card) => {
            let (source, target) = (card.source_clips, card.target_clips);
            let heard = match card.recipe {
                Recipe::Direct => format!("{target} recordings"),
                Recipe::Sequential => format!("{source} recordings, then {target}"),
                Recipe::ZeroShot => format!("{source} recordings"),
            };
            let unbound = match card.weights_sha256 {
                Some(_) => "",
                None => "; its card does not say that it is of these weights",
            };
            (
                format!("{heard} ({}){unbound}", card.recipe),
                source + target,
            )
        }
        None => (format!("what {} does not say", folder.display()), 0),
    };
    ModelCard::new(model, learned_from, WARNING, classes.to_vec(), clips)
}
