//! What a long run tells whoever watches it.

/// One piece of news from a running study or training.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Progress<'a> {
    /// A stage begins.
    Stage(&'a str),
    /// Something a reader should know; the report repeats it.
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
}

/// Receives [`Progress`]; a closure that ignores its argument keeps quiet.
pub type Observer<'o> = dyn FnMut(Progress<'_>) + 'o;
