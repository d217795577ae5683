//! `sara bert`: fine-tuning on CSV files, pre-training and prediction on the lines of a file.

use super::training_watch::Watch;
use crate::files::{check_outputs, is_within, read_texts, refuse_inputs, write_json};
use crate::one_line::OneLine;
use crate::pending::{Contents, PendingFolder};
use crate::progress::{Observer, Progress};
use crate::stages::classify::load_notes;
use crate::table::{Encoding, Table};
use crate::{PipelineError, files::write_atomic};
use indobert_burn::{
    BertClassifier, BertConfig, BertMaskedLm, Checkpoints, Device, FileLock, InferenceOptions,
    LoadOptions, PretrainParams, Tokenizer, TrainHistory, TrainParams,
};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What a trained model's folder holds.
const CONTENTS: Contents = Contents {
    files: &[
        "config.json",
        "model.safetensors",
        "tokenizer.json",
        "tokenizer_config.json",
        "training.json",
        "vocab.txt",
    ],
    others: |_| false,
    mark: "training.json",
    allowed: " or, with --overwrite, one with an earlier training alone",
};

/// Where the weights start.
#[derive(Debug, Clone)]
pub enum Start {
    /// A Hugging Face folder.
    Model(PathBuf),
    /// A `config.json` alone: random weights, and a `WordPiece` vocabulary trained on the training texts.
    Config(PathBuf),
}

/// Labelled rows of a CSV file.
#[derive(Debug, Clone)]
pub struct LabelledRows {
    texts: Vec<String>,
    labels: Vec<String>,
    /// The file and the line of each row, for messages.
    name: String,
    column: String,
    lines: Vec<u64>,
}

impl LabelledRows {
    /// Reads the text and label columns of a CSV file; labels are trimmed and may not be empty.
    ///
    /// # Errors
    /// The file cannot be read, lacks a column, or a label is empty.
    pub fn read(
        path: &Path,
        encoding: Encoding,
        text_column: &str,
        label_column: &str,
    ) -> Result<Self, PipelineError> {
        let table = Table::read(path, encoding)?;
        let (text, label) = (table.column(text_column)?, table.column(label_column)?);
        let mut rows = Self {
            texts: Vec::new(),
            labels: Vec::new(),
            name: table.name().to_owned(),
            column: label_column.to_owned(),
            lines: Vec::new(),
        };
        for row in table.rows() {
            let value = row.field(label).trim();
            if value.is_empty() {
                return Err(rows.wrong_label(row.line, value, "a label"));
            }
            rows.texts.push(row.field(text).to_owned());
            rows.labels.push(value.to_owned());
            rows.lines.push(row.line);
        }
        Ok(rows)
    }

    fn wrong_label(&self, line: u64, value: &str, expected: impl Into<String>) -> PipelineError {
        PipelineError::Value {
            path: self.name.clone(),
            line,
            column: self.column.clone(),
            value: value.to_owned(),
            expected: expected.into(),
        }
    }

    /// The rows as the trainer takes them.
    fn examples(&self, labels: &[String]) -> Result<Vec<(String, usize)>, PipelineError> {
        self.texts
            .iter()
            .zip(&self.labels)
            .zip(&self.lines)
            .map(|((text, label), &line)| {
                let class = labels
                    .iter()
                    .position(|known| known == label)
                    .ok_or_else(|| {
                        self.wrong_label(
                            line,
                            label,
                            format!("a label of the training file ({})", labels.join(", ")),
                        )
                    })?;
                Ok((text.clone(), class))
            })
            .collect()
    }
}

/// How a training deals with what stands on the disk, and what it leaves there beside its model.
///
/// The state of an unfinished training stands in a folder beside the model's, whose name has
/// `.checkpoints` at its end. It is removed when the model is written.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct RunSettings {
    /// Replace the folder of an earlier training, and begin anew if one is unfinished.
    pub overwrite: bool,
    /// Go on with an unfinished training, if there is one, and save the state after each epoch.
    pub resume: bool,
    /// Save the state after every so many steps too.
    pub checkpoint_every: Option<usize>,
    /// A file of JSON Lines: one a step and one an epoch.
    pub metrics: Option<PathBuf>,
}

impl RunSettings {
    /// Checks the places that are written to, and says where the state goes, if anywhere.
    fn prepare(&self, out: &Path, inputs: &[&Path]) -> Result<Place, PipelineError> {
        let setting = |name, value: &Path, expected: String| PipelineError::Setting {
            name,
            value: value.display().to_string(),
            expected,
        };
        refuse_inputs(out, inputs.iter().copied())?;
        // What is in the way shows itself before the training and not after it.
        drop(PendingFolder::begin(out, self.overwrite, CONTENTS)?);
        if let Some(metrics) = &self.metrics {
            check_outputs(&[("metrics", metrics)], inputs)?;
            if is_within(metrics, out) {
                let expected = "a file outside the folder of the model".to_owned();
                return Err(setting("metrics", metrics, expected));
            }
        }
        let Some(name) = out.file_name() else {
            return Err(setting("out", out, "a folder with a name".to_owned()));
        };
        let beside = |ending: &str| {
            let mut name = name.to_owned();
            name.push(ending);
            out.with_file_name(name)
        };
        let mut checkpoints = Checkpoints::new(beside(".checkpoints"));
        checkpoints.every = self.checkpoint_every;
        let lock = beside(".lock");
        let lock = FileLock::try_take(&lock)
            .map_err(|source| PipelineError::io(&lock, "lock", source))?
            .ok_or_else(|| {
                let expected = "a folder that no other training is on the way to".to_owned();
                setting("out", out, expected)
            })?;
        if !self.resume && !self.overwrite && checkpoints.last_step()?.is_some() {
            let expected = format!(
                "a place without an unfinished training (resume the one in {}, or overwrite it)",
                checkpoints.folder.display()
            );
            return Err(setting("out", out, expected));
        }
        Ok(Place {
            keeps_state: self.resume || self.checkpoint_every.is_some(),
            starts_over: self.overwrite && !self.resume,
            checkpoints,
            _lock: lock,
        })
    }

    /// Puts the model and its history in their place; the state has served its time then.
    fn finish(
        &self,
        out: &Path,
        history: &TrainHistory,
        place: &Place,
        save: impl FnOnce(&Path) -> Result<(), PipelineError>,
    ) -> Result<(), PipelineError> {
        let pending = PendingFolder::begin(out, self.overwrite, CONTENTS)?;
        save(pending.path())?;
        write_json(&pending.path().join("training.json"), history)?;
        pending.finish()?;
        if place.keeps_state {
            place.checkpoints.remove()?;
        }
        Ok(())
    }
}

/// Where the state of a training stands, for this process alone.
struct Place {
    checkpoints: Checkpoints,
    /// Whether the state is kept on the way.
    keeps_state: bool,
    /// Whether an unfinished training is given up.
    starts_over: bool,
    _lock: FileLock,
}

impl Place {
    /// Gives up the unfinished training that is to be given up; nothing else stands in the way of the new one by then.
    fn begin(&self) -> Result<Option<&Checkpoints>, PipelineError> {
        if self.starts_over {
            self.checkpoints.remove()?;
        }
        Ok(self.keeps_state.then_some(&self.checkpoints))
    }
}

/// Fine-tunes on `train`, watches `valid`, and writes the model folder with its `training.json`.
///
/// # Errors
/// Reading or loading any part, a label in `valid` that `train` lacks, labels of one class, a loss that is no number, a state on
/// disk that is of another training, or writing.
#[expect(
    clippy::too_many_arguments,
    reason = "one call a command; each is a file or a setting of its own"
)]
pub fn train(
    start: &Start,
    train: &LabelledRows,
    valid: &LabelledRows,
    device: &Device,
    params: &TrainParams,
    out: &Path,
    run: &RunSettings,
    observer: &mut Observer<'_>,
) -> Result<TrainHistory, PipelineError> {
    let labels: Vec<String> = train
        .labels
        .iter()
        .cloned()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    if labels.len() < 2 {
        return Err(PipelineError::TooFew {
            what: format!("{}: column `{}`: classes", train.name, train.column),
            expected: "at least 2".to_owned(),
            got: format!("1 (`{}`)", labels.join("`, `")),
        });
    }
    let (train_rows, valid_rows) = (train.examples(&labels)?, valid.examples(&labels)?);
    let (Start::Model(origin) | Start::Config(origin)) = start;
    let files = [&train.name, &valid.name].map(|name| Path::new(name.as_str()));
    let place = run.prepare(out, &[origin.as_path(), files[0], files[1]])?;
    params.check()?;
    let model = match start {
        Start::Model(folder) => {
            let options = LoadOptions::default()
                .with_labels(labels)
                .with_seed(params.seed);
            let (model, report) = BertClassifier::from_dir(folder, device, &options)?;
            for note in load_notes(&report) {
                observer(Progress::Note(&note));
            }
            model
        }
        Start::Config(path) => {
            let config = BertConfig::from_path(path)?;
            let tokenizer = Tokenizer::train_word_piece(&train.texts, config.vocab_size)?;
            BertClassifier::init(&config, tokenizer, labels, device, params.seed)?
        }
    };
    let mut watch = Watch::new(run.metrics.as_deref(), observer);
    let mut on_event = |event| watch.on(event);
    let (model, history) = match place.begin()? {
        Some(checkpoints) => {
            model.train_resumable(&train_rows, &valid_rows, params, checkpoints, &mut on_event)?
        }
        None => model.train(&train_rows, &valid_rows, params, &mut on_event)?,
    };
    let metrics = watch.finish();
    run.finish(out, &history, &place, |folder| Ok(model.save(folder)?))?;
    // A model is worth more than its metrics, which are complained of when it is safe.
    metrics?;
    Ok(history)
}

/// Goes on with the pre-training of the encoder in `model` on the lines of `text`, and writes the model folder with its
/// `training.json`.
///
/// # Errors
/// Reading or loading any part, settings that masked tokens have no use for, a loss that is no number, a state on disk that is of
/// another training, or writing.
#[expect(
    clippy::too_many_arguments,
    reason = "one call a command; each is a file or a setting of its own"
)]
pub fn pretrain(
    model: &Path,
    text: &Path,
    valid: Option<&Path>,
    device: &Device,
    params: &PretrainParams,
    out: &Path,
    run: &RunSettings,
    observer: &mut Observer<'_>,
) -> Result<TrainHistory, PipelineError> {
    let inputs: Vec<&Path> = [model, text].into_iter().chain(valid).collect();
    let place = run.prepare(out, &inputs)?;
    params.check()?;
    let texts = read_texts(text)?;
    let valid_texts = valid.map_or(Ok(Vec::new()), read_texts)?;
    let options = LoadOptions::default().with_seed(params.train.seed);
    let (model, report) = BertMaskedLm::from_dir(model, device, &options)?;
    for note in load_notes(&report) {
        observer(Progress::Note(&note));
    }
    let mut watch = Watch::new(run.metrics.as_deref(), observer);
    let (model, history) =
        model.train(&texts, &valid_texts, params, place.begin()?, &mut |event| {
            watch.on(event)
        })?;
    let metrics = watch.finish();
    run.finish(out, &history, &place, |folder| Ok(model.save(folder)?))?;
    // A model is worth more than its metrics, which are complained of when it is safe.
    metrics?;
    Ok(history)
}

/// One line of the output of [`predict`].
#[derive(Debug, Clone, Serialize)]
pub struct PredictedLine {
    /// The line of the text, from 0.
    pub index: usize,
    /// The most probable label.
    pub label: String,
    /// One logit a label, in the order of the label map.
    pub logits: Vec<f32>,
    /// Their softmax.
    pub probabilities: Vec<f32>,
}

/// Classifies every line of `text` as it stands, blank lines included. The answers are meant for `out`, which is looked at before
/// the work.
///
/// # Errors
/// An `out` that cannot be written or is an input; loading the model or reading the text. A folder without pooler or classification head is refused: its labels would mean
/// nothing.
pub fn predict(
    model: &Path,
    text: &Path,
    device: &Device,
    options: &InferenceOptions,
    out: &Path,
) -> Result<Vec<PredictedLine>, PipelineError> {
    check_outputs(&[("out", out)], &[text, model])?;
    let (classifier, report) = BertClassifier::from_dir(model, device, &LoadOptions::default())?;
    if let Some(missing) = report.initialised.first() {
        return Err(PipelineError::Setting {
            name: "model",
            value: format!("{} without {missing}", model.display()),
            expected: "a folder with a trained pooler and classification head".to_owned(),
        });
    }
    let predictions = classifier.classify(&read_texts(text)?, options)?;
    Ok(predictions
        .into_iter()
        .enumerate()
        .map(|(index, prediction)| PredictedLine {
            index,
            label: prediction.label,
            logits: prediction.logits,
            probabilities: prediction.probabilities,
        })
        .collect())
}

/// Writes the predictions to `out` (`-` is standard output): JSON Lines, or `label<TAB>probability`.
///
/// # Errors
/// The file cannot be written.
pub fn write_predictions(
    lines: &[PredictedLine],
    json: bool,
    out: &Path,
) -> Result<(), PipelineError> {
    write_atomic(out, |file| {
        for line in lines {
            let text = if json {
                serde_json::to_string(line).map_err(|source| PipelineError::Json {
                    path: out.display().to_string(),
                    source,
                })?
            } else {
                let highest = line.probabilities.iter().copied().fold(0.0, f32::max);
                format!("{}\t{highest:.4}", OneLine(&line.label))
            };
            writeln!(file, "{text}").map_err(|source| PipelineError::io(out, "write", source))?;
        }
        Ok(())
    })
}
