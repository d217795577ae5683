//! From the labels of a corpus to the classes of a study.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::Serialize;

use crate::corpora::Clip;
use crate::{Emotion, EmotionError};

/// Which emotions a study predicts, and which labels it reads as which of them.
///
/// ```
/// use speech_emotion::{ClassMap, Emotion};
///
/// let map = ClassMap::five();
/// assert_eq!(map.classes(), Emotion::FIVE);
/// assert_eq!(map.class_of(Emotion::Netral), None);
/// // Disappointment as sadness is a choice that a study must state: no preset makes it.
/// let merged = ClassMap::five().with(Emotion::Kecewa, Emotion::Sedih);
/// assert_eq!(merged.class_of(Emotion::Kecewa), Some(Emotion::Sedih));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClassMap {
    classes: BTreeMap<Emotion, Emotion>,
}

impl ClassMap {
    /// These emotions, each read as itself.
    #[must_use]
    pub fn of(emotions: &[Emotion]) -> Self {
        Self {
            classes: emotions
                .iter()
                .map(|emotion| (*emotion, *emotion))
                .collect(),
        }
    }

    /// The study's five classes: senang, sedih, marah, takut, jijik.
    #[must_use]
    pub fn five() -> Self {
        Self::of(&Emotion::FIVE)
    }

    /// What `IndoWaveSentiment` and RAVDESS share: senang, jijik, netral, terkejut. Where one of
    /// them lacks a class, [`LabelledClips::with_classes_of`] leaves it out of both.
    #[must_use]
    pub fn shared_indowave_ravdess() -> Self {
        Self::of(&[
            Emotion::Senang,
            Emotion::Jijik,
            Emotion::Netral,
            Emotion::Terkejut,
        ])
    }

    /// The five labels of `IndoWaveSentiment`: netral, senang, terkejut, jijik, kecewa.
    #[must_use]
    pub fn indowave() -> Self {
        Self::of(&[
            Emotion::Netral,
            Emotion::Senang,
            Emotion::Terkejut,
            Emotion::Jijik,
            Emotion::Kecewa,
        ])
    }

    /// Reads a label as a class.
    #[must_use]
    pub fn with(mut self, label: Emotion, class: Emotion) -> Self {
        self.classes.insert(label, class);
        self
    }

    /// The class of a label; `None` where the study leaves it out.
    #[must_use]
    pub fn class_of(&self, label: Emotion) -> Option<Emotion> {
        self.classes.get(&label).copied()
    }

    /// The classes in the order of [`Emotion`], each once.
    #[must_use]
    pub fn classes(&self) -> Vec<Emotion> {
        let mut classes: Vec<Emotion> = self.classes.values().copied().collect();
        classes.sort_unstable();
        classes.dedup();
        classes
    }

    /// Keeps the clips whose label has a class, and counts the others.
    ///
    /// # Errors
    ///
    /// [`EmotionError::TooFewClasses`] where the clips that stay have fewer than two.
    pub fn apply(&self, clips: &[Clip]) -> Result<LabelledClips, EmotionError> {
        let mut labelled = LabelledClips {
            clips: Vec::new(),
            labels: Vec::new(),
            rows: Vec::new(),
            dropped: BTreeMap::new(),
        };
        for (row, clip) in clips.iter().enumerate() {
            match self.class_of(clip.label) {
                Some(class) => {
                    labelled.clips.push(clip.clone());
                    labelled.labels.push(class);
                    labelled.rows.push(row);
                }
                None => *labelled.dropped.entry(clip.label).or_default() += 1,
            }
        }
        labelled.check()
    }
}

impl FromStr for ClassMap {
    type Err = EmotionError;

    /// `five`, `shared` or `indowave`.
    fn from_str(text: &str) -> Result<Self, EmotionError> {
        match text {
            "five" => Ok(Self::five()),
            "shared" => Ok(Self::shared_indowave_ravdess()),
            "indowave" => Ok(Self::indowave()),
            _ => Err(EmotionError::UnknownClassMap {
                text: text.to_owned(),
            }),
        }
    }
}

/// Clips with the classes of a study.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LabelledClips {
    /// The clips that have a class.
    pub clips: Vec<Clip>,
    /// The class of each.
    pub labels: Vec<Emotion>,
    /// Where each stood among the clips given, to select its features by.
    pub rows: Vec<usize>,
    /// How many clips were left out, by their label.
    pub dropped: BTreeMap<Emotion, usize>,
}

impl LabelledClips {
    /// The classes that occur, in the order of [`Emotion`].
    #[must_use]
    pub fn classes(&self) -> Vec<Emotion> {
        let mut classes = self.labels.clone();
        classes.sort_unstable();
        classes.dedup();
        classes
    }

    /// The speaker of each clip.
    #[must_use]
    pub fn speakers(&self) -> Vec<&str> {
        self.clips
            .iter()
            .map(|clip| clip.speaker.as_str())
            .collect()
    }

    /// How many clips have each class.
    #[must_use]
    pub fn class_counts(&self) -> BTreeMap<Emotion, usize> {
        let mut counts = BTreeMap::new();
        for label in &self.labels {
            *counts.entry(*label).or_default() += 1;
        }
        counts
    }

    /// Keeps the clips of the classes that `other` has too, and counts the rest as dropped.
    ///
    /// # Errors
    ///
    /// [`EmotionError::TooFewClasses`] where fewer than two classes are shared.
    pub fn with_classes_of(&self, other: &Self) -> Result<Self, EmotionError> {
        let shared = other.classes();
        let mut kept = Self {
            clips: Vec::new(),
            labels: Vec::new(),
            rows: Vec::new(),
            dropped: self.dropped.clone(),
        };
        for ((clip, label), row) in self.clips.iter().zip(&self.labels).zip(&self.rows) {
            if shared.contains(label) {
                kept.clips.push(clip.clone());
                kept.labels.push(*label);
                kept.rows.push(*row);
            } else {
                *kept.dropped.entry(clip.label).or_default() += 1;
            }
        }
        kept.check()
    }

    fn check(self) -> Result<Self, EmotionError> {
        match self.classes().len() {
            count @ 0..2 => Err(EmotionError::TooFewClasses { count }),
            _ => Ok(self),
        }
    }
}
