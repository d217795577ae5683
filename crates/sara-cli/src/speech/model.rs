//! The model that the arguments name.

use super::arguments::SpeechModelArguments;
use super::recordings::{load, named};
use super::wrong_use;
use crate::settings::Given;
use anyhow::{Context, Result};
use speech_emotion::models::SupportVectors;
use speech_emotion::{ClassMap, Emotion, FeatureCache, Recognise, Recogniser, demo_recogniser};
use speech_finetune::WaveRecogniser;
use std::ffi::OsString;
use std::path::PathBuf;
use wav2vec2_burn::Device;

/// Chooses the takes that the demonstration hears.
const DEMONSTRATION_SEED: u64 = 7;

/// As that of `sara speech train`, so that both give the same model.
const SEED: u64 = 42;

/// What is said with every answer of a model that learned from a corpus.
pub(super) const WARNING: &str = speech_finetune::WARNING;

/// Without any argument the demonstration.
pub(super) fn find(arguments: &SpeechModelArguments, given: &Given) -> Result<Box<dyn Recognise>> {
    let is_file = |path: &PathBuf| path.exists() && !path.is_dir();
    let is_on_statistics = arguments.model.as_ref().is_none_or(is_file);
    if is_on_statistics && given.has("device") {
        wrong_use(
            "--device is for --model with the folder of a network; \
             a classifier on statistics has no use for it",
        );
    }
    Ok(match (&arguments.model, &arguments.learn_from) {
        (Some(folder), _) if folder.is_dir() => {
            let device = Device::from_name(&arguments.device)?;
            Box::new(WaveRecogniser::from_dir(folder, &device)?)
        }
        (Some(file), _) => Box::new(Recogniser::load(file)?),
        (None, Some(corpus)) => Box::new(fitted(corpus)?),
        (None, None) => Box::new(demo_recogniser(DEMONSTRATION_SEED)?),
    })
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
    let learner = SupportVectors::default().with_seed(SEED);
    Ok(Recogniser::fit(
        &features,
        &clips.labels,
        &learner,
        &learned_from,
        WARNING,
    )?)
}
