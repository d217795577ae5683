//! What a tokenizer puts round a text.

use serde_json::Value;
use tokenizers::PostProcessorWrapper;

use super::AnyError;

/// Refuses templates that lose the text, repeat it, or name what they do not have: the tokenizers
/// crate takes them, and panics or gives texts of any length later.
pub(super) fn check(processor: Option<&PostProcessorWrapper>) -> Result<(), AnyError> {
    walk(&serde_json::to_value(processor)?)
}

fn walk(processor: &Value) -> Result<(), AnyError> {
    if let Some(Value::Array(steps)) = processor.get("processors") {
        return steps.iter().try_for_each(walk);
    }
    let Some(Value::Array(pieces)) = processor.get("single") else {
        return Ok(());
    };
    let text = |piece: &Value, path| piece.pointer(path)?.as_str().map(str::to_owned);
    let mut texts = 0;
    for piece in pieces {
        if let Some(sequence) = text(piece, "/Sequence/id") {
            if sequence != "A" {
                return Err(
                    format!("expected `$A` alone in its template, got `${sequence}`").into(),
                );
            }
            texts += 1;
        }
        if let Some(name) = text(piece, "/SpecialToken/id") {
            let token = processor
                .get("special_tokens")
                .and_then(|all| all.get(&name));
            let count = |key| Some(token?.get(key)?.as_array()?.len());
            if count("ids").is_none() || count("ids") != count("tokens") {
                let wrong =
                    format!("its template uses `{name}`, which is none of its special_tokens");
                return Err(wrong.into());
            }
        }
    }
    if texts != 1 {
        return Err(format!("expected `$A` once in its template, got it {texts} times").into());
    }
    Ok(())
}
