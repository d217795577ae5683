//! Reading whole inputs (`-` is standard input) and writing files so that no reader ever sees half of one.

use crate::PipelineError;
use serde::Serialize;
use std::io::{Read, Write};
use std::path::Path;

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
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
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
    file.persist(path).map_err(|error| fail(error.error))?;
    Ok(())
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
    let fail = |source| PipelineError::Csv {
        path: display_name(path),
        source,
    };
    write_atomic(path, |out| {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(header).map_err(fail)?;
        for row in rows {
            writer.write_record(row).map_err(fail)?;
        }
        writer
            .flush()
            .map_err(|source| PipelineError::io(path, "write", source))
    })
}
