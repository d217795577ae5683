//! One recording and what its corpus says of it.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::Corpus;
use crate::Emotion;

/// A file of speech with the label of its corpus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Clip {
    /// The audio file.
    pub path: PathBuf,
    /// The corpus that it is from.
    pub corpus: Corpus,
    /// The emotion that the corpus states.
    pub label: Emotion,
    /// Who speaks: the name of the corpus and the speaker's own, so that no two corpora share
    /// one. Of a list, the speaker as it stands there.
    pub speaker: String,
    /// The speaker's sex, where the scheme says so.
    pub sex: Option<Sex>,
    /// How strongly the emotion was to be played.
    pub intensity: Option<Intensity>,
    /// The sentence or word, as the scheme codes it.
    pub utterance: Option<String>,
}

/// The sex of a speaker as the corpus states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// A woman.
    Female,
    /// A man.
    Male,
}

/// How strongly an emotion was to be played.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intensity {
    /// CREMA-D's `LO`.
    Low,
    /// CREMA-D's `MD`; `01` of RAVDESS and `IndoWaveSentiment`.
    Normal,
    /// CREMA-D's `HI`; `02` of RAVDESS and `IndoWaveSentiment`.
    Strong,
}

/// What a file name says.
#[derive(Debug)]
pub(super) struct Name {
    pub(super) label: Emotion,
    /// Without the name of the corpus.
    pub(super) speaker: String,
    pub(super) sex: Option<Sex>,
    pub(super) intensity: Option<Intensity>,
    pub(super) utterance: Option<String>,
}

/// The parts of a stem between separators, as many as the scheme has.
pub(super) fn fields<const N: usize>(stem: &str, separator: char) -> Result<[&str; N], String> {
    let fields: Vec<&str> = stem.split(separator).collect();
    let got = fields.len();
    fields
        .try_into()
        .map_err(|_| format!("expected {N} parts joined by `{separator}`, got {got}"))
}

/// A code of two digits from 1 to `most`.
pub(super) fn code(what: &str, text: &str, most: u32) -> Result<u32, String> {
    let is_two_digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    (text.parse().ok())
        .filter(|number| is_two_digits && (1..=most).contains(number))
        .ok_or_else(|| format!("expected {what} from 01 to {most:02}, got `{text}`"))
}

/// Actors of odd numbers are men in RAVDESS and `IndoWaveSentiment`.
pub(super) fn sex_of_actor(actor: u32) -> Sex {
    if actor % 2 == 1 {
        Sex::Male
    } else {
        Sex::Female
    }
}

/// The intensity that RAVDESS and `IndoWaveSentiment` code.
pub(super) fn intensity_of(code: u32) -> Intensity {
    if code == 1 {
        Intensity::Normal
    } else {
        Intensity::Strong
    }
}
