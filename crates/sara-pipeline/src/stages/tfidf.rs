//! The plain baseline: counted words and a logistic regression, with scikit-learn's defaults.

use crate::PipelineError;
use crate::progress::{Observer, Progress};
use crate::stages::classify::{CLASSES, Fit, Learner, Predicted, ReadsTexts, class_index};
use inset_lexicon::Sentiment;
use serde::Serialize;
use std::path::Path;
use tfidf_linear::{LinearParams, TextClassifier, TfIdfParams};

/// The classifier on words of the normalised text.
///
/// Everything else is as scikit-learn's `TfidfVectorizer` and `LogisticRegression` have it: words of two characters and more, smooth
/// idf, rows of length 1, and every class weighs by its rows.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct TfIdfSettings {
    /// The longest runs of words that count, from single words on.
    pub ngrams: usize,
    /// How much the losses weigh against the norm of the weights.
    pub c: f64,
}

impl Default for TfIdfSettings {
    fn default() -> Self {
        Self { ngrams: 2, c: 1.0 }
    }
}

impl TfIdfSettings {
    pub(crate) fn words(&self) -> TfIdfParams {
        TfIdfParams::default().with_ngrams(1, self.ngrams)
    }

    pub(crate) fn linear(&self) -> LinearParams {
        LinearParams::default().with_c(self.c)
    }

    /// Refuses numbers out of their range.
    pub(crate) fn check(&self) -> Result<(), PipelineError> {
        self.words().check()?;
        Ok(self.linear().check()?)
    }
}

/// Counts words and fits a logistic regression.
pub(crate) struct TfIdfLearner<'a> {
    /// The normalised text of every row.
    pub(crate) texts: &'a [&'a str],
    pub(crate) labels: &'a [Option<Sentiment>],
    pub(crate) settings: &'a TfIdfSettings,
}

/// The file of a saved classifier.
pub(crate) const FILE: &str = "tfidf.json";

impl TfIdfLearner<'_> {
    fn of_rows(&self, rows: &[usize]) -> Vec<&str> {
        let text = |&row: &usize| self.texts.get(row).copied();
        rows.iter().filter_map(text).collect()
    }
}

impl Learner for TfIdfLearner<'_> {
    /// Its labels are the names of the classes, so that the file tells them.
    type Model = TextClassifier<String>;

    fn name(&self) -> &str {
        "TF-IDF logistic regression"
    }

    fn fit(
        &self,
        fit: &Fit<'_>,
        observer: &mut Observer<'_>,
    ) -> Result<Self::Model, PipelineError> {
        let name = |&row: &usize| {
            let class = self.labels.get(row).copied().flatten()?;
            Some(class.as_str().to_owned())
        };
        let labels: Vec<String> = fit.train.iter().filter_map(name).collect();
        let (words, linear) = (self.settings.words(), self.settings.linear());
        let model = TextClassifier::fit(&self.of_rows(fit.train), &labels, &words, &linear)?;
        if model.model().reports().iter().any(|one| !one.converged) {
            observer(Progress::Note(&format!(
                "{}: the fit ended before it was as exact as it should be",
                fit.task
            )));
        }
        Ok(model)
    }

    fn predict(
        &self,
        model: &Self::Model,
        rows: &[usize],
    ) -> Result<Vec<Sentiment>, PipelineError> {
        Ok(self.read(model, rows)?.classes)
    }

    fn read(&self, model: &Self::Model, rows: &[usize]) -> Result<Predicted, PipelineError> {
        self.read_texts(model, &self.of_rows(rows))
    }

    fn save(&self, model: &Self::Model, folder: &Path) -> Result<(), PipelineError> {
        std::fs::create_dir(folder)
            .map_err(|source| PipelineError::io(folder, "create the folder", source))?;
        Ok(model.save(folder.join(FILE))?)
    }

    fn load(&self, folder: &Path) -> Result<Self::Model, PipelineError> {
        Ok(TextClassifier::load(folder.join(FILE))?)
    }
}

impl ReadsTexts for TfIdfLearner<'_> {
    fn text(&self, row: usize) -> &str {
        self.texts.get(row).copied().unwrap_or_default()
    }

    fn read_texts(&self, model: &Self::Model, texts: &[&str]) -> Result<Predicted, PipelineError> {
        // It knows the classes that it has met, in the order of their names.
        let known = model.model().classes();
        let places: Vec<usize> = CLASSES
            .into_iter()
            .filter(|class| known.iter().any(|name| name == class.as_str()))
            .map(class_index)
            .collect();
        let spread = |row: &[f64]| {
            let mut numbers = [0.0; 3];
            for (&place, &probability) in places.iter().zip(row) {
                numbers[place] = probability;
            }
            numbers
        };
        let probabilities = model.probabilities(texts)?;
        let rows = probabilities.chunks_exact(known.len().max(1));
        let named = model.predict(texts)?;
        let class = |name: &String| CLASSES.into_iter().find(|class| class.as_str() == name);
        Ok(Predicted {
            classes: named.iter().filter_map(class).collect(),
            probabilities: Some(rows.map(spread).collect()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [&str; 6] = [
        "warga rukun damai",
        "warga rukun sekali",
        "warga ribut benci",
        "warga benci sekali",
        "warga lewat jalan",
        "orang lewat jalan",
    ];

    fn fit(labels: &[Option<Sentiment>], train: &[usize]) -> Predicted {
        let settings = TfIdfSettings::default();
        let learner = TfIdfLearner {
            texts: &TEXTS,
            labels,
            settings: &settings,
        };
        let fit = Fit {
            task: "",
            train,
            from: None,
            state: None,
        };
        let model = learner.fit(&fit, &mut |_| {}).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let saved = folder.path().join("model");
        learner.save(&model, &saved).unwrap();
        let loaded = learner.load(&saved).unwrap();
        let read = learner
            .read_texts(&loaded, &["rukun damai", "benci"])
            .unwrap();
        let first = learner
            .read_texts(&model, &["rukun damai", "benci"])
            .unwrap();
        assert_eq!(read.classes, first.classes);
        first
    }

    #[test]
    fn words_tell_the_classes_apart() {
        let [negative, neutral, positive] = CLASSES;
        let labels = [positive, positive, negative, negative, neutral, neutral].map(Some);
        let read = fit(&labels, &[0, 1, 2, 3, 4, 5]);
        assert_eq!(read.classes, [positive, negative]);
        for row in read.probabilities.unwrap() {
            assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{row:?}");
        }
    }

    /// With two classes the third has no chance, and the numbers stand in their places.
    #[test]
    fn a_class_may_be_missing() {
        let [negative, _, positive] = CLASSES;
        let labels = [positive, positive, negative, negative, negative, negative].map(Some);
        let read = fit(&labels, &[0, 1, 2, 3]);
        assert_eq!(read.classes, [positive, negative]);
        let rows = read.probabilities.clone().unwrap();
        for (row, confidence) in rows.iter().zip(read.confidences().unwrap()) {
            assert!(row[1].abs() < 1e-300 && confidence > 0.5, "{row:?}");
        }
    }
}
