//! The training loop.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use burn::module::Module;
use burn::optim::GradientsParams;
use burn::tensor::activation::log_softmax;
use burn::tensor::{Int, Tensor, TensorData};
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;
use rand::seq::SliceRandom;

use super::optimizer::Optimizer;
use super::schedule::Schedule;
use super::{EpochRecord, TrainEvent, TrainHistory, TrainParams};
use crate::batching::{self, largest, run_in_batches};
use crate::model::{SequenceClassifier, TokenBatch};
use crate::{BertClassifier, BertError};

/// Dropout draws from one generator a process: two trainings at once would disturb each other's
/// seeds, so the second waits.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

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
        mut self,
        train: &[(String, usize)],
        valid: &[(String, usize)],
        params: &TrainParams,
        observer: &mut dyn FnMut(TrainEvent),
    ) -> Result<(Self, TrainHistory), BertError> {
        params.check()?;
        check_rows(train, valid, self.labels.as_slice().len())?;
        let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let device = self.device.burn().clone().autodiff();
        device.seed(params.seed);

        let mut trainer = Trainer {
            rows: self.rows(train, params)?,
            valid: self.rows(valid, params)?,
            schedule: Schedule::new(
                params.learning_rate,
                params.warmup_ratio,
                params.epochs * train.len().div_ceil(params.batch_size),
            ),
            optimizer: Optimizer::new(&self.model, params.weight_decay, params.max_grad_norm),
            pad_id: self.tokenizer.pad_id(),
            order: ChaCha8Rng::seed_from_u64(params.seed),
            device,
            params,
            step: 0,
        };
        let mut model = self.model.train();
        let mut history = TrainHistory::default();
        for epoch in 1..=params.epochs {
            let record;
            (model, record) = trainer.epoch(epoch, model, observer)?;
            observer(TrainEvent::Epoch(record.clone()));
            history.epochs.push(record);
        }
        self.model = model.valid();
        trainer.refuse_divergence(&self.model)?;
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

struct Trainer<'a> {
    rows: Rows,
    valid: Rows,
    schedule: Schedule,
    optimizer: Optimizer,
    pad_id: u32,
    order: ChaCha8Rng,
    device: burn::tensor::Device,
    params: &'a TrainParams,
    /// Steps made.
    step: usize,
}

impl Trainer<'_> {
    fn epoch(
        &mut self,
        epoch: usize,
        mut model: SequenceClassifier,
        observer: &mut dyn FnMut(TrainEvent),
    ) -> Result<(SequenceClassifier, EpochRecord), BertError> {
        let started = Instant::now();
        let mut order: Vec<usize> = (0..self.rows.classes.len()).collect();
        order.shuffle(&mut self.order);
        let batches_an_epoch = order.len().div_ceil(self.params.batch_size);
        let (mut loss_sum, mut hits) = (0.0, 0);
        for rows in order.chunks(self.params.batch_size) {
            let learning_rate = self.schedule.rate(self.step);
            let made;
            (model, made) = self.batch(rows, model, learning_rate)?;
            loss_sum += f64::from(made.loss) * rows.len() as f64;
            hits += made.hits;
            let total = batches_an_epoch * self.params.epochs;
            observer(TrainEvent::Step {
                epoch,
                step: self.step,
                total,
                loss: made.loss,
                learning_rate,
            });
        }
        let rows = order.len() as f64;
        let valid = self.validate(&model);
        let record = EpochRecord {
            epoch,
            train_loss: loss_sum / rows,
            train_accuracy: hits as f64 / rows,
            valid_loss: valid.map(|(loss, _)| loss),
            valid_accuracy: valid.map(|(_, accuracy)| accuracy),
            seconds: started.elapsed().as_secs_f64(),
        };
        Ok((model, record))
    }

    /// One step of the optimiser on these rows.
    fn batch(
        &mut self,
        rows: &[usize],
        model: SequenceClassifier,
        learning_rate: f64,
    ) -> Result<(SequenceClassifier, Made), BertError> {
        let ids: Vec<&[u32]> = rows
            .iter()
            .map(|&row| self.rows.ids[row].as_slice())
            .collect();
        let classes: Vec<usize> = rows.iter().map(|&row| self.rows.classes[row]).collect();
        let logits = model.forward(&TokenBatch::new(&ids, self.pad_id, &self.device));
        let loss = cross_entropy(logits.clone(), &classes);
        let value = loss.clone().inner().into_scalar::<f32>();
        self.step += 1;
        if !value.is_finite() {
            return Err(BertError::LossNotFinite {
                step: self.step,
                loss: value,
            });
        }
        let gradients = GradientsParams::from_grads(loss.backward(), &model);
        let width = logits.dims()[1];
        let logits: Vec<f32> = logits.inner().into_data().iter::<f32>().collect();
        let hits = logits
            .chunks(width)
            .zip(&classes)
            .filter(|(row, class)| largest(row) == **class);
        let made = Made {
            loss: value,
            hits: hits.count(),
        };
        let model = self
            .optimizer
            .step(learning_rate, model, gradients)
            .ok_or(BertError::GradientNotFinite { step: self.step })?;
        Ok((model, made))
    }

    /// The last step is followed by no loss that could show what it did.
    fn refuse_divergence(&self, model: &SequenceClassifier) -> Result<(), BertError> {
        let count = self.rows.ids.len().min(self.params.batch_size);
        let device = self.device.clone().without_autodiff();
        let logits = run_in_batches(
            &self.rows.ids[..count],
            count,
            self.pad_id,
            &device,
            |batch| model.forward(batch),
            |_| (),
        );
        if logits.iter().flatten().all(|logit| logit.is_finite()) {
            return Ok(());
        }
        Err(BertError::LossNotFinite {
            step: self.step,
            loss: f32::NAN,
        })
    }

    /// Mean loss and accuracy on the validation rows, without dropout or graph.
    fn validate(&self, model: &SequenceClassifier) -> Option<(f64, f64)> {
        let Rows { ids, classes } = &self.valid;
        if ids.is_empty() {
            return None;
        }
        let model = model.valid();
        let device = self.device.clone().without_autodiff();
        let forward = |batch: &TokenBatch| model.forward(batch);
        let logits = run_in_batches(
            ids,
            self.params.batch_size,
            self.pad_id,
            &device,
            forward,
            |_| (),
        );
        let rows = || logits.iter().zip(classes);
        let loss: f64 = rows()
            .map(|(row, &class)| -batching::log_softmax(row)[class])
            .sum();
        let hits = rows()
            .filter(|(row, class)| largest(row) == **class)
            .count();
        let count = classes.len() as f64;
        Some((loss / count, hits as f64 / count))
    }
}

/// What one step gave.
struct Made {
    loss: f32,
    hits: usize,
}

/// Mean over rows of `-log softmax(logits)[class]`.
fn cross_entropy(logits: Tensor<2>, classes: &[usize]) -> Tensor<1> {
    let device = logits.device();
    let index: Vec<i64> = classes.iter().map(|&class| class as i64).collect();
    let index = Tensor::<2, Int>::from_data(TensorData::new(index, [classes.len(), 1]), &device);
    log_softmax(logits, 1).gather(1, index).mean().neg()
}
