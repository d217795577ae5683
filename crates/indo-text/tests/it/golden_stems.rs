use std::collections::BTreeMap;

use indo_text::{Dictionary, Stemmer};
use serde::Deserialize;

use crate::shared::fixture;

/// What `peers/pysastrawi_stems.py` writes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Peer {
    peer: String,
    version: String,
    stems: BTreeMap<String, String>,
}

impl Peer {
    /// Compares every word and returns how many there are.
    pub(crate) fn assert_equal(&self, stemmer: &Stemmer) -> usize {
        assert_eq!((&*self.peer, &*self.version), ("PySastrawi", "1.2.1"));
        let mut failures = String::new();
        for (word, expected) in &self.stems {
            let got = stemmer.stem(word);
            if got != *expected {
                failures += &format!("{word}: expected {expected}, got {got}\n");
            }
        }
        assert!(failures.is_empty(), "\n{failures}");
        self.stems.len()
    }
}

#[test]
fn stems_our_words_as_pysastrawi_does() {
    let json = std::fs::read(fixture("peers/pysastrawi-1.2.1.json")).unwrap();
    let peer: Peer = serde_json::from_slice(&json).unwrap();
    let dictionary = Dictionary::from_path(&fixture("stems/roots.txt")).unwrap();
    let count = peer.assert_equal(&Stemmer::new(dictionary));
    assert!(count > 2_000, "the fixture was cut down to {count} words");
}
