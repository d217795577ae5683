//! Which ids are padding and mask: the files say it in several places.

use serde_json::{Map, Value};
use tokenizers::Tokenizer;

use crate::BertError;

/// Asks `tokenizer_config.json` first, then the two customary spellings, then `tokenizer.json`.
pub(super) fn pad_id(
    tokenizer: &Tokenizer,
    settings: &Map<String, Value>,
    source_name: &str,
) -> Result<u32, BertError> {
    let candidates = spellings(settings, "pad_token", ["[PAD]", "<pad>"]);
    candidates
        .iter()
        .find_map(|token| tokenizer.token_to_id(token))
        .or_else(|| tokenizer.get_padding().map(|padding| padding.pad_id))
        .ok_or_else(|| BertError::MissingSpecialToken {
            source_name: source_name.to_owned(),
            role: "padding",
            looked_for: candidates.join(", "),
        })
}

/// Asks `tokenizer_config.json` first, then the two customary spellings.
pub(super) fn mask_id(
    tokenizer: &Tokenizer,
    settings: &Map<String, Value>,
    source_name: &str,
) -> Result<u32, BertError> {
    let candidates = spellings(settings, "mask_token", ["[MASK]", "<mask>"]);
    candidates
        .iter()
        .find_map(|token| tokenizer.token_to_id(token))
        .ok_or_else(|| BertError::MissingSpecialToken {
            source_name: source_name.to_owned(),
            role: "mask",
            looked_for: candidates.join(", "),
        })
}

/// The token that the settings name, if any, then the customary ones.
fn spellings<'a>(
    settings: &'a Map<String, Value>,
    key: &str,
    customary: [&'a str; 2],
) -> Vec<&'a str> {
    let named = settings.get(key).and_then(token_text);
    let customary = customary.into_iter().filter(|&token| named != Some(token));
    named.into_iter().chain(customary).collect()
}

/// A token is written as `"[PAD]"` or as `{"content": "[PAD]", ...}`.
pub(super) fn token_text(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.get("content")?.as_str())
}
