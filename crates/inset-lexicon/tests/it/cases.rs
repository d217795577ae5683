//! The cases by hand in `fixtures/inset-lexicon`.

use inset_lexicon::{Formula, Lexicon};
use serde::Deserialize;
use serde::de::DeserializeOwned;

const SOUND_NEGATIVE: &[u8] = b"word\tweight\r\nburuk\t-4\r\n";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases<C> {
    case: Vec<C>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Malformed {
    name: String,
    input: String,
    expected: String,
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Defects {
    name: String,
    positive: String,
    negative: String,
    expected: String,
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scored {
    name: String,
    input: Vec<String>,
    expected: Expected,
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    sum: f64,
    tokens: usize,
    hits: usize,
    study: f64,
    mean: f64,
    count: f64,
    sentiment: String,
}

fn read<C: DeserializeOwned>(text: &str) -> Vec<C> {
    toml::from_str::<Cases<C>>(text).unwrap().case
}

/// Compares all cases, then fails with all that differ.
fn check(cases: impl Iterator<Item = (String, String, String, String)>) {
    let failures: Vec<String> = cases
        .filter(|(_, _, found, expected)| found != expected)
        .map(|(name, why, found, expected)| {
            format!("{name} ({why})\n  expected {expected}\n  found    {found}")
        })
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn malformed_files_are_refused_with_the_place_and_the_value() {
    let cases: Vec<Malformed> = read(include_str!(
        "../../../../fixtures/inset-lexicon/malformed.toml"
    ));
    check(cases.into_iter().map(|case| {
        let found = match Lexicon::from_bytes(case.input.as_bytes(), SOUND_NEGATIVE) {
            Ok(_) => "no error".to_owned(),
            Err(error) => error.to_string(),
        };
        (case.name, case.why, found, case.expected)
    }));
}

#[test]
fn defects_are_counted_and_reported() {
    let cases: Vec<Defects> = read(include_str!(
        "../../../../fixtures/inset-lexicon/defects.toml"
    ));
    check(cases.into_iter().map(|case| {
        let loaded = Lexicon::from_bytes(case.positive.as_bytes(), case.negative.as_bytes());
        let found = match loaded {
            Ok(lexicon) => lexicon.report().to_string(),
            Err(error) => error.to_string(),
        };
        (case.name, case.why, found, case.expected)
    }));
}

#[test]
fn scores_are_those_worked_out_by_hand() {
    let lexicon = Lexicon::from_bytes(
        b"word\tweight\nbagus\t4\ntegas\t3\n",
        b"word\tweight\nburuk\t-5\ntegas\t-3\nmalas\t-2\n",
    )
    .unwrap();
    let cases: Vec<Scored> = read(include_str!(
        "../../../../fixtures/inset-lexicon/scores.toml"
    ));
    check(cases.into_iter().map(|case| {
        let score = |formula| lexicon.score(&case.input, formula);
        let found = score(Formula::Study);
        let shown = Expected {
            sum: found.sum,
            tokens: found.tokens,
            hits: found.hits,
            study: found.polarity,
            mean: score(Formula::Mean).polarity,
            count: score(Formula::Count).polarity,
            sentiment: found.sentiment().to_string(),
        };
        let plain_sum = score(Formula::Sum).polarity;
        assert_eq!(plain_sum.to_string(), found.sum.to_string());
        (case.name, case.why, shown.print(), case.expected.print())
    }));
}

impl Expected {
    /// Twelve digits: the expected values are typed in decimal.
    fn print(&self) -> String {
        let Self {
            sum,
            tokens,
            hits,
            study,
            mean,
            count,
            sentiment,
        } = self;
        format!("{sum} of {tokens} with {hits} hits: {study:.12} {mean:.12} {count} {sentiment}")
    }
}
