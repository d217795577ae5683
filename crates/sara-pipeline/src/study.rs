//! The whole study: every stage in order, then the folder.

use crate::PipelineError;
use crate::files::refuse_inputs;
use crate::pending::PendingFolder;
use crate::progress::{Observer, Progress};
use crate::report::{self, Funnel, LabelCounts, Parts, StudyReport};
use crate::stages::analyse::{ClassCounts, WordTable, frequent_words};
#[cfg(feature = "baselines")]
use crate::stages::baselines;
use crate::stages::classify::{
    BertLearner, BertSettings, CLASSES, Learner, MajorityLearner, ModelInput, SvmLearner,
    SvmSettings, assess, inference, starting_classifier,
};
use crate::stages::clean::{Advertisements, PreparedText, Preparer, TextSettings, mark_duplicates};
use crate::stages::ingest::{Tweet, TweetSource};
use crate::stages::label::{Label, LabelSettings, Labeller, TOPIC_KEYWORDS};
use crate::stages::split::{Split, SplitSettings};
use crate::stages::validate::{Ratings, Validation, draw_sample, validate};
use inset_lexicon::Sentiment;
use serde::Serialize;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Every choice of a study.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct StudySettings {
    /// The tweets.
    pub tweets: TweetSource,
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
    /// The encoder.
    pub bert: BertSettings,
    /// The support vector machine.
    pub svm: SvmSettings,
    /// Whether smartcore's classifiers are tested too, on the features that the support vector machine reads; takes the feature `baselines`.
    pub baselines: bool,
    /// Words in each frequency table (the study: 10).
    pub frequent_words: usize,
    /// Whether a folder with an earlier study may be replaced.
    #[serde(skip)]
    pub overwrite: bool,
}

/// Where the experts' ratings come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
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
            text: TextSettings {
                advertisements: Advertisements::Drop,
                ..TextSettings::default()
            },
            drop_duplicates: true,
            label: LabelSettings::default(),
            ratings: RatingSource::None,
            judgement_sample: 200,
            split: SplitSettings::default(),
            bert: BertSettings::from_scratch(),
            svm: SvmSettings::default(),
            baselines: false,
            frequent_words: 10,
            overwrite: false,
        }
    }
}

impl StudySettings {
    /// Every file and folder that is read.
    fn inputs(&self) -> Vec<&Path> {
        let ratings = match &self.ratings {
            RatingSource::Csv { path, .. } => Some(path),
            RatingSource::None | RatingSource::Sample => None,
        };
        [&self.tweets.path, &self.label.inset, &self.bert.model]
            .into_iter()
            .flatten()
            .chain(self.text.inputs())
            .chain(ratings)
            .map(PathBuf::as_path)
            .collect()
    }
}

/// Runs the study and writes its folder; nothing stands there until all of it does.
///
/// # Errors
/// Any stage's own error, each naming its file and line; the folder exists and is not to be replaced; too few rows or classes.
pub fn run(
    settings: &StudySettings,
    out: &Path,
    observer: &mut Observer<'_>,
) -> Result<StudyReport, PipelineError> {
    refuse_inputs(out, settings.inputs())?;
    let pending = PendingFolder::begin(out, settings.overwrite, report::CONTENTS)?;
    // What no row could satisfy should not wait for its stage's turn.
    check_baselines(settings.baselines)?;
    settings.split.check()?;
    settings.svm.params().check()?;
    settings.bert.train_params(settings.split.seed).check()?;
    settings.bert.device()?;
    let mut clock = Clock::default();
    let mut notes = starter_notes(settings);

    observer(Progress::Stage("reading the tweets"));
    let tweets = settings.tweets.read()?;
    clock.lap("read");

    observer(Progress::Stage("cleaning, normalising, stemming"));
    let preparer = Preparer::new(&settings.text)?;
    let mut rows: Vec<PreparedText> = tweets
        .iter()
        .map(|tweet| preparer.prepare(&tweet.text))
        .collect();
    if settings.drop_duplicates {
        mark_duplicates(&mut rows);
    }
    clock.lap("prepare");

    observer(Progress::Stage("labelling with the lexicon"));
    let labeller = Labeller::new(&settings.label)?;
    let labels: Vec<Option<Label>> = rows.iter().map(|row| labeller.label(row)).collect();
    let classes: Vec<Option<Sentiment>> = labels
        .iter()
        .map(|label| label.map(|label| label.sentiment))
        .collect();
    let bias = labeller.audit(&rows, &preparer.stemmed(&TOPIC_KEYWORDS))?;
    clock.lap("label");

    observer(Progress::Stage("validating the labels"));
    let sample = draw_sample(&classes, settings.judgement_sample, settings.split.seed);
    let validation = read_validation(&settings.ratings, &tweets, &classes, &mut notes)?;
    clock.lap("validate");

    observer(Progress::Stage("splitting"));
    let split = settings
        .split
        .split(&classes)
        .map_err(|error| error.within(&settings.tweets.name()))?;
    if !split.set_aside.is_empty() {
        notes.push(format!(
            "The training rows were capped at {}, drawn in proportion to the classes; {} rows were set aside.",
            split.train.len(),
            split.set_aside.len()
        ));
    }

    let texts: Vec<&str> = match settings.bert.input {
        ModelInput::Normalised => rows.iter().map(|row| row.normalised.as_str()).collect(),
        ModelInput::Raw => tweets.iter().map(|tweet| tweet.text.as_str()).collect(),
    };
    observer(Progress::Stage("loading the encoder"));
    let training_texts = pick(&texts, &split.train);
    let (start, load_notes) =
        starting_classifier(&settings.bert, &training_texts, settings.split.seed)?;
    for note in &load_notes {
        observer(Progress::Note(note));
    }
    notes.extend(load_notes);
    clock.lap("load the encoder");

    observer(Progress::Stage("the majority baseline"));
    let majority = MajorityLearner { labels: &classes };
    let (majority_result, _) = assess(&majority, &classes, &split, observer)?;

    observer(Progress::Stage("embeddings of the frozen encoder"));
    let (features, width) = embed_rows(settings, &start, &texts, &split)?;
    clock.lap("embed");

    observer(Progress::Stage("the support vector machine"));
    let svm = SvmLearner {
        features: &features,
        width,
        labels: &classes,
        settings: &settings.svm,
    };
    let (svm_result, svm_model) = assess(&svm, &classes, &split, observer)?;
    clock.lap("support vector machine");

    let mut assessments = vec![svm_result];
    #[cfg(feature = "baselines")]
    if settings.baselines {
        observer(Progress::Stage("smartcore's baselines"));
        let rows = baselines::Rows {
            features: &features,
            width,
            labels: &classes,
        };
        let results = baselines::assess_all(rows, &split, settings.split.seed, observer)?;
        assessments.extend(results);
        clock.lap("baselines");
    }
    assessments.push(majority_result);

    observer(Progress::Stage("fine-tuning the encoder"));
    let bert = BertLearner {
        start: &start,
        texts: &texts,
        labels: &classes,
        settings: &settings.bert,
        seed: settings.split.seed,
    };
    let (bert_result, bert_model) = assess(&bert, &classes, &split, observer)?;
    assessments.insert(0, bert_result);
    clock.lap("fine-tune");

    observer(Progress::Stage("reading the unseen tweets"));
    let by_bert = bert.predict(&bert_model, &split.unseen)?;
    let by_svm = svm.predict(&svm_model, &split.unseen)?;
    clock.lap("predict");

    let mut unseen_counts = Vec::new();
    let mut words = Vec::new();
    for (name, predicted) in [(bert.name(), &by_bert), (svm.name(), &by_svm)] {
        unseen_counts.push(ClassCounts::new(name, predicted));
        for class in [Sentiment::Positive, Sentiment::Negative] {
            let of_class = split
                .unseen
                .iter()
                .zip(predicted)
                .filter(|&(_, &other)| other == class)
                .map(|(&row, _)| rows[row].words.as_slice());
            words.push(WordTable {
                model: name.to_owned(),
                sentiment: class.as_str(),
                words: frequent_words(of_class, settings.frequent_words),
            });
        }
    }

    let report = StudyReport {
        version: env!("CARGO_PKG_VERSION"),
        funnel: Funnel::count(&rows),
        labels: LabelCounts::count(&classes),
        bias,
        judgement_sample: sample.len(),
        validation,
        parts: Parts::count(&split),
        assessments,
        unseen_counts,
        words,
        notes,
        settings: settings.clone(),
    };
    observer(Progress::Stage("writing the folder"));
    let models = pending.path().join("models");
    std::fs::create_dir(&models)
        .map_err(|source| PipelineError::io(&models, "create the folder", source))?;
    let folder = report::Folder(pending.path());
    folder.write_tables(&Tables {
        tweets: &tweets,
        rows: &rows,
        labels: &labels,
        split: &split,
        sample: &sample,
        by_bert: &by_bert,
        by_svm: &by_svm,
    })?;
    if settings.bert.model.is_none() {
        // The support vector machine reads the embeddings of these weights, which stand nowhere else.
        start.save_encoder(&models.join("encoder"))?;
    }
    bert_model.save(&models.join("bert"))?;
    svm_model.save(models.join("svm.model"))?;
    crate::model_folder::describe(&models, &report)?;
    folder.write_report(&report, &clock.laps)?;
    pending.finish()?;
    Ok(report)
}

#[cfg(feature = "baselines")]
fn check_baselines(_: bool) -> Result<(), PipelineError> {
    Ok(())
}

/// Smartcore is not in this build.
#[cfg(not(feature = "baselines"))]
fn check_baselines(wanted: bool) -> Result<(), PipelineError> {
    if wanted {
        return Err(PipelineError::Setting {
            name: "baselines",
            value: "one without".to_owned(),
            expected:
                "a program built with `cargo install --path crates/sara-cli --features baselines`"
                    .to_owned(),
        });
    }
    Ok(())
}

/// The rows behind the CSV files.
pub(crate) struct Tables<'a> {
    pub(crate) tweets: &'a [Tweet],
    pub(crate) rows: &'a [PreparedText],
    pub(crate) labels: &'a [Option<Label>],
    pub(crate) split: &'a Split,
    pub(crate) sample: &'a [usize],
    pub(crate) by_bert: &'a [Sentiment],
    pub(crate) by_svm: &'a [Sentiment],
}

/// Wall seconds of each stage; kept apart from the report, which is the same for every run of the same settings.
#[derive(Debug)]
struct Clock {
    last: Instant,
    laps: Vec<(&'static str, f64)>,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            last: Instant::now(),
            laps: Vec::new(),
        }
    }
}

impl Clock {
    fn lap(&mut self, stage: &'static str) {
        self.laps.push((stage, self.last.elapsed().as_secs_f64()));
        self.last = Instant::now();
    }
}

fn starter_notes(settings: &StudySettings) -> Vec<String> {
    let starters = [
        (
            settings.tweets.path.is_none(),
            "sample tweets, invented for this project (--tweets reads yours)",
        ),
        (
            settings.text.slang.is_empty(),
            "the starter slang list (--slang reads a real one)",
        ),
        (
            settings.text.stemmer.dictionary.is_none(),
            "the starter root list (--dictionary reads Sastrawi's)",
        ),
        (
            settings.label.inset.is_none(),
            "the starter sentiment lexicon (--inset reads InSet)",
        ),
        (
            settings.ratings == RatingSource::Sample,
            "invented expert ratings (--ratings reads yours)",
        ),
    ];
    starters
        .into_iter()
        .filter(|(used, _)| *used)
        .map(|(_, what)| format!("This study used {what}."))
        .collect()
}

fn read_validation(
    source: &RatingSource,
    tweets: &[Tweet],
    classes: &[Option<Sentiment>],
    notes: &mut Vec<String>,
) -> Result<Option<Validation>, PipelineError> {
    let ratings = match source {
        RatingSource::None => return Ok(None),
        RatingSource::Sample => Ratings::sample()?,
        RatingSource::Csv { path, id_column } => Ratings::read_sample(path, id_column)?,
    };
    notes.extend(ratings.notes.iter().cloned());
    let mut labelled = HashMap::new();
    for (tweet, class) in tweets.iter().zip(classes) {
        if let Some(class) = class
            && labelled.insert(tweet.id.as_str(), *class).is_some()
        {
            return Err(PipelineError::Setting {
                name: "id-column",
                value: format!("`{}` twice", tweet.id),
                expected: "an id of its own for every tweet, to join the ratings by".to_owned(),
            });
        }
    }
    Ok(Some(validate(&ratings, &labelled)?))
}

/// The features of every row that stands in a part, `width` numbers a row of the whole table.
fn embed_rows(
    settings: &StudySettings,
    start: &indobert_burn::BertClassifier,
    texts: &[&str],
    split: &Split,
) -> Result<(Vec<f32>, usize), PipelineError> {
    let used = [split.train.as_slice(), &split.test, &split.unseen].concat();
    let embeddings = start.embed(
        &pick(texts, &used),
        settings.svm.pooling,
        &inference(&settings.bert),
    )?;
    let width = embeddings.first().map_or(0, Vec::len);
    let mut features = vec![0.0; texts.len() * width];
    for (&row, embedding) in used.iter().zip(&embeddings) {
        features[row * width..(row + 1) * width].copy_from_slice(embedding);
    }
    Ok((features, width))
}

fn pick<'a>(texts: &[&'a str], rows: &[usize]) -> Vec<&'a str> {
    rows.iter()
        .filter_map(|&row| texts.get(row).copied())
        .collect()
}

/// The name of a row's part, as it stands in `labels.csv`.
pub(crate) fn part_names(split: &Split, rows: usize) -> Vec<&'static str> {
    let mut names = vec![""; rows];
    for (name, part) in [
        ("train", &split.train),
        ("test", &split.test),
        ("unseen", &split.unseen),
        ("set-aside", &split.set_aside),
    ] {
        for &row in part {
            names[row] = name;
        }
    }
    names
}

/// The classes as the tables name them.
pub(crate) fn class_names() -> [&'static str; 3] {
    CLASSES.map(Sentiment::as_str)
}
