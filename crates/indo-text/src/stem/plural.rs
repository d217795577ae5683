//! Words with a hyphen: reduplication (`anak-anak`), often with affixes on one half.

use super::form::Form;
use super::search::find_root;
use super::trace::{Observer, StemRule, outcome_of};
use crate::Dictionary;

/// What may follow a hyphen without making a plural: `nikmat-Ku`.
const CLITICS: [&str; 7] = ["ku", "mu", "nya", "lah", "kah", "tah", "pun"];

/// The stem of a normalised word, with or without hyphens.
pub(super) fn stem<'w>(
    word: &'w str,
    dictionary: &Dictionary,
    observer: &mut impl Observer,
) -> Form<'w> {
    match halves(word) {
        Some(halves) => plural(word, halves, dictionary, observer),
        None => find_root(Form::new(word), dictionary, observer),
    }
    .unwrap_or(Form::new(word))
}

/// The two halves of a plural; `None` for a singular.
///
/// A plural is split at its last hyphen, and at the one before if a clitic follows the last:
/// `malaikat` and `malaikat-nya`. With one hyphen in all, a clitic makes no plural.
pub(super) fn halves(word: &str) -> Option<(&str, &str)> {
    let (first, second) = word.rsplit_once('-')?;
    if !CLITICS.contains(&second) {
        return Some((first, second));
    }
    let (first, _) = first.rsplit_once('-')?;
    Some((first, word.get(first.len() + 1..)?))
}

/// `meniru-nirukan`: the second half begins with the nasal that `me` has left behind.
pub(super) fn with_me(second: &str) -> Form<'_> {
    Form::with_lead("me", second)
}

/// The root of both halves, if it is the same. A hyphenated word is never looked up whole, though
/// the dictionary may hold it.
fn plural<'w>(
    word: &'w str,
    (first, second): (&'w str, &'w str),
    dictionary: &Dictionary,
    observer: &mut impl Observer,
) -> Option<Form<'w>> {
    let [whole, first, second_form] = [word, first, second].map(Form::new);
    observer.see_taken(StemRule::FirstHalf, whole, first);
    let first_stem = find_root(first, dictionary, observer).unwrap_or(first);

    observer.see_taken(StemRule::SecondHalf, whole, second_form);
    let second_stem = find_root(second_form, dictionary, observer).unwrap_or_else(|| {
        let prefixed = with_me(second);
        observer.see_taken(StemRule::SecondHalfWithMe, second_form, prefixed);
        find_root(prefixed, dictionary, observer).unwrap_or(prefixed)
    });

    if first_stem == second_stem {
        let outcome = outcome_of(first_stem, dictionary);
        observer.see(StemRule::EqualHalves, whole, Some(first_stem), outcome);
        Some(first_stem)
    } else {
        observer.see_not_applicable(StemRule::EqualHalves, whole);
        None
    }
}
