use std::collections::HashSet;
use std::io::Write;
use std::time::{Duration, Instant};

use indo_text::{Dictionary, PartOfSpeech, Stemmer, StopWords, TextError};
use proptest::prelude::*;

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
fn keeps_roots_as_they_are_written() {
    let roots = file("Main\nmain\noper \"v,\"\nke luar\n".as_bytes());
    let dictionary = Dictionary::from_path(roots.path()).unwrap();
    assert_eq!(dictionary.len(), 4);
    for root in ["Main", "main", "oper \"v,\"", "ke luar"] {
        assert!(dictionary.contains(root), "{root}");
        assert_eq!(dictionary.part_of_speech(root), None);
    }
    assert!(!dictionary.contains("oper") && !dictionary.contains("MAIN"));
    let words = Dictionary::from_words(["Main", " main", " ", "", "main\tv"]);
    assert_eq!(words.len(), 3);
    assert!(words.contains("Main") && words.contains(" main") && words.contains("main\tv"));
}

#[test]
fn reads_roots_with_their_classes() {
    let tsv = "\u{feff}root\tpos\tdomain\r\n\
        main\tv\tgeneral\r\n\
        jawa\tname\tplace\r\n\
        \r\n\
        \u{20}tulis \t v \r\n\
        main\tn\tgame\r\n\
        kupu-kupu\tserangga\r\n\
        oper \"v,\"\r\n\
        indah\t\tgeneral\r\n";
    let roots = file(tsv.as_bytes());
    let dictionary = Dictionary::from_path(roots.path()).unwrap();
    assert_eq!(dictionary.len(), 6);
    let expected = [
        ("main", Some(PartOfSpeech::Verb)),
        ("jawa", Some(PartOfSpeech::ProperName)),
        ("tulis", Some(PartOfSpeech::Verb)),
        ("kupu-kupu", None),
        ("oper \"v,\"", None),
        ("indah", None),
    ];
    for (root, class) in expected {
        assert!(dictionary.contains(root), "{root}");
        assert_eq!(dictionary.part_of_speech(root), class, "{root}");
    }
    assert!(!dictionary.contains("root") && dictionary.part_of_speech("root").is_none());
    assert_eq!(Stemmer::new(dictionary).stem("dituliskan"), "tulis");
}

#[test]
fn a_header_stands_on_the_first_line_only() {
    let roots = file(b"root\npos\nroot\tpos\n");
    let dictionary = Dictionary::from_path(roots.path()).unwrap();
    assert_eq!(dictionary.len(), 2);
    assert!(dictionary.contains("root") && dictionary.contains("pos"));
}

#[test]
fn every_class_is_read_as_it_is_written() {
    let classes = ["n", "v", "a", "adv", "num", "pron", "p", "i", "name"];
    let lines: Vec<String> = classes
        .iter()
        .map(|class| format!("kata{class}\t{class}"))
        .collect();
    let roots = file(lines.join("\n").as_bytes());
    let dictionary = Dictionary::from_path(roots.path()).unwrap();
    for class in classes {
        let found = dictionary.part_of_speech(&format!("kata{class}")).unwrap();
        assert_eq!(found.to_string(), class);
        assert_eq!(PartOfSpeech::from_abbreviation(class), Some(found));
    }
    assert_eq!(PartOfSpeech::from_abbreviation("N"), None);
    #[cfg(feature = "serde")]
    assert_eq!(
        serde_json::to_string(&PartOfSpeech::ProperName).unwrap(),
        "\"name\""
    );
}

proptest! {
    #[test]
    fn a_dictionary_holds_what_a_set_of_its_words_holds(
        words in prop::collection::vec("[a-c]{0,3}|[a-z -]{4,20}|.{0,40}", 0..60),
        others in prop::collection::vec("[a-c]{0,3}|.{0,20}", 0..20),
    ) {
        let set: HashSet<&String> = words.iter().filter(|word| !word.trim().is_empty()).collect();
        let dictionary = Dictionary::from_words(&words);
        prop_assert_eq!(dictionary.len(), set.len());
        for word in words.iter().chain(&others) {
            prop_assert_eq!(dictionary.contains(word), set.contains(word), "{}", word);
        }
    }
}

#[test]
fn a_dictionary_shows_its_size_and_no_words() {
    let words = Dictionary::from_words(["main", "ajar"]);
    assert_eq!(format!("{words:?}"), "Dictionary { len: 2, .. }");
    assert!(Dictionary::default().is_empty() && !Dictionary::default().contains(""));
    assert!(words.clone().contains("main"));
}

/// The bench holds the figures of one run on an idle machine; here is room for a loaded one.
#[test]
fn dictionaries_are_ready_in_no_time() {
    if cfg!(debug_assertions) {
        crate::aloud!("skipped: the time to load a dictionary is measured in release builds");
        return;
    }
    let fastest = |work: &dyn Fn() -> usize| {
        let run = |_| {
            let start = Instant::now();
            assert!(work() > 0);
            start.elapsed()
        };
        (0..10).map(run).min().unwrap()
    };
    let starter = fastest(&|| Dictionary::starter().len());
    assert!(starter < Duration::from_millis(1), "{starter:?}");
    let lines: Vec<String> = (0..30_000).map(|n| format!("kata{n:x}")).collect();
    let list = file(lines.join("\n").as_bytes());
    let read = fastest(&|| Dictionary::from_path(list.path()).unwrap().len());
    assert!(read < Duration::from_millis(50), "{read:?}");
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
    let mut lines = include_str!("../../data/roots.tsv").lines();
    assert_eq!(lines.next(), Some("root\tpos\tdomain"));
    let mut roots = Vec::new();
    for line in lines {
        let columns: Vec<&str> = line.split('\t').collect();
        let [root, class, domain] = columns[..] else {
            panic!("{line:?} has not three columns");
        };
        let is_root = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
        assert!(!root.is_empty() && root.bytes().all(is_root), "{root:?}");
        assert!(!domain.trim().is_empty(), "{line:?}");
        let class = PartOfSpeech::from_abbreviation(class);
        assert!(class.is_some(), "{line:?} has no known class");
        assert_eq!(dictionary.part_of_speech(root), class, "{root}");
        roots.push(root);
    }
    assert!(
        roots.is_sorted_by(|a, b| a < b),
        "not sorted, or a root stands twice"
    );
    assert_eq!(dictionary.len(), roots.len());
    assert!(dictionary.contains("ajar") && !dictionary.contains("root"));
}

#[test]
fn reads_the_roots_of_sastrawi_with_their_corrupt_line() {
    let Some(path) = data("sastrawi-kata-dasar/kata-dasar.txt") else {
        return;
    };
    let dictionary = Dictionary::from_path(&path).unwrap();
    assert_eq!(dictionary.len(), 29_932);
    assert!(dictionary.contains("oper \"v,\"") && dictionary.contains("oper"));
    assert_eq!(dictionary.part_of_speech("oper"), None);
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

#[test]
fn the_page_beside_the_lists_counts_them_right() {
    let page = include_str!("../../data/README.md");
    for (file, text, header) in [
        ("roots.tsv", include_str!("../../data/roots.tsv"), 1),
        ("slang.csv", include_str!("../../data/slang.csv"), 1),
        ("names.txt", include_str!("../../data/names.txt"), 0),
        (
            "exceptions.tsv",
            include_str!("../../data/exceptions.tsv"),
            0,
        ),
        ("english.txt", include_str!("../../data/english.txt"), 0),
        ("emoji.tsv", include_str!("../../data/emoji.tsv"), 0),
    ] {
        let row = page
            .lines()
            .find(|line| line.starts_with(&format!("| `{file}`")));
        let shown = row
            .and_then(|row| row.split('|').nth(3))
            .unwrap_or_default();
        let entries = text.lines().count() - header;
        assert_eq!(shown.replace(',', "").trim(), entries.to_string(), "{file}");
    }
}
