//! `sara.json`: how texts were prepared for a model, and the hash of every file that it is made of.

use crate::PipelineError;
use crate::sha256;
use crate::stages::classify::{CLASSES, ModelInput};
use crate::stages::clean::{Preparer, TextSettings};
use crate::stages::ingest::TweetSource;
use crate::study::StudySettings;
use inset_lexicon::Sentiment;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The name of the file, beside the model.
pub(crate) const NAME: &str = "sara.json";

/// The version of the format that is written, and the only one that is read.
const FORMAT: u32 = 1;

/// No record is longer; a file that is, is something else.
const LONGEST: u64 = 1 << 20;

/// What prediction must know of a model.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ModelRecord {
    pub(crate) format: u32,
    /// The program that wrote it.
    pub(crate) program: String,
    /// Which text the model reads.
    pub(crate) input: ModelInput,
    /// How texts were prepared, and which rows were dropped.
    pub(crate) text: TextSettings,
    /// The word lists that `text` names.
    pub(crate) word_lists: Vec<WordList>,
    /// [`text_probe`] at the time of the study.
    pub(crate) text_probe: String,
    /// Stood before each text.
    pub(crate) prefix: String,
    /// The most tokens of a text.
    pub(crate) max_length: usize,
    /// The names of the classes, in the order of the model's label map, or by the support vector machine's numbers.
    pub(crate) labels: Vec<ClassName>,
    /// What only the support vector machine has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) svm: Option<SvmRecord>,
    /// SHA-256 by name of the files beside this one.
    pub(crate) files: BTreeMap<String, String>,
}

/// A class as the model's files number it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ClassName {
    pub(crate) class: i64,
    pub(crate) name: String,
}

/// A word list that the study read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct WordList {
    pub(crate) path: PathBuf,
    pub(crate) sha256: String,
}

/// Where a support vector machine's numbers come from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SvmRecord {
    /// Which vectors of the encoder it reads.
    pub(crate) pooling: String,
    /// The folder of the encoder, looked for beside this record first.
    pub(crate) encoder: PathBuf,
    /// SHA-256 by name of the encoder's files.
    pub(crate) encoder_files: BTreeMap<String, String>,
    /// Seeds weights that the folder lacks, as a pooler.
    pub(crate) seed: u64,
}

impl SvmRecord {
    pub(super) fn new(
        settings: &StudySettings,
        encoder: &Path,
        encoder_files: BTreeMap<String, String>,
    ) -> Self {
        Self {
            pooling: settings.svm.pooling.to_string(),
            encoder: encoder.to_owned(),
            encoder_files,
            seed: settings.split.seed,
        }
    }
}

impl ModelRecord {
    pub(super) fn of_bert(
        settings: &StudySettings,
        files: BTreeMap<String, String>,
    ) -> Result<Self, PipelineError> {
        let labels = (0..).zip(CLASSES).map(|(class, sentiment)| ClassName {
            class,
            name: sentiment.as_str().to_owned(),
        });
        Self::new(settings, labels.collect(), None, files)
    }

    pub(super) fn of_svm(
        settings: &StudySettings,
        svm: SvmRecord,
        files: BTreeMap<String, String>,
    ) -> Result<Self, PipelineError> {
        let labels = CLASSES.map(|sentiment: Sentiment| ClassName {
            class: sentiment.code().into(),
            name: sentiment.as_str().to_owned(),
        });
        Self::new(settings, labels.to_vec(), Some(svm), files)
    }

    fn new(
        settings: &StudySettings,
        labels: Vec<ClassName>,
        svm: Option<SvmRecord>,
        files: BTreeMap<String, String>,
    ) -> Result<Self, PipelineError> {
        let hashed = |path: &PathBuf| {
            Ok(WordList {
                path: path.clone(),
                sha256: sha256::of_file(path)?,
            })
        };
        let word_lists: Result<_, PipelineError> = settings.text.inputs().map(hashed).collect();
        Ok(Self {
            format: FORMAT,
            program: format!("sara {}", env!("CARGO_PKG_VERSION")),
            input: settings.bert.input,
            text: settings.text.clone(),
            word_lists: word_lists?,
            text_probe: text_probe(&Preparer::new(&settings.text)?)?,
            prefix: settings.bert.prefix.clone(),
            max_length: settings.bert.max_length,
            labels,
            svm,
            files,
        })
    }

    /// Reads the record in `folder`; `None` where there is none.
    pub(crate) fn read(folder: &Path) -> Result<Option<Self>, PipelineError> {
        let path = folder.join(NAME);
        let fail = |source| PipelineError::io(&path, "read", source);
        let file = match std::fs::File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(fail(error)),
        };
        let mut bytes = Vec::new();
        file.take(LONGEST).read_to_end(&mut bytes).map_err(fail)?;
        let wrong = |error: serde_json::Error| PipelineError::JsonInput {
            path: path.display().to_string(),
            line: error.line() as u64,
            expected: "the description of a model",
            got: error.to_string(),
        };
        let version: Version = serde_json::from_slice(&bytes).map_err(wrong)?;
        if version.format != FORMAT {
            return Err(PipelineError::ModelFolder {
                path: path.display().to_string(),
                expected: format!("format {FORMAT}"),
                got: version.format.to_string(),
            });
        }
        serde_json::from_slice(&bytes).map(Some).map_err(wrong)
    }

    /// The settings with which texts are prepared for the model, without what does not touch them: the stems. Word lists are looked
    /// for in `lists`, by their names, if it is given; each must be the file that the study read.
    pub(crate) fn text_settings(
        &self,
        folder: &Path,
        lists: Option<&Path>,
    ) -> Result<TextSettings, PipelineError> {
        let mut text = self.text.clone();
        text.stemmer = TextSettings::default().stemmer;
        let known = |path: &Path| self.word_lists.iter().find(|list| list.path == path);
        for path in text.word_lists_mut() {
            let expected = known(path).map(|list| list.sha256.clone());
            if let (Some(lists), Some(name)) = (lists, path.file_name()) {
                *path = lists.join(name);
            }
            let got = sha256::of_file(path)?;
            if expected.as_ref() != Some(&got) {
                return Err(PipelineError::Hash {
                    path: path.display().to_string(),
                    expected: expected.unwrap_or_else(|| "unknown".to_owned()),
                    got,
                    source_name: folder.join(NAME).display().to_string(),
                });
            }
        }
        Ok(text)
    }
}

/// The one field that every version of the format has.
#[derive(Deserialize)]
struct Version {
    format: u32,
}

/// SHA-256 of what the sample tweets become for a model. It tells a program that prepares texts in another way, by its rules or by
/// the word lists that come with it.
pub(crate) fn text_probe(preparer: &Preparer) -> Result<String, PipelineError> {
    let mut prepared = String::new();
    for tweet in TweetSource::sample().read()? {
        let row = preparer.prepare_for_models(&tweet.text);
        prepared.push_str(&row.normalised);
        prepared.push('\t');
        prepared.push_str(&row.words.join(" "));
        prepared.push('\t');
        prepared.push_str(row.dropped.map_or("", |reason| reason.as_str()));
        prepared.push('\n');
    }
    Ok(sha256::of_bytes(prepared.as_bytes()))
}
