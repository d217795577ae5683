//! One text at a time, for a page or a program: its class, the probability of each, and the words that spoke.

use crate::PipelineError;
use crate::model_folder::{ModelRecord, NAME};
use crate::stages::clean::{Advertisements, Preparer, TextSettings};
use crate::stages::ingest::TweetSource;
use crate::stages::label::{LabelSettings, Labeller};
use crate::stages::tfidf::{self, TfIdfSettings};
use crate::tasks::predict::check_probe;
use std::path::Path;
use tfidf_linear::TextClassifier;

/// The plain classifier of a study, which can say why.
///
/// Short texts and advertisements have a class here too, while a study drops them: whoever pastes a text wants an answer.
///
/// ```
/// use sara_pipeline::tasks::read::TweetReader;
///
/// let reader = TweetReader::of_sample()?;
/// let reading = reader.read("Warga kampung rukun bgt, saling membantu tetangga!")?;
/// assert_eq!(reading.class.as_deref(), Some("positive"));
/// assert_eq!(reading.words[0].0, "rukun");
/// assert!(reading.probabilities[2].1 > 0.5);
/// # Ok::<(), sara_pipeline::PipelineError>(())
/// ```
#[derive(Debug)]
pub struct TweetReader {
    preparer: Preparer,
    classifier: TextClassifier<String>,
    learned_from: String,
    is_demonstration: bool,
}

/// What was read in a text.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct TweetReading {
    /// The class; `None` where no word of the text is known, so that whatever the classifier says is not of this text.
    pub class: Option<String>,
    /// Every class of the model with its probability; none where there is no class.
    pub probabilities: Vec<(String, f64)>,
    /// The words and runs of words that the model knows, each with what it adds to the score of the class, the largest first; below 0
    /// it speaks against the class.
    pub words: Vec<(String, f64)>,
    /// The text as the model reads it: clean, in lower case, slang spelled out.
    pub normalised: String,
    /// Its words that the model does not know, each once.
    pub unknown: Vec<String>,
}

impl TweetReader {
    /// The classifier in the folder of a study, `models/tfidf.json`, with texts prepared as `models/sara.json` says. Word lists are looked
    /// for in `word_lists`, by their names, if it is given.
    ///
    /// # Errors
    /// A file is missing, damaged or of another program; a word list is not the one that the study read.
    pub fn of_study(study: &Path, word_lists: Option<&Path>) -> Result<Self, PipelineError> {
        let folder = study.join("models");
        let record = ModelRecord::read(&folder)?.ok_or_else(|| PipelineError::ModelFolder {
            path: folder.display().to_string(),
            expected: format!("the folder of a finished study, with {NAME}"),
            got: "none".to_owned(),
        })?;
        let text = record.text_settings(&folder, word_lists)?;
        check_probe(&record, &Preparer::new(&text)?, &folder)?;
        Ok(Self {
            preparer: preparer(text)?,
            classifier: TextClassifier::load(folder.join(tfidf::FILE))?,
            learned_from: format!("the tweets of the study {}", name_of(study)),
            is_demonstration: false,
        })
    }

    /// Learns on the spot from the sample tweets, which the project wrote itself and the starter lexicon labels: a demonstration.
    ///
    /// # Errors
    /// None in practice: everything comes with the crate.
    pub fn of_sample() -> Result<Self, PipelineError> {
        let text = TextSettings::default();
        let (prepare, labeller) = (
            Preparer::new(&text)?,
            Labeller::new(&LabelSettings::default())?,
        );
        let (mut texts, mut labels) = (Vec::new(), Vec::new());
        for tweet in TweetSource::sample().read()? {
            let row = prepare.prepare(&tweet.text);
            if let Some(label) = labeller.label(&row) {
                labels.push(label.sentiment.as_str().to_owned());
                texts.push(row.normalised);
            }
        }
        let settings = TfIdfSettings::default();
        Ok(Self {
            preparer: preparer(text)?,
            classifier: TextClassifier::fit(
                &texts,
                &labels,
                &settings.words(),
                &settings.linear(),
            )?,
            learned_from: format!("{} sample tweets", texts.len()),
            is_demonstration: true,
        })
    }

    /// What the classifier learned from.
    #[must_use]
    pub fn learned_from(&self) -> &str {
        &self.learned_from
    }

    /// Whether it learned from the sample tweets alone.
    #[must_use]
    pub fn is_demonstration(&self) -> bool {
        self.is_demonstration
    }

    /// Reads one text.
    ///
    /// # Errors
    /// The stored weights are so large that a score overflows.
    pub fn read(&self, text: &str) -> Result<TweetReading, PipelineError> {
        let normalised = self.preparer.prepare_for_models(text).normalised;
        let terms = self.classifier.tfidf();
        let mut unknown: Vec<String> = Vec::new();
        for word in normalised.split(' ').filter(|word| word.len() > 1) {
            if terms.feature(word).is_none() && unknown.iter().all(|other| other != word) {
                unknown.push(word.to_owned());
            }
        }
        let explanation = self.classifier.explain(&normalised)?;
        if explanation.contributions.is_empty() {
            return Ok(TweetReading {
                normalised,
                unknown,
                ..TweetReading::default()
            });
        }
        let predicted = explanation.predicted;
        let words = explanation.contributions.iter().filter_map(|one| {
            let word = terms.term(one.feature)?;
            Some((word.to_owned(), one.by_class.get(predicted).copied()?))
        });
        let classes = self.classifier.model().classes();
        let probabilities = self.classifier.probabilities(&[&normalised])?;
        Ok(TweetReading {
            class: classes.get(predicted).cloned(),
            probabilities: classes.iter().cloned().zip(probabilities).collect(),
            words: words.collect(),
            normalised,
            unknown,
        })
    }
}

/// Without the folders above it, which are nobody's business on a page.
fn name_of(study: &Path) -> String {
    let name = study.file_name().unwrap_or(study.as_os_str());
    name.to_string_lossy().into_owned()
}

/// One that drops nothing but what is empty.
fn preparer(mut text: TextSettings) -> Result<Preparer, PipelineError> {
    text.minimum_words = 0;
    text.advertisements = Advertisements::Keep;
    Preparer::new(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_have_a_class_and_empty_ones_none() {
        let reader = TweetReader::of_sample().unwrap();
        assert!(reader.is_demonstration());
        let short = reader.read("rukun").unwrap();
        assert_eq!(short.class.as_deref(), Some("positive"));
        assert_eq!(short.words.len(), 1);
        for empty in ["", "https://contoh.id/a @nama 😊", "123"] {
            let reading = reader.read(empty).unwrap();
            assert_eq!((reading.class, reading.words.len()), (None, 0), "{empty:?}");
        }
    }

    #[test]
    fn a_word_that_nobody_has_seen_is_told_and_makes_no_class() {
        let reader = TweetReader::of_sample().unwrap();
        let reading = reader.read("zzyzx qwfpgj zzyzx").unwrap();
        assert_eq!(reading.class, None);
        assert_eq!(reading.unknown, ["zzyzx", "qwfpgj"]);
        let mixed = reader.read("zzyzx rukun bgt").unwrap();
        assert_eq!(mixed.class.as_deref(), Some("positive"));
        assert_eq!(mixed.normalised, "zzyzx rukun sekali");
        assert_eq!(mixed.unknown, ["zzyzx"]);
        let sum: f64 = mixed.probabilities.iter().map(|(_, share)| share).sum();
        assert!((sum - 1.0).abs() < 1e-12, "{mixed:?}");
    }

    #[test]
    fn a_folder_without_a_study_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let error = TweetReader::of_study(folder.path(), None).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "{}: expected the folder of a finished study, with sara.json, got none",
                folder.path().join("models").display()
            )
        );
    }
}
