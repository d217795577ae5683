use std::borrow::Cow;
use std::collections::HashSet;

use indo_text::{BigramModel, ChosenBy, Normalizer, SlangList, tokens};
use proptest::prelude::*;
use serde::Deserialize;

use crate::shared::fixture;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(default)]
    lists: Vec<String>,
    #[serde(default)]
    entries: Vec<(String, String)>,
    #[serde(default)]
    formal: Vec<String>,
    #[serde(default)]
    chains: bool,
    input: String,
    expected: String,
    why: String,
}

fn list(text: &str) -> SlangList {
    SlangList::from_bytes(text.as_bytes(), "test").unwrap()
}

fn normalizer(case: &Case) -> Normalizer {
    let lists = case.lists.iter().map(|text| list(text)).collect();
    let entries = case.entries.iter().map(|(slang, formal)| (slang, formal));
    let mut normalizer = Normalizer::new(lists).with_entries(entries);
    if !case.formal.is_empty() {
        normalizer = normalizer.with_context(BigramModel::from_texts(&case.formal));
    }
    if case.chains {
        normalizer = normalizer.with_chains();
    }
    normalizer
}

#[test]
fn normalises_every_case() {
    let text = std::fs::read_to_string(fixture("normalise/cases.toml")).unwrap();
    let cases: Cases = toml::from_str(&text).unwrap();
    let mut names = HashSet::new();
    let mut failures = String::new();
    for case in &cases.case {
        let Case {
            name,
            input,
            expected,
            why,
            ..
        } = case;
        assert!(names.insert(name), "two cases are named {name}");
        let normalizer = normalizer(case);
        let words: Vec<&str> = tokens(input).collect();
        let got = normalizer.normalize_tokens(&words).join(" ");
        if got != *expected {
            failures += &format!("{name} ({why}): expected {expected:?}, got {got:?}\n");
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn reports_what_decided_and_among_what() {
    let lists = vec![list("d,di\nd,di\nd,ada\nyg,yang"), list("yg,yg\nsi,sih")];
    let normalizer = Normalizer::new(lists)
        .with_entries([("km", "kamu")])
        .with_context(BigramModel::from_texts(["tidak ada"]));
    let words = ["tidak", "d", "km", "d", "yg", "si"];
    let replacements = normalizer.replacements(&words);
    let facts: Vec<_> = replacements
        .iter()
        .map(|found| {
            found
                .as_ref()
                .map(|found| (found.from, found.to.as_ref(), found.list, found.by))
        })
        .collect();
    let expected = [
        None,
        Some(("d", "ada", Some(0), ChosenBy::Context)),
        Some(("km", "kamu", None, ChosenBy::User)),
        Some(("d", "di", Some(0), ChosenBy::Frequency)),
        Some(("yg", "yang", Some(0), ChosenBy::Only)),
        Some(("si", "sih", Some(1), ChosenBy::Only)),
    ];
    assert_eq!(facts, expected);
    let candidates = &replacements[1].as_ref().unwrap().candidates;
    assert_eq!(*candidates, [("di", 2), ("ada", 1)]);
}

#[test]
fn reports_the_word_that_a_chain_started_from() {
    let normalizer = Normalizer::new(vec![list("ga,gak\ngak,tidak")]).with_chains();
    let found = normalizer.replacements(&["ga"]).remove(0).unwrap();
    assert_eq!((found.chosen, found.to.as_ref()), ("gak", "tidak"));
}

#[cfg(feature = "serde")]
#[test]
fn a_replacement_is_serialised() {
    let normalizer = Normalizer::new(vec![list("d,di\nd,di\nd,ada")]);
    let found = normalizer.replacements(&["d"]).remove(0).unwrap();
    let expected = r#"{"from":"d","to":"di","chosen":"di","list":0,"candidates":[["di",2],["ada",1]],"by":"frequency"}"#;
    assert_eq!(serde_json::to_string(&found).unwrap(), expected);
}

#[test]
fn keeps_all_targets_with_their_records() {
    let list = list("slang,formal\nbkn,bikin\nbkn,bukan\nBKN,bukan\nd,ada\nd,di\n");
    assert!(list.targets("bkn").eq([("bukan", 2), ("bikin", 1)]));
    assert!(list.targets("d").eq([("ada", 1), ("di", 1)]));
    assert_eq!(list.targets("rumah").count(), 0);
}

#[test]
fn borrows_where_no_phrase_is_followed() {
    let normalizer = Normalizer::new(vec![list("ga,gak\ngak,tidak")]).with_chains();
    for word in ["ga", "gak", "rumah", ""] {
        assert!(matches!(normalizer.normalize(word), Cow::Borrowed(_)));
    }
}

#[test]
fn scores_by_stupid_backoff() {
    let model = BigramModel::from_texts(["dia ada", "DIA  di rumah", " "]);
    let close = |got: f64, expected: f64| assert!((got - expected).abs() < 1e-12, "{got}");
    // Seven occurrences: five words, and two texts that have boundaries.
    close(model.score(Some("dia"), Some("ada")), 0.5);
    close(model.score(None, Some("dia")), 1.0);
    close(model.score(Some("rumah"), None), 1.0);
    close(model.score(Some("dia"), Some("rumah")), 0.4 / 7.0);
    close(model.score(Some("asing"), Some("dia")), 0.4 * 2.0 / 7.0);
    close(model.score(Some("dia"), Some("asing")), 0.4 * 0.5 / 7.0);
    close(BigramModel::default().score(None, Some("dia")), 0.0);
}

#[test]
fn a_model_of_no_text_leaves_the_choice_to_frequency() {
    let normalizer =
        Normalizer::new(vec![list("d,di\nd,ada")]).with_context(BigramModel::from_texts([""; 2]));
    let found = normalizer.replacements(&["d"]).remove(0).unwrap();
    assert_eq!((found.chosen, found.by), ("di", ChosenBy::Frequency));
}

proptest! {
    /// Chains end, tokens stay as many as they were, and without a model each token is normalised
    /// as it is alone.
    #[test]
    fn any_lists_and_tokens_will_do(
        rows in prop::collection::vec(("[a-d]{1,2}", "[a-d]{1,2}( [a-d]{1,2})?"), 1..40),
        words in prop::collection::vec("[a-e]{1,2}", 0..12),
        chains in any::<bool>(),
    ) {
        let csv: String = rows.iter().map(|(slang, formal)| format!("{slang},{formal}\n")).collect();
        let mut normalizer = Normalizer::new(vec![list(&csv)]);
        if chains {
            normalizer = normalizer.with_chains();
        }
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let alone: Vec<_> = words.iter().map(|word| normalizer.normalize(word)).collect();
        prop_assert_eq!(&normalizer.normalize_tokens(&words), &alone);
        let with_model = normalizer.clone().with_context(BigramModel::from_texts(&words));
        prop_assert_eq!(with_model.normalize_tokens(&words).len(), words.len());
        for (word, found) in words.iter().zip(normalizer.replacements(&words)) {
            match found {
                Some(found) => prop_assert_eq!(found.to, normalizer.normalize(word)),
                None => prop_assert_eq!(normalizer.normalize(word), *word),
            }
        }
    }
}
