//! Shared layers: learning, saving, and configurations that are refused.

use indobert_burn::{
    Activation, Architecture, BertClassifier, BertConfig, InferenceOptions, LoadOptions,
    TrainParams,
};
use serde_json::json;

use crate::support::{device, json, same_predictions, toy_task};

/// The toy task's model with one layer's weights in the place of two.
fn shared() -> (Vec<(String, usize)>, BertClassifier) {
    let (rows, model) = toy_task();
    let mut config = model.config().clone();
    config.architecture = Architecture::Albert { embedding_size: 16 };
    config.activation = Activation::GeluNew;
    let (tokenizer, labels) = (model.tokenizer().clone(), model.labels().to_vec());
    let model = BertClassifier::init(&config, tokenizer, labels, &device(), 3).unwrap();
    (rows, model)
}

#[test]
fn shared_layers_learn() {
    let (rows, model) = shared();
    let params = TrainParams::default()
        .with_epochs(12)
        .with_batch_size(8)
        .with_learning_rate(3e-3)
        .with_seed(5)
        .with_max_length(16);
    let (trained, history) = model.train(&rows, &[], &params, &mut |_| ()).unwrap();
    let (first, last) = (&history.epochs[0], &history.epochs[11]);
    assert!(last.train_loss < first.train_loss / 2.0, "{history:?}");
    // What was learned is what is saved.
    let folder = tempfile::tempdir().unwrap();
    trained.save(folder.path()).unwrap();
    let (again, report) =
        BertClassifier::from_dir(folder.path(), &device(), &LoadOptions::default()).unwrap();
    assert!(report.initialised.is_empty() && report.unexpected.is_empty());
    let texts: Vec<&str> = rows.iter().map(|(text, _)| text.as_str()).collect();
    let options = InferenceOptions::default();
    assert!(same_predictions(
        &trained.classify(&texts, &options).unwrap(),
        &again.classify(&texts, &options).unwrap()
    ));
}

#[test]
fn writes_and_reads_its_configuration() {
    let folder = tempfile::tempdir().unwrap();
    shared().1.save(folder.path()).unwrap();
    let path = folder.path().join("config.json");
    let written = json(&path);
    assert_eq!(written["model_type"], "albert");
    assert_eq!(written["hidden_act"], "gelu_new");
    assert_eq!(written["classifier_dropout_prob"], 0.1);
    let config = BertConfig::from_path(&path).unwrap();
    assert_eq!(config.embedding_width(), 16);

    let refusal = |key: &str, value: serde_json::Value| {
        let mut config = written.clone();
        config[key] = value;
        std::fs::write(&path, config.to_string()).unwrap();
        let message = BertConfig::from_path(&path).unwrap_err().to_string();
        message.replace(&format!("{}: ", path.display()), "")
    };
    let cases = [
        (
            "num_hidden_groups",
            json!(2),
            "key `num_hidden_groups` must be 1, got 2",
        ),
        (
            "inner_group_num",
            json!(3),
            "key `inner_group_num` must be 1, got 3",
        ),
        (
            "embedding_size",
            json!(null),
            "key `embedding_size` is missing",
        ),
        (
            "embedding_size",
            json!(0),
            "key `embedding_size` must be a whole number from 1 to 16777216, got 0",
        ),
        (
            "classifier_dropout_prob",
            json!(1),
            "key `classifier_dropout_prob` must be at least 0 and below 1, got 1",
        ),
    ];
    for (key, value, message) in cases {
        assert_eq!(refusal(key, value), message);
    }
    // transformers' own defaults for what an ALBERT's file leaves out.
    let mut config = written.clone();
    for key in [
        "hidden_act",
        "hidden_dropout_prob",
        "attention_probs_dropout_prob",
        "classifier_dropout_prob",
    ] {
        config.as_object_mut().unwrap().shift_remove(key);
    }
    std::fs::write(&path, config.to_string()).unwrap();
    let config = BertConfig::from_path(&path).unwrap();
    assert_eq!(config.activation, Activation::GeluNew);
    assert_eq!(config.classifier_dropout, Some(0.1));
    assert!(config.hidden_dropout_prob.abs() + config.attention_probs_dropout_prob.abs() < 1e-9);
}
