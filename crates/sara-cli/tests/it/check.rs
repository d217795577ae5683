//! `sara check`: everything at once, before any work.

use super::{sara, sara_ok, write};
use std::path::Path;

/// The exit code, and the report as JSON.
fn checked(folder: &Path, arguments: &[&str]) -> (Option<i32>, serde_json::Value) {
    let output = sara(folder, &[&["check", "--json"][..], arguments].concat());
    let report = serde_json::from_slice(&output.stdout).unwrap();
    (output.status.code(), report)
}

fn messages(report: &serde_json::Value) -> Vec<&str> {
    let problems = report["problems"].as_array().unwrap();
    problems
        .iter()
        .map(|problem| problem["message"].as_str().unwrap())
        .collect()
}

#[test]
fn the_sample_study_has_no_problem_and_nothing_is_left() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "study.toml", "");
    let text = sara_ok(folder.path(), &["check", "study.toml", "--out", "deep/out"]);
    for part in [
        "column `tweet`, text: ",
        "rows read: ",
        "dropped as duplicate: ",
        "rows labelled: ",
        "parts: ",
        "encoder: a tiny one, trained from scratch",
        "output folder deep/out: not there yet",
        "disk: about ",
        "no problem found",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(names.len(), 1, "{names:?}");
}

/// Bytes of all files below a folder.
fn bytes_in(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .map(|entry| match entry.metadata().unwrap() {
            found if found.is_dir() => bytes_in(&entry.path()),
            found => found.len(),
        })
        .sum()
}

/// What a study would then count.
#[test]
fn the_counts_are_those_of_the_study() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "study.toml",
        "max_rows = 900\n[split]\nfolds = 2\nmax_train_rows = 60\n[bert]\nepochs = 1\n",
    );
    let (code, report) = checked(folder.path(), &["study.toml"]);
    assert_eq!(code, Some(0));
    assert_eq!(report["rows"]["funnel"]["read"], 900);
    sara_ok(
        folder.path(),
        &["study", "--settings", "study.toml", "--out", "out"],
    );
    let study = std::fs::read(folder.path().join("out/report.json")).unwrap();
    let study: serde_json::Value = serde_json::from_slice(&study).unwrap();
    for part in ["funnel", "labels"] {
        assert_eq!(report["rows"][part], study[part], "{part}");
    }
    for part in ["parts", "near_duplicates"] {
        assert_eq!(report["rows"][part], study[part], "{part}");
    }
    let (code, report) = checked(folder.path(), &["study.toml", "--out", "out"]);
    assert_eq!(
        (code, &report["out"]["state"]),
        (Some(0), &"an earlier study".into())
    );
    let taken = bytes_in(&folder.path().join("out")) + bytes_in(&folder.path().join("out.stages"));
    let needed = report["disk"]["needed_bytes"].as_u64().unwrap();
    // While it trains there are two states of the training more, each three times the weights.
    assert!(needed > taken && needed < 5 * taken, "{needed} for {taken}");
}

/// Copies with a word more leak as soon as they are not kept together.
#[test]
fn rows_that_would_leak_are_counted_for_each_rule() {
    let folder = tempfile::tempdir().unwrap();
    let mut csv = "tweet\n".to_owned();
    // Digits would be cleaned away: a letter of its own makes each text another.
    for letter in 'a'..='z' {
        for judged in ["baik damai rukun", "jahat buruk benci"] {
            let text = format!("kampung xq{letter} desa qx{letter} kota warga zq{letter} {judged}");
            csv.push_str(&format!("{text}\n{text} bersama\n"));
        }
    }
    write(folder.path(), "t.csv", csv);
    let check = |groups| {
        let arguments = [
            "t.csv",
            "--text-column",
            "tweet",
            "--groups",
            groups,
            "--folds",
            "2",
        ];
        checked(folder.path(), &arguments)
    };
    let (code, near) = check("near");
    assert_eq!(code, Some(0), "{near}");
    let across = &near["rows"]["rows_across"];
    assert_eq!(across["near"], 0);
    assert!(across["none"].as_u64().unwrap() > 10, "{across}");
    assert!(!messages(&near).join("\n").contains("leaks"), "{near}");
    let (code, none) = check("none");
    assert_eq!(code, Some(0), "a leak is no reason to stop");
    assert_eq!(&none["rows"]["rows_across"], across);
    assert_eq!(
        none["rows"]["near_duplicates"]["rows_across"],
        across["none"]
    );
    assert!(
        messages(&none).join("\n").contains("The split leaks: "),
        "{none}"
    );
}

#[test]
fn users_are_not_shown_and_swapped_headers_are_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let csv = "Date,User, Tweet \nbudi_k,2023-02-01 10:00,halo @wulan apa kabar\nani_w,2023-02-02 11:00,warga rukun damai\n";
    write(folder.path(), "t.csv", csv);
    let output = sara(folder.path(), &["check", "t.csv", "--text-column", "Tweet"]);
    let text = String::from_utf8(output.stdout).unwrap();
    for hidden in ["budi_k", "ani_w", "wulan"] {
        assert!(!text.contains(hidden), "{text}");
    }
    for part in [
        "column `Tweet`, text: `halo @USER apa kabar`, `warga rukun damai`",
        "column `User`, not read: not shown, it may name users",
        "note: t.csv:1: the headers `Date` and `User` seem to have changed places",
        "note: t.csv:1: column ` Tweet ` has blanks around its name, and is `Tweet` without them",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn all_problems_come_at_once() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "t.csv", "id,tweet\n1,halo\n2\n3,a,b\n4,ya\n");
    write(folder.path(), "notes.txt", "mine");
    let arguments = [
        "t.csv",
        "--text-column",
        "twet",
        "--slang",
        "no.csv",
        "--dictionary",
        "none.txt",
        "--folds",
        "1",
        "--model",
        "nowhere",
        "--out",
        ".",
    ];
    let (code, report) = checked(folder.path(), &arguments);
    assert_eq!(code, Some(1));
    let found = messages(&report).join("\n");
    for part in [
        "setting folds: expected at least 2, got 1",
        "t.csv:3: expected 2 fields as in the header, got 1",
        "t.csv:4: expected 2 fields as in the header, got 3",
        "no.csv: cannot read",
        "none.txt: cannot read",
        "nowhere: cannot read the folder",
        "setting out: expected a place that the input",
    ] {
        assert!(found.contains(part), "{part}: {found}");
    }
    let short = report["problems"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["line"] == 3)
        .unwrap();
    assert_eq!(
        (&short["file"], &short["value"], &short["expected"]),
        (&"t.csv".into(), &"1".into(), &"2 fields".into())
    );
}

#[test]
fn a_column_that_is_nearly_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "t.csv", "id,tweet\n1,halo\n");
    let (code, report) = checked(folder.path(), &["t.csv", "--text-column", "Twet"]);
    assert_eq!(code, Some(1));
    assert_eq!(
        messages(&report)[..2],
        [
            "t.csv:1: no column `Twet`; the columns are `id`, `tweet`",
            "t.csv:1: was `Twet` meant to be `tweet`?"
        ]
    );
}

#[test]
fn every_line_that_is_not_utf8_is_named_and_utf8_is_not_latin_1() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "t.csv", b"tweet\ncaf\xe9\nhalo\nna\xefve\n");
    let (_, report) = checked(folder.path(), &["t.csv"]);
    assert_eq!(report["tweets"]["encoding"], "windows-1252");
    let (_, report) = checked(folder.path(), &["t.csv", "--encoding", "utf-8"]);
    assert_eq!(
        messages(&report)[..3],
        [
            "t.csv:2: byte 9 of the file (0xe9) is not UTF-8",
            "t.csv:4: byte 18 of the file (0xef) is not UTF-8",
            "t.csv: it may be latin-1, which any bytes are"
        ]
    );
    write(folder.path(), "u.csv", "tweet\ncafé\n");
    let arguments = ["u.csv", "--text-column", "tweet", "--encoding", "latin-1"];
    let (_, report) = checked(folder.path(), &arguments);
    assert!(
        messages(&report)[0].starts_with("u.csv: it is UTF-8; read as windows-1252"),
        "{report}"
    );
}

/// What the file is taken for, with the evidence, and what would be lost.
#[test]
fn format_encoding_mapping_and_lost_rows_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let csv = "\u{feff}TANGGAL;No;TWEET\n\
               31/01/2023;1;RT @ani: warga kampung rukun damai\n\
               rusak\n\
               01/02/2023;2;agama tetangga kampung rukun\n\
               02/02/2023;3;\n";
    write(folder.path(), "t.csv", csv);
    let arguments = "t.csv --text-column tweet --bad-rows count --retweets drop";
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let (_, report) = checked(folder.path(), &arguments);
    let tweets = &report["tweets"];
    assert_eq!(tweets["format"], "table with semicolons");
    assert_eq!(tweets["encoding_found"], "UTF-8 (by its byte order mark)");
    assert_eq!(
        (&tweets["byte_order_mark"], &tweets["rows"]),
        (&true.into(), &3.into())
    );
    let columns: Vec<&str> = tweets["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|column| column["used_as"].as_str().unwrap())
        .collect();
    assert_eq!(columns, ["date", "not read", "text"]);
    assert_eq!(tweets["columns"][0]["first"][0], "31/01/2023");
    let funnel = &report["rows"]["funnel"];
    assert_eq!(funnel["read"], 4);
    assert_eq!(
        funnel["unread"],
        serde_json::json!([{"reason": "field-count", "rows": 1, "first_lines": [3]}])
    );
    let found = messages(&report).join("\n");
    for part in [
        "t.csv:1: column `TWEET` is taken for `tweet`",
        "t.csv: 1 rows cannot be read, field-count: lines 3",
    ] {
        assert!(found.contains(part), "{part}: {found}");
    }
    let output = sara(folder.path(), &[&["check"][..], &arguments].concat());
    let text = String::from_utf8(output.stdout).unwrap();
    for part in [
        "t.csv: 3 rows, read as table with semicolons, UTF-8 (by its byte order mark)\n",
        "  column `TANGGAL`, date: `31/01/2023`, `01/02/2023`, `02/02/2023`\n",
        "  column `TWEET`, text: `RT @USER: warga kampung rukun damai`, ",
        "rows read: 4\n  cannot be read, field-count: 1\n  dropped as retweet: 1\n  dropped as empty: 1\n",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn a_stream_is_looked_at_as_a_file_is() {
    let folder = tempfile::tempdir().unwrap();
    let lines = "{\"full_text\": \"warga kampung rukun damai\", \"id\": 5}\n";
    let output = super::sara_with_input(folder.path(), &["check", "-", "--json"], lines.as_bytes());
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["tweets"]["file"], "standard input");
    assert_eq!(report["tweets"]["format"], "JSON lines");
    assert_eq!(report["rows"]["funnel"]["read"], 1);
}

#[test]
fn ratings_are_read_with_their_spellings() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "r.csv",
        "id,ani,budi\n1,Positif,positif\n2,netral,nettral\n999999,-1,maybe\n",
    );
    write(folder.path(), "study.toml", "[ratings]\npath = \"r.csv\"\n");
    let (code, report) = checked(folder.path(), &["study.toml"]);
    assert_eq!(code, Some(1));
    let found = messages(&report).join("\n");
    for part in [
        "r.csv:3: expected a label among",
        "r.csv:4: expected a label among",
        "r.csv: one label in several cases: `Positif` 1 times, `positif` 1 times; they count as one",
        "rows have no labelled tweet of their id",
    ] {
        assert!(found.contains(part), "{part}: {found}");
    }
    assert_eq!(report["ratings"]["labels"]["netral"], 1);
}

#[test]
fn a_model_folder_is_looked_through() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("m");
    std::fs::create_dir(&model).unwrap();
    write(folder.path(), "study.toml", "[bert]\nmodel = \"m\"\n");
    let (code, report) = checked(folder.path(), &["study.toml"]);
    assert_eq!(code, Some(1));
    assert_eq!(
        messages(&report).len(),
        3,
        "configuration, tokenizer, weights: {report}"
    );

    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 498000000\n";
    write(&model, "model.safetensors", pointer);
    let (_, report) = checked(folder.path(), &["study.toml"]);
    assert!(
        messages(&report)
            .join("\n")
            .contains("a Git LFS pointer, the file was not downloaded"),
        "{report}"
    );

    let mut cut = 60u64.to_le_bytes().to_vec();
    cut.extend(
        format!(
            "{:<60}",
            r#"{"a":{"dtype":"F32","shape":[9],"data_offsets":[0,36]}}"#
        )
        .bytes(),
    );
    cut.extend([0; 8]);
    write(&model, "model.safetensors", cut);
    let (_, report) = checked(folder.path(), &["study.toml"]);
    assert!(
        messages(&report)
            .join("\n")
            .contains("76 bytes instead of 104, a download that stopped?"),
        "{report}"
    );
}

#[test]
fn settings_with_problems_are_listed_whole() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "s.toml",
        "[bert]\nepoch = 3\nbatch_size = 0\n[split]\nfolds = true\n",
    );
    let (code, report) = checked(folder.path(), &["s.toml"]);
    assert_eq!(code, Some(1));
    let lines: Vec<_> = report["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["line"].as_u64())
        .collect();
    assert_eq!(lines, [Some(2), Some(3), Some(5)]);
    let output = sara(folder.path(), &["check", "s.toml"]);
    let last = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        last.lines().last(),
        Some("sara: 3 problems would stop the study")
    );
}
