use indo_text::{EnglishStemmer, EnglishWords, TextError};

fn stemmer(words: &[&str]) -> EnglishStemmer {
    EnglishStemmer::new(words.iter().collect())
}

#[test]
fn stems_known_words_and_their_regular_forms() {
    let words = ["post", "share", "stop", "reply", "watch", "update", "fall"];
    let stemmer = stemmer(&words);
    let cases = [
        ("post", "post"),
        ("posts", "post"),
        ("posted", "post"),
        ("posting", "post"),
        ("poster", "poster"),
        ("shares", "share"),
        ("shared", "share"),
        ("sharing", "share"),
        ("stopped", "stop"),
        ("stopping", "stop"),
        ("replies", "repli"),
        ("replied", "repli"),
        ("watches", "watch"),
        ("watcher", "watcher"),
        ("updating", "updat"),
        ("falling", "fall"),
    ];
    for (word, expected) in cases {
        assert_eq!(stemmer.stem(word).as_deref(), Some(expected), "{word}");
    }
}

#[test]
fn leaves_unknown_words_alone() {
    let stemmer = stemmer(&["post", "stop"]);
    for word in [
        "",
        "s",
        "ed",
        "ing",
        "er",
        "makan",
        "sering",
        "posterity",
        "Post",
        "nasi",
        "é",
        "ééed",
    ] {
        assert_eq!(stemmer.stem(word), None, "{word}");
    }
    assert!(
        EnglishStemmer::new(EnglishWords::default())
            .stem("posts")
            .is_none()
    );
}

#[test]
fn the_starter_list_is_sound() {
    let words = EnglishWords::starter();
    let lines: Vec<&str> = include_str!("../../data/english.txt").lines().collect();
    assert!(
        lines.is_sorted_by(|a, b| a < b),
        "not sorted, or a word stands twice"
    );
    assert!(!words.is_empty() && words.len() == lines.len());
    let lower =
        |line: &&str| !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_lowercase());
    assert!(lines.iter().all(lower));
}

#[test]
fn words_come_from_files() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "\u{feff}Post\r\n\r\n share \npost\n").unwrap();
    let words = EnglishWords::from_path(file.path()).unwrap();
    assert!(words.len() == 2 && words.contains("post") && words.contains("share"));
    let error = EnglishWords::from_path(std::path::Path::new("no/such.txt")).unwrap_err();
    assert_eq!(error.to_string(), "cannot read no/such.txt");
    assert!(matches!(error, TextError::Read { .. }));
}
