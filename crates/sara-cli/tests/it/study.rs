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
    let models = report["assessments"].as_array().unwrap();
    let names: Vec<&str> = models
        .iter()
        .map(|one| one["model"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "fine-tuned BERT",
            "polynomial SVM",
            "TF-IDF logistic regression",
            "majority class",
            "lexicon"
        ]
    );
    let accuracy = |model: usize| models[model]["test"]["accuracy"].as_f64().unwrap();
    for (model, name) in names.iter().enumerate().take(3) {
        let (found, majority) = (accuracy(model), accuracy(3));
        assert!(found > majority, "{name} {found} majority {majority}");
    }
    // The lexicon made the labels, and is no classifier.
    assert!((accuracy(4) - 1.0).abs() < 1e-12);
    assert_eq!(models[4]["by_construction"], true);
    assert_eq!(models[4]["folds"].as_array().unwrap().len(), 0);
    assert!(models[4]["mean_valid_accuracy"].is_null());
    // A curve for each fold and one for the final fit, with a number an epoch.
    let curves = models[0]["curves"].as_array().unwrap();
    assert_eq!(curves.len(), 6);
    assert_eq!(curves[5]["train_loss"].as_array().unwrap().len(), 8);
    let comparison = read_csv(&at("comparison.csv"));
    for row in &comparison[..3] {
        let number = |name: &str| -> f64 { row[name].parse().unwrap() };
        assert!(number("accuracy_low") < number("accuracy"));
        assert!(number("mean_valid_accuracy") < number("mean_valid_high"));
        assert_eq!(row["kind"], "classifier");
    }
    compared(&report, &at("experts.csv"));
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
        "models/tfidf.json",
        "significance.csv",
        "calibration.csv",
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

/// The models against the experts, each other and their own confidence.
fn compared(report: &serde_json::Value, table: &std::path::Path) {
    let experts = &report["experts"];
    let scored = experts["scored_rows"].as_u64().unwrap();
    let rows = experts["rows"].as_u64().unwrap();
    assert!(0 < scored && scored < rows, "{experts}");
    let classes = experts["classes"].as_array().unwrap();
    let classes: u64 = classes.iter().map(|rows| rows.as_u64().unwrap()).sum();
    assert_eq!(classes, scored);
    let table = read_csv(table);
    let models: Vec<&str> = table.iter().map(|row| row["model"].as_str()).collect();
    assert_eq!(
        models,
        [
            "lexicon",
            "fine-tuned BERT",
            "polynomial SVM",
            "TF-IDF logistic regression",
            "majority class"
        ]
    );
    for row in &table {
        assert_eq!(row["rows"], scored.to_string());
    }
    let lexicon: f64 = table[0]["accuracy"].parse().unwrap();
    assert!(lexicon < 1.0, "the experts are not the lexicon");

    let against = report["against_best"].as_array().unwrap();
    assert_eq!(against.len(), 2);
    for one in against {
        let p = |name: &str| one[name].as_f64().unwrap();
        assert!(p("p_value") <= p("adjusted_p_value") && p("adjusted_p_value") <= 1.0);
    }
    let calibration = report["calibration"].as_array().unwrap();
    assert_eq!(calibration.len(), 2, "the machine has no probabilities");
    for one in calibration {
        let rows = one["bins"].as_array().unwrap();
        let rows: u64 = rows.iter().map(|bin| bin["rows"].as_u64().unwrap()).sum();
        assert_eq!(report["parts"]["test"], rows);
    }
    let misread = report["misread"].as_array().unwrap();
    assert!(misread.len() > 1 && misread.len() <= 20);
    let mut before = ("fine-tuned BERT", 1.0);
    for one in misread {
        assert_ne!(one["label"], one["predicted"]);
        let model = one["model"].as_str().unwrap();
        let confidence = one["confidence"].as_f64().unwrap();
        assert!(
            before.0 != model || confidence <= before.1,
            "the surest first"
        );
        before = (model, confidence);
        let words = one["words"].as_array().unwrap();
        let text = one["text"].as_str().unwrap();
        assert_eq!(text.split(' ').count(), words.len());
    }
    assert_eq!(before.0, "TF-IDF logistic regression");
}

/// The four settings of the thesis, and labels of the encoder's own: each adds a row, and what was there stays.
#[test]
fn variants_and_pseudo_labels_stand_in_the_tables() {
    let folder = tempfile::tempdir().unwrap();
    let report = |out: &str| -> serde_json::Value {
        let report = std::fs::read(folder.path().join(out).join("report.json")).unwrap();
        serde_json::from_slice(&report).unwrap()
    };
    let names = |report: &serde_json::Value| -> Vec<String> {
        let all = report["assessments"].as_array().unwrap().iter();
        all.map(|one| one["model"].as_str().unwrap().to_owned())
            .collect()
    };
    let more = [
        "--variants",
        "16x2,32x1,16x2,32x2",
        "--pseudo-labels",
        "--pseudo-confidence",
        "0.3",
        "--pseudo-max-rows",
        "50",
        "--out",
        "out",
    ];
    sara_ok(folder.path(), &[&QUICK[..], &more].concat());
    let found = report("out");
    assert_eq!(
        names(&found),
        [
            "fine-tuned BERT",
            "fine-tuned BERT, batch 16, 2 epochs",
            "fine-tuned BERT, batch 32, 2 epochs",
            "fine-tuned BERT with pseudo-labels",
            "polynomial SVM",
            "TF-IDF logistic regression",
            "majority class",
            "lexicon"
        ]
    );
    let all = found["assessments"].as_array().unwrap();
    for (place, epochs) in [(1, 2), (2, 2), (3, 1)] {
        assert_eq!(all[place]["folds"].as_array().unwrap().len(), 0);
        let loss = all[place]["curves"][0]["train_loss"].as_array().unwrap();
        assert_eq!(loss.len(), epochs);
    }
    let pseudo = &found["pseudo_labels"];
    let added = pseudo["added"].as_array().unwrap();
    let added: u64 = added.iter().map(|rows| rows.as_u64().unwrap()).sum();
    assert_eq!(added, 50);
    assert_eq!(pseudo["labelled_by"], "fine-tuned BERT");
    assert_eq!(pseudo["model"], "fine-tuned BERT with pseudo-labels");
    // It is not judged by what it learned from.
    let experts = found["experts"]["models"].as_array().unwrap();
    assert_eq!(experts.len(), 8);
    let rows = |place: usize| experts[place]["rows"].as_u64().unwrap();
    assert!(rows(4) < rows(0) && rows(4) + 50 >= rows(0));
    let notes = found["notes"].to_string();
    for said in [
        "(batch 16 with 2 epochs, batch 32 with 2 epochs)",
        "50 joined the training rows of the fine-tuned BERT with pseudo-labels",
    ] {
        assert!(notes.contains(said), "{notes}");
    }
    let page = std::fs::read_to_string(folder.path().join("out/report.html")).unwrap();
    assert!(page.contains("batch 16, 2 epochs"));

    // The preset has the other three; nobody is sure enough here.
    let thesis = [
        "--preset",
        "thesis",
        "--variants",
        "16x1,16x2,32x2",
        "--variant-folds",
        "--pseudo-labels",
        "--pseudo-confidence",
        "1",
        "--error-examples",
        "0",
        "--out",
        "thesis",
    ];
    sara_ok(folder.path(), &[&QUICK[..], &thesis].concat());
    let found = report("thesis");
    let leaking = "fine-tuned BERT, batch 16, 2 epochs (leaking folds)";
    assert_eq!(names(&found)[2], leaking);
    assert_eq!(
        found["assessments"][2]["folds"].as_array().unwrap().len(),
        2
    );
    assert_eq!(found["pseudo_labels"]["model"], serde_json::Value::Null);
    assert_eq!(found["misread"].as_array().unwrap().len(), 0);
}

/// Without ratings there is nothing to hold the models against.
#[test]
fn without_ratings_there_is_no_table_of_experts() {
    let folder = tempfile::tempdir().unwrap();
    let settings = "[ratings]\nsource = \"none\"\n";
    crate::write(folder.path(), "study.toml", settings);
    let more = ["--settings", "study.toml", "--out", "out"];
    sara_ok(folder.path(), &[&QUICK[..], &more].concat());
    let out = folder.path().join("out");
    assert!(!out.join("experts.csv").exists());
    let report = std::fs::read(out.join("report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
    assert!(report["experts"].is_null());
    assert_eq!(report["against_best"].as_array().unwrap().len(), 2);
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
        "experts.csv",
        "significance.csv",
        "calibration.csv",
        "models/bert/model.safetensors",
        "models/tfidf.json",
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
            "TF-IDF logistic regression",
            "Gaussian naive Bayes",
            "logistic regression",
            "random forest",
            "majority class",
            "lexicon"
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
