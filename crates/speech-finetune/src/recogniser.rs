//! From a recording to an emotion, by a network.

use std::path::Path;

use speech_emotion::{Emotion, Recognition, SAMPLE_RATE, Segment, SegmentOptions, segments_with};
use speech_features::resample;
use wav2vec2_burn::{Device, SpeechClassifier, SpeechLoadOptions};

use crate::files::read_json;
use crate::train::{CARD, Card};
use crate::waves::{check_seconds, round_voice};
use crate::{FinetuneError, Recipe};

/// A network that judges recordings.
#[derive(Clone, Debug)]
pub struct WaveRecogniser {
    network: SpeechClassifier,
    classes: Vec<Emotion>,
    /// The most that the network is given at once; `None` for all of a recording.
    seconds: Option<f64>,
    recipe: Option<Recipe>,
}

impl WaveRecogniser {
    /// Loads a folder that [`train`](crate::train()) wrote, or any other with a wav2vec 2.0
    /// classifier whose classes are names that [`Emotion`] reads.
    ///
    /// # Errors
    ///
    /// What cannot be loaded, classes that are no emotions, a network for another sample rate, and
    /// a damaged `finetune.json`.
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
        Ok(Self {
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

    /// Judges mono samples, full scale from -1 to 1, of any sample rate. A recording that is longer
    /// than what the network learned from is cut as [`Waves`](crate::Waves) are.
    ///
    /// # Errors
    ///
    /// Samples or a rate out of their range, and a recording too short for one frame.
    pub fn recognise(
        &self,
        samples: &[f32],
        sample_rate: u32,
    ) -> Result<Recognition, FinetuneError> {
        let samples = resample(samples, sample_rate, SAMPLE_RATE).map_err(FinetuneError::Signal)?;
        self.judge(samples)
    }

    /// Judges a long recording window by window, as
    /// [`recognise_segments`](speech_emotion::recognise_segments) does.
    ///
    /// # Errors
    ///
    /// Options out of their range, and those of [`recognise`](Self::recognise).
    pub fn recognise_segments(
        &self,
        samples: &[f32],
        sample_rate: u32,
        options: &SegmentOptions,
    ) -> Result<Vec<Segment>, FinetuneError> {
        let judge = |window: &[f32]| self.judge(window.to_vec());
        segments_with(samples, sample_rate, options, judge)
    }

    /// Judges samples at [`SAMPLE_RATE`].
    fn judge(&self, samples: Vec<f32>) -> Result<Recognition, FinetuneError> {
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
