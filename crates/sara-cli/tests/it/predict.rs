//! `sara predict`: the models of a study on files of tweets.

use super::bad_input::refused;
use super::{read_csv, sara, sara_ok, sara_with_input, write};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// A study on a few of the sample's rows, in a second.
const QUICK: [&str; 9] = [
    "study",
    "--epochs",
    "1",
    "--folds",
    "2",
    "--max-train-rows",
    "60",
    "--threads",
    "1",
];

static STUDY: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let home = tempfile::tempdir().unwrap();
    sara_ok(home.path(), &[&QUICK[..], &["--out", "study"]].concat());
    home
});

/// A copy of the study that all tests share, in a folder of its own.
pub(crate) fn home_with_study() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    copy(&STUDY.path().join("study"), &home.path().join("study"));
    home
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let from = entry.unwrap().path();
        let to = to.join(from.file_name().unwrap());
        match from.is_dir() {
            true => copy(&from, &to),
            false => drop(std::fs::copy(&from, &to).unwrap()),
        }
    }
}

/// Predicts `tweets` with both models of the study into `p.csv`.
fn predict<'a>(tweets: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let start = ["predict", "--study", "study", "--out", "p.csv", "--tweets"];
    [&start[..], &[tweets], more].concat()
}

fn message(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A message without its hashes, which differ with the weights.
fn without_hashes(message: &str) -> String {
    let is_hash = |word: &str| word.len() == 64 && word.bytes().all(|b| b.is_ascii_hexdigit());
    let words = message
        .split(' ')
        .map(|word| match is_hash(word.trim_end_matches(',')) {
            true => word.replace(word.trim_end_matches(','), "HASH"),
            false => word.to_owned(),
        });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn unseen_rows_get_the_classes_that_the_study_gave_them() {
    let home = home_with_study();
    sara_ok(
        home.path(),
        &predict("study/predictions.csv", &["--window", "100"]),
    );
    let expected = read_csv(&home.path().join("study/predictions.csv"));
    let found = read_csv(&home.path().join("p.csv"));
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(&expected) {
        for column in ["id", "bert", "svm"] {
            assert_eq!(found[column], expected[column], "{found:?}");
        }
        assert_eq!(found["dropped"], "");
    }
    // Probabilities sum to one, and each class has them or a decision value.
    let number = |row: &HashMap<String, String>, name: &str| row[name].parse::<f64>().unwrap();
    for row in &found {
        let names = ["bert_negative", "bert_neutral", "bert_positive"];
        let sum: f64 = names.iter().map(|name| number(row, name)).sum();
        assert!((sum - 1.0).abs() < 1e-5, "{row:?}");
        for name in [
            "svm_negative_neutral",
            "svm_negative_positive",
            "svm_neutral_positive",
        ] {
            assert!(number(row, name).is_finite());
        }
    }
    let names: Vec<String> = std::fs::read_dir(home.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names.len(), 2, "{names:?}");
}

#[test]
fn formats_windows_and_threads_change_no_class() {
    let home = home_with_study();
    let rows = read_csv(&home.path().join("study/predictions.csv"));
    let lines: String = rows
        .iter()
        .map(|row| serde_json::json!({"id": row["id"], "text": row["text"]}).to_string() + "\n")
        .collect();
    write(home.path(), "t.jsonl", lines);
    let classes = |arguments: &[&str]| -> Vec<[String; 3]> {
        sara_ok(home.path(), arguments);
        let rows = read_csv(&home.path().join("p.csv"));
        rows.iter()
            .map(|row| ["id", "bert", "svm"].map(|name| row[name].clone()))
            .collect()
    };
    let whole = classes(&predict("study/predictions.csv", &[]));
    assert_eq!(
        classes(&predict("t.jsonl", &["--window", "7", "--threads", "1"])),
        whole
    );
    let bytes = std::fs::read(home.path().join("p.csv")).unwrap();
    sara_ok(
        home.path(),
        &predict("t.jsonl", &["--window", "7", "--threads", "3"]),
    );
    assert!(std::fs::read(home.path().join("p.csv")).unwrap() == bytes);
    // Standard input, to standard output.
    let input = std::fs::read(home.path().join("t.jsonl")).unwrap();
    let arguments = [
        "predict", "--study", "study", "--tweets", "-", "--out", "-", "--window", "7",
    ];
    let output = sara_with_input(home.path(), &arguments, &input);
    assert!(
        message(&output).contains("cannot be read again"),
        "{}",
        message(&output)
    );
    assert!(output.stdout == bytes);
}

#[test]
fn rows_without_a_class_say_why_and_users_are_nowhere() {
    let home = home_with_study();
    let tweets = "id,user,Tweet\n=1+1,ani_rahasia,\"warga kampung rukun,\nsaling membantu tetangga\"\n\
        2,ani_rahasia,@teman https://contoh.id\n-3,ani_rahasia,joki tugas kuliah murah\n4,rusak\n\
        5,ani_rahasia,yang itu\n6,ani_rahasia,\n";
    write(home.path(), "t.csv", tweets);
    let output = sara(home.path(), &predict("t.csv", &["--with-text"]));
    assert!(output.status.success(), "{}", message(&output));
    assert!(
        message(&output).contains(
            "t.csv: 4 tweets, 2 rows dropped: 1 field-count (line 6), 1 missing-text (line 8)"
        ),
        "{}",
        message(&output)
    );
    let rows = read_csv(&home.path().join("p.csv"));
    let column = |name: &str| -> Vec<&str> { rows.iter().map(|row| row[name].as_str()).collect() };
    assert_eq!(column("id"), ["'=1+1", "2", "-3", "5"]);
    assert_eq!(column("line"), ["2", "4", "5", "7"]);
    assert_eq!(column("dropped"), ["", "empty", "advertisement", "short"]);
    assert_eq!(column("text")[1], "'@teman https://contoh.id");
    assert_eq!(column("bert")[1..], ["", "", ""]);
    let table = std::fs::read_to_string(home.path().join("p.csv")).unwrap();
    assert!(!table.contains("rahasia"));

    assert_eq!(
        refused(
            home.path(),
            &predict("t.csv", &["--strict", "--start-over"])
        ),
        "sara: t.csv:6: expected 3 fields as in the header, got 2"
    );
}

#[test]
fn files_without_tweets_are_refused() {
    let home = home_with_study();
    for (content, expected) in [
        ("", "sara: t.csv: expected"),
        (
            "id,text\n",
            "sara: t.csv: expected rows below the header, the file is empty",
        ),
        (
            "id,text\n1\n2\n",
            "sara: t.csv: expected tweets, all 2 rows were dropped: 2 field-count (lines 2, 3)",
        ),
        (
            "id,isian\n1,halo\n",
            "sara: t.csv: expected a column for the text, such as `text` or `Tweet`, got",
        ),
    ] {
        write(home.path(), "t.csv", content);
        let message = refused(home.path(), &predict("t.csv", &[]));
        assert!(message.starts_with(expected), "{message}");
    }
    write(home.path(), "t.csv", "id,isian\n1,halo\n");
    let message = refused(home.path(), &predict("t.csv", &["--text-column", "isi"]));
    assert!(
        message.contains("`isi`") && message.contains("isian"),
        "{message}"
    );
    let message = refused(home.path(), &predict("none.csv", &[]));
    assert!(
        message.starts_with("sara: none.csv: cannot read: No such file"),
        "{message}"
    );
}

#[test]
fn a_damaged_or_foreign_model_is_refused() {
    let home = home_with_study();
    let path = |name: &str| -> PathBuf { home.path().join("study/models").join(name) };
    write(
        home.path(),
        "t.csv",
        "id,text\n1,warga kampung rukun saling membantu\n",
    );
    let damaged = |name: &str, expected: &str| {
        let whole = std::fs::read(path(name)).unwrap();
        let mut bytes = whole.clone();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(path(name), bytes).unwrap();
        let message = refused(home.path(), &predict("t.csv", &[]));
        assert_eq!(without_hashes(&message), expected);
        std::fs::write(path(name), whole).unwrap();
    };
    damaged(
        "bert/model.safetensors",
        "sara: study/models/bert/model.safetensors: expected a file of SHA-256 HASH, as study/models/bert/sara.json says, got HASH",
    );
    damaged(
        "svm.model",
        "sara: study/models/svm.model: expected a file of SHA-256 HASH, as study/models/sara.json says, got HASH",
    );
    damaged(
        "encoder/tokenizer.json",
        "sara: study/models/encoder/tokenizer.json: expected a file of SHA-256 HASH, as study/models/sara.json says, got HASH",
    );

    // The machine on vectors of another encoder.
    let message = refused(
        home.path(),
        &predict("t.csv", &["--encoder", "study/models/bert"]),
    );
    assert!(message.starts_with("sara: study/models/bert/"), "{message}");

    let record = std::fs::read_to_string(path("bert/sara.json")).unwrap();
    let write_record = |text: &str| std::fs::write(path("bert/sara.json"), text).unwrap();
    write_record(&record.replace("\"format\": 1", "\"format\": 9"));
    assert_eq!(
        refused(home.path(), &predict("t.csv", &[])),
        "sara: study/models/bert/sara.json: expected format 1, got 9"
    );
    write_record(&record[..record.len() / 2]);
    let message = refused(home.path(), &predict("t.csv", &[]));
    assert!(
        message.starts_with("sara: study/models/bert/sara.json:")
            && message.contains("expected the description of a model, got"),
        "{message}"
    );
    let probe = record.find("\"text_probe\": \"").unwrap() + 15;
    let mut other = record.clone();
    other.replace_range(probe..probe + 4, "zzzz");
    write_record(&other);
    let message = refused(home.path(), &predict("t.csv", &[]));
    assert!(
        message.contains("expected a program that prepares texts as the model's did"),
        "{message}"
    );
}

#[test]
fn no_file_that_is_read_is_written_over() {
    let home = home_with_study();
    let tweets = "id,text\n1,warga kampung rukun saling membantu\n";
    write(home.path(), "t.csv", tweets);
    write(home.path(), "p.csv.partial", tweets);
    let svm = [
        "predict",
        "--svm",
        "study/models/svm.model",
        "--tweets",
        "t.csv",
        "--out",
    ];
    for out in [
        "study/models/svm.model",
        "study/models/sara.json",
        "study/models/encoder/config.json",
    ] {
        let before = std::fs::read(home.path().join(out)).unwrap();
        let message = refused(home.path(), &[&svm[..], &[out]].concat());
        assert!(
            message.starts_with("sara: setting out: expected a "),
            "{message}"
        );
        assert!(std::fs::read(home.path().join(out)).unwrap() == before);
    }
    // Unfinished work stands where the tweets do.
    let message = refused(home.path(), &predict("p.csv.partial", &["--start-over"]));
    assert!(
        message.starts_with("sara: setting out: expected a "),
        "{message}"
    );
    assert_eq!(
        std::fs::read_to_string(home.path().join("p.csv.partial")).unwrap(),
        tweets
    );
}

#[test]
fn models_that_are_not_there_are_said_to_be_missing() {
    let home = tempfile::tempdir().unwrap();
    write(home.path(), "t.csv", "id,text\n1,warga kampung rukun\n");
    let message = refused(home.path(), &predict("t.csv", &[]));
    assert!(
        message.starts_with("sara: study/models/bert: cannot read: No such file"),
        "{message}"
    );
}

#[cfg(unix)]
#[test]
fn whoever_reads_the_rows_may_stop_early() {
    use std::io::BufRead;
    let home = home_with_study();
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_sara"))
        .args(["predict", "--study", "study", "--window", "4"])
        .args(["--tweets", "study/predictions.csv", "--out", "-"])
        .current_dir(home.path())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    std::io::BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut first)
        .unwrap();
    assert!(first.starts_with("id,line,bert,"), "{first}");
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", message(&output));
    assert!(
        !message(&output).contains("cannot write"),
        "{}",
        message(&output)
    );
    // A device that takes nothing.
    if Path::new("/dev/full").exists() {
        let full = [
            "predict",
            "--study",
            "study",
            "--tweets",
            "study/predictions.csv",
        ];
        let message = refused(home.path(), &[&full[..], &["--out", "/dev/full"]].concat());
        assert!(
            message.starts_with("sara: /dev/full: cannot write"),
            "{message}"
        );
    }
}

#[test]
fn a_row_of_a_mebibyte_is_a_row() {
    let home = home_with_study();
    let long = "warga rukun membantu tetangga ".repeat(1 << 15);
    let word = "a".repeat(1 << 20);
    write(
        home.path(),
        "t.csv",
        format!("id,text\n1,{long}\n2,{word}\n3,warga kampung rukun\n"),
    );
    sara_ok(home.path(), &predict("t.csv", &[]));
    let rows = read_csv(&home.path().join("p.csv"));
    let dropped: Vec<&str> = rows.iter().map(|row| row["dropped"].as_str()).collect();
    assert_eq!(dropped, ["", "short", ""]);
}

#[cfg(not(feature = "parquet"))]
#[test]
fn parquet_needs_its_feature() {
    let home = tempfile::tempdir().unwrap();
    write(home.path(), "t.csv", "id,text\n1,warga kampung rukun\n");
    let arguments = [
        "predict",
        "--study",
        "study",
        "--tweets",
        "t.csv",
        "--out",
        "p.parquet",
    ];
    assert_eq!(
        refused(home.path(), &arguments),
        "sara: setting out: expected a CSV file (Parquet needs a program built with the feature parquet), got p.parquet"
    );
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_comes_out_and_goes_in() {
    let home = home_with_study();
    write(
        home.path(),
        "t.csv",
        "id,text\n=1,warga kampung rukun saling membantu\n2,yang itu\n",
    );
    let to = |tweets: &'static str, out: &'static str| {
        let start = ["predict", "--study", "study", "--with-text", "--tweets"];
        sara_ok(home.path(), &[&start[..], &[tweets, "--out", out]].concat());
    };
    to("t.csv", "p.csv");
    to("t.csv", "p.parquet");
    assert!(!home.path().join("p.parquet.partial").exists());
    to("p.parquet", "q.csv");
    let [first, second] = ["p.csv", "q.csv"].map(|name| read_csv(&home.path().join(name)));
    assert_eq!(first.len(), second.len());
    for (first, second) in first.iter().zip(&second) {
        for column in [
            "id",
            "text",
            "bert",
            "svm",
            "svm_negative_neutral",
            "dropped",
        ] {
            assert_eq!(first[column], second[column]);
        }
    }
}

#[test]
fn a_folder_without_a_description_must_be_told_what_it_reads() {
    let home = home_with_study();
    std::fs::remove_file(home.path().join("study/models/bert/sara.json")).unwrap();
    write(
        home.path(),
        "t.csv",
        "id,text\n1,ya\n2,warga kampung rukun saling membantu\n",
    );
    let bert = |more: &[&'static str]| -> Vec<&'static str> {
        let start = [
            "predict",
            "--bert",
            "study/models/bert",
            "--tweets",
            "t.csv",
            "--out",
            "p.csv",
        ];
        [&start[..], more].concat()
    };
    assert_eq!(
        refused(home.path(), &bert(&[])),
        "sara: study/models/bert: expected sara.json beside it, or --raw or --normalised, got none of them"
    );
    sara_ok(home.path(), &bert(&["--raw"]));
    let dropped = || -> Vec<String> {
        let rows = read_csv(&home.path().join("p.csv"));
        rows.iter().map(|row| row["dropped"].clone()).collect()
    };
    assert_eq!(dropped(), ["", ""]);
    sara_ok(
        home.path(),
        &bert(&["--normalised", "--minimum-words", "2"]),
    );
    assert_eq!(dropped(), ["short", ""]);
    for wrong in [
        &["--raw", "--normalised"][..],
        &["--emoji", "name"],
        &["--prefix", "a"],
    ] {
        let output = sara(home.path(), &bert(wrong));
        assert_eq!(
            output.status.code(),
            Some(2),
            "{wrong:?}: {}",
            message(&output)
        );
    }
    // One that says it itself takes no orders.
    assert_eq!(
        refused(
            home.path(),
            &[
                "predict",
                "--svm",
                "study/models/svm.model",
                "--raw",
                "--tweets",
                "t.csv",
                "--out",
                "q.csv"
            ]
        ),
        "sara: study/models/svm.model: expected neither --raw nor --normalised, got one of them, though sara.json says how texts are prepared"
    );
}

#[test]
fn word_lists_are_those_of_the_study_wherever_they_are() {
    let home = tempfile::tempdir().unwrap();
    write(home.path(), "slang.csv", "bgt,banget\nyg,yang\n");
    write(home.path(), "roots.txt", "warga\nrukun\n");
    let lists = [
        "--slang",
        "slang.csv",
        "--dictionary",
        "roots.txt",
        "--out",
        "study",
    ];
    sara_ok(home.path(), &[&QUICK[..], &lists].concat());
    // Stems are not what the models read.
    std::fs::remove_file(home.path().join("roots.txt")).unwrap();
    sara_ok(home.path(), &predict("study/predictions.csv", &[]));
    std::fs::create_dir(home.path().join("lists")).unwrap();
    std::fs::rename(
        home.path().join("slang.csv"),
        home.path().join("lists/slang.csv"),
    )
    .unwrap();
    let message = refused(home.path(), &predict("study/predictions.csv", &[]));
    assert!(
        message.starts_with("sara: slang.csv: cannot read"),
        "{message}"
    );
    sara_ok(
        home.path(),
        &predict("study/predictions.csv", &["--word-lists", "lists"]),
    );
    write(home.path(), "lists/slang.csv", "bgt,banget\n");
    let message = refused(
        home.path(),
        &predict("study/predictions.csv", &["--word-lists", "lists"]),
    );
    assert_eq!(
        without_hashes(&message),
        "sara: lists/slang.csv: expected a file of SHA-256 HASH, as study/models/bert/sara.json says, got HASH"
    );
}

#[test]
fn the_model_card_says_what_a_stranger_must_know() {
    let card =
        |name: &str| std::fs::read_to_string(STUDY.path().join("study/models").join(name)).unwrap();
    for name in ["README.md", "bert/README.md"] {
        let card = card(name);
        assert!(card.starts_with("---\nlanguage: id\n"), "{card}");
        for part in [
            "license: unknown",
            "pipeline_tag: text-classification",
            "60 rows of invented Indonesian tweets",
            "95% interval",
            "Sorting, ranking or profiling people, by religion, ethnicity",
        ] {
            assert!(card.contains(part), "{part}: {card}");
        }
    }
}
