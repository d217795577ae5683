//! The models of a prediction, loaded and held against their `sara.json`.

use super::preparation::Preparation;
use super::settings::PredictSettings;
use crate::model_folder::{ModelRecord, NAME, check_files, model_files};
use crate::stages::classify::{CLASSES, ModelInput};
use crate::stages::clean::Preparer;
use crate::{PipelineError, sha256, threads_or_all};
use indobert_burn::{BertClassifier, Device, InferenceOptions, LoadOptions, Pooling};
use inset_lexicon::Sentiment;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use svm_poly::{Samples, Svm};

/// All that labels texts.
pub(super) struct Models {
    pub(super) bert: Option<Bert>,
    pub(super) machine: Option<Machine>,
    /// `None` where texts are taken as they are.
    pub(super) preparer: Option<Preparer>,
    pub(super) threads: usize,
    /// SHA-256 over the hashes of all files and how texts are prepared.
    pub(super) identity: String,
    /// Every file and folder that was read.
    pub(super) files: Vec<PathBuf>,
}

impl Models {
    pub(super) fn load(settings: &PredictSettings) -> Result<Self, PipelineError> {
        let device = Device::from_name(&settings.device)?;
        let mut identity = String::new();
        let mut preparations: Vec<(PathBuf, Preparation)> = Vec::new();
        let mut files = Vec::new();
        let mut bert = None;
        if let Some(folder) = &settings.bert {
            let preparation = Preparation::find(settings, folder, folder)?;
            bert = Some(Bert::load(folder, &preparation, &device, &mut identity)?);
            files.push(folder.clone());
            files.extend(preparation.files(folder));
            preparations.push((folder.clone(), preparation));
        }
        let mut machine = None;
        if let Some(file) = &settings.svm {
            let folder = crate::files::folder_of(file);
            let preparation = Preparation::find(settings, folder, file)?;
            let loaded = Machine::load(settings, file, &preparation, &device, &mut identity)?;
            files.extend([file.clone(), loaded.folder.clone()]);
            files.extend(preparation.files(folder));
            machine = Some(loaded);
            preparations.push((file.clone(), preparation));
        }
        if let [(first, one), (second, other)] = preparations.as_slice()
            && !one.is_same_text(other)
        {
            return Err(PipelineError::ModelFolder {
                path: second.display().to_string(),
                expected: format!("texts prepared as for {}", first.display()),
                got: "another preparation; predict with one model at a time".to_owned(),
            });
        }
        let preparer = match preparations.first() {
            Some((model, preparation)) => preparation.preparer(model)?,
            None => None,
        };
        Ok(Self {
            bert,
            machine,
            preparer,
            threads: threads_or_all(settings.threads),
            identity: sha256::of_bytes(identity.as_bytes()),
            files,
        })
    }
}

/// A fine-tuned classifier.
pub(super) struct Bert {
    pub(super) classifier: BertClassifier,
    pub(super) options: InferenceOptions,
    pub(super) input: ModelInput,
}

impl Bert {
    fn load(
        folder: &Path,
        preparation: &Preparation,
        device: &Device,
        identity: &mut String,
    ) -> Result<Self, PipelineError> {
        let files = model_files(folder)?;
        if let Some(record) = &preparation.record {
            check_files(folder, &files, &record.files, &folder.join(NAME))?;
        }
        let (classifier, report) =
            BertClassifier::from_dir(folder, device, &LoadOptions::default())?;
        if let Some(missing) = report.initialised.first() {
            return Err(PipelineError::Setting {
                name: "bert",
                value: format!("{} without {missing}", folder.display()),
                expected: "a folder with a trained pooler and classification head".to_owned(),
            });
        }
        if let Some(record) = &preparation.record {
            let names: Vec<&str> = record.labels.iter().map(|one| one.name.as_str()).collect();
            if names != classifier.labels() {
                return Err(PipelineError::ModelFolder {
                    path: folder.join("config.json").display().to_string(),
                    expected: format!("the labels {}, as {NAME} says", names.join(", ")),
                    got: classifier.labels().join(", "),
                });
            }
        }
        identity.push_str(&format!("bert {files:?} {}\n", preparation.identity()));
        Ok(Self {
            classifier,
            options: options(preparation),
            input: preparation.input,
        })
    }
}

/// A support vector machine and the encoder whose vectors it reads.
pub(super) struct Machine {
    svm: Svm,
    /// For messages.
    file: PathBuf,
    /// Of the encoder.
    folder: PathBuf,
    encoder: BertClassifier,
    pooling: Pooling,
    options: InferenceOptions,
    pub(super) input: ModelInput,
    /// The names of the classes by their numbers.
    names: BTreeMap<i64, String>,
}

impl Machine {
    fn load(
        settings: &PredictSettings,
        file: &Path,
        preparation: &Preparation,
        device: &Device,
        identity: &mut String,
    ) -> Result<Self, PipelineError> {
        let folder = crate::files::folder_of(file);
        let wrong = |expected: &str, got: &str| PipelineError::ModelFolder {
            path: file.display().to_string(),
            expected: expected.to_owned(),
            got: got.to_owned(),
        };
        let record = preparation.record.as_ref();
        let of_svm = match record {
            Some(record) => Some(record.svm.as_ref().ok_or_else(|| {
                let got = format!("{NAME} of another model");
                wrong(&format!("the {NAME} of a support vector machine"), &got)
            })?),
            None => None,
        };
        let hash = sha256::of_file(file)?;
        if let Some(record) = record {
            check_machine(file, &hash, record)?;
        }
        let encoder_folder = match (&settings.encoder, of_svm) {
            (Some(encoder), _) => encoder.clone(),
            (None, Some(of_svm)) => {
                let beside = folder.join(&of_svm.encoder);
                if beside.is_dir() {
                    beside
                } else {
                    of_svm.encoder.clone()
                }
            }
            (None, None) => {
                return Err(wrong("--encoder beside it", "none"));
            }
        };
        let files = model_files(&encoder_folder)?;
        let mut load = LoadOptions::default();
        if let Some(of_svm) = of_svm {
            check_files(
                &encoder_folder,
                &files,
                &of_svm.encoder_files,
                &folder.join(NAME),
            )?;
            // As the study loaded it: what the folder lacks is drawn as it was.
            let labels = CLASSES.map(|class| class.as_str().to_owned());
            load = load.with_labels(labels.to_vec()).with_seed(of_svm.seed);
        }
        let pooling = match (of_svm, &settings.bare) {
            (Some(of_svm), _) => of_svm.pooling.parse()?,
            (None, Some(bare)) => bare.pooling,
            (None, None) => Pooling::Mean,
        };
        let svm = Svm::load(file)?.with_threads(threads_or_all(settings.threads));
        let (encoder, report) = BertClassifier::from_dir(&encoder_folder, device, &load)?;
        let lacks_pooler = report
            .initialised
            .iter()
            .any(|name| name.contains("pooler"));
        if of_svm.is_none() && pooling == Pooling::Pooler && lacks_pooler {
            return Err(wrong("an encoder with a pooler", "a folder without one"));
        }
        identity.push_str(&format!(
            "svm {hash} {files:?} {pooling} {}\n",
            preparation.identity()
        ));
        Ok(Self {
            names: names(&svm, record),
            svm,
            file: file.to_owned(),
            folder: encoder_folder,
            encoder,
            pooling,
            options: options(preparation),
            input: preparation.input,
        })
    }

    /// The names of the pairs of classes, in the order of the decision values.
    pub(super) fn pairs(&self) -> Vec<[String; 2]> {
        let name = |class| self.name(class).to_owned();
        let pairs = self.svm.pairs().into_iter();
        pairs
            .map(|(first, second)| [name(first), name(second)])
            .collect()
    }

    fn name(&self, class: i64) -> &str {
        self.names.get(&class).map_or("", String::as_str)
    }

    /// The class of each text, and the decision values of its pairs of classes.
    pub(super) fn predict(&self, texts: &[&str]) -> Result<Vec<(&str, Vec<f64>)>, PipelineError> {
        let vectors = self.encoder.embed(texts, self.pooling, &self.options)?;
        let Some(width) = vectors.first().map(Vec::len) else {
            return Ok(Vec::new());
        };
        let fail = |source| PipelineError::SvmFile {
            path: self.file.display().to_string(),
            source,
        };
        let features = vectors.concat();
        let samples = Samples::f32(&features, vectors.len(), width).map_err(fail)?;
        let classes = self.svm.predict(samples).map_err(fail)?;
        let values = self.svm.decision_values(samples).map_err(fail)?;
        let rows = values.chunks_exact(self.svm.pairs().len());
        let named = classes.into_iter().map(|class| self.name(class));
        Ok(named.zip(rows.map(<[f64]>::to_vec)).collect())
    }
}

/// The machine's own file must be the one that the record beside it has.
fn check_machine(file: &Path, hash: &str, record: &ModelRecord) -> Result<(), PipelineError> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let found = [(name.into_owned(), hash.to_owned())].into();
    let folder = crate::files::folder_of(file);
    check_files(folder, &found, &record.files, &folder.join(NAME))
}

/// The record's names of the classes; without one, those of the sentiments where all classes are their codes, else the numbers.
fn names(svm: &Svm, record: Option<&ModelRecord>) -> BTreeMap<i64, String> {
    let sentiments = Sentiment::ALL.map(|one| (i64::from(one.code()), one.as_str().to_owned()));
    let mut known: BTreeMap<i64, String> = match record {
        Some(record) => {
            let labels = record.labels.iter();
            labels.map(|one| (one.class, one.name.clone())).collect()
        }
        None => sentiments.into(),
    };
    if svm.classes().iter().any(|class| !known.contains_key(class)) {
        known.clear();
    }
    let name = |&class: &i64| {
        let name = known.get(&class).cloned();
        (class, name.unwrap_or_else(|| class.to_string()))
    };
    svm.classes().iter().map(name).collect()
}

fn options(preparation: &Preparation) -> InferenceOptions {
    InferenceOptions::default()
        .with_max_length(preparation.max_length)
        .with_prefix(preparation.prefix.clone())
}
