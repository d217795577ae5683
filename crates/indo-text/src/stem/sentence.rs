//! PySastrawi's `normalize_text`: lower case, everything but `[a-z0-9 -]` to a blank, blanks
//! collapsed and trimmed.
//!
//! Its pattern ignores case, and under that flag Python counts the dotless `ı` and the long `ſ`
//! among `[a-z]`: both stay in the word. The Kelvin sign and `İ` lower to `k` and to `i` with a
//! combining dot, which is a blank.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

use super::Rules;

/// The whole text normalised.
pub(super) fn normalize(text: &str, rules: Rules) -> String {
    let mut normal = String::with_capacity(text.len());
    push_words(text, rules, &mut normal, 0, |_, _| {});
    normal
}

/// Whether a text without blanks is one word already.
pub(super) fn is_normal(text: &str) -> bool {
    text.bytes()
        .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

/// Appends each word of `text`, parted by a blank from what has been appended since `begin`, and
/// shows `finish` where in `out` the word starts. What `finish` makes of the word stays in `out`.
pub(super) fn push_words(
    text: &str,
    rules: Rules,
    out: &mut String,
    begin: usize,
    mut finish: impl FnMut(&mut String, usize),
) {
    let mut start = None;
    for character in text.chars() {
        let (kept, ends_word) = match rules {
            Rules::Sastrawi => fold(character),
            Rules::Extended => fold_to_ascii(character),
        };
        if let Some(kept) = kept {
            start.get_or_insert_with(|| {
                separate(out, begin);
                out.len()
            });
            out.push(kept);
        }
        if ends_word && let Some(start) = start.take() {
            finish(out, start);
        }
    }
    if let Some(start) = start {
        finish(out, start);
    }
}

/// A blank, if anything stands before.
pub(super) fn separate(out: &mut String, begin: usize) {
    if out.len() > begin {
        out.push(' ');
    }
}

/// What stays of a character, and whether the word ends after it.
fn fold(character: char) -> (Option<char>, bool) {
    match character {
        'a'..='z' | '0'..='9' | '-' | 'ı' | 'ſ' => (Some(character), false),
        'A'..='Z' => (Some(character.to_ascii_lowercase()), false),
        '\u{212a}' => (Some('k'), false),
        'İ' => (Some('i'), true),
        _ => (None, true),
    }
}

/// The same for the extended rules: letters have one form, without marks (`café`) and of common width;
/// the raised two of `anak²` is the digit; and an apostrophe parts no word (`jum'at`).
fn fold_to_ascii(character: char) -> (Option<char>, bool) {
    match character {
        '\'' | '‘' | '’' | 'ʼ' | '`' => (None, false),
        'ı' => (Some('i'), false),
        _ if character.is_ascii() => fold(character),
        _ if is_combining_mark(character) => (None, false),
        _ => fold(without_marks(character).unwrap_or(character)),
    }
}

/// The ASCII letter or digit that a character is a form of.
fn without_marks(character: char) -> Option<char> {
    let (mut base, mut is_one) = (None, true);
    decompose_compatible(character, |part| match base {
        None => base = Some(part),
        Some(_) => is_one &= is_combining_mark(part),
    });
    base.filter(|base| is_one && base.is_ascii_alphanumeric())
}
