//! News of a running job, drawn on standard error: bars on a terminal, plain lines elsewhere.

use indicatif::{ProgressBar, ProgressStyle};
use sara_pipeline::Progress;
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// Where no bar is drawn, a line says so often how far the rows of a file are.
const BETWEEN_LINES: Duration = Duration::from_secs(30);

/// Draws what a job reports.
pub(crate) struct Display {
    bar: Option<(String, ProgressBar)>,
    /// When the last line about the rows of a file was written.
    last_line: Instant,
}

impl Display {
    pub(crate) fn new() -> Self {
        Self {
            bar: None,
            last_line: Instant::now(),
        }
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
            Progress::Rows {
                done,
                share,
                rows_per_second,
                seconds_left,
            } => self.rows(done, share, rows_per_second, seconds_left),
            _ => {}
        }
    }

    /// Rows of a file: a bar of the file's hundredths, or a line now and then.
    fn rows(&mut self, done: u64, share: Option<f64>, per_second: f64, left: Option<f64>) {
        let mut figures = format!("{done} rows, {per_second:.0} rows/s");
        if let Some(left) = left {
            figures.push_str(&format!(", {} left", clock(left)));
        }
        if std::io::stderr().is_terminal() {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "hundredths"
            )]
            let hundredths = (share.unwrap_or_default() * 100.0) as usize;
            self.advance("% of the file", hundredths, 100, figures);
        } else if self.last_line.elapsed() >= BETWEEN_LINES {
            self.last_line = Instant::now();
            crate::say!("  {figures}");
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

/// Seconds as `7 s`, `12 min` or `3 h 05 min`.
fn clock(seconds: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "for show; casts of floats saturate"
    )]
    let seconds = seconds.round() as u64;
    match seconds {
        0..100 => format!("{seconds} s"),
        100..6000 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h {:02} min", seconds / 3600, seconds % 3600 / 60),
    }
}

fn new_bar(task: &str) -> ProgressBar {
    let style = ProgressStyle::with_template("  {prefix} [{bar:30}] {pos}/{len} {eta} {msg}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(1)
        .with_style(style)
        .with_prefix(task.to_owned())
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn a_time_is_shown_in_two_parts_at_most() {
        for (seconds, shown) in [
            (0.4, "0 s"),
            (99.0, "99 s"),
            (700.0, "12 min"),
            (11_130.0, "3 h 05 min"),
        ] {
            assert_eq!(clock(seconds), shown);
        }
    }
}
