//! TESS: actress, word, emotion, `OAF_back_angry`.

use super::clip::{Name, Sex};
use crate::Emotion;

pub(super) fn parse(stem: &str) -> Result<Name, String> {
    let mut parts = stem.splitn(3, '_');
    let (Some(actress), Some(word), Some(emotion)) = (parts.next(), parts.next(), parts.next())
    else {
        return Err("expected 3 parts joined by `_`".to_owned());
    };
    let speaker = match actress {
        // One file of the corpus lacks the F.
        "OAF" | "OA" => "OAF",
        "YAF" => "YAF",
        _ => return Err(format!("expected an actress of OAF YAF, got `{actress}`")),
    };
    if word.is_empty() {
        return Err("expected a word, got none".to_owned());
    }
    let label = match emotion.to_ascii_lowercase().as_str() {
        "angry" => Emotion::Marah,
        "disgust" => Emotion::Jijik,
        "fear" => Emotion::Takut,
        "happy" => Emotion::Senang,
        "neutral" => Emotion::Netral,
        "ps" | "pleasant_surprise" | "pleasant_surprised" => Emotion::Terkejut,
        "sad" => Emotion::Sedih,
        _ => {
            return Err(format!(
                "expected an emotion of angry disgust fear happy neutral ps sad, got `{emotion}`"
            ));
        }
    };
    Ok(Name {
        label,
        speaker: speaker.to_owned(),
        sex: Some(Sex::Female),
        intensity: None,
        utterance: Some(word.to_owned()),
    })
}
