//! What training tells while it runs and when it is done.

use serde::Serialize;

use crate::options::progress_line;

/// Figures of one pass over the training rows.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct EpochRecord {
    /// From 1.
    pub epoch: usize,
    /// Mean cross-entropy of the training rows, taken while training, with dropout.
    pub train_loss: f64,
    /// Share of training rows classified rightly, taken in the same way.
    pub train_accuracy: f64,
    /// Mean cross-entropy of the validation rows after the epoch; `None` without such rows.
    pub valid_loss: Option<f64>,
    /// Share of validation rows classified rightly after the epoch.
    pub valid_accuracy: Option<f64>,
    /// Wall time of the epoch, validation included.
    pub seconds: f64,
}

/// All epochs in order.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TrainHistory {
    /// One record an epoch.
    pub epochs: Vec<EpochRecord>,
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
        /// Mean cross-entropy of the step's rows.
        loss: f32,
        /// The step's learning rate.
        learning_rate: f64,
    },
    /// An epoch ended.
    Epoch(EpochRecord),
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
            ..
        } => {
            bar.set_length(total as u64);
            bar.set_position(step as u64);
            bar.set_message(format!("epoch {epoch} loss {loss:.4}"));
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
    }
}
