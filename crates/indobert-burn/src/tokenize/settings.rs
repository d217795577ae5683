//! What a folder says of its tokenizer beside the vocabulary, as transformers reads it:
//! `tokenizer_config.json` and, in older folders, `special_tokens_map.json` and `added_tokens.json`.

use std::path::Path;

use encoder_burn::{Keys, ModelError};
use serde_json::{Map, Value};
use tokenizers::{AddedToken, Tokenizer, TruncationDirection};

use super::failed;
use super::guard::guarded;
use super::special::token_text;
use crate::BertError;

pub(super) const CONFIG: &str = "tokenizer_config.json";
const MAP: &str = "special_tokens_map.json";
const ADDED: &str = "added_tokens.json";
const DECODER: &str = "added_tokens_decoder";

/// The tokens that BERT's tokenizer has by name.
#[derive(Clone, Debug)]
pub(super) struct SpecialTokens {
    pub(super) padding: AddedToken,
    pub(super) unknown: AddedToken,
    pub(super) start: AddedToken,
    pub(super) end: AddedToken,
    pub(super) mask: AddedToken,
}

impl SpecialTokens {
    /// As `settings`, of the file `path`, name them, else BERT's own.
    pub(super) fn read(path: &Path, settings: &Map<String, Value>) -> Result<Self, BertError> {
        let own = Self::default();
        let token = |key, own| {
            let token = special_token(path, settings, key)?;
            Ok::<_, BertError>(token.unwrap_or(own))
        };
        Ok(Self {
            padding: token("pad_token", own.padding)?,
            unknown: token("unk_token", own.unknown)?,
            start: token("cls_token", own.start)?,
            end: token("sep_token", own.end)?,
            mask: token("mask_token", own.mask)?,
        })
    }

    pub(super) fn all(&self) -> [&AddedToken; 5] {
        [
            &self.padding,
            &self.unknown,
            &self.start,
            &self.end,
            &self.mask,
        ]
    }
}

impl Default for SpecialTokens {
    fn default() -> Self {
        let token = |text: &str| AddedToken::from(text, true);
        Self {
            padding: token("[PAD]"),
            unknown: token("[UNK]"),
            start: token("[CLS]"),
            end: token("[SEP]"),
            mask: token("[MASK]"),
        }
    }
}

/// The object in a file, if there is a file.
pub(super) fn read_object(path: &Path) -> Result<Option<Map<String, Value>>, BertError> {
    if !path.exists() {
        return Ok(None);
    }
    let bytes = std::fs::read(path).map_err(ModelError::read(path))?;
    let object = serde_json::from_slice(&bytes).map_err(|source| ModelError::Json {
        path: path.to_owned(),
        source,
    })?;
    Ok(Some(object))
}

/// Takes the special tokens of an older folder's own file over. They go before those of
/// `settings`, and count for nothing beside `added_tokens_decoder`.
pub(super) fn merge_older(
    folder: &Path,
    settings: &mut Map<String, Value>,
) -> Result<(), BertError> {
    let path = folder.join(MAP);
    if settings.contains_key(DECODER) {
        return Ok(());
    }
    let Some(map) = read_object(&path)? else {
        return Ok(());
    };
    for key in [
        "pad_token",
        "unk_token",
        "cls_token",
        "sep_token",
        "mask_token",
    ] {
        if special_token(&path, &map, key)?.is_some() {
            settings.insert(key.to_owned(), map[key].clone());
        }
    }
    Ok(())
}

/// Which end of a text is cut: as `settings` say, else as `tokenizer.json` does.
pub(super) fn direction(
    path: &Path,
    settings: Option<&Map<String, Value>>,
    own: TruncationDirection,
) -> Result<TruncationDirection, BertError> {
    const KEY: &str = "truncation_side";
    let named = settings.and_then(|settings| settings.get(KEY));
    match named.map(|side| (side, side.as_str())) {
        None | Some((Value::Null, _)) => Ok(own),
        Some((_, Some("left"))) => Ok(TruncationDirection::Left),
        Some((_, Some("right"))) => Ok(TruncationDirection::Right),
        Some((side, _)) => Err(invalid(path, KEY, "`left` or `right`", Keys::short(side))),
    }
}

/// Adds the folder's added tokens to its vocabulary. Each must get the id that the folder gives it.
pub(super) fn add_tokens(
    folder: &Path,
    settings: &Map<String, Value>,
    special: &SpecialTokens,
    tokenizer: &mut Tokenizer,
) -> Result<(), BertError> {
    let (path, key, mut tokens) = match settings.get(DECODER) {
        Some(decoder) => {
            let path = folder.join(CONFIG);
            let tokens = of_decoder(&path, decoder)?;
            (path, DECODER, tokens)
        }
        None => {
            let path = folder.join(ADDED);
            let tokens = of_older_file(&path, special)?;
            (path, "(file)", tokens)
        }
    };
    tokens.sort_by_key(|&(id, _)| id);
    let added = tokens.iter().map(|(_, token)| token.clone());
    guarded(|| tokenizer.add_tokens(added)).map_err(failed(&path.display().to_string()))?;
    for (id, AddedToken { content, .. }) in tokens {
        if tokenizer.token_to_id(content.as_str()) != Some(id) {
            let expected = "tokens of vocab.txt by their ids, or others by the next ids after it";
            let got = format!("{} by {id}", Keys::short(&Value::from(content)));
            return Err(invalid(&path, key, expected, got));
        }
    }
    Ok(())
}

type Added = Vec<(u32, AddedToken)>;

/// `{"ID": {"content": "TOKEN", ...}}`.
fn of_decoder(path: &Path, decoder: &Value) -> Result<Added, BertError> {
    let expected = "an object of ids and tokens";
    let refused = |value: &Value| invalid(path, DECODER, expected, Keys::short(value));
    let entries = decoder.as_object().ok_or_else(|| refused(decoder))?;
    let entry = |(id, value): (&String, &Value)| {
        let special = value.get("special").and_then(Value::as_bool) == Some(true);
        let token = token(value, special).filter(|_| value.is_object());
        id.parse().ok().zip(token).ok_or_else(|| refused(value))
    };
    entries.iter().map(entry).collect()
}

/// `{"TOKEN": ID}`, in a file of its own that may be absent.
fn of_older_file(path: &Path, special: &SpecialTokens) -> Result<Added, BertError> {
    let entries = read_object(path)?.unwrap_or_default();
    let entry = |(content, id): (String, Value)| {
        let wrong = || {
            invalid(
                path,
                "(file)",
                "an object of tokens and ids",
                Keys::short(&id),
            )
        };
        let number = id.as_u64().and_then(|id| u32::try_from(id).ok());
        let is_special = special.all().iter().any(|token| token.content == content);
        Ok((
            number.ok_or_else(wrong)?,
            AddedToken::from(content, is_special),
        ))
    };
    entries.into_iter().map(entry).collect()
}

fn special_token(
    path: &Path,
    settings: &Map<String, Value>,
    key: &'static str,
) -> Result<Option<AddedToken>, BertError> {
    match settings.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match token(value, true) {
            Some(token) => Ok(Some(token)),
            None => Err(invalid(path, key, "a token", Keys::short(value))),
        },
    }
}

/// A token as a text, or as an object that also says how it is found in a text.
fn token(value: &Value, special: bool) -> Option<AddedToken> {
    let flag = |key, default| value.get(key).and_then(Value::as_bool).unwrap_or(default);
    let token = AddedToken::from(token_text(value)?, special)
        .single_word(flag("single_word", false))
        .lstrip(flag("lstrip", false))
        .rstrip(flag("rstrip", false))
        .normalized(flag("normalized", !special));
    Some(token)
}

fn invalid(path: &Path, key: &'static str, expected: &'static str, got: String) -> BertError {
    BertError::Model(ModelError::InvalidKey {
        path: path.to_owned(),
        key,
        expected,
        got,
    })
}
