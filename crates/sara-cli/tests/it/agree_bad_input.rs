//! Files of ratings that cannot be used: one line with the file and the line in it, and nothing written.

use super::bad_input::refused;
use super::write;
use serde_json::json;

/// What `sara agree` says of files and options.
fn says(files: &[(&str, &str)], options: &[&str]) -> String {
    let home = tempfile::tempdir().unwrap();
    let mut arguments = vec!["agree"];
    for (name, content) in files {
        write(home.path(), name, content);
        arguments.push(name);
    }
    arguments.extend(options);
    arguments.extend(["--majority", "majority.csv"]);
    let message = refused(home.path(), &arguments);
    message.strip_prefix("sara: ").unwrap().to_owned()
}

const SENTIMENTS: &str = "-1, 0, 1, negative, neutral, positive, negatif, netral, positif (declare others with --labels)";

const ANI: (&str, &str) = ("ani.csv", "id,label\n1,1\n2,0\n");

#[test]
fn json_that_is_cut_off_or_no_list() {
    const EXPECTED: &str = "expected a JSON list of objects, or one JSON object a line, got ";
    for (name, content, place, got) in [
        (
            "b.jsonl",
            "{\"id\":1,\"label\":[\"0\"]}\n{\"id\":2,\"la",
            2,
            "the end of the line inside of one",
        ),
        (
            "b.json",
            "[{\"id\":1,\"label\":\"0\"},\n",
            2,
            "the end of the file inside of it",
        ),
        (
            "b.json",
            "{\n  \"tasks\": []\n}\n",
            1,
            "the end of the line inside of one",
        ),
        ("b.json", "\"positive\"", 1, "a string"),
        ("b.json", "[[1, 2]]", 1, "a list"),
        ("b.json", "id,label\n1,0\n", 1, "no JSON at column 1"),
    ] {
        assert_eq!(
            says(&[ANI, (name, content)], &[]),
            format!("{name}:{place}: {EXPECTED}{got}")
        );
    }
}

#[test]
fn empty_files() {
    const JSON: &str =
        "expected a JSON list of objects, or one JSON object a line, the file is empty";
    for (name, content, expected) in [
        ("b.json", "", JSON),
        ("b.json", "[]", JSON),
        ("b.jsonl", "\n", JSON),
        ("b.csv", "", "expected a header and rows, the file is empty"),
        (
            "b.csv",
            "id,label\n",
            "expected rows below the header, the file is empty",
        ),
    ] {
        assert_eq!(
            says(&[ANI, (name, content)], &[]),
            format!("{name}: {expected}")
        );
    }
}

#[test]
fn ids_that_are_missing_or_stand_twice() {
    for (name, content, expected) in [
        (
            "b.csv",
            "id,label\n1,1\n\n1,0\n",
            "4: column `id`: expected each id once (the first is in line 2), got `1`",
        ),
        (
            "b.csv",
            "id,label\n,1\n",
            "2: column `id`: expected an id, got ``",
        ),
        (
            "b.csv",
            "key,label\n1,1\n",
            "1: no column `id`; the columns are `key`, `label`",
        ),
        (
            "b.jsonl",
            "{\"id\":1,\"label\":\"1\"}\n{\"id\":1,\"label\":\"0\"}\n",
            "2: field `id`: expected each id once (the first is in line 1), got `1`",
        ),
        (
            "b.jsonl",
            "{\"label\":\"1\"}\n",
            "1: field `id`: expected an id, got nothing",
        ),
        (
            "b.jsonl",
            "{\"id\":\" \",\"label\":\"1\"}\n",
            "1: field `id`: expected an id, got an empty string",
        ),
        (
            "b.json",
            "[{\"id\":1,\"annotations\":[]},\n{\"id\":1,\"annotations\":[]}]",
            "2: field `id`: expected each id once (the first is in line 1), got `1`",
        ),
        (
            "b.json",
            "[{\"id\":1,\"label\":\"1\",\"annotator\":2},\n{\"id\":1,\"label\":\"1\",\"annotator\":2}]",
            "2: expected one rating of `1` by `annotator 2`, the first is at b.json:1",
        ),
    ] {
        assert_eq!(
            says(&[ANI, (name, content)], &[]),
            format!("{name}:{expected}")
        );
    }
}

#[test]
fn a_row_that_one_rater_judged_twice() {
    let home = tempfile::tempdir().unwrap();
    write(home.path(), "ani.csv", ANI.1);
    write(
        home.path(),
        "ani.jsonl",
        "{\"id\":9,\"label\":\"0\"}\n{\"id\":2,\"label\":\"0\"}\n",
    );
    assert_eq!(
        refused(home.path(), &["agree", "ani.csv", "ani.jsonl"]),
        "sara: ani.jsonl:2: expected one rating of `2` by `ani`, the first is at ani.csv:3"
    );
}

#[test]
fn labels_outside_of_the_names() {
    assert_eq!(
        says(&[ANI, ("b.csv", "id,label\n1,positif\n2,postif\n")], &[]),
        "b.csv:3: expected a label among -1, 0, 1, negative, neutral, positive, negatif, netral, positif (declare others with --labels), got `postif`"
    );
    assert_eq!(
        says(
            &[ANI, ("b.csv", "id,label\n1,benci\n2,lain\n")],
            &["--labels", "benci=-1"]
        ),
        "b.csv:3: expected a label among `benci`, `negative` and the sentiments, got `lain`"
    );
    assert_eq!(
        says(
            &[("r.csv", "id,ani,budi\n1,-1,0\n2,0,netrl\n3,1,lain\n")],
            &[]
        ),
        format!("r.csv:3: column `budi`: expected a label among {SENTIMENTS}, got `netrl`")
    );
    assert_eq!(
        says(
            &[ANI, ("b.csv", "id,label\n1,y\n2,ragu\n")],
            &["--labels", "y,n,0,1"]
        ),
        "b.csv:3: expected a label among `0`, `1`, `n`, `y`, got `ragu`"
    );
    assert_eq!(
        says(&[ANI, ("b.jsonl", "{\"id\":1,\"label\":\"netrl\"}\n")], &[]),
        format!("b.jsonl:1: expected a label among {SENTIMENTS}, got `netrl`")
    );
    assert_eq!(
        says(&[ANI], &["--labels", "a=1,a=0"]),
        "setting labels: expected one label for each name, got a"
    );
    for (label, got) in [
        (json!(["0", "1"]), "2 labels"),
        (json!([[0, 4, "1"]]), "a list in a list"),
        (json!({"start": 1}), "an object without choices"),
        (json!(true), "true or false"),
    ] {
        let line = json!({"id": 1, "label": label}).to_string();
        assert_eq!(
            says(&[ANI, ("b.jsonl", &line)], &[]),
            format!("b.jsonl:1: field `label`: expected one label, got {got}")
        );
    }
}

#[test]
fn labels_that_are_not_there() {
    assert_eq!(
        says(&[ANI, ("b.jsonl", "\n{\"id\":1,\"text\":\"x\"}\n")], &[]),
        "b.jsonl:2: field `label`: expected a label in at least one object (another field is named with --label-column), got the fields `id`, `text`"
    );
    let task = |result: serde_json::Value| {
        json!([{"id": 1, "annotations": [{"completed_by": 1, "result": result}]}]).to_string()
    };
    let choice = |name: &str| json!({"from_name": name, "value": {"choices": ["positive"]}});
    for (result, message) in [
        (json!(null), "expected a list, got null"),
        (
            json!([{"value": {"choices": ["a", "b"]}}]),
            "expected one choice, got 2 labels",
        ),
        (
            json!([choice("x"), {"from_name": "x", "value": {"choices": ["negative"]}}]),
            "expected one choice, got 2 labels",
        ),
        (
            json!([choice("x"), choice("y")]),
            "expected choices of one question (name it with --label-column), got `x`, `y`",
        ),
    ] {
        assert_eq!(
            says(&[ANI, ("b.json", &task(result))], &[]),
            format!("b.json:1: field `annotations.result`: {message}")
        );
    }
}

#[test]
fn raters_that_share_no_row_or_are_too_few_or_too_many() {
    assert_eq!(
        says(&[ANI, ("b.csv", "id,label\n8,1\n9,0\n")], &[]),
        "ani.csv, b.csv: rows that two raters rated: expected at least 1 (do the ids of the files match?), got 0"
    );
    assert_eq!(
        says(&[ANI], &[]),
        "raters: expected at least 2 columns of ratings, got 1 (`ani`)"
    );
    let names: Vec<String> = (0..10_000).map(|rater| format!("r{rater}")).collect();
    let wide = format!("{}\n{}\n", names.join(","), vec!["1"; 10_000].join(","));
    assert_eq!(
        says(&[("wide.csv", &wide)], &[]),
        "wide.csv: expected at most 100 raters, got 10000"
    );
    let many: serde_json::Value = (0..10_000)
        .map(|rater| json!({"id": 1, "label": "1", "annotator": rater}))
        .collect();
    assert_eq!(
        says(&[("many.json", &many.to_string())], &[]),
        "many.json: expected at most 100 raters, got 101"
    );
    assert_eq!(
        says(&[("r.csv", "id,ani,ani\n1,1,0\n")], &[]),
        "r.csv:1: expected column `ani` once, got it 2 times"
    );
}

#[test]
fn a_reference_that_cannot_be_one() {
    let home = tempfile::tempdir().unwrap();
    write(home.path(), "ani.csv", ANI.1);
    let says = |content: &str| {
        write(home.path(), "m.csv", content);
        refused(home.path(), &["agree", "ani.csv", "--reference", "m.csv"])
    };
    assert_eq!(
        says("id,bert,svm\n1,1,1\n"),
        "sara: m.csv:1: no column `label`; the columns are `id`, `bert`, `svm`"
    );
    assert_eq!(
        says("id,label\n7,1\n"),
        "sara: reference `m`: labels of rated rows: expected at least 1 (do the ids of the files match?), got 0"
    );
    assert_eq!(
        says("id,label\n1,good\n2,bad\n"),
        "sara: reference `m`: expected a label that the raters use too, `neutral`, `positive`, got `bad`, `good`"
    );
    assert_eq!(
        says("id,label\n1.0,1\n2.0,0\n"),
        "sara: reference `m`: labels of rated rows: expected at least 1 (the ids `1.0` and `1` would match without the `.0` that a \
         spreadsheet adds), got 0"
    );
    assert_eq!(
        says("id,label\n1,positive\n2,good\n"),
        "sara: m.csv:3: expected a label among -1, 0, 1, negative, neutral, positive, negatif, netral, positif (declare others with --labels), got `good`"
    );
    assert_eq!(
        refused(
            home.path(),
            &[
                "agree",
                "ani.csv",
                "--reference",
                "m.csv",
                "--majority",
                "m.csv"
            ]
        ),
        "sara: setting majority: expected a place that the input m.csv does not lie in, got m.csv"
    );
    assert_eq!(
        refused(
            home.path(),
            &["agree", "ani.csv", "--reference", "m.csv", "--plots", "."]
        ),
        "sara: setting plots: expected a place that the input ani.csv does not lie in, got ."
    );
}

#[test]
fn columns_that_are_no_raters() {
    let table = ("r.csv", "id,ani,budi,catatan\n1,1,0,jelas\n2,0,0,\n");
    assert_eq!(
        says(&[table], &[]),
        format!("r.csv:2: column `catatan`: expected a label among {SENTIMENTS}, got `jelas`")
    );
    for (columns, message) in [
        (
            "ani,citra",
            "setting rater-columns: expected columns of the files, got citra",
        ),
        (
            "citra",
            "r.csv:1: no column `citra`; the columns are `id`, `ani`, `budi`, `catatan`",
        ),
        (
            "ani,ani",
            "setting rater-columns: expected columns of raters, each once, got ani",
        ),
        (
            "id,ani",
            "setting rater-columns: expected columns of raters, each once, got id",
        ),
    ] {
        assert_eq!(says(&[table], &["--rater-columns", columns]), message);
    }
}

#[test]
fn files_that_nobody_has_filled_in() {
    let blank = "id,text,label\n1,x,\n2,y,\n";
    assert_eq!(
        says(&[("ani.csv", blank), ("budi.csv", blank)], &[]),
        "ani.csv, budi.csv: ratings: expected at least 1, got none yet in 4 rows"
    );
    assert_eq!(
        says(&[ANI, ("budi.csv", blank)], &[]),
        "raters with ratings: expected at least 2, got 1 (`ani`; nothing yet by `budi`)"
    );
    let tasks = json!([{"data": {"id": "1", "text": "x", "sara_id": "1"}}]).to_string();
    assert_eq!(
        says(&[("ani.json", &tasks)], &[]),
        "ani.json: ratings: expected at least 1, got none yet in 1 rows"
    );
    let home = tempfile::tempdir().unwrap();
    write(home.path(), "ani.csv", ANI.1);
    write(home.path(), "m.csv", blank);
    assert_eq!(
        refused(home.path(), &["agree", "ani.csv", "--reference", "m.csv"]),
        "sara: m.csv: ratings: expected at least 1, got none yet in 2 rows"
    );
}

#[test]
fn ids_that_a_spreadsheet_made_decimal() {
    assert_eq!(
        says(&[ANI, ("b.csv", "id,label\n1.0,1\n2.0,0\n")], &[]),
        "ani.csv, b.csv: rows that two raters rated: expected at least 1 (the ids `1.0` and `1` would match without the `.0` that a \
         spreadsheet adds), got 0"
    );
    assert_eq!(
        says(&[ANI, ("b.csv", "id,label\n1,1,,\n")], &[]),
        "b.csv:2: expected 2 fields as in the header, got 4"
    );
}

#[test]
fn raters_of_all_files_together_are_too_many() {
    let home = tempfile::tempdir().unwrap();
    let wide = |start: usize| {
        let names: Vec<String> = (start..start + 60)
            .map(|rater| format!("r{rater}"))
            .collect();
        format!("id,{}\n1{}\n", names.join(","), ",1".repeat(60))
    };
    write(home.path(), "a.csv", wide(0));
    write(home.path(), "b.csv", wide(60));
    assert_eq!(
        refused(home.path(), &["agree", "a.csv", "b.csv"]),
        "sara: b.csv with the files before it: expected at most 100 raters, got 120"
    );
}

#[test]
fn control_characters_reach_no_message() {
    const ESCAPED: &str = "\\u{1b}[31m";
    assert_eq!(
        says(
            &[("r.csv", "id,ani\u{1b}[31m,budi\n1,1,0\n2,x\u{1b}[31m,1\n")],
            &[]
        ),
        format!(
            "r.csv:3: column `ani{ESCAPED}`: expected a label among {SENTIMENTS}, got `x{ESCAPED}`"
        )
    );
    assert_eq!(
        says(
            &[ANI, ("b.csv", "id,label\n\"1\u{7}\",1\n\"1\u{7}\",0\n")],
            &[]
        ),
        "b.csv:3: column `id`: expected each id once (the first is in line 2), got `1\\u{7}`"
    );
    assert_eq!(
        says(&[("a\n\u{1b}.csv", "id,label\n")], &[]),
        "a\\n\\u{1b}.csv: expected rows below the header, the file is empty"
    );
    assert_eq!(
        says(&[("r.csv", "id,ani,budi\n1,y\u{1b},n\n")], &[]),
        "r.csv:2: column `ani`: expected a label among names without control characters, got `y\\u{1b}`"
    );
}

#[test]
fn nothing_is_written_unless_all_can_be() {
    let home = tempfile::tempdir().unwrap();
    write(home.path(), "r.csv", "id,ani,budi\n1,1,0\n2,1,1\n");
    let entries = || std::fs::read_dir(home.path()).unwrap().count();
    for (majority, message) in [
        ("none/m.csv", "none/m.csv: cannot write: "),
        (
            "plots",
            "setting majority: expected another place than the plots, got plots",
        ),
        (
            "./plots",
            "setting majority: expected another place than the plots, got ./plots",
        ),
        (
            "plots/m.csv",
            "setting majority: expected another place than the plots, got plots/m.csv",
        ),
        (
            "-",
            "setting majority: expected a file, as standard output is for the report, got -",
        ),
    ] {
        let said = refused(
            home.path(),
            &["agree", "r.csv", "--plots", "plots", "--majority", majority],
        );
        assert!(said.starts_with(&format!("sara: {message}")), "{said}");
        assert_eq!(entries(), 1, "{majority}");
    }
    assert_eq!(
        refused(home.path(), &["agree", "-", "-"]),
        "sara: setting ratings: expected standard input once, got -"
    );
}

#[test]
fn a_column_of_ids_that_no_file_has() {
    assert_eq!(
        says(
            &[ANI, ("b.csv", "id,label\n1,1\n")],
            &["--id-column", "tweet_id"]
        ),
        "setting id-column: expected a column or field of one of the files, got tweet_id"
    );
    let home = tempfile::tempdir().unwrap();
    write(home.path(), "ani.csv", ANI.1);
    write(home.path(), "m.csv", "id,label\n1,1\n");
    let options = ["--reference", "m.csv", "--reference-id-column", "tweet_id"];
    assert_eq!(
        refused(home.path(), &[&["agree", "ani.csv"], &options[..]].concat()),
        "sara: m.csv:1: no column `tweet_id`; the columns are `id`, `label`"
    );
}
