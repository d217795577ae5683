//! Against transformers, on a committed random model, and against ourselves.

use indobert_burn::{BertClassifier, InferenceOptions, LoadOptions, Pooling};

use crate::support::{
    device, fixtures, floats, json, largest_difference, logit_tolerance, same_predictions, tiny,
};

fn options() -> InferenceOptions {
    InferenceOptions::default()
}

#[test]
fn equals_transformers_on_the_committed_model() {
    let (model, report) = tiny();
    assert_eq!(report.loaded, 41);
    assert!(report.initialised.is_empty() && report.unexpected.is_empty());
    assert_eq!(model.labels(), ["negative", "neutral", "positive"]);
    let expected = json(&fixtures().join("tiny-bert/expected.json"));
    let cases = expected["cases"].as_array().unwrap();
    let texts: Vec<&str> = cases
        .iter()
        .map(|case| case["text"].as_str().unwrap())
        .collect();
    let predictions = model.classify(&texts, &options()).unwrap();
    let mut worst = 0.0_f32;
    for (case, prediction) in cases.iter().zip(&predictions) {
        let encoding = model
            .tokenizer()
            .encode(case["text"].as_str().unwrap(), 40)
            .unwrap();
        let ids: Vec<u64> = case["ids"]
            .as_array()
            .unwrap()
            .iter()
            .map(|id| id.as_u64().unwrap())
            .collect();
        assert_eq!(
            encoding
                .ids
                .iter()
                .map(|&id| u64::from(id))
                .collect::<Vec<_>>(),
            ids
        );
        worst = worst.max(largest_difference(
            &prediction.logits,
            &floats(&case["logits"]),
        ));
        let total: f32 = prediction.probabilities.iter().sum();
        assert!((total - 1.0).abs() < 1e-6);
        assert_eq!(prediction.label, model.labels()[prediction.class]);
    }
    eprintln!("largest difference from transformers: {worst:e}");
    assert!(worst < logit_tolerance(), "{worst}");
}

#[test]
fn batching_and_padding_move_no_logit() {
    let (model, _) = tiny();
    let expected = json(&fixtures().join("tiny-bert/expected.json"));
    let texts: Vec<&str> = expected["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|case| case["text"].as_str().unwrap())
        .collect();
    let together = model
        .classify(&texts, &options().with_batch_size(texts.len()))
        .unwrap();
    for (text, prediction) in texts.iter().zip(&together) {
        let alone = model
            .classify(&[text], &options().with_batch_size(1))
            .unwrap();
        let moved = largest_difference(&alone[0].logits, &prediction.logits);
        assert!(moved < logit_tolerance(), "`{text}` moved by {moved}");
    }
    for pooling in [
        Pooling::Mean,
        Pooling::Cls,
        Pooling::Pooler,
        Pooling::Static,
    ] {
        let together = model.embed(&texts, pooling, &options()).unwrap();
        for (text, vector) in texts.iter().zip(&together) {
            let alone = model
                .embed(&[text], pooling, &options().with_batch_size(1))
                .unwrap();
            let moved = largest_difference(&alone[0], vector);
            assert!(
                moved < logit_tolerance(),
                "{pooling} of `{text}` moved by {moved}"
            );
        }
    }
}

#[test]
fn static_pooling_is_the_mean_of_the_table_rows() {
    let (model, _) = tiny();
    let table = model
        .model()
        .bert
        .embeddings
        .word_embeddings
        .weight
        .val()
        .into_data();
    let table: Vec<f32> = table.iter::<f32>().collect();
    let text = "b, d";
    let ids = model.tokenizer().encode(text, 40).unwrap().ids;
    let width = model.config().hidden_size;
    let row = |id: u32| &table[id as usize * width..][..width];
    let mean: Vec<f32> = (0..width)
        .map(|i| ids.iter().map(|&id| row(id)[i]).sum::<f32>() / ids.len() as f32)
        .collect();
    let vector = model.embed(&[text], Pooling::Static, &options()).unwrap();
    assert!(largest_difference(&vector[0], &mean) < 1e-6);
}

#[test]
fn takes_no_text_empty_text_long_text_and_an_emoji() {
    let (model, _) = tiny();
    assert!(model.classify::<&str>(&[], &options()).unwrap().is_empty());
    let long = "dagi ".repeat(10_000);
    let predictions = model
        .classify(&["", "\u{1F600}", &long, "\u{0}\u{200B}"], &options())
        .unwrap();
    assert_eq!(predictions.len(), 4);
    assert!(
        predictions
            .iter()
            .flat_map(|p| &p.logits)
            .all(|logit| logit.is_finite())
    );
}

#[test]
fn a_prefix_is_part_of_the_text() {
    let (model, _) = tiny();
    let prefixed = model
        .embed(&["da gi"], Pooling::Mean, &options().with_prefix("bu: "))
        .unwrap();
    let written = model
        .embed(&["bu: da gi"], Pooling::Mean, &options())
        .unwrap();
    let moved = largest_difference(&prefixed[0], &written[0]);
    assert!(moved < logit_tolerance(), "{moved}");
}

#[test]
fn saving_and_loading_keeps_every_logit() {
    let (model, _) = tiny();
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("new/model");
    model.save(&target).unwrap();
    model.save(&target).unwrap(); // over itself
    let (again, report) =
        BertClassifier::from_dir(&target, &device(), &LoadOptions::default()).unwrap();
    assert!(report.initialised.is_empty() && report.unexpected.is_empty());
    let texts = ["", "dagi bu", "b d e, g"];
    let left = model.classify(&texts, &options()).unwrap();
    let right = again.classify(&texts, &options()).unwrap();
    assert!(same_predictions(&left, &right));
    let mut names: Vec<String> = std::fs::read_dir(&target)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let files = [
        "config.json",
        "model.safetensors",
        "tokenizer.json",
        "tokenizer_config.json",
        "vocab.txt",
    ];
    assert_eq!(names, files);
}
