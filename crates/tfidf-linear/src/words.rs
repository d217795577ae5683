//! Where words begin and end in a text.

use std::cmp::Ordering;

use crate::marks::ALPHABETIC_MARKS;

/// Calls `found` with each maximal run of at least two word characters: the matches of
/// scikit-learn's default pattern, `(?u)\b\w\w+\b`.
pub(crate) fn for_each_word(text: &str, mut found: impl FnMut(&str)) {
    for run in text.split(|c| !is_word_character(c)) {
        if run.chars().nth(1).is_some() {
            found(run);
        }
    }
}

/// Calls `found` with each piece between white space, as Python's `str.split` cuts them.
pub(crate) fn for_each_piece(text: &str, mut found: impl FnMut(&str)) {
    text.split(is_space)
        .filter(|piece| !piece.is_empty())
        .for_each(&mut found);
}

/// Whether Python's `\w` has the character: letters, numbers and the underscore.
fn is_word_character(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    c.is_alphanumeric() && !is_alphabetic_mark(c)
}

fn is_alphabetic_mark(c: char) -> bool {
    let code = u32::from(c);
    ALPHABETIC_MARKS
        .binary_search_by(|&(first, last)| {
            if last < code {
                Ordering::Less
            } else if first > code {
                Ordering::Greater
            } else {
                Ordering::Equal
            }
        })
        .is_ok()
}

/// Whether Python's `str.isspace` holds: Unicode's white space and the four separators of ASCII.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Characters {
        unicode: String,
        word: Vec<(u32, u32)>,
        space: Vec<(u32, u32)>,
        unassigned: Vec<(u32, u32)>,
    }

    const PYTHON: &str = include_str!("../../../fixtures/tfidf-linear/peers/word-characters.json");

    #[test]
    fn characters_are_pythons() {
        let python: Characters = serde_json::from_str(PYTHON).unwrap();
        assert_eq!(python.unicode, "14.0.0");
        let within = |ranges: &[(u32, u32)], c: char| {
            let at = ranges.partition_point(|range| range.1 < u32::from(c));
            ranges.get(at).is_some_and(|range| range.0 <= u32::from(c))
        };
        // Characters that Unicode added later are left to the newer tables of Rust.
        for c in ('\0'..=char::MAX).filter(|&c| !within(&python.unassigned, c)) {
            assert_eq!(is_word_character(c), within(&python.word, c), "{c:?}");
            assert_eq!(is_space(c), within(&python.space, c), "{c:?}");
        }
    }

    #[test]
    fn words_have_two_characters_and_no_marks() {
        let mut words = Vec::new();
        for_each_word(
            "a di_sini, yuk2 x! \u{628}\u{64e}\u{62a}\u{62b} nasi-goreng",
            |word| {
                words.push(word.to_owned());
            },
        );
        assert_eq!(
            words,
            ["di_sini", "yuk2", "\u{62a}\u{62b}", "nasi", "goreng"]
        );
    }
}
