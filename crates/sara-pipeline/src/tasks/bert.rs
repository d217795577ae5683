//! `sara bert`: fine-tuning on CSV files, and prediction on the lines of a file.

use crate::files::{read_texts, refuse_inputs, write_json};
use crate::pending::{Contents, PendingFolder};
use crate::progress::{Observer, Progress};
use crate::stages::classify::load_notes;
use crate::table::{Encoding, Table};
use crate::{PipelineError, files::write_atomic};
use indobert_burn::{
    BertClassifier, BertConfig, Device, InferenceOptions, LoadOptions, Tokenizer, TrainEvent,
    TrainHistory, TrainParams,
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

/// Fine-tunes on `train`, watches `valid`, and writes the model folder with its `training.json`.
///
/// # Errors
/// Reading or loading any part, a label in `valid` that `train` lacks, labels of one class, a loss that is no number, or writing.
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
    overwrite: bool,
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
    refuse_inputs(out, [origin.as_path()])?;
    let pending = PendingFolder::begin(out, overwrite, CONTENTS)?;
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
    let mut watch = |event: TrainEvent| {
        if let TrainEvent::Step { step, total, .. } = event {
            observer(Progress::Step {
                task: "training",
                done: step,
                total,
            });
        }
    };
    let (model, history) = model.train(&train_rows, &valid_rows, params, &mut watch)?;
    model.save(pending.path())?;
    write_json(&pending.path().join("training.json"), &history)?;
    pending.finish()?;
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

/// Classifies every line of `text` as it stands, blank lines included.
///
/// # Errors
/// Loading the model or reading the text. A folder without pooler or classification head is refused: its labels would mean
/// nothing.
pub fn predict(
    model: &Path,
    text: &Path,
    device: &Device,
    options: &InferenceOptions,
) -> Result<Vec<PredictedLine>, PipelineError> {
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
                format!("{}\t{highest:.4}", line.label)
            };
            writeln!(file, "{text}").map_err(|source| PipelineError::io(out, "write", source))?;
        }
        Ok(())
    })
}
