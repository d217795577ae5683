//! Files that appear whole or not at all.

use std::io::{self, Write};
use std::path::Path;

/// Writes a temporary file in the folder of `path` and renames it. Who may read the file is what
/// the system grants to any new file, not the owner alone as for temporary ones.
pub(crate) fn write_whole_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = (path.parent()).filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut pending = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
    pending.write_all(bytes)?;
    pending.as_file().sync_all()?;
    pending.persist(path).map_err(|error| error.error)?;
    Ok(())
}
