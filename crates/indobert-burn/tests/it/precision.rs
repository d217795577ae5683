//! Products in bf16, weights in f32.

use indobert_burn::{
    BertClassifier, BertMaskedLm, Engine, InferenceOptions, Precision, PretrainParams, TrainParams,
};
use safetensors::{Dtype, SafeTensors};

use crate::support::{device, largest_difference, toy_task, toy_task_with, weights};

/// Products keep 8 significant bits: a few such roundings of logits near 1.
const LOGITS: f32 = 0.05;

/// Of a loss near 1, over two epochs from the same start.
const LOSS: f64 = 0.05;

fn logits(model: &BertClassifier, texts: &[String], options: &InferenceOptions) -> Vec<f32> {
    let predictions = model.classify(texts, options).unwrap();
    predictions.into_iter().flat_map(|p| p.logits).collect()
}

/// Whether the device computes in bf16; says so if it does not.
fn has_bf16() -> bool {
    let options = InferenceOptions::default().with_precision(Precision::Bf16);
    match toy_task().1.classify(&["warung"], &options) {
        Ok(_) => true,
        Err(error) => {
            let refusal = format!("device `{}` does not compute in bf16", device());
            assert_eq!(error.to_string(), refusal);
            crate::aloud!("skipped: {refusal}");
            false
        }
    }
}

#[test]
fn logits_in_bf16_are_near_those_in_f32() {
    if !has_bf16() {
        return;
    }
    let (rows, model) = toy_task();
    let texts: Vec<String> = rows.into_iter().map(|(text, _)| text).collect();
    let f32s = logits(&model, &texts, &InferenceOptions::default());
    let options = InferenceOptions::default().with_precision(Precision::Bf16);
    // There is no other engine for it.
    for engine in [Engine::Fast, Engine::Burn] {
        let bf16s = logits(&model, &texts, &options.clone().with_engine(engine));
        let gap = largest_difference(&f32s, &bf16s);
        assert!(gap > 0.0 && gap < LOGITS, "{gap}");
    }
}

#[test]
fn training_in_bf16_learns_as_in_f32_and_keeps_weights_of_f32() {
    if !has_bf16() {
        return;
    }
    let (rows, model) = toy_task_with(|config| {
        config.hidden_dropout_prob = 0.0;
        config.attention_probs_dropout_prob = 0.0;
    });
    let params = TrainParams::default()
        .with_epochs(2)
        .with_batch_size(8)
        .with_learning_rate(1e-3);
    let run = |precision| {
        let params = params.clone().with_precision(precision);
        let model = model.clone();
        let (model, history) = model.train(&rows, &rows, &params, &mut |_| ()).unwrap();
        (weights(&model), history.epochs[1].clone())
    };
    let (_, exact) = run(Precision::F32);
    let (file, rounded) = run(Precision::Bf16);
    let gap = (exact.train_loss - rounded.train_loss).abs();
    assert!(gap > 0.0 && gap < LOSS, "{exact:?} {rounded:?}");
    let file = SafeTensors::deserialize(&file).unwrap();
    let mut finer = false;
    for (name, view) in file.tensors() {
        assert_eq!(view.dtype(), Dtype::F32, "{name}");
        let (numbers, _) = view.data().as_chunks::<4>();
        finer |= numbers.iter().any(|bytes| bytes[..2] != [0, 0]);
    }
    assert!(finer, "all weights are numbers of bf16");
}

#[test]
fn masked_words_are_learned_in_bf16_too() {
    if !has_bf16() {
        return;
    }
    let (rows, model) = toy_task();
    let texts: Vec<String> = rows.into_iter().map(|(text, _)| text).collect();
    let run = |precision| {
        let (config, tokenizer) = (model.config(), model.tokenizer().clone());
        let masked = BertMaskedLm::init(config, tokenizer, &device(), 3).unwrap();
        let train = TrainParams::default()
            .with_epochs(2)
            .with_learning_rate(1e-3)
            .with_precision(precision);
        let params = PretrainParams::default().with_train(train);
        let done = masked.train(&texts, &texts[..8], &params, None, &mut |_| ());
        done.unwrap().1.epochs[1].clone()
    };
    let (exact, rounded) = (run(Precision::F32), run(Precision::Bf16));
    let gap = (exact.train_loss - rounded.train_loss).abs();
    assert!(gap > 0.0 && gap < 4.0 * LOSS, "{exact:?} {rounded:?}");
}
