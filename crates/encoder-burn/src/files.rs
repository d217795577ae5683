//! Writing a folder of files so that none is ever seen half-written.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use crate::ModelError;

/// Writes every file aside, then moves each to its place; other files of the folder stay.
///
/// # Errors
///
/// [`ModelError::Io`] naming the file.
pub fn replace_all(folder: &Path, files: &[(&str, Vec<u8>)]) -> Result<(), ModelError> {
    let create = |path: &Path| {
        let path = path.to_owned();
        move |source| ModelError::Io {
            action: "create",
            path,
            source,
        }
    };
    fs::create_dir_all(folder).map_err(create(folder))?;
    // Inside the folder, because a move between file systems is a copy.
    let aside = tempfile::Builder::new()
        .prefix(".saving-")
        .tempdir_in(folder)
        .map_err(create(folder))?;
    for (name, content) in files {
        let path = aside.path().join(name);
        // A rename may reach the disk before what was written, if nobody waits for that.
        File::create(&path)
            .and_then(|mut file| {
                file.write_all(content)?;
                file.sync_all()
            })
            .map_err(ModelError::write(&folder.join(name)))?;
    }
    for (name, _) in files {
        let path = folder.join(name);
        fs::rename(aside.path().join(name), &path).map_err(ModelError::write(&path))?;
    }
    Ok(())
}
