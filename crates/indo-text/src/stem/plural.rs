//! Words with a hyphen: reduplication (`anak-anak`), often with affixes on one half.

use super::form::Form;
use super::search::find_root;
use crate::Dictionary;

/// What may follow a hyphen without making a plural: `nikmat-Ku`.
const CLITICS: [&str; 7] = ["ku", "mu", "nya", "lah", "kah", "tah", "pun"];

/// The stem of a normalised word, with or without hyphens.
pub(super) fn stem<'w>(word: &'w str, dictionary: &Dictionary) -> Form<'w> {
    match halves(word) {
        Some((first, second)) => plural(first, second, dictionary),
        None => find_root(word, dictionary),
    }
    .unwrap_or(Form::new(word))
}

/// The two halves of a plural; `None` for a singular.
///
/// A plural is split at its last hyphen, and at the one before if a clitic follows the last:
/// `malaikat` and `malaikat-nya`. With one hyphen in all, a clitic makes no plural.
fn halves(word: &str) -> Option<(&str, &str)> {
    let (first, second) = word.rsplit_once('-')?;
    if !CLITICS.contains(&second) {
        return Some((first, second));
    }
    let (first, _) = first.rsplit_once('-')?;
    Some((first, word.get(first.len() + 1..)?))
}

/// The root of both halves, if it is the same. A hyphenated word is never looked up whole, though
/// the dictionary may hold it.
fn plural<'w>(first: &'w str, second: &str, dictionary: &Dictionary) -> Option<Form<'w>> {
    let first_stem = find_root(first, dictionary).unwrap_or(Form::new(first));
    let equal = match find_root(second, dictionary) {
        Some(root) => first_stem == root,
        None => {
            // `meniru-nirukan`: the second half begins with the nasal that `me` has left behind.
            let prefixed = format!("me{second}");
            let second_stem = find_root(&prefixed, dictionary).unwrap_or(Form::new(&prefixed));
            first_stem == second_stem
        }
    };
    equal.then_some(first_stem)
}
