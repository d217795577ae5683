//! How far a long work is.

use std::fmt;
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressStyle};

/// A callback that is told how many texts, or other inputs, of how many are done.
#[derive(Clone)]
pub struct Progress(Arc<dyn Fn(usize, usize) + Send + Sync>);

impl Progress {
    /// Calls `report(done, total)` after each batch, from any thread but never from two at once. Of
    /// an iterator that does not know its length, the total is what it says there is at least.
    pub fn new(report: impl Fn(usize, usize) + Send + Sync + 'static) -> Self {
        Self(Arc::new(report))
    }

    /// A bar on stderr, silent when stderr is not a terminal.
    pub fn bar(label: impl Into<String>) -> Self {
        let bar = progress_line(label.into());
        Self::new(move |done, total| {
            bar.set_length(total as u64);
            bar.set_position(done as u64);
            if done == total {
                bar.finish();
            }
        })
    }

    /// Tells that `done` of `total` are done.
    pub fn report(&self, done: usize, total: usize) {
        (self.0)(done, total);
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Progress")
    }
}

/// The line that all bars of this crate draw; indicatif hides it when stderr is no terminal.
pub(crate) fn progress_line(label: String) -> ProgressBar {
    let style = ProgressStyle::with_template("{prefix} [{bar:30}] {pos}/{len} {eta} {msg}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(0).with_style(style).with_prefix(label)
}
