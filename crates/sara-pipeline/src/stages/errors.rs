//! Test rows that a classifier reads wrong, and the words that drove it there.

use serde::Serialize;

/// A test row that a classifier reads otherwise than its label says.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct MisreadTweet {
    /// The classifier.
    pub model: String,
    /// The row's id.
    pub id: String,
    /// What the model read, users and addresses masked.
    pub text: String,
    /// The label.
    pub label: &'static str,
    /// What the classifier says.
    pub predicted: &'static str,
    /// The probability that it gives to what it says.
    pub confidence: f64,
    /// The words in their order: how much of that probability goes when the word is taken out (occlusion). Negative: the word spoke
    /// against.
    pub words: Vec<WordEffect>,
}

/// What one word adds.
#[derive(Debug, Clone, Serialize)]
pub struct WordEffect {
    /// The word as the model read it.
    pub word: String,
    /// The probability with it less that without it.
    pub effect: f64,
}
