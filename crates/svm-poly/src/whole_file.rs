//! Files that appear whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Writes a temporary file beside `path` and renames it; into a device or a pipe it writes straight,
/// and of a link it replaces the file that the link names.
pub(crate) fn write_whole_file(
    path: &Path,
    write: impl Fn(&mut BufWriter<File>) -> io::Result<()>,
) -> io::Result<()> {
    if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        let mut out = BufWriter::new(File::create(path)?);
        write(&mut out)?;
        return out.flush();
    }
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let temporary = temporary_path(path);
    let result = write_synced(&temporary, write).and_then(|()| fs::rename(&temporary, path));
    if result.is_err() {
        // The first error is the one to report; the file may not even exist.
        let _ = fs::remove_file(&temporary);
    }
    result
}

/// `.name.process.tmp` in the same folder, so that a rename stays on one file system.
fn temporary_path(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", std::process::id()));
    path.with_file_name(name)
}

fn write_synced(
    path: &Path,
    write: impl Fn(&mut BufWriter<File>) -> io::Result<()>,
) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    write(&mut out)?;
    out.into_inner()?.sync_all()
}
