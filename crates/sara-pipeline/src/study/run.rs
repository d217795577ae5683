//! The stages in their order, each read back where it is stored, and the folder at the end.

use super::clock::Clock;
use super::comparison::Comparison;
use super::keys::Keys;
use super::models::Material;
use super::notes::{comparison_notes, split_notes, starter_notes};
use super::tables::Tables;
use super::{RatingSource, StudySettings, stored};
use crate::PipelineError;
use crate::files::{display_name, refuse_inputs};
use crate::lazy::Lazy;
use crate::model_folder;
use crate::pending::PendingFolder;
use crate::progress::{Observer, Progress};
use crate::report::{self, Funnel, LabelCounts, NearDuplicates, Parts, StudyReport, sources};
use crate::stages::analyse::{ClassCounts, WordTable, frequent_words};
use crate::stages::assess::{Course, Outcome};
use crate::stages::classify::{Encoder, Features, ModelInput, inference};
use crate::stages::clean::{PreparedText, Preparer, mark_duplicates};
use crate::stages::errors::MisreadTweet;
use crate::stages::experts::ExpertLabels;
use crate::stages::groups::{Groups, texts_of};
use crate::stages::ingest::{Tweet, TweetFile};
use crate::stages::label::{Label, Labeller};
use crate::stages::topics::{Keywords, Topics};
use crate::stages::validate::{Validation, draw_sample, validate};
use crate::store::Store;
use inset_lexicon::Sentiment;
use std::collections::HashMap;
use std::path::Path;

/// Refuses settings and places that no study can have, before any work.
pub(super) fn check(settings: &StudySettings, out: &Path) -> Result<(), PipelineError> {
    refuse_inputs(out, settings.inputs())?;
    refuse_inputs(&Store::folder_beside(out)?, settings.inputs())?;
    settings.problems().into_iter().next().map_or(Ok(()), Err)
}

/// The file with the rows that the study takes, and how many it has.
pub(super) fn read_tweets(settings: &StudySettings) -> Result<(TweetFile, usize), PipelineError> {
    settings.tweets.read_first(settings.max_rows)
}

/// Runs the study and writes its folder; nothing stands there until all of it does.
///
/// The output of each stage is stored in a folder beside `out`, whose name has `.stages` at its end: a study that was stopped goes on
/// from there when it is run again, and one with other settings takes over what they do not touch.
///
/// # Errors
/// Any stage's own error, each naming its file and line; the folder exists and is not to be replaced; too few rows or classes; another
/// study is on the way to the same folder.
pub fn run(
    settings: &StudySettings,
    out: &Path,
    observer: &mut Observer<'_>,
) -> Result<StudyReport, PipelineError> {
    check(settings, out)?;
    // What is in the way shows itself before the work and not after it.
    drop(PendingFolder::begin(
        out,
        settings.overwrite,
        report::CONTENTS,
    )?);
    let mut clock = Clock::default();
    let mut notes = starter_notes(settings);

    observer(Progress::Stage("reading the tweets"));
    let (file, rows_read) = read_tweets(settings)?;
    let tweets = &file.tweets;
    let count = tweets.len();
    if let Some(path) = &settings.tweets.path {
        // Its name alone: the same study called from another folder has the same report.
        let name = path.file_name().map_or(path.as_path(), Path::new);
        notes.push(file.note(&display_name(name)));
    }
    if count < rows_read {
        notes.push(format!(
            "Only the first {count} of the {rows_read} rows were taken (--max-rows)."
        ));
    }
    let preparer = Preparer::new(&settings.text)?;
    let labeller = Labeller::new(&settings.label)?;
    let keys = Keys::new(settings, tweets)?;
    let sources = sources(settings)?;
    let store = Store::open(out, settings.stored_stages)?;
    clock.lap("read");

    observer(Progress::Stage("cleaning, normalising, stemming"));
    let rows = store.stage(
        &keys.prepared,
        |folder| stored::read_prepared(folder, count),
        |rows: &Vec<PreparedText>, folder| stored::write_prepared(rows, folder),
        observer,
        |_| {
            let retweets = settings.tweets.retweets;
            let prepared = tweets
                .iter()
                .map(|tweet| preparer.prepare_tweet(tweet, retweets));
            let mut rows: Vec<PreparedText> = prepared.collect();
            if settings.drop_duplicates {
                mark_duplicates(&mut rows);
            }
            Ok(rows)
        },
    )?;
    clock.lap("prepare");

    observer(Progress::Stage("labelling with the lexicon"));
    let labels = store.stage(
        &keys.labels,
        |folder| stored::read_labels(folder, count),
        |labels: &Vec<Option<Label>>, folder| stored::write_labels(labels, folder),
        observer,
        |_| Ok(rows.iter().map(|row| labeller.label(row)).collect()),
    )?;
    let classes: Vec<Option<Sentiment>> = labels
        .iter()
        .map(|label| label.map(|label| label.sentiment))
        .collect();
    let bias = labeller.audit(&rows, &preparer.stemmed(&settings.keywords))?;
    let keywords = Keywords::new(&settings.keywords, &preparer);
    let topics = Topics::count(&keywords, tweets, &rows, &classes);
    notes.extend(topics.note());
    clock.lap("label");

    observer(Progress::Stage("validating the labels"));
    let sample = draw_sample(&classes, settings.judgement_sample, settings.split.seed);
    let (validation, experts) = read_validation(&settings.ratings, tweets, &classes, &mut notes)?;
    clock.lap("validate");

    observer(Progress::Stage("splitting"));
    let stored::StoredSplit { split, near } =
        split_rows(settings, &rows, &classes, &store, &keys, observer)?;
    let near_duplicates = NearDuplicates::count(&split, &near);
    notes.extend(split_notes(settings, &split, &near_duplicates));
    clock.lap("split");

    let normalised: Vec<&str> = rows.iter().map(|row| row.normalised.as_str()).collect();
    let texts: Vec<&str> = match settings.bert.input {
        ModelInput::Normalised => normalised.clone(),
        ModelInput::Raw => tweets.iter().map(|tweet| tweet.text.as_str()).collect(),
    };
    // From here on the work is long: what is stored stays, whatever stops the study.
    store.keep();
    let training_texts = pick(&texts, &split.train);
    let encoder = Lazy::new(|| Encoder::load(&settings.bert, &training_texts, settings.split.seed));
    observer(Progress::Stage("embeddings of the frozen encoder"));
    let used = [split.train.as_slice(), &split.test, &split.unseen].concat();
    let (shape, computed) = store.stage(
        &keys.embeddings,
        |folder| Ok((stored::read_shape(folder, &used)?, None)),
        |(shape, features), folder| {
            if settings.bert.model.is_none() {
                // The support vector machine reads the embeddings of these weights, which stand nowhere else.
                let encoder = &encoder.get()?.classifier;
                encoder.save_encoder(&folder.join("encoder"))?;
            }
            let mut features = features.iter();
            features
                .try_for_each(|features| stored::write_embeddings(features, &used, shape, folder))
        },
        observer,
        |_| {
            let encoder = encoder.get()?;
            let features = embed_rows(settings, encoder, &texts, &used)?;
            let shape = stored::Shape {
                rows: used.len(),
                width: features.width,
                notes: encoder.notes.clone(),
            };
            Ok((shape, Some(features)))
        },
    )?;
    let embedded = store.path(&keys.embeddings);
    let features = Lazy::new(|| stored::read_embeddings(&embedded, &used, count, shape.width));
    if let Some(computed) = computed {
        features.set(computed);
    }
    for note in &shape.notes {
        observer(Progress::Note(note));
    }
    notes.extend(shape.notes.iter().cloned());
    clock.lap("embed");

    let course = Course {
        labels: &classes,
        split: &split,
        store: &store,
    };
    let material = Material {
        settings,
        course,
        keys: &keys,
        near: &near,
        normalised: &normalised,
        texts: &texts,
        encoder: &encoder,
        features: &features,
    };
    let models = material.assess_all(&mut clock, observer)?;
    let comparison = Comparison::new(&models, course, experts.as_ref())?;
    let pseudo_labels = models.pseudo.as_ref().map(|pseudo| pseudo.labels.clone());
    notes.extend(comparison_notes(
        settings,
        pseudo_labels.as_ref(),
        experts.as_ref(),
        comparison.experts.as_ref(),
    ));

    let mut unseen_counts = Vec::new();
    let mut words = Vec::new();
    for Outcome {
        assessment, unseen, ..
    } in [&models.bert, &models.svm]
    {
        let unseen = &unseen.classes;
        let name = &assessment.model;
        unseen_counts.push(ClassCounts::new(name, unseen));
        for class in [Sentiment::Positive, Sentiment::Negative] {
            let of_class = split
                .unseen
                .iter()
                .zip(unseen)
                .filter(|&(_, &other)| other == class)
                .map(|(&row, _)| rows[row].words.as_slice());
            words.push(WordTable {
                model: name.clone(),
                sentiment: class.as_str(),
                words: frequent_words(of_class, settings.frequent_words),
            });
        }
    }
    let metrics: Vec<String> = (models.all())
        .filter(|outcome| !outcome.assessment.by_construction)
        .flat_map(|outcome| outcome.metrics.iter().cloned())
        .collect();
    let misread = models.misread.iter();

    let report = StudyReport {
        version: env!("CARGO_PKG_VERSION"),
        funnel: Funnel::count(&rows).with_unread(&file.counts),
        labels: LabelCounts::count(&classes),
        bias,
        judgement_sample: sample.len(),
        validation,
        parts: Parts::count(&split),
        near_duplicates,
        assessments: (models.all())
            .map(|outcome| outcome.assessment.clone())
            .collect(),
        experts: comparison.experts,
        against_best: comparison.against_best,
        calibration: comparison.calibration,
        misread: misread
            .filter_map(|one| MisreadTweet::new(one, tweets, &classes))
            .collect(),
        pseudo_labels,
        topics,
        unseen_counts,
        words,
        notes,
        sources,
        settings: settings.clone(),
    };
    observer(Progress::Stage("writing the folder"));
    // A study that is killed here leaves nothing in or beside its folder that would be in the way.
    let pending = match store.near(out) {
        Some(near) => PendingFolder::begin_in(near, out, settings.overwrite, report::CONTENTS)?,
        None => PendingFolder::begin(out, settings.overwrite, report::CONTENTS)?,
    };
    let folder = report::Folder(pending.path());
    folder.write_tables(&Tables {
        tweets,
        keywords: &keywords,
        rows: &rows,
        labels: &labels,
        split: &split,
        sample: &sample,
        by_bert: &models.bert.unseen.classes,
        by_svm: &models.svm.unseen.classes,
        by_tfidf: &models.tfidf.unseen.classes,
    })?;
    let of_models = pending.path().join("models");
    if settings.bert.model.is_none() {
        copy_files(&embedded.join("encoder"), &of_models.join("encoder"))?;
    }
    if let Some(model) = &models.bert.model {
        copy_files(model, &of_models.join("bert"))?;
    }
    for model in [&models.svm.model, &models.tfidf.model]
        .into_iter()
        .flatten()
    {
        copy_files(model, &of_models)?;
    }
    model_folder::describe(&of_models, &report)?;
    folder.write_settings(settings, out)?;
    folder.write_report(&report, &metrics)?;
    clock.lap("write");
    folder.write_timings(&clock.laps, &store.uses())?;
    pending.finish()?;
    Ok(report)
}

/// Splits the rows, and makes sure that nothing leaks, also out of a split that was stored.
fn split_rows(
    settings: &StudySettings,
    rows: &[PreparedText],
    classes: &[Option<Sentiment>],
    store: &Store,
    keys: &Keys,
    observer: &mut Observer<'_>,
) -> Result<stored::StoredSplit, PipelineError> {
    let texts = texts_of(rows);
    let groups = |near: &Groups| settings.split.groups.groups_beside(&texts, near);
    let stored = store.stage(
        &keys.split,
        |folder| stored::read_split(folder, rows.len(), settings.split.folds),
        |stored, folder| stored::write_split(stored, rows.len(), folder),
        observer,
        |_| {
            let near = Groups::near(&texts);
            let split = settings.split.split(classes, &groups(&near));
            let split = split.map_err(|error| error.within(&settings.tweets.name()))?;
            Ok(stored::StoredSplit { split, near })
        },
    )?;
    stored.split.check(&groups(&stored.near))?;
    Ok(stored)
}

/// Copies the files of a stored stage to their place in the study's folder.
fn copy_files(from: &Path, to: &Path) -> Result<(), PipelineError> {
    std::fs::create_dir_all(to)
        .map_err(|source| PipelineError::io(to, "create the folder", source))?;
    let fail = |source| PipelineError::io(from, "copy the files of", source);
    for entry in std::fs::read_dir(from).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        std::fs::copy(entry.path(), to.join(entry.file_name())).map_err(fail)?;
    }
    Ok(())
}

/// How far the experts agree with the lexicon, and what they say of each row.
fn read_validation(
    source: &RatingSource,
    tweets: &[Tweet],
    classes: &[Option<Sentiment>],
    notes: &mut Vec<String>,
) -> Result<(Option<Validation>, Option<ExpertLabels>), PipelineError> {
    let Some(ratings) = source.read()? else {
        return Ok((None, None));
    };
    notes.extend(ratings.notes.iter().cloned());
    let mut labelled = HashMap::new();
    let mut row_of = HashMap::new();
    for (row, (tweet, class)) in tweets.iter().zip(classes).enumerate() {
        if class.is_some() {
            row_of.insert(tweet.id.as_str(), row);
        }
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
    let validation = validate(&ratings, &labelled)?;
    Ok((
        Some(validation),
        Some(ExpertLabels::new(&ratings, &row_of)?),
    ))
}

/// The features of the rows that stand in a part.
fn embed_rows(
    settings: &StudySettings,
    encoder: &Encoder,
    texts: &[&str],
    used: &[usize],
) -> Result<Features, PipelineError> {
    let embeddings = encoder.classifier.embed(
        &pick(texts, used),
        settings.svm.pooling,
        &inference(&settings.bert),
    )?;
    let width = embeddings.first().map_or(0, Vec::len);
    let mut values = vec![0.0; texts.len() * width];
    for (&row, embedding) in used.iter().zip(&embeddings) {
        values[row * width..(row + 1) * width].copy_from_slice(embedding);
    }
    Ok(Features { values, width })
}

fn pick<'a>(texts: &[&'a str], rows: &[usize]) -> Vec<&'a str> {
    rows.iter()
        .filter_map(|&row| texts.get(row).copied())
        .collect()
}
