use std::path::Path;

use indo_text::{Normalizer, SlangList, TextEncoding, TextError};

use crate::shared::data;

fn list(text: &str) -> SlangList {
    SlangList::from_bytes(text.as_bytes(), "test").unwrap()
}

fn message(bytes: &[u8]) -> String {
    SlangList::from_bytes(bytes, "lists/mine.csv")
        .unwrap_err()
        .to_string()
}

#[test]
fn reads_columns_by_name_wherever_they_are() {
    let list = list("no,Transformed,original-for,kind\n1,dgn,dengan,x\n");
    assert_eq!(list.get("dgn"), Some("dengan"));
    assert_eq!((list.len(), list.report().records), (1, 1));
}

#[test]
fn reads_two_columns_without_a_header() {
    let list = list("aamiin,amin\r\n3x,tiga kali\r\n\"a\"\"b\",c\r\n");
    assert_eq!(list.get("3x"), Some("tiga kali"));
    assert_eq!(list.get("a\"b"), Some("c"));
    assert_eq!(list.report().encoding, TextEncoding::Utf8);
}

#[test]
fn reads_tabs() {
    assert_eq!(list("informal\tformal\nyg\tyang\n").get("yg"), Some("yang"));
    assert_eq!(list("yg\tyang, itu\n").get("yg"), Some("yang, itu"));
}

#[test]
fn accepts_a_byte_order_mark_and_windows_1252() {
    let marked = list("\u{feff}slang,formal\nyg,yang\n");
    assert_eq!((marked.len(), marked.get("yg")), (1, Some("yang")));
    let old = SlangList::from_bytes(b"caf\xe9,kaf\xe9 \x93\n", "old").unwrap();
    assert_eq!(old.get("café"), Some("kafé “"));
    assert_eq!(old.report().encoding, TextEncoding::Windows1252);
}

#[test]
fn lowers_and_trims_both_words() {
    let list = list("slang,formal\n  YG ,Yang   Itu \n");
    assert_eq!(list.get("yg"), Some("yang itu"));
    assert_eq!(list.get("YG"), None);
}

#[test]
fn the_most_frequent_pair_wins_and_of_equals_the_first() {
    let list = list("slang,formal\nbkn,bikin\nbkn,bukan\nbkn,bukan\nd,ada\nd,di\n");
    assert_eq!(
        (list.get("bkn"), list.get("d")),
        (Some("bukan"), Some("ada"))
    );
}

#[test]
fn counts_defects() {
    let list = list(
        "slang,formal\nya,ya\nd,ada\nd,di\nga,gak\ngak,tidak\ngamau,ga mau\n\
                     gamau,ga mau\n,kosong\nkosong,\n",
    );
    let report = list.report();
    assert_eq!((report.records, report.entries), (9, 5));
    assert_eq!((report.identities, report.ambiguous_keys), (1, 1));
    assert_eq!((report.multi_word_targets, report.chained), (1, 2));
    assert_eq!(
        (report.duplicates, report.empty_keys, report.empty_targets),
        (1, 1, 1)
    );
}

#[test]
fn messages_name_file_and_line() {
    assert_eq!(
        message(b"slang,formal\na,b\nc,d,e\n"),
        "lists/mine.csv:3: expected 2 columns, got 3"
    );
    assert_eq!(
        message(b"a,b,c\n"),
        "lists/mine.csv:1: expected 2 columns, got 3"
    );
    assert_eq!(
        message(b"a,b\nc,\"d\ne,f\n"),
        "lists/mine.csv:2: expected a word on one line, got a line break inside it"
    );
    let none = "lists/mine.csv: expected slang words with their formal words, got none";
    assert_eq!(message(b""), none);
    assert_eq!(message(b"slang,formal\n"), none);
    let missing = SlangList::from_path(Path::new("no/such.csv")).unwrap_err();
    assert_eq!(missing.to_string(), "cannot read no/such.csv");
    assert!(matches!(missing, TextError::Read { .. }));
}

#[test]
fn the_first_list_that_has_a_word_wins() {
    let normalizer = Normalizer::new(vec![list("ya,ya\nbkn,bukan\n"), list("ya,iya\nsi,sih\n")]);
    let normalized = ["ya", "bkn", "si", "rumah"].map(|word| normalizer.normalize(word));
    assert_eq!(normalized, ["ya", "bukan", "sih", "rumah"]);
}

#[test]
fn normalizing_makes_one_step() {
    let normalizer = Normalizer::new(vec![list("ga,gak\ngak,tidak\n")]);
    assert_eq!(normalizer.normalize("ga"), "gak");
}

#[test]
fn the_starter_list_is_sound() {
    let csv = include_bytes!("../../data/slang.csv");
    let read = SlangList::from_bytes(csv, "data/slang.csv").unwrap();
    let starter = SlangList::starter();
    assert_eq!(starter.report(), read.report());
    let report = starter.report();
    assert!(report.entries > 10);
    let defects = report.identities + report.ambiguous_keys + report.duplicates;
    assert_eq!(
        defects + report.empty_keys + report.empty_targets + report.chained,
        0,
        "{report:?}"
    );
}

#[test]
fn reads_salsabilas_lexicon() {
    // 4,331 keys as they are written; `yaaa` stands there with and without a blank after it.
    let Some(path) = data("kamus-alay-salsabila/colloquial-indonesian-lexicon.csv") else {
        return;
    };
    let list = SlangList::from_path(&path).unwrap();
    let report = list.report();
    assert_eq!(
        (report.records, report.entries, report.ambiguous_keys),
        (15_006, 4_330, 71)
    );
    assert_eq!(
        (list.get("bkn"), list.get("gt")),
        (Some("bukan"), Some("begitu"))
    );
    eprintln!("{report:?}");
}

#[test]
fn reads_the_list_of_ibrohim_and_budi() {
    let Some(path) = data("okky-hate-speech/new_kamusalay.csv") else {
        return;
    };
    let list = SlangList::from_path(&path).unwrap();
    assert_eq!(list.report().records, 15_167);
    assert_eq!(
        (list.get("gaenak"), list.get("filem")),
        (Some("tidak enak"), Some("film"))
    );
    eprintln!("{:?}", list.report());
}

#[test]
fn reads_both_files_of_indocollex() {
    for file in ["full.csv", "inforformal-formal-Indonesian-dictionary.tsv"] {
        let Some(path) = data(&format!("indocollex/{file}")) else {
            return;
        };
        let list = SlangList::from_path(&path).unwrap();
        assert_eq!(list.get("dgn"), Some("dengan"), "{file}");
        assert_eq!(
            list.get("200rb"),
            Some(if file == "full.csv" {
                "\"200.000\""
            } else {
                "200.000"
            })
        );
        eprintln!("{:?}", list.report());
    }
}
