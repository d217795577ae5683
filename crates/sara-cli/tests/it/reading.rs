//! How files of tweets are read: formats, columns, dates, users, retweets, topic words.

use super::bad_input::refused;
use super::{read_csv, sara, sara_ok, sara_with_input, write};
use std::path::Path;

/// Labels a file and gives the rows, and what was said.
fn labelled(
    folder: &Path,
    arguments: &str,
) -> (Vec<std::collections::HashMap<String, String>>, String) {
    let arguments = format!("label {arguments} --out o.csv");
    let output = sara(folder, &arguments.split(' ').collect::<Vec<_>>());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    (read_csv(&folder.join("o.csv")), said)
}

fn column<'r>(rows: &'r [std::collections::HashMap<String, String>], name: &str) -> Vec<&'r str> {
    rows.iter().map(|row| row[name].as_str()).collect()
}

/// One tweet in every format that needs no feature.
#[test]
fn formats_columns_and_encodings_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let page = r#"{"data": [{"id": "7", "text": "warga kampung café rukun",
        "created_at": "2023-02-01T20:00:00.000Z", "author_id": "9"}], "meta": {}}"#;
    let twarc = r#"{"id_str": "7", "full_text": "warga kampung café rukun",
        "created_at": "Wed Feb 01 20:00:00 +0000 2023", "user": {"screen_name": "ani"}}"#
        .replace('\n', "");
    let utf16: Vec<u8> = "\u{feff}id\tdate\ttweet\n7\t2023-02-01\twarga kampung café rukun\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let files: [(&str, Vec<u8>, &str); 6] = [
        (
            "a.csv",
            b"id,date,tweet\n7,2023-02-01,warga kampung caf\xc3\xa9 rukun\n".to_vec(),
            "table with commas, UTF-8 (all bytes are valid)",
        ),
        (
            "b.csv",
            b"ID;Tanggal;Isi Tweet\n7;01/02/2023;warga kampung caf\xe9 rukun\n".to_vec(),
            "table with semicolons, windows-1252 (a guess from its bytes)",
        ),
        (
            "c.tsv",
            utf16,
            "table with tabs, UTF-16LE (by its byte order mark)",
        ),
        (
            "d.jsonl",
            b"{\"id\": 7, \"date\": \"2023-02-01\", \"tweet\": \"warga kampung caf\\u00e9 rukun\"}\n"
                .to_vec(),
            "JSON lines, UTF-8 (all bytes are valid)",
        ),
        (
            "e.json",
            page.as_bytes().to_vec(),
            "JSON, UTF-8 (all bytes are valid)",
        ),
        (
            "f.jsonl",
            twarc.into_bytes(),
            "JSON lines, UTF-8 (all bytes are valid)",
        ),
    ];
    for (name, bytes, expected) in files {
        write(folder.path(), name, bytes);
        let (rows, said) = labelled(folder.path(), &format!("--tweets {name}"));
        assert_eq!(column(&rows, "id"), ["7"], "{name}");
        assert_eq!(
            column(&rows, "text"),
            ["warga kampung café rukun"],
            "{name}"
        );
        assert!(rows[0]["date"].starts_with("2023-02-01"), "{name}");
        assert!(
            said.contains(&format!("{name} was read as {expected}: text from ")),
            "{name}: {said}"
        );
    }
}

#[test]
fn standard_input_may_have_any_format() {
    let folder = tempfile::tempdir().unwrap();
    let lines = "{\"text\": \"warga kampung rukun\"}\n";
    let output = sara_with_input(
        folder.path(),
        &["label", "--tweets", "-", "--out", "-"],
        lines.as_bytes(),
    );
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.starts_with("id,text,normalised,tokens,polarity,sentiment,dropped,keywords\n1,warga"),
        "{text}"
    );
}

#[test]
fn a_format_of_a_feature_that_is_off_names_the_feature() {
    let folder = tempfile::tempdir().unwrap();
    let refusal = |name: &str, bytes: &[u8]| {
        write(folder.path(), name, bytes);
        let arguments = ["label", "--tweets", name, "--out", "o.csv"];
        refused(folder.path(), &arguments)
    };
    if cfg!(not(feature = "parquet")) {
        assert_eq!(
            refusal("t.parquet", b"PAR1 and so on PAR1"),
            "sara: t.parquet: expected a program built with `cargo install --path crates/sara-cli --features parquet`, this one is not"
        );
    }
    if cfg!(not(feature = "gzip")) {
        // In a build of the whole workspace another crate switches decompression on, and the file is read to its end.
        let expected = [
            "sara: t.csv.gz: expected a program built with `cargo install --path crates/sara-cli --features gzip`, this one is not",
            "sara: t.csv.gz: cannot read: incomplete deflate stream",
        ];
        let refused = refusal("t.csv.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03");
        assert!(expected.contains(&refused.as_str()), "{refused}");
    }
}

#[test]
fn users_are_tags_and_only_with_a_key() {
    let folder = tempfile::tempdir().unwrap();
    let csv = "user,tweet\nani,warga kampung rukun damai\n@Ani,warga desa rukun damai\nbudi,warga kota rukun damai\n";
    write(folder.path(), "t.csv", csv);
    let (rows, _) = labelled(folder.path(), "--tweets t.csv");
    assert!(!rows[0].contains_key("user"));
    write(folder.path(), "key", "a secret of thirty-two bytes ...");
    let (rows, _) = labelled(folder.path(), "--tweets t.csv --user-key key");
    let users = column(&rows, "user");
    // Python: hmac.new(b"a secret of thirty-two bytes ...", b"ani", "sha256").hexdigest()[:16]
    assert_eq!(users[..2], ["342b2327fbbc52b8", "342b2327fbbc52b8"]);
    assert_ne!(users[2], users[0]);
    write(folder.path(), "key", "short");
    let arguments = "label --tweets t.csv --user-key key --out p.csv";
    assert_eq!(
        refused(folder.path(), &arguments.split(' ').collect::<Vec<_>>()),
        "sara: setting user-key: expected a file of at least 32 secret bytes, got 5 in key"
    );
    let arguments = "label --tweets t.csv --user-column user --out p.csv";
    assert!(
        refused(folder.path(), &arguments.split(' ').collect::<Vec<_>>())
            .starts_with("sara: setting user-column: expected a user-key beside it")
    );
    // The key is no place to write to.
    let arguments = "label --tweets t.csv --user-key key --out key";
    assert!(
        refused(folder.path(), &arguments.split(' ').collect::<Vec<_>>())
            .starts_with("sara: setting out: expected a place that the input key")
    );
}

#[test]
fn retweets_go_where_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let csv = "tweet,is_retweet\nRT @ani: warga kampung rukun,\nwarga kampung rukun,\nwarga desa rukun,true\n";
    write(folder.path(), "t.csv", csv);
    let (rows, _) = labelled(folder.path(), "--tweets t.csv");
    assert_eq!(column(&rows, "dropped"), ["", "", ""]);
    let (rows, said) = labelled(folder.path(), "--tweets t.csv --retweets drop");
    assert_eq!(column(&rows, "dropped"), ["retweet", "", "retweet"]);
    assert!(said.contains("dropped: 2 retweet"), "{said}");
    sara_ok(
        folder.path(),
        &[
            "prepare",
            "--tweets",
            "t.csv",
            "--retweets",
            "drop",
            "--out",
            "p.csv",
        ],
    );
    let rows = read_csv(&folder.path().join("p.csv"));
    assert_eq!(column(&rows, "dropped"), ["retweet", "", "retweet"]);
}

#[test]
fn dates_have_an_order_and_a_clock() {
    let folder = tempfile::tempdir().unwrap();
    let csv = "tanggal,lain,tweet\n01/02/2023,2023-05-01T20:00:00Z,warga kampung rukun\n";
    write(folder.path(), "t.csv", csv);
    for (flags, date) in [
        ("", "2023-02-01"),
        (" --date-order month-first", "2023-01-02"),
        (" --date-column lain", "2023-05-01T20:00:00Z"),
        (
            " --date-column lain --clock WIB",
            "2023-05-02T03:00:00+07:00",
        ),
        (
            " --date-column lain --clock -03:30",
            "2023-05-01T16:30:00-03:30",
        ),
    ] {
        let (rows, _) = labelled(folder.path(), &format!("--tweets t.csv{flags}"));
        assert_eq!(column(&rows, "date"), [date], "{flags}");
    }
    write(
        folder.path(),
        "t.csv",
        "tanggal,tweet\nkemarin,halo dunia kita\n",
    );
    let (rows, said) = labelled(folder.path(), "--tweets t.csv");
    assert!(!rows[0].contains_key("date"));
    assert!(
        said.contains("Rows that were read without a part, bad-date: 1 (lines 2)."),
        "{said}"
    );
    let arguments = "label --tweets t.csv --date-column tanggal --out p.csv";
    assert_eq!(
        refused(folder.path(), &arguments.split(' ').collect::<Vec<_>>()),
        "sara: t.csv:2: expected a date, got `kemarin`"
    );
}

/// Topic words are whole words of the normalised text.
#[test]
fn topic_words_stand_beside_the_labels() {
    let folder = tempfile::tempdir().unwrap();
    let csv =
        "tweet\nAgama dan suku: keagamaan rukun\nwarga kampung rukun\n#islam warga rukun damai\n";
    write(folder.path(), "t.csv", csv);
    let (rows, _) = labelled(folder.path(), "--tweets t.csv");
    assert_eq!(column(&rows, "keywords"), ["suku agama", "", ""]);
    let (rows, _) = labelled(folder.path(), "--tweets t.csv --hashtags keep");
    assert_eq!(column(&rows, "keywords"), ["suku agama", "", "islam"]);
    let (rows, _) = labelled(folder.path(), "--tweets t.csv --keywords Rukun,kampung");
    assert_eq!(
        column(&rows, "keywords"),
        ["rukun", "rukun kampung", "rukun"]
    );
}

/// A study over bad rows: counted in the funnel with their lines, and the tables of days and topics.
#[test]
fn a_study_counts_bad_rows_days_and_topics() {
    let folder = tempfile::tempdir().unwrap();
    let sample = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../sara-pipeline/data/sample-tweets.csv"
    );
    let mut csv = std::fs::read_to_string(sample).unwrap();
    csv.push_str(
        "rusak\n9001,2024-02-31,tanggal yang tidak ada\n9002,,agama tanpa tanggal rukun\n",
    );
    write(folder.path(), "t.csv", &csv);
    let quick = "study --tweets t.csv --folds 2 --max-train-rows 60 --epochs 1 --threads 1";
    let quick: Vec<&str> = quick.split(' ').collect();
    let strict = refused(folder.path(), &[&quick[..], &["--out", "out"]].concat());
    assert_eq!(
        strict,
        "sara: t.csv:1320: expected 3 fields as in the header, got 1"
    );
    let counted = [
        "--bad-rows",
        "count",
        "--keywords",
        "agama,islam,tiada",
        "--out",
        "out",
    ];
    sara_ok(folder.path(), &[&quick[..], &counted].concat());
    let out = folder.path().join("out");
    let report: serde_json::Value =
        serde_json::from_slice(&std::fs::read(out.join("report.json")).unwrap()).unwrap();
    assert_eq!(
        report["funnel"]["unread"],
        serde_json::json!([{"reason": "field-count", "rows": 1, "first_lines": [1320]}])
    );
    assert_eq!(report["funnel"]["read"], 1321);
    let funnel = read_csv(&out.join("funnel.csv"));
    assert!(
        funnel
            .iter()
            .any(|row| row["step"] == "field-count" && row["rows"] == "1")
    );
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("cannot be read: field-count (lines 1320)"));
    assert!(page.contains("t.csv was read as table with commas, UTF-8 (all bytes are valid)"));

    let days = read_csv(&out.join("days.csv"));
    assert_eq!(
        report["topics"]["days"].as_array().unwrap().len(),
        days.len()
    );
    let sum = |name: &str| -> u64 {
        days.iter()
            .map(|day| day[name].parse::<u64>().unwrap())
            .sum()
    };
    // The date that the calendar lacks, and the one that is missing, count on no day.
    assert_eq!(report["topics"]["dated_rows"], 1318);
    assert_eq!(sum("read"), 1318);
    let topics = read_csv(&out.join("topics.csv"));
    assert_eq!(column(&topics, "keyword"), ["agama", "islam"]);
    let labels = read_csv(&out.join("labels.csv"));
    let rows = |class: &str| {
        let with = labels.iter().filter(|row| {
            row["sentiment"] == class && row["keywords"].split(' ').any(|word| word == "agama")
        });
        with.count()
    };
    for class in ["negative", "neutral", "positive"] {
        assert_eq!(topics[0][class], rows(class).to_string(), "{class}");
    }
    let of_agama: usize = ["negative", "neutral", "positive"].map(rows).iter().sum();
    assert_eq!(sum("agama") + 1, of_agama as u64, "one has no date");
    assert_eq!(report["bias"]["keywords"].as_array().unwrap().len(), 3);
    assert_eq!(labels[0].keys().filter(|name| *name == "date").count(), 1);
}
