//! The training loop.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use burn::module::Module;
use burn::optim::{GradientsAccumulator, GradientsParams};
use burn::tensor::Device;
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;
use rand::seq::SliceRandom;

use super::checkpoints::Checkpoints;
use super::choices::Activations;
use super::digest::{Purpose, seed_for};
use super::objective::Objective;
use super::optimizer::Optimizer;
use super::rates::Factors;
use super::restore::Found;
use super::schedule::Schedule;
use super::state::{Facts, Plan, Position, State, digest_of};
use super::tape::on_tape;
use super::{Course, EpochRecord, TrainEvent, TrainHistory, TrainWarning};
use crate::ModelError;

/// Dropout draws from one generator a process: two trainings at once would disturb each other's
/// seeds, so the second waits.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Trains `model` on `objective` and gives it back with its history.
///
/// # Errors
///
/// Settings out of range, a rule of stopping without validation rows, a loss or gradient that is not
/// finite, or with `checkpoints` a state on disk that is of another training or cannot be used.
pub fn train<O: Objective>(
    objective: &O,
    model: O::Model,
    course: &Course,
    checkpoints: Option<&Checkpoints>,
    device: &Device,
    observer: &mut dyn FnMut(TrainEvent),
) -> Result<(O::Model, TrainHistory), ModelError> {
    course.check()?;
    check_stopping(objective, course)?;
    let facts = match checkpoints {
        Some(checkpoints) => {
            checkpoints.check()?;
            facts(objective, &model)
        }
        None => Facts::new(),
    };
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let mut device = device.clone().autodiff();
    if course.activations == Activations::Recompute {
        device = device.gradient_checkpointing();
    }
    let plan = Plan {
        epochs: course.epochs,
        rows: objective.train_len(),
        rows_a_step: course.rows_a_step(),
    };
    let steps = plan.steps();
    let schedule = Schedule::new(course.learning_rate, course.warmup_ratio, steps);
    let factor = |path: &[String]| objective.rate_factor(path);
    let model = on_tape(model, &factor, &device);
    let factors = Factors::new(&model, &factor);
    let mut training = Training {
        objective,
        course,
        checkpoints,
        facts,
        device,
        schedule,
        plan,
        steps,
        optimizer: Optimizer::new(course.weight_decay, course.max_grad_norm, factors),
        position: Position::start_of(1, 0),
        history: TrainHistory::default(),
        best: None,
    };
    let model = training.resume(model, observer)?;
    training.run(model, observer)
}

/// A rule that watches the validation rows needs some.
fn check_stopping<O: Objective>(objective: &O, course: &Course) -> Result<(), ModelError> {
    match course.early_stopping {
        Some(rule) if objective.valid_len() == 0 => Err(ModelError::InvalidSetting {
            name: "early_stopping",
            expected: "absent without validation rows",
            got: rule.to_string(),
        }),
        _ => Ok(()),
    }
}

/// Everything that decides what a training gives, save the machine.
fn facts<O: Objective>(objective: &O, model: &O::Model) -> Facts {
    let mut facts = objective.facts();
    facts.push(("starting weights".to_owned(), digest_of(model).text()));
    facts
}

struct Training<'a, O: Objective> {
    objective: &'a O,
    course: &'a Course,
    checkpoints: Option<&'a Checkpoints>,
    facts: Facts,
    device: Device,
    schedule: Schedule,
    plan: Plan,
    /// Of all epochs.
    steps: usize,
    optimizer: Optimizer,
    position: Position,
    history: TrainHistory,
    /// With early stopping, the weights of the best epoch.
    best: Option<O::Model>,
}

impl<O: Objective> Training<'_, O> {
    /// Goes back to the last state on disk, if there is one.
    fn resume(
        &mut self,
        model: O::Model,
        observer: &mut dyn FnMut(TrainEvent),
    ) -> Result<O::Model, ModelError> {
        if self.schedule.is_zero() {
            let warning = TrainWarning::RateStaysZero { steps: self.steps };
            self.history.warnings.push(warning.clone());
            observer(TrainEvent::Warning(warning));
        }
        let last = self.checkpoints.map_or(Ok(None), Checkpoints::last)?;
        let Some(folder) = last else {
            return Ok(model);
        };
        let found = Found::read(&folder, &self.facts, self.plan)?;
        let restored = found.restore(model, &mut self.optimizer)?;
        self.position = restored.position;
        self.history.epochs = restored.epochs;
        self.best = restored.best;
        observer(TrainEvent::Resumed {
            step: self.position.step,
        });
        Ok(restored.model)
    }

    fn run(
        mut self,
        mut model: O::Model,
        observer: &mut dyn FnMut(TrainEvent),
    ) -> Result<(O::Model, TrainHistory), ModelError> {
        while self.position.epoch <= self.course.epochs && !self.is_stopped() {
            model = self.epoch(model, observer)?;
        }
        self.history.stopped_early = self.position.epoch <= self.course.epochs;
        self.history.best_epoch = self.judge().map(|verdict| verdict.best);
        let plain = self.device.clone().without_autodiff();
        let last = model.valid();
        // The last step is followed by no loss that could show what it did.
        if !self.objective.is_finite(&last, &plain) {
            return Err(ModelError::LossNotFinite {
                step: self.position.step,
                loss: f32::NAN,
            });
        }
        let chosen = self.best.unwrap_or(last);
        // What was frozen here may learn elsewhere.
        Ok((chosen.set_require_grad(true), self.history))
    }

    fn judge(&self) -> Option<super::stopping::Verdict> {
        self.course.early_stopping?.judge(&self.history.epochs)
    }

    fn is_stopped(&self) -> bool {
        self.judge().is_some_and(|verdict| verdict.stop)
    }

    /// The rest of the epoch under way.
    fn epoch(
        &mut self,
        mut model: O::Model,
        observer: &mut dyn FnMut(TrainEvent),
    ) -> Result<O::Model, ModelError> {
        let mut started = Instant::now();
        let order = self.order();
        while self.position.rows < order.len() {
            let begun = Instant::now();
            let end = self.position.rows.saturating_add(self.plan.rows_a_step);
            let end = end.min(order.len());
            let rows = &order[self.position.rows..end];
            let learning_rate = self.schedule.rate(self.position.step);
            let loss;
            (model, loss) = self.step(rows, model, learning_rate)?;
            self.position.rows = end;
            observer(TrainEvent::Step {
                epoch: self.position.epoch,
                step: self.position.step,
                total: self.steps,
                loss,
                learning_rate,
                rows: rows.len(),
                seconds: begun.elapsed().as_secs_f64(),
            });
            let every = self.checkpoints.and_then(|checkpoints| checkpoints.every);
            let is_due = every.is_some_and(|every| self.position.step.is_multiple_of(every));
            if is_due && end < order.len() {
                self.position.seconds += started.elapsed().as_secs_f64();
                started = Instant::now();
                self.save(&model, observer)?;
            }
        }
        self.position.seconds += started.elapsed().as_secs_f64();
        self.finish_epoch(&model, observer)?;
        Ok(model)
    }

    /// The rows of the epoch in their order, which the seed and the epoch decide.
    fn order(&self) -> Vec<usize> {
        let seed = seed_for(self.course.seed, Purpose::Order, self.position.epoch);
        let mut order: Vec<usize> = (0..self.objective.train_len()).collect();
        order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        order
    }

    /// One step of the optimiser on these rows, and its loss.
    fn step(
        &mut self,
        rows: &[usize],
        model: O::Model,
        learning_rate: f64,
    ) -> Result<(O::Model, f32), ModelError> {
        // Batches are counted over the whole training, so that each has seeds of its own.
        let an_epoch = self.objective.train_len().div_ceil(self.course.batch_size);
        let first =
            (self.position.epoch - 1) * an_epoch + self.position.rows / self.course.batch_size;
        let seed = |purpose, batch| seed_for(self.course.seed, purpose, first + batch);
        let batches: Vec<O::Batch> = rows
            .chunks(self.course.batch_size)
            .enumerate()
            .map(|(i, rows)| self.objective.batch(rows, seed(Purpose::Masking, i)))
            .collect();
        let weights = batches.iter().map(|batch| self.objective.weight(batch));
        let weight: f64 = weights.sum();
        self.position.step += 1;
        let mut accumulator = GradientsAccumulator::new();
        let mut loss = 0.0;
        let plain = self.device.clone().without_autodiff();
        for (i, batch) in batches.into_iter().enumerate() {
            // The state of Burn's generator cannot be read, so every batch sets it.
            self.device.seed(seed(Purpose::Dropout, i));
            for piece in self.objective.pieces(batch, &plain) {
                let forward = self.objective.forward(&model, &piece, &self.device);
                // A step divides by the weight of all its batches, so that they make the gradient of
                // one large batch.
                let share = forward.loss.div_scalar(weight);
                loss += share.clone().inner().into_scalar::<f32>();
                if !loss.is_finite() {
                    return Err(ModelError::LossNotFinite {
                        step: self.position.step,
                        loss,
                    });
                }
                let gradients = GradientsParams::from_grads(share.backward(), &model);
                accumulator.accumulate(&model, gradients);
                self.position.hits += forward.hits;
                self.position.answers += forward.answers;
            }
        }
        self.position.loss += f64::from(loss) * weight;
        self.position.weight += weight;
        let model = self
            .optimizer
            .step(learning_rate, model, accumulator.grads())
            .ok_or(ModelError::GradientNotFinite {
                step: self.position.step,
            })?;
        Ok((model, loss))
    }

    /// Scores the epoch and saves the state after it.
    fn finish_epoch(
        &mut self,
        model: &O::Model,
        observer: &mut dyn FnMut(TrainEvent),
    ) -> Result<(), ModelError> {
        let started = Instant::now();
        let plain = self.device.clone().without_autodiff();
        let validating = model.valid();
        let valid = self.objective.validate(&validating, &plain);
        let position = self.position;
        let record = EpochRecord {
            epoch: position.epoch,
            train_loss: position.loss / position.weight,
            train_accuracy: position.hits as f64 / position.answers as f64,
            valid_loss: valid.as_ref().map(|valid| valid.loss),
            valid_accuracy: valid.as_ref().map(|valid| valid.accuracy),
            valid_macro_f1: valid.and_then(|valid| valid.macro_f1),
            seconds: position.seconds + started.elapsed().as_secs_f64(),
        };
        observer(TrainEvent::Epoch(record.clone()));
        self.history.epochs.push(record);
        if self
            .judge()
            .is_some_and(|verdict| verdict.best == position.epoch)
        {
            self.best = Some(validating);
        }
        self.position = Position::start_of(position.epoch + 1, position.step);
        self.save(model, observer)
    }

    fn save(
        &self,
        model: &O::Model,
        observer: &mut dyn FnMut(TrainEvent),
    ) -> Result<(), ModelError> {
        let Some(checkpoints) = self.checkpoints else {
            return Ok(());
        };
        let state = State {
            facts: &self.facts,
            position: self.position,
            epochs: &self.history.epochs,
            model,
            optimizer: &self.optimizer,
            best: self.best.as_ref(),
        };
        let step = self.position.step;
        checkpoints.write(step, |folder| state.write(folder))?;
        observer(TrainEvent::Saved { step });
        Ok(())
    }
}
