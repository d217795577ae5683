//! A model that guesses masked words, its tokenizer and its settings, ready to use.

use std::path::Path;

use encoder_burn::files;
use encoder_burn::model::device as burn_device;
use encoder_burn::weights::{fill, tensors, to_safetensors};

use crate::config::Head;
use crate::folder::{Folder, check_fit};
use crate::model::{MaskedLanguageModel, TokenBatch};
use crate::weights::{Checkpoint, Fresh};
use crate::{BertConfig, BertError, Device, LoadOptions, LoadReport, ModelError, Tokenizer};

/// A BERT or ALBERT that gives every token a score for every word of the vocabulary, as it is
/// pre-trained. A clone shares the weights until one of the two is trained.
///
/// ```
/// # #[cfg(feature = "cpu")] {
/// use indobert_burn::{BertConfig, BertMaskedLm, Device, Tokenizer};
///
/// let tokenizer = Tokenizer::train_word_piece(["warung buka", "warung buka 24 jam"], 60)?;
/// let config = BertConfig::tiny(tokenizer.vocab_size());
/// let model = BertMaskedLm::init(&config, tokenizer, &Device::from_name("cpu")?, 42)?;
/// let logits = model.logits("warung [MASK] 24 jam")?;
/// let tokens = model.tokenizer().encode("warung [MASK] 24 jam", model.max_length())?.tokens;
/// assert_eq!(logits.len(), tokens.len());
/// assert_eq!(logits[0].len(), config.vocab_size);
/// # }
/// # Ok::<(), indobert_burn::BertError>(())
/// ```
#[derive(Clone, Debug)]
pub struct BertMaskedLm {
    pub(crate) model: MaskedLanguageModel,
    pub(crate) tokenizer: Tokenizer,
    pub(crate) config: BertConfig,
    pub(crate) device: Device,
    max_length: usize,
    /// Whether the pooler comes from a file: a drawn one is not worth saving.
    has_pooler: bool,
}

impl BertMaskedLm {
    /// Loads a Hugging Face folder, as [`BertClassifier::from_dir`](crate::BertClassifier::from_dir)
    /// does. A missing head is drawn from `options.seed` and listed in the report; `options.labels`
    /// has no meaning here.
    ///
    /// # Errors
    ///
    /// Whatever does not fit names its file and key; see [`BertError`]. Output words that are not
    /// tied to the input words, `"tie_word_embeddings": false`, are refused.
    pub fn from_dir(
        folder: &Path,
        device: &Device,
        options: &LoadOptions,
    ) -> Result<(Self, LoadReport), BertError> {
        let take = |config: &BertConfig, checkpoint: &mut Checkpoint| {
            let tied = config.extra.get("tie_word_embeddings");
            if let Some(other) = tied.filter(|tied| tied.as_bool() == Some(false)) {
                return Err(BertError::Model(ModelError::InvalidKey {
                    path: folder.join("config.json"),
                    key: "tie_word_embeddings",
                    expected: "true",
                    got: other.to_string(),
                }));
            }
            let laid_out = MaskedLanguageModel::new(config, burn_device(device));
            Ok(fill(laid_out, &config.architecture, checkpoint)?)
        };
        let Folder {
            config,
            tokenizer,
            network: model,
            report,
        } = Folder::read(folder, options.seed, take)?;
        let drawn = |name: &String| name.contains("bert.pooler.");
        let masked_lm = Self {
            model,
            tokenizer,
            max_length: options.max_length.min(config.max_position_embeddings),
            config,
            device: device.clone(),
            has_pooler: !report.initialised.iter().any(drawn),
        };
        Ok((masked_lm, report))
    }

    /// A model with weights drawn from a seed.
    ///
    /// # Errors
    ///
    /// A configuration out of range, or a tokenizer too large for it.
    pub fn init(
        config: &BertConfig,
        tokenizer: Tokenizer,
        device: &Device,
        seed: u64,
    ) -> Result<Self, BertError> {
        config.check()?;
        check_fit(&tokenizer, config, "the tokenizer")?;
        let mut fresh = Fresh {
            seed,
            deviation: config.initializer_range,
        };
        let laid_out = MaskedLanguageModel::new(config, burn_device(device));
        Ok(Self {
            model: fill(laid_out, &config.architecture, &mut fresh)?,
            tokenizer,
            max_length: config.max_position_embeddings,
            config: config.clone(),
            device: device.clone(),
            has_pooler: false,
        })
    }

    /// Writes a folder that this crate and transformers load with the same logits, as
    /// [`BertClassifier::save`](crate::BertClassifier::save) does.
    ///
    /// The pooler goes along if the model was loaded with one, so that a classifier can start from
    /// it; transformers has no use for it here and says so.
    ///
    /// # Errors
    ///
    /// [`ModelError::Io`] naming the file.
    pub fn save(&self, folder: &Path) -> Result<(), BertError> {
        let keep = |name: &str| self.has_pooler || !name.contains("bert.pooler.");
        let tensors = tensors(&self.model, &self.config.architecture);
        let kept = tensors.filter(|tensor| keep(&tensor.name));
        let content = to_safetensors(kept).map_err(|source| ModelError::Safetensors {
            path: folder.join("model.safetensors"),
            source,
        })?;
        let config = format!("{:#}\n", self.config.to_json(Head::MaskedLm));
        let mut all = self.tokenizer.files(self.max_length)?;
        all.push(("config.json", config.into_bytes()));
        all.push(("model.safetensors", content));
        Ok(files::replace_all(folder, &all)?)
    }

    /// Scores of the whole vocabulary for each token of a text, special tokens included:
    /// `[tokens][vocab_size]`. Words are guessed at the tokens that are `[MASK]`.
    ///
    /// # Errors
    ///
    /// [`BertError::Tokenize`].
    pub fn logits(&self, text: &str) -> Result<Vec<Vec<f32>>, BertError> {
        let ids = self.tokenizer.ids(text, self.max_length)?;
        let batch = TokenBatch::new(&[&ids], self.tokenizer.pad_id(), burn_device(&self.device));
        let logits: Vec<f32> = self.model.forward(&batch).into_data().iter().collect();
        // On a GPU rows of padding follow.
        let rows = logits.chunks(self.config.vocab_size).take(ids.len());
        Ok(rows.map(<[f32]>::to_vec).collect())
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

    /// The network itself, in Burn's terms.
    pub fn model(&self) -> &MaskedLanguageModel {
        &self.model
    }
}
