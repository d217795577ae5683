//! Labels that say why, and what the lexicon itself thinks of a topic.

use crate::{sara, sara_ok, write};
use std::path::Path;

/// A folder with tweets and a lexicon that weighs a topic word.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("lexicon")).unwrap();
    let lexicon = folder.path().join("lexicon");
    write(
        &lexicon,
        "positive.tsv",
        "word\tweight\nrukun\t3\nkota\t4\nmeja hijau\t2\n",
    );
    write(&lexicon, "negative.tsv", "word\tweight\nribut\t-2\n");
    write(
        folder.path(),
        "tweets.csv",
        "id,Tweet\n<1>,warga kota ribut keras\n2,warga kampung rukun damai\n3,ya\n4,warga kota kampung meja hijau\n",
    );
    folder
}

const LABEL: [&str; 10] = [
    "--tweets",
    "tweets.csv",
    "--text-column",
    "Tweet",
    "--id-column",
    "id",
    "--inset",
    "lexicon",
    "--out",
    "out.csv",
];

fn explained(folder: &Path, name: &str, more: &[&str]) -> String {
    let arguments = [&["label"], &LABEL[..], &["--explain", name], more].concat();
    sara_ok(folder, &arguments);
    std::fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
fn explanations_come_as_text_lines_and_page() {
    let folder = folder();
    let text = explained(folder.path(), "why.txt", &[]);
    assert!(text.starts_with("<1>\n"), "{text}");
    assert!(
        text.contains("[kota +4]") && text.contains("[ribut -2]"),
        "{text}"
    );
    assert!(text.contains("\n3\ndropped: short\n"), "{text}");

    let lines = explained(folder.path(), "why.jsonl", &[]);
    let rows: Vec<serde_json::Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0]["explanation"]["hits"].as_array().unwrap().len(), 2);
    assert_eq!(
        (&rows[2]["dropped"], &rows[2]["explanation"]),
        (&"short".into(), &serde_json::Value::Null)
    );

    let page = explained(folder.path(), "why.html", &[]);
    assert!(
        page.contains("<h2>&lt;1></h2>") && page.trim_end().ends_with("</html>"),
        "{page}"
    );
}

#[test]
fn phrases_count_when_asked_for() {
    let folder = folder();
    let with = explained(folder.path(), "with.txt", &["--phrases"]);
    assert!(with.contains("meja hijau +2"), "{with}");
    assert!(!explained(folder.path(), "without.txt", &[]).contains("meja hijau +2"));
}

#[test]
fn an_audit_says_what_a_topic_word_weighs() {
    let folder = folder();
    let lexicon = [
        "--tweets",
        "tweets.csv",
        "--text-column",
        "Tweet",
        "--inset",
        "lexicon",
    ];
    let shown = sara_ok(
        folder.path(),
        &[&["audit"], &lexicon[..], &["--keywords", "kota,kampung"]].concat(),
    );
    assert!(
        shown.contains("`kota` weighs +4 and stands in 2 of 3 rows"),
        "{shown}"
    );
    assert!(
        shown.contains("`kampung` has no weight of its own"),
        "{shown}"
    );
    let json = sara_ok(
        folder.path(),
        &[&["audit"], &lexicon[..], &["--keywords", "kota", "--json"]].concat(),
    );
    let found: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(found["keywords"][0]["zeroed"]["changed"], 2);
    let refused = sara(
        folder.path(),
        &[&["audit"], &lexicon[..], &["--keywords", "kota,"]].concat(),
    );
    assert_eq!(refused.status.code(), Some(1));
}

#[test]
fn no_output_takes_the_place_of_the_lexicon_or_of_the_other_output() {
    let folder = folder();
    let start = [
        "label",
        "--tweets",
        "tweets.csv",
        "--text-column",
        "Tweet",
        "--inset",
        "lexicon",
    ];
    for more in [
        ["--out", "lexicon/positive.tsv", "--explain", "why.txt"],
        ["--out", "out.csv", "--explain", "lexicon/negative.tsv"],
        ["--out", "out.csv", "--explain", "./out.csv"],
        ["--out", "-", "--explain", "-"],
    ] {
        let output = sara(folder.path(), &[&start[..], &more].concat());
        assert_eq!(output.status.code(), Some(1), "{more:?}");
    }
    assert!(!folder.path().join("out.csv").exists());
    let kept = std::fs::read_to_string(folder.path().join("lexicon/positive.tsv")).unwrap();
    assert!(kept.starts_with("word\tweight\n"), "{kept}");
}
