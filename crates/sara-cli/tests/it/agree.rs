//! `sara agree` on one file and on several.

use super::bad_input::refused;
use super::{read_csv, sara, sara_ok, write};
use serde_json::{Value, json};
use std::path::Path;

fn agree(folder: &Path, arguments: &[&str]) -> Value {
    let output = sara_ok(folder, &[&["agree", "--json"], arguments].concat());
    serde_json::from_str(&output).unwrap()
}

/// What is said beside the result.
fn notes(folder: &Path, arguments: &[&str]) -> String {
    let output = sara(folder, &[&["agree"], arguments].concat());
    assert!(output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

/// Four rows, rated by two people in files of their own and labelled by a lexicon.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "ani.csv",
        "id,text,label\na,x,-1\nb,x,0\nc,x,1\nd,x,1\n",
    );
    write(
        folder.path(),
        "budi.jsonl",
        "{\"id\":\"d\",\"label\":[\"Positif\"]}\n{\"id\":\"c\",\"label\":\"netral\"}\n\n{\"id\":\"a\",\"label\":[\"NEGATIVE\"]}\n{\"id\":\"e\",\"label\":[]}\n",
    );
    write(
        folder.path(),
        "lexicon.csv",
        "id,text,polarity,sentiment,dropped\na,x,-0.1,negative,\nb,x,,,short\nc,x,0.2,positive,\nd,x,0.2,positive,\n",
    );
    folder
}

#[test]
fn files_are_joined_and_what_they_lack_is_counted() {
    let home = folder();
    let report = agree(home.path(), &["ani.csv", "budi.jsonl"]);
    assert_eq!(report["raters"], json!(["ani", "budi"]));
    assert_eq!(report["rows"], 5);
    assert_eq!(report["labels"], json!(["negative", "neutral", "positive"]));
    assert_eq!(report["pairs"][0]["n"], 3);
    assert_eq!(
        report["files"],
        json!([
            {"file": "ani.csv", "format": "one_rater", "raters": ["ani"], "rows": 4, "ratings": 4, "unrated_rows": 0,
                "rows_only_here": 1, "cancelled": 0},
            {"file": "budi.jsonl", "format": "json_records", "raters": ["budi"], "rows": 4, "ratings": 3, "unrated_rows": 1,
                "rows_only_here": 1, "cancelled": 0},
        ])
    );
    assert_eq!(
        report["confused_labels"],
        json!([{"labels": ["neutral", "positive"], "count": 1}])
    );
    assert_eq!(
        report["disputed_rows"],
        json!([{"id": "c", "disagreement": 1.0, "votes": ["positive", "neutral"]}])
    );
    assert_eq!(
        report["majority"],
        json!({"labelled": 3, "ties": 1, "unrated": 1})
    );

    let text = sara_ok(home.path(), &["agree", "ani.csv", "budi.jsonl"]);
    assert!(
        text.starts_with(
            "ani.csv: CSV of one rater, 4 rows, 4 ratings by ani, 1 rows in no other file\n\
             budi.jsonl: JSON records, 4 rows, 3 ratings by budi, 1 rows without a rating, 1 rows in no other file\n\
             5 rows, 2 raters, labels: negative, neutral, positive\n\
             ani and budi: n 3, agree 0.6667, kappa 0.5000"
        ),
        "{text}"
    );
    assert!(
        text.contains("in dispute: c: ani positive, budi neutral\n"),
        "{text}"
    );
}

#[test]
fn a_reference_is_held_against_each_rater_and_the_majority_and_counts_in_nothing_else() {
    let home = folder();
    let alone = agree(home.path(), &["ani.csv", "budi.jsonl"]);
    let report = agree(
        home.path(),
        &["ani.csv", "budi.jsonl", "--reference", "lexicon.csv"],
    );
    for name in [
        "pairs",
        "fleiss_kappa",
        "krippendorff_alpha",
        "gwet_ac1",
        "majority",
    ] {
        assert_eq!(report[name], alone[name], "{name}");
    }
    let reference = &report["reference"];
    assert_eq!(reference["name"], "lexicon");
    assert_eq!(reference["unmatched_rows"], 1);
    assert_eq!(reference["pairs"][0]["rater_1"], "lexicon (reference)");
    assert_eq!(reference["pairs"][0]["n"], 3);
    assert_eq!(reference["pairs"][0]["kappa"], 1.0);
    assert_eq!(reference["pairs"][1]["kappa"], 0.5);
    // The majority has a and d: c is a tie, b has no reference.
    assert_eq!(reference["majority"]["n"], 2);
    assert_eq!(reference["classification"]["accuracy"], 1.0);
    assert_eq!(reference["classification"]["macro_avg"]["f1"], 1.0);

    let text = sara_ok(
        home.path(),
        &[
            "agree",
            "ani.csv",
            "--reference",
            "lexicon.csv",
            "--reference-column",
            "sentiment",
        ],
    );
    assert!(
        text.contains("sentiment (reference) and ani: n 3, agree 1.0000, kappa 1.0000"),
        "{text}"
    );
    assert!(
        text.contains("sentiment as a prediction of the majority: accuracy 1.0000, macro F1 1.0000, kappa 1.0000\n"),
        "{text}"
    );
}

#[test]
fn the_majority_is_written_and_a_tie_is_empty() {
    let home = folder();
    sara_ok(
        home.path(),
        &["agree", "ani.csv", "budi.jsonl", "--majority", "m.csv"],
    );
    assert_eq!(
        std::fs::read_to_string(home.path().join("m.csv")).unwrap(),
        "id,label,votes,ratings\na,negative,2,2\nb,neutral,1,1\nc,,1,2\nd,positive,2,2\ne,,0,0\n"
    );
    assert_eq!(read_csv(&home.path().join("m.csv")).len(), 5);
}

#[test]
fn the_annotators_of_one_project_are_told_apart() {
    let home = tempfile::tempdir().unwrap();
    let annotation = |by: Value, label: &str| {
        json!({"completed_by": by, "result": [
            {"from_name": "sentiment", "type": "choices", "value": {"choices": [label]}},
            {"from_name": "note", "type": "textarea", "value": {"text": ["x"]}},
        ]})
    };
    let tasks = json!([
        {"id": 7, "data": {"text": "x"}, "annotations": [annotation(json!(1), "positive"), annotation(json!(4), "positive")]},
        {"id": 8, "data": {"text": "y"}, "annotations": [annotation(json!(4), "negative"), annotation(json!(1), "negative")]},
        {"id": 9, "data": {"text": "z"}, "annotations": []},
    ]);
    write(home.path(), "export.json", tasks.to_string());
    let report = agree(home.path(), &["export.json"]);
    assert_eq!(report["raters"], json!(["annotator 1", "annotator 4"]));
    assert_eq!(report["pairs"][0]["kappa"], 1.0);
    assert_eq!(report["files"][0]["unrated_rows"], 1);

    let min = json!([
        {"id": 7, "sentiment": "positive", "annotator": "ani@contoh.id"},
        {"id": 7, "sentiment": {"choices": ["positive"]}, "annotator": "budi@contoh.id"},
        {"id": 8, "sentiment": "negative", "annotator": "ani@contoh.id"},
        {"id": 8, "sentiment": "negative", "annotator": "budi@contoh.id"},
    ]);
    write(home.path(), "min.json", min.to_string());
    let from_min = agree(home.path(), &["min.json"]);
    assert_eq!(
        from_min["raters"],
        json!(["ani@contoh.id", "budi@contoh.id"])
    );
    assert_eq!(from_min["rows"], 2);
    assert_eq!(from_min["pairs"][0]["kappa"], 1.0);
}

#[test]
fn labels_have_the_names_that_are_given() {
    let home = tempfile::tempdir().unwrap();
    write(
        home.path(),
        "r.csv",
        "id,ani,budi\n1,benci,-1\n2,aman,0\n3,Benci,negatif\n",
    );
    let report = agree(home.path(), &["r.csv", "--labels", "benci=-1,aman=0"]);
    assert_eq!(report["labels"], json!(["negative", "neutral"]));
    assert_eq!(report["pairs"][0]["kappa"], 1.0);
    // An order of numbers gives an ordinal alpha, labels without one do not.
    write(home.path(), "r.csv", "ani,budi\n1,2\n5,4\n3,3\n");
    let report = agree(home.path(), &["r.csv", "--labels", "1,2,3,4,5"]);
    assert_eq!(report["labels"], json!(["1", "2", "3", "4", "5"]));
    assert!(
        report["krippendorff_alpha_ordinal"]["value"]
            .as_f64()
            .unwrap()
            > 0.5
    );
    write(home.path(), "r.csv", "ani,budi\ny,y\nn,y\n");
    assert!(agree(home.path(), &["r.csv"])["krippendorff_alpha_ordinal"].is_null());
}

#[test]
fn what_is_no_rater_is_said_aloud() {
    let home = tempfile::tempdir().unwrap();
    write(
        home.path(),
        "r.csv",
        "id,text,ani,budi,\n1,-1,1,1,9\n2,0,-1,1,9\n",
    );
    let said = notes(home.path(), &["r.csv"]);
    assert_eq!(
        said,
        "note: r.csv: column `text` is taken for no rater although it holds ratings; rename it to count it\n\
         note: r.csv: a column without a name is taken for no rater\n"
    );
    assert_eq!(
        agree(home.path(), &["r.csv"])["raters"],
        json!(["ani", "budi"])
    );
    write(home.path(), "r.csv", "id,ani,budi\n1,Ya,ya\n");
    assert_eq!(
        notes(home.path(), &["r.csv"]),
        "note: `Ya` and `ya` are taken for two labels; --labels declares one\n"
    );
    write(home.path(), "r.csv", "text,ani,budi\nhalo 1,1,1\n0,-1,1\n");
    assert_eq!(notes(home.path(), &["r.csv"]), "");

    std::fs::create_dir(home.path().join("b")).unwrap();
    write(home.path(), "ani.csv", "id,label\n1,1\n2,0\n");
    write(&home.path().join("b"), "ani.csv", "id,label\n3,1\n");
    write(home.path(), "budi.csv", "id,label\n1,1\n2,0\n3,0\n");
    assert_eq!(
        notes(home.path(), &["ani.csv", "b/ani.csv", "budi.csv"]),
        "note: rater `ani` stands in 2 files, taken for one person\n"
    );
}

#[test]
fn a_measure_without_an_answer_says_why() {
    let home = tempfile::tempdir().unwrap();
    write(home.path(), "r.csv", "ani,budi\n1,1\n1,1\n");
    let report = agree(home.path(), &["r.csv"]);
    for name in ["krippendorff_alpha", "gwet_ac1"] {
        assert_eq!(
            report[name]["undefined"], "all ratings name one category",
            "{name}"
        );
    }
    assert_eq!(report["fleiss_undefined"], "all ratings name one category");
    assert_eq!(
        report["pairs"][0]["undefined"],
        "all ratings name one category"
    );
    let text = sara_ok(home.path(), &["agree", "r.csv"]);
    assert!(
        text.contains("Gwet's AC1 undefined: all ratings name one category\n"),
        "{text}"
    );
}

#[test]
fn plots_are_drawn_and_only_earlier_ones_are_replaced() {
    let home = folder();
    let arguments = [
        "agree",
        "ani.csv",
        "budi.jsonl",
        "--reference",
        "lexicon.csv",
        "--plots",
        "plots",
    ];
    for _ in 0..2 {
        sara_ok(home.path(), &arguments);
        for name in ["kappas.svg", "pairs.svg", "reference.svg"] {
            let svg = std::fs::read_to_string(home.path().join("plots").join(name)).unwrap();
            assert!(
                svg.starts_with("<svg ") && svg.ends_with("</svg>\n"),
                "{name}"
            );
        }
    }
    let kappas = std::fs::read_to_string(home.path().join("plots/kappas.svg")).unwrap();
    assert!(kappas.contains("ani and budi") && kappas.contains("lexicon and ani"));
    write(&home.path().join("plots"), "notes.txt", "mine");
    let said = refused(home.path(), &arguments);
    let expected =
        "plots: expected an empty folder or one with earlier plots alone, found `notes.txt`";
    assert!(said.ends_with(expected), "{said}");
}

#[test]
fn a_file_may_come_from_a_spreadsheet() {
    let home = tempfile::tempdir().unwrap();
    write(
        home.path(),
        "ani.csv",
        b"id;text;label\r\n1;caf\xe9, kopi;1\r\n2;teh;0\r\n",
    );
    write(
        home.path(),
        "budi.csv",
        "\u{feff}id,text,label\r\n1,kopi,1.0\r\n2,teh,0.0\r\n",
    );
    let report = agree(
        home.path(),
        &["ani.csv", "budi.csv", "--encoding", "latin-1"],
    );
    assert_eq!(report["pairs"][0]["kappa"], 1.0);
}

#[test]
fn the_raters_are_those_columns_that_are_named() {
    let home = tempfile::tempdir().unwrap();
    let table = "id,text,ani,catatan,budi,label\n1,x,1,jelas,0,9\n2,y,0,?,0,9\n";
    write(home.path(), "r.csv", table);
    let report = agree(home.path(), &["r.csv", "--rater-columns", "budi,ani"]);
    assert_eq!(report["raters"], json!(["budi", "ani"]));
    assert_eq!(report["labels"], json!(["neutral", "positive"]));
    write(home.path(), "citra.csv", "id,label\n1,1\n2,0\n");
    let report = agree(
        home.path(),
        &["r.csv", "citra.csv", "--rater-columns", "ani"],
    );
    assert_eq!(report["raters"], json!(["ani", "citra"]));
    assert_eq!(report["pairs"][0]["kappa"], 1.0);
}

#[test]
fn a_rater_who_has_not_started_is_left_out_and_named() {
    let home = folder();
    write(home.path(), "citra.csv", "id,label\na,\nb,\n");
    let files = ["ani.csv", "budi.jsonl", "citra.csv"];
    let report = agree(home.path(), &files);
    assert_eq!(report["raters"], json!(["ani", "budi"]));
    assert_eq!(report["pairs"].as_array().unwrap().len(), 1);
    assert_eq!(report["files"][2]["unrated_rows"], 2);
    let note = "rater `citra` has rated none of the rows yet and is left out";
    assert_eq!(report["notes"], json!([note]));
    assert_eq!(notes(home.path(), &files), format!("note: {note}\n"));
}

#[test]
fn every_coefficient_has_an_interval_that_stays_within_its_range() {
    let home = tempfile::tempdir().unwrap();
    write(
        home.path(),
        "r.csv",
        "id,ani,budi\n1,1,1\n2,1,1\n3,1,1\n4,0,0\n5,0,1\n",
    );
    let report = agree(home.path(), &["r.csv"]);
    let interval = |value: &Value| -> [f64; 2] { serde_json::from_value(value.clone()).unwrap() };
    for found in [
        &report["pairs"][0]["interval_95"],
        &report["fleiss_interval_95"],
        &report["krippendorff_alpha"]["interval_95"],
        &report["krippendorff_alpha_ordinal"]["interval_95"],
        &report["gwet_ac1"]["interval_95"],
    ] {
        let [low, high] = interval(found);
        assert!(low >= -1.0 && low < high && high <= 1.0, "{report}");
    }
    assert_eq!(report["fleiss_interval_95"][1], 1.0);
    let text = sara_ok(home.path(), &["agree", "r.csv"]);
    for name in [
        "Fleiss' kappa over 5 rows which all rated: ",
        "Krippendorff's alpha: ",
    ] {
        let line = text.lines().find(|line| line.starts_with(name)).unwrap();
        assert!(line.ends_with(" to 1.0000)"), "{line}");
    }
}

#[test]
fn the_report_holds_no_control_characters() {
    let home = tempfile::tempdir().unwrap();
    write(
        home.path(),
        "r.csv",
        "id,\"ani\u{1b}[2J\nx\",budi\n\"1\u{7}\",1,0\n2,1,1\n",
    );
    let text = sara_ok(home.path(), &["agree", "r.csv"]);
    assert!(
        text.contains("in dispute: 1\\u{7}: ani\\u{1b}[2J\\nx positive, budi neutral\n"),
        "{text}"
    );
    assert!(!text.contains(|character: char| character.is_control() && character != '\n'));
}

#[test]
fn ids_that_match_in_part_are_not_joined_silently() {
    let home = tempfile::tempdir().unwrap();
    write(home.path(), "ani.csv", "sep=;\nid;label;\n1;1;\n2;0;\n");
    write(home.path(), "budi.csv", "id\tlabel\n1.0\t1\n2\t0\n");
    let report = agree(home.path(), &["ani.csv", "budi.csv"]);
    assert_eq!(report["rows"], 3);
    assert_eq!(
        report["notes"],
        json!([
            "the ids `1.0` and `1` are taken for two rows; a spreadsheet may have added the `.0`"
        ])
    );
}

#[test]
fn a_reference_may_have_ids_of_another_name() {
    let home = folder();
    let labels = std::fs::read_to_string(home.path().join("lexicon.csv")).unwrap();
    let labels = labels.replacen("id,", "tweet_id,", 1);
    write(home.path(), "in2.csv", labels);
    let expected = agree(home.path(), &["ani.csv", "--reference", "lexicon.csv"]);
    let arguments = ["ani.csv", "--reference", "in2.csv"];
    let named = agree(
        home.path(),
        &[&arguments[..], &["--id-column", "tweet_id"]].concat(),
    );
    assert_eq!(
        named["notes"],
        json!(["ani.csv: joined by `id`, as it has no `tweet_id`"])
    );
    let own = ["--reference-id-column", "tweet_id"];
    let own = agree(home.path(), &[&arguments[..], &own].concat());
    assert_eq!(own["notes"], json!([]));
    for report in [&named, &own] {
        assert_eq!(report["reference"]["unmatched_rows"], 1);
        assert_eq!(
            report["reference"]["majority"]["kappa"],
            expected["reference"]["majority"]["kappa"]
        );
    }
}

#[test]
fn files_that_go_by_other_ids_are_named() {
    let home = tempfile::tempdir().unwrap();
    write(
        home.path(),
        "ani.jsonl",
        "{\"id\":1,\"sara_id\":\"5\",\"label\":[\"0\"]}\n{\"id\":2,\"sara_id\":\"1\",\"label\":[\"1\"]}\n",
    );
    write(
        home.path(),
        "budi.jsonl",
        "{\"id\":1,\"label\":[\"0\"]}\n{\"id\":2,\"label\":[\"1\"]}\n",
    );
    write(home.path(), "citra.csv", "id,label\n5,0\n1,1\n");
    let note = "budi.jsonl: joined by `id`, and ani.jsonl by `sara_id`; a tool may have put a number of its own into `id`";
    let report = agree(home.path(), &["ani.jsonl", "budi.jsonl", "citra.csv"]);
    assert_eq!(report["notes"], json!([note]));
    assert_eq!(
        notes(home.path(), &["ani.jsonl", "budi.jsonl"]),
        format!("note: {note}\n")
    );
    assert_eq!(notes(home.path(), &["ani.jsonl", "citra.csv"]), "");

    let task = |data: Value, id: u64| {
        json!({"id": id, "data": data, "annotations": [{"completed_by": 1, "result": [
            {"from_name": "label", "value": {"choices": ["neutral"]}},
        ]}]})
    };
    let tasks = json!([task(json!({"text": "x"}), 5), task(json!({"text": "y"}), 1)]);
    write(home.path(), "dedi.json", tasks.to_string());
    assert_eq!(
        notes(home.path(), &["dedi.json", "citra.csv"]),
        "note: dedi.json: joined by Label Studio's number of the task, as there is no `sara_id` or `id` in its data\n"
    );
    let tasks = json!([task(json!({"id": 5}), 8), task(json!({"id": 1}), 9)]);
    write(home.path(), "dedi.json", tasks.to_string());
    assert_eq!(notes(home.path(), &["dedi.json", "citra.csv"]), "");
}

#[test]
fn what_a_spreadsheet_does_to_headers_and_below_the_table_is_noted() {
    let home = tempfile::tempdir().unwrap();
    write(
        home.path(),
        "ani.csv",
        "ID;Text;Label\n1;x;1\n2;y;0\n;;\n;;\n",
    );
    write(
        home.path(),
        "budi.csv",
        "\"id\";\"te,x,t\";\"label\"\n1;x;1\n2;y;0\n",
    );
    let report = agree(home.path(), &["ani.csv", "budi.csv"]);
    assert_eq!(report["pairs"][0]["kappa"], 1.0);
    assert_eq!(
        report["notes"],
        json!([
            "ani.csv: 2 rows without anything in them are left out",
            "ani.csv: column `ID` is taken for `id`",
            "ani.csv: column `Label` is taken for `label`",
        ])
    );
    write(home.path(), "r.csv", "Id,Text,ani,budi\n1,x,1,1\n2,y,0,1\n");
    let report = agree(home.path(), &["r.csv"]);
    assert_eq!(report["raters"], json!(["ani", "budi"]));
}
