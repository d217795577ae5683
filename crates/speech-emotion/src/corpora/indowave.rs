//! `IndoWaveSentiment`: actor, emotion, intensity, repetition, `01-02-01-03`.

use super::clip::{Name, code, fields, intensity_of, sex_of_actor};
use crate::Emotion;

const EMOTIONS: [Emotion; 5] = [
    Emotion::Netral,
    Emotion::Senang,
    Emotion::Terkejut,
    Emotion::Jijik,
    Emotion::Kecewa,
];

pub(super) fn parse(stem: &str) -> Result<Name, String> {
    let [actor, emotion, intensity, repetition] = fields(stem, '-')?;
    let number = code("an actor", actor, 10)?;
    let emotion = code("an emotion", emotion, 5)?;
    let intensity = code("an intensity", intensity, 2)?;
    code("a repetition", repetition, 3)?;
    Ok(Name {
        label: EMOTIONS[emotion as usize - 1],
        speaker: actor.to_owned(),
        sex: Some(sex_of_actor(number)),
        intensity: Some(intensity_of(intensity)),
        utterance: None,
    })
}
