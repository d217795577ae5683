//! What is predicted, with which models, and how the file is read.

use super::output::TableFormat;
use crate::PipelineError;
use crate::stages::clean::TextSettings;
use std::path::{Path, PathBuf};
use tweet_reader::{Encoding, Format};

/// Every choice of a prediction.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PredictSettings {
    /// The folder of a fine-tuned classifier.
    pub bert: Option<PathBuf>,
    /// A support vector machine in LIBSVM's format.
    pub svm: Option<PathBuf>,
    /// The encoder whose vectors it reads. `None`: the one that its `sara.json` names.
    pub encoder: Option<PathBuf>,
    /// What a model without a `sara.json` reads.
    pub bare: Option<BareModel>,
    /// The folder in which the word lists of the study are, by their names. `None`: where they were.
    pub word_lists: Option<PathBuf>,
    /// The tweets; `-` is standard input.
    pub tweets: PathBuf,
    /// The column of the text. `None`: found by its name.
    pub text_column: Option<String>,
    /// The column of the id. `None`: found by its name, else the number of the row.
    pub id_column: Option<String>,
    /// The format of the file. `None`: found.
    pub format: Option<Format>,
    /// The encoding of the file. `None`: found.
    pub encoding: Option<Encoding>,
    /// Whether a row that cannot be read is an error, and not dropped and counted.
    pub strict: bool,
    /// Whether the output has the texts.
    pub with_text: bool,
    /// Rows that are read, labelled and written together; fewer where their texts are more than 16 MiB.
    pub window: usize,
    /// Threads; `None` for all cores. They change no byte of the output.
    pub threads: Option<usize>,
    /// `cpu`, `ndarray`, `cuda:0` ..., as far as they are compiled in.
    pub device: String,
    /// Whether unfinished work is thrown away.
    pub start_over: bool,
}

/// What a model without a `sara.json` beside it reads.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct BareModel {
    /// How texts are prepared.
    pub texts: TextsOfBareModel,
    /// Stands before each text.
    pub prefix: String,
    /// The most tokens of a text, special ones included.
    pub max_length: usize,
    /// Which vectors of the encoder the support vector machine reads.
    pub pooling: indobert_burn::Pooling,
}

/// How texts are prepared for a model without a `sara.json`.
#[derive(Debug, Clone)]
pub enum TextsOfBareModel {
    /// Not at all, and no row is dropped.
    Raw,
    /// Normalised with these word lists and rules, which drop rows too.
    Normalised(Box<TextSettings>),
}

impl BareModel {
    /// The settings of the study for the rest: no prefix, 128 tokens, mean pooling.
    #[must_use]
    pub fn new(texts: TextsOfBareModel) -> Self {
        Self {
            texts,
            prefix: String::new(),
            max_length: 128,
            pooling: indobert_burn::Pooling::Mean,
        }
    }
}

impl PredictSettings {
    /// Windows of 4,096 rows, everything about the file found out; models are still to be named.
    #[must_use]
    pub fn new(tweets: impl Into<PathBuf>) -> Self {
        Self {
            bert: None,
            svm: None,
            encoder: None,
            bare: None,
            word_lists: None,
            tweets: tweets.into(),
            text_column: None,
            id_column: None,
            format: None,
            encoding: None,
            strict: false,
            with_text: false,
            window: 4096,
            threads: None,
            device: "cpu".to_owned(),
            start_over: false,
        }
    }

    /// Both models of a study's folder.
    #[must_use]
    pub fn with_study(mut self, folder: &Path) -> Self {
        let models = folder.join("models");
        self.bert = Some(models.join("bert"));
        self.svm = Some(models.join("svm.model"));
        self
    }

    pub(super) fn check(&self) -> Result<(), PipelineError> {
        let wrong = |name, value: &str, expected: &str| PipelineError::Setting {
            name,
            value: value.to_owned(),
            expected: expected.to_owned(),
        };
        if self.bert.is_none() && self.svm.is_none() {
            return Err(wrong(
                "bert",
                "neither",
                "a classifier or a support vector machine",
            ));
        }
        if self.window == 0 {
            return Err(wrong("window", "0", "at least 1 row"));
        }
        Ok(())
    }

    /// Everything but the models and the tweets that the bytes of the output hang on, as a text.
    ///
    /// The window is among it: within one the machine's products are cut into blocks, so another could round another way.
    pub(super) fn identity(&self, table: TableFormat) -> String {
        format!(
            "{:?}",
            (
                (env!("CARGO_PKG_VERSION"), table),
                (&self.text_column, &self.id_column),
                (self.format, self.encoding),
                (self.strict, self.with_text),
                (self.window, &self.device),
            )
        )
    }
}
