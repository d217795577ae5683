//! The whole study through the binary, on the sample tweets.

use super::{read_csv, sara, sara_ok};

#[test]
fn the_sample_study_writes_its_folder_and_learns() {
    let folder = tempfile::tempdir().unwrap();
    let table = sara_ok(folder.path(), &["study", "--out", "demo"]);
    assert!(table.contains("majority class"), "{table}");

    let at = |name: &str| folder.path().join("demo").join(name);
    let report: serde_json::Value =
        serde_json::from_slice(&std::fs::read(at("report.json")).unwrap()).unwrap();
    let accuracy = |model: usize| {
        report["assessments"][model]["test"]["accuracy"]
            .as_f64()
            .unwrap()
    };
    assert!(
        accuracy(0) > accuracy(2),
        "BERT {} majority {}",
        accuracy(0),
        accuracy(2)
    );
    assert!(
        accuracy(1) > accuracy(2),
        "SVM {} majority {}",
        accuracy(1),
        accuracy(2)
    );
    assert_eq!(
        report["assessments"][0]["folds"].as_array().unwrap().len(),
        5
    );

    // The funnel adds up, and the tables hold every row.
    let funnel = &report["funnel"];
    let dropped: u64 = funnel["dropped"]
        .as_object()
        .unwrap()
        .values()
        .map(|rows| rows.as_u64().unwrap())
        .sum();
    assert_eq!(
        funnel["read"].as_u64().unwrap(),
        dropped + funnel["labelled"].as_u64().unwrap()
    );
    let labels = read_csv(&at("labels.csv"));
    assert_eq!(labels.len() as u64, funnel["read"].as_u64().unwrap());
    let unseen = labels.iter().filter(|row| row["part"] == "unseen").count();
    assert_eq!(read_csv(&at("predictions.csv")).len(), unseen);
    assert_eq!(read_csv(&at("judgement_sample.csv")).len(), 200);

    // The page carries everything it needs.
    let page = std::fs::read_to_string(at("report.html")).unwrap();
    assert!(page.contains("fine-tuned BERT"));
    for outside in ["http://", "https://", "<script", "<link", "<img"] {
        assert!(!page.contains(outside), "the page refers to {outside}");
    }
    for name in [
        "models/bert/model.safetensors",
        "models/bert/config.json",
        "models/svm.model",
    ] {
        assert!(at(name).is_file(), "{name}");
    }

    // A folder is never replaced by accident, and the saved model classifies.
    let again = sara(folder.path(), &["study", "--out", "demo"]);
    assert_eq!(again.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(again.stderr).unwrap(),
        "sara: demo: the folder is not empty; choose another, or allow overwriting\n"
    );
    let texts = folder.path().join("texts.txt");
    std::fs::write(&texts, "warga rukun dan damai\n").unwrap();
    let line = sara_ok(
        folder.path(),
        &[
            "bert",
            "predict",
            "--model",
            "demo/models/bert",
            "--text",
            "texts.txt",
            "--json",
        ],
    );
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(line["logits"].as_array().unwrap().len(), 3);

    let leftovers: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with('.'))
        .collect();
    assert!(leftovers.is_empty(), "{leftovers:?}");
}
