//! Damaged folders: one line each, naming file and key.

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;

use indobert_burn::{
    BertClassifier, BertConfig, BertError, Device, Engine, InferenceOptions, LoadOptions,
    ModelError, Progress, Tokenizer,
};
use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, TensorView};

use crate::support::{copy_of_tiny, device, json};

fn load(folder: &Path) -> Result<(), BertError> {
    BertClassifier::from_dir(folder, &device(), &LoadOptions::default()).map(|_| ())
}

/// The message, with the folder's name taken off.
fn refusal(folder: &Path) -> String {
    let message = load(folder).unwrap_err().to_string();
    assert!(!message.contains('\n'));
    message.replace(&format!("{}/", folder.display()), "")
}

/// Changes one key of `config.json`; `null` takes it out.
fn refused_config(key: &str, value: serde_json::Value) -> String {
    let folder = copy_of_tiny();
    let path = folder.path().join("config.json");
    let mut config = json(&path);
    if value.is_null() {
        config.as_object_mut().unwrap().shift_remove(key);
    } else {
        config[key] = value;
    }
    std::fs::write(&path, config.to_string()).unwrap();
    refusal(folder.path())
}

#[test]
fn names_the_key_of_a_bad_config() {
    use serde_json::{Value, json};
    let size = "a whole number from 1 to 16777216";
    let cases = [
        ("hidden_size", Value::Null, "key `hidden_size` is missing".to_owned()),
        ("vocab_size", json!("many"), format!("key `vocab_size` must be {size}, got \"many\"")),
        ("vocab_size", json!(-4), format!("key `vocab_size` must be {size}, got -4")),
        ("num_hidden_layers", json!(0), format!("key `num_hidden_layers` must be {size}, got 0")),
        (
            "num_hidden_layers",
            json!(9_000_000),
            "key `num_hidden_layers` must be at most 1024, got 9000000".to_owned(),
        ),
        ("num_attention_heads", json!(5), "key `num_attention_heads` must be a divisor of hidden_size, got 5".to_owned()),
        ("hidden_act", json!("relu"), "key `hidden_act` must be `gelu` or `gelu_new`, got \"relu\"".to_owned()),
        ("is_decoder", json!(true), "key `is_decoder` must be false, got true".to_owned()),
        ("classifier_dropout", json!(1.5), "key `classifier_dropout` must be at least 0 and below 1, got 1.5".to_owned()),
        ("position_embedding_type", json!("relative_key"), "key `position_embedding_type` must be `absolute`, got \"relative_key\"".to_owned()),
        ("model_type", json!("roberta"), "key `model_type` must be `bert` or `albert`, got \"roberta\"".to_owned()),
        ("hidden_dropout_prob", json!(1.0), "key `hidden_dropout_prob` must be at least 0 and below 1, got 1".to_owned()),
        ("layer_norm_eps", json!("small"), "key `layer_norm_eps` must be a number, got \"small\"".to_owned()),
        ("pad_token_id", json!(100_000), "key `pad_token_id` must be below vocab_size, got 100000".to_owned()),
        ("pad_token_id", json!(-1), "key `pad_token_id` must be a whole number from 0, got -1".to_owned()),
        ("id2label", json!({"0": "a", "2": "b"}), "key `id2label` must be an object that names the classes 0, 1, 2, ... once each, at least 2, got {\"0\":\"a\",\"2\":\"b\"}".to_owned()),
    ];
    for (key, value, message) in cases {
        assert_eq!(
            refused_config(key, value),
            format!("config.json: {message}")
        );
    }
}

#[test]
fn names_files_that_are_missing_or_not_json() {
    let folder = copy_of_tiny();
    std::fs::write(folder.path().join("config.json"), "{\"vocab_size\": ").unwrap();
    assert_eq!(refusal(folder.path()), "config.json is not valid JSON");
    std::fs::write(folder.path().join("config.json"), "[]").unwrap();
    assert_eq!(
        refusal(folder.path()),
        "config.json: key `(file)` must be a JSON object, got []"
    );
    std::fs::remove_file(folder.path().join("config.json")).unwrap();
    assert_eq!(refusal(folder.path()), "cannot read config.json");

    let folder = copy_of_tiny();
    std::fs::remove_file(folder.path().join("model.safetensors")).unwrap();
    let message = refusal(folder.path());
    assert!(
        message
            .ends_with(" has neither model.safetensors nor pytorch_model.bin, whole or in parts"),
        "{message}"
    );

    let folder = copy_of_tiny();
    std::fs::write(folder.path().join("tokenizer.json"), "{}").unwrap();
    assert_eq!(
        refusal(folder.path()),
        "tokenizer.json is not a usable tokenizer"
    );
    std::fs::remove_file(folder.path().join("tokenizer.json")).unwrap();
    std::fs::remove_file(folder.path().join("vocab.txt")).unwrap();
    let message = load(folder.path()).unwrap_err().to_string();
    assert!(
        message.ends_with("has neither tokenizer.json nor vocab.txt"),
        "{message}"
    );
}

#[test]
fn refuses_vocabularies_that_do_not_serve() {
    let folder = copy_of_tiny();
    let path = folder.path().join("vocab.txt");
    let refused = |text: &[u8]| {
        std::fs::write(&path, text).unwrap();
        refusal(folder.path())
    };
    assert_eq!(
        refused(b"[PAD]\n[UNK]\n[CLS]\na\na\n"),
        "vocab.txt:5: expected each token once, got `a` again"
    );
    assert_eq!(
        refused(b"[PAD]\n[UNK]\n[CLS]\na\n"),
        "vocab.txt has no end token (looked for [SEP])"
    );
    assert_eq!(
        refused(b"[UNK]\n[CLS]\n[SEP]\na\n"),
        "vocab.txt has no padding token (looked for [PAD], <pad>)"
    );
    assert_eq!(refused(b"\xff\xfe"), "vocab.txt is not a usable tokenizer");
    let many: String = (0..500).map(|i| format!("w{i}\n")).collect();
    let message = refused(format!("[PAD]\n[UNK]\n[CLS]\n[SEP]\n{many}").as_bytes());
    assert!(
        message
            .ends_with(": expected token ids below vocab_size 120, the tokenizer goes up to 503"),
        "{message}"
    );
}

#[test]
fn refuses_a_template_with_an_id_of_its_own() {
    let folder = copy_of_tiny();
    let saved = tempfile::tempdir().unwrap();
    crate::support::tiny().0.save(saved.path()).unwrap();
    let mut tokenizer = json(&saved.path().join("tokenizer.json"));
    tokenizer["post_processor"]["sep"][1] = 9999.into();
    let path = folder.path().join("tokenizer.json");
    std::fs::write(path, tokenizer.to_string()).unwrap();
    let message = refusal(folder.path());
    assert!(
        message
            .ends_with(": expected token ids below vocab_size 120, the tokenizer goes up to 9999"),
        "{message}"
    );
}

/// Rewrites `model.safetensors` after `change` has had its way with the tensors.
fn with_tensors(
    change: impl FnOnce(&mut HashMap<String, (Dtype, Vec<usize>, Vec<u8>)>),
) -> tempfile::TempDir {
    let folder = copy_of_tiny();
    let path = folder.path().join("model.safetensors");
    let content = std::fs::read(&path).unwrap();
    let file = SafeTensors::deserialize(&content).unwrap();
    let mut tensors = file
        .tensors()
        .into_iter()
        .map(|(name, view)| {
            (
                name,
                (view.dtype(), view.shape().to_vec(), view.data().to_vec()),
            )
        })
        .collect();
    change(&mut tensors);
    let views: Vec<(&String, TensorView<'_>)> = tensors
        .iter()
        .map(|(name, (dtype, shape, data))| {
            (name, TensorView::new(*dtype, shape.clone(), data).unwrap())
        })
        .collect();
    std::fs::write(&path, safetensors::serialize(views, None).unwrap()).unwrap();
    folder
}

#[test]
fn names_the_tensor_that_is_wrong() {
    const KEY: &str = "bert.encoder.layer.1.output.dense.weight";
    let folder = with_tensors(|tensors| {
        tensors.remove(KEY);
    });
    assert_eq!(
        refusal(folder.path()),
        format!("model.safetensors: tensor `{KEY}` is missing")
    );
    let folder = with_tensors(|tensors| tensors.get_mut(KEY).unwrap().1.reverse());
    assert_eq!(
        refusal(folder.path()),
        format!("model.safetensors: tensor `{KEY}` must have shape [24, 40], got [40, 24]")
    );
    let folder = with_tensors(|tensors| tensors.get_mut(KEY).unwrap().0 = Dtype::I32);
    assert_eq!(
        refusal(folder.path()),
        format!("model.safetensors: tensor `{KEY}` must be F64, F32, F16 or BF16, got I32")
    );
    let folder = with_tensors(|tensors| {
        tensors.get_mut(KEY).unwrap().2[..4].copy_from_slice(&f32::NAN.to_le_bytes());
    });
    assert_eq!(
        refusal(folder.path()),
        format!("model.safetensors: tensor `{KEY}` holds a value that is not finite")
    );
    let folder = with_tensors(|tensors| {
        let twin = tensors[KEY].clone();
        tensors.insert(KEY.replacen("bert.", "", 1), twin);
    });
    assert_eq!(
        refusal(folder.path()),
        format!("model.safetensors: tensor `{KEY}` is given twice")
    );
}

#[test]
fn reports_what_is_drawn_and_what_is_left() {
    let folder = with_tensors(|tensors| {
        let bare: HashMap<_, _> = tensors
            .drain()
            .filter(|(name, _)| !name.contains("pooler") && !name.starts_with("classifier"))
            .map(|(name, tensor)| {
                let name = name.replacen("bert.", "", 1);
                (
                    name.replace("LayerNorm.weight", "LayerNorm.gamma")
                        .replace("LayerNorm.bias", "LayerNorm.beta"),
                    tensor,
                )
            })
            .collect();
        *tensors = bare;
        tensors.insert(
            "cls.predictions.bias".to_owned(),
            (Dtype::F32, vec![1], vec![0; 4]),
        );
        tensors.insert(
            "embeddings.position_ids".to_owned(),
            (Dtype::I64, vec![1], vec![0; 8]),
        );
        tensors.insert(
            "adapter.weight".to_owned(),
            (Dtype::F32, vec![1], vec![0; 4]),
        );
    });
    let options = LoadOptions::default().with_labels(vec!["yes".to_owned(), "no".to_owned()]);
    let (model, report) = BertClassifier::from_dir(folder.path(), &device(), &options).unwrap();
    assert_eq!(report.loaded, 37);
    let drawn = [
        "bert.pooler.dense.weight",
        "bert.pooler.dense.bias",
        "classifier.weight",
        "classifier.bias",
    ];
    assert_eq!(report.initialised, drawn);
    assert_eq!(report.unexpected, ["adapter.weight"]);
    assert_eq!(model.labels(), ["yes", "no"]);
}

#[test]
fn draws_a_head_for_other_labels() {
    let folder = copy_of_tiny();
    let load = |labels: &[&str]| {
        let labels = labels.iter().map(|&label| label.to_owned()).collect();
        BertClassifier::from_dir(
            folder.path(),
            &device(),
            &LoadOptions::default().with_labels(labels),
        )
    };
    let (model, report) = load(&["a", "b", "c", "d"]).unwrap();
    assert_eq!(report.initialised, ["classifier.weight", "classifier.bias"]);
    assert_eq!(model.labels().len(), 4);
    let (_, report) = load(&["a", "b", "c"]).unwrap();
    assert_eq!(report.initialised, ["classifier.weight", "classifier.bias"]);
    let (_, report) = load(&["negative", "neutral", "positive"]).unwrap();
    assert!(report.initialised.is_empty());

    // Numbers are no names: the head is kept under whatever names are given.
    let path = folder.path().join("config.json");
    let mut config = json(&path);
    config["id2label"] = serde_json::json!({"0": "LABEL_0", "1": "LABEL_1", "2": "LABEL_2"});
    config["label2id"] = serde_json::json!({"LABEL_0": 0, "LABEL_1": 1, "LABEL_2": 2});
    std::fs::write(&path, config.to_string()).unwrap();
    let (_, report) = load(&["a", "b", "c"]).unwrap();
    assert!(report.initialised.is_empty());
    assert_eq!(
        load(&["a"]).unwrap_err().to_string(),
        "a classifier needs at least 2 labels, got 1"
    );
}

#[test]
fn half_precision_is_widened() {
    let halves = |dtype, narrow: fn(f32) -> u16| {
        with_tensors(move |tensors| {
            for (kind, _, data) in tensors.values_mut() {
                let (numbers, _) = data.as_chunks::<4>();
                *data = numbers
                    .iter()
                    .flat_map(|&b| narrow(f32::from_le_bytes(b)).to_le_bytes())
                    .collect();
                *kind = dtype;
            }
        })
    };
    load(halves(Dtype::BF16, |x| (x.to_bits() >> 16).try_into().unwrap()).path()).unwrap();
    // 0x3c00 is 1.0 in f16.
    load(halves(Dtype::F16, |_| 0x3c00).path()).unwrap();
}

#[test]
fn refuses_damaged_weight_files_without_reading_beyond_them() {
    let folder = copy_of_tiny();
    let path = folder.path().join("model.safetensors");
    let whole = std::fs::read(&path).unwrap();
    let header = |json: &str, data: usize| {
        let mut file = (json.len() as u64).to_le_bytes().to_vec();
        file.extend(json.as_bytes());
        file.extend(vec![0; data]);
        file
    };
    let overlapping = r#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#;
    let overflowing =
        r#"{"a":{"dtype":"F32","shape":[18446744073709551615,4],"data_offsets":[0,8]}}"#;
    let files = [
        Vec::new(),
        vec![1, 2, 3],
        u64::MAX.to_le_bytes().to_vec(),
        (1_u64 << 40).to_le_bytes().repeat(4),
        whole[..whole.len() / 2].to_vec(),
        whole[..100].to_vec(),
        [whole.as_slice(), &[0]].concat(),
        header(overlapping, 12),
        header(overflowing, 8),
        header("not json", 0),
        header(
            r#"{"a":{"dtype":"F99","shape":[2],"data_offsets":[0,8]}}"#,
            8,
        ),
        header(
            r#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#,
            8,
        ),
        header(
            r#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#,
            8,
        ),
        header(&" ".repeat(17 << 20), 0),
    ];
    for (number, file) in files.into_iter().enumerate() {
        std::fs::write(&path, file).unwrap();
        let error = load(folder.path()).unwrap_err();
        assert!(
            matches!(error, BertError::Model(ModelError::Safetensors { .. })),
            "{number}: {error}"
        );
        assert!(error.source().is_some());
    }
    assert_eq!(
        refusal(folder.path()),
        "model.safetensors is not a valid safetensors file"
    );
}

/// A tensor without numbers can have any number of rows.
#[test]
fn a_head_without_width_names_no_classes() {
    let folder = with_tensors(|tensors| {
        let head = tensors.get_mut("classifier.weight").unwrap();
        (head.1, head.2) = (vec![1 << 40, 0], Vec::new());
    });
    let path = folder.path().join("config.json");
    let mut config = json(&path);
    config.as_object_mut().unwrap().shift_remove("id2label");
    std::fs::write(&path, config.to_string()).unwrap();
    assert_eq!(
        refusal(folder.path()),
        "model.safetensors: tensor `classifier.weight` must have shape [2, 24], got [1099511627776, 0]"
    );
}

#[test]
fn refuses_an_index_without_tensors() {
    for whole in ["model.safetensors", "pytorch_model.bin"] {
        let folder = copy_of_tiny();
        std::fs::remove_file(folder.path().join("model.safetensors")).unwrap();
        let index = format!("{whole}.index.json");
        std::fs::write(folder.path().join(&index), r#"{"weight_map": {}}"#).unwrap();
        assert_eq!(
            refusal(folder.path()),
            format!("{index}: expected a tensor in `weight_map`, got none")
        );
    }
}

#[test]
fn a_folder_in_the_place_of_the_weights_cannot_be_read() {
    let folder = copy_of_tiny();
    let path = folder.path().join("model.safetensors");
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    assert_eq!(refusal(folder.path()), "cannot read model.safetensors");
}

#[test]
fn saves_no_key_that_contradicts_what_is_saved() {
    let folder = copy_of_tiny();
    let path = folder.path().join("config.json");
    let mut config = json(&path);
    config["num_labels"] = 7.into();
    config["_num_labels"] = 7.into();
    config["torch_dtype"] = "float16".into();
    config["quantization_config"] = serde_json::json!({"load_in_8bit": true});
    config["note"] = "kept".into();
    std::fs::write(&path, config.to_string()).unwrap();
    let options = LoadOptions::default();
    let (model, _) = BertClassifier::from_dir(folder.path(), &device(), &options).unwrap();
    model.save(folder.path()).unwrap();
    let saved = json(&path);
    for key in [
        "num_labels",
        "_num_labels",
        "torch_dtype",
        "quantization_config",
    ] {
        assert!(saved.get(key).is_none(), "{key}");
    }
    assert_eq!(saved["note"], "kept");
}

#[test]
fn an_answer_that_overflows_is_an_error() {
    let folder = with_tensors(|tensors| {
        let mut set = |name: &str, value: f32| {
            let (_, _, data) = tensors.get_mut(name).unwrap();
            *data = value.to_le_bytes().repeat(data.len() / 4);
        };
        // tanh(50) is 1, and 24 times 3e38 is beyond f32.
        set("bert.pooler.dense.bias", 50.0);
        set("classifier.weight", 3e38);
    });
    let options = LoadOptions::default();
    let (model, _) = BertClassifier::from_dir(folder.path(), &device(), &options).unwrap();
    for engine in [Engine::Fast, Engine::Burn] {
        let options = InferenceOptions::default().with_engine(engine);
        assert_eq!(
            model.classify(&["a"], &options).unwrap_err().to_string(),
            "the model's answer to text 0 is not finite: its weights are too large"
        );
    }
}

#[test]
fn a_stream_without_end_has_a_progress() {
    let (model, _) = crate::support::tiny();
    let options = InferenceOptions::default().with_progress(Progress::new(|done, total| {
        assert!(done <= total);
    }));
    let endless = model.classify_iter(std::iter::repeat("a"), &options);
    assert_eq!(endless.take(2050).filter(Result::is_ok).count(), 2050);
}

#[test]
fn refuses_devices_and_settings_by_name() {
    let message = Device::from_name("tpu").unwrap_err().to_string();
    assert!(
        message.starts_with("unknown device `tpu`: this build has "),
        "{message}"
    );
    let message = indobert_burn::set_threads(0).unwrap_err().to_string();
    assert_eq!(message, "threads must be at least 1, got 0");
    let tokenizer = Tokenizer::train_word_piece(["a b"], 40).unwrap();
    let mut config = BertConfig::tiny(4);
    let labels = || vec!["a".to_owned(), "b".to_owned()];
    let init = |config: &BertConfig| {
        BertClassifier::init(config, tokenizer.clone(), labels(), &device(), 1)
            .unwrap_err()
            .to_string()
    };
    let message = init(&config);
    assert!(
        message.starts_with("the tokenizer: expected token ids below vocab_size 4, "),
        "{message}"
    );
    config.num_attention_heads = 7;
    assert_eq!(
        init(&config),
        "num_attention_heads must be a divisor of hidden_size, got 7"
    );
}
