use std::borrow::Cow;

/// PySastrawi's `normalize_text`: lower case, everything but `[a-z0-9 -]` to a blank, blanks
/// collapsed and trimmed.
///
/// Its pattern ignores case, and under that flag Python counts the dotless `ı` and the long `ſ`
/// among `[a-z]`: both stay in the word. The Kelvin sign and `İ` lower to `k` and to `i` with a
/// combining dot, which is a blank.
pub(super) fn normalize(text: &str) -> Cow<'_, str> {
    if text
        .bytes()
        .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
    {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len());
    let mut gap = false;
    for character in text.chars() {
        let (kept, breaks_after) = match character {
            'a'..='z' | '0'..='9' | '-' | 'ı' | 'ſ' => (character, false),
            'A'..='Z' => (character.to_ascii_lowercase(), false),
            '\u{212a}' => ('k', false),
            'İ' => ('i', true),
            _ => (' ', true),
        };
        if kept != ' ' {
            if gap && !result.is_empty() {
                result.push(' ');
            }
            result.push(kept);
            gap = false;
        }
        gap |= breaks_after;
    }
    Cow::Owned(result)
}
