//! The model that the arguments name.

use super::arguments::SpeechModelArguments;
use super::recordings::{load, named};
use anyhow::{Context, Result};
use speech_emotion::models::SupportVectors;
use speech_emotion::{ClassMap, Emotion, FeatureCache, Recogniser, demo_recogniser};
use speech_server::RecogniserReader;
use std::ffi::OsString;

/// Chooses the takes that the demonstration hears.
const DEMONSTRATION_SEED: u64 = 7;

/// What is said with every answer of a model that learned from a corpus.
const WARNING: &str = "learned from acted emotions of a few speakers; \
                       its answers are guesses about sounds, not findings about people";

/// Without any argument the demonstration.
pub(super) fn find(arguments: &SpeechModelArguments) -> Result<Recogniser> {
    match &arguments.learn_from {
        Some(corpus) => fitted(corpus),
        None => Ok(demo_recogniser(DEMONSTRATION_SEED)?),
    }
}

/// The same for a server.
pub(super) fn reader(arguments: &SpeechModelArguments) -> Result<RecogniserReader> {
    match &arguments.learn_from {
        Some(corpus) => Ok(RecogniserReader::new(fitted(corpus)?)),
        None => Ok(RecogniserReader::demo(DEMONSTRATION_SEED)?),
    }
}

/// A recogniser that learned from a folder, with every label that stands there.
fn fitted(corpus: &[OsString]) -> Result<Recogniser> {
    let (corpus, folder) = named(corpus, "--learn-from");
    let loaded = load(corpus, &folder)?;
    let clips = ClassMap::of(&Emotion::ALL).apply(&loaded.clips);
    let clips = clips.with_context(|| folder.display().to_string())?;
    let threads = sara_pipeline::threads_or_all(None);
    let features = FeatureCache::new().table(&clips.clips, threads)?;
    let learned_from = format!(
        "{} recordings of {}, {}",
        clips.clips.len(),
        corpus.as_str(),
        folder.display()
    );
    let learner = SupportVectors::default();
    Ok(Recogniser::fit(
        &features,
        &clips.labels,
        &learner,
        &learned_from,
        WARNING,
    )?)
}
