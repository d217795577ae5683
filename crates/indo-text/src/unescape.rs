//! Undoing what exports do to tweets, before the text is read as words.

use std::borrow::Cow;

/// Decodes HTML entities once, puts a blank for the literal escapes `\n`, `\r`, `\t`, `\xf0`,
/// `\u2026` and `\U0001f602` (the characters were lost with their encoding, and were emoji as a
/// rule), and drops invisible characters.
pub(crate) fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains(starts_escape) {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = split_at_escape(rest) {
        result.push_str(before);
        let mut characters = after.chars();
        let (replacement, length) = match characters.next() {
            Some('&') => entity(after).unwrap_or((Some('&'), 1)),
            Some('\\') => (Some(' '), literal_escape(characters.as_str())),
            invisible => (None, invisible.map_or(0, char::len_utf8)),
        };
        result.extend(replacement);
        rest = after.get(length..).unwrap_or_default();
    }
    result.push_str(rest);
    Cow::Owned(result)
}

fn split_at_escape(text: &str) -> Option<(&str, &str)> {
    text.split_at_checked(text.find(starts_escape)?)
}

fn starts_escape(character: char) -> bool {
    matches!(character, '&' | '\\') || is_invisible(character)
}

/// Soft hyphen, zero-width blanks and joiners, direction marks, byte order mark: they may stand in
/// the middle of a word and are no part of it.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
    )
}

/// Longest entity that is read, in bytes, with `&` and `;`.
const MAX_ENTITY: usize = 12;

/// The character of the entity that `text` begins with, and the entity's length.
fn entity(text: &str) -> Option<(Option<char>, usize)> {
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
    Some((Some(character), end + 1))
}

/// Length of a literal escape with its backslash, given what follows the backslash; 1, the
/// backslash alone, if it is none.
fn literal_escape(after: &str) -> usize {
    let mut bytes = after.bytes();
    let digits = match bytes.next() {
        Some(b'n' | b'r' | b't') => return 2,
        Some(b'x') => 2,
        Some(b'u') => 4,
        Some(b'U') => 8,
        _ => return 1,
    };
    let are_hexadecimal = bytes
        .by_ref()
        .take(digits)
        .filter(u8::is_ascii_hexdigit)
        .count();
    if are_hexadecimal == digits {
        2 + digits
    } else {
        1
    }
}
