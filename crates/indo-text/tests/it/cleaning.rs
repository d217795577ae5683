use std::borrow::Cow;
use std::collections::HashSet;

use indo_text::{Cleaner, fold_case, tokens};
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
    input: String,
    expected: String,
    why: String,
}

#[test]
fn cleans_every_case() {
    let text = std::fs::read_to_string(fixture("cleaning.toml")).unwrap();
    let cases: Cases = toml::from_str(&text).unwrap();
    let mut names = HashSet::new();
    let mut failures = String::new();
    for Case {
        name,
        input,
        expected,
        why,
    } in &cases.case
    {
        assert!(names.insert(name), "two cases are named {name}");
        let got = Cleaner::new().clean(input);
        if got != *expected {
            failures += &format!("{name} ({why}): expected {expected:?}, got {got:?}\n");
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn borrows_clean_text() {
    for text in ["", "satu", "anak-anak desa", "cafe\u{301}"] {
        assert!(
            matches!(Cleaner::new().clean(text), Cow::Borrowed(_)),
            "{text}"
        );
    }
}

#[test]
fn folds_case_and_borrows_lower_case() {
    assert_eq!(fold_case("Ibu KOTA Négara"), "ibu kota négara");
    assert!(matches!(fold_case("ibu kota 24"), Cow::Borrowed(_)));
}

#[test]
fn splits_on_any_whitespace() {
    assert_eq!(
        tokens(" a\u{a0}b\n\tc ").collect::<Vec<_>>(),
        ["a", "b", "c"]
    );
    assert_eq!(tokens("  ").count(), 0);
}
