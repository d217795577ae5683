//! What a character is in a tweet.

/// Letters of any script. Roman numerals are numbers, letters in circles and squares are symbols,
/// and some apostrophes are letters to Unicode only.
pub(crate) fn is_letter(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphabetic();
    }
    let is_enclosed =
        matches!(character, '\u{2139}' | '\u{2460}'..='\u{24ff}' | '\u{1f100}'..='\u{1f1ff}');
    character.is_alphabetic()
        && !character.is_numeric()
        && !is_enclosed
        && !is_apostrophe(character)
}

/// Combining accents, which belong to the letter before them.
pub(crate) fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}')
}

pub(crate) fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '’' | '‘' | '`' | '´' | 'ʼ' | 'ʻ')
}

/// Soft hyphen, zero-width blanks and joiners, direction marks, byte order mark: they may stand in
/// the middle of a word and are no part of it.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
    )
}

/// How many bytes of ASCII letters `text` begins with.
pub(crate) fn ascii_letters(text: &str) -> usize {
    let mut bytes = text.bytes();
    let end = bytes.position(|byte| !byte.is_ascii_alphabetic());
    end.unwrap_or(text.len())
}

/// The first character of `text` from `at` on.
pub(crate) fn character_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}
