//! What a training says while it runs: to whoever watches, and to a file of JSON Lines.

use crate::{Observer, PipelineError, Progress};
use indobert_burn::TrainEvent;
use serde_json::{Value, json};
use std::fs::File;
use std::io::Write;
use std::path::Path;

/// Passes on the events of one training.
pub(super) struct Watch<'w, 'o> {
    observer: &'w mut Observer<'o>,
    metrics: Option<Metrics<'w>>,
    /// Steps made.
    step: usize,
}

impl<'w, 'o> Watch<'w, 'o> {
    pub(super) fn new(metrics: Option<&'w Path>, observer: &'w mut Observer<'o>) -> Self {
        Self {
            observer,
            metrics: metrics.map(Metrics::new),
            step: 0,
        }
    }

    pub(super) fn on(&mut self, event: TrainEvent) {
        match event {
            TrainEvent::Step {
                epoch,
                step,
                total,
                loss,
                learning_rate,
                rows,
                seconds,
            } => {
                self.step = step;
                let texts_per_second = rows as f64 / seconds;
                (self.observer)(Progress::Training {
                    done: step,
                    total,
                    epoch,
                    loss,
                    learning_rate,
                    texts_per_second,
                });
                self.write(|| {
                    json!({
                        "event": "step", "step": step, "epoch": epoch, "loss": loss,
                        "learning_rate": learning_rate, "texts_per_second": texts_per_second,
                    })
                });
            }
            TrainEvent::Epoch(record) => {
                let step = self.step;
                self.write(|| {
                    let mut line = json!({"event": "epoch", "step": step});
                    if let (Value::Object(line), Ok(Value::Object(record))) =
                        (&mut line, serde_json::to_value(record))
                    {
                        line.extend(record);
                    }
                    line
                });
            }
            TrainEvent::Warning(warning) => {
                let text = warning.to_string();
                (self.observer)(Progress::Note(&text));
            }
            TrainEvent::Resumed { step } => {
                self.step = step;
                let text = format!("going on after step {step} of an unfinished training");
                (self.observer)(Progress::Note(&text));
                if let Some(metrics) = &mut self.metrics {
                    metrics.resumed = step;
                }
            }
            _ => {}
        }
    }

    /// The first failure to write, if there was one.
    pub(super) fn finish(self) -> Result<(), PipelineError> {
        match self.metrics.and_then(|metrics| metrics.failure) {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    fn write(&mut self, line: impl FnOnce() -> Value) {
        if let Some(metrics) = &mut self.metrics {
            metrics.write(&line());
        }
    }
}

/// A file that grows by a line an event, so that it can be followed while the training runs.
struct Metrics<'p> {
    path: &'p Path,
    file: Option<File>,
    /// Step up to which an unfinished training's lines are kept.
    resumed: usize,
    failure: Option<PipelineError>,
}

impl<'p> Metrics<'p> {
    fn new(path: &'p Path) -> Self {
        Self {
            path,
            file: None,
            resumed: 0,
            failure: None,
        }
    }

    fn write(&mut self, line: &Value) {
        if self.failure.is_none()
            && let Err(source) = self.try_write(line)
        {
            self.failure = Some(PipelineError::io(self.path, "write", source));
        }
    }

    fn try_write(&mut self, line: &Value) -> std::io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            None => {
                let kept = kept_lines(self.path, self.resumed);
                let mut file = File::create(self.path)?;
                file.write_all(kept.as_bytes())?;
                self.file.insert(file)
            }
        };
        file.write_all(format!("{line}\n").as_bytes())
    }
}

/// Lines of an earlier run up to a step; those after it will be written again, and the last may be a half one.
fn kept_lines(path: &Path, step: usize) -> String {
    let is_kept = |line: &&str| {
        let value: Option<Value> = serde_json::from_str(line).ok();
        let own = value.and_then(|value| value.get("step")?.as_u64());
        own.is_some_and(|own| own <= step as u64)
    };
    if step == 0 {
        return String::new();
    }
    std::fs::read_to_string(path)
        .unwrap_or_default()
        .lines()
        .filter(is_kept)
        .flat_map(|line| [line, "\n"])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_whole_lines_up_to_the_step() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("metrics.jsonl");
        assert_eq!(kept_lines(&path, 3), "");
        let lines = "{\"step\":1}\n{\"step\":2}\n{\"step\":3}\n{\"ste";
        std::fs::write(&path, lines).unwrap();
        assert_eq!(kept_lines(&path, 2), "{\"step\":1}\n{\"step\":2}\n");
        assert_eq!(kept_lines(&path, 0), "");
    }
}
