//! What a server asks: the seam behind which any model fits.

use serde::Serialize;

/// Judges recordings. It is called from several threads at once, never from those that talk to
/// the network, and may take its time.
pub trait SpeechReader: Send + Sync {
    /// What the model is; shown on the page and sent with every answer.
    fn card(&self) -> SpeechCard;

    /// Judges mono samples at [`SAMPLE_RATE`](crate::SAMPLE_RATE), full scale from -1 to 1. There
    /// is one sample at least, and all are finite.
    ///
    /// # Errors
    ///
    /// One sentence for whoever sent the recording, who gets it with the status 422.
    fn read(&self, samples: &[f32]) -> Result<SpeechAnswer, String>;
}

/// Judges texts. A server that has one shows the tab for texts.
pub trait TextReader: Send + Sync {
    /// What the model is; shown on the page and sent with every answer.
    fn card(&self) -> TextCard;

    /// One answer a text, in order.
    fn read(&self, texts: &[String]) -> Vec<TextAnswer>;
}

/// What is known of a speech model.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SpeechCard {
    /// The model.
    pub model: String,
    /// What it learned from.
    pub learned_from: String,
    /// What must be said with every answer; may be empty.
    pub warning: String,
    /// Whether it learned from people.
    pub standing: Standing,
    /// The classes, in the order of its answers.
    pub classes: Vec<ClassName>,
}

/// What is known of a text model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TextCard {
    /// The model.
    pub model: String,
    /// What it learned from.
    pub learned_from: String,
    /// What must be said with every answer; may be empty.
    pub warning: String,
    /// Whether it learned from what people wrote.
    pub standing: Standing,
}

/// What a model is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It shows how the service works, and its answers mean nothing. The page says so.
    Demonstration,
    /// It learned from people.
    Trained,
}

/// A class in two languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClassName {
    /// The Indonesian name, which answers use.
    pub name: String,
    /// The English name.
    pub english: String,
}

/// What was heard in a recording.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SpeechAnswer {
    /// Every class with its probability for the whole recording.
    pub classes: Vec<ClassProbability>,
    /// The recording in pieces, without gaps.
    pub segments: Vec<TimedClass>,
    /// Whether the recording is unlike all that the model learned from, so that classes and times
    /// mean nothing. The page then shows none.
    pub strange: bool,
    /// What must be said with this answer; may be empty.
    pub note: String,
}

/// A class and how probable it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClassProbability {
    /// The Indonesian name.
    pub name: String,
    /// The English name.
    pub english: String,
    /// From 0 to 1.
    pub probability: f64,
}

/// A piece of a recording.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TimedClass {
    /// Where it begins, in seconds.
    pub from: f64,
    /// Where it ends, in seconds.
    pub to: f64,
    /// The Indonesian name of its class; `None` where nobody speaks.
    pub class: Option<String>,
    /// The probability of the class, from 0 to 1.
    pub probability: f64,
}

/// What was read in a text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TextAnswer {
    /// The class; `None` where nothing of the text is left to judge, or no word of it is known.
    pub label: Option<String>,
    /// Every class with its probability.
    pub probabilities: Vec<(String, f64)>,
    /// The words that made it, each with its weight.
    pub words: Vec<(String, f64)>,
    /// The text as the model reads it; may be empty.
    pub read_as: String,
    /// Words of it that the model does not know.
    pub unknown: Vec<String>,
}
