//! Fine-tuning a classifier.

use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Tensor, TensorData};

use super::checkpoints::Checkpoints;
use super::digest::Digest;
use super::objective::{Forward, Objective, Validation};
use super::pieces::by_length;
use super::run::train;
use super::state::Facts;
use super::{TrainEvent, TrainHistory, TrainParams};
use crate::batching::{self, largest, run_in_batches};
use crate::device::is_host;
use crate::fast::FastEncoder;
use crate::inference::Wanted;
use crate::model::{SequenceClassifier, TokenBatch};
use crate::network::Network;
use crate::{BertClassifier, BertConfig, BertError, Precision};

impl BertClassifier {
    /// Fine-tunes on rows of text and class; the validation rows, if any, are scored after each
    /// epoch and touch no weight.
    ///
    /// AdamW (betas 0.9 and 0.999, epsilon 1e-8), the learning rate rising over the warm-up and
    /// falling to 0, cross-entropy, rows shuffled each epoch. On one CPU thread the same seed gives
    /// the same weights; see [`set_threads`](crate::set_threads).
    ///
    /// # Errors
    ///
    /// Settings out of range, no rows, a class that the model does not have, a single class, or a
    /// loss or gradient that is not finite.
    pub fn train(
        self,
        train: &[(String, usize)],
        valid: &[(String, usize)],
        params: &TrainParams,
        observer: &mut dyn FnMut(TrainEvent),
    ) -> Result<(Self, TrainHistory), BertError> {
        self.train_with(train, valid, params, None, observer)
    }

    /// As [`BertClassifier::train`], with a state on disk: a training that was stopped goes on from
    /// the last state in the folder, and ends as it would have without the stop.
    ///
    /// `self` must be the model that the stopped training began with, and rows and settings must be
    /// the same. The state stays when the training is done; see [`Checkpoints::remove`].
    ///
    /// # Errors
    ///
    /// As [`BertClassifier::train`]; [`BertError::StateDiffers`] if the state is of another
    /// training, [`BertError::StateDamaged`] if it cannot be used, or [`BertError::Io`].
    pub fn train_resumable(
        self,
        train: &[(String, usize)],
        valid: &[(String, usize)],
        params: &TrainParams,
        checkpoints: &Checkpoints,
        observer: &mut dyn FnMut(TrainEvent),
    ) -> Result<(Self, TrainHistory), BertError> {
        self.train_with(train, valid, params, Some(checkpoints), observer)
    }

    fn train_with(
        mut self,
        rows: &[(String, usize)],
        valid: &[(String, usize)],
        params: &TrainParams,
        checkpoints: Option<&Checkpoints>,
        observer: &mut dyn FnMut(TrainEvent),
    ) -> Result<(Self, TrainHistory), BertError> {
        params.check()?;
        params.precision.check(&self.device)?;
        let classes = self.labels().len();
        check_rows(rows, valid, classes)?;
        let train_rows = self.rows(rows, params)?;
        let objective = Classification {
            weights: params.class_weights.resolve(&train_rows.classes, classes)?,
            rows: train_rows,
            valid: self.rows(valid, params)?,
            pad_id: self.tokenizer.pad_id(),
            smoothing: params.label_smoothing,
            batch_size: params.batch_size,
            precision: params.precision,
            config: self.config.clone(),
        };
        let device = self.device.burn();
        let model = self.network.into_model(&self.config, device);
        let (model, history) = train(&objective, model, params, checkpoints, device, observer)?;
        self.network = Network::new(model);
        Ok((self, history))
    }

    fn rows(&self, rows: &[(String, usize)], params: &TrainParams) -> Result<Rows, BertError> {
        let texts = rows.iter().map(|(text, _)| text);
        Ok(Rows {
            ids: self.encode_all(texts, &params.prefix, params.max_length)?,
            classes: rows.iter().map(|&(_, class)| class).collect(),
        })
    }
}

fn check_rows(
    train: &[(String, usize)],
    valid: &[(String, usize)],
    classes: usize,
) -> Result<(), BertError> {
    for (set, rows) in [("training", train), ("validation", valid)] {
        if let Some(row) = rows.iter().position(|&(_, class)| class >= classes) {
            return Err(BertError::ClassOutOfRange {
                set,
                row,
                class: rows[row].1,
                classes,
            });
        }
    }
    let Some(&(_, first)) = train.first() else {
        return Err(BertError::NoTrainingRows);
    };
    if train.iter().all(|&(_, class)| class == first) {
        return Err(BertError::OneClass {
            rows: train.len(),
            class: first,
        });
    }
    Ok(())
}

/// Encoded texts and their classes.
struct Rows {
    ids: Vec<Vec<u32>>,
    classes: Vec<usize>,
}

impl Rows {
    fn digest(&self) -> Digest {
        let mut digest = Digest::new();
        for (ids, &class) in self.ids.iter().zip(&self.classes) {
            digest.ids(ids);
            digest.word(class as u64);
        }
        digest
    }
}

struct Classification {
    rows: Rows,
    valid: Rows,
    pad_id: u32,
    /// What a row of each class counts.
    weights: Vec<f64>,
    smoothing: f64,
    /// Rows that are validated together.
    batch_size: usize,
    /// Of the training, not of the validation.
    precision: Precision,
    config: BertConfig,
}

impl Objective for Classification {
    type Model = SequenceClassifier;
    type Batch = Vec<usize>;

    fn len(&self) -> usize {
        self.rows.classes.len()
    }

    fn valid_len(&self) -> usize {
        self.valid.classes.len()
    }

    fn batch(&self, rows: &[usize], _seed: u64) -> Vec<usize> {
        rows.to_vec()
    }

    /// On a CPU time goes with the tokens; a GPU rather has one large piece.
    fn pieces(&self, batch: Vec<usize>, device: &Device) -> Vec<Vec<usize>> {
        if is_host(device) {
            by_length(batch, |row| self.rows.ids[row].len())
        } else {
            vec![batch]
        }
    }

    fn weight(&self, batch: &Vec<usize>) -> f64 {
        let weight = |&row: &usize| self.weights[self.rows.classes[row]];
        batch.iter().map(weight).sum()
    }

    fn forward(&self, model: &SequenceClassifier, batch: &Vec<usize>, device: &Device) -> Forward {
        let ids: Vec<&[u32]> = batch
            .iter()
            .map(|&row| self.rows.ids[row].as_slice())
            .collect();
        let classes: Vec<usize> = batch.iter().map(|&row| self.rows.classes[row]).collect();
        let input = TokenBatch::new(&ids, self.pad_id, device).with_precision(self.precision);
        let logits = model.forward(&input); // [batch, classes]
        let targets = self.targets(&classes, device);
        let loss = (log_softmax(logits.clone(), 1) * targets).sum().neg();
        let logits: Vec<f32> = logits.inner().into_data().iter::<f32>().collect();
        let rows = logits.chunks(self.weights.len());
        Forward {
            loss,
            hits: rows
                .zip(&classes)
                .filter(|(row, class)| largest(row) == **class)
                .count(),
            answers: classes.len(),
        }
    }

    fn validate(&self, model: &SequenceClassifier, device: &Device) -> Option<Validation> {
        let Rows { ids, classes } = &self.valid;
        if ids.is_empty() {
            return None;
        }
        let logits = self.valid_logits(model, device);
        let loss: f64 = logits
            .iter()
            .zip(classes)
            .map(|(row, &class)| -batching::log_softmax(row)[class])
            .sum();
        let predicted: Vec<usize> = logits.iter().map(|row| largest(row)).collect();
        let hits = predicted
            .iter()
            .zip(classes)
            .filter(|(p, c)| p == c)
            .count();
        let count = classes.len() as f64;
        Some(Validation {
            loss: loss / count,
            accuracy: hits as f64 / count,
            macro_f1: Some(macro_f1(classes, &predicted, self.weights.len())),
        })
    }

    fn is_finite(&self, model: &SequenceClassifier, device: &Device) -> bool {
        let count = self.rows.ids.len().min(self.batch_size);
        let logits = self.logits(model, &self.rows.ids[..count], device);
        logits.iter().flatten().all(|logit| logit.is_finite())
    }

    fn facts(&self) -> Facts {
        [
            ("task", "classification".to_owned()),
            ("training rows", self.rows.digest().text()),
            ("validation rows", self.valid.digest().text()),
        ]
        .map(|(name, text)| (name.to_owned(), text))
        .to_vec()
    }
}

impl Classification {
    /// `w (1 - e)` at the right class, `e / classes` times its own weight at every class: with the
    /// division by the sum of `w`, PyTorch's `CrossEntropyLoss(weight, label_smoothing)`.
    fn targets(&self, classes: &[usize], device: &Device) -> Tensor<2> {
        let width = self.weights.len();
        let mut targets = Vec::with_capacity(classes.len() * width);
        for &right in classes {
            for (class, weight) in self.weights.iter().enumerate() {
                let share = if class == right {
                    1.0 - self.smoothing
                } else {
                    0.0
                };
                targets.push(narrow(weight * (share + self.smoothing / width as f64)));
            }
        }
        Tensor::from_data(TensorData::new(targets, [classes.len(), width]), device)
    }

    /// By the engine where it can run. It is made anew, for the weights are others after each epoch.
    /// What it refuses is not finite, and the loss that Burn computes will show it.
    fn valid_logits(&self, model: &SequenceClassifier, device: &Device) -> Vec<Vec<f32>> {
        let ids = &self.valid.ids;
        if is_host(device)
            && let Ok(engine) = FastEncoder::new(model, &self.config)
            && let Ok(rows) = engine.run(ids, Wanted::Logits, |_| ())
        {
            return rows;
        }
        self.logits(model, ids, device)
    }

    fn logits(
        &self,
        model: &SequenceClassifier,
        ids: &[Vec<u32>],
        device: &Device,
    ) -> Vec<Vec<f32>> {
        let forward = |batch: TokenBatch| model.forward(&batch);
        run_in_batches(ids, self.batch_size, self.pad_id, device, forward, |_| ())
    }
}

#[expect(clippy::cast_possible_truncation, reason = "losses are f32")]
fn narrow(value: f64) -> f32 {
    value as f32
}

/// Mean of `2 hits / (rows + predictions)` over the classes that have a row or a prediction.
fn macro_f1(classes: &[usize], predicted: &[usize], count: usize) -> f64 {
    let of = |list: &[usize], class| list.iter().filter(|&&other| other == class).count();
    let scores: Vec<f64> = (0..count)
        .filter_map(|class| {
            let seen = of(classes, class) + of(predicted, class);
            let pairs = classes.iter().zip(predicted);
            let hits = pairs.filter(|&pair| pair == (&class, &class)).count();
            (seen > 0).then(|| 2.0 * hits as f64 / seen as f64)
        })
        .collect();
    scores.iter().sum::<f64>() / scores.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One rounding of f32 a class.
    const TOLERANCE: f32 = 1e-6;

    fn task(weights: &[f64], smoothing: f64) -> Classification {
        let empty = || Rows {
            ids: Vec::new(),
            classes: Vec::new(),
        };
        Classification {
            rows: empty(),
            valid: empty(),
            pad_id: 0,
            weights: weights.to_vec(),
            smoothing,
            batch_size: 1,
            precision: Precision::F32,
            config: BertConfig::tiny(1),
        }
    }

    /// `torch.nn.functional.cross_entropy(logits, classes, weight=..., label_smoothing=...)` of
    /// PyTorch 2.15 on the logits and classes below.
    #[test]
    #[cfg(feature = "cpu")]
    fn weighs_and_smooths_as_pytorch_does() {
        let device = Device::flex();
        let logits = Tensor::<2>::from_data([[0.2, -1.0, 0.7], [1.5, 0.3, -0.4]], &device);
        let classes = [2, 1];
        let cases: [(&[f64], f64, f32); 3] = [
            (&[1.0; 3], 0.0, LOSSES[0]),
            (&[1.0; 3], 0.1, LOSSES[1]),
            (&[0.5, 2.0, 1.0], 0.1, LOSSES[2]),
        ];
        for (weights, smoothing, expected) in cases {
            let targets = task(weights, smoothing).targets(&classes, &device);
            let sum = (log_softmax(logits.clone(), 1) * targets).sum().neg();
            let weight: f64 = classes.iter().map(|&class| weights[class]).sum();
            let loss = sum.into_scalar::<f32>() / narrow(weight);
            assert!((loss - expected).abs() < TOLERANCE, "{loss} {expected}");
        }
    }

    const LOSSES: [f32; 3] = [1.076_932_9, 1.105_266_2, 1.243_214_7];

    #[test]
    fn macro_f1_is_that_of_scikit_learn() {
        // f1_score([0, 0, 1, 2], [0, 1, 1, 1], average="macro"): (2/3 + 1/2 + 0) / 3.
        let score = macro_f1(&[0, 0, 1, 2], &[0, 1, 1, 1], 4);
        assert!((score - (2.0 / 3.0 + 0.5) / 3.0).abs() < 1e-12);
    }

    /// f32 sums in another order, over a hundred steps.
    #[cfg(feature = "cpu")]
    const LOSS_TOLERANCE: f32 = 1e-3;

    /// The same where a GPU takes TF32 for f32. Not measured yet.
    #[cfg(feature = "cpu")]
    const TF32_LOSS_TOLERANCE: f32 = 5e-2;

    #[cfg(feature = "cpu")]
    #[derive(serde::Deserialize)]
    struct Golden {
        epochs: usize,
        batch_size: usize,
        learning_rate: f64,
        warmup_ratio: f64,
        weight_decay: f64,
        max_grad_norm: f64,
        rows: Vec<Vec<u32>>,
        classes: Vec<usize>,
        batches: Vec<Vec<usize>>,
        losses: Vec<f32>,
    }

    /// The same task with the batches of the file instead of the shuffled ones.
    #[cfg(feature = "cpu")]
    struct Scripted {
        task: Classification,
        batches: Vec<Vec<usize>>,
        next: std::cell::Cell<usize>,
    }

    #[cfg(feature = "cpu")]
    impl Objective for Scripted {
        type Model = SequenceClassifier;
        type Batch = Vec<usize>;

        fn len(&self) -> usize {
            self.task.len()
        }

        fn valid_len(&self) -> usize {
            0
        }

        fn batch(&self, _rows: &[usize], _seed: u64) -> Vec<usize> {
            let next = self.next.replace(self.next.get() + 1);
            self.batches[next].clone()
        }

        fn pieces(&self, batch: Vec<usize>, device: &Device) -> Vec<Vec<usize>> {
            self.task.pieces(batch, device)
        }

        fn weight(&self, batch: &Vec<usize>) -> f64 {
            self.task.weight(batch)
        }

        fn forward(
            &self,
            model: &SequenceClassifier,
            batch: &Vec<usize>,
            device: &Device,
        ) -> Forward {
            self.task.forward(model, batch, device)
        }

        fn validate(&self, _model: &SequenceClassifier, _device: &Device) -> Option<Validation> {
            None
        }

        fn is_finite(&self, model: &SequenceClassifier, device: &Device) -> bool {
            self.task.is_finite(model, device)
        }

        fn facts(&self) -> Facts {
            self.task.facts()
        }
    }

    #[test]
    #[cfg(feature = "cpu")]
    fn loses_as_pytorch_does_for_a_hundred_steps() {
        const TEXT: &str = include_str!("../../../../fixtures/indobert-burn/peers/training.json");
        let golden: Golden = serde_json::from_str(TEXT).unwrap();
        let folder = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../fixtures/indobert-burn/tiny-bert"
        );
        let device = crate::device::for_tests();
        let options = crate::LoadOptions::default();
        let (loaded, _) = BertClassifier::from_dir(folder.as_ref(), &device, &options).unwrap();
        let mut model = loaded
            .network
            .into_model(&loaded.config, loaded.device.burn());
        model.dropout.prob = 0.0;
        model.bert.embeddings.dropout.prob = 0.0;
        for layer in &mut model.bert.layers {
            layer.attention.weight_dropout.prob = 0.0;
            layer.attention.dropout.prob = 0.0;
            layer.feed_forward.dropout.prob = 0.0;
        }
        let objective = Scripted {
            task: Classification {
                rows: Rows {
                    ids: golden.rows,
                    classes: golden.classes,
                },
                ..task(&[1.0; 3], 0.0)
            },
            batches: golden.batches,
            next: std::cell::Cell::new(0),
        };
        let params = TrainParams::default()
            .with_epochs(golden.epochs)
            .with_batch_size(golden.batch_size)
            .with_learning_rate(golden.learning_rate)
            .with_warmup_ratio(golden.warmup_ratio)
            .with_weight_decay(golden.weight_decay)
            .with_max_grad_norm(golden.max_grad_norm);
        let mut losses = Vec::new();
        let mut watch = |event| {
            if let TrainEvent::Step { loss, .. } = event {
                losses.push(loss);
            }
        };
        train(&objective, model, &params, None, device.burn(), &mut watch).unwrap();
        assert_eq!(losses.len(), 100);
        let worst = losses
            .iter()
            .zip(&golden.losses)
            .map(|(ours, theirs)| (ours - theirs).abs())
            .fold(0.0, f32::max);
        eprintln!("largest difference from PyTorch over 100 steps: {worst:e}");
        let allowed = match device.to_string().starts_with("cuda") {
            true => TF32_LOSS_TOLERANCE,
            false => LOSS_TOLERANCE,
        };
        assert!(worst < allowed, "{worst}");
        assert!(
            golden.losses[99] < golden.losses[0] / 2.0,
            "nothing was learned"
        );
    }
}
