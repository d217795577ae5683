//! Stage 6: both classifiers and the baselines go through the same folds and the same test.

use crate::PipelineError;
use crate::lazy::Lazy;
use crate::progress::Observer;
use crate::settings::as_factor;
use crate::stages::label::as_text;
use crate::threads_or_all;
use indobert_burn::{EpochRecord, Pooling};
use inset_lexicon::Sentiment;
use serde::Serialize;
use std::path::{Path, PathBuf};
use svm_poly::{Gamma, Samples, Svm, SvmParams};

pub(crate) use super::bert::{BertLearner, BertRole, Encoder, inference, load_notes};
pub(crate) use super::bert_settings::VariantFolds;
pub use super::bert_settings::{BertSettings, BertVariant, ModelInput};

/// The classes in the order of every label map and confusion matrix.
pub const CLASSES: [Sentiment; 3] = [Sentiment::Negative, Sentiment::Neutral, Sentiment::Positive];

/// The support vector machine and its features.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct SvmSettings {
    /// Which output of the frozen encoder the machine reads.
    #[serde(serialize_with = "as_text")]
    pub pooling: Pooling,
    /// The cost of an error (the study's lambda: 3).
    pub c: f64,
    /// The kernel's factor (the study: 0.1).
    #[serde(serialize_with = "as_factor")]
    pub gamma: Gamma,
    /// The kernel's degree (the study: 1).
    pub degree: u32,
    /// The kernel's constant; without effect at degree 1.
    pub coef0: f64,
    /// The gap at which the solver stops.
    pub tolerance: f64,
    /// Threads of a fit; `None` for all cores. No bit of a result depends on it, so the report does not hold it.
    #[serde(skip)]
    pub threads: Option<usize>,
}

impl Default for SvmSettings {
    fn default() -> Self {
        Self {
            pooling: Pooling::Mean,
            c: 3.0,
            gamma: Gamma::Value(0.1),
            degree: 1,
            coef0: 0.0,
            tolerance: 1e-3,
            threads: None,
        }
    }
}

impl SvmSettings {
    /// The parameters of the solver.
    #[must_use]
    pub fn params(&self) -> SvmParams {
        SvmParams::default()
            .with_c(self.c)
            .with_gamma(self.gamma)
            .with_degree(self.degree)
            .with_coef0(self.coef0)
            .with_tolerance(self.tolerance)
            .with_threads(threads_or_all(self.threads))
    }
}

/// What a classifier is to learn from.
#[derive(Debug)]
pub(crate) struct Fit<'a> {
    /// What progress calls it.
    pub(crate) task: &'a str,
    pub(crate) train: &'a [usize],
    /// A saved model to go on from, for those that carry over.
    pub(crate) from: Option<&'a Path>,
    /// A folder for the state of a long training, so that one that was stopped goes on.
    pub(crate) state: Option<PathBuf>,
}

/// What a classifier says of rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Predicted {
    pub(crate) classes: Vec<Sentiment>,
    /// The probability of each of [`CLASSES`] for each row, where the classifier gives any.
    pub(crate) probabilities: Option<Vec<[f64; 3]>>,
}

impl Predicted {
    /// The probability of what is said of each row.
    pub(crate) fn confidences(&self) -> Option<Vec<f64>> {
        let rows = self.classes.iter().zip(self.probabilities.as_ref()?);
        Some(rows.map(|(&class, row)| row[class_index(class)]).collect())
    }
}

impl From<Vec<Sentiment>> for Predicted {
    fn from(classes: Vec<Sentiment>) -> Self {
        Self {
            classes,
            probabilities: None,
        }
    }
}

/// What every classifier of the study can do; [`assess`](super::assess::assess) takes all of them through the same rows.
pub(crate) trait Learner {
    /// A fitted classifier.
    type Model;

    /// What the tables call it.
    fn name(&self) -> &str;

    /// Whether it only shows what others must beat.
    fn is_baseline(&self) -> bool {
        false
    }

    /// Whether it gives the labels that it is held against.
    fn made_the_labels(&self) -> bool {
        false
    }

    /// Whether it is cross-validated.
    fn has_folds(&self) -> bool {
        true
    }

    /// Whether the classifier fitted on all training rows is stored.
    fn is_kept(&self) -> bool {
        true
    }

    /// Whether each fold goes on from the model of the one before, so that the folds leak.
    fn carries_over(&self) -> bool {
        false
    }

    /// Learns from the training rows.
    fn fit(&self, fit: &Fit<'_>, observer: &mut Observer<'_>)
    -> Result<Self::Model, PipelineError>;

    /// The classes of `rows`.
    fn predict(&self, model: &Self::Model, rows: &[usize])
    -> Result<Vec<Sentiment>, PipelineError>;

    /// The classes of `rows`, with probabilities from those that have them.
    fn read(&self, model: &Self::Model, rows: &[usize]) -> Result<Predicted, PipelineError> {
        Ok(self.predict(model, rows)?.into())
    }

    /// The figures of each pass over the training rows, where there are passes.
    fn epochs<'m>(&self, _: &'m Self::Model) -> &'m [EpochRecord] {
        &[]
    }

    /// Writes the classifier into a folder that is not there yet.
    fn save(&self, _: &Self::Model, _: &Path) -> Result<(), PipelineError> {
        Ok(())
    }

    /// Reads back what [`Learner::save`] wrote; only one that carries over, or whose errors are looked at, is asked to.
    fn load(&self, folder: &Path) -> Result<Self::Model, PipelineError> {
        Err(PipelineError::Stage {
            path: folder.display().to_string(),
            expected: "a classifier that can be read back",
        })
    }
}

/// A classifier whose rows are texts, and which says how sure it is.
pub(crate) trait ReadsTexts: Learner {
    /// What it reads of a row.
    fn text(&self, row: usize) -> &str;

    /// Classes and probabilities of any texts.
    fn read_texts(&self, model: &Self::Model, texts: &[&str]) -> Result<Predicted, PipelineError>;
}

/// Says the most frequent class of its training rows, whatever it reads.
pub(crate) struct MajorityLearner<'a> {
    pub(crate) labels: &'a [Option<Sentiment>],
}

impl Learner for MajorityLearner<'_> {
    type Model = Sentiment;

    fn name(&self) -> &str {
        "majority class"
    }

    fn is_baseline(&self) -> bool {
        true
    }

    fn fit(&self, fit: &Fit<'_>, _: &mut Observer<'_>) -> Result<Sentiment, PipelineError> {
        let count = |class| {
            fit.train
                .iter()
                .filter(|&&row| self.labels.get(row).copied().flatten() == Some(class))
                .count()
        };
        // `max_by_key` keeps the last of equals, so the order of `CLASSES` breaks a tie.
        Ok(CLASSES
            .into_iter()
            .max_by_key(|&class| count(class))
            .unwrap_or(Sentiment::Neutral))
    }

    fn predict(&self, model: &Sentiment, rows: &[usize]) -> Result<Vec<Sentiment>, PipelineError> {
        Ok(vec![*model; rows.len()])
    }
}

/// Says what the lexicon says.
pub(crate) struct LexiconLearner<'a> {
    pub(crate) labels: &'a [Option<Sentiment>],
}

impl Learner for LexiconLearner<'_> {
    type Model = ();

    fn name(&self) -> &str {
        "lexicon"
    }

    fn is_baseline(&self) -> bool {
        true
    }

    fn made_the_labels(&self) -> bool {
        true
    }

    fn has_folds(&self) -> bool {
        false
    }

    fn fit(&self, _: &Fit<'_>, _: &mut Observer<'_>) -> Result<(), PipelineError> {
        Ok(())
    }

    fn predict(&self, (): &(), rows: &[usize]) -> Result<Vec<Sentiment>, PipelineError> {
        let label = |&row: &usize| self.labels.get(row).copied().flatten();
        Ok(rows.iter().filter_map(label).collect())
    }
}

/// The place of a class in [`CLASSES`].
pub(crate) fn class_index(class: Sentiment) -> usize {
    CLASSES
        .iter()
        .position(|&other| other == class)
        .unwrap_or_default()
}

/// Fits the support vector machine on features of the frozen encoder.
pub(crate) struct SvmLearner<'a> {
    pub(crate) features: &'a Lazy<'a, Features>,
    pub(crate) labels: &'a [Option<Sentiment>],
    pub(crate) settings: &'a SvmSettings,
}

/// Vectors of the frozen encoder.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Features {
    /// `width` numbers a row; rows outside every part are empty of meaning and never read.
    pub(crate) values: Vec<f32>,
    pub(crate) width: usize,
}

impl Features {
    fn gather(&self, rows: &[usize]) -> Vec<f32> {
        rows.iter()
            .flat_map(|&row| &self.values[row * self.width..(row + 1) * self.width])
            .copied()
            .collect()
    }
}

impl Learner for SvmLearner<'_> {
    type Model = Svm;

    fn name(&self) -> &str {
        "polynomial SVM"
    }

    fn fit(&self, fit: &Fit<'_>, _: &mut Observer<'_>) -> Result<Svm, PipelineError> {
        let all = self.features.get()?;
        let features = all.gather(fit.train);
        let samples = Samples::f32(&features, fit.train.len(), all.width)?;
        let classes: Vec<i64> = fit
            .train
            .iter()
            .filter_map(|&row| Some(i64::from(self.labels.get(row).copied().flatten()?.code())))
            .collect();
        Ok(Svm::fit(samples, &classes, &self.settings.params())?)
    }

    fn predict(&self, model: &Svm, rows: &[usize]) -> Result<Vec<Sentiment>, PipelineError> {
        let all = self.features.get()?;
        let features = all.gather(rows);
        let classes = model.predict(Samples::f32(&features, rows.len(), all.width)?)?;
        Ok(classes
            .into_iter()
            .map(|code| Sentiment::from_polarity(code as f64))
            .collect())
    }

    fn save(&self, model: &Svm, folder: &Path) -> Result<(), PipelineError> {
        std::fs::create_dir(folder)
            .map_err(|source| PipelineError::io(folder, "create the folder", source))?;
        Ok(model.save(folder.join("svm.model"))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn majority_is_the_most_frequent_training_class() {
        let labels: Vec<Option<Sentiment>> = [1, 1, -1, 0, -1, -1]
            .map(|code| Some(Sentiment::from_polarity(f64::from(code))))
            .to_vec();
        let learner = MajorityLearner { labels: &labels };
        let fit = |train: &[usize]| {
            let fit = Fit {
                task: "",
                train,
                from: None,
                state: None,
            };
            learner.fit(&fit, &mut |_| {}).unwrap()
        };
        assert_eq!(fit(&[0, 1, 2, 3]), Sentiment::Positive);
        assert_eq!(fit(&[0, 2, 3, 4, 5]), Sentiment::Negative);
    }
}
