//! A model, its tokenizer and the names of its classes, ready to use.

use std::path::Path;

use encoder_burn::files;
use encoder_burn::model::device as burn_device;
use encoder_burn::training::{largest, log_softmax};
use encoder_burn::weights::{fill, to_safetensors};

use crate::config::Head;
use crate::folder::{Folder, check_fit};
use crate::inference::{Rows, Wanted};
use crate::model::SequenceClassifier;
use crate::network::{self, Network};
use crate::weights::{Checkpoint, Fresh};
use crate::{
    BertConfig, BertError, Device, InferenceOptions, LabelMap, LoadOptions, LoadReport, ModelError,
    Pooling, Tokenizer,
};

/// What the model says of one text.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Prediction {
    /// Name of the class with the largest logit.
    pub label: String,
    /// Index of that class; the lowest, if several have the same logit.
    pub class: usize,
    /// One number a class.
    pub logits: Vec<f32>,
    /// The softmax of the logits.
    pub probabilities: Vec<f32>,
}

/// A BERT sequence classifier. A clone shares the weights until one of the two is trained.
#[derive(Clone, Debug)]
pub struct BertClassifier {
    pub(crate) network: Network,
    pub(crate) tokenizer: Tokenizer,
    pub(crate) labels: LabelMap,
    pub(crate) config: BertConfig,
    pub(crate) device: Device,
    max_length: usize,
}

impl BertClassifier {
    /// Loads a Hugging Face folder: `config.json`, a tokenizer and the weights, which are
    /// `model.safetensors` or else `pytorch_model.bin`, whole or in the parts that an index names.
    ///
    /// Names may be bare or start with `bert.` or `albert.`, LayerNorm's may be the old `gamma` and
    /// `beta`; f16 and bf16 are widened to f32, f64 is rounded. A missing pooler or head is drawn
    /// from `options.seed` and listed in the report. Nothing in a file is executed.
    ///
    /// # Errors
    ///
    /// Whatever does not fit names its file and key; see [`BertError`].
    pub fn from_dir(
        folder: &Path,
        device: &Device,
        options: &LoadOptions,
    ) -> Result<(Self, LoadReport), BertError> {
        let take = |config: &BertConfig, checkpoint: &mut Checkpoint| {
            let labels = checkpoint.choose_labels(
                config.hidden_size,
                options.labels.as_deref(),
                config.labels.as_ref(),
            )?;
            let classes = labels.as_slice().len();
            let network = network::load(config, classes, burn_device(device), checkpoint)?;
            Ok((labels, network))
        };
        let Folder {
            config,
            tokenizer,
            network: (labels, network),
            report,
        } = Folder::read(folder, options.seed, take)?;
        let max_length = options.max_length.min(config.max_position_embeddings);
        let device = device.clone();
        let classifier = Self {
            network,
            tokenizer,
            labels,
            config,
            device,
            max_length,
        };
        Ok((classifier, report))
    }

    /// A model with weights drawn from a seed.
    ///
    /// # Errors
    ///
    /// A configuration out of range, a tokenizer too large for it, or unusable labels.
    pub fn init(
        config: &BertConfig,
        tokenizer: Tokenizer,
        labels: Vec<String>,
        device: &Device,
        seed: u64,
    ) -> Result<Self, BertError> {
        config.check()?;
        let labels = LabelMap::new(labels)?;
        check_fit(&tokenizer, config, "the tokenizer")?;
        let laid_out =
            SequenceClassifier::new(config, labels.as_slice().len(), burn_device(device));
        let model = fill(
            laid_out,
            &config.architecture,
            &mut Fresh {
                seed,
                deviation: config.initializer_range,
            },
        )?;
        let max_length = config.max_position_embeddings;
        let (config, device) = (config.clone(), device.clone());
        Ok(Self {
            network: Network::of_burn(model),
            tokenizer,
            labels,
            config,
            device,
            max_length,
        })
    }

    /// Writes a folder that this crate and transformers load with the same logits.
    ///
    /// All files are complete under another name before the first takes its place, so an
    /// interrupted save leaves no half-written file.
    ///
    /// # Errors
    ///
    /// [`ModelError::Io`] naming the file.
    pub fn save(&self, folder: &Path) -> Result<(), BertError> {
        self.save_tensors(folder, |_| true)
    }

    /// As [`BertClassifier::save`], without the classification head: for an encoder whose head was
    /// never trained.
    ///
    /// # Errors
    ///
    /// [`ModelError::Io`] naming the file.
    pub fn save_encoder(&self, folder: &Path) -> Result<(), BertError> {
        self.save_tensors(folder, |name| !name.starts_with("classifier."))
    }

    fn save_tensors(&self, folder: &Path, keep: impl Fn(&str) -> bool) -> Result<(), BertError> {
        let weights = folder.join("model.safetensors");
        let tensors = self.network.tensors(&self.config);
        let kept = tensors.filter(|tensor| keep(&tensor.name));
        let content = to_safetensors(kept).map_err(|source| ModelError::Safetensors {
            path: weights,
            source,
        })?;
        let config = format!("{:#}\n", self.config.to_json(Head::Classes(&self.labels)));
        let mut all = self.tokenizer.files(self.max_length)?;
        all.push(("config.json", config.into_bytes()));
        all.push(("model.safetensors", content));
        Ok(files::replace_all(folder, &all)?)
    }

    /// Classifies texts; the predictions come in the order of the texts.
    ///
    /// # Errors
    ///
    /// [`ModelError::InvalidSetting`] for options out of range, [`BertError::Tokenize`],
    /// [`BertError::Engine`], or [`BertError::OutputNotFinite`].
    pub fn classify<T: AsRef<str>>(
        &self,
        texts: &[T],
        options: &InferenceOptions,
    ) -> Result<Vec<Prediction>, BertError> {
        self.classify_iter(texts.iter(), options).collect()
    }

    /// Classifies texts as they come, in bounded memory: some thousand are read, run and given
    /// away before the next are read. The predictions come in the order of the texts.
    ///
    /// The first error is the last item: [`ModelError::InvalidSetting`] for options out of range,
    /// before any text is read, or [`BertError::Tokenize`], [`BertError::Engine`] or
    /// [`BertError::OutputNotFinite`] in the place of a text's prediction.
    ///
    /// ```
    /// # #[cfg(feature = "cpu")] {
    /// use indobert_burn::{BertClassifier, BertConfig, Device, InferenceOptions, Tokenizer};
    ///
    /// # let tokenizer = Tokenizer::train_word_piece(["warung buka", "warung buka 24 jam"], 60)?;
    /// # let config = BertConfig::tiny(tokenizer.vocab_size());
    /// # let labels = vec!["negative".to_owned(), "positive".to_owned()];
    /// # let device = Device::from_name("cpu")?;
    /// # let model = BertClassifier::init(&config, tokenizer, labels, &device, 42)?;
    /// let texts = (0..5000).map(|i| format!("warung buka {i} jam"));
    /// let mut positive = 0;
    /// for prediction in model.classify_iter(texts, &InferenceOptions::default()) {
    ///     positive += usize::from(prediction?.label == "positive");
    /// }
    /// assert!(positive <= 5000);
    /// # }
    /// # Ok::<(), indobert_burn::BertError>(())
    /// ```
    pub fn classify_iter<'a>(
        &'a self,
        texts: impl Iterator<Item = impl AsRef<str>>,
        options: &'a InferenceOptions,
    ) -> impl Iterator<Item = Result<Prediction, BertError>> {
        Rows::new(self, texts, Wanted::Logits, options).map(|logits| Ok(self.prediction(logits?)))
    }

    /// Makes one vector of `hidden_size` numbers a text, in the order of the texts; of static word
    /// vectors it has the width of the embedding table.
    ///
    /// # Errors
    ///
    /// [`ModelError::InvalidSetting`] for options out of range, [`BertError::Tokenize`],
    /// [`BertError::Engine`], or [`BertError::OutputNotFinite`].
    pub fn embed<T: AsRef<str>>(
        &self,
        texts: &[T],
        pooling: Pooling,
        options: &InferenceOptions,
    ) -> Result<Vec<Vec<f32>>, BertError> {
        Rows::new(self, texts.iter(), Wanted::Vector(pooling), options).collect()
    }

    /// Class names in index order.
    pub fn labels(&self) -> &[String] {
        self.labels.as_slice()
    }

    /// The model's shape.
    pub fn config(&self) -> &BertConfig {
        &self.config
    }

    /// The tokenizer.
    pub fn tokenizer(&self) -> &Tokenizer {
        &self.tokenizer
    }

    /// Where the model runs.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// Upper bound on the tokens of a text.
    pub fn max_length(&self) -> usize {
        self.max_length
    }

    /// The network itself, in Burn's terms. Of a folder that was loaded on the device `cpu`, it is
    /// made at the first call and kept beside the engine.
    pub fn model(&self) -> &SequenceClassifier {
        self.network.model(&self.config, burn_device(&self.device))
    }

    /// Ids of all texts, each cut to the lower of the two bounds.
    pub(crate) fn encode_all<T: AsRef<str>>(
        &self,
        texts: impl IntoIterator<Item = T>,
        prefix: &str,
        max_length: usize,
    ) -> Result<Vec<Vec<u32>>, BertError> {
        let texts = texts.into_iter();
        texts
            .map(|text| self.encode(text, prefix, max_length))
            .collect()
    }

    /// Ids of a text, cut to the lower of the two bounds.
    pub(crate) fn encode<T: AsRef<str>>(
        &self,
        text: T,
        prefix: &str,
        max_length: usize,
    ) -> Result<Vec<u32>, BertError> {
        let (text, max_length) = (text.as_ref(), max_length.min(self.max_length));
        match prefix {
            "" => self.tokenizer.ids(text, max_length),
            _ => self.tokenizer.ids(&format!("{prefix}{text}"), max_length),
        }
    }

    fn prediction(&self, logits: Vec<f32>) -> Prediction {
        let class = largest(&logits);
        let probabilities = log_softmax(&logits).into_iter().map(probability).collect();
        Prediction {
            label: self.labels()[class].clone(),
            class,
            logits,
            probabilities,
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a probability is wanted as f32"
)]
fn probability(log: f64) -> f32 {
    log.exp() as f32
}
