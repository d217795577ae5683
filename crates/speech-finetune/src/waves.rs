//! Clips as samples.

use std::path::Path;

use speech_emotion::{Emotion, LabelledClips, SAMPLE_RATE};
use speech_features::{DecodeOptions, SpeechError, VoiceParams, decode_file, rms, voice_activity};

use crate::FinetuneError;
use crate::digest::Digest;

/// Frames of the voice activity: 32 ms every 10 ms.
const FRAME_LENGTH: usize = 512;
const HOP_LENGTH: usize = 160;

/// Labelled clips with their samples: one channel at [`SAMPLE_RATE`], cut to a length.
///
/// Of a clip that is longer, the stretch round the middle of what is spoken is kept: acted clips
/// begin and end with silence of any length. Where nobody seems to speak it is the middle of the
/// clip. Shorter clips stay as they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Waves {
    clips: LabelledClips,
    samples: Vec<Vec<f32>>,
    seconds: f64,
}

impl Waves {
    /// Decodes all clips, brings them to [`SAMPLE_RATE`] and cuts them to `seconds`, 0.1 to 60.
    ///
    /// # Errors
    ///
    /// [`FinetuneError::Setting`] for a length out of its range; [`FinetuneError::Clip`] names the
    /// first file that cannot be decoded.
    pub fn load(clips: LabelledClips, seconds: f64) -> Result<Self, FinetuneError> {
        check_seconds(seconds)?;
        let samples = (clips.clips.iter())
            .map(|clip| read(&clip.path, seconds))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            clips,
            samples,
            seconds,
        })
    }

    /// The clips.
    #[must_use]
    pub fn clips(&self) -> &LabelledClips {
        &self.clips
    }

    /// The samples of each clip.
    #[must_use]
    pub fn samples(&self) -> &[Vec<f32>] {
        &self.samples
    }

    /// The most seconds of a clip.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        self.seconds
    }

    /// Names the first clip with less than `needed` samples.
    pub(crate) fn check_length(&self, needed: usize) -> Result<(), FinetuneError> {
        match self
            .samples
            .iter()
            .position(|samples| samples.len() < needed)
        {
            Some(row) => Err(FinetuneError::ClipTooShort {
                path: self.clips.clips[row].path.clone(),
                samples: self.samples[row].len(),
                needed,
            }),
            None => Ok(()),
        }
    }

    /// A fingerprint of samples, classes and speakers.
    pub(crate) fn fingerprint(&self) -> String {
        let mut digest = Digest::new();
        for (row, samples) in self.samples.iter().enumerate() {
            for sample in samples {
                digest.word(u64::from(sample.to_bits()));
            }
            digest.text(self.clips.labels[row].as_str());
            digest.text(&self.clips.clips[row].speaker);
        }
        digest.finish()
    }
}

pub(crate) fn check_seconds(seconds: f64) -> Result<(), FinetuneError> {
    match (0.1..=60.0).contains(&seconds) {
        true => Ok(()),
        false => Err(FinetuneError::setting("seconds", "from 0.1 to 60", seconds)),
    }
}

/// The names that a network has for these classes.
pub(crate) fn names(classes: &[Emotion]) -> Vec<String> {
    classes.iter().map(ToString::to_string).collect()
}

fn read(path: &Path, seconds: f64) -> Result<Vec<f32>, FinetuneError> {
    let read = || {
        let audio = decode_file(path, &DecodeOptions::default())?;
        round_voice(audio.to_mono_at(SAMPLE_RATE)?, seconds)
    };
    read().map_err(|source| FinetuneError::Clip {
        path: path.to_owned(),
        source,
    })
}

/// At most `seconds` of a signal, round the middle of what is spoken.
pub(crate) fn round_voice(samples: Vec<f32>, seconds: f64) -> Result<Vec<f32>, SpeechError> {
    let length = in_samples(seconds);
    if samples.len() <= length {
        return Ok(samples);
    }
    let energies = rms(&samples, FRAME_LENGTH, HOP_LENGTH)?;
    let active = voice_activity(&energies, &VoiceParams::default())?;
    let first = active.iter().position(|active| *active);
    let last = active.iter().rposition(|active| *active);
    let middle = match (first, last) {
        (Some(first), Some(last)) => (first + last) * HOP_LENGTH / 2,
        _ => samples.len() / 2,
    };
    let start = middle
        .saturating_sub(length / 2)
        .min(samples.len() - length);
    Ok(samples[start..start + length].to_vec())
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the length was checked to be from 0.1 to 60 s"
)]
fn in_samples(seconds: f64) -> usize {
    (seconds * f64::from(SAMPLE_RATE)).round() as usize
}
