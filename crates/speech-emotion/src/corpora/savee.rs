//! SAVEE: speaker, emotion, sentence, `DC_a01`; in the corpus itself `DC/a01`.

use super::clip::{Name, Sex};
use crate::Emotion;

const SPEAKERS: [&str; 4] = ["DC", "JE", "JK", "KL"];

pub(super) fn parse(stem: &str, folder: Option<&str>) -> Result<Name, String> {
    let (speaker, rest) = match stem.split_once('_') {
        Some(parts) => parts,
        None => (folder.unwrap_or_default(), stem),
    };
    if !SPEAKERS.contains(&speaker) {
        return Err(format!(
            "expected a speaker of DC JE JK KL, got `{speaker}`"
        ));
    }
    let digits = rest.trim_start_matches(|letter: char| letter.is_ascii_lowercase());
    let emotion = &rest[..rest.len() - digits.len()];
    let label = match emotion {
        "a" => Emotion::Marah,
        "d" => Emotion::Jijik,
        "f" => Emotion::Takut,
        "h" => Emotion::Senang,
        "n" => Emotion::Netral,
        "sa" => Emotion::Sedih,
        "su" => Emotion::Terkejut,
        _ => {
            return Err(format!(
                "expected an emotion of a d f h n sa su, got `{emotion}`"
            ));
        }
    };
    if digits.len() != 2 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("expected a sentence of two digits, got `{digits}`"));
    }
    Ok(Name {
        label,
        speaker: speaker.to_owned(),
        sex: Some(Sex::Male),
        intensity: None,
        // Sentences are numbered by emotion.
        utterance: Some(rest.to_owned()),
    })
}
