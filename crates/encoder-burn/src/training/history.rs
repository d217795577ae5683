//! What training tells while it runs and when it is done.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::progress::progress_line;

/// Figures of one pass over the training rows.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct EpochRecord {
    /// From 1.
    pub epoch: usize,
    /// Mean loss of the training rows as it was minimised: taken while training, with dropout, class
    /// weights and label smoothing.
    pub train_loss: f64,
    /// Share of training rows, or of masked tokens, told rightly, taken in the same way.
    pub train_accuracy: f64,
    /// Mean cross-entropy of the validation rows after the epoch; `None` without such rows.
    pub valid_loss: Option<f64>,
    /// Share of validation rows classified rightly after the epoch.
    pub valid_accuracy: Option<f64>,
    /// Mean F1 over the classes that the validation rows or their predictions have, as
    /// scikit-learn's `f1_score(average="macro")`; a class never predicted rightly has 0. `None` for
    /// masked tokens.
    pub valid_macro_f1: Option<f64>,
    /// Wall time of the epoch, validation included.
    pub seconds: f64,
}

/// All epochs in order.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TrainHistory {
    /// One record an epoch.
    pub epochs: Vec<EpochRecord>,
    /// With early stopping, the epoch whose weights were kept.
    pub best_epoch: Option<usize>,
    /// Whether early stopping ended the training before its last epoch.
    pub stopped_early: bool,
    /// What a reader of the figures should know.
    pub warnings: Vec<TrainWarning>,
}

/// Something about a training that is allowed and seldom meant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TrainWarning {
    /// The warm-up covers all steps, so that the learning rate never leaves 0: no weight moved.
    RateStaysZero {
        /// Steps of the optimiser in all.
        steps: usize,
    },
}

impl fmt::Display for TrainWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RateStaysZero { steps } => write!(
                f,
                "the learning rate is 0 at every one of the {steps} steps, so nothing is learned: \
                 train on more rows or epochs, in smaller batches, or without warm-up"
            ),
        }
    }
}

impl Serialize for TrainWarning {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Sent to the observer while training runs.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum TrainEvent {
    /// A step was made.
    Step {
        /// Epoch, from 1.
        epoch: usize,
        /// Step over all epochs, from 1.
        step: usize,
        /// Steps of all epochs together.
        total: usize,
        /// Mean loss of the step's rows.
        loss: f32,
        /// The step's learning rate, that of the head.
        learning_rate: f64,
        /// Rows of the step.
        rows: usize,
        /// Wall time of the step.
        seconds: f64,
    },
    /// An epoch ended.
    Epoch(EpochRecord),
    /// Something that is allowed and seldom meant; sent before the first step.
    Warning(TrainWarning),
    /// An earlier training goes on after this many steps.
    Resumed {
        /// Steps made before.
        step: usize,
    },
    /// The state after this many steps is on disk.
    Saved {
        /// Steps made.
        step: usize,
    },
}

/// An observer that draws a bar on stderr, silent when stderr is not a terminal.
pub fn progress_bar(label: impl Into<String>) -> impl FnMut(TrainEvent) {
    let bar = progress_line(label.into());
    move |event| match event {
        TrainEvent::Step {
            epoch,
            step,
            total,
            loss,
            learning_rate,
            rows,
            seconds,
        } => {
            bar.set_length(total as u64);
            bar.set_position(step as u64);
            let speed = rows as f64 / seconds;
            bar.set_message(format!(
                "epoch {epoch} loss {loss:.4} rate {learning_rate:.2e} {speed:.1} texts/s"
            ));
            if step == total {
                bar.finish();
            }
        }
        TrainEvent::Epoch(record) => {
            if let Some(accuracy) = record.valid_accuracy {
                bar.set_message(format!(
                    "epoch {} validation accuracy {accuracy:.4}",
                    record.epoch
                ));
            }
        }
        TrainEvent::Warning(warning) => bar.println(format!("warning: {warning}")),
        // What is left of an earlier training says nothing about the time that is left.
        TrainEvent::Resumed { step } => {
            bar.set_position(step as u64);
            bar.reset_eta();
        }
        TrainEvent::Saved { .. } => {}
    }
}
