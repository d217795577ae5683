//! Going on with pre-training on texts without labels.

use indobert_burn::{
    BertClassifier, BertConfig, BertMaskedLm, Checkpoints, LoadOptions, Masking, PretrainParams,
    Tokenizer, TrainEvent, TrainParams,
};

use crate::support::{device, same_weights, toy_task};

fn texts() -> Vec<String> {
    toy_task().0.into_iter().map(|(text, _)| text).collect()
}

fn model(texts: &[String]) -> BertMaskedLm {
    let tokenizer = Tokenizer::train_word_piece(texts, 120).unwrap();
    let mut config = BertConfig::tiny(tokenizer.vocab_size());
    config.initializer_range = 0.1;
    BertMaskedLm::init(&config, tokenizer, &device(), 3).unwrap()
}

fn params() -> PretrainParams {
    let train = TrainParams::default()
        .with_epochs(15)
        .with_batch_size(8)
        .with_learning_rate(3e-3)
        .with_seed(5)
        .with_max_length(16);
    PretrainParams::default()
        .with_train(train)
        .with_masking(Masking::WholeWords)
}

fn weights(model: &BertMaskedLm) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    model.save(folder.path()).unwrap();
    std::fs::read(folder.path().join("model.safetensors")).unwrap()
}

#[test]
fn learns_to_guess_words_and_gives_its_encoder_to_a_classifier() {
    let texts = texts();
    let (trained, history) = model(&texts)
        .train(&texts, &texts[..20], &params(), None, &mut |_| ())
        .unwrap();
    let (first, last) = (&history.epochs[0], &history.epochs[14]);
    assert!(last.train_loss < 0.6 * first.train_loss, "{history:?}");
    assert!(
        last.valid_loss < first.valid_loss && last.valid_accuracy.unwrap() > 0.3,
        "{history:?}"
    );
    let folder = tempfile::tempdir().unwrap();
    trained.save(folder.path()).unwrap();
    let (classifier, report) =
        BertClassifier::from_dir(folder.path(), &device(), &LoadOptions::default()).unwrap();
    assert_eq!(
        classifier.config().hidden_size,
        trained.config().hidden_size
    );
    let head = ["bert.pooler.", "classifier."];
    assert!(
        report
            .initialised
            .iter()
            .all(|name| head.iter().any(|head| name.starts_with(head)))
    );
}

#[test]
fn a_resumed_pre_training_equals_one_never_stopped() {
    let texts = texts();
    let short = params().with_train(params().train.with_epochs(2));
    let (expected, _) = model(&texts)
        .train(&texts, &texts[..20], &short, None, &mut |_| ())
        .unwrap();
    let home = tempfile::tempdir().unwrap();
    let checkpoints = Checkpoints::new(home.path()).with_every(5);
    let start = model(&texts);
    let stopped = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        start.train(
            &texts,
            &texts[..20],
            &short,
            Some(&checkpoints),
            &mut |event| {
                if matches!(event, TrainEvent::Step { step: 13, .. }) {
                    std::panic::resume_unwind(Box::new("stopped"));
                }
            },
        )
    }));
    assert!(stopped.is_err());
    assert_eq!(checkpoints.last_step().unwrap(), Some(10));
    let (found, _) = model(&texts)
        .train(
            &texts,
            &texts[..20],
            &short,
            Some(&checkpoints),
            &mut |_| (),
        )
        .unwrap();
    assert!(same_weights(&weights(&found), &weights(&expected)));
}

#[test]
fn refuses_texts_without_a_token() {
    let blank = vec![" ".to_owned(), String::new()];
    let error = model(&texts())
        .train(&blank, &[], &params(), None, &mut |_| ())
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "no text has a token of its own, so there is nothing to mask"
    );
}
