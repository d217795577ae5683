use unicode_normalization::char::{canonical_combining_class, decompose_compatible};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick, is_nfkc_quick};

use super::UnicodeForm;
use crate::characters::{character_at, is_apostrophe};
use crate::edits::Edits;

/// The text in another Unicode form, with each changed part noted in `edits`; `None` if it has that
/// form already.
///
/// The text is taken apart where no character can join the one before it, so that each part can be
/// treated alone.
pub(super) fn compose(
    text: &str,
    form: UnicodeForm,
    mut edits: Option<&mut Edits>,
) -> Option<String> {
    if form == UnicodeForm::AsIs {
        return None;
    }
    let mut composed = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(start) = next_candidate(text, at) {
        let end = part_end(text, start);
        at = end;
        let part = text.get(start..end).unwrap_or_default();
        let Some(replacement) = composed_part(part, character_at(text, end), form) else {
            continue;
        };
        composed.push_str(text.get(copied..start).unwrap_or_default());
        if let Some(edits) = edits.as_deref_mut() {
            edits.push(start..end, composed.len(), replacement.len());
        }
        composed.push_str(&replacement);
        copied = end;
    }
    if copied == 0 {
        return None;
    }
    composed.push_str(text.get(copied..).unwrap_or_default());
    Some(composed)
}

/// The next character that is not ASCII, or the one before it, which it may join.
fn next_candidate(text: &str, at: usize) -> Option<usize> {
    let mut bytes = text.get(at..)?.bytes();
    Some(at + bytes.position(|byte| !byte.is_ascii())?.saturating_sub(1))
}

fn part_end(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    let mut later = rest.char_indices().skip(1);
    let end = later.find(|&(_, character)| stands_alone(character));
    end.map_or(text.len(), |(length, _)| start + length)
}

/// Whether neither a character nor what it decomposes to can join the character before it.
fn stands_alone(character: char) -> bool {
    let mut first = None;
    decompose_compatible(character, |part| first = first.or(Some(part)));
    let first = first.unwrap_or(character);
    [character, first].into_iter().all(|c| {
        canonical_combining_class(c) == 0 && is_nfc_quick([c].into_iter()) != IsNormalized::Maybe
    })
}

/// `None` if the part stays. Under NFKC an apostrophe stays one (`´` would become a blank and an
/// accent), and what the next character makes an emoji stays too (`Ⓜ️` would become `M`).
fn composed_part(part: &str, next: Option<char>, form: UnicodeForm) -> Option<String> {
    let first = part.chars().next()?;
    let composed: String = match form {
        UnicodeForm::Nfc if is_nfc_quick(part.chars()) != IsNormalized::Yes => part.nfc().collect(),
        UnicodeForm::Nfkc if is_apostrophe(first) || next == Some('\u{fe0f}') => return None,
        UnicodeForm::Nfkc if is_nfkc_quick(part.chars()) != IsNormalized::Yes => {
            part.nfkc().collect()
        }
        _ => return None,
    };
    (composed != part).then_some(composed)
}
