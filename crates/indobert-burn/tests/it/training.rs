//! Learning from scratch on a toy task.

use indobert_burn::{BertError, InferenceOptions, ModelError, TrainEvent, TrainParams};

use crate::support::{is_gpu, same_predictions, same_weights, toy_task};

fn params() -> TrainParams {
    TrainParams::default()
        .with_epochs(12)
        .with_batch_size(8)
        .with_learning_rate(3e-3)
        .with_seed(5)
        .with_max_length(16)
}

#[test]
fn learns_a_toy_task() {
    let (rows, model) = toy_task();
    let (mut steps, mut epochs) = (0, 0);
    let mut observer = |event| match event {
        TrainEvent::Step {
            step,
            total,
            learning_rate,
            ..
        } => {
            steps += 1;
            assert!(step == steps && step <= total && learning_rate <= 3e-3);
        }
        TrainEvent::Epoch(_) => epochs += 1,
        _ => {}
    };
    let before = model.clone();
    let (trained, history) = model.train(&rows, &rows, &params(), &mut observer).unwrap();
    assert_eq!((steps, epochs), (12 * 9, 12));
    let (first, last) = (&history.epochs[0], &history.epochs[11]);
    assert!(last.train_loss < first.train_loss / 2.0, "{history:?}");
    assert!(last.valid_accuracy.unwrap() > 0.9, "{history:?}");
    let texts: Vec<&str> = rows.iter().map(|(text, _)| text.as_str()).collect();
    let options = InferenceOptions::default();
    let hits = trained.classify(&texts, &options).unwrap();
    let right = hits
        .iter()
        .zip(&rows)
        .filter(|(p, row)| p.class == row.1)
        .count();
    assert!(right as f64 > 0.9 * rows.len() as f64);
    // The clone taken before is still the start.
    assert!(same_predictions(
        &before.classify(&texts, &options).unwrap(),
        &toy_task().1.classify(&texts, &options).unwrap()
    ));
}

/// Bit for bit on one thread of a CPU; the sums of this small model are not split among threads either.
#[test]
fn the_same_seed_gives_the_same_weights() {
    let (rows, model) = toy_task();
    let short = params().with_epochs(2);
    let run = |params: &TrainParams| {
        let (trained, history) = model
            .clone()
            .train(&rows, &rows[..9], params, &mut |_| ())
            .unwrap();
        let folder = tempfile::tempdir().unwrap();
        trained.save(folder.path()).unwrap();
        (
            std::fs::read(folder.path().join("model.safetensors")).unwrap(),
            history.epochs[1].train_loss,
        )
    };
    let (first, loss) = run(&short);
    let (second, again) = run(&short);
    assert!(same_weights(&first, &second));
    assert!(is_gpu() || loss.to_bits() == again.to_bits());
    assert!(!same_weights(&first, &run(&short.clone().with_seed(6)).0));
}

#[test]
fn refuses_rows_that_teach_nothing() {
    let (rows, model) = toy_task();
    let refused = |train: &[(String, usize)], valid: &[(String, usize)]| {
        model
            .clone()
            .train(train, valid, &params(), &mut |_| ())
            .unwrap_err()
            .to_string()
    };
    assert_eq!(refused(&[], &rows), "no training rows");
    let one_class: Vec<_> = rows.iter().filter(|row| row.1 == 2).cloned().collect();
    assert_eq!(
        refused(&one_class, &[]),
        "all 24 training rows have class 2: at least 2 classes are needed"
    );
    let beyond = [("a".to_owned(), 0), ("b".to_owned(), 3)];
    assert_eq!(
        refused(&beyond, &[]),
        "training row 1 has class 3, but the model has 3 classes"
    );
    assert_eq!(
        refused(&rows, &beyond),
        "validation row 1 has class 3, but the model has 3 classes"
    );
}

#[test]
fn stops_when_the_loss_is_not_finite() {
    let (rows, model) = toy_task();
    let wild = params().with_learning_rate(1e38).with_warmup_ratio(0.0);
    let error = model.train(&rows, &[], &wild, &mut |_| ()).unwrap_err();
    assert!(
        matches!(
            error,
            BertError::Model(ModelError::LossNotFinite { step: 2.., .. })
        ),
        "{error}"
    );
}
