use std::io::Write;
use std::path::Path;

use indo_text::{Dictionary, Exceptions, Rules, Stemmer, TextError};

fn parse(text: &str) -> Exceptions {
    Exceptions::from_bytes(text.as_bytes(), "list").unwrap()
}

fn error_of(bytes: &[u8]) -> String {
    Exceptions::from_bytes(bytes, "list")
        .unwrap_err()
        .to_string()
}

#[test]
fn reads_words_and_roots_with_a_byte_order_mark_crlf_blanks_and_comments() {
    let list = parse("\u{feff}# names\r\n\r\n  Bekasi \r\nGabut\t gabut \r\n #more\nPemuda\tMuda");
    assert_eq!(list.len(), 3);
    assert_eq!(list.root_of("bekasi"), Some("bekasi"));
    assert_eq!(list.root_of("gabut"), Some("gabut"));
    assert_eq!(list.root_of("pemuda"), Some("muda"));
    assert_eq!(list.root_of("# names"), None);
}

#[test]
fn reads_a_file() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"susi\n").unwrap();
    let list = Exceptions::from_path(file.path()).unwrap();
    assert_eq!(list.root_of("susi"), Some("susi"));
    let error = Exceptions::from_path(Path::new("no/such.tsv")).unwrap_err();
    assert_eq!(error.to_string(), "cannot read no/such.tsv");
}

#[test]
fn names_the_line_that_is_wrong() {
    let expected = "expected a word, or a word, a tab and its root, got";
    assert_eq!(
        error_of(b"bali\ndua kata\n"),
        format!("list:2: {expected} `dua kata`")
    );
    assert_eq!(
        error_of(b"a\tb\tc\n"),
        format!("list:1: {expected} `a\\tb\\tc`")
    );
    assert_eq!(error_of(b"\n\tb"), format!("list:2: {expected} `\\tb`"));
    assert_eq!(
        error_of(b"bali\t\n"),
        format!("list:1: {expected} `bali\\t`")
    );
    assert_eq!(error_of(b"a\nb\nc\xe9\n"), "list:3: expected UTF-8");
    let error = Exceptions::from_bytes(b"dua kata", "list").unwrap_err();
    assert!(matches!(error, TextError::Exception { line: 1, .. }));
}

#[test]
fn later_entries_lie_on_top() {
    let mut list = parse("pemuda\tpemuda\npemuda\tmuda\nbali\n");
    assert_eq!(list.root_of("pemuda"), Some("muda"));
    list.extend(parse("bali\tbal\n"));
    assert_eq!(list.root_of("bali"), Some("bal"));
    list.insert(" Bali ", "BALI");
    assert_eq!(list.root_of("bali"), Some("bali"));
    list.insert("", "x");
    list.insert("x", " ");
    list.protect(" ");
    assert_eq!(list.len(), 2);
    assert!(Exceptions::default().is_empty());
}

#[test]
fn the_starter_exceptions_are_sound() {
    let starter = Exceptions::starter();
    assert_eq!(starter.root_of("bekasi"), Some("bekasi"));
    let mut read = Exceptions::default();
    for (name, text) in [
        ("english.txt", include_str!("../../data/english.txt")),
        ("names.txt", include_str!("../../data/names.txt")),
        ("exceptions.tsv", include_str!("../../data/exceptions.tsv")),
    ] {
        read.extend(Exceptions::from_bytes(text.as_bytes(), name).unwrap());
    }
    assert!(read == starter, "the files and the starter list differ");
}

#[test]
fn the_files_of_exceptions_are_sorted_and_have_no_word_twice() {
    for text in [
        include_str!("../../data/english.txt"),
        include_str!("../../data/names.txt"),
        include_str!("../../data/exceptions.tsv"),
    ] {
        let words: Vec<&str> = text
            .lines()
            .filter_map(|line| line.split('\t').next())
            .collect();
        assert!(words.is_sorted_by(|a, b| a < b));
    }
}

#[test]
fn sastrawi_has_no_exceptions_but_those_given() {
    let roots = Dictionary::from_words(["bekas", "sus", "main"]);
    let plain = Stemmer::new(roots.clone());
    assert_eq!(plain.stem("bekasi"), "bekas");
    let stemmer = plain.with_exceptions(parse("bekasi\nsusi\npermainan\tper main\n"));
    for (word, expected) in [
        ("Bekasi", "bekasi"),
        ("bekasinya", "bekasi"),
        ("bekasikulah", "bekasi"),
        ("bekasi-nya", "bekasi"),
        ("Susi,bekasipun", "susi bekasi"),
        ("permainan", "per main"),
        ("permainannya", "per main"),
        ("bermain", "main"),
        // Under other affixes the rules go on as they do.
        ("bekasian", "bekasian"),
    ] {
        assert_eq!(stemmer.stem(word), expected, "{word}");
        assert_eq!(stemmer.trace(word).stem(), expected, "{word}");
    }
    let found = stemmer.candidates("bekasi");
    let roots: Vec<&str> = found.iter().map(|found| &*found.root).collect();
    assert_eq!(roots, ["bekasi", "bekas"]);
    assert_eq!(
        stemmer.trace("bekasi").to_string(),
        "exception: bekasi -> bekasi, root\nstem: bekasi"
    );
}

#[test]
fn the_extended_rules_ask_under_affixes_too() {
    let exceptions = parse("puan\nperempuan\tperempuan\nkece\tcantik\nbali\tbalik\n");
    let stemmer = Stemmer::new(Dictionary::from_words(["puan"]))
        .with_exceptions(exceptions)
        .with_rules(Rules::Extended);
    for (word, expected) in [
        ("keperempuanan", "perempuan"),
        ("kecenya", "cantik"),
        ("terkece", "cantik"),
        // The user's entry lies on top of the crate's own.
        ("bali", "balik"),
        ("bekasi", "bekasi"),
    ] {
        assert_eq!(stemmer.stem(word), expected, "{word}");
    }
    assert_eq!(stemmer.exceptions().len(), 4);
}

#[test]
fn a_name_takes_few_affixes() {
    let stemmer = Stemmer::new(Dictionary::from_words(["main"]))
        .with_exceptions(parse("zyxani\n"))
        .with_rules(Rules::Extended);
    for (word, expected) in [
        ("zyxaninya", "zyxani"),
        ("zyxani-ku", "zyxani"),
        ("sezyxani", "zyxani"),
        ("kezyxanian", "zyxani"),
        ("berzyxani", "berzyxani"),
        ("dizyxanikan", "dizyxanikan"),
    ] {
        assert_eq!(stemmer.stem(word), expected, "{word}");
    }
}

#[test]
fn words_are_kept_as_the_rules_see_them() {
    let list = parse("jum'at\tjumatan\nal-qur’an\nmakan²\tmakan\né\n");
    let stemmer = Stemmer::new(Dictionary::default())
        .with_exceptions(list.clone())
        .with_rules(Rules::Extended);
    for (word, expected) in [
        ("Jum'at", "jumatan"),
        ("jumat", "jumatan"),
        ("al-qur'annya", "al-quran"),
        ("makan²", "makan"),
        ("é", "e"),
    ] {
        assert_eq!(stemmer.stem(word), expected, "{word}");
    }
    assert_eq!(list.root_of("al-quran"), Some("al-quran"));
}

#[test]
fn words_that_no_rule_would_ask_for_are_refused() {
    let long = "a".repeat(65);
    for word in ["!", "a.b", "ж", &long] {
        let error = error_of(format!("bali\n{word}\tx\n").as_bytes());
        assert!(error.starts_with("list:2: expected a word"), "{error}");
        let mut list = Exceptions::default();
        list.insert(word, "x");
        list.protect(word);
        assert!(list.is_empty(), "{word}");
    }
    assert_eq!(parse(&long[1..]).len(), 1);
}

#[test]
fn an_error_is_one_line_without_control_characters() {
    let error = error_of(b"bali \x1b[31m\x0b\t\n");
    assert!(error.ends_with(r"got `bali \u{1b}[31m\u{b}\t`"), "{error}");
    assert!(!error.contains(char::is_control));
}

#[test]
fn a_fixed_root_has_the_affixes_of_the_word() {
    let stemmer = Stemmer::new(Dictionary::default()).with_exceptions(parse("bekasi\n"));
    let found = stemmer.candidates("bekasinyalah");
    let first = &found[0];
    assert_eq!(
        (&*first.root, first.possessive, first.particle),
        ("bekasi", Some("nya"), Some("lah"))
    );
}
