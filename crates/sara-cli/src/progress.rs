//! News of a running job, drawn on standard error: bars on a terminal, plain lines elsewhere.

use indicatif::{ProgressBar, ProgressStyle};
use sara_pipeline::Progress;
use std::io::IsTerminal;

/// Draws what a job reports.
pub(crate) struct Display {
    bar: Option<(String, ProgressBar)>,
}

impl Display {
    pub(crate) fn new() -> Self {
        Self { bar: None }
    }

    /// Draws one piece of news.
    pub(crate) fn show(&mut self, news: Progress<'_>) {
        match news {
            Progress::Stage(name) => {
                self.close();
                crate::say!("{name}");
            }
            Progress::Note(text) => {
                self.close();
                crate::say!("note: {text}");
            }
            Progress::Step { task, done, total } => self.advance(task, done, total, String::new()),
            Progress::Training {
                done,
                total,
                epoch,
                loss,
                learning_rate,
                texts_per_second,
            } => {
                let figures = format!(
                    "epoch {epoch}, loss {loss:.4}, rate {learning_rate:.2e}, {texts_per_second:.1} texts/s"
                );
                self.advance("training", done, total, figures);
            }
            _ => {}
        }
    }

    fn advance(&mut self, task: &str, done: usize, total: usize, figures: String) {
        if self.bar.as_ref().is_none_or(|(name, _)| name != task) {
            self.close();
            let bar = new_bar(task);
            // What was done before says nothing about the time that is left.
            bar.set_position(done as u64);
            bar.reset_eta();
            self.bar = Some((task.to_owned(), bar));
            // A bar hides itself where there is no terminal to draw on.
            if !std::io::stderr().is_terminal() {
                crate::say!("  {task}");
            }
        }
        if let Some((_, bar)) = &self.bar {
            bar.set_length(total as u64);
            bar.set_position(done as u64);
            bar.set_message(figures);
        }
    }

    fn close(&mut self) {
        if let Some((_, bar)) = self.bar.take() {
            bar.finish();
        }
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        self.close();
    }
}

fn new_bar(task: &str) -> ProgressBar {
    let style = ProgressStyle::with_template("  {prefix} [{bar:30}] {pos}/{len} {eta} {msg}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(1)
        .with_style(style)
        .with_prefix(task.to_owned())
}
