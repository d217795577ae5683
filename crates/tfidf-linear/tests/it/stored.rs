//! Files and serde.

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use tfidf_linear::{
    FORMAT, FORMAT_VERSION, LinearModel, LinearParams, LinearTextError, Loss, TextClassifier,
    TfIdf, TfIdfParams,
};

const TEXTS: [&str; 4] = ["enak sekali", "sangat enak", "kotor sekali", "sangat kotor"];

fn classifier(loss: Loss) -> TextClassifier<String> {
    let labels = ["baik", "baik", "buruk", "biasa"].map(str::to_owned);
    let linear = LinearParams::default().with_loss(loss);
    TextClassifier::fit(&TEXTS, &labels, &TfIdfParams::default(), &linear).unwrap()
}

fn load(text: &str) -> Result<TextClassifier<String>, LinearTextError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.json");
    fs::write(&path, text).unwrap();
    TextClassifier::load(path)
}

fn saved(loss: Loss) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.json");
    classifier(loss).save(&path).unwrap();
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn a_loaded_classifier_decides_alike() {
    for loss in [Loss::Logistic, Loss::SquaredHinge] {
        let classifier = classifier(loss);
        let value = saved(loss);
        assert_eq!(
            (&value["format"], &value["version"]),
            (&json!(FORMAT), &json!(FORMAT_VERSION))
        );
        let again = load(&value.to_string()).unwrap();
        assert_eq!(
            again.predict(&TEXTS).unwrap(),
            classifier.predict(&TEXTS).unwrap()
        );
        assert!(again.tfidf().terms().eq(classifier.tfidf().terms()));
        let x = classifier.tfidf().transform(&TEXTS);
        let (a, b) = (classifier.model(), again.model());
        let (a, b) = (
            a.decision_values(&x).unwrap(),
            b.decision_values(&x).unwrap(),
        );
        // JSON's reader may be one unit in the last place off.
        assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() <= 1e-12));
    }
}

#[test]
fn every_truncation_is_an_error() {
    let text = saved(Loss::Logistic).to_string();
    for end in (0..text.len()).step_by(5) {
        assert!(load(&text[..end]).is_err());
    }
}

#[test]
fn parts_that_do_not_fit_are_refused() {
    let good = saved(Loss::Logistic);
    let cases = [
        (
            "/tfidf/terms",
            json!([]),
            "terms: expected terms in rising order, at least 1",
        ),
        (
            "/tfidf/terms",
            json!(["a", "c", "b", "d"]),
            "terms: expected terms in rising order, at least 1",
        ),
        ("/tfidf/idf", json!([1.0]), "idf: expected 4 values, got 1"),
        (
            "/tfidf/idf/0",
            json!(-1.0),
            "idf: expected numbers from 1 to 1e9",
        ),
        (
            "/tfidf/idf/0",
            json!(1e300),
            "idf: expected numbers from 1 to 1e9",
        ),
        (
            "/tfidf/params/ngrams",
            json!([0, 1]),
            "n-grams must have lengths from 1 up, got 0 to 1",
        ),
        (
            "/model/classes",
            json!(["a"]),
            "classes: expected at least 2 in rising order",
        ),
        (
            "/model/classes",
            json!(["b", "a", "c"]),
            "classes: expected at least 2 in rising order",
        ),
        (
            "/model/classes",
            json!(["a", "b"]),
            "weights: expected 5 values, got 15",
        ),
        (
            "/model/columns",
            json!(3),
            "weights: expected 12 values, got 15",
        ),
        (
            "/model/columns",
            json!(u64::MAX),
            "weights: expected fewer columns",
        ),
        (
            "/model/weights",
            json!([]),
            "weights: expected 15 values, got 0",
        ),
        (
            "/model/reports",
            json!([]),
            "reports: expected 1 values, got 0",
        ),
        (
            "/model/loss",
            json!("SquaredHinge"),
            "reports: expected 3 values, got 1",
        ),
        ("/model/loss", json!("Hinge"), "unknown variant `Hinge`"),
        (
            "/model/weights/0",
            Value::Null,
            "invalid type: null, expected f64",
        ),
    ];
    for (place, value, expected) in cases {
        let mut stored = good.clone();
        *stored.pointer_mut(place).unwrap() = value;
        let error = load(&stored.to_string()).unwrap_err();
        let cause = error.source().unwrap().to_string();
        assert!(cause.starts_with(expected), "{place}: {cause}");
    }
    let mut unknown = good.clone();
    unknown["model"]["more"] = json!(1);
    assert!(load(&unknown.to_string()).is_err());
    // Numbers beyond f64 are refused by JSON's reader.
    let text = good
        .to_string()
        .replacen("\"weights\":[", "\"weights\":[1e999,", 1);
    assert!(load(&text).is_err());
}

#[test]
fn a_model_of_other_rows_is_refused() {
    let mut stored = saved(Loss::Logistic);
    stored["tfidf"]["terms"] = json!(["enak"]);
    stored["tfidf"]["idf"] = json!([1.0]);
    let error = load(&stored.to_string()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected rows of 4 features as in the fit, got 1"
    );
}

#[test]
fn other_formats_and_missing_files_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.json");
    let shown = path.display();
    let load = |text: &str| {
        fs::write(&path, text).unwrap();
        TextClassifier::<String>::load(&path)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        load(r#"{"format": "lain", "version": 9, "x": []}"#),
        format!("expected format `tfidf-linear` of version 1 in {shown}, got `lain` of version 9")
    );
    assert_eq!(
        load("{}"),
        format!("cannot read {shown} as a `tfidf-linear` file of version 1")
    );
    let missing = PathBuf::from("no-such-folder/model.json");
    let error = TextClassifier::<String>::load(&missing).unwrap_err();
    assert_eq!(error.to_string(), "cannot use no-such-folder/model.json");
    assert!(classifier(Loss::Logistic).save(&missing).is_err());
}

#[test]
fn parts_and_settings_go_through_serde() {
    let classifier = classifier(Loss::Logistic);
    let text = serde_json::to_string(classifier.tfidf()).unwrap();
    let tfidf: TfIdf = serde_json::from_str(&text).unwrap();
    assert!(tfidf.terms().eq(classifier.tfidf().terms()));
    let text = serde_json::to_string(classifier.model()).unwrap();
    let model: LinearModel<String> = serde_json::from_str(&text).unwrap();
    assert_eq!(model.classes(), classifier.model().classes());
    let params: TfIdfParams = serde_json::from_str(r#"{"min_df": {"Share": 0.1}}"#).unwrap();
    assert_eq!(params.ngrams, (1, 1));
    assert!(serde_json::from_str::<LinearParams>(r#"{"C": 1.0}"#).is_err());
}
