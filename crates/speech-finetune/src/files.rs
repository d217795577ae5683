//! Files that nobody ever sees half-written.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use wav2vec2_burn::FileLock;

use crate::FinetuneError;

/// Writes JSON beside its place, waits for the disk, and gives it its name.
pub(crate) fn write_json<T: Serialize>(path: &Path, value: &T) -> Result<(), FinetuneError> {
    let mut text = serde_json::to_vec_pretty(value).map_err(FinetuneError::json(path))?;
    text.push(b'\n');
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(FinetuneError::io("create", folder))?;
    }
    let aside = path.with_extension("json.writing");
    File::create(&aside)
        .and_then(|mut file| {
            file.write_all(&text)?;
            file.sync_all()
        })
        .and_then(|()| fs::rename(&aside, path))
        .map_err(FinetuneError::io("write", path))
}

/// Keeps other processes out of a folder, which is made if need be, until the lock is dropped.
pub(crate) fn hold(folder: &Path) -> Result<FileLock, FinetuneError> {
    let path = folder.join(".lock");
    FileLock::try_take(&path)
        .map_err(FinetuneError::io("lock", &path))?
        .ok_or_else(|| FinetuneError::Busy {
            path: folder.to_owned(),
        })
}

/// Reads JSON; `None` where there is no such file.
pub(crate) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, FinetuneError> {
    let text = match fs::read(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        read => read.map_err(FinetuneError::io("read", path))?,
    };
    let value = serde_json::from_slice(&text).map_err(FinetuneError::json(path))?;
    Ok(Some(value))
}
