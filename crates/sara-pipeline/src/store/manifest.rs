//! What a stored stage consists of, so that damage is noticed.

use super::Key;
use crate::PipelineError;
use crate::files::write_json;
use crate::sha256::of_sized_file;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fs::File;
use std::path::{Path, PathBuf};

const NAME: &str = "manifest.json";

/// The last file of a stage that is written.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    stage: String,
    key: String,
    /// What the key was taken of, for whoever wants to know why a stage was computed anew.
    made_of: Value,
    /// What it took to compute.
    pub(super) seconds: f64,
    files: Vec<Entry>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    name: String,
    bytes: u64,
    sha256: String,
}

impl Manifest {
    /// Lists the files in `folder` and waits until the disk has them.
    pub(super) fn write(folder: &Path, key: &Key, seconds: f64) -> Result<(), PipelineError> {
        let mut files = Vec::new();
        for name in files_in(folder)? {
            let path = folder.join(&name);
            let (bytes, sha256) = of_sized_file(&path)?;
            flush_file(&path).map_err(|source| PipelineError::io(&path, "write", source))?;
            let name = name
                .to_str()
                .map(|name| name.replace(std::path::MAIN_SEPARATOR, "/"));
            files.push(Entry {
                name: name.unwrap_or_default(),
                bytes,
                sha256,
            });
        }
        let manifest = Self {
            stage: key.stage().to_owned(),
            key: key.digest().to_owned(),
            made_of: key.made_of().clone(),
            seconds,
            files,
        };
        write_json(&folder.join(NAME), &manifest)?;
        flush_folder(folder).map_err(|source| PipelineError::io(folder, "write the folder", source))
    }

    /// Holds the files in `folder` against their manifest; the reason why they do not fit is text.
    pub(super) fn check(folder: &Path, key: &Key) -> Result<Self, String> {
        let text = std::fs::read(folder.join(NAME))
            .map_err(|error| format!("{NAME} cannot be read: {error}"))?;
        let manifest: Self = serde_json::from_slice(&text)
            .map_err(|error| format!("{NAME} is no manifest: {error}"))?;
        if manifest.key != key.digest() {
            return Err(format!("{NAME} has another key"));
        }
        for Entry {
            name,
            bytes,
            sha256,
        } in &manifest.files
        {
            let (found, digest) =
                of_sized_file(&folder.join(name)).map_err(|_| format!("{name} cannot be read"))?;
            if found != *bytes {
                return Err(format!("{name} has {found} bytes, not {bytes}"));
            }
            if digest != *sha256 {
                return Err(format!("{name} has another content"));
            }
        }
        Ok(manifest)
    }
}

/// Whether a folder holds a stored stage.
pub(super) fn is_in(folder: &Path) -> bool {
    folder.join(NAME).is_file()
}

/// Every file below `folder`, in the order of their names.
fn files_in(folder: &Path) -> Result<Vec<PathBuf>, PipelineError> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(inside) = folders.pop() {
        let at = folder.join(&inside);
        let fail = |source| PipelineError::io(&at, "read the folder", source);
        for entry in std::fs::read_dir(&at).map_err(fail)? {
            let entry = entry.map_err(fail)?;
            let name = inside.join(entry.file_name());
            if entry.path().is_dir() {
                flush_folder(&entry.path()).map_err(fail)?;
                folders.push(name);
            } else {
                files.push(name);
            }
        }
    }
    files.sort();
    Ok(files)
}

fn flush_file(path: &Path) -> std::io::Result<()> {
    File::options().write(true).open(path)?.sync_all()
}

/// A rename is on the disk when its folder is.
pub(super) fn flush_folder(path: &Path) -> std::io::Result<()> {
    if cfg!(unix) {
        File::open(path)?.sync_all()?;
    }
    Ok(())
}
