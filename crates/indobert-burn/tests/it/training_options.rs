//! What the options of a training do to the weights.

use indobert_burn::{
    Activations, BertClassifier, ClassWeights, Freeze, InferenceOptions, TrainEvent, TrainHistory,
    TrainParams, TrainWarning,
};
use safetensors::SafeTensors;

use crate::support::{
    large_logit_tolerance, largest_difference, logit_tolerance, same_weights, toy_task,
    toy_task_with, weights,
};

fn params() -> TrainParams {
    TrainParams::default()
        .with_epochs(2)
        .with_batch_size(8)
        .with_learning_rate(3e-3)
        .with_seed(5)
        .with_max_length(16)
}

fn train(model: BertClassifier, params: &TrainParams) -> (BertClassifier, TrainHistory) {
    let (rows, _) = toy_task();
    model.train(&rows, &rows[..9], params, &mut |_| ()).unwrap()
}

fn logits(model: &BertClassifier) -> Vec<f32> {
    let (rows, _) = toy_task();
    let texts: Vec<&str> = rows.iter().map(|(text, _)| text.as_str()).collect();
    let predictions = model
        .classify(&texts, &InferenceOptions::default())
        .unwrap();
    predictions.into_iter().flat_map(|p| p.logits).collect()
}

/// Names of the tensors that differ, or do not.
fn tensors(before: &[u8], after: &[u8], differ: bool) -> Vec<String> {
    let (before, after) = [before, after]
        .map(|file| SafeTensors::deserialize(file).unwrap())
        .into();
    let mut names: Vec<String> = before
        .tensors()
        .into_iter()
        .filter(|(name, view)| (after.tensor(name).unwrap().data() != view.data()) == differ)
        .map(|(name, _)| name)
        .collect();
    names.sort();
    names
}

#[test]
fn batches_that_are_added_up_equal_a_large_one() {
    let (_, model) = toy_task_with(|config| {
        config.hidden_dropout_prob = 0.0;
        config.attention_probs_dropout_prob = 0.0;
    });
    // 72 rows in batches of 5 of 20: the last step has fewer rows, the last batch of it two.
    let run = |batch_size, accumulation| {
        let params = params()
            .with_class_weights(ClassWeights::Given(vec![1.0, 2.0, 0.5]))
            .with_batch_size(batch_size)
            .with_accumulation(accumulation);
        train(model.clone(), &params)
    };
    let (large, expected) = run(20, 1);
    let (small, found) = run(5, 4);
    let moved = largest_difference(&logits(&large), &logits(&model));
    let apart = largest_difference(&logits(&large), &logits(&small));
    eprintln!("4 x 5 rows against 20: {apart:e}, moved {moved:e}");
    assert!(
        apart < large_logit_tolerance() && moved > 0.1,
        "{apart} {moved}"
    );
    let losses = |history: &TrainHistory| history.epochs.iter().map(|e| e.train_loss).sum::<f64>();
    let allowed = f64::from(large_logit_tolerance());
    assert!((losses(&expected) - losses(&found)).abs() < allowed);
}

#[test]
fn recomputed_activations_give_the_same_weights() {
    let (_, model) = toy_task();
    let run = |activations| {
        let (trained, _) = train(model.clone(), &params().with_activations(activations));
        weights(&trained)
    };
    let (kept, recomputed) = (run(Activations::Keep), run(Activations::Recompute));
    assert!(same_weights(&kept, &recomputed));
}

#[test]
fn frozen_parts_keep_their_weights_and_learn_again_later() {
    let (_, model) = toy_task();
    let start = weights(&model);
    let (trained, _) = train(model, &params().with_freeze(Freeze::Layers(1)));
    let after = weights(&trained);
    let kept = tensors(&start, &after, false);
    let is_low = |name: &str| name.contains("embeddings.") || name.contains("layer.0.");
    assert!(kept.iter().all(|name| is_low(name)), "{kept:?}");
    // Five of the embeddings, sixteen of a layer.
    assert_eq!(kept.len(), 21, "{kept:?}");
    let (again, _) = train(trained, &params());
    let moved = tensors(&after, &weights(&again), true);
    assert!(moved.contains(&"bert.encoder.layer.0.intermediate.dense.weight".to_owned()));
}

#[test]
fn lower_layers_learn_more_slowly() {
    let (_, model) = toy_task();
    let start = weights(&model);
    let (trained, _) = train(
        model,
        &params().with_layer_decay(1e-4).with_weight_decay(0.0),
    );
    let after = weights(&trained);
    let (start, after) = [&start, &after]
        .map(|file| SafeTensors::deserialize(file).unwrap())
        .into();
    let moved = |name: &str| {
        let floats = |file: &SafeTensors<'_>| -> Vec<f32> {
            let (numbers, _) = file.tensor(name).unwrap().data().as_chunks::<4>();
            numbers
                .iter()
                .map(|&bytes| f32::from_le_bytes(bytes))
                .collect()
        };
        largest_difference(&floats(&start), &floats(&after))
    };
    let steps = [
        moved("classifier.weight"),
        moved("bert.encoder.layer.1.attention.self.query.weight"),
        moved("bert.encoder.layer.0.attention.self.query.weight"),
    ];
    // A step of AdamW is near its learning rate, whatever the gradient.
    assert!(
        steps[0] > 1e3 * steps[1] && steps[1] > 1e3 * steps[2],
        "{steps:?}"
    );
}

#[test]
fn refuses_more_frozen_layers_than_there_are() {
    let (rows, model) = toy_task();
    let params = params().with_freeze(Freeze::Layers(3));
    let error = model.train(&rows, &[], &params, &mut |_| ()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "freeze must be at most the number of layers, got 3"
    );
}

#[test]
fn smoothing_and_weights_change_the_loss_that_is_minimised() {
    let (_, model) = toy_task();
    let loss = |params: TrainParams| train(model.clone(), &params).1.epochs[0].train_loss;
    let plain = loss(params());
    assert!((loss(params().with_label_smoothing(0.2)) - plain).abs() > 1e-3);
    // As many rows of each class: balancing changes nothing, the same numbers are multiplied by 1.
    let balanced = loss(params().with_class_weights(ClassWeights::Balanced));
    assert!(
        (balanced - plain).abs() < f64::from(logit_tolerance()),
        "{balanced} {plain}"
    );
}

#[test]
fn stops_early_and_gives_the_best_epoch() {
    let (rows, model) = toy_task();
    // Every validation row carries a wrong class, so that learning makes its loss grow.
    let wrong: Vec<(String, usize)> = rows
        .iter()
        .map(|(text, class)| (text.clone(), (class + 1) % 3))
        .collect();
    let rule = "valid-loss:2".parse().ok();
    let long = params().with_epochs(30).with_early_stopping(rule);
    let (stopped, history) = model
        .clone()
        .train(&rows, &wrong, &long, &mut |_| ())
        .unwrap();
    let best = history.best_epoch.unwrap();
    assert!(
        history.stopped_early && history.epochs.len() == best + 2,
        "{history:?}"
    );
    let losses: Vec<f64> = history
        .epochs
        .iter()
        .map(|e| e.valid_loss.unwrap())
        .collect();
    assert!(losses.iter().all(|&loss| loss >= losses[best - 1]));
    // The weights given back have the best epoch's loss on the validation rows.
    let texts: Vec<&str> = wrong.iter().map(|(text, _)| text.as_str()).collect();
    let predictions = stopped
        .classify(&texts, &InferenceOptions::default())
        .unwrap();
    let loss = |(p, row): (&indobert_burn::Prediction, &(String, usize))| {
        -f64::from(p.probabilities[row.1]).ln()
    };
    let mean = predictions.iter().zip(&wrong).map(loss).sum::<f64>() / wrong.len() as f64;
    assert!(
        (mean - losses[best - 1]).abs() < f64::from(large_logit_tolerance()),
        "{mean} {losses:?}"
    );

    let error = model.train(&rows, &[], &long, &mut |_| ()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "early_stopping must be absent without validation rows, got valid-loss:2"
    );
}

#[test]
fn scores_macro_f1_and_warns_of_a_rate_that_stays_zero() {
    let (rows, model) = toy_task();
    let one_step = params().with_epochs(1).with_batch_size(100);
    let mut warnings = Vec::new();
    let mut observer = |event| {
        if let TrainEvent::Warning(warning) = event {
            warnings.push(warning);
        }
    };
    let (trained, history) = model
        .clone()
        .train(&rows, &rows, &one_step, &mut observer)
        .unwrap();
    assert_eq!(warnings, [TrainWarning::RateStaysZero { steps: 1 }]);
    assert_eq!(history.warnings, warnings);
    assert!(weights(&trained) == weights(&model));
    assert_eq!(
        warnings[0].to_string(),
        "the learning rate is 0 at every one of the 1 steps, so nothing is learned: train on more \
         rows or epochs, in smaller batches, or without warm-up"
    );
    let f1 = history.epochs[0].valid_macro_f1.unwrap();
    assert!(f1 > 0.0 && f1 < 1.0, "{f1}");
    assert!(train(model, &params()).1.warnings.is_empty());
}
