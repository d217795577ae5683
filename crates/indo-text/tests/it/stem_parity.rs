//! Real tweets and Sastrawi's own test pairs, where they are at hand.

use std::collections::HashMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use indo_text::{Dictionary, Stemmer};

use crate::forms;
use crate::golden_stems::Peer;
use crate::shared::{data, fixture};

/// The share of the tokens of tweets on which the starter roots must give the stem that Sastrawi's roots give.
const LEAST_AGREEMENT: f64 = 0.985;

const ROOTS: &str = "sastrawi-kata-dasar/kata-dasar.txt";
const FORMS: usize = 200_000;

#[test]
fn stems_every_word_of_real_tweets_as_pysastrawi_does() {
    let (Some(tweets), Some(roots)) = (data("okky-hate-speech/re_dataset.csv"), data(ROOTS)) else {
        return;
    };
    let Some(python) = python_with_peer() else {
        return;
    };
    let peer = start(&python, &tweets, "latin-1", &roots);
    let stemmer = Stemmer::new(Dictionary::from_path(&roots).unwrap());
    let count = stems_of(peer).assert_equal(&stemmer);
    eprintln!("{count} words, all stemmed as by PySastrawi");
    assert!(count > 29_000);
}

/// With Sastrawi's own roots where they are at hand, else with the starter list, which PySastrawi
/// is given too. It stems the two halves at once.
#[test]
fn stems_made_forms_as_pysastrawi_does() {
    let Some(python) = python_with_peer() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let roots = data(ROOTS).unwrap_or_else(|| {
        crate::aloud!("the starter roots stand in for it");
        let path = folder.path().join("roots.txt");
        std::fs::write(&path, starter_roots().join("\n")).unwrap();
        path
    });
    let text = std::fs::read_to_string(&roots).unwrap();
    let forms = forms::made(FORMS, &text.lines().collect::<Vec<_>>());
    let stemmer = Stemmer::new(Dictionary::from_path(&roots).unwrap());
    let stemmed = forms
        .iter()
        .filter(|form| stemmer.stem(form) != **form)
        .count();
    assert!(stemmed > FORMS / 3, "only {stemmed} forms have a root");
    let halves = forms.chunks(FORMS / 2).enumerate().map(|(index, half)| {
        let path = folder.path().join(format!("forms{index}.txt"));
        std::fs::write(&path, half.join("\n")).unwrap();
        start(&python, &path, "utf-8", &roots)
    });
    let peers: Vec<Child> = halves.collect();
    let counts = peers
        .into_iter()
        .map(|peer| stems_of(peer).assert_equal(&stemmer));
    assert_eq!(counts.sum::<usize>(), FORMS);
}

fn starter_roots() -> Vec<&'static str> {
    let rows = include_str!("../../data/roots.tsv").lines().skip(1);
    rows.filter_map(|row| row.split('\t').next()).collect()
}

/// `None`, said on stderr, where there is no PySastrawi.
fn python_with_peer() -> Option<String> {
    let python = std::env::var("SARA_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has_peer = Command::new(&python)
        .args(["-c", "import Sastrawi"])
        .output();
    if has_peer.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    crate::aloud!("skipped: {python} has no PySastrawi (set SARA_PYTHON to one that has)");
    None
}

fn start(python: &str, text: &Path, encoding: &str, roots: &Path) -> Child {
    Command::new(python)
        .arg(fixture("peers/pysastrawi_stems.py"))
        .args(["--encoding", encoding])
        .arg("--text")
        .arg(text)
        .arg("--roots")
        .arg(roots)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn stems_of(peer: Child) -> Peer {
    let output = peer.wait_with_output().unwrap();
    assert!(output.status.success(), "PySastrawi failed");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn passes_the_integration_pairs_of_sastrawi() {
    let (Some(pairs), Some(roots)) = (data("stem-pairs/pairs.tsv"), data(ROOTS)) else {
        return;
    };
    let stemmer = Stemmer::new(Dictionary::from_path(&roots).unwrap());
    assert_eq!(passed(&pairs, "it", &stemmer), 35);
}

#[test]
fn passes_the_functional_pairs_of_sastrawi_with_their_dictionary() {
    let (Some(pairs), Some(json)) = (data("stem-pairs/pairs.tsv"), data("stem-pairs/pairs.json"))
    else {
        return;
    };
    let json: HashMap<String, serde_json::Value> =
        serde_json::from_slice(&std::fs::read(json).unwrap()).unwrap();
    let roots = json["dict"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(serde_json::Value::as_str);
    let stemmer = Stemmer::new(Dictionary::from_words(roots));
    assert_eq!(passed(&pairs, "fn", &stemmer), 166);
}

/// The starter roots were tuned on one half of these tweets; on the other the share is 0.1 points lower than on all.
#[test]
fn the_starter_roots_give_the_stems_of_sastrawis_on_most_tokens_of_tweets() {
    let (Some(tweets), Some(roots)) = (data("okky-hate-speech/re_dataset.csv"), data(ROOTS)) else {
        return;
    };
    let bytes = std::fs::read(tweets).unwrap();
    let text: String = bytes.into_iter().map(char::from).collect();
    let full = Stemmer::new(Dictionary::from_path(&roots).unwrap());
    let starter = Stemmer::new(Dictionary::starter());
    let words = text.split(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '-'));
    let words: Vec<&str> = words
        .filter(|word| word.contains(|sign: char| sign.is_ascii_lowercase()))
        .collect();
    let same = words
        .iter()
        .filter(|word| starter.stem(word) == full.stem(word));
    let share = same.count() as f64 / words.len() as f64;
    crate::aloud!(
        "starter roots: {:.2}% of {} tokens as by Sastrawi's roots",
        100.0 * share,
        words.len()
    );
    assert!(share >= LEAST_AGREEMENT);
}

#[test]
fn the_starter_roots_pass_most_pairs_of_sastrawi() {
    let Some(pairs) = data("stem-pairs/pairs.tsv") else {
        return;
    };
    let stemmer = Stemmer::new(Dictionary::starter());
    let text = std::fs::read_to_string(pairs).unwrap();
    let right = text.lines().filter(|line| {
        let fields: Vec<&str> = line.split('\t').collect();
        fields[0] == "fn" && stemmer.stem(fields[1]) == fields[2]
    });
    assert!(right.count() >= 155);
}

/// Stems the pairs of one kind; fails with all that differ, else returns how many there were.
fn passed(pairs: &Path, kind: &str, stemmer: &Stemmer) -> usize {
    let text = std::fs::read_to_string(pairs).unwrap();
    let mut count = 0;
    let mut failures = String::new();
    for line in text.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [found, word, expected] = fields[..] else {
            continue;
        };
        if found != kind {
            continue;
        }
        count += 1;
        let got = stemmer.stem(word);
        if got != expected {
            failures += &format!("{word}: expected {expected}, got {got}\n");
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
    count
}
