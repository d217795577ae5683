//! Stage 6: both classifiers and the baselines go through the same folds and the same test.

use crate::PipelineError;
use crate::progress::{Observer, Progress};
use crate::stages::label::as_text;
use crate::stages::split::Split;
use crate::threads_or_all;
use indobert_burn::{
    BertClassifier, BertConfig, Device, InferenceOptions, LoadOptions, Pooling, Tokenizer,
    TrainEvent, TrainParams,
};
use inset_lexicon::Sentiment;
use kappa_metrics::{ClassificationReport, ConfusionMatrix, ZeroDivision};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use svm_poly::{Gamma, Samples, Svm, SvmParams};

/// The classes in the order of every label map and confusion matrix.
pub const CLASSES: [Sentiment; 3] = [Sentiment::Negative, Sentiment::Neutral, Sentiment::Positive];

/// The encoder, and how it is fine-tuned.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct BertSettings {
    /// A Hugging Face folder. `None`: a tiny encoder from scratch, its vocabulary trained on the training rows, those of all folds.
    pub model: Option<PathBuf>,
    /// Passes over the training rows (the study: 5 and 10).
    pub epochs: usize,
    /// Rows a step (the study: 16 and 32).
    pub batch_size: usize,
    /// The peak learning rate (the study: 2e-5).
    pub learning_rate: f64,
    /// The share of the steps in which the rate climbs to its peak.
    pub warmup_ratio: f64,
    /// `AdamW`'s decay.
    pub weight_decay: f64,
    /// Longer texts are cut to this many tokens, special ones included (the study: 128).
    pub max_length: usize,
    /// Stands before every text; some encoders were trained with one.
    pub prefix: String,
    /// Which text the models read.
    pub input: ModelInput,
    /// `cpu`, `ndarray`, `cuda:0` ..., as far as they are compiled in.
    pub device: String,
}

impl BertSettings {
    /// The study's settings for a pre-trained encoder: batch 32, 5 epochs, rate 2e-5.
    #[must_use]
    pub fn pretrained(model: impl Into<PathBuf>) -> Self {
        Self {
            model: Some(model.into()),
            epochs: 5,
            learning_rate: 2e-5,
            ..Self::from_scratch()
        }
    }

    /// A tiny encoder trained on the spot: it needs more passes and a higher rate.
    #[must_use]
    pub fn from_scratch() -> Self {
        Self {
            model: None,
            epochs: 8,
            batch_size: 32,
            learning_rate: 1e-3,
            warmup_ratio: 0.1,
            weight_decay: 0.01,
            max_length: 128,
            prefix: String::new(),
            input: ModelInput::Normalised,
            device: "cpu".to_owned(),
        }
    }

    /// The parameters of the training.
    #[must_use]
    pub fn train_params(&self, seed: u64) -> TrainParams {
        TrainParams::default()
            .with_epochs(self.epochs)
            .with_batch_size(self.batch_size)
            .with_learning_rate(self.learning_rate)
            .with_warmup_ratio(self.warmup_ratio)
            .with_weight_decay(self.weight_decay)
            .with_max_length(self.max_length)
            .with_prefix(self.prefix.clone())
            .with_seed(seed)
    }

    /// The device by its name.
    ///
    /// # Errors
    /// No device of that name is compiled in.
    pub fn device(&self) -> Result<Device, PipelineError> {
        Ok(Device::from_name(&self.device)?)
    }
}

/// Which text the models read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ModelInput {
    /// After normalisation, as the study's conclusion says.
    Normalised,
    /// As it stands in the file, as the study's table 4.10 shows.
    Raw,
}

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
    #[serde(serialize_with = "as_text")]
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

/// What every classifier of the study can do; `assess` takes all of them through the same rows.
pub(crate) trait Learner {
    /// A fitted classifier.
    type Model;

    /// What the tables call it.
    fn name(&self) -> &str;

    /// Whether it only shows what others must beat.
    fn is_baseline(&self) -> bool {
        false
    }

    /// Learns from `train`.
    fn fit(
        &self,
        task: &str,
        train: &[usize],
        observer: &mut Observer<'_>,
    ) -> Result<Self::Model, PipelineError>;

    /// The classes of `rows`.
    fn predict(&self, model: &Self::Model, rows: &[usize])
    -> Result<Vec<Sentiment>, PipelineError>;
}

/// Accuracy of one fold.
#[derive(Debug, Clone, Serialize)]
pub struct FoldResult {
    /// The fold, from 1.
    pub fold: usize,
    /// Rows learned from.
    pub train_rows: usize,
    /// Rows validated on.
    pub valid_rows: usize,
    /// Accuracy on the rows learned from.
    pub train_accuracy: f64,
    /// Accuracy on the others.
    pub valid_accuracy: f64,
}

/// How one classifier did.
#[derive(Debug, Clone, Serialize)]
pub struct Assessment {
    /// What the tables call it.
    pub model: String,
    /// Whether it learns nothing and only shows what others must beat.
    pub baseline: bool,
    /// The cross-validation inside the training rows, each fold from the same start.
    pub folds: Vec<FoldResult>,
    /// Mean accuracy on the validation rows of the folds.
    pub mean_valid_accuracy: f64,
    /// The test: scikit-learn's classification report.
    pub test: ClassificationReport,
    /// 95% interval of the test accuracy (Wilson).
    pub accuracy_interval_95: [f64; 2],
    /// Rows: truth; columns: prediction; both in the order of [`CLASSES`].
    pub confusion: Vec<Vec<u64>>,
}

/// Cross-validates, fits on all training rows, and scores the test rows.
pub(crate) fn assess<L: Learner>(
    learner: &L,
    labels: &[Option<Sentiment>],
    split: &Split,
    observer: &mut Observer<'_>,
) -> Result<(Assessment, L::Model), PipelineError> {
    let truth = |rows: &[usize]| -> Vec<Sentiment> {
        rows.iter()
            .filter_map(|&row| labels.get(row).copied().flatten())
            .collect()
    };
    let mut folds = Vec::with_capacity(split.folds.len());
    for (index, valid) in split.folds.iter().enumerate() {
        let train: Vec<usize> = split
            .train
            .iter()
            .copied()
            .filter(|row| valid.binary_search(row).is_err())
            .collect();
        let task = format!(
            "{}, fold {} of {}",
            learner.name(),
            index + 1,
            split.folds.len()
        );
        refuse_one_class(&truth(&train), &task)?;
        observer(Progress::Step {
            task: &task,
            done: 0,
            total: 1,
        });
        let model = learner.fit(&task, &train, observer)?;
        folds.push(FoldResult {
            fold: index + 1,
            train_rows: train.len(),
            valid_rows: valid.len(),
            train_accuracy: share_equal(&truth(&train), &learner.predict(&model, &train)?),
            valid_accuracy: share_equal(&truth(valid), &learner.predict(&model, valid)?),
        });
    }
    let task = format!("{}, all training rows", learner.name());
    observer(Progress::Step {
        task: &task,
        done: 0,
        total: 1,
    });
    let model = learner.fit(&task, &split.train, observer)?;
    let (expected, predicted) = (truth(&split.test), learner.predict(&model, &split.test)?);
    let names = |classes: &[Sentiment]| -> Vec<&'static str> {
        classes.iter().map(|class| class.as_str()).collect()
    };
    let confusion =
        ConfusionMatrix::with_labels(&names(&CLASSES), &names(&expected), &names(&predicted))?;
    let assessment = Assessment {
        model: learner.name().to_owned(),
        baseline: learner.is_baseline(),
        mean_valid_accuracy: mean(folds.iter().map(|fold| fold.valid_accuracy)),
        folds,
        accuracy_interval_95: wilson_interval(share_equal(&expected, &predicted), expected.len()),
        test: ClassificationReport::from_confusion(&confusion, ZeroDivision::Zero)?,
        confusion: confusion.rows().to_vec(),
    };
    Ok((assessment, model))
}

fn refuse_one_class(truth: &[Sentiment], task: &str) -> Result<(), PipelineError> {
    match truth.first() {
        Some(first) if truth.iter().all(|class| class == first) => Err(PipelineError::TooFew {
            what: format!("classes in {task}"),
            expected: "at least 2".to_owned(),
            got: format!("1 (all {} rows are {})", truth.len(), first.as_str()),
        }),
        _ => Ok(()),
    }
}

#[expect(clippy::cast_precision_loss, reason = "row counts are far below 2^52")]
fn share_equal(truth: &[Sentiment], predicted: &[Sentiment]) -> f64 {
    let equal = truth.iter().zip(predicted).filter(|(a, b)| a == b).count();
    equal as f64 / truth.len().max(1) as f64
}

#[expect(clippy::cast_precision_loss, reason = "there are few folds")]
fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len().max(1) as f64;
    values.sum::<f64>() / count
}

/// Wilson's score interval of a share, at 95% (E. B. Wilson, 1927).
#[expect(clippy::cast_precision_loss, reason = "row counts are far below 2^52")]
fn wilson_interval(share: f64, n: usize) -> [f64; 2] {
    const Z: f64 = 1.959_963_984_540_054;
    if n == 0 {
        return [0.0, 1.0];
    }
    let n = n as f64;
    let z2 = Z * Z;
    let middle = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z / (1.0 + z2 / n) * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    [(middle - half).max(0.0), (middle + half).min(1.0)]
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

    fn fit(
        &self,
        _: &str,
        train: &[usize],
        _: &mut Observer<'_>,
    ) -> Result<Sentiment, PipelineError> {
        let count = |class| {
            train
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

/// Fine-tunes the encoder; every fit starts from the same weights.
pub(crate) struct BertLearner<'a> {
    /// The weights before fine-tuning.
    pub(crate) start: &'a BertClassifier,
    /// The text of every row.
    pub(crate) texts: &'a [&'a str],
    pub(crate) labels: &'a [Option<Sentiment>],
    pub(crate) settings: &'a BertSettings,
    pub(crate) seed: u64,
}

impl BertLearner<'_> {
    fn examples(&self, rows: &[usize]) -> Vec<(String, usize)> {
        rows.iter()
            .filter_map(|&row| {
                let class = self.labels.get(row).copied().flatten()?;
                Some((self.texts.get(row)?.to_string(), class_index(class)))
            })
            .collect()
    }
}

impl Learner for BertLearner<'_> {
    type Model = BertClassifier;

    fn name(&self) -> &str {
        "fine-tuned BERT"
    }

    fn fit(
        &self,
        task: &str,
        train: &[usize],
        observer: &mut Observer<'_>,
    ) -> Result<BertClassifier, PipelineError> {
        let params = self.settings.train_params(self.seed);
        let mut watch = |event: TrainEvent| {
            if let TrainEvent::Step { step, total, .. } = event {
                observer(Progress::Step {
                    task,
                    done: step,
                    total,
                });
            }
        };
        let (model, _) =
            self.start
                .clone()
                .train(&self.examples(train), &[], &params, &mut watch)?;
        Ok(model)
    }

    fn predict(
        &self,
        model: &BertClassifier,
        rows: &[usize],
    ) -> Result<Vec<Sentiment>, PipelineError> {
        let texts: Vec<&str> = rows
            .iter()
            .filter_map(|&row| self.texts.get(row).copied())
            .collect();
        let predictions = model.classify(&texts, &inference(self.settings))?;
        Ok(predictions
            .iter()
            .map(|prediction| CLASSES[prediction.class])
            .collect())
    }
}

/// The encoder's settings outside training.
pub(crate) fn inference(settings: &BertSettings) -> InferenceOptions {
    InferenceOptions::default()
        .with_batch_size(settings.batch_size)
        .with_max_length(settings.max_length)
        .with_prefix(settings.prefix.clone())
}

/// The starting weights: a folder, or a tiny encoder whose vocabulary is trained on `training_texts`.
///
/// The notes say what the folder lacked and was therefore initialised.
pub(crate) fn starting_classifier(
    settings: &BertSettings,
    training_texts: &[&str],
    seed: u64,
) -> Result<(BertClassifier, Vec<String>), PipelineError> {
    let device = settings.device()?;
    let labels: Vec<String> = CLASSES
        .iter()
        .map(|class| class.as_str().to_owned())
        .collect();
    match &settings.model {
        Some(folder) => {
            let options = LoadOptions::default().with_labels(labels).with_seed(seed);
            let (model, report) = BertClassifier::from_dir(folder, &device, &options)?;
            Ok((model, load_notes(&report)))
        }
        None => {
            const VOCABULARY: usize = 2_000;
            let tokenizer = Tokenizer::train_word_piece(training_texts, VOCABULARY)?;
            let config = scratch_config(tokenizer.vocab_size());
            let model = BertClassifier::init(&config, tokenizer, labels, &device, seed)?;
            Ok((model, vec![
                "The encoder is a tiny one trained from scratch, a demonstration: --model takes a pre-trained folder.".to_owned(),
            ]))
        }
    }
}

/// One layer, 192 wide: by measurement the narrowest random encoder whose embeddings still tell the classes of the sample apart,
/// and it trains in seconds.
fn scratch_config(vocabulary: usize) -> BertConfig {
    let mut config = BertConfig::tiny(vocabulary);
    config.hidden_size = 192;
    config.num_hidden_layers = 1;
    config.num_attention_heads = 4;
    config.intermediate_size = 384;
    config
}

/// What the loader found missing or left over, as sentences.
pub(crate) fn load_notes(report: &indobert_burn::LoadReport) -> Vec<String> {
    let mut notes = Vec::new();
    if !report.initialised.is_empty() {
        notes.push(format!(
            "Not in the model folder, so initialised at random: {}.",
            report.initialised.join(", ")
        ));
    }
    if !report.unexpected.is_empty() {
        notes.push(format!(
            "In the model folder, not used: {}.",
            report.unexpected.join(", ")
        ));
    }
    notes
}

fn class_index(class: Sentiment) -> usize {
    CLASSES
        .iter()
        .position(|&other| other == class)
        .unwrap_or_default()
}

/// Fits the support vector machine on features of the frozen encoder.
pub(crate) struct SvmLearner<'a> {
    /// `width` numbers a row; rows outside every part are empty of meaning and never read.
    pub(crate) features: &'a [f32],
    pub(crate) width: usize,
    pub(crate) labels: &'a [Option<Sentiment>],
    pub(crate) settings: &'a SvmSettings,
}

impl SvmLearner<'_> {
    fn gather(&self, rows: &[usize]) -> Vec<f32> {
        rows.iter()
            .flat_map(|&row| &self.features[row * self.width..(row + 1) * self.width])
            .copied()
            .collect()
    }
}

impl Learner for SvmLearner<'_> {
    type Model = Svm;

    fn name(&self) -> &str {
        "polynomial SVM"
    }

    fn fit(&self, _: &str, train: &[usize], _: &mut Observer<'_>) -> Result<Svm, PipelineError> {
        let features = self.gather(train);
        let samples = Samples::f32(&features, train.len(), self.width)?;
        let classes: Vec<i64> = train
            .iter()
            .filter_map(|&row| Some(i64::from(self.labels.get(row).copied().flatten()?.code())))
            .collect();
        Ok(Svm::fit(samples, &classes, &self.settings.params())?)
    }

    fn predict(&self, model: &Svm, rows: &[usize]) -> Result<Vec<Sentiment>, PipelineError> {
        let features = self.gather(rows);
        let classes = model.predict(Samples::f32(&features, rows.len(), self.width)?)?;
        Ok(classes
            .into_iter()
            .map(|code| Sentiment::from_polarity(code as f64))
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Wilson's ends are where the observed share lies 1.96 standard errors away, the error taken at the end itself.
    #[test]
    fn wilson_interval_meets_its_definition() {
        for (share, n) in [(0.78, 100), (0.5, 7), (0.99, 885)] {
            for end in wilson_interval(share, n) {
                let error = (end * (1.0 - end) / n as f64).sqrt();
                assert!(
                    ((share - end).abs() / error - 1.959_964).abs() < 1e-6,
                    "{share} {n} {end}"
                );
            }
        }
        // All of ten: the lower end is n / (n + z^2).
        let [low, high] = wilson_interval(1.0, 10);
        assert!(
            (low - 0.722_467).abs() < 1e-6 && (high - 1.0).abs() < 1e-12,
            "{low} {high}"
        );
    }

    #[test]
    fn majority_is_the_most_frequent_training_class() {
        let labels: Vec<Option<Sentiment>> = [1, 1, -1, 0, -1, -1]
            .map(|code| Some(Sentiment::from_polarity(f64::from(code))))
            .to_vec();
        let learner = MajorityLearner { labels: &labels };
        let fit = |rows: &[usize]| learner.fit("", rows, &mut |_| {}).unwrap();
        assert_eq!(fit(&[0, 1, 2, 3]), Sentiment::Positive);
        assert_eq!(fit(&[0, 2, 3, 4, 5]), Sentiment::Negative);
    }
}
