//! The whole study through the binary, on the sample tweets.

use super::bad_input::refused;
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
    let reasons = funnel["dropped"].as_array().unwrap();
    let dropped: u64 = reasons
        .iter()
        .map(|reason| reason["rows"].as_u64().unwrap())
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

    let funnel_table = read_csv(&at("funnel.csv"));
    assert_eq!(funnel_table[0]["step"], "read");

    // The page carries everything it needs.
    let page = std::fs::read_to_string(at("report.html")).unwrap();
    assert!(page.contains("fine-tuned BERT"));
    for outside in ["http://", "https://", "<script", "<link", "<img"] {
        assert!(!page.contains(outside), "the page refers to {outside}");
    }
    for name in [
        "models/encoder/model.safetensors",
        "models/bert/model.safetensors",
        "models/bert/config.json",
        "models/svm.model",
    ] {
        assert!(at(name).is_file(), "{name}");
    }

    // A folder is never replaced by accident, and the saved model classifies.
    let again = sara(folder.path(), &["study", "--out", "demo"]);
    assert_eq!(again.status.code(), Some(1));
    let message = String::from_utf8(again.stderr).unwrap();
    assert!(
        message.contains("demo: expected an empty folder or, with --overwrite, one with an earlier study alone, found `"),
        "{message}"
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
    // The encoder that the support vector machine reads has no head to answer with.
    let encoder = [
        "bert",
        "predict",
        "--model",
        "demo/models/encoder",
        "--text",
        "texts.txt",
        "--json",
    ];
    assert_eq!(sara(folder.path(), &encoder).status.code(), Some(1));

    let leftovers: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with('.'))
        .collect();
    assert!(leftovers.is_empty(), "{leftovers:?}");
}

/// A study on a few of the sample's rows, in a second: its arguments.
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

#[test]
fn the_same_settings_give_the_same_report() {
    let folder = tempfile::tempdir().unwrap();
    for out in ["a", "b"] {
        sara_ok(folder.path(), &[&QUICK[..], &["--out", out]].concat());
    }
    for name in [
        "report.json",
        "report.html",
        "labels.csv",
        "study.toml",
        "figures/comparison.svg",
        "figures/words-1.csv",
        "models/bert/model.safetensors",
    ] {
        let bytes = |out: &str| std::fs::read(folder.path().join(out).join(name)).unwrap();
        assert!(bytes("a") == bytes("b"), "{name}");
    }
}

/// `study.toml` in the folder runs the same study again, from wherever it is called.
#[test]
fn a_study_repeats_itself() {
    let folder = tempfile::tempdir().unwrap();
    let sample = include_str!("../../../sara-pipeline/data/sample-tweets.csv");
    std::fs::write(folder.path().join("tweets.csv"), sample).unwrap();
    let tweets = ["--tweets", "tweets.csv", "--text-column", "tweet"];
    let first = [&QUICK[..], &tweets, &["--out", "results/first"]].concat();
    sara_ok(folder.path(), &first);
    let at = |name: &str| folder.path().join(name);
    let settings = std::fs::read_to_string(at("results/first/study.toml")).unwrap();
    assert!(
        settings.contains("path = \"../../tweets.csv\""),
        "{settings}"
    );
    let report = |study: &str| {
        let report = std::fs::read(at(study).join("report.json")).unwrap();
        let mut report: serde_json::Value = serde_json::from_slice(&report).unwrap();
        assert_eq!(report["sources"][0]["role"], "tweets");
        assert_eq!(report["sources"][0]["bytes"], sample.len());
        // The paths were given in another way; all that was found is the same.
        report["sources"][0]["path"].take();
        report["settings"]["tweets"]["path"].take();
        report
    };
    let again = [
        "study",
        "--settings",
        "results/first/study.toml",
        "--threads",
        "1",
        "--out",
        "second",
    ];
    sara_ok(folder.path(), &again);
    assert_eq!(report("results/first"), report("second"));
}

/// Built with the feature `baselines` three more rows stand in the tables; without it the program says how to build it.
#[test]
fn baselines_stand_in_the_tables_where_they_are_built_in() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [&QUICK[..], &["--baselines", "--out", "out"]].concat();
    if !cfg!(feature = "baselines") {
        assert_eq!(
            refused(folder.path(), &arguments),
            "sara: setting baselines: expected a program built with `cargo install --path crates/sara-cli --features baselines`, got \
             one without"
        );
        return;
    }
    sara_ok(folder.path(), &arguments);
    let comparison = read_csv(&folder.path().join("out/comparison.csv"));
    let models: Vec<&str> = comparison.iter().map(|row| row["model"].as_str()).collect();
    assert_eq!(
        models,
        [
            "fine-tuned BERT",
            "polynomial SVM",
            "Gaussian naive Bayes",
            "logistic regression",
            "random forest",
            "majority class"
        ]
    );
    let page = std::fs::read_to_string(folder.path().join("out/report.html")).unwrap();
    assert!(page.contains("random forest"));
}

#[test]
fn a_judgement_sample_goes_out_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let study = |extra: &[&str]| {
        sara_ok(
            folder.path(),
            &[&QUICK[..], &["--out", "out", "--overwrite"], extra].concat(),
        );
        let report = std::fs::read(out.join("report.json")).unwrap();
        serde_json::from_slice::<serde_json::Value>(&report).unwrap()
    };
    study(&["--judgement-sample", "40"]);

    // The experts say what the lexicon says, the second one with a few rows left out; one of them writes markup in a header.
    let labels = read_csv(&out.join("labels.csv"));
    let mut filled = csv::Writer::from_path(folder.path().join("filled.csv")).unwrap();
    filled
        .write_record(["id", "text", "<b>ani</b>", "budi", "nobody"])
        .unwrap();
    for (row, judged) in read_csv(&out.join("judgement_sample.csv"))
        .iter()
        .enumerate()
    {
        let label = labels
            .iter()
            .find(|label| label["id"] == judged["id"])
            .unwrap();
        let second = if row < 5 { "" } else { &label["sentiment"] };
        filled
            .write_record([
                &judged["id"],
                &judged["text"],
                &label["sentiment"],
                second,
                "",
            ])
            .unwrap();
    }
    filled.flush().unwrap();

    let report = study(&["--ratings", "filled.csv"]);
    let pairs = report["validation"]["against_lexicon"].as_array().unwrap();
    assert_eq!([&pairs[0]["n"], &pairs[1]["n"]], [40, 35]);
    assert_eq!([&pairs[0]["kappa"], &pairs[1]["kappa"]], [1.0, 1.0]);
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert!(
        !page.contains("<b>ani</b>") && page.contains("&#60;b&#62;ani"),
        "markup is shown, not obeyed"
    );
}

#[test]
fn a_trained_model_starts_another_study() {
    let folder = tempfile::tempdir().unwrap();
    sara_ok(folder.path(), &[&QUICK[..], &["--out", "first"]].concat());
    let second = [
        "--model",
        "first/models/bert",
        "--model-input",
        "raw",
        "--pooling",
        "pooler",
    ];
    sara_ok(
        folder.path(),
        &[&QUICK[..], &second, &["--out", "second"]].concat(),
    );
    let report = std::fs::read(folder.path().join("second/report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
    assert_eq!(report["settings"]["bert"]["input"], "raw");
    assert_eq!(report["parts"]["train"], 60);
    assert!(!folder.path().join("second/models/encoder").exists());
}

/// Names and formulas of the tweets go to no expert; the tables for the researcher keep the texts.
#[test]
fn the_judgement_sample_names_nobody_and_holds_no_formula() {
    let folder = tempfile::tempdir().unwrap();
    let sample = include_str!("../../../sara-pipeline/data/sample-tweets.csv");
    let mut tweets = csv::Writer::from_path(folder.path().join("tweets.csv")).unwrap();
    tweets.write_record(["id", "tweet"]).unwrap();
    for row in csv::Reader::from_reader(sample.as_bytes()).records() {
        let row = row.unwrap();
        let text = format!("=1+1 @budi_k {}", &row[2]);
        tweets.write_record([&row[0], &text]).unwrap();
    }
    tweets.flush().unwrap();
    let source = [
        "--tweets",
        "tweets.csv",
        "--text-column",
        "tweet",
        "--id-column",
        "id",
        "--out",
        "out",
    ];
    sara_ok(folder.path(), &[&QUICK[..], &source].concat());
    let judged = read_csv(&folder.path().join("out/judgement_sample.csv"));
    assert_eq!(judged.len(), 200);
    for row in &judged {
        assert!(row["text"].starts_with("'=1+1 @USER "), "{row:?}");
        assert!(!row["text"].contains("budi_k"), "{row:?}");
    }
    let labels = read_csv(&folder.path().join("out/labels.csv"));
    assert!(
        labels
            .iter()
            .all(|row| row["text"].starts_with("=1+1 @budi_k "))
    );
}
