//! BERT's WordPiece tokenizer, from a vocabulary file or learned from texts.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use encoder_burn::ModelError;
use serde_json::{Map, Value};
use tokenizers::models::bpe::Vocab;
use tokenizers::models::wordpiece::{WordPiece, WordPieceTrainerBuilder};
use tokenizers::normalizers::BertNormalizer;
use tokenizers::pre_tokenizers::bert::BertPreTokenizer;
use tokenizers::processors::bert::BertProcessing;
use tokenizers::{
    AddedToken, NormalizedString, Normalizer, NormalizerWrapper, OffsetReferential, OffsetType,
    PreTokenizedString, PreTokenizer, Tokenizer, Trainer,
};

use super::settings::SpecialTokens;
use super::{AnyError, LEARNED, failed};
use crate::BertError;

const SPECIAL: [&str; 5] = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

/// How the normaliser treats letters.
#[derive(Clone, Copy)]
pub(super) struct Casing {
    pub(super) lowercase: bool,
    /// `None` follows `lowercase`, as BERT does.
    pub(super) strip_accents: Option<bool>,
    /// Whether each Chinese character is a word of its own.
    pub(super) split_chinese: bool,
}

impl Casing {
    /// BERT's own settings.
    pub(super) const LOWER: Self = Self {
        lowercase: true,
        strip_accents: None,
        split_chinese: true,
    };

    /// What `tokenizer_config.json` says goes before.
    pub(super) fn with(self, settings: &Map<String, Value>) -> Self {
        let flag = |key| settings.get(key).and_then(Value::as_bool);
        Self {
            lowercase: flag("do_lower_case").unwrap_or(self.lowercase),
            strip_accents: flag("strip_accents").or(self.strip_accents),
            split_chinese: flag("tokenize_chinese_chars").unwrap_or(self.split_chinese),
        }
    }

    fn normalizer(self) -> BertNormalizer {
        BertNormalizer::new(true, self.split_chinese, self.strip_accents, self.lowercase)
    }
}

/// Gives a tokenizer with BERT's normaliser the casing of `settings`, if they are those of a BERT
/// tokenizer; tells the casing. Other normalisers stay as they are.
pub(super) fn recase(
    tokenizer: &mut Tokenizer,
    settings: Option<&Map<String, Value>>,
) -> Result<Casing, AnyError> {
    let Some(NormalizerWrapper::BertNormalizer(own)) = tokenizer.get_normalizer() else {
        return Ok(Casing::LOWER);
    };
    let own = Casing {
        lowercase: own.lowercase,
        strip_accents: own.strip_accents,
        split_chinese: own.handle_chinese_chars,
    };
    let class = |settings: &&Map<String, Value>| {
        let class = settings.get("tokenizer_class").and_then(Value::as_str);
        class.is_none_or(|class| matches!(class, "BertTokenizer" | "BertTokenizerFast"))
    };
    let Some(settings) = settings.filter(class) else {
        return Ok(own);
    };
    let casing = own.with(settings);
    tokenizer.with_normalizer(Some(casing.normalizer()))?;
    Ok(casing)
}

/// Reads one token a line, without the blanks at its end; the line number is the id.
pub(super) fn from_vocab(
    path: &Path,
    casing: Casing,
    special: &SpecialTokens,
) -> Result<Tokenizer, BertError> {
    let bytes = std::fs::read(path).map_err(ModelError::read(path))?;
    let text = String::from_utf8(bytes).map_err(|source| BertError::TokenizerFile {
        path: path.to_owned(),
        source: source.into(),
    })?;
    let mut ids = HashMap::new();
    for (id, token) in (0_u32..).zip(text.lines().map(str::trim_end)) {
        if ids.insert(token.to_owned(), id).is_some() {
            return Err(BertError::RepeatedToken {
                path: path.to_owned(),
                line: id as usize + 1,
                token: token.to_owned(),
            });
        }
    }
    assemble(ids, casing, special, &path.display().to_string())
}

/// Learns the vocabulary: special tokens, characters in code point order, then merges by count.
pub(super) fn train<T: AsRef<str>>(
    texts: impl IntoIterator<Item = T>,
    vocab_size: usize,
) -> Result<Tokenizer, BertError> {
    if vocab_size < 32 {
        return Err(ModelError::setting("vocab_size", "at least 32", vocab_size).into());
    }
    let casing = Casing::LOWER;
    let mut words = BTreeMap::<String, usize>::new();
    for text in texts {
        for word in split(text.as_ref(), casing).map_err(failed(LEARNED))? {
            *words.entry(word).or_default() += 1;
        }
    }
    let alphabet = alphabet(&words, (vocab_size / 4).min(1000));
    words.retain(|word, _| word.chars().all(|letter| alphabet.contains(&letter)));

    // The trainer numbers inner pieces (`##a`) in the order of a hash map, and breaks ties by
    // number. Naming all of them in advance, in order, makes the result depend on the texts alone.
    let symbols = alphabet.iter().map(char::to_string);
    let inner = alphabet.iter().map(|letter| format!("##{letter}"));
    let fixed = SPECIAL
        .map(str::to_owned)
        .into_iter()
        .chain(symbols)
        .chain(inner);
    let mut trainer = WordPieceTrainerBuilder::new()
        .vocab_size(vocab_size)
        .min_frequency(2)
        .show_progress(false)
        .special_tokens(fixed.map(|token| AddedToken::from(token, true)).collect())
        .build();
    let repeated = words
        .iter()
        .flat_map(|(word, &count)| std::iter::repeat_n(word, count));
    trainer
        .feed(repeated, |word| Ok(vec![word.to_owned()]))
        .map_err(failed(LEARNED))?;
    let mut model = WordPiece::default();
    trainer.train(&mut model).map_err(failed(LEARNED))?;
    let ids = tokenizers::Model::get_vocab(&model);
    assemble(ids, casing, &SpecialTokens::default(), LEARNED)
}

fn split(text: &str, casing: Casing) -> Result<Vec<String>, AnyError> {
    let mut normalized = NormalizedString::from(text);
    casing.normalizer().normalize(&mut normalized)?;
    let mut words = PreTokenizedString::from(normalized);
    BertPreTokenizer.pre_tokenize(&mut words)?;
    let splits = words.get_splits(OffsetReferential::Normalized, OffsetType::Byte);
    Ok(splits
        .into_iter()
        .map(|(word, _, _)| word.to_owned())
        .collect())
}

/// The most frequent characters; of equally frequent ones the lower code points.
fn alphabet(words: &BTreeMap<String, usize>, limit: usize) -> BTreeSet<char> {
    let mut counts = BTreeMap::<char, usize>::new();
    for (word, count) in words {
        for letter in word.chars() {
            *counts.entry(letter).or_default() += count;
        }
    }
    let mut letters: Vec<(char, usize)> = counts.into_iter().collect();
    letters.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    letters
        .into_iter()
        .take(limit)
        .map(|(letter, _)| letter)
        .collect()
}

/// Puts BERT's normaliser, splitter and template, `[CLS] text [SEP]`, round a vocabulary.
fn assemble(
    ids: HashMap<String, u32>,
    casing: Casing,
    special: &SpecialTokens,
    source_name: &str,
) -> Result<Tokenizer, BertError> {
    let require = |token: &AddedToken, role| match ids.get(&token.content) {
        Some(&id) => Ok((token.content.clone(), id)),
        None => Err(BertError::MissingSpecialToken {
            source_name: source_name.to_owned(),
            role,
            looked_for: token.content.clone(),
        }),
    };
    let (unknown, _) = require(&special.unknown, "unknown")?;
    let start = require(&special.start, "start")?;
    let end = require(&special.end, "end")?;
    let found = special.all().into_iter().cloned();
    let special: Vec<AddedToken> = found
        .filter(|token| ids.contains_key(&token.content))
        .collect();
    let model = WordPiece::builder()
        .vocab(ids.into_iter().collect::<Vocab>())
        .unk_token(unknown)
        .build()
        .map_err(failed(source_name))?;
    let mut tokenizer = Tokenizer::new(model);
    tokenizer
        .with_normalizer(Some(casing.normalizer()))
        .map_err(failed(source_name))?;
    tokenizer.with_pre_tokenizer(Some(BertPreTokenizer));
    tokenizer.with_post_processor(Some(BertProcessing::new(end, start)));
    tokenizer.with_decoder(Some(tokenizers::decoders::wordpiece::WordPiece::default()));
    tokenizer
        .add_special_tokens(special)
        .map_err(failed(source_name))?;
    Ok(tokenizer)
}
