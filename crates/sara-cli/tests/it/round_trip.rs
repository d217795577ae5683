//! Rows go to experts in each format and come back as the tools export them: the same table, nothing lost.

use super::{read_csv, sara_ok, write};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

const EXPERTS: [&str; 3] = ["ani", "budi", "citra"];

/// What an expert says of a row; nothing for one that is left open.
fn judgement(expert: usize, id: &str) -> Option<&'static str> {
    let number: usize = id.parse().unwrap();
    let own = usize::from((number + expert).is_multiple_of(5));
    let label = ["negative", "neutral", "positive"][(number + own) % 3];
    (!(number + 3 * expert).is_multiple_of(17)).then_some(label)
}

/// The id and text of each row of an expert's file, in its order.
fn rows(folder: &Path, expert: &str, format: &str) -> Vec<[String; 2]> {
    let field = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    match format {
        "csv" => read_csv(&folder.join(format!("{expert}.csv")))
            .into_iter()
            .map(|row| [row["id"].clone(), row["text"].clone()])
            .collect(),
        "doccano" => std::fs::read_to_string(folder.join(format!("{expert}.jsonl")))
            .unwrap()
            .lines()
            .map(|line| {
                let row: Value = serde_json::from_str(line).unwrap();
                [field(&row, "sara_id"), field(&row, "text")]
            })
            .collect(),
        _ => {
            let tasks = std::fs::read(folder.join(format!("{expert}.json"))).unwrap();
            let tasks: Value = serde_json::from_slice(&tasks).unwrap();
            let tasks = tasks.as_array().unwrap();
            let data = tasks.iter().map(|task| &task["data"]);
            data.map(|row| [field(row, "sara_id"), field(row, "text")])
                .collect()
        }
    }
}

/// What a spreadsheet, doccano or Label Studio gives back, rows in another order, with numbers of its own as ids.
fn export(folder: &Path, expert: usize, format: &str) -> String {
    let name = EXPERTS[expert];
    let input = if format == "json-min" {
        "label-studio"
    } else {
        format
    };
    let mut rows = rows(folder, name, input);
    rows.reverse();
    let judged = (1000..)
        .zip(&rows)
        .map(|(number, [id, text])| (number, id, text, judgement(expert, id)));
    let (file, content) = match format {
        "csv" => {
            let indonesian = |label| match label {
                "negative" => "-1",
                "neutral" => "Netral",
                _ => "positif",
            };
            let mut csv = csv::Writer::from_writer(Vec::new());
            csv.write_record(["text", "label", "id"]).unwrap();
            for (_, id, text, label) in judged {
                csv.write_record([text.as_str(), label.map_or("", indonesian), id.as_str()])
                    .unwrap();
            }
            (
                format!("{name}.csv"),
                String::from_utf8(csv.into_inner().unwrap()).unwrap(),
            )
        }
        "doccano" => {
            let lines = judged.map(|(number, id, text, label)| {
                let label: Vec<&str> = label.into_iter().collect();
                json!({"id": number, "text": text, "sara_id": id, "label": label, "Comments": []})
            });
            let lines: Vec<String> = lines.map(|line| line.to_string()).collect();
            (format!("{name}.jsonl"), lines.join("\n"))
        }
        "json-min" => {
            // Only what was annotated is exported.
            let tasks = judged.filter_map(|(number, id, text, label)| {
                Some(json!({"id": number, "text": text, "sara_id": id, "label": label?, "annotator": 1,
                    "annotation_id": number, "created_at": "2024-01-01T00:00:00Z", "lead_time": 1.5}))
            });
            let tasks: Value = tasks.collect();
            (
                format!("{name}.json"),
                serde_json::to_string_pretty(&tasks).unwrap(),
            )
        }
        _ => {
            let tasks = judged.map(|(number, id, text, label)| {
                let result = |label: &str| {
                    json!([{"id": "r", "from_name": "label", "to_name": "text", "type": "choices", "value": {"choices": [label]}}])
                };
                // Every annotator of an installation of their own is number 1; a first try was cancelled.
                let mut annotations = vec![json!({"completed_by": 1, "was_cancelled": true, "result": result("neutral")})];
                annotations.extend(label.map(|label| json!({"completed_by": {"id": 1}, "was_cancelled": false, "result": result(label)})));
                json!({"id": number, "data": {"text": text, "id": id, "sara_id": id}, "annotations": annotations, "predictions": []})
            });
            let tasks: Value = tasks.collect();
            (format!("{name}.json"), tasks.to_string())
        }
    };
    write(folder, &file, content);
    file
}

/// What `sara agree` makes of the files, without what it says of the files themselves.
fn table(folder: &Path, files: &[String]) -> (Value, BTreeMap<String, String>) {
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let options = ["--json", "--majority", "majority.csv"];
    let mut json: Value = serde_json::from_str(&sara_ok(
        folder,
        &[&["agree"], &files[..], &options].concat(),
    ))
    .unwrap();
    let report = json.as_object_mut().unwrap();
    report.remove("files");
    report.remove("notes");
    let majority = read_csv(&folder.join("majority.csv"));
    let majority = majority
        .into_iter()
        .map(|row| {
            (
                row["id"].clone(),
                format!("{} {} {}", row["label"], row["votes"], row["ratings"]),
            )
        })
        .collect();
    (json, majority)
}

#[test]
fn every_format_gives_the_same_table() {
    let mut tables = Vec::new();
    for format in ["csv", "doccano", "label-studio", "json-min"] {
        let home = tempfile::tempdir().unwrap();
        let mut tweets = "id,text\n".to_owned();
        for row in 0..120 {
            tweets.push_str(&format!("{row},\"Warga {row} menulis, \"\"kabar {row}\"\"\nkepada @kota{row} \u{1f60a} {}\"\n", row * row));
        }
        write(home.path(), "tweets.csv", tweets);
        let input = if format == "json-min" {
            "label-studio"
        } else {
            format
        };
        sara_ok(
            home.path(),
            &[
                "sample",
                "--rows",
                "tweets.csv",
                "--size",
                "60",
                "--experts",
                "ani,budi,citra",
                "--format",
                input,
                "--out",
                "sample",
            ],
        );
        let folder = home.path().join("sample");
        let files: Vec<String> = (0..3)
            .map(|expert| export(&folder, expert, format))
            .collect();
        tables.push(table(&folder, &files));
        let key = read_csv(&folder.join("sample.csv"));
        let (json, majority) = tables.last().unwrap();
        assert_eq!(key.len(), 60);
        assert_eq!(json["raters"], json!(EXPERTS));
        assert_eq!(json["labels"], json!(["negative", "neutral", "positive"]));
        let ratings: usize = majority
            .values()
            .map(|row| {
                row.split(' ')
                    .next_back()
                    .unwrap()
                    .parse::<usize>()
                    .unwrap()
            })
            .sum();
        let expected: usize = key
            .iter()
            .map(|row| {
                (0..3)
                    .filter(|&expert| judgement(expert, &row["id"]).is_some())
                    .count()
            })
            .sum();
        assert_eq!(ratings, expected, "{format}");
        assert_eq!(json["rows"], 60, "{format}");
    }
    for (table, format) in tables
        .iter()
        .zip(["csv", "doccano", "label-studio", "json-min"])
    {
        assert_eq!(table, &tables[0], "{format}");
    }
}

#[test]
fn the_formats_can_be_mixed() {
    let home = tempfile::tempdir().unwrap();
    let mut tweets = "id,text\n".to_owned();
    for row in 0..80 {
        tweets.push_str(&format!(
            "{row},tulisan nomor {row} dari kota {}\n",
            row * 7
        ));
    }
    write(home.path(), "tweets.csv", tweets);
    let mut files = Vec::new();
    for (expert, format) in ["csv", "doccano", "label-studio"].into_iter().enumerate() {
        sara_ok(
            home.path(),
            &[
                "sample",
                "--rows",
                "tweets.csv",
                "--size",
                "40",
                "--experts",
                "ani,budi,citra",
                "--format",
                format,
                "--out",
                format,
            ],
        );
        let file = export(&home.path().join(format), expert, format);
        files.push(format!("{format}/{file}"));
    }
    let (json, majority) = table(home.path(), &files);
    assert_eq!(json["raters"], json!(EXPERTS));
    assert_eq!(majority.len(), 40);
    assert_eq!(json["rows"], 40);
}
