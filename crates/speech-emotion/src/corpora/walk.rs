//! The audio files of a folder.

use std::fs;
use std::path::{Path, PathBuf};

use speech_features::AUDIO_ENDINGS;

use crate::EmotionError;

/// Extensions of audio files, in lower case, whether they can be decoded or not.
const AUDIO: [&str; 7] = ["wav", "flac", "ogg", "oga", "mp3", "aif", "aiff"];

/// Searches a folder and its folders for recordings of whatever name that can be decoded: the
/// files with one of [`AUDIO_ENDINGS`], by path, and how many others there are.
///
/// # Errors
///
/// [`EmotionError::Read`], or [`EmotionError::NoRecordings`] where there is none.
pub fn recordings_in(folder: impl AsRef<Path>) -> Result<(Vec<PathBuf>, usize), EmotionError> {
    let folder = folder.as_ref();
    let (files, others) = files_of(folder, AUDIO_ENDINGS)?;
    if files.is_empty() {
        return Err(EmotionError::NoRecordings {
            path: folder.to_owned(),
            endings: AUDIO_ENDINGS.join(", "),
            files: others,
        });
    }
    Ok((files, others))
}

/// Audio files by path, and how many other files there are.
pub(super) fn audio_files(folder: &Path) -> Result<(Vec<PathBuf>, usize), EmotionError> {
    files_of(folder, &AUDIO)
}

fn files_of(folder: &Path, endings: &[&str]) -> Result<(Vec<PathBuf>, usize), EmotionError> {
    let (mut files, mut others) = (Vec::new(), 0);
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let read = |source| EmotionError::Read {
            path: folder.clone(),
            source,
        };
        for entry in fs::read_dir(&folder).map_err(read)? {
            let entry = entry.map_err(read)?;
            let path = entry.path();
            let kind = entry.file_type().map_err(read)?;
            // Links to folders are not followed: they may lead in a circle. Nobody may ever write
            // to a pipe, and reading a device may have no end. A link to nothing is met when it is
            // read, and named then.
            let is_link =
                || kind.is_symlink() && path.metadata().map_or(true, |found| found.is_file());
            if kind.is_dir() {
                open.push(path);
            } else if (kind.is_file() || is_link()) && is_audio(&path, endings) {
                files.push(path);
            } else {
                others += 1;
            }
        }
    }
    files.sort();
    Ok((files, others))
}

fn is_audio(path: &Path, endings: &[&str]) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    // Files that macOS leaves beside others, `._name.wav`, are no audio.
    let is_resource_fork = (path.file_name().and_then(|name| name.to_str()))
        .is_some_and(|name| name.starts_with("._"));
    extension.is_some_and(|extension| {
        !is_resource_fork && endings.contains(&extension.to_ascii_lowercase().as_str())
    })
}
