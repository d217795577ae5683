//! Emoji: where one begins and ends, and what it is called.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::characters::character_at;

/// Joins two emoji to one: `👩‍🏫` is a woman, a joiner and a school.
pub(crate) const JOINER: char = '\u{200d}';

const KEYCAP: char = '\u{20e3}';
const AS_TEXT: char = '\u{fe0e}';
const AS_EMOJI: char = '\u{fe0f}';

/// Length of the emoji that `text` begins with: one with its skin tone, a joined sequence, a pair
/// of flag letters, a flag with its tags, or a keycap.
pub(crate) fn length(text: &str) -> Option<usize> {
    if let Some(length) = keycap_length(text) {
        return Some(length);
    }
    let mut end = element_end(text, 0)?;
    while character_at(text, end) == Some(JOINER) {
        match element_end(text, end + JOINER.len_utf8()) {
            Some(next) => end = next,
            None => break,
        }
    }
    Some(end)
}

/// Length of the keycap (`1️⃣`, `#️⃣`) that `text` begins with.
pub(crate) fn keycap_length(text: &str) -> Option<usize> {
    // Seldom more than one look is needed: the second byte must begin a variation selector or the cap.
    let [b'0'..=b'9' | b'#' | b'*', 0xe2 | 0xef, ..] = text.as_bytes() else {
        return None;
    };
    let after = text.get(1..)?;
    let rest = after.strip_prefix(AS_EMOJI).unwrap_or(after);
    let rest = rest.strip_prefix(KEYCAP)?;
    Some(text.len() - rest.len())
}

/// Where the part of a joined emoji that begins at `start` ends.
fn element_end(text: &str, start: usize) -> Option<usize> {
    let first = character_at(text, start)?;
    if first.is_ascii() || !is_base(first) {
        return None;
    }
    let mut end = start + first.len_utf8();
    if is_flag_letter(first) {
        let second = character_at(text, end).filter(|&second| is_flag_letter(second));
        return Some(end + second.map_or(0, char::len_utf8));
    }
    while let Some(next) = character_at(text, end).filter(|&next| is_modifier(next)) {
        end += next.len_utf8();
    }
    Some(end)
}

/// Whether a character begins an emoji by itself.
///
/// These are the blocks of pictographs, those too that are black and white by default (`❤`, `☺`,
/// `★`). `©`, `®`, `™` and most arrows are symbols.
pub(crate) fn is_base(character: char) -> bool {
    matches!(
        character,
        '\u{1f1e6}'..='\u{1f1ff}'
            | '\u{1f000}'..='\u{1f0ff}'
            | '\u{1f170}'..='\u{1f171}'
            | '\u{1f17e}'..='\u{1f17f}'
            | '\u{1f18e}'
            | '\u{1f191}'..='\u{1f19a}'
            | '\u{1f201}'..='\u{1f265}'
            | '\u{1f300}'..='\u{1f6ff}'
            | '\u{1f7e0}'..='\u{1f7f0}'
            | '\u{1f90c}'..='\u{1f9ff}'
            | '\u{1fa70}'..='\u{1faff}'
            | '\u{2600}'..='\u{2757}'
            | '\u{2762}'..='\u{2765}'
            | '\u{2795}'..='\u{2797}'
            | '\u{27a1}'
            | '\u{27b0}'
            | '\u{27bf}'
            | '\u{231a}'..='\u{231b}'
            | '\u{2328}'
            | '\u{23cf}'
            | '\u{23e9}'..='\u{23fa}'
            | '\u{25fd}'..='\u{25fe}'
            | '\u{2b1b}'..='\u{2b1c}'
            | '\u{2b50}'
            | '\u{2b55}'
            | '\u{203c}'
            | '\u{2049}'
            | '\u{3297}'
            | '\u{3299}'
    )
}

/// Whether a character can be part of an emoji, and of nothing else.
pub(crate) fn is_part(character: char) -> bool {
    is_base(character) || is_modifier(character) || matches!(character, JOINER | KEYCAP)
}

fn is_flag_letter(character: char) -> bool {
    matches!(character, '\u{1f1e6}'..='\u{1f1ff}')
}

fn is_skin_tone(character: char) -> bool {
    matches!(character, '\u{1f3fb}'..='\u{1f3ff}')
}

/// Skin tones, variation selectors, and the tags that name the region of a flag.
fn is_modifier(character: char) -> bool {
    is_skin_tone(character) || matches!(character, AS_TEXT | AS_EMOJI | '\u{e0020}'..='\u{e007f}')
}

/// The names in `data/emoji.tsv`, by emoji without variation selectors.
static NAMES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let lines = include_str!("../data/emoji.tsv").lines();
    lines.filter_map(|line| line.split_once('\t')).collect()
});

/// The Indonesian name of an emoji, whatever its skin tone and gender.
pub(crate) fn name(emoji: &str) -> Option<&'static str> {
    let is_look = |c: &char| is_skin_tone(*c) || matches!(*c, AS_TEXT | AS_EMOJI);
    let plain: String = emoji.chars().filter(|c| !is_look(c)).collect();
    let genderless = ["\u{200d}♂", "\u{200d}♀"]
        .into_iter()
        .find_map(|sign| plain.strip_suffix(sign));
    NAMES.get(genderless.unwrap_or(&plain)).copied()
}
