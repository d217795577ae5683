//! The recordings that the arguments name, and their features.

use super::arguments::RecordingArguments;
use super::wrong_use;
use anyhow::Result;
use speech_emotion::corpora::{Clip, Corpus, Loaded, read_list};
use speech_emotion::{EmotionError, FeatureCache, FeatureTable};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The recordings asked for, and the folder or list that names them.
pub(super) fn clips(arguments: &RecordingArguments) -> Result<(PathBuf, Vec<Clip>)> {
    if let Some(list) = &arguments.list {
        let clips = read_list(list).map_err(|error| match error {
            // The others name the list themselves.
            EmotionError::Empty { .. } => {
                anyhow::Error::new(error).context(list.display().to_string())
            }
            error => error.into(),
        })?;
        return Ok((list.clone(), clips));
    }
    let (corpus, folder) = named(arguments.corpus.as_deref().unwrap_or_default(), "--corpus");
    let clips = load(corpus, &folder)?.clips;
    Ok((folder, clips))
}

pub(super) fn load(corpus: Corpus, folder: &Path) -> Result<Loaded> {
    let loaded = corpus.load(folder)?;
    if let Some(first) = loaded.misfits.first() {
        crate::say!(
            "{} audio files do not fit {}, the first: {}: {}",
            loaded.misfits.len(),
            corpus.as_str(),
            first.path.display(),
            first.reason
        );
    }
    if loaded.other_files > 0 {
        crate::say!("{} files are no audio", loaded.other_files);
    }
    Ok(loaded)
}

/// The features of all clips. What was computed before one failed stays in the cache.
pub(super) fn features(arguments: &RecordingArguments, clips: &[Clip]) -> Result<FeatureTable> {
    let mut cache = match &arguments.cache {
        Some(path) => FeatureCache::open(path)?,
        None => FeatureCache::new(),
    };
    let threads = sara_pipeline::threads_or_all(arguments.threads);
    let features = cache.table(clips, threads);
    cache.save()?;
    Ok(features?)
}

/// The two values of an option that names a corpus and its folder.
pub(super) fn named(values: &[OsString], option: &str) -> (Corpus, PathBuf) {
    let [name, folder] = values else {
        wrong_use(&format!(
            "{option} needs the name of a corpus and its folder"
        ));
    };
    match Corpus::NAMED.iter().find(|corpus| name == corpus.as_str()) {
        Some(corpus) => (*corpus, folder.into()),
        None => {
            let names: Vec<&str> = Corpus::NAMED.iter().map(|corpus| corpus.as_str()).collect();
            let (name, names) = (name.to_string_lossy(), names.join(", "));
            wrong_use(&format!("{option}: expected one of {names}, got `{name}`"));
        }
    }
}
