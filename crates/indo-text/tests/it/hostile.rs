//! Input made to be slow or to break. Each must take time in proportion to its length.

use std::time::{Duration, Instant};

use indo_text::{Cleaner, Dictionary, Stemmer};

const MEGABYTE: usize = 1 << 20;

/// Far above what linear work needs on a loaded machine, far below what quadratic work does.
const PATIENCE: Duration = Duration::from_secs(10);

fn stems_in_time(text: &str) -> String {
    let stemmer = Stemmer::new(Dictionary::from_words(["buku", "main", "a"]));
    let start = Instant::now();
    let stem = stemmer.stem(text);
    assert!(start.elapsed() < PATIENCE, "took {:?}", start.elapsed());
    stem
}

fn cleans_in_time(text: &str) -> String {
    let start = Instant::now();
    let clean = Cleaner::new().clean(text).into_owned();
    assert!(start.elapsed() < PATIENCE, "took {:?}", start.elapsed());
    clean
}

#[test]
fn stems_one_word_of_ten_megabytes() {
    let word = "memper".to_owned() + &"a".repeat(10 * MEGABYTE) + "kannyalah";
    assert_eq!(stems_in_time(&word), word);
    let upper = "K".repeat(10 * MEGABYTE);
    assert_eq!(stems_in_time(&upper).len(), upper.len());
}

#[test]
fn stems_a_million_hyphens() {
    let hyphens = "-".repeat(1_000_000);
    assert_eq!(stems_in_time(&hyphens), hyphens);
    assert_eq!(
        stems_in_time(&("a-".repeat(1_000_000) + "a")).len(),
        2_000_001
    );
    assert_eq!(
        stems_in_time(&(hyphens.clone() + "lah")),
        hyphens.clone() + "lah"
    );
    assert_eq!(stems_in_time(&("-ku".repeat(1_000_000))).len(), 3_000_000);
}

#[test]
fn stems_a_million_words() {
    assert_eq!(
        stems_in_time(&"bermain ".repeat(1_000_000)).len(),
        5_000_000 - 1
    );
    assert_eq!(stems_in_time(&" ".repeat(10 * MEGABYTE)), "");
}

#[test]
fn stems_words_of_other_scripts() {
    for word in ["\0", "ß", "日本", "di\u{301}", "ſſſ", "meıſ", "-\u{212a}-"] {
        stems_in_time(word);
    }
}

/// Combining marks, marks that turn the direction, NUL and bytes that were no text are blanks to
/// the rules, however many there are and wherever they stand.
#[test]
fn stems_words_between_endless_marks() {
    for mark in [
        "\u{301}", "\u{20dd}", "\u{200f}", "\u{202e}", "\0", "\u{fffd}", "\u{feff}",
    ] {
        let marks = mark.repeat(MEGABYTE);
        assert_eq!(stems_in_time(&marks), "");
        let around = format!("{marks}bermain{marks}bukunya{marks}");
        assert_eq!(stems_in_time(&around), "main buku");
        let inside: String = "bermain".chars().flat_map(|c| [c, '\u{301}']).collect();
        assert_eq!(stems_in_time(&inside), "b e r m a i n");
        cleans_in_time(&around);
        cleans_in_time(&format!("a{mark}").repeat(MEGABYTE));
    }
}

#[test]
fn stems_bytes_that_are_no_text() {
    let bytes: Vec<u8> = (0..=255).cycle().take(MEGABYTE).collect();
    let text = String::from_utf8_lossy(&bytes);
    assert!(stems_in_time(&text).len() <= text.len());
    cleans_in_time(&text);
}

/// Each prefix and suffix that a rule knows, over and over: no word makes the rules run longer.
#[test]
fn stems_endless_affixes() {
    for affix in [
        "di", "ber", "ter", "mem", "meng", "peng", "ke", "ku", "kau", "kan", "isasi", "nya", "lah",
        "nyalah", "-nya", "me-", "er", "el",
    ] {
        let affixes = affix.repeat(MEGABYTE);
        for word in [
            affixes.clone(),
            affixes.clone() + "x",
            "x".to_owned() + &affixes,
        ] {
            assert_eq!(stems_in_time(&word).len(), word.len(), "{affix}");
        }
    }
}

#[test]
fn cleans_endless_signs() {
    for sign in [
        "@", "#", "@a", "#a", "&", "\\", "&amp;", "-", "a-", "a'", "RT ", "rt @", "\u{200b}",
    ] {
        cleans_in_time(&sign.repeat(MEGABYTE));
    }
    let rt = "a".repeat(MEGABYTE) + &"@a".repeat(MEGABYTE);
    assert_eq!(cleans_in_time(&rt).len(), MEGABYTE);
    assert_eq!(
        cleans_in_time(&("https://".to_owned() + &"a".repeat(10 * MEGABYTE))),
        ""
    );
    assert_eq!(
        cleans_in_time(&"a ".repeat(MEGABYTE)).len(),
        2 * MEGABYTE - 1
    );
}
