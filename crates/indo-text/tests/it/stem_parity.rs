//! Real tweets and Sastrawi's own test pairs, where they are at hand.

use std::collections::HashMap;
use std::process::Command;

use indo_text::{Dictionary, Stemmer};

use crate::golden_stems::Peer;
use crate::shared::{data, fixture};

const ROOTS: &str = "sastrawi-kata-dasar/kata-dasar.txt";

#[test]
fn stems_every_word_of_real_tweets_as_pysastrawi_does() {
    let (Some(tweets), Some(roots)) = (data("okky-hate-speech/re_dataset.csv"), data(ROOTS)) else {
        return;
    };
    let python = std::env::var("SARA_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has_peer = Command::new(&python)
        .args(["-c", "import Sastrawi"])
        .output();
    if !has_peer.is_ok_and(|output| output.status.success()) {
        crate::aloud!("skipped: {python} has no PySastrawi (set SARA_PYTHON to one that has)");
        return;
    }
    let output = Command::new(&python)
        .arg(fixture("peers/pysastrawi_stems.py"))
        .args(["--encoding", "latin-1"])
        .arg("--text")
        .arg(tweets)
        .arg("--roots")
        .arg(&roots)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let peer: Peer = serde_json::from_slice(&output.stdout).unwrap();
    let count = peer.assert_equal(&Stemmer::new(Dictionary::from_path(&roots).unwrap()));
    eprintln!("{count} words, all stemmed as by PySastrawi");
    assert!(count > 29_000);
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

/// Stems the pairs of one kind; fails with all that differ, else returns how many there were.
fn passed(pairs: &std::path::Path, kind: &str, stemmer: &Stemmer) -> usize {
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
