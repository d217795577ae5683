//! The encoder, fine-tuned.

use crate::PipelineError;
use crate::lazy::Lazy;
use crate::progress::{Observer, Progress};
use crate::stages::assess::FoldProtocol;
use crate::stages::bert_settings::{BertSettings, BertVariant, VariantFolds};
use crate::stages::classify::{CLASSES, Fit, Learner, Predicted, ReadsTexts, class_index};
use indobert_burn::{
    BertClassifier, BertConfig, BertError, Checkpoints, EpochRecord, InferenceOptions, LoadOptions,
    ModelError, Tokenizer, TrainEvent,
};
use inset_lexicon::Sentiment;
use std::path::Path;

/// What a fine-tuned encoder is in the study.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BertRole {
    /// The study's own.
    Main,
    /// Another batch size or number of epochs. Its weights are read for the tables alone.
    Variant(BertVariant, VariantFolds),
    /// Learns from its own labels too.
    PseudoLabels,
}

impl BertRole {
    /// What the tables call it.
    pub(crate) fn name(self, protocol: FoldProtocol) -> String {
        let mut name = "fine-tuned BERT".to_owned();
        match self {
            Self::Main => {}
            Self::Variant(variant, _) => {
                let BertVariant { batch_size, epochs } = variant;
                name.push_str(&format!(", batch {batch_size}, {epochs} epochs"));
            }
            Self::PseudoLabels => name.push_str(" with pseudo-labels"),
        }
        if protocol == FoldProtocol::CarryOver {
            name.push_str(" (leaking folds)");
        }
        name
    }

    fn has_folds(self) -> bool {
        matches!(self, Self::Main | Self::Variant(_, VariantFolds::With))
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
    pub(crate) role: BertRole,
    /// That of the role.
    pub(crate) name: String,
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
        &self.name
    }

    fn has_folds(&self) -> bool {
        self.role.has_folds()
    }

    fn is_kept(&self) -> bool {
        self.role == BertRole::Main
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
        Ok(self.read(model, rows)?.classes)
    }

    fn read(&self, model: &TunedBert, rows: &[usize]) -> Result<Predicted, PipelineError> {
        let texts = rows.iter().filter_map(|&row| self.texts.get(row));
        self.read_texts(model, &texts.copied().collect::<Vec<&str>>())
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

impl ReadsTexts for BertLearner<'_> {
    fn text(&self, row: usize) -> &str {
        self.texts.get(row).copied().unwrap_or_default()
    }

    fn read_texts(&self, model: &TunedBert, texts: &[&str]) -> Result<Predicted, PipelineError> {
        let read = model
            .classifier
            .classify(texts, &inference(self.settings))?;
        let numbers = |row: &[f32]| {
            let mut numbers = [0.0; 3];
            for (number, &probability) in numbers.iter_mut().zip(row) {
                *number = f64::from(probability);
            }
            numbers
        };
        let probabilities = read.iter().map(|one| numbers(&one.probabilities));
        Ok(Predicted {
            classes: read.iter().map(|one| CLASSES[one.class]).collect(),
            probabilities: Some(probabilities.collect()),
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
