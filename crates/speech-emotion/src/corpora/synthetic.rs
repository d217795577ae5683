//! Clips that a program made: voice, emotion, take, `spk01-jijik-s1`.

use super::clip::{Name, fields};
use crate::Emotion;

pub(super) fn parse(stem: &str) -> Result<Name, String> {
    let [voice, emotion, take] = fields(stem, '-')?;
    let is_numbered = |text: &str, letters: &str| {
        text.strip_prefix(letters)
            .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
    };
    if !is_numbered(voice, "spk") {
        return Err(format!("expected a voice such as spk01, got `{voice}`"));
    }
    if !is_numbered(take, "s") {
        return Err(format!("expected a take such as s1, got `{take}`"));
    }
    let label: Emotion =
        (emotion.parse()).map_err(|error: crate::EmotionError| error.to_string())?;
    Ok(Name {
        label,
        speaker: voice.to_owned(),
        sex: None,
        intensity: None,
        utterance: Some(take.to_owned()),
    })
}
