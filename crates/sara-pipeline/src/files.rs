//! Reading whole inputs (`-` is standard input) and writing files so that no reader ever sees half of one.

use crate::PipelineError;
use serde::Serialize;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// The bytes of `path`; `-` reads standard input to its end.
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>, PipelineError> {
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .map_err(|source| PipelineError::io("standard input", "read", source))?;
        return Ok(bytes);
    }
    std::fs::read(path).map_err(|source| PipelineError::io(path, "read", source))
}

/// Text of `path`, one entry a line, blank lines kept; a final line break ends the last line and starts none.
///
/// # Errors
/// The file cannot be read, or is not UTF-8 (the line and byte are named).
pub fn read_lines(path: &Path) -> Result<Vec<String>, PipelineError> {
    let text = crate::table::Encoding::Utf8.decode(read_bytes(path)?, &display_name(path))?;
    Ok(text.lines().map(str::to_owned).collect())
}

/// As [`read_lines`], but a file without a line is an error.
pub(crate) fn read_texts(path: &Path) -> Result<Vec<String>, PipelineError> {
    let lines = read_lines(path)?;
    if lines.is_empty() {
        return Err(PipelineError::EmptyFile {
            path: display_name(path),
            expected: "one text a line",
        });
    }
    Ok(lines)
}

/// How a path is called in messages.
pub(crate) fn display_name(path: &Path) -> String {
    if path.as_os_str() == "-" {
        "standard input".to_owned()
    } else {
        path.display().to_string()
    }
}

/// Writes `path` through a temporary file in the same folder and a rename; `-` writes to standard output.
pub(crate) fn write_atomic(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), PipelineError>,
) -> Result<(), PipelineError> {
    if path.as_os_str() == "-" {
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        write(&mut out)?;
        return out
            .flush()
            .map_err(|source| PipelineError::io("standard output", "write", source));
    }
    let fail = |source| PipelineError::io(path, "write", source);
    if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        // A device or a pipe is written to; a renamed file would take its place.
        let mut out = std::io::BufWriter::new(std::fs::File::create(path).map_err(fail)?);
        write(&mut out)?;
        return out.flush().map_err(fail);
    }
    // A link stays a link: the file that it names is replaced.
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = folder_of(&target);
    if !folder.is_dir() {
        return Err(fail(std::io::ErrorKind::NotFound.into()));
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".partial-");
    // A temporary file is its owner's alone by default; this one becomes an ordinary file.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder).map_err(fail)?;
    {
        let mut out = std::io::BufWriter::new(file.as_file_mut());
        write(&mut out)?;
        out.flush().map_err(fail)?;
    }
    file.as_file().sync_all().map_err(fail)?;
    file.persist(&target).map_err(|error| fail(error.error))?;
    Ok(())
}

/// The folder that a path lies in; the current one for a bare name.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Writes `value` as indented JSON with a final line break.
pub(crate) fn write_json(path: &Path, value: &impl Serialize) -> Result<(), PipelineError> {
    let json = serde_json::to_vec_pretty(value).map_err(|source| PipelineError::Json {
        path: display_name(path),
        source,
    })?;
    write_atomic(path, |out| {
        out.write_all(&json)
            .and_then(|()| out.write_all(b"\n"))
            .map_err(|source| PipelineError::io(path, "write", source))
    })
}

/// Writes a CSV file of `header` and `rows`.
pub(crate) fn write_csv<I, R, F>(path: &Path, header: &[&str], rows: I) -> Result<(), PipelineError>
where
    I: IntoIterator<Item = R>,
    R: IntoIterator<Item = F>,
    F: AsRef<[u8]>,
{
    // Writing records of equal width to a file fails only as writing to a file does.
    let fail = |source: csv::Error| {
        let source = match source.into_kind() {
            csv::ErrorKind::Io(source) => source,
            other => std::io::Error::other(format!("{other:?}")),
        };
        PipelineError::io(output_name(path), "write", source)
    };
    write_atomic(path, |out| {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(header).map_err(fail)?;
        for row in rows {
            writer.write_record(row).map_err(fail)?;
        }
        writer
            .flush()
            .map_err(|source| PipelineError::io(output_name(path), "write", source))
    })
}

/// How a path that is written to is called in messages.
fn output_name(path: &Path) -> String {
    if path.as_os_str() == "-" {
        "standard output".to_owned()
    } else {
        path.display().to_string()
    }
}

/// A folder while it is being filled: a temporary one, renamed at the end. Nothing is left of it if it is dropped before.
#[derive(Debug)]
pub(crate) struct PendingFolder {
    partial: tempfile::TempDir,
    target: PathBuf,
}

impl PendingFolder {
    /// Makes a temporary folder on the way to `target`, which may be replaced only where it holds nothing but `ours`, the entries
    /// of an earlier result.
    pub(crate) fn begin(
        target: &Path,
        overwrite: bool,
        ours: &[&str],
    ) -> Result<Self, PipelineError> {
        // Links and `.` are resolved: a folder is renamed by its own name.
        let target = target
            .canonicalize()
            .or_else(|_| std::path::absolute(target))
            .map_err(|source| PipelineError::io(target, "find the folder", source))?;
        match std::fs::read_dir(&target) {
            Ok(entries) => {
                for entry in entries {
                    let entry = entry
                        .map_err(|source| PipelineError::io(&target, "read the folder", source))?;
                    let known = ours.iter().any(|name| entry.file_name() == *name);
                    if !(overwrite && known) {
                        return Err(PipelineError::OutputExists {
                            path: target,
                            entry: entry.file_name().display().to_string(),
                        });
                    }
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(source) => return Err(PipelineError::io(&target, "read the folder", source)),
        }
        // The nearest folder that is there: those missing in between are made at the end, with the result.
        let near = target
            .ancestors()
            .skip(1)
            .find(|folder| folder.is_dir())
            .unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".partial-");
        // A temporary folder is its owner's alone by default; this one becomes an ordinary folder.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
        let partial = builder
            .tempdir_in(near)
            .map_err(|source| PipelineError::io(near, "create a folder in", source))?;
        Ok(Self { partial, target })
    }

    pub(crate) fn path(&self) -> &Path {
        self.partial.path()
    }

    /// Puts the folder in its place; an earlier result comes back if that fails.
    pub(crate) fn finish(self) -> Result<(), PipelineError> {
        let fail = |source| PipelineError::io(&self.target, "write the folder", source);
        if let Some(parent) = self.target.parent() {
            std::fs::create_dir_all(parent).map_err(fail)?;
        }
        let aside = self.partial.path().with_extension("old");
        let replaced = self.target.exists();
        if replaced {
            std::fs::rename(&self.target, &aside).map_err(fail)?;
        }
        if let Err(error) = std::fs::rename(self.partial.path(), &self.target) {
            if replaced {
                // Should this fail too, the old folder still stands beside the target.
                let _ = std::fs::rename(&aside, &self.target);
            }
            return Err(fail(error));
        }
        // The name of the temporary folder is free now: nothing is left to clean up under it.
        let _ = self.partial.keep();
        if replaced {
            // The result stands; an old folder that cannot be removed is no reason to say otherwise.
            let _ = std::fs::remove_dir_all(&aside);
        }
        Ok(())
    }
}
