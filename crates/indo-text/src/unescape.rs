//! Undoing what exports do to tweets, before the text is read as words.

use std::borrow::Cow;

use crate::characters::{character_at, is_invisible};
use crate::edits::Edits;
use crate::emoji;

/// What a literal escape such as `\xf0\x9f\x98\x82` or `\u2026` becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Escapes {
    /// A blank: the characters were lost with their encoding, and were emoji as a rule.
    Blank,
    /// The emoji that it stands for; a blank if it stands for something else.
    Emoji,
}

/// Decodes HTML entities once, replaces the literal escapes `\n`, `\r`, `\t`, `\/`, `\xf0`, `\u2026`
/// and `\U0001f602`, and drops invisible characters, but for the joiners inside an emoji. Each
/// replaced part is noted in `edits`.
pub(crate) fn unescape<'t>(
    text: &'t str,
    escapes: Escapes,
    mut edits: Option<&mut Edits>,
) -> Cow<'t, str> {
    let mut result = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some((start, character)) = next_candidate(text, at) {
        let before = text.get(copied..start).unwrap_or_default();
        let rest = text.get(start..).unwrap_or_default();
        let found = match character {
            '&' => entity(rest).map(|(character, length)| (Some(character), length)),
            '\\' => Some(escape(rest, escapes)),
            _ if joins_emoji(before, rest) => None,
            _ => Some((None, character.len_utf8())),
        };
        let Some((replacement, length)) = found else {
            at = start + character.len_utf8();
            continue;
        };
        at = start + length;
        if copied == 0 {
            result.reserve(text.len());
        }
        result.push_str(before);
        if let Some(edits) = edits.as_deref_mut() {
            let length = replacement.map_or(0, char::len_utf8);
            edits.push(start..at, result.len(), length);
        }
        result.extend(replacement);
        copied = at;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    result.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(result)
}

/// The next character, from `at` on, that may have to be replaced.
fn next_candidate(text: &str, mut at: usize) -> Option<(usize, char)> {
    loop {
        // The first bytes of all characters in question.
        let is_candidate = |byte| matches!(byte, b'&' | b'\\' | 0xc2 | 0xe2 | 0xef);
        at += text.get(at..)?.bytes().position(is_candidate)?;
        let character = character_at(text, at)?;
        if matches!(character, '&' | '\\') || is_invisible(character) {
            return Some((at, character));
        }
        at += character.len_utf8();
    }
}

/// Whether the invisible character that `rest` begins with makes one emoji of two.
fn joins_emoji(before: &str, rest: &str) -> bool {
    rest.strip_prefix(emoji::JOINER).is_some_and(|after| {
        before.chars().next_back().is_some_and(emoji::is_part)
            && after.chars().next().is_some_and(emoji::is_base)
    })
}

/// Longest entity that is read, in bytes, with `&` and `;`.
const MAX_ENTITY: usize = 12;

/// The character of the entity that `text` begins with, and the entity's length.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text
        .bytes()
        .take(MAX_ENTITY)
        .position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" | "rsquo" | "lsquo" => '\'',
        "nbsp" | "hellip" | "ldquo" | "rdquo" | "ndash" | "mdash" => ' ',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?).filter(|&character| !is_invisible(character))?
        }
    };
    Some((character, end + 1))
}

/// What the backslash at the start of `text` and its escape become, and their length. A backslash
/// without an escape is a blank too.
fn escape(text: &str, escapes: Escapes) -> (Option<char>, usize) {
    // JSON may write a slash like this, in addresses above all.
    if text.starts_with(r"\/") {
        return (Some('/'), 2);
    }
    if escapes == Escapes::Emoji
        && let Some((character, length)) = escaped_character(text)
        && emoji::is_part(character)
    {
        return (Some(character), length);
    }
    (Some(' '), escape_length(text))
}

/// Length of the escape that `text` begins with; 1, the backslash alone, if it is none.
fn escape_length(text: &str) -> usize {
    match text.as_bytes().get(1) {
        Some(b'n' | b'r' | b't') => 2,
        Some(b'x') => hexadecimal(text, "\\x", 2).map_or(1, |_| 4),
        Some(b'u') => hexadecimal(text, "\\u", 4).map_or(1, |_| 6),
        Some(b'U') => hexadecimal(text, "\\U", 8).map_or(1, |_| 10),
        _ => 1,
    }
}

/// The number of `digits` hexadecimal digits after `prefix`, which `text` must begin with.
fn hexadecimal(text: &str, prefix: &str, digits: usize) -> Option<u32> {
    let number = text.strip_prefix(prefix)?.get(..digits)?;
    let is_number = number.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_number.then(|| u32::from_str_radix(number, 16).ok())?
}

/// The character that one or more escapes at the start of `text` stand for, and their length:
/// bytes of UTF-8, a code point, or the two halves of one in UTF-16.
fn escaped_character(text: &str) -> Option<(char, usize)> {
    if let Some(code) = hexadecimal(text, "\\U", 8) {
        return Some((char::from_u32(code)?, 10));
    }
    if let Some(first) = hexadecimal(text, "\\u", 4) {
        if let Some(character) = char::from_u32(first) {
            return Some((character, 6));
        }
        let second = hexadecimal(text.get(6..)?, "\\u", 4)?;
        let halves = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
        let character = char::decode_utf16(halves).next()?.ok()?;
        return Some((character, 12));
    }
    let mut bytes = [0; 4];
    for count in 0..bytes.len() {
        let code = hexadecimal(text.get(4 * count..)?, "\\x", 2)?;
        *bytes.get_mut(count)? = u8::try_from(code).ok()?;
        let length = count + 1;
        if let Some(character) = only_character(bytes.get(..length)?) {
            return Some((character, 4 * length));
        }
    }
    None
}

fn only_character(bytes: &[u8]) -> Option<char> {
    std::str::from_utf8(bytes).ok()?.chars().next()
}
