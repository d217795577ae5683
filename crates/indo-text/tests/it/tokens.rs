use std::collections::HashSet;
use std::time::{Duration, Instant};

use indo_text::{Dictionary, Stemmer, Token, tokenize};
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
    expected: Vec<String>,
    why: String,
}

fn shown(token: &Token<'_>) -> String {
    let kind = format!("{:?}", token.kind).to_lowercase();
    format!("{kind} {}", token.text)
}

#[test]
fn tokenizes_every_case() {
    let text = std::fs::read_to_string(fixture("tokens.toml")).unwrap();
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
        let got: Vec<String> = tokenize(input).map(|token| shown(&token)).collect();
        if got != *expected {
            failures += &format!("{name} ({why}):\n  expected {expected:?}\n  got {got:?}\n");
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

#[cfg(feature = "serde")]
#[test]
fn serialises_a_token() {
    let token = tokenize("ya").next().unwrap();
    assert_eq!(
        serde_json::to_string(&token).unwrap(),
        r#"{"text":"ya","span":{"start":0,"end":2},"kind":"word"}"#
    );
}

fn stemmer() -> Stemmer {
    Stemmer::new(Dictionary::from_words([
        "main", "buku", "baca", "jumat", "jum",
    ]))
}

#[test]
fn stems_words_and_leaves_the_rest() {
    let text = "Bermain, @Bermain #Bermain: 10.000 buku-buku!\n  www.bermain.id 😂 S.H.";
    assert_eq!(
        stemmer().stem_text(text),
        "main, @Bermain #Bermain: 10.000 buku!\n  www.bermain.id 😂 s h"
    );
}

#[test]
fn a_word_that_falls_apart_has_the_stem_that_the_stemmer_gives() {
    let stemmer = stemmer();
    assert_eq!(stemmer.stem_text("(jum'at)"), "(jum at)");
    assert_eq!(stemmer.stem("jum'at"), "jum at");
}

#[test]
fn a_word_of_which_nothing_is_left_stays() {
    assert_eq!(stemmer().stem_text("membaca السلام."), "baca السلام.");
    assert_eq!(stemmer().stem_text("السلام"), "السلام");
}

#[test]
fn stem_tokens_borrows_what_stays() {
    let stemmer = stemmer();
    let is_borrowed = |text| {
        let stems = stemmer.stem_tokens(text);
        stems
            .map(|(_, stem)| matches!(stem, std::borrow::Cow::Borrowed(_)))
            .collect::<Vec<_>>()
    };
    assert_eq!(is_borrowed("buku bermain!"), [true, false, true]);
}

#[test]
fn hostile_text_takes_linear_time() {
    const MEGABYTE: usize = 1 << 20;
    // Far above what linear work needs on a loaded machine, far below what quadratic work does.
    let patience = Duration::from_secs(10);
    let stemmer = stemmer();
    let long = "a".repeat(10 * MEGABYTE);
    let signs = [
        "a-",
        "-",
        "a.",
        ".",
        "1.",
        "1,",
        "a'",
        "'",
        "a1",
        "!",
        "!a",
        "!?",
        "@",
        "@a",
        "#a",
        "\u{301}",
        "a\u{301}",
        "\u{200f}",
        "a\u{200f}",
        "\0",
        "😂",
        "👨\u{200d}",
        "\u{1f1ee}",
        "www.",
        "www., ",
        "http://",
        "http:// ",
        "-http://",
        "é",
        " ",
    ];
    let texts = signs.map(|sign| sign.repeat(MEGABYTE));
    for text in texts.iter().chain([&long]) {
        let start = Instant::now();
        let covered: usize = tokenize(text).map(|token| token.text.len()).sum();
        let stemmed = stemmer.stem_text(text);
        let shown: String = text.chars().take(10).collect();
        assert!(
            start.elapsed() < patience,
            "{shown} took {:?}",
            start.elapsed()
        );
        assert!(covered <= text.len() && !stemmed.is_empty(), "{shown}");
    }
}
