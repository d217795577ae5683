//! Recognisers in files.

use std::error::Error;
use std::fs;
use std::sync::LazyLock;

use serde_json::{Value, json};
use speech_emotion::models::{Learner, Majority, Mlp, RandomForest, SupportVectors};
use speech_emotion::synthesis::{Voice, synthesise};
use speech_emotion::{Emotion, EmotionError, FeatureTable, Recogniser, SAMPLE_RATE};
use speech_features::FEATURE_NAMES;

use crate::given::Scripted;

fn learners() -> [Box<dyn Learner>; 4] {
    [
        Box::new(Majority),
        Box::new(SupportVectors::default()),
        Box::new(RandomForest::default().with_trees(5)),
        Box::new(Mlp::default().with_hidden(4).with_epochs(20)),
    ]
}

/// Rows of features that look random, those of a class around a place of its own.
fn fit(learner: &dyn Learner, rows: usize) -> Recogniser {
    let noise = |at: usize| (at as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
    let columns = FEATURE_NAMES.len();
    let values = (0..rows * columns)
        .map(|at| noise(at) as f64 / 3e6 + ((at / columns) % 3) as f64)
        .collect();
    let names = FEATURE_NAMES.map(String::from).to_vec();
    let features = FeatureTable::new(names, values).unwrap();
    let classes = [Emotion::Senang, Emotion::Marah, Emotion::Jijik];
    let labels: Vec<Emotion> = (0..rows).map(|row| classes[row % 3]).collect();
    Recogniser::fit(&features, &labels, learner, "noise", "knows nothing, 1.5").unwrap()
}

fn sounds() -> Vec<Vec<f32>> {
    let clips = [
        (31, Emotion::Marah),
        (32, Emotion::Sedih),
        (33, Emotion::Takut),
    ];
    clips
        .map(|(voice, emotion)| synthesise(&Voice::numbered(voice), emotion, 1))
        .to_vec()
}

/// Loads a file with these bytes.
pub(crate) fn load(bytes: &[u8]) -> Result<Recogniser, EmotionError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("stored.json");
    fs::write(&path, bytes).unwrap();
    Recogniser::load(&path)
}

fn stored(recogniser: &Recogniser) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("stored.json");
    recogniser.save(&path).unwrap();
    fs::read(&path).unwrap()
}

/// Small files, one a learner.
pub(crate) static FILES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    learners()
        .iter()
        .map(|one| stored(&fit(one.as_ref(), 9)))
        .collect()
});

#[test]
fn one_fit_is_one_file() {
    for (learner, file) in learners().iter().zip(FILES.iter()) {
        assert!(stored(&fit(learner.as_ref(), 9)) == *file);
    }
}

/// The message of an error and of what caused it, the folder left out.
fn message(bytes: &[u8]) -> String {
    let error = load(bytes).unwrap_err();
    let cause = error
        .source()
        .map(|cause| format!(": {cause}"))
        .unwrap_or_default();
    let text = format!("{error}{cause}");
    match text.split_once("stored.json") {
        Some((before, after)) => {
            let words = before.rsplit_once(' ').map_or("", |(words, _)| words);
            format!("{words}|{after}")
        }
        None => text,
    }
}

/// The message after a value was replaced.
fn message_with(file: usize, pointer: &str, value: Value) -> String {
    let mut json: Value = serde_json::from_slice(&FILES[file]).unwrap();
    *json.pointer_mut(pointer).unwrap() = value;
    message(&serde_json::to_vec(&json).unwrap())
}

#[test]
fn every_model_comes_back_bit_by_bit() {
    for learner in learners() {
        // With two rows of a class nothing is calibrated on more than two folds; with one, not
        // at all.
        for rows in [4, 7, 60] {
            let fitted = fit(learner.as_ref(), rows);
            let bytes = stored(&fitted);
            let loaded = load(&bytes).unwrap();
            assert_eq!(loaded.card(), fitted.card());
            for samples in sounds() {
                let (a, b) = (
                    fitted.recognise(&samples, SAMPLE_RATE).unwrap(),
                    loaded.recognise(&samples, SAMPLE_RATE).unwrap(),
                );
                assert_eq!(a.emotion, b.emotion);
                for ((class, a), (other, b)) in a.probabilities.iter().zip(&b.probabilities) {
                    assert_eq!((class, a.to_bits()), (other, b.to_bits()));
                }
            }
            assert_eq!(stored(&loaded), bytes, "{}", learner.name());
        }
    }
}

#[test]
fn saving_replaces_a_file_and_leaves_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("stored.json");
    fs::write(&path, "old").unwrap();
    let majority = fit(&Majority, 9);
    majority.save(&path).unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    assert!(Recogniser::load(&path).is_ok());
    let nowhere = folder.path().join("none").join("stored.json");
    let error = majority.save(&nowhere).unwrap_err().to_string();
    assert_eq!(error, format!("cannot write {}", nowhere.display()));
    let error = Recogniser::load(&nowhere).unwrap_err().to_string();
    assert_eq!(error, format!("cannot read {}", nowhere.display()));
    let error = fit(&Scripted, 9).save(&path).unwrap_err().to_string();
    assert_eq!(
        error,
        "expected a model of this crate to store, got `scripted`"
    );
    assert!(Recogniser::load(&path).is_ok());
}

#[test]
fn names_what_is_no_recogniser() {
    let whole = "cannot read `recogniser` in|: ";
    let cases: [(&[u8], &str); 5] = [
        (b"", "EOF while parsing a value at line 1 column 0"),
        (b"RIFF", "expected value at line 1 column 1"),
        (b"[]", "missing field `format`"),
        (b"{\"version\": 2}", "missing field `format`"),
        (
            b"{\"format\": \"speech-emotion recogniser\", \"version\": 2}",
            "missing field `sample_rate`",
        ),
    ];
    for (bytes, cause) in cases {
        let got = message(bytes);
        assert!(got.starts_with(whole), "{got}");
        if bytes != b"[]" {
            assert_eq!(got, format!("{whole}{cause}"));
        }
    }
    assert_eq!(
        message(br#"{"format": "a", "version": 1}"#),
        "|: expected `format` to be `speech-emotion recogniser`, got `a`"
    );
    assert_eq!(
        message(br#"{"format": "speech-emotion recogniser", "version": 3}"#),
        "|: expected `version` to be 2, got 3"
    );
    assert_eq!(
        message(br#"{"format": "speech-emotion recogniser", "version": 1}"#),
        "|: expected `version` to be 2, got 1, of an earlier program: train the model again"
    );
    assert_eq!(
        message(&vec![b' '; (64 << 20) + 1]),
        "|: expected `size in bytes` to be at most 67108864, got more"
    );
    let deep = "[".repeat(100_000);
    assert!(message(deep.as_bytes()).contains("recursion limit exceeded"));
}

#[test]
fn names_the_value_that_does_not_fit() {
    let (majority, svm, forest, mlp) = (0, 1, 2, 3);
    let huge = json!(u64::MAX);
    let ones = json!(format!("[{}]", vec!["1e0"; 146].join(" ")));
    let zeros = json!(format!("[{}]", vec!["0e0"; 147].join(" ")));
    let mut cases = vec![
        (
            majority,
            "/sample_rate",
            json!(8000),
            "|: expected `sample_rate` to be 16000, got 8000",
        ),
        (
            majority,
            "/features_version",
            json!(9),
            "|: expected `features_version` to be 2, got 9",
        ),
        (
            majority,
            "/features",
            json!(["a"]),
            "|: expected `features` to be 147 names, got 1 names",
        ),
        (
            majority,
            "/features/1",
            json!("a"),
            "|: expected `features` to be `mfcc_01_mean`, got `a`",
        ),
        (
            majority,
            "/card/classes",
            json!(["sedih"]),
            "|: expected `card.classes` to be senang marah jijik, got sedih",
        ),
        (
            majority,
            "/scaler/means",
            ones,
            "|: expected `scaler.means` to be 147 values, got 146",
        ),
        (
            majority,
            "/scaler/deviations",
            zeros,
            "|: expected `scaler.deviations` to be above 0, got 0",
        ),
        (
            majority,
            "/scaler/means",
            json!("[nan 1e0]"),
            "cannot read `scaler` in|: invalid type: string \"[nan 1e0]\", expected a sequence",
        ),
        (
            majority,
            "/model/kind",
            json!("oracle"),
            "cannot read `model` in|: unknown variant `oracle`, expected one of \
             `support_vectors`, `random_forest`, `perceptron`, `majority`",
        ),
        (
            majority,
            "/model/fitted/shares",
            json!("[5e-1 5e-1]"),
            "|: expected `model.fitted.shares` to be 3 values, got 2",
        ),
        (
            majority,
            "/model/fitted/shares",
            json!("[5e-1 5e-1 5e-1]"),
            "|: expected `model.fitted.shares` to be shares from 0 to 1 that add up to 1, \
             got [0.5, 0.5, 0.5]",
        ),
        (
            majority,
            "/model/fitted/classes",
            json!(["marah", "marah"]),
            "|: expected `model.fitted.classes` to be classes in order, each once, \
             got marah marah",
        ),
        (
            svm,
            "/model/fitted/calibrator/classes",
            json!([0, 1, 5]),
            "|: expected `model.fitted.calibrator.classes` to be [0, 1, 2], got [0, 1, 5]",
        ),
        (
            forest,
            "/model/fitted/columns",
            huge.clone(),
            "|: expected `model.fitted.columns` to be 147, got 18446744073709551615",
        ),
        (
            forest,
            "/model/fitted/trees",
            json!([]),
            "|: expected `model.fitted.trees` to be at least 1, got 0",
        ),
        (
            forest,
            "/model/fitted/trees/0/nodes/0/split/feature",
            json!(147),
            "|: expected `model.fitted.trees.nodes.split.feature` to be below 147, got 147",
        ),
        (
            forest,
            "/model/fitted/trees/0/nodes/0/split/threshold",
            json!("NaN"),
            "cannot read `model.fitted` in|: invalid type: string \"NaN\", expected f64",
        ),
        (
            mlp,
            "/model/fitted/hidden/inputs",
            json!(3),
            "|: expected `model.fitted.hidden.inputs` to be 147, got 3",
        ),
        (
            mlp,
            "/model/fitted/hidden/outputs",
            json!(0),
            "|: expected `model.fitted.hidden.outputs` to be at least 1, got 0",
        ),
        (
            mlp,
            "/model/fitted/hidden/outputs",
            huge.clone(),
            "|: expected `model.fitted.hidden.numbers` to be fewer values, got 592",
        ),
        (
            mlp,
            "/model/fitted/output/inputs",
            huge,
            "|: expected `model.fitted.output.inputs` to be 4, got 18446744073709551615",
        ),
        (
            mlp,
            "/model/fitted/output/outputs",
            json!(4),
            "|: expected `model.fitted.output.outputs` to be 3, got 4",
        ),
    ];
    let far = format!("[{}]", vec!["1e7"; 15].join(" "));
    cases.push((
        mlp,
        "/model/fitted/output/numbers",
        json!(far),
        "|: expected `model.fitted.output.numbers` to be from -1e6 to 1e6, got 10000000",
    ));
    for (file, pointer, value, expected) in cases {
        assert_eq!(message_with(file, pointer, value), expected, "{pointer}");
    }
    // A walk that would go round in circles.
    let mut json: Value = serde_json::from_slice(&FILES[forest]).unwrap();
    let split = json
        .pointer_mut("/model/fitted/trees/0/nodes/0/split/above")
        .unwrap();
    *split = json!(0);
    assert!(
        message(&serde_json::to_vec(&json).unwrap())
            .contains("`model.fitted.trees.nodes.split.above` to be above 1 and below")
    );
    let mut json: Value = serde_json::from_slice(&FILES[svm]).unwrap();
    *json.pointer_mut("/model/fitted/svm/reports").unwrap() = json!([]);
    *json.pointer_mut("/model/fitted/svm/classes").unwrap() = json!([0, 1, 5]);
    assert_eq!(
        message(&serde_json::to_vec(&json).unwrap()),
        "|: expected `model.fitted.svm.classes` to be [0, 1, 2], got [0, 1, 5]"
    );
    // What svm-poly says of its own parts is passed on.
    let got = message_with(svm, "/model/fitted/svm/intercepts", json!("[1e0]"));
    let expected = "cannot read `model.fitted` in|: intercepts: expected 3 values, got 1";
    assert_eq!(got, expected);
}

/// A card of another model, or one that was changed, is not believed.
#[test]
fn a_card_belongs_to_its_model() {
    let file = |at: usize| -> Value { serde_json::from_slice(&FILES[at]).unwrap() };
    let message = |value: &Value| message(&serde_json::to_vec(value).unwrap());
    let (majority, forest) = (file(0), file(2));
    let expected = |value: &Value| {
        let digest = value["sha256"].as_str().unwrap();
        assert_eq!(digest.len(), 64);
        format!(
            "|: the card and the model do not belong together: \
             expected them to have the SHA-256 `{digest}`, got `"
        )
    };
    for (key, other) in [("card", &forest["card"]), ("sha256", &forest["sha256"])] {
        let mut changed = majority.clone();
        changed[key] = other.clone();
        let said = message(&changed);
        assert!(said.starts_with(&expected(&changed)), "{said}");
        assert!(!said.ends_with(&expected(&changed)), "{said}");
    }
    let mut changed = majority.clone();
    changed["card"]["warning"] = json!("knows all");
    assert!(message(&changed).starts_with(&expected(&majority)));
    let mut changed = majority.clone();
    changed["model"]["fitted"]["shares"] = json!("[2.5e-1 2.5e-1 5e-1]");
    assert!(message(&changed).starts_with(&expected(&majority)));
    // Without one there is nothing to go by.
    let mut changed = majority;
    changed.as_object_mut().unwrap().remove("sha256");
    assert_eq!(
        message(&changed),
        "cannot read `recogniser` in|: missing field `sha256`"
    );
}

/// Keys may stand in any order, unless one is unknown.
#[test]
fn the_order_of_keys_does_not_matter() {
    fn reversed(value: Value) -> Value {
        match value {
            Value::Object(fields) => {
                let mut fields: Vec<_> = fields.into_iter().collect();
                fields.reverse();
                Value::Object(
                    fields
                        .into_iter()
                        .map(|(key, v)| (key, reversed(v)))
                        .collect(),
                )
            }
            other => other,
        }
    }
    for bytes in FILES.iter() {
        let turned = reversed(serde_json::from_slice(bytes).unwrap());
        let loaded = load(&serde_json::to_vec(&turned).unwrap()).unwrap();
        assert_eq!(&stored(&loaded), bytes);
        let mut more: Value = serde_json::from_slice(bytes).unwrap();
        more.as_object_mut()
            .unwrap()
            .insert("extra".into(), json!(1));
        assert!(load(&serde_json::to_vec(&more).unwrap()).is_err());
    }
}
