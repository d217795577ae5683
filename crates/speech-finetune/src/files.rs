//! Files that nobody ever sees half-written.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
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

/// The file in a folder that tells other processes that one works there.
pub(crate) const LOCK: &str = ".lock";

/// Keeps other processes out of a folder, which is made if need be, until the lock is dropped.
pub(crate) fn hold(folder: &Path) -> Result<FileLock, FinetuneError> {
    let path = folder.join(LOCK);
    FileLock::try_take(&path)
        .map_err(FinetuneError::io("lock", &path))?
        .ok_or_else(|| FinetuneError::Busy {
            path: folder.to_owned(),
        })
}

/// Nothing that was not written by a run is replaced, such as the network that one starts from.
/// `settings` is the file that a run writes first.
pub(crate) fn refuse_occupied(folder: &Path, settings: &str) -> Result<(), FinetuneError> {
    if !folder.is_dir() || folder.join(settings).exists() {
        return Ok(());
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(FinetuneError::io("read", folder))? {
        let entry = entry.map_err(FinetuneError::io("read", folder))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    // What a run leaves that was stopped before it had written its settings.
    names.retain(|name| name != LOCK && !name.starts_with(settings));
    match names.into_iter().min() {
        Some(entry) => Err(FinetuneError::Occupied {
            path: folder.to_owned(),
            entry,
        }),
        None => Ok(()),
    }
}

/// The SHA-256 of a file in hexadecimal.
pub(crate) fn sha256_of(path: &Path) -> Result<String, FinetuneError> {
    let mut digest = Sha256::new();
    let mut piece = vec![0; 1 << 20];
    let mut read = || -> io::Result<()> {
        let mut file = File::open(path)?;
        loop {
            match file.read(&mut piece)? {
                0 => return Ok(()),
                length => digest.update(&piece[..length]),
            }
        }
    };
    read().map_err(FinetuneError::io("read", path))?;
    let bytes = digest.finalize();
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
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
