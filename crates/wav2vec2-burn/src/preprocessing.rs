//! What is done to samples before the network sees them: `preprocessor_config.json`.

use std::path::Path;

use encoder_burn::{Keys, ModelError};
use serde_json::{Map, Value, json};

use crate::{FeatureNorm, SpeechError, Wav2Vec2Config};

/// The settings of transformers' `Wav2Vec2FeatureExtractor`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Preprocessing {
    /// Samples a second that the model was trained on.
    pub sampling_rate: usize,
    /// Whether each clip is brought to mean 0 and variance 1.
    pub normalize: bool,
    /// Whether transformers tells the network where padding is. This crate always does.
    pub attention_mask: bool,
    /// All other keys.
    pub extra: Map<String, Value>,
}

impl Preprocessing {
    /// What models of this kind are trained with.
    pub fn of(config: &Wav2Vec2Config) -> Self {
        Self {
            sampling_rate: 16_000,
            normalize: true,
            attention_mask: config.feature_norm == FeatureNorm::Layer,
            extra: Map::new(),
        }
    }

    /// Reads `preprocessor_config.json`; a folder without one is that of [`Preprocessing::of`].
    pub(crate) fn read(folder: &Path, config: &Wav2Vec2Config) -> Result<Self, ModelError> {
        let path = folder.join("preprocessor_config.json");
        let usual = Self::of(config);
        if !path.exists() {
            return Ok(usual);
        }
        let mut keys = Keys::read(&path)?;
        keys.only("feature_size", &Value::from(1), "1")?;
        Ok(Self {
            sampling_rate: keys.size_or("sampling_rate", usual.sampling_rate)?,
            normalize: keys.flag("do_normalize", usual.normalize)?,
            attention_mask: keys.flag("return_attention_mask", usual.attention_mask)?,
            extra: keys.into_rest(),
        })
    }

    /// The file's content.
    pub(crate) fn to_json(&self) -> Value {
        let mut keys = self.extra.clone();
        let own = json!({
            "feature_extractor_type": "Wav2Vec2FeatureExtractor",
            "feature_size": 1,
            "padding_side": "right",
            "padding_value": 0.0,
            "sampling_rate": self.sampling_rate,
            "do_normalize": self.normalize,
            "return_attention_mask": self.attention_mask,
        });
        if let Value::Object(own) = own {
            keys.extend(own);
        }
        Value::Object(keys)
    }

    /// Checks a clip and makes it ready: `(x - mean) / sqrt(variance + 1e-7)`.
    pub(crate) fn apply(
        &self,
        clip: usize,
        samples: &[f32],
        needed: usize,
    ) -> Result<Vec<f32>, SpeechError> {
        if samples.len() < needed {
            return Err(SpeechError::ClipTooShort {
                clip,
                samples: samples.len(),
                needed,
            });
        }
        if let Some(at) = samples.iter().position(|sample| !sample.is_finite()) {
            let value = samples[at];
            return Err(SpeechError::SampleNotFinite { clip, at, value });
        }
        Ok(match self.normalize {
            true => normalized(samples),
            false => samples.to_vec(),
        })
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "samples are f32, sums are not"
)]
fn normalized(samples: &[f32]) -> Vec<f32> {
    let count = samples.len() as f64;
    let wide = || samples.iter().map(|&sample| f64::from(sample));
    let mean = wide().sum::<f64>() / count;
    let variance = wide().map(|x| (x - mean) * (x - mean)).sum::<f64>() / count;
    let scale = (variance + 1e-7).sqrt().recip();
    wide().map(|x| ((x - mean) * scale) as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brings_a_clip_to_mean_0_and_variance_1() {
        let values = normalized(&[1.0, 3.0, 5.0, 7.0]);
        // numpy: (x - 4) / sqrt(5 + 1e-7).
        for (value, wanted) in values.iter().zip([-1.341_640_8, -0.447_213_6, 0.447_213_6]) {
            assert!((value - wanted).abs() < 1e-6, "{value} {wanted}");
        }
        // Silence stays silence.
        assert!(
            normalized(&[0.25; 9])
                .iter()
                .all(|value| value.abs() < 1e-6)
        );
    }

    #[test]
    fn refuses_clips_that_no_frame_can_be_made_of() {
        let usual = Preprocessing::of(&Wav2Vec2Config::base());
        let message = |samples: &[f32]| usual.apply(3, samples, 4).unwrap_err().to_string();
        assert_eq!(
            message(&[0.0; 3]),
            "clip 3 has 3 samples, but a frame needs 4"
        );
        assert_eq!(
            message(&[0.0, 1.0, f32::NAN, f32::INFINITY]),
            "clip 3 has NaN at sample 2"
        );
    }
}
