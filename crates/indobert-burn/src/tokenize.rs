//! Texts to token ids: a folder's `tokenizer.json`, or a WordPiece `vocab.txt`.

mod guard;
mod settings;
mod special;
mod template;
mod word_piece;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use encoder_burn::ModelError;
use serde_json::{Map, Value, json};
use tokenizers::{Model, ModelWrapper, PostProcessor, TruncationDirection};

use self::guard::guarded;
use self::settings::SpecialTokens;
use crate::BertError;

/// What errors call a tokenizer that is of no file.
const LEARNED: &str = "the learned vocabulary";

/// A text of several kinds of characters, encoded once at the start.
const PROBE: &str = "Contoh: 24 jam, caf\u{e9} \u{4e2d}\u{1F600}!";

type AnyError = Box<dyn std::error::Error + Send + Sync>;

/// A text as the model takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoding {
    /// Ids, with the special tokens round them.
    pub ids: Vec<u32>,
    /// The tokens that the ids stand for.
    pub tokens: Vec<String>,
}

/// Splits texts into the tokens of a vocabulary.
///
/// ```
/// use indobert_burn::Tokenizer;
///
/// let tokenizer = Tokenizer::train_word_piece(["warung buka", "warung buka 24 jam"], 60)?;
/// let encoding = tokenizer.encode("Warung buka", 8)?;
/// assert_eq!(encoding.tokens, ["[CLS]", "warung", "buka", "[SEP]"]);
/// # Ok::<(), indobert_burn::BertError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Tokenizer {
    /// Clones share it: a vocabulary of 250,000 takes half a second to copy.
    inner: Arc<tokenizers::Tokenizer>,
    pad_id: u32,
    largest_id: u32,
    /// Tokens that the template puts round each text.
    special_count: usize,
    /// Ids of tokens that stand for no piece of text.
    special: BTreeSet<u32>,
    /// The folder's `tokenizer_config.json`, written back on saving.
    settings: Map<String, Value>,
    /// Which end of a long text is cut.
    cut: TruncationDirection,
    /// What errors call it: its file, if it has one.
    source_name: String,
}

impl Tokenizer {
    /// Reads the tokenizer of a model folder: `tokenizer.json`, else `vocab.txt`.
    ///
    /// A bare `vocab.txt` is read as WordPiece with lower-casing, as IndoBERT needs. Where
    /// `tokenizer_config.json` gives `do_lower_case`, `strip_accents` or `tokenize_chinese_chars`,
    /// that is done; it goes before what `tokenizer.json` says of the same, as in transformers.
    /// `truncation_side` is followed with both. Beside a `vocab.txt`, special tokens of other names
    /// and added tokens are taken from `tokenizer_config.json`, `special_tokens_map.json` and
    /// `added_tokens.json`.
    ///
    /// # Errors
    ///
    /// A missing or damaged file, a vocabulary without the special tokens, added tokens by ids that
    /// do not follow it, or a template that does not hold the text once.
    pub fn from_dir(folder: &Path) -> Result<Self, BertError> {
        let config = folder.join(settings::CONFIG);
        let given = settings::read_object(&config)?;
        let json = folder.join("tokenizer.json");
        let vocab = folder.join("vocab.txt");
        if json.exists() {
            let bytes = std::fs::read(&json).map_err(ModelError::read(&json))?;
            let source_name = json.display().to_string();
            let load = || {
                let inner = tokenizers::Tokenizer::from_bytes(&bytes)?;
                template::check(inner.get_post_processor())?;
                Ok(inner)
            };
            let mut inner =
                guarded(load).map_err(|source| BertError::TokenizerFile { path: json, source })?;
            let casing =
                word_piece::recase(&mut inner, given.as_ref()).map_err(failed(&source_name))?;
            let own = inner.get_truncation().map(|own| own.direction);
            let cut = settings::direction(&config, given.as_ref(), own.unwrap_or_default())?;
            let settings = given.unwrap_or_else(|| word_piece_settings(casing.lowercase));
            Self::new(inner, settings, cut, source_name)
        } else if vocab.exists() {
            let cut = settings::direction(&config, given.as_ref(), TruncationDirection::Right)?;
            let mut settings = given.unwrap_or_else(|| word_piece_settings(true));
            settings::merge_older(folder, &mut settings)?;
            let casing = word_piece::Casing::LOWER.with(&settings);
            let special = SpecialTokens::read(&config, &settings)?;
            let mut inner = word_piece::from_vocab(&vocab, casing, &special)?;
            settings::add_tokens(folder, &settings, &special, &mut inner)?;
            Self::new(inner, settings, cut, vocab.display().to_string())
        } else {
            Err(BertError::NoTokenizer {
                path: folder.to_owned(),
            })
        }
    }

    /// Reads a WordPiece vocabulary, one token a line.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, a repeated token, or no `[UNK]`, `[CLS]`, `[SEP]` or `[PAD]`.
    pub fn from_vocab(path: &Path, lowercase: bool) -> Result<Self, BertError> {
        let casing = word_piece::Casing {
            lowercase,
            ..word_piece::Casing::LOWER
        };
        let settings = word_piece_settings(lowercase);
        let inner = word_piece::from_vocab(path, casing, &SpecialTokens::default())?;
        let source_name = path.display().to_string();
        Self::new(inner, settings, TruncationDirection::Right, source_name)
    }

    /// Learns a lower-casing WordPiece vocabulary of at most `vocab_size` tokens.
    ///
    /// The same texts give the same vocabulary. Pieces of two characters or more must occur twice.
    /// Characters beyond the most frequent
    /// `min(1000, vocab_size / 4)` become `[UNK]`.
    ///
    /// # Errors
    ///
    /// [`ModelError::InvalidSetting`] if `vocab_size` is below 32.
    pub fn train_word_piece<T: AsRef<str>>(
        texts: impl IntoIterator<Item = T>,
        vocab_size: usize,
    ) -> Result<Self, BertError> {
        Self::new(
            word_piece::train(texts, vocab_size)?,
            word_piece_settings(true),
            TruncationDirection::Right,
            LEARNED.to_owned(),
        )
    }

    fn new(
        mut inner: tokenizers::Tokenizer,
        mut settings: Map<String, Value>,
        cut: TruncationDirection,
        source_name: String,
    ) -> Result<Self, BertError> {
        let pad_id = special::pad_id(&inner, &settings, &source_name)?;
        // Both are this crate's work: a text is cut by the caller's bound, a batch padded to its
        // longest text.
        inner.with_padding(None);
        inner.with_truncation(None).map_err(failed(&source_name))?;
        // On saving, `tokenizer.json` no longer says it.
        if cut == TruncationDirection::Left {
            settings.insert("truncation_side".to_owned(), json!("left"));
        }
        let special_count = inner
            .get_post_processor()
            .map_or(0, |template| template.added_tokens(false));
        if special_count == 0 {
            return Err(BertError::NoTemplate { source_name });
        }
        // A template and a padding carry ids of their own, which need not be in the vocabulary.
        let around = guarded(|| inner.encode("", true)).map_err(failed(&source_name))?;
        // Whether a text is encoded is that text's matter, but none must make it panic.
        guarded(|| Ok(inner.encode(PROBE, true).is_ok())).map_err(failed(&source_name))?;
        let outside = || around.get_ids().iter().copied().chain([pad_id]);
        let added = inner.get_added_tokens_decoder();
        let ids = largest_of(inner.get_model()).into_iter();
        let ids = ids.chain(added.keys().copied()).chain(outside());
        let largest_id = ids.max().unwrap_or(pad_id);
        let special = added
            .into_iter()
            .filter(|(_, token)| token.special)
            .map(|(id, _)| id)
            .chain(outside())
            .collect();
        Ok(Self {
            inner: Arc::new(inner),
            pad_id,
            largest_id,
            special_count,
            special,
            settings,
            cut,
            source_name,
        })
    }

    /// Encodes one text, cut to `max_length` tokens, special tokens included.
    ///
    /// # Errors
    ///
    /// [`ModelError::InvalidSetting`] if `max_length` leaves no room for the special tokens.
    pub fn encode(&self, text: &str, max_length: usize) -> Result<Encoding, BertError> {
        let encoding = self.cut(max_length, || self.inner.encode(text, false))?;
        Ok(Encoding {
            ids: encoding.get_ids().to_vec(),
            tokens: encoding.get_tokens().to_vec(),
        })
    }

    /// The ids alone, which is all that a model needs and quicker to make.
    pub(crate) fn ids(&self, text: &str, max_length: usize) -> Result<Vec<u32>, BertError> {
        let encoding = self.cut(max_length, || self.inner.encode_fast(text, false))?;
        Ok(encoding.get_ids().to_vec())
    }

    /// Tokens of the text itself that fit beside the special ones.
    fn room(&self, max_length: usize) -> Result<usize, BertError> {
        max_length.checked_sub(self.special_count).ok_or_else(|| {
            let expected = "at least the number of special tokens round a text";
            ModelError::setting("max_length", expected, max_length).into()
        })
    }

    /// Cuts what `encode` gives and puts the special tokens round it.
    fn cut(
        &self,
        max_length: usize,
        encode: impl FnOnce() -> Result<tokenizers::Encoding, AnyError>,
    ) -> Result<tokenizers::Encoding, BertError> {
        let room = self.room(max_length)?;
        let work = || {
            let mut text = encode()?;
            text.truncate(room, 0, self.cut);
            let mut whole = self.inner.post_process(text, None, true)?;
            // Whatever the file makes of a text, it is no longer than the model was promised.
            whole.truncate(max_length, 0, TruncationDirection::Right);
            Ok(whole)
        };
        guarded(work).map_err(failed(&self.source_name))
    }

    /// Number of tokens, added ones included.
    pub fn vocab_size(&self) -> usize {
        self.inner.get_vocab_size(true)
    }

    /// Id of the padding token.
    pub fn pad_id(&self) -> u32 {
        self.pad_id
    }

    /// Id of the token that stands for a word to guess.
    ///
    /// # Errors
    ///
    /// [`BertError::MissingSpecialToken`] if the vocabulary has none.
    pub fn mask_id(&self) -> Result<u32, BertError> {
        special::mask_id(&self.inner, &self.settings, &self.source_name)
    }

    /// Whether the id is of a token that stands for no piece of text, such as `[CLS]`.
    pub fn is_special(&self, id: u32) -> bool {
        self.special.contains(&id)
    }

    /// Largest id that an encoding can hold.
    pub fn largest_id(&self) -> u32 {
        self.largest_id
    }

    /// Tokens that stand round each text.
    pub(crate) fn special_count(&self) -> usize {
        self.special_count
    }

    /// What errors call it.
    pub(crate) fn source_name(&self) -> &str {
        &self.source_name
    }

    /// The files that carry this tokenizer, by name.
    pub(crate) fn files(
        &self,
        max_length: usize,
    ) -> Result<Vec<(&'static str, Vec<u8>)>, BertError> {
        let json = self.inner.to_string(true);
        let json = json.map_err(failed(&self.source_name))?;
        let mut settings = self.settings.clone();
        settings.insert("model_max_length".to_owned(), json!(max_length));
        let settings = format!("{:#}\n", Value::Object(settings));
        let mut files = vec![
            ("tokenizer.json", json.into_bytes()),
            ("tokenizer_config.json", settings.into_bytes()),
        ];
        if let ModelWrapper::WordPiece(_) = self.inner.get_model() {
            files.push(("vocab.txt", self.vocab_lines().into_bytes()));
        }
        Ok(files)
    }

    fn vocab_lines(&self) -> String {
        let mut tokens: Vec<(String, u32)> = self.inner.get_vocab(true).into_iter().collect();
        tokens.sort_by_key(|(_, id)| *id);
        tokens.into_iter().map(|(token, _)| token + "\n").collect()
    }
}

/// The largest id of the vocabulary. Unigram numbers its tokens as they come, which spares a copy
/// of a vocabulary that is a large one as a rule; the others have ids of any kind.
fn largest_of(model: &ModelWrapper) -> Option<u32> {
    match model {
        ModelWrapper::Unigram(unigram) => {
            let last = unigram.get_vocab_size().checked_sub(1)?;
            Some(u32::try_from(last).unwrap_or(u32::MAX))
        }
        other => other.get_vocab().into_values().max(),
    }
}

fn failed(source_name: &str) -> impl FnOnce(AnyError) -> BertError {
    let source_name = source_name.to_owned();
    move |source| BertError::Tokenize {
        source_name,
        source,
    }
}

fn word_piece_settings(lowercase: bool) -> Map<String, Value> {
    let settings = json!({
        "tokenizer_class": "BertTokenizer",
        "do_lower_case": lowercase,
        "unk_token": "[UNK]",
        "pad_token": "[PAD]",
        "cls_token": "[CLS]",
        "sep_token": "[SEP]",
        "mask_token": "[MASK]",
    });
    match settings {
        Value::Object(settings) => settings,
        _ => Map::new(),
    }
}
