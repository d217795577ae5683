//! `sara sample`: what is drawn, and the files that experts get.

use super::bad_input::refused;
use super::{read_csv, sara, sara_ok, write};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const NUMBERS: [&str; 10] = [
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan",
];

/// A text of its own for each number, with a mention.
fn text(row: usize) -> String {
    let place = [
        NUMBERS[row / 100],
        NUMBERS[row / 10 % 10],
        NUMBERS[row % 10],
    ]
    .join(" ");
    let topic = if row.is_multiple_of(4) {
        "suku"
    } else {
        "kota"
    };
    format!("@warga_{row} baris {place} tentang {topic} ke {place}")
}

/// Labels as `sara label` writes them: 300 rows, of which 60 negative, 30 neutral, 180 positive and 30 dropped.
fn labels() -> String {
    let mut csv = "id,text,normalised,tokens,polarity,sentiment,dropped\n".to_owned();
    for row in 0..300 {
        let (polarity, sentiment, dropped) = match row % 10 {
            0 => ("", "", "short"),
            1 | 2 => ("-0.300000", "negative", ""),
            3 => ("0.000000", "neutral", ""),
            _ => ("0.400000", "positive", ""),
        };
        csv.push_str(&format!(
            "k{row},{},x,x,{polarity},{sentiment},{dropped}\n",
            text(row)
        ));
    }
    csv
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "labels.csv", labels());
    folder
}

const SAMPLE: [&str; 5] = ["sample", "--rows", "labels.csv", "--out", "out"];

fn sample(folder: &Path, arguments: &[&str]) -> Value {
    sara_ok(folder, &[&SAMPLE, arguments].concat());
    serde_json::from_slice(&std::fs::read(folder.join("out/sample.json")).unwrap()).unwrap()
}

fn listing(folder: &Path) -> BTreeSet<String> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

fn ids(path: &Path) -> Vec<String> {
    let rows = read_csv(path);
    rows.into_iter().map(|row| row["id"].clone()).collect()
}

#[test]
fn the_files_of_experts_hold_the_same_rows_in_other_orders_and_nothing_else() {
    let home = folder();
    let report = sample(home.path(), &["--size", "45", "--experts", "ani,budi"]);
    let out = home.path().join("out");
    let files = ["ani.csv", "budi.csv", "sample.csv", "sample.json"];
    assert_eq!(listing(&out), files.map(str::to_owned).into());

    let blind = std::fs::read_to_string(out.join("ani.csv")).unwrap();
    assert!(blind.starts_with("id,text,label\n"));
    assert_eq!(blind.matches("@USER baris").count(), 45);
    for word in ["positive", "negative", "neutral", "0.4", "-0.3", "warga_"] {
        assert!(!blind.contains(word), "{word}: {blind}");
    }
    assert!(
        read_csv(&out.join("ani.csv"))
            .iter()
            .all(|row| row["label"].is_empty())
    );

    let (ani, budi, key) = (
        ids(&out.join("ani.csv")),
        ids(&out.join("budi.csv")),
        ids(&out.join("sample.csv")),
    );
    assert!(ani != budi && ani != key && budi != key);
    let set = |ids: &[String]| -> BTreeSet<String> { ids.iter().cloned().collect() };
    assert_eq!(set(&ani), set(&key));
    assert_eq!(set(&budi), set(&key));

    let mut classes = BTreeMap::<String, usize>::new();
    for row in read_csv(&out.join("sample.csv")) {
        assert_eq!(row["label"], row["stratum"]);
        *classes.entry(row["label"].clone()).or_default() += 1;
    }
    let expected = [("negative", 10), ("neutral", 5), ("positive", 30)];
    assert_eq!(
        classes,
        expected.map(|(name, n)| (name.to_owned(), n)).into()
    );

    assert_eq!(report["method"], "stratified random");
    assert_eq!(report["allocation"], "proportional");
    assert_eq!(report["seed"], 42);
    assert_eq!(
        (&report["rows"], &report["population"]),
        (&300.into(), &270.into())
    );
    assert_eq!(report["dropped"], 30);
    assert_eq!(
        report["strata"][0],
        serde_json::json!({"name": "negative", "population": 60, "quota": 10, "drawn": 10})
    );
    assert_eq!(report["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn the_seed_decides() {
    let key = |seed: &str| {
        let home = folder();
        sample(home.path(), &["--size", "40", "--seed", seed]);
        ["sample.csv", "expert_1.csv"].map(|name| ids(&home.path().join("out").join(name)))
    };
    assert_eq!(key("1"), key("1"));
    assert_ne!(key("1"), key("2"));
}

#[test]
fn strata_may_be_keywords_and_bands() {
    let home = folder();
    let arguments = [
        "--size",
        "54",
        "--keywords",
        "suku,kota",
        "--bands",
        "2",
        "--ignore-classes",
        "--keep-mentions",
    ];
    let report = sample(home.path(), &arguments);
    assert_eq!(
        report["stratified_by"],
        serde_json::json!(["keyword", "band"])
    );
    let strata: Vec<(&str, u64)> = report["strata"]
        .as_array()
        .unwrap()
        .iter()
        .map(|stratum| {
            (
                stratum["name"].as_str().unwrap(),
                stratum["population"].as_u64().unwrap(),
            )
        })
        .collect();
    // Two thirds of the rows have the same score, so that the band below is all rows.
    assert_eq!(
        strata,
        [("suku / band 1 of 2", 60), ("kota / band 1 of 2", 210)]
    );
    assert_eq!(report["band_limits"], serde_json::json!([0.4]));
    let blind = std::fs::read_to_string(home.path().join("out/expert_1.csv")).unwrap();
    assert_eq!(blind.matches("@warga_").count(), 54);
}

#[test]
fn near_duplicates_are_passed_over_and_named() {
    let home = tempfile::tempdir().unwrap();
    let mut csv = "id,text\n".to_owned();
    for row in 0..30 {
        let row = if row < 20 { 0 } else { row };
        csv.push_str(&format!(
            "{},{}\n",
            csv.lines().count(),
            text(row).to_uppercase()
        ));
    }
    write(home.path(), "labels.csv", csv);
    let report = sample(home.path(), &["--size", "20"]);
    assert_eq!(
        (&report["drawn"], &report["method"]),
        (&11.into(), &"random".into())
    );
    let passed_over = report["near_duplicates_passed_over"].as_array().unwrap();
    assert_eq!(passed_over.len(), 19);
    assert!(
        report["notes"][0]
            .as_str()
            .unwrap()
            .starts_with("11 of 20 rows drawn")
    );
}

#[test]
fn a_sample_chosen_by_hand_keeps_its_order() {
    let home = folder();
    write(home.path(), "ids.txt", "k12\r\nk7\n\nk20\n");
    let report = sample(home.path(), &["--ids", "ids.txt"]);
    assert_eq!(report["method"], "chosen by hand");
    assert_eq!(report["allocation"], "none");
    assert_eq!(
        ids(&home.path().join("out/sample.csv")),
        ["k12", "k7", "k20"]
    );
    // A key is a list of ids too.
    sara_ok(
        home.path(),
        &[
            "sample",
            "--rows",
            "labels.csv",
            "--ids",
            "out/sample.csv",
            "--out",
            "again",
        ],
    );
    assert_eq!(
        ids(&home.path().join("again/sample.csv")),
        ["k12", "k7", "k20"]
    );
}

#[test]
fn what_was_judged_is_left_out() {
    let home = folder();
    sample(home.path(), &["--size", "100"]);
    let first: BTreeSet<String> = ids(&home.path().join("out/sample.csv"))
        .into_iter()
        .collect();
    let mut judged = std::fs::read_to_string(home.path().join("out/sample.csv")).unwrap();
    judged.push_str("gone,x,x,x\n");
    write(home.path(), "judged.csv", judged);
    sara_ok(
        home.path(),
        &[
            "sample",
            "--rows",
            "labels.csv",
            "--size",
            "170",
            "--exclude",
            "judged.csv",
            "--out",
            "second",
        ],
    );
    let second: BTreeSet<String> = ids(&home.path().join("second/sample.csv"))
        .into_iter()
        .collect();
    assert!(first.is_disjoint(&second));
    assert_eq!(first.len() + second.len(), 270);
    let report = std::fs::read_to_string(home.path().join("second/sample.json")).unwrap();
    assert!(
        report.contains("\"excluded\": 100,\n  \"exclusions_not_found\": 1"),
        "{report}"
    );
}

/// Sixty rows under `tweet_id`, of which the first forty went to experts in each format.
#[test]
fn what_experts_send_back_is_left_out_in_every_format() {
    let home = tempfile::tempdir().unwrap();
    let mut csv = "tweet_id,text\n".to_owned();
    for row in 0..60 {
        csv.push_str(&format!("k{row},{}\n", text(row)));
    }
    write(home.path(), "tweets.csv", csv);
    let run = |arguments: &[&str]| {
        let start = [
            "sample",
            "--rows",
            "tweets.csv",
            "--id-column",
            "tweet_id",
            "--experts",
            "ani",
        ];
        sara(home.path(), &[&start[..], arguments].concat())
    };
    let ok = |arguments: &[&str]| {
        let output = run(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{arguments:?}: {said}");
        said
    };
    for format in ["csv", "doccano", "label-studio"] {
        ok(&["--size", "40", "--format", format, "--out", format]);
    }
    let own = std::fs::read_to_string(home.path().join("csv/ani.csv")).unwrap();
    let resaved = |separator: &str| own.replace(',', separator).replace('\n', "\r\n");
    write(home.path(), "semicolons.csv", resaved(";"));
    write(home.path(), "tabs.csv", resaved("\t"));
    write(
        home.path(),
        "named.csv",
        format!("sep=;\r\n{}", resaved(";")),
    );
    write(
        home.path(),
        "windows.csv",
        resaved(";")
            .replace("baris", "caf\u{e9}")
            .chars()
            .map(|character| u8::try_from(u32::from(character)).unwrap())
            .collect::<Vec<u8>>(),
    );
    let upper = own.replacen("id,", "ID,", 1);
    write(home.path(), "upper.csv", upper);
    // doccano puts its own number into `id`.
    let exported: String = std::fs::read_to_string(home.path().join("doccano/ani.jsonl"))
        .unwrap()
        .lines()
        .zip(1..)
        .map(|(line, number)| {
            let mut object: Value = serde_json::from_str(line).unwrap();
            object["id"] = number.into();
            format!("{object}\n")
        })
        .collect();
    write(home.path(), "export.jsonl", exported);
    let judged: BTreeSet<String> = ids(&home.path().join("csv/ani.csv")).into_iter().collect();
    for (number, file) in [
        "csv/ani.csv",
        "doccano/ani.jsonl",
        "label-studio/ani.json",
        "semicolons.csv",
        "tabs.csv",
        "named.csv",
        "windows.csv",
        "upper.csv",
        "export.jsonl",
    ]
    .into_iter()
    .enumerate()
    {
        let encoding = if file == "windows.csv" {
            "latin-1"
        } else {
            "utf-8"
        };
        let out = format!("rest{number}");
        let size = ["--size", "20", "--encoding", encoding, "--out", &out];
        let said = ok(&[&size[..], &["--exclude", file]].concat());
        assert!(!said.contains("are of no row"), "{file}: {said}");
        let rest = ids(&home.path().join(out).join("sample.csv"));
        assert_eq!(rest.len(), 20, "{file}");
        assert!(rest.iter().all(|id| !judged.contains(id)), "{file}");
        let out = format!("same{number}");
        let chosen = ["--ids", file, "--encoding", encoding, "--out", &out];
        ok(&chosen);
        let same = ids(&home.path().join(out).join("sample.csv"));
        assert_eq!(same.len(), 40, "{file}");
    }
}

#[test]
fn exclusions_that_fit_no_row_are_refused_and_some_are_noted() {
    let home = folder();
    write(home.path(), "judged.csv", "id;label\n1;0\n2;1\n");
    assert_eq!(
        refused(
            home.path(),
            &[&SAMPLE[..], &["--exclude", "judged.csv"]].concat()
        ),
        "sara: judged.csv: expected ids of rows of labels.csv, got `1` (line 2), `2` (line 3)"
    );
    write(home.path(), "judged.csv", "key;label\nk1;0\n");
    assert_eq!(
        refused(
            home.path(),
            &[&SAMPLE[..], &["--exclude", "judged.csv"]].concat()
        ),
        "sara: judged.csv:1: no column `id`; the columns are `key`, `label`"
    );
    write(home.path(), "judged.txt", "k1\ngone\nk2\n");
    let report = sample(home.path(), &["--exclude", "judged.txt"]);
    assert_eq!(
        report["notes"],
        serde_json::json!([
            "judged.txt: 1 of 3 ids are of no row of labels.csv, such as `gone` (line 2)"
        ])
    );
    assert_eq!(report["excluded"], 2);
}

#[test]
fn headers_in_another_case_and_blank_rows_are_noted() {
    let home = tempfile::tempdir().unwrap();
    let rows = format!("ID,text,Label\na,{},1\n,,\nb,{},0\n", text(1), text(2));
    write(home.path(), "labels.csv", rows);
    let report = sample(home.path(), &["--size", "2"]);
    assert_eq!(
        report["notes"],
        serde_json::json!([
            "labels.csv: 1 rows without anything in them are left out",
            "labels.csv: column `ID` is taken for `id`",
            "labels.csv: column `Label` is taken for `label`",
        ])
    );
    assert_eq!(report["rows"], 2);
    let key: BTreeSet<String> = ids(&home.path().join("out/sample.csv"))
        .into_iter()
        .collect();
    assert_eq!(key, ["a".to_owned(), "b".to_owned()].into());
}

#[test]
fn each_stratum_may_give_the_same_number() {
    let home = folder();
    let report = sample(home.path(), &["--per-stratum", "40"]);
    assert_eq!(report["allocation"], "equal");
    let drawn: Vec<(&str, u64)> = report["strata"]
        .as_array()
        .unwrap()
        .iter()
        .map(|stratum| {
            (
                stratum["name"].as_str().unwrap(),
                stratum["drawn"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(drawn, [("negative", 40), ("neutral", 30), ("positive", 40)]);
    assert_eq!(
        (&report["size"], &report["drawn"]),
        (&110.into(), &110.into())
    );
    assert_eq!(
        report["notes"][0],
        "strata with fewer than 40 rows that are no near duplicates: neutral"
    );
    let both = [&SAMPLE[..], &["--per-stratum", "4", "--size", "9"]].concat();
    assert_eq!(sara(home.path(), &both).status.code(), Some(2));
}

#[test]
fn no_column_of_the_lexicon_becomes_the_text_or_the_id() {
    let home = folder();
    for (option, column) in [
        ("--text-column", "sentiment"),
        ("--text-column", "polarity"),
        ("--id-column", "polarity"),
    ] {
        let message = refused(home.path(), &[&SAMPLE[..], &[option, column]].concat());
        assert_eq!(
            message,
            format!(
                "sara: setting {}: expected another column than that of the label or the score, which experts must not see, got `{column}`",
                &option[2..]
            )
        );
    }
    let arguments = ["--text-column", "tokens", "--label-column", "tokens"];
    let message = refused(home.path(), &[&SAMPLE[..], &arguments].concat());
    assert!(
        message.starts_with("sara: setting text-column"),
        "{message}"
    );
}

/// The apostrophe stands in the CSV of experts alone, and the ratings come back whatever the text is.
#[test]
fn a_text_is_no_formula_in_a_spreadsheet() {
    let home = tempfile::tempdir().unwrap();
    write(
        home.path(),
        "labels.csv",
        "id,text,sentiment\n1,=HYPERLINK(x),negative\n2,halo dunia,positive\n",
    );
    let two = ["--size", "2", "--experts", "ani,budi"];
    sample(home.path(), &two);
    let rows = |name: &str| {
        let rows = read_csv(&home.path().join("out").join(name));
        rows.into_iter()
            .map(|row| (row["id"].clone(), row["text"].clone()))
            .collect::<BTreeMap<_, _>>()
    };
    assert_eq!(rows("ani.csv")["1"], "'=HYPERLINK(x)");
    assert_eq!(rows("ani.csv")["2"], "halo dunia");
    assert_eq!(rows("sample.csv")["1"], "=HYPERLINK(x)");
    for expert in ["ani", "budi"] {
        let path = home.path().join(format!("out/{expert}.csv"));
        let blind = std::fs::read_to_string(&path).unwrap();
        let filled: Vec<String> = blind
            .lines()
            .map(|line| {
                line.strip_suffix(',')
                    .map_or(line.to_owned(), |row| format!("{row},1"))
            })
            .collect();
        std::fs::write(&path, filled.join("\n")).unwrap();
    }
    let agreed = sara_ok(home.path(), &["agree", "out/ani.csv", "out/budi.csv"]);
    assert!(agreed.contains("2 rows, 2 raters"), "{agreed}");
}

/// doccano's import for text classification: an object a line with a text that is not empty, and a list of label names; any other field
/// becomes metadata, which is flat.
#[test]
fn doccano_can_import_its_file() {
    let home = folder();
    sample(home.path(), &["--size", "30", "--format", "doccano"]);
    let lines = std::fs::read_to_string(home.path().join("out/expert_2.jsonl")).unwrap();
    assert_eq!(lines.lines().count(), 30);
    for line in lines.lines() {
        let object: Value = serde_json::from_str(line).unwrap();
        let object = object.as_object().unwrap();
        assert!(!object["text"].as_str().unwrap().is_empty());
        assert_eq!(object["label"], serde_json::json!([]));
        for (name, value) in object {
            assert!(name == "label" || value.is_string(), "{line}");
        }
        assert_eq!(object["id"], object["sara_id"]);
    }
}

/// Label Studio's import: a list of tasks with `data`, which holds every `$variable` of the labelling configuration; there, controls name
/// an object that is there, and no name stands twice.
#[test]
fn label_studio_can_import_its_file() {
    let home = folder();
    sample(home.path(), &["--size", "30", "--format", "label-studio"]);
    let out = home.path().join("out");
    let config = std::fs::read_to_string(out.join("label-studio.xml")).unwrap();
    let attributes = |name: &str| -> Vec<String> {
        let start = format!(" {name}=\"");
        let parts = config.split(&start).skip(1);
        parts
            .map(|part| part.split('"').next().unwrap().to_owned())
            .collect()
    };
    assert_eq!(attributes("name"), ["text", "label"]);
    assert_eq!(attributes("toName"), ["text"]);
    let values = attributes("value");
    assert_eq!(values, ["$text", "negative", "neutral", "positive"]);
    assert_eq!(config.matches('<').count(), config.matches('>').count());

    let tasks: Value =
        serde_json::from_slice(&std::fs::read(out.join("expert_1.json")).unwrap()).unwrap();
    let tasks = tasks.as_array().unwrap();
    assert_eq!(tasks.len(), 30);
    for task in tasks {
        assert_eq!(task.as_object().unwrap().len(), 1);
        let data = task["data"].as_object().unwrap();
        let names: BTreeSet<&str> = data.keys().map(String::as_str).collect();
        assert_eq!(names, ["id", "sara_id", "text"].into());
        assert!(data.values().all(Value::is_string));
    }
}

#[test]
fn bad_input_is_one_line() {
    let home = folder();
    let says = |arguments: &[&str]| refused(home.path(), &[&SAMPLE, arguments].concat());
    write(home.path(), "ids.txt", "k1\nx\n\ny\n");
    assert_eq!(
        says(&["--ids", "ids.txt"]),
        "sara: ids.txt: expected ids of rows of labels.csv, got `x` (line 2), `y` (line 4)"
    );
    write(home.path(), "ids.txt", "k1\nk1\n");
    assert_eq!(
        says(&["--ids", "ids.txt"]),
        "sara: ids.txt:2: column `id`: expected each id once (the first is in line 1), got `k1`"
    );
    write(home.path(), "ids.txt", "\n");
    assert_eq!(
        says(&["--ids", "ids.txt"]),
        "sara: ids.txt: expected an id a line, or a file of ratings with ids, the file is empty"
    );
    assert_eq!(
        says(&["--size", "271"]),
        "sara: labels.csv: rows to draw from: expected at least 271, got 270"
    );
    assert_eq!(
        says(&["--size", "0"]),
        "sara: setting size: expected at least 1, got 0"
    );
    assert_eq!(
        says(&["--bands", "1"]),
        "sara: setting bands: expected 2 to 100, got 1"
    );
    assert_eq!(
        says(&["--keywords", "suku,,ras"]),
        "sara: setting keywords: expected words, got ``"
    );
    for experts in [
        "../ani", "Ani,ani", "sample", ".ani", "a/b", "", "CON", "ani.csv", "a\nb",
    ] {
        let message = says(&["--experts", experts]);
        assert!(
            message.starts_with("sara: setting experts: expected names for files"),
            "{message}"
        );
    }
    assert_eq!(
        says(&["--label-column", "class"]),
        "sara: labels.csv:1: no column `class`; the columns are `id`, `text`, `normalised`, `tokens`, `polarity`, `sentiment`, `dropped`"
    );
    for (rows, message) in [
        (
            "id,text,polarity\n1,a,0\n1,b,0\n",
            "3: column `id`: expected each id once (the first is in line 2), got `1`",
        ),
        (
            "id,text,polarity\n1,a,0\n,b,0\n",
            "3: column `id`: expected an id, got ``",
        ),
        (
            "id,text,polarity\n1,a,NaN\n",
            "2: column `polarity`: expected a number, got `NaN`",
        ),
    ] {
        write(home.path(), "labels.csv", rows);
        assert_eq!(
            says(&["--bands", "2"]),
            format!("sara: labels.csv:{message}")
        );
    }
}

#[test]
fn nothing_is_replaced() {
    let home = folder();
    std::fs::create_dir(home.path().join("out")).unwrap();
    write(
        &home.path().join("out"),
        "ani.csv",
        "id,text,label\nk1,x,1\n",
    );
    let message = refused(home.path(), &SAMPLE);
    assert!(
        message.ends_with("out: expected an empty folder, found `ani.csv`"),
        "{message}"
    );
    write(&home.path().join("out"), "labels.csv", labels());
    let message = refused(
        home.path(),
        &["sample", "--rows", "out/labels.csv", "--out", "out"],
    );
    assert!(
        message.starts_with("sara: setting out: expected a place that the input"),
        "{message}"
    );
}
