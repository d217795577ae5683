//! RAVDESS: modality, vocal channel, emotion, intensity, statement, repetition, actor,
//! `03-01-06-01-02-01-12`.

use super::clip::{Name, code, fields, intensity_of, sex_of_actor};
use crate::Emotion;

const EMOTIONS: [Emotion; 8] = [
    Emotion::Netral,
    Emotion::Tenang,
    Emotion::Senang,
    Emotion::Sedih,
    Emotion::Marah,
    Emotion::Takut,
    Emotion::Jijik,
    Emotion::Terkejut,
];

pub(super) fn parse(stem: &str) -> Result<Name, String> {
    let [
        modality,
        channel,
        emotion,
        intensity,
        statement,
        repetition,
        actor,
    ] = fields(stem, '-')?;
    code("a modality", modality, 3)?;
    if code("a vocal channel", channel, 2)? == 2 {
        return Err("expected speech, got the vocal channel `02`, which is song".to_owned());
    }
    let emotion = code("an emotion", emotion, 8)?;
    let intensity = code("an intensity", intensity, 2)?;
    code("a statement", statement, 2)?;
    code("a repetition", repetition, 2)?;
    let number = code("an actor", actor, 24)?;
    Ok(Name {
        label: EMOTIONS[emotion as usize - 1],
        speaker: actor.to_owned(),
        sex: Some(sex_of_actor(number)),
        intensity: Some(intensity_of(intensity)),
        utterance: Some(statement.to_owned()),
    })
}
