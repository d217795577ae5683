//! What a long run tells whoever watches it.

/// One piece of news from a running study or training.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Progress<'a> {
    /// A stage begins.
    Stage(&'a str),
    /// Something a reader should know; what bears on the results stands in the report too.
    Note(&'a str),
    /// Part of a task is done.
    Step {
        /// What is being done.
        task: &'a str,
        /// Steps done.
        done: usize,
        /// Steps in all.
        total: usize,
    },
    /// A step of a training is made.
    Training {
        /// Steps made.
        done: usize,
        /// Steps in all.
        total: usize,
        /// Passes over the rows, this one included.
        epoch: usize,
        /// The step's loss.
        loss: f32,
        /// The step's learning rate.
        learning_rate: f64,
        /// Rows of the step over its time.
        texts_per_second: f64,
    },
    /// Rows of a file are done and written.
    Rows {
        /// Rows done.
        done: u64,
        /// The part of the file that was read, 0 to 1; `None` for a stream.
        share: Option<f64>,
        /// Rows over time, since the work began or went on.
        rows_per_second: f64,
        /// The time left, if what is left goes on as what was done; `None` for a stream.
        seconds_left: Option<f64>,
    },
}

/// Receives [`Progress`]; a closure that ignores its argument keeps quiet.
pub type Observer<'o> = dyn FnMut(Progress<'_>) + 'o;
