//! CREMA-D: actor, sentence, emotion, level, `1001_DFA_ANG_XX`.

use super::clip::{Intensity, Name, fields};
use crate::Emotion;

const SENTENCES: [&str; 12] = [
    "IEO", "TIE", "IOM", "IWW", "TAI", "MTI", "IWL", "ITH", "DFA", "ITS", "TSI", "WSI",
];

pub(super) fn parse(stem: &str) -> Result<Name, String> {
    let [actor, sentence, emotion, level] = fields(stem, '_')?;
    let is_actor = actor.len() == 4
        && (actor.parse::<u32>()).is_ok_and(|number| (1001..=1091).contains(&number));
    if !is_actor {
        return Err(format!(
            "expected an actor from 1001 to 1091, got `{actor}`"
        ));
    }
    if !SENTENCES.contains(&sentence) {
        let known = SENTENCES.join(" ");
        return Err(format!("expected a sentence of {known}, got `{sentence}`"));
    }
    let label = match emotion {
        "ANG" => Emotion::Marah,
        "DIS" => Emotion::Jijik,
        "FEA" => Emotion::Takut,
        "HAP" => Emotion::Senang,
        "NEU" => Emotion::Netral,
        "SAD" => Emotion::Sedih,
        _ => {
            return Err(format!(
                "expected an emotion of ANG DIS FEA HAP NEU SAD, got `{emotion}`"
            ));
        }
    };
    let intensity = match level {
        "LO" => Some(Intensity::Low),
        "MD" => Some(Intensity::Normal),
        "HI" => Some(Intensity::Strong),
        // One file of the corpus has a single X.
        "XX" | "X" => None,
        _ => return Err(format!("expected a level of LO MD HI XX, got `{level}`")),
    };
    Ok(Name {
        label,
        speaker: actor.to_owned(),
        sex: None,
        intensity,
        utterance: Some(sentence.to_owned()),
    })
}
