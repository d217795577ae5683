//! Every choice of a study, and which of them no study can have.

use crate::PipelineError;
use crate::stages::assess::FoldProtocol;
use crate::stages::classify::{BertSettings, SvmSettings};
use crate::stages::clean::{Advertisements, TextSettings};
use crate::stages::ingest::TweetSource;
use crate::stages::label::{LabelSettings, TOPIC_KEYWORDS};
use crate::stages::pseudo::PseudoSettings;
use crate::stages::split::SplitSettings;
use crate::stages::tfidf::TfIdfSettings;
use crate::stages::validate::Ratings;
use crate::store::StoredStages;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Every choice of a study.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct StudySettings {
    /// The tweets.
    pub tweets: TweetSource,
    /// At most this many rows, the first ones; `None` for all.
    pub max_rows: Option<usize>,
    /// Word lists and row rules.
    pub text: TextSettings,
    /// Whether a row whose normalised text stands in an earlier row is dropped.
    pub drop_duplicates: bool,
    /// The lexicon and its formula.
    pub label: LabelSettings,
    /// The experts' ratings.
    pub ratings: RatingSource,
    /// Rows in the sample that is written out for experts to judge (the study: 1,000).
    pub judgement_sample: usize,
    /// The parts.
    pub split: SplitSettings,
    /// Where the encoder's weights start in each fold. A support vector machine has none to go on from.
    pub fold_protocol: FoldProtocol,
    /// The encoder.
    pub bert: BertSettings,
    /// The support vector machine.
    pub svm: SvmSettings,
    /// The plain baseline.
    pub tfidf: TfIdfSettings,
    /// Whether the encoder learns from its own labels too.
    pub pseudo: PseudoSettings,
    /// Whether smartcore's classifiers are tested too, on the features that the support vector machine reads; takes the feature `baselines`.
    pub baselines: bool,
    /// Words in each frequency table (the study: 10).
    pub frequent_words: usize,
    /// Misread test rows of each model that are taken apart word by word.
    pub error_examples: usize,
    /// The words of the topics, which are counted by class and day, and whose own weights in the lexicon are audited.
    pub keywords: Vec<String>,
    /// Whether a folder with an earlier study may be replaced.
    #[serde(skip)]
    pub overwrite: bool,
    /// What becomes of the stages stored beside the folder. No result depends on it.
    #[serde(skip)]
    pub stored_stages: StoredStages,
}

/// Where the experts' ratings come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "source", rename_all = "kebab-case")]
pub enum RatingSource {
    /// Nobody has rated yet.
    None,
    /// The invented ratings of the sample tweets.
    Sample,
    /// A CSV file with the given id column and one column a rater.
    Csv {
        /// The file.
        path: PathBuf,
        /// The column whose values are the tweets' ids.
        id_column: String,
    },
}

impl StudySettings {
    /// The sample tweets, starter word lists and a tiny encoder: nothing to download.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            ratings: RatingSource::Sample,
            ..Self::new(TweetSource::sample())
        }
    }

    /// The study's settings on other tweets, with starter word lists and a tiny encoder until others are given.
    #[must_use]
    pub fn new(tweets: TweetSource) -> Self {
        Self {
            tweets,
            max_rows: None,
            text: TextSettings {
                advertisements: Advertisements::Drop,
                ..TextSettings::default()
            },
            drop_duplicates: true,
            label: LabelSettings::default(),
            ratings: RatingSource::None,
            judgement_sample: 200,
            split: SplitSettings::default(),
            fold_protocol: FoldProtocol::default(),
            bert: BertSettings::from_scratch(),
            svm: SvmSettings::default(),
            tfidf: TfIdfSettings::default(),
            pseudo: PseudoSettings::default(),
            baselines: false,
            frequent_words: 10,
            error_examples: 10,
            keywords: TOPIC_KEYWORDS.map(str::to_owned).to_vec(),
            overwrite: false,
            stored_stages: StoredStages::default(),
        }
    }
}

impl StudySettings {
    /// Every file and folder that is read.
    pub(crate) fn inputs(&self) -> Vec<&Path> {
        let ratings = match &self.ratings {
            RatingSource::Csv { path, .. } => Some(path),
            RatingSource::None | RatingSource::Sample => None,
        };
        [&self.label.inset, &self.bert.model]
            .into_iter()
            .flatten()
            .chain(self.tweets.inputs())
            .chain(self.text.inputs())
            .chain(ratings)
            .map(PathBuf::as_path)
            .collect()
    }
}

impl StudySettings {
    /// What no row could satisfy, which should not wait for its stage's turn.
    pub(crate) fn problems(&self) -> Vec<PipelineError> {
        let seed = self.split.seed;
        let checks = [
            self.check_max_rows(),
            self.tweets.check(),
            self.check_keywords(),
            self.split.check(),
            self.svm.params().check().map_err(PipelineError::from),
            self.bert
                .train_params(seed)
                .check()
                .map_err(PipelineError::from),
            self.bert.device().map(drop),
            self.tfidf.check(),
            self.check_confidence(),
            self.check_baselines(),
        ];
        let variants = self.bert.other_variants().into_iter().map(|variant| {
            let bert = self.bert.with_variant(variant);
            Ok(bert.train_params(seed).check()?)
        });
        let all = checks.into_iter().chain(variants);
        all.filter_map(Result::err).collect()
    }

    fn check_max_rows(&self) -> Result<(), PipelineError> {
        if self.max_rows == Some(0) {
            return Err(PipelineError::Setting {
                name: "max-rows",
                value: "0".to_owned(),
                expected: "at least 1".to_owned(),
            });
        }
        Ok(())
    }

    fn check_confidence(&self) -> Result<(), PipelineError> {
        let confidence = self.pseudo.confidence;
        if (0.0..=1.0).contains(&confidence) {
            return Ok(());
        }
        Err(PipelineError::Setting {
            name: "pseudo-confidence",
            value: confidence.to_string(),
            expected: "a share from 0 to 1".to_owned(),
        })
    }

    fn check_keywords(&self) -> Result<(), PipelineError> {
        let has_letter = |word: &String| word.contains(char::is_alphabetic);
        let wrong = self.keywords.iter().find(|word| !has_letter(word));
        wrong.map_or(Ok(()), |word| {
            Err(PipelineError::Setting {
                name: "keywords",
                value: format!("`{word}`"),
                expected: "words of letters".to_owned(),
            })
        })
    }

    /// Smartcore may not be in this build.
    fn check_baselines(&self) -> Result<(), PipelineError> {
        if self.baselines && !cfg!(feature = "baselines") {
            return Err(PipelineError::Setting {
                name: "baselines",
                value: "one without".to_owned(),
                expected: "a program built with `cargo install --path crates/sara-cli --features baselines`"
                    .to_owned(),
            });
        }
        Ok(())
    }
}

impl RatingSource {
    pub(super) fn read(&self) -> Result<Option<Ratings>, PipelineError> {
        match self {
            Self::None => Ok(None),
            Self::Sample => Ratings::sample().map(Some),
            Self::Csv { path, id_column } => Ratings::read_sample(path, id_column).map(Some),
        }
    }
}
