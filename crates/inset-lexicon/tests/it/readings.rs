//! The cases by hand in `readings.toml`: settings, tokens and how the score comes about.

use inset_lexicon::{
    BothSigns, DegreeWords, Formula, Lexicon, Matching, Negation, Phrases, ScoreSettings, Scorer,
};
use serde::Deserialize;

const POSITIVE: &[u8] = b"bagus\t4\ntegas\t3\nterima kasih\t4\nluar biasa\t5\n\
    luar biasa sekali\t5\nkasih\t2\nkasihan\t1\n";
const NEGATIVE: &[u8] = b"buruk\t-5\ntegas\t-2\nkurang\t-3\nkurang ajar\t-5\nbiasa\t-1\n\
    makanan\t-1\nmakan hati\t-4\nagama\t-3\n";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    text: String,
    #[serde(default)]
    stems: Vec<String>,
    #[serde(default)]
    settings: Settings,
    expected: String,
    why: String,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Settings {
    formula: Option<String>,
    both_signs: Option<String>,
    matching: Option<String>,
    phrases: Option<String>,
    negation: Option<usize>,
    degrees: Option<usize>,
    thresholds: Option<[f64; 2]>,
}

impl Settings {
    fn read(&self) -> ScoreSettings {
        let mut settings = ScoreSettings::default();
        if let Some(text) = &self.formula {
            settings = settings.with_formula(text.parse::<Formula>().unwrap());
        }
        if let Some(text) = &self.both_signs {
            settings = settings.with_both_signs(text.parse::<BothSigns>().unwrap());
        }
        if let Some(text) = &self.matching {
            settings = settings.with_matching(text.parse::<Matching>().unwrap());
        }
        if let Some(text) = &self.phrases {
            assert_eq!(text, "longest-first");
            settings = settings.with_phrases(Phrases::LongestFirst);
        }
        if let Some(window) = self.negation {
            settings = settings.with_negation(Negation::new(window));
        }
        if let Some(window) = self.degrees {
            settings = settings.with_degrees(DegreeWords::new(window));
        }
        if let Some([below, above]) = self.thresholds {
            settings = settings.with_thresholds(below, above);
        }
        settings
    }
}

/// The surface and the stem, which is empty where there is none.
fn pair(text: &str) -> (&str, &str) {
    match text.split_once('/') {
        Some(pair) => pair,
        None if text == "_" => ("", ""),
        None => (text, ""),
    }
}

#[test]
fn explanations_are_those_worked_out_by_hand() {
    let cases = include_str!("../../../../fixtures/inset-lexicon/readings.toml");
    let mut failures = Vec::new();
    for case in toml::from_str::<Cases>(cases).unwrap().case {
        let mut lexicon = Lexicon::from_bytes(POSITIVE, NEGATIVE).unwrap();
        if !case.stems.is_empty() {
            let stems: Vec<_> = case.stems.iter().map(|text| pair(text)).collect();
            lexicon = lexicon.with_stems(|word| {
                let found = stems.iter().find(|(other, _)| *other == word);
                found.map_or(word, |(_, stem)| stem).to_owned()
            });
        }
        let scorer = Scorer::new(&lexicon, &case.settings.read()).unwrap();
        let tokens: Vec<(&str, &str)> = case.text.split(' ').map(pair).collect();
        let explanation = scorer.explain(&tokens);
        assert_eq!(explanation.score, scorer.score(&tokens), "{}", case.name);
        let found = explanation.to_string();
        if found != case.expected {
            failures.push(format!(
                "{} ({})\n  expected {}\n  found    {found}",
                case.name, case.why, case.expected
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn colliding_stems_go_to_the_root_then_the_shortest_then_the_first() {
    let lexicon = Lexicon::from_bytes(
        b"main\t1\nmainan\t2\nbermain\t2\nkasihan\t3\nkasihku\t4\npengasih\t3\n",
        b"hukuman\t-2\nhukumlah\t-3\nbuka mata\t-1\nterbuka mata\t-1\n",
    )
    .unwrap()
    .with_stems(|word| {
        let stems = ["main", "kasih", "hukum", "buka"];
        let stem = stems.into_iter().find(|stem| word.contains(stem));
        // The stemmer of the test does not know that `pengasih` comes of `kasih`.
        stem.unwrap_or(if word == "pengasih" { "kasih" } else { word })
            .to_owned()
    });
    let settings = ScoreSettings::default()
        .with_matching(Matching::Stem)
        .with_phrases(Phrases::LongestFirst);
    let scorer = Scorer::new(&lexicon, &settings).unwrap();
    let tokens = ["main", "kasih", "hukum", "buka", "mata"];
    let entries: Vec<&str> = scorer
        .explain(&tokens)
        .hits
        .iter()
        .map(|hit| hit.entry)
        .collect();
    assert_eq!(entries, ["main", "kasihan", "hukuman", "buka mata"]);
    assert_eq!(
        lexicon.stem_report().unwrap().to_string(),
        "entries 10, changed by stemming 8, different stems 4, hidden behind an entry with the \
         same stem 6, of these with another weight 4"
    );
    // The entry in front is taken out: the next one answers.
    let scorer = Scorer::new(&lexicon.without(&["kasihan", "main"]), &settings).unwrap();
    let explanation = scorer.explain(&tokens);
    assert_eq!(explanation.hits[0].entry, "mainan");
    assert_eq!(explanation.hits[1].entry, "kasihku");
}

#[test]
fn a_stemmer_that_leaves_nothing_is_passed_over() {
    let lexicon = Lexicon::from_bytes(b"bagus\t4", b"buruk\t-5")
        .unwrap()
        .with_stems(|_| String::new());
    let settings = ScoreSettings::default().with_matching(Matching::Stem);
    let scorer = Scorer::new(&lexicon, &settings).unwrap();
    assert_eq!(scorer.score(&["bagus", "buruk"]).hits, 2);
    assert_eq!(lexicon.stem_report().unwrap().changed, 0);
    assert_eq!(Lexicon::starter().stem_report(), None);
}
