//! `sara stem` with its rules, and what cleaning and the stop list do on the command line.

use crate::{read_csv, sara, sara_ok, sara_with_input, write};
use std::path::Path;

fn stemmed(folder: &Path, arguments: &[&str], text: &str) -> String {
    let output = sara_with_input(folder, &[&["stem"], arguments].concat(), text.as_bytes());
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_extended_rules_read_tweets() {
    let here = Path::new(".");
    let text = "dengerin anak2 berikanlah Bekasi\n";
    assert_eq!(
        stemmed(here, &["--rules", "extended"], text),
        "dengar anak beri bekasi\n"
    );
    assert_ne!(
        stemmed(here, &[], text),
        stemmed(here, &["--rules", "extended"], text)
    );
}

#[test]
fn exceptions_hold_under_both_rules_and_the_last_file_wins() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.tsv", "# names\nlari\nmakanan\tpangan\n");
    write(folder.path(), "b.tsv", "makanan\tmakan\n");
    for rules in ["sastrawi", "extended"] {
        let one = ["--rules", rules, "--exceptions", "a.tsv"];
        assert_eq!(stemmed(folder.path(), &one, "makanannya\n"), "pangan\n");
        let two = [&one[..], &["--exceptions", "b.tsv"]].concat();
        assert_eq!(stemmed(folder.path(), &two, "makanan\n"), "makan\n");
    }
}

#[test]
fn a_trace_and_candidates_explain_each_word() {
    let shown = stemmed(
        Path::new("."),
        &["--trace", "--candidates"],
        "menuliskan berikan\n",
    );
    assert!(shown.starts_with("menuliskan -> tulis\n"), "{shown}");
    assert!(
        shown.contains("  rule 15b: menulis -> tulis, root\n"),
        "{shown}"
    );
    assert!(shown.contains("  candidate beri: suffix -kan\n"), "{shown}");
    assert!(shown.contains("  candidate ikan: prefix ber-\n"), "{shown}");
}

#[test]
fn json_has_a_line_for_each_line() {
    let shown = stemmed(
        Path::new("."),
        &["--rules", "extended", "--candidates", "--json"],
        "memukul anak2\n\nlari\n",
    );
    let lines: Vec<serde_json::Value> = shown
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["stem"], "pukul anak");
    assert_eq!(lines[0]["words"][0]["candidates"][0]["root"], "pukul");
    assert_eq!(
        lines[0]["words"][1]["candidates"][0]["is_reduplicated"],
        true
    );
    assert_eq!(lines[1]["words"].as_array().unwrap().len(), 0);
    assert_eq!(
        (&lines[2]["line"], &lines[2]["stem"]),
        (&3.into(), &"lari".into())
    );
    assert!(lines[0]["words"][0].get("trace").is_none());
}

#[test]
fn a_bad_exception_names_its_line() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "bad.tsv", "bekasi\ndua kata\n");
    let output = sara(folder.path(), &["stem", "--exceptions", "bad.tsv"]);
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("bad.tsv:2: "), "{error}");
    assert_eq!(error.lines().count(), 1, "{error}");
    let output = sara(folder.path(), &["stem", "--rules", "porter"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn cleaning_and_the_stop_list_can_be_chosen() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "tweets.csv",
        "Tweet\n\"Warga tidak benci #GotongRoyong bangeeet 😂 anak2 rukun\"\n",
    );
    write(folder.path(), "none.txt", "warga\n");
    write(folder.path(), "more.txt", "rukun\n");
    let arguments = [
        "prepare",
        "--tweets",
        "tweets.csv",
        "--text-column",
        "Tweet",
        "--out",
        "out.csv",
        "--hashtags",
        "split",
        "--emoji",
        "name",
        "--digits",
        "reduplication",
        "--elongation",
        "squeeze",
        "--keep-negators",
        "--remove-stop-words",
        "none.txt",
        "--add-stop-words",
        "more.txt",
        "--rules",
        "extended",
    ];
    sara_ok(folder.path(), &arguments);
    let row = &read_csv(&folder.path().join("out.csv"))[0];
    assert_eq!(
        row["cleaned"],
        "Warga tidak benci Gotong Royong banget tertawa anak2 rukun"
    );
    assert!(
        row["tokens"].starts_with("warga tidak benci gotong royong"),
        "{}",
        row["tokens"]
    );
    assert!(!row["tokens"].contains("rukun"), "{}", row["tokens"]);
}

#[test]
fn an_output_never_takes_the_place_of_a_word_list() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "tweets.csv", "Tweet\nwarga rukun damai\n");
    let list = write(folder.path(), "roots.txt", "damai\n");
    let arguments = [
        "prepare",
        "--tweets",
        "tweets.csv",
        "--text-column",
        "Tweet",
        "--dictionary",
        "roots.txt",
        "--out",
        "roots.txt",
    ];
    assert_eq!(sara(folder.path(), &arguments).status.code(), Some(1));
    assert_eq!(std::fs::read_to_string(list).unwrap(), "damai\n");
}
