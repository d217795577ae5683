//! Stage 3: the sentiment lexicon labels what the text stages left.

use crate::PipelineError;
use crate::stages::clean::PreparedText;
use inset_lexicon::{Formula, Lexicon, Sentiment};
use serde::Serialize;
use std::path::PathBuf;

/// The lexicon and the formula.
#[derive(Debug, Clone, Default, Serialize)]
#[non_exhaustive]
pub struct LabelSettings {
    /// A folder with InSet's `positive.tsv` and `negative.tsv`. `None`: the starter lexicon.
    pub inset: Option<PathBuf>,
    /// How weights become a polarity.
    #[serde(serialize_with = "as_text")]
    pub formula: Formula,
}

/// The class of a row and the number behind it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Label {
    /// The polarity by the chosen formula.
    pub polarity: f64,
    /// Its sign.
    pub sentiment: Sentiment,
}

/// Labels prepared texts with one lexicon.
#[derive(Debug)]
pub struct Labeller {
    lexicon: Lexicon,
    formula: Formula,
}

impl Labeller {
    /// Loads the lexicon.
    ///
    /// # Errors
    /// A lexicon file cannot be read or a line cannot be parsed; the message names file and line.
    pub fn new(settings: &LabelSettings) -> Result<Self, PipelineError> {
        let lexicon = match &settings.inset {
            Some(folder) => Lexicon::from_dir(folder)?,
            None => Lexicon::starter(),
        };
        Ok(Self {
            lexicon,
            formula: settings.formula,
        })
    }

    /// The label of a row, or `None` where the row is dropped.
    #[must_use]
    pub fn label(&self, row: &PreparedText) -> Option<Label> {
        if row.dropped.is_some() {
            return None;
        }
        let score = self.lexicon.score(&row.stems, self.formula);
        Some(Label {
            polarity: score.polarity,
            sentiment: score.sentiment(),
        })
    }
}

/// Serialises anything that prints, as its text.
pub(crate) fn as_text<T: std::fmt::Display, S: serde::Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}
