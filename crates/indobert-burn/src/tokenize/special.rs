//! Which id is padding: the files say it in several places.

use serde_json::{Map, Value};
use tokenizers::Tokenizer;

use crate::BertError;

/// Asks `tokenizer_config.json` first, then the two customary spellings, then `tokenizer.json`.
pub(super) fn pad_id(
    tokenizer: &Tokenizer,
    settings: &Map<String, Value>,
) -> Result<u32, BertError> {
    let named = settings.get("pad_token").and_then(token_text);
    let customary = ["[PAD]", "<pad>"]
        .into_iter()
        .filter(|&token| named != Some(token));
    let candidates: Vec<&str> = named.into_iter().chain(customary).collect();
    candidates
        .iter()
        .find_map(|token| tokenizer.token_to_id(token))
        .or_else(|| tokenizer.get_padding().map(|padding| padding.pad_id))
        .ok_or_else(|| BertError::MissingSpecialToken {
            role: "padding",
            looked_for: candidates.join(", "),
        })
}

/// A token is written as `"[PAD]"` or as `{"content": "[PAD]", ...}`.
fn token_text(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.get("content")?.as_str())
}
