//! The extended rules: every way to take a word apart is looked up and has a cost; the cheapest
//! wins.
//!
//! `affixes` has the affixes and what they do to a root, `cost` what each costs, `spelling` what
//! speech does to a root, `stretch` stretched letters, `hyphen` halves and digits; `search` goes
//! through all that, `lexicon` knows the roots, `ranking` keeps the cheapest.

mod affixes;
mod cost;
mod hyphen;
mod letters;
mod lexicon;
mod peel;
mod ranking;
mod search;
mod speech;
mod spelling;
mod stretch;
mod unknown;

pub(super) use letters::Letters;
pub(super) use lexicon::Lexicon;
pub(super) use ranking::{Found, Ranking};

use super::form::Form;
use super::trace::{Observer, Outcome, StemRule};
use letters::LONGEST_WORD;
use ranking::Variant;
use search::{Reach, Search};

/// Appends the stem of a normalised word to `out`.
pub(super) fn stem_into(
    word: &str,
    lexicon: &Lexicon,
    observer: &mut impl Observer,
    out: &mut String,
) {
    let mut ranking = Ranking::<1>::new();
    rank(word, lexicon, &mut ranking, observer);
    let whole = Form::new(word);
    if let Some(found) = ranking.first() {
        let root = Form::new(found.root());
        observer.see(StemRule::Cheapest, whole, Some(root), Outcome::Root);
        out.push_str(found.root());
        return;
    }
    let squeezed = unknown::squeezed(word);
    let usual = squeezed.as_ref().map_or(word, Letters::as_str);
    let rest = unknown::without_evident_affixes(usual).unwrap_or(usual);
    if rest != word {
        observer.see_taken(StemRule::Unknown, whole, Form::new(rest));
    }
    out.push_str(rest);
}

/// Ranks the roots of a normalised word.
pub(super) fn rank<'l, const N: usize>(
    word: &str,
    lexicon: &'l Lexicon,
    ranking: &mut Ranking<'l, N>,
    observer: &mut impl Observer,
) {
    if word.len() > LONGEST_WORD {
        return;
    }
    if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        rank_spelled(word, Variant::default(), lexicon, ranking, observer);
        return;
    }
    // The dictionary has words with hyphens, and they take affixes: perundang-undangan.
    Search::new(word, lexicon, ranking, observer).run(0, Reach::Affixes);
    if let Some(parts) = hyphen::Parts::of(word) {
        hyphen::rank(word, &parts, lexicon, ranking, observer);
    }
}

/// Ranks the roots of a word of letters, squeezed if it is stretched.
fn rank_spelled<'l, const N: usize>(
    word: &str,
    variant: Variant,
    lexicon: &'l Lexicon,
    ranking: &mut Ranking<'l, N>,
    observer: &mut impl Observer,
) {
    Search::new(word, lexicon, ranking, observer)
        .with_variant(variant)
        .run(0, Reach::Speech);
    if !stretch::has_runs(word) {
        return;
    }
    let variant = Variant {
        is_respelled: true,
        ..variant
    };
    for squeeze in &stretch::SQUEEZES {
        let is_explained = squeeze.crosses_seams() && ranking.first().is_some();
        if is_explained || squeeze.cost > ranking.bound() {
            continue;
        }
        if let Some(squeezed) = squeeze.apply(word) {
            let form = Form::new(squeezed.as_str());
            observer.see_taken(StemRule::Squeezed, Form::new(word), form);
            Search::new(squeezed.as_str(), lexicon, ranking, observer)
                .with_variant(variant)
                .with_shortest_root(squeeze.shortest)
                .run(squeeze.cost, squeeze.reach);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::trace::Refusal;
    use super::ranking::MOST_FORMS;
    use super::*;
    use crate::{Dictionary, Exceptions};

    #[derive(Default)]
    struct Forms(usize);

    impl Observer for Forms {
        fn see(&mut self, _: StemRule, _: Form<'_>, _: Option<Form<'_>>, outcome: Outcome) {
            if !matches!(outcome, Outcome::Taken | Outcome::Refused(Refusal::Affixes)) {
                self.0 += 1;
            }
        }
    }

    #[test]
    fn no_word_has_more_forms_than_documented() {
        let starts = [
            "", "ber", "ter", "te", "mem", "meny", "menge", "men", "per", "pe", "peng", "pem",
            "di", "ke", "ketidak", "se", "ku", "nge", "ny",
        ];
        let ends = [
            "a", "kan", "ikannya", "isinya", "kanyalah", "inkukah", "ikan2nya", "aadoo",
        ];
        let lexicon = Lexicon::new(Dictionary::default(), &Exceptions::default());
        let mut most = 0;
        let mut check = |word: &str| {
            let mut forms = Forms::default();
            rank(word, &lexicon, &mut Ranking::<16>::new(), &mut forms);
            most = most.max(forms.0);
        };
        check("ngepererlahipkahsluwaftjaaaoelkanku-menyeeuwapppsijroanyalah");
        for first in starts {
            for second in starts {
                for third in starts {
                    for end in ends {
                        let word = [first, second, third, "eppu", end].concat();
                        let stretched = ["aaa", &word].concat();
                        let halves = [&*stretched, "-", &*stretched].concat();
                        for word in [word, stretched, halves] {
                            check(&word);
                        }
                    }
                }
            }
        }
        assert!((400..=MOST_FORMS).contains(&most), "{most} forms");
    }
}
