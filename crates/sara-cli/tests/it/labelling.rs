//! Labels that say why, and what the lexicon itself thinks of a topic.

use crate::bad_input::refused;
use crate::{sara, sara_ok, sara_with_input, write};
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
    assert!(page.contains("<p>dropped: short</p>"), "{page}");
    assert!(page.contains("The words below are stems"), "{page}");

    let array: Vec<serde_json::Value> =
        serde_json::from_str(&explained(folder.path(), "why.json", &[])).unwrap();
    assert_eq!(array, rows);
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
        let message = refused(folder.path(), &[&start[..], &more].concat());
        let option = if more[1].starts_with("lexicon") {
            "out"
        } else {
            "explain"
        };
        assert!(
            message.starts_with(&format!("sara: setting {option}: expected ")),
            "{message}"
        );
    }
    assert!(!folder.path().join("out.csv").exists());
    let kept = std::fs::read_to_string(folder.path().join("lexicon/positive.tsv")).unwrap();
    assert!(kept.starts_with("word\tweight\n"), "{kept}");
}

#[test]
fn a_failed_command_leaves_no_output_behind() {
    let folder = folder();
    std::fs::create_dir(folder.path().join("dir.txt")).unwrap();
    for (explain, message) in [
        (
            "no/why.json",
            "sara: setting explain: expected a folder that is there, not no, got no/why.json",
        ),
        (
            "dir.txt",
            "sara: setting explain: expected a file, not a folder, got dir.txt",
        ),
        (
            "why.csv",
            "sara: setting explain: expected a file that ends in .html, .json, .jsonl or .txt, got why.csv",
        ),
        (
            "why",
            "sara: setting explain: expected a file that ends in .html, .json, .jsonl or .txt, got why",
        ),
    ] {
        let arguments = [&["label"], &LABEL[..], &["--explain", explain]].concat();
        assert_eq!(refused(folder.path(), &arguments), message);
    }
    let mut arguments = [&["label"], &LABEL[..]].concat();
    arguments[10] = "no/out.csv";
    assert_eq!(
        refused(folder.path(), &arguments),
        "sara: setting out: expected a folder that is there, not no, got no/out.csv"
    );
}

/// Two links to one file are one place.
#[cfg(unix)]
#[test]
fn links_to_one_file_are_one_output() {
    let folder = folder();
    std::os::unix::fs::symlink("real.txt", folder.path().join("a.txt")).unwrap();
    let start = ["label", "--tweets", "tweets.csv", "--text-column", "Tweet"];
    let more = ["--out", "real.txt", "--explain", "a.txt"];
    assert_eq!(
        refused(folder.path(), &[&start[..], &more].concat()),
        "sara: setting explain: expected another file than that of out, got a.txt"
    );
}

/// A full device behind one output: the other does not appear, and the message names what was full.
#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_named_and_nothing_else_appears() {
    use std::process::{Command, Stdio};
    let folder = folder();
    let full = || {
        Stdio::from(
            std::fs::File::options()
                .write(true)
                .open("/dev/full")
                .unwrap(),
        )
    };
    let fails = |arguments: &[&str], stdout: Stdio| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sara"));
        command.args(arguments).current_dir(folder.path());
        let output = command.stdout(stdout).stderr(Stdio::piped()).spawn();
        let output = output.unwrap().wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    };
    let mut label = [&["label"], &LABEL[..], &["--explain", "why.html"]].concat();
    label[10] = "-";
    let message = fails(&label, full());
    assert!(
        message.starts_with("sara: standard output: cannot write: No space left"),
        "{message}"
    );
    label[10] = "/dev/full";
    let message = fails(&label, Stdio::null());
    assert!(
        message.starts_with("sara: /dev/full: cannot write: No space left"),
        "{message}"
    );
    assert!(!folder.path().join("why.html").exists());
    label[10] = "/proc/out.csv";
    let message = fails(&label, Stdio::null());
    assert!(
        message.starts_with("sara: /proc: cannot create a file inside: ")
            && !message.contains(".partial"),
        "{message}"
    );
    let audit = [&["audit"], &LABEL[..4], &["--keywords", "kota"]].concat();
    let message = fails(&audit, full());
    assert!(
        message.starts_with("sara: standard output: cannot write: No space left"),
        "{message}"
    );
}

#[test]
fn what_stands_in_a_file_never_reaches_the_terminal_raw() {
    let folder = folder();
    write(
        folder.path(),
        "tweets.csv",
        "id,Tweet\n\"a\u{1b}[2J\nb\",warga kota ribut keras\nk2,warga kampung rukun damai\n",
    );
    let page = explained(folder.path(), "why.html", &[]);
    assert!(page.contains("<h2>a\u{fffd}[2J\u{fffd}b</h2>"), "{page}");
    assert!(page.contains("<h2>k2</h2>"), "{page}");
    assert!(
        !page.contains(|c: char| c.is_control() && c != '\n'),
        "{page}"
    );
    let text = explained(folder.path(), "why.txt", &[]);
    assert!(text.contains("k2\n"), "{text}");

    write(folder.path(), "tweets.csv", "\"Twe\u{1b}[2J\net\"\nhalo\n");
    let output = sara(folder.path(), &[&["label"], &LABEL[..]].concat());
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "sara: tweets.csv:1: no column `Tweet`; the columns are `Twe\\u{1b}[2J\\net`\n"
    );
}

#[test]
fn an_audit_ends_its_last_line_and_names_each_keyword_once() {
    let folder = folder();
    let audit = |keywords: &str| {
        let more = ["--inset", "lexicon", "--keywords", keywords];
        sara_ok(folder.path(), &[&["audit"], &LABEL[..4], &more].concat())
    };
    let shown = audit("kampung,kota,kampung,Kota");
    assert!(shown.ends_with('\n') && !shown.ends_with("\n\n"), "{shown}");
    assert_eq!(shown, audit("kampung,kota"));
    assert!(shown.contains("1 of 2 keywords have a weight"), "{shown}");
}

#[test]
fn an_audit_without_rows_is_one_line() {
    let folder = folder();
    write(folder.path(), "tweets.csv", "Tweet\nya\n@siti\n");
    assert_eq!(
        refused(folder.path(), &[&["audit"], &LABEL[..4]].concat()),
        "sara: tweets.csv: column `Tweet`: rows that can be labelled: expected at least 1, got 0 of 2 rows read"
    );
}

#[test]
fn entries_out_of_reach_are_counted() {
    let folder = folder();
    let lexicon = folder.path().join("lexicon");
    write(
        &lexicon,
        "positive.tsv",
        "Kota\t4\nsuasana (hati)\t1\nmeja hijau\t2\n",
    );
    write(
        &lexicon,
        "negative.tsv",
        "tidak suka\t-3\nribut\t-2\n\u{201c}makar\u{201d}\t-1\nmembunuh\t-4\n",
    );
    let said = |more: &[&str]| {
        let arguments = [&["label"], &LABEL[..], more].concat();
        let output = sara_with_input(folder.path(), &arguments, b"");
        let said = String::from_utf8(output.stderr).unwrap();
        said.lines().last().unwrap().to_owned()
    };
    let start = "lexicon: 7 entries; 1 with a capital match nothing, texts are in lower case; 1 with a bracket match nothing; 1 with a quote match nothing; \
         3 of one word are not their own stem, and texts are stemmed; 3 of several words are";
    assert_eq!(
        said(&[]),
        format!("{start} not looked for without --phrases")
    );
    assert_eq!(
        said(&["--phrases"]),
        format!("{start} looked for, of which 1 hold a word that the stop list takes out before")
    );
    assert_eq!(
        said(&["--phrases", "--keep-negators"]),
        format!("{start} looked for")
    );
    let more = ["--inset", "lexicon", "--json"];
    let json = sara_ok(folder.path(), &[&["audit"], &LABEL[..4], &more].concat());
    let found: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(found["lexicon"]["capitals"], 1);
    assert_eq!(found["lexicon"]["quotes"], 1);
    assert_eq!(found["lexicon"]["phrases_with_stop_words"], 1);
    assert!(found["keywords"].is_array());
}
