//! What is refused, and in which words.

use serde_json::{Value, json};
use wav2vec2_burn::{Head, SpeechClassifier, SpeechLoadOptions, Wav2Vec2Config};

use crate::support::{altered, clip, device, golden, json};

/// The message on a golden folder in whose configuration one key is changed.
fn with_key(key: &str, value: &Value) -> String {
    let folder = altered("tiny-layer", |_| ());
    let path = folder.path().join("config.json");
    let mut config = json(&path);
    config[key] = value.clone();
    std::fs::write(&path, config.to_string()).unwrap();
    let error = Wav2Vec2Config::from_path(&path).unwrap_err().to_string();
    let (_, message) = error.split_once("config.json: ").unwrap();
    message.to_owned()
}

#[test]
fn names_the_key_of_a_bad_config() {
    let cases = [
        (
            "model_type",
            json!("hubert"),
            "key `model_type` must be `wav2vec2`, got \"hubert\"",
        ),
        (
            "add_adapter",
            json!(true),
            "key `add_adapter` must be false, got true",
        ),
        (
            "adapter_attn_dim",
            json!(16),
            "key `adapter_attn_dim` must be absent, got 16",
        ),
        (
            "feat_extract_norm",
            json!("batch"),
            "key `feat_extract_norm` must be `group` or `layer`, got \"batch\"",
        ),
        (
            "feat_extract_activation",
            json!("relu"),
            "key `feat_extract_activation` must be `gelu` or `gelu_new`, got \"relu\"",
        ),
        (
            "hidden_act",
            json!("swish"),
            "key `hidden_act` must be `gelu` or `gelu_new`, got \"swish\"",
        ),
        (
            "do_stable_layer_norm",
            json!("yes"),
            "key `do_stable_layer_norm` must be true or false, got \"yes\"",
        ),
        (
            "conv_kernel",
            json!([10, 3]),
            "key `conv_kernel` must be as many numbers as conv_dim, got [10,3]",
        ),
        (
            "conv_stride",
            json!([5, 2, 2, 2, 2, 2, 0]),
            "key `conv_stride` must be a whole number from 1 to 16777216, got 0",
        ),
        (
            "conv_dim",
            json!([]),
            "key `conv_kernel` must be as many numbers as conv_dim, got [10,3,3,3,3,2,2]",
        ),
        (
            "conv_dim",
            json!("many"),
            "key `conv_dim` must be a list of whole numbers, got \"many\"",
        ),
        (
            "conv_stride",
            json!([9000, 9000, 9000, 9000, 2, 2, 2]),
            "key `conv_kernel` must be kernels and strides that make a frame of at most 16777216 samples, got more",
        ),
        (
            "num_attention_heads",
            json!(5),
            "key `num_attention_heads` must be a divisor of hidden_size, got 5",
        ),
        (
            "num_conv_pos_embedding_groups",
            json!(7),
            "key `num_conv_pos_embedding_groups` must be a divisor of hidden_size, got 7",
        ),
        (
            "num_hidden_layers",
            json!(100_000),
            "key `num_hidden_layers` must be at most 1024, got 100000",
        ),
        (
            "classifier_proj_size",
            json!(70_000),
            "key `classifier_proj_size` must be at most 65536, got 70000",
        ),
        (
            "hidden_size",
            json!(-1),
            "key `hidden_size` must be a whole number from 1 to 16777216, got -1",
        ),
        (
            "layerdrop",
            json!(1.0),
            "key `layerdrop` must be at least 0 and below 1, got 1",
        ),
        (
            "mask_time_length",
            json!(0),
            "key `mask_time_length` must be a whole number from 1 to 16777216, got 0",
        ),
        (
            "mask_time_min_masks",
            json!("two"),
            "key `mask_time_min_masks` must be a whole number from 0, got \"two\"",
        ),
    ];
    for (key, value, message) in cases {
        assert_eq!(with_key(key, &value), message);
    }
}

/// The message of a folder that cannot be loaded, from the file's name on.
fn refused(folder: &tempfile::TempDir, options: &SpeechLoadOptions) -> String {
    let error = SpeechClassifier::from_dir(folder.path(), &device(), options).unwrap_err();
    let message = error.to_string();
    let start = message
        .rfind("model.safetensors")
        .or(message.rfind("preprocessor"));
    message[start.unwrap_or(0)..].to_owned()
}

#[test]
fn refuses_a_head_of_another_kind_unless_one_is_to_be_drawn() {
    let options = SpeechLoadOptions::default();
    for (own, foreign) in [
        ("classifier.weight", "classifier.dense.weight"),
        ("projector.weight", "classifier.out_proj.weight"),
        ("classifier.bias", "classifier.output.bias"),
    ] {
        let folder = altered("tiny-group", |tensors| {
            let tensor = tensors.remove(own).unwrap();
            tensors.insert(foreign.to_owned(), tensor);
        });
        assert_eq!(
            refused(&folder, &options),
            format!(
                "model.safetensors: tensor `{foreign}` belongs to a head of another kind: \
                 expected projector and classifier"
            )
        );
        let draw = options.clone().with_head(Head::Draw);
        let (_, report) = SpeechClassifier::from_dir(folder.path(), &device(), &draw).unwrap();
        assert_eq!(report.initialised.len(), 4);
        assert_eq!(report.unexpected, Vec::<String>::new());
    }
}

#[test]
fn names_the_tensor_that_does_not_fit() {
    let options = SpeechLoadOptions::default();
    let query = "wav2vec2.encoder.layers.1.attention.q_proj.weight";
    let folder = altered("tiny-layer", |tensors| {
        tensors.remove(query);
    });
    assert_eq!(
        refused(&folder, &options),
        format!("model.safetensors: tensor `{query}` is missing")
    );
    let folder = altered("tiny-layer", |tensors| {
        tensors.get_mut(query).unwrap().0 = vec![12, 48];
    });
    assert_eq!(
        refused(&folder, &options),
        format!("model.safetensors: tensor `{query}` must have shape [24, 24], got [12, 48]")
    );
    let folder = altered("tiny-layer", |tensors| {
        tensors.get_mut(query).unwrap().1[5] = f32::NAN;
    });
    assert_eq!(
        refused(&folder, &options),
        format!("model.safetensors: tensor `{query}` holds a value that is not finite")
    );
    let positions = "wav2vec2.encoder.pos_conv_embed.conv";
    let folder = altered("tiny-layer", |tensors| {
        let length = format!("{positions}.parametrizations.weight.original0");
        let tensor = tensors.remove(&length).unwrap();
        tensors.insert(format!("{positions}.weight_g"), tensor.clone());
        tensors.insert(length, tensor);
    });
    assert_eq!(
        refused(&folder, &options),
        format!(
            "model.safetensors: tensor `{positions}.parametrizations.weight.original0` \
             is given twice"
        )
    );
}

#[test]
fn refuses_sounds_of_several_channels() {
    let folder = altered("tiny-layer", |_| ());
    let path = folder.path().join("preprocessor_config.json");
    std::fs::write(&path, r#"{"feature_size": 2}"#).unwrap();
    assert_eq!(
        refused(&folder, &SpeechLoadOptions::default()),
        "preprocessor_config.json: key `feature_size` must be 1, got 2"
    );
}

#[test]
fn an_answer_that_overflows_is_an_error() {
    let folder = altered("tiny-layer", |tensors| {
        tensors.get_mut("classifier.weight").unwrap().1.fill(3e38);
    });
    let options = SpeechLoadOptions::default();
    let (model, _) = SpeechClassifier::from_dir(folder.path(), &device(), &options).unwrap();
    let error = model.classify(&[clip("overflow", 900)]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the model's answer to clip 0 is not finite: its weights are too large"
    );
}

#[test]
fn refuses_clips_that_have_no_answer() {
    let model = golden("tiny-group");
    let message = |clip: &[f32]| {
        let error = model.classify(&[&[0.5; 400][..], clip]).unwrap_err();
        error.to_string()
    };
    assert_eq!(
        message(&[0.0; 399]),
        "clip 1 has 399 samples, but a frame needs 400"
    );
    assert_eq!(message(&[]), "clip 1 has 0 samples, but a frame needs 400");
    let mut clip = vec![0.0; 800];
    clip[700] = f32::INFINITY;
    assert_eq!(message(&clip), "clip 1 has inf at sample 700");
    assert!(model.classify::<&[f32]>(&[]).unwrap().is_empty());
    // Silence has an answer.
    assert_eq!(model.classify(&[vec![0.0; 400]]).unwrap().len(), 1);
}
