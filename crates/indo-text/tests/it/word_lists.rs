use std::collections::HashSet;
use std::io::Write;

use indo_text::{Dictionary, Stemmer, StopWords, TextError};

use crate::shared::data;

fn file(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

#[test]
fn reads_roots_with_a_byte_order_mark_crlf_blanks_and_repeats() {
    let roots = file("\u{feff}main\r\n\r\n  tulis \r\nmain\n\nkupu-kupu".as_bytes());
    let dictionary = Dictionary::from_path(roots.path()).unwrap();
    assert_eq!(dictionary.len(), 3);
    assert!(
        ["main", "tulis", "kupu-kupu"]
            .iter()
            .all(|root| dictionary.contains(root))
    );
    assert!(!dictionary.contains(""));
}

#[test]
fn finds_roots_longer_than_any_word_of_the_language() {
    let long = "k".to_owned() + &"a".repeat(200);
    let stemmer = Stemmer::new(Dictionary::from_words([&long]));
    assert_eq!(stemmer.stem(&format!("meng{}", &long[1..])), long);
}

#[test]
fn refuses_roots_that_are_not_utf_8() {
    let roots = file(b"main\ntulis\nk\xe9\n");
    let error = Dictionary::from_path(roots.path()).unwrap_err();
    let expected = format!("{}:3: expected UTF-8", roots.path().display());
    assert_eq!(error.to_string(), expected);
    assert!(matches!(error, TextError::NotUtf8 { line: 3, .. }));
}

#[test]
fn the_starter_roots_are_sound() {
    let dictionary = Dictionary::starter();
    assert!(dictionary.len() >= 20 && dictionary.contains("ajar"));
    let roots: Vec<&str> = include_str!("../../data/roots.txt").lines().collect();
    assert!(
        roots.is_sorted_by(|a, b| a < b),
        "not sorted, or a root stands twice"
    );
    for root in roots {
        let is_root = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
        assert!(!root.is_empty() && root.bytes().all(is_root), "{root:?}");
    }
}

#[test]
fn reads_the_roots_of_sastrawi_with_their_corrupt_line() {
    let Some(path) = data("sastrawi-kata-dasar/kata-dasar.txt") else {
        return;
    };
    let dictionary = Dictionary::from_path(&path).unwrap();
    assert_eq!(dictionary.len(), 29_932);
    assert!(dictionary.contains("oper \"v,\"") && dictionary.contains("oper"));
}

#[test]
fn the_tala_list_is_that_of_stopwords_iso() {
    let tala = StopWords::tala();
    assert_eq!(tala.len(), 758);
    for word in ["yang", "tidak", "bukan", "belum", "jangan"] {
        assert!(tala.contains(word), "{word}");
    }
    let Some(path) = data("stopwords-iso-id/stopwords-id.txt") else {
        return;
    };
    let text = std::fs::read_to_string(&path).unwrap();
    let words: HashSet<&str> = text.lines().collect();
    assert_eq!(words.len(), tala.len());
    assert!(words.iter().all(|word| tala.contains(word)));
    assert_eq!(StopWords::from_path(&path).unwrap().len(), tala.len());
}

#[test]
fn stop_words_are_added_and_removed_in_any_case() {
    let mut words = StopWords::empty();
    assert!(words.is_empty() && words.insert(" Dong ") && !words.insert("dong"));
    assert!(words.contains("dong") && !words.contains("Dong"));
    assert!(words.remove("DONG") && !words.remove("dong") && words.is_empty());
}

#[test]
fn stop_words_come_from_files_and_iterators() {
    let listed = file("\u{feff}Yang\r\n\r\ndan\n".as_bytes());
    assert_eq!(StopWords::from_path(listed.path()).unwrap().len(), 2);
    assert!(
        ["deh", "sih"]
            .into_iter()
            .collect::<StopWords>()
            .contains("sih")
    );
    let error = StopWords::from_path(std::path::Path::new("no/such.txt")).unwrap_err();
    assert_eq!(error.to_string(), "cannot read no/such.txt");
}
