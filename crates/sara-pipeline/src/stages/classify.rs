//! Stage 6: both classifiers and the baselines go through the same folds and the same test.

use crate::PipelineError;
use crate::lazy::Lazy;
use crate::progress::{Observer, Progress};
use crate::settings::as_factor;
use crate::stages::assess::FoldProtocol;
use crate::stages::label::as_text;
use crate::threads_or_all;
use indobert_burn::{
    BertClassifier, BertConfig, BertError, Checkpoints, Device, EpochRecord, InferenceOptions,
    LoadOptions, ModelError, Pooling, Tokenizer, TrainEvent, TrainParams,
};
use inset_lexicon::Sentiment;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
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

    /// The figures of each pass over the training rows, where there are passes.
    fn epochs<'m>(&self, _: &'m Self::Model) -> &'m [EpochRecord] {
        &[]
    }

    /// Writes the classifier into a folder that is not there yet.
    fn save(&self, _: &Self::Model, _: &Path) -> Result<(), PipelineError> {
        Ok(())
    }

    /// Reads back what [`Learner::save`] wrote; only one that carries over is asked to.
    fn load(&self, folder: &Path) -> Result<Self::Model, PipelineError> {
        Err(PipelineError::Stage {
            path: folder.display().to_string(),
            expected: "a classifier that goes on from fold to fold",
        })
    }
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

/// Fine-tunes the encoder.
pub(crate) struct BertLearner<'a> {
    /// The weights before fine-tuning, loaded only where something is to be learned.
    pub(crate) start: &'a Lazy<'a, Encoder>,
    /// The text of every row.
    pub(crate) texts: &'a [&'a str],
    pub(crate) labels: &'a [Option<Sentiment>],
    pub(crate) settings: &'a BertSettings,
    pub(crate) protocol: FoldProtocol,
    pub(crate) seed: u64,
}

/// A fine-tuned encoder, and how its training went.
pub(crate) struct TunedBert {
    classifier: BertClassifier,
    epochs: Vec<EpochRecord>,
}

/// Steps between two states of a training on the disk; there is one after each epoch too. One that is killed loses less than this.
const STEPS_A_STATE: usize = 250;

impl BertLearner<'_> {
    fn examples(&self, rows: &[usize]) -> Vec<(String, usize)> {
        rows.iter()
            .filter_map(|&row| {
                let class = self.labels.get(row).copied().flatten()?;
                Some((self.texts.get(row)?.to_string(), class_index(class)))
            })
            .collect()
    }

    /// Trains, or goes on with a training that was stopped. A state that cannot be used is thrown away.
    fn train(
        &self,
        start: &BertClassifier,
        fit: &Fit<'_>,
        observer: &mut Observer<'_>,
    ) -> Result<TunedBert, PipelineError> {
        let params = self.settings.train_params(self.seed);
        let rows = self.examples(fit.train);
        let mut watch = |event: TrainEvent| match event {
            TrainEvent::Step { step, total, .. } => observer(Progress::Step {
                task: fit.task,
                done: step,
                total,
            }),
            TrainEvent::Resumed { step } => observer(Progress::Note(&format!(
                "going on after step {step} of an unfinished training"
            ))),
            _ => {}
        };
        let Some(folder) = &fit.state else {
            let (classifier, history) = start.clone().train(&rows, &[], &params, &mut watch)?;
            return Ok(TunedBert {
                classifier,
                epochs: history.epochs,
            });
        };
        let state = Checkpoints::new(folder).with_every(STEPS_A_STATE);
        let mut train = || {
            start
                .clone()
                .train_resumable(&rows, &[], &params, &state, &mut watch)
        };
        let trained = match train() {
            Err(BertError::Model(
                ModelError::StateDamaged { .. } | ModelError::StateDiffers { .. },
            )) => {
                state.remove()?;
                train()
            }
            trained => trained,
        };
        let (classifier, history) = trained?;
        Ok(TunedBert {
            classifier,
            epochs: history.epochs,
        })
    }
}

impl Learner for BertLearner<'_> {
    type Model = TunedBert;

    fn name(&self) -> &str {
        match self.protocol {
            FoldProtocol::Fresh => "fine-tuned BERT",
            FoldProtocol::CarryOver => "fine-tuned BERT (leaking folds)",
        }
    }

    fn carries_over(&self) -> bool {
        self.protocol == FoldProtocol::CarryOver
    }

    fn fit(&self, fit: &Fit<'_>, observer: &mut Observer<'_>) -> Result<TunedBert, PipelineError> {
        match fit.from {
            Some(folder) => self.train(&self.load(folder)?.classifier, fit, observer),
            None => self.train(&self.start.get()?.classifier, fit, observer),
        }
    }

    fn predict(&self, model: &TunedBert, rows: &[usize]) -> Result<Vec<Sentiment>, PipelineError> {
        let texts: Vec<&str> = rows
            .iter()
            .filter_map(|&row| self.texts.get(row).copied())
            .collect();
        let predictions = model
            .classifier
            .classify(&texts, &inference(self.settings))?;
        Ok(predictions
            .iter()
            .map(|prediction| CLASSES[prediction.class])
            .collect())
    }

    fn epochs<'m>(&self, model: &'m TunedBert) -> &'m [EpochRecord] {
        &model.epochs
    }

    fn save(&self, model: &TunedBert, folder: &Path) -> Result<(), PipelineError> {
        Ok(model.classifier.save(folder)?)
    }

    fn load(&self, folder: &Path) -> Result<TunedBert, PipelineError> {
        let options = LoadOptions::default().with_seed(self.seed);
        let (classifier, _) = BertClassifier::from_dir(folder, &self.settings.device()?, &options)?;
        Ok(TunedBert {
            classifier,
            epochs: Vec::new(),
        })
    }
}

/// The encoder's settings outside training.
pub(crate) fn inference(settings: &BertSettings) -> InferenceOptions {
    InferenceOptions::default()
        .with_batch_size(settings.batch_size)
        .with_max_length(settings.max_length)
        .with_prefix(settings.prefix.clone())
}

/// The encoder before fine-tuning.
pub(crate) struct Encoder {
    pub(crate) classifier: BertClassifier,
    /// What its folder lacked and was therefore initialised.
    pub(crate) notes: Vec<String>,
}

impl Encoder {
    /// The starting weights: a folder, or a tiny encoder whose vocabulary is trained on `training_texts`.
    pub(crate) fn load(
        settings: &BertSettings,
        training_texts: &[&str],
        seed: u64,
    ) -> Result<Self, PipelineError> {
        let device = settings.device()?;
        let labels: Vec<String> = CLASSES
            .iter()
            .map(|class| class.as_str().to_owned())
            .collect();
        let (classifier, notes) = match &settings.model {
            Some(folder) => {
                let options = LoadOptions::default().with_labels(labels).with_seed(seed);
                let (model, report) = BertClassifier::from_dir(folder, &device, &options)?;
                (model, load_notes(&report))
            }
            None => {
                const VOCABULARY: usize = 2_000;
                let tokenizer = Tokenizer::train_word_piece(training_texts, VOCABULARY)?;
                let config = scratch_config(tokenizer.vocab_size());
                let model = BertClassifier::init(&config, tokenizer, labels, &device, seed)?;
                let note = "The encoder is a tiny one trained from scratch, a demonstration: --model takes a pre-trained folder.";
                (model, vec![note.to_owned()])
            }
        };
        Ok(Self { classifier, notes })
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
