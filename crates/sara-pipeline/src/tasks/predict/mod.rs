//! `sara predict`: labels the tweets of a file larger than memory with the models of a study, window by window.
//!
//! Each text is prepared as those that the model learned from, as the `sara.json` beside the model says. The output is written in whole
//! windows beside its place, with a small state: the same work begun again after it was stopped goes on there, and ends with the same
//! bytes. A place whose name ends in `.parquet` takes a Parquet file, if the feature `parquet` is on, else a CSV file.

mod input;
mod models;
mod output;
#[cfg(feature = "parquet")]
mod parquet;
mod preparation;
mod rows;
mod settings;

pub(crate) use preparation::check_probe;
pub use settings::{BareModel, PredictSettings, TextsOfBareModel};

use crate::files::{check_outputs, display_name, refuse_inputs_as};
use crate::progress::{Observer, Progress};
use crate::{PipelineError, sha256};
use input::Input;
use models::Models;
use output::{Identity, Output, TableFormat};
use rows::Table;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Counts by name.
pub type NamedCounts = BTreeMap<String, u64>;

/// What was predicted.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PredictReport {
    /// Rows of the output.
    pub rows: u64,
    /// The rows that an earlier run had written.
    pub rows_before: u64,
    /// Rows of each class, by model: `bert`, `svm`.
    pub classes: BTreeMap<String, NamedCounts>,
    /// Rows without a class, by reason.
    pub dropped: NamedCounts,
    /// What was read, and which rows could not be: one line.
    pub read: String,
    /// Seconds of this run's rows, without loading.
    pub seconds: f64,
}

/// Predicts the tweets of a file and writes a row for each that can be read, in their order.
///
/// # Errors
/// A model folder that is damaged or lacks what prediction needs; a file of tweets that cannot be read; unfinished work of another
/// input, model or setting; writing. What was written in whole windows stays.
pub fn predict(
    settings: &PredictSettings,
    out: &Path,
    observer: &mut Observer<'_>,
) -> Result<PredictReport, PipelineError> {
    settings.check()?;
    check_outputs(&[("out", out)], &[settings.tweets.as_path()])?;
    for file in output::files_beside(out) {
        refuse_inputs_as("out", &file, [settings.tweets.as_path()])?;
    }
    let format = TableFormat::of(out)?;
    let of_input = input::identity(&settings.tweets)?;
    observer(Progress::Stage("loading the models"));
    let models = Models::load(settings)?;
    refuse_inputs_as("out", out, models.files.iter().map(PathBuf::as_path))?;
    let identity = Identity {
        input: of_input.clone(),
        models: models.identity.clone(),
        settings: sha256::of_bytes(settings.identity(format).as_bytes()),
    };
    let table = Table::new(&models, settings.with_text, format);
    let mut output = Output::find(out, identity, table.header()?, settings.start_over)?;
    if of_input.is_none() {
        let name = display_name(&settings.tweets);
        let note = format!(
            "{name} cannot be read again: if this run is stopped, it starts over, with --start-over"
        );
        observer(Progress::Note(&note));
    }
    let mut input = Input::open(settings)?;
    let rows_before = output.rows();
    if rows_before > 0 {
        let note = format!("going on after row {rows_before} of an earlier run");
        observer(Progress::Note(&note));
        input.skip(rows_before)?;
    }

    observer(Progress::Stage("predicting"));
    let started = Instant::now();
    let share_before = input.share().unwrap_or_default();
    loop {
        let window = input.window(settings.window)?;
        if window.is_empty() {
            break;
        }
        let (bytes, counts) = table.label(&window)?;
        output.append(&bytes, window.len(), &counts)?;
        let seconds = started.elapsed().as_secs_f64();
        let share = input.share();
        observer(Progress::Rows {
            done: output.rows(),
            share,
            rows_per_second: rate(output.rows() - rows_before, seconds),
            seconds_left: share.and_then(|share| seconds_left(share_before, share, seconds)),
        });
    }
    let seconds = started.elapsed().as_secs_f64();
    if input::identity(&settings.tweets).ok() != Some(of_input) {
        observer(Progress::Note(
            "the file of tweets changed while it was read: some rows may be of the old one and some of the new",
        ));
    }
    let state = output.finish(format, &table.columns())?;
    let mut classes = state.counts;
    let dropped = classes.remove(rows::DROPPED).unwrap_or_default();
    Ok(PredictReport {
        rows: state.rows,
        rows_before,
        classes,
        dropped,
        read: format!("{}: {}", display_name(&settings.tweets), input.counts()),
        seconds,
    })
}

#[expect(clippy::cast_precision_loss, reason = "for show")]
fn rate(rows: u64, seconds: f64) -> f64 {
    rows as f64 / seconds.max(1e-9)
}

/// The time that the rest of the file takes at the pace so far.
fn seconds_left(before: f64, now: f64, seconds: f64) -> Option<f64> {
    let done = now - before;
    (done > 0.0).then(|| seconds * (1.0 - now).max(0.0) / done)
}

#[cfg(test)]
mod tests {
    use super::seconds_left;

    #[test]
    fn the_time_left_goes_by_the_part_of_this_run() {
        assert_eq!(seconds_left(0.5, 0.75, 10.0), Some(10.0));
        assert_eq!(seconds_left(0.5, 0.5, 10.0), None);
        assert_eq!(seconds_left(0.0, 1.0, 10.0), Some(0.0));
    }
}
