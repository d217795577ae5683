//! Files that appear whole or not at all.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// Writes a temporary file in the folder of `path` and renames it. Who may read the file is what
/// the system grants to any new file, not the owner alone as for temporary ones. A link stays a
/// link, and what is neither file nor folder, a device or a pipe, is sent the bytes: no file may
/// take its place.
pub(crate) fn write_whole_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let is_special = |metadata: std::fs::Metadata| !metadata.is_file() && !metadata.is_dir();
    if path.metadata().is_ok_and(is_special) {
        return OpenOptions::new().write(true).open(path)?.write_all(bytes);
    }
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = (target.parent())
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    if !folder.is_dir() {
        let missing = format!("there is no folder {}", folder.display());
        return Err(io::Error::new(ErrorKind::NotFound, missing));
    }
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut pending = builder.tempfile_in(folder)?;
    pending.write_all(bytes)?;
    pending.as_file().sync_all()?;
    pending.persist(target).map_err(|error| error.error)?;
    Ok(())
}
