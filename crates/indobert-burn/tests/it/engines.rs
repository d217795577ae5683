//! The two engines of the device `cpu`: the same numbers, and what each promises beyond.

use std::path::Path;

use indobert_burn::{
    BertClassifier, Engine, InferenceOptions, LoadOptions, Pooling, Prediction, Progress,
    TrainParams,
};
use safetensors::SafeTensors;

use crate::random_models::{Golden, golden, write};
use crate::support::{
    device, is_gpu, large_logit_tolerance, largest_difference, logit_tolerance, same_predictions,
    tiny, toy_task, weights,
};

const POOLINGS: [Pooling; 4] = [
    Pooling::Mean,
    Pooling::Cls,
    Pooling::Pooler,
    Pooling::Static,
];

fn load(model: &Golden) -> BertClassifier {
    let folder = tempfile::tempdir().unwrap();
    write(model, folder.path());
    BertClassifier::from_dir(folder.path(), &device(), &LoadOptions::default())
        .unwrap()
        .0
}

/// Words of the random models' vocabularies, which all have more than 40 of them.
fn words(count: usize, first: usize) -> String {
    let words: Vec<String> = (0..count)
        .map(|i| format!("w{}", 5 + (first + i * 7) % 35))
        .collect();
    words.join(" ")
}

fn mixes() -> Vec<(&'static str, Vec<String>)> {
    let mixed = (0..33).map(|i| words(i * i % 61, i)).collect();
    vec![
        ("one text", vec![words(6, 1)]),
        ("33 texts of mixed lengths", mixed),
        ("an empty text", vec![String::new()]),
        (
            "a text of 10,000 tokens",
            vec![words(10_000, 2), words(3, 4)],
        ),
        ("an emoji", vec!["\u{1F600}".to_owned(), words(4, 9)]),
    ]
}

/// Logits, then the vectors of each pooling.
fn outputs(
    model: &BertClassifier,
    texts: &[String],
    options: &InferenceOptions,
) -> Vec<(String, Vec<Vec<f32>>)> {
    let predictions = model.classify(texts, options).unwrap();
    let logits = predictions.into_iter().map(|p| p.logits).collect();
    let mut all = vec![("logits".to_owned(), logits)];
    for pooling in POOLINGS {
        let vectors = model.embed(texts, pooling, options).unwrap();
        all.push((pooling.to_string(), vectors));
    }
    all
}

#[test]
fn both_engines_say_the_same() {
    for golden in golden(false) {
        let model = load(&golden);
        let mut worst = 0.0_f32;
        for (mix, texts) in mixes() {
            let options = InferenceOptions::default();
            let fast = outputs(&model, &texts, &options);
            let burn = outputs(&model, &texts, &options.with_engine(Engine::Burn));
            for ((what, fast), (_, burn)) in fast.iter().zip(&burn) {
                assert_eq!((fast.len(), burn.len()), (texts.len(), texts.len()));
                for (fast, burn) in fast.iter().zip(burn) {
                    let gap = largest_difference(fast, burn);
                    worst = worst.max(gap);
                    assert!(
                        gap <= large_logit_tolerance(),
                        "{} {mix} {what}: {gap:e}",
                        golden.name
                    );
                }
            }
        }
        eprintln!(
            "{}: largest difference of the engines {worst:e}",
            golden.name
        );
    }
}

#[test]
fn a_text_has_the_same_bits_on_any_number_of_threads_and_in_any_batch() {
    if is_gpu() {
        crate::aloud!("skipped: the promise is the CPU's");
        return;
    }
    let (_, model) = toy_task();
    let texts: Vec<String> = (0..70)
        .map(|i| "warung itu bagus sekali dan ".repeat(i % 19))
        .collect();
    let options = InferenceOptions::default();
    let on = |threads: usize, texts: &[String]| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let pool = pool.build().unwrap();
        pool.install(|| outputs(&model, texts, &options))
    };
    let one = on(1, &texts);
    for threads in [2, 3, 5] {
        assert!(on(threads, &texts) == one, "{threads} threads");
    }
    if device().to_string() == "cpu" {
        for ((what, all), (_, alone)) in one.iter().zip(&on(1, &texts[69..])) {
            assert_eq!(all[69], alone[0], "{what}");
        }
    }
}

#[test]
fn a_file_is_saved_again_with_its_bits() {
    for golden in golden(false) {
        let first = tempfile::tempdir().unwrap();
        write(&golden, first.path());
        let options = LoadOptions::default();
        let (model, report) = BertClassifier::from_dir(first.path(), &device(), &options).unwrap();
        let second = tempfile::tempdir().unwrap();
        model.save(second.path()).unwrap();
        let read = |folder: &Path| std::fs::read(folder.join("model.safetensors")).unwrap();
        let (first, second) = (read(first.path()), read(second.path()));
        let before = SafeTensors::deserialize(&first).unwrap();
        let after = SafeTensors::deserialize(&second).unwrap();
        let mut equal = 0;
        for (name, saved) in after.tensors() {
            if report.initialised.contains(&name) {
                continue;
            }
            // The files of encoders alone have no prefix.
            let bare = name.split_once('.').map_or("", |(_, bare)| bare);
            let given = before
                .tensor(&name)
                .or_else(|_| before.tensor(bare))
                .unwrap();
            assert_eq!(saved.shape(), given.shape(), "{} {name}", golden.name);
            assert!(saved.data() == given.data(), "{} {name}", golden.name);
            equal += 1;
        }
        assert_eq!(equal, report.loaded, "{}", golden.name);
    }
}

#[test]
fn a_folder_is_trained_alike_whatever_was_asked_of_it_before() {
    let (rows, drawn) = toy_task();
    let folder = tempfile::tempdir().unwrap();
    drawn.save(folder.path()).unwrap();
    let train = |model: BertClassifier| {
        let params = TrainParams::default()
            .with_epochs(2)
            .with_learning_rate(3e-3);
        let (trained, _) = model.train(&rows, &rows, &params, &mut |_| ()).unwrap();
        weights(&trained)
    };
    let load = || {
        BertClassifier::from_dir(folder.path(), &device(), &LoadOptions::default())
            .unwrap()
            .0
    };
    let trained = train(drawn);
    assert!(train(load()) == trained, "read from a folder");
    for engine in [Engine::Fast, Engine::Burn] {
        let (model, options) = (load(), InferenceOptions::default().with_engine(engine));
        let clone = model.clone();
        let before = model.classify(&["warung"], &options).unwrap();
        assert!(train(model) == trained, "{engine:?}");
        assert_eq!(clone.classify(&["warung"], &options).unwrap(), before);
    }
}

#[test]
fn training_leaves_no_engine_of_old_weights() {
    let (rows, model) = toy_task();
    let texts: Vec<&str> = rows.iter().map(|(text, _)| text.as_str()).collect();
    let options = InferenceOptions::default();
    let before = model.classify(&texts, &options).unwrap();
    let clone = model.clone();
    let params = TrainParams::default()
        .with_epochs(2)
        .with_learning_rate(3e-3);
    let (trained, history) = model.train(&rows, &rows, &params, &mut |_| ()).unwrap();
    let after = trained.classify(&texts, &options).unwrap();
    assert_ne!(before, after);
    let same = |model: &BertClassifier, as_this: &[Prediction]| {
        same_predictions(&model.classify(&texts, &options).unwrap(), as_this)
    };
    assert!(same(&clone, &before));
    let folder = tempfile::tempdir().unwrap();
    trained.save(folder.path()).unwrap();
    let loaded = BertClassifier::from_dir(folder.path(), &device(), &LoadOptions::default());
    assert!(same(&loaded.unwrap().0, &after));
    // Validation is the same work.
    let loss: f64 = after
        .iter()
        .zip(&rows)
        .map(|(prediction, row)| -f64::from(prediction.probabilities[row.1]).ln())
        .sum();
    let told = history.epochs[1].valid_loss.unwrap();
    let allowed = f64::from(logit_tolerance());
    assert!((loss / rows.len() as f64 - told).abs() < allowed, "{told}");
}

#[test]
fn a_stream_is_read_window_by_window() {
    let (model, _) = tiny();
    let text = |i: usize| "dagi bu ".repeat(i % 5);
    let count = 5_000;
    let texts: Vec<String> = (0..count).map(text).collect();
    for engine in [Engine::Fast, Engine::Burn] {
        let options = InferenceOptions::default().with_engine(engine);
        let all = model.classify(&texts, &options).unwrap();
        let read = std::cell::Cell::new(0);
        let stream = (0..count).map(|i| {
            read.set(i + 1);
            text(i)
        });
        let mut predictions = model.classify_iter(stream, &options);
        assert_eq!(
            read.get(),
            0,
            "nothing is read before the first is asked for"
        );
        let first = predictions.next().unwrap().unwrap();
        assert!(same_predictions(&[first], &all[..1]));
        assert!(read.get() < count, "{} read", read.get());
        let rest: Vec<_> = predictions.map(Result::unwrap).collect();
        assert!(same_predictions(&rest, &all[1..]), "{engine:?}");
    }
}

#[test]
fn an_error_ends_a_stream_in_its_place() {
    let (model, _) = tiny();
    let refused = |options: InferenceOptions| {
        let mut stream = model.classify_iter(["dagi", "bu"].iter(), &options);
        let error = stream.next().unwrap().unwrap_err().to_string();
        assert!(stream.next().is_none());
        error
    };
    assert_eq!(
        refused(InferenceOptions::default().with_batch_size(0)),
        "batch_size must be at least 1, got 0"
    );
    assert_eq!(
        refused(InferenceOptions::default().with_max_length(2)),
        "max_length must be at least 3, got 2"
    );
}

#[test]
fn progress_is_told_after_each_batch() {
    let (model, _) = tiny();
    let texts = vec!["dagi bu"; 2_500];
    for engine in [Engine::Fast, Engine::Burn] {
        let told = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        let notes = told.clone();
        let progress = Progress::new(move |done, total| notes.lock().unwrap().push((done, total)));
        let options = InferenceOptions::default()
            .with_batch_size(1_000)
            .with_engine(engine)
            .with_progress(progress);
        model.classify(&texts, &options).unwrap();
        let expected = [1_000, 2_000, 2_048, 2_500].map(|done| (done, 2_500));
        assert_eq!(*told.lock().unwrap(), expected, "{engine:?}");
    }
}
