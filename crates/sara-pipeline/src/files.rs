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

/// Text of `path`, one entry a line, blank lines kept; a final line break ends the last line and starts none. A file without a
/// line is an error.
pub(crate) fn read_texts(path: &Path) -> Result<Vec<String>, PipelineError> {
    let text = crate::table::Encoding::Utf8.decode(read_bytes(path)?, &display_name(path))?;
    if text.is_empty() {
        return Err(PipelineError::EmptyFile {
            path: display_name(path),
            expected: "one text a line",
        });
    }
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
    if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        // A device or a pipe is written to; a renamed file would take its place.
        let mut out = std::io::BufWriter::new(std::fs::File::create(path).map_err(fail)?);
        write(&mut out)?;
        return out.flush().map_err(fail);
    }
    // A link stays a link: the file that it names is replaced.
    let target = match path.read_link() {
        Ok(link) => folder_of(path).join(link),
        Err(_) => path.to_owned(),
    };
    let folder = folder_of(&target);
    if !folder.is_dir() {
        return Err(fail(std::io::ErrorKind::NotFound.into()));
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".partial-");
    // A temporary file is its owner's alone by default; this one takes the place of an ordinary file, or of one with a mode of its own.
    #[cfg(unix)]
    builder.permissions(target.metadata().map_or_else(
        |_| std::os::unix::fs::PermissionsExt::from_mode(0o666),
        |metadata| metadata.permissions(),
    ));
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

/// Refuses an output that would take the place of an input, or the folder that an input lies in.
pub(crate) fn refuse_inputs<'p>(
    out: &Path,
    inputs: impl IntoIterator<Item = &'p Path>,
) -> Result<(), PipelineError> {
    let Ok(real_out) = out.canonicalize() else {
        return Ok(());
    };
    for input in inputs {
        if input
            .canonicalize()
            .is_ok_and(|real| real.starts_with(&real_out))
        {
            return Err(PipelineError::Setting {
                name: "out",
                value: out.display().to_string(),
                expected: format!("a place that the input {} does not lie in", input.display()),
            });
        }
    }
    Ok(())
}

/// Whether two outputs would be one file, which need not be there yet.
pub(crate) fn is_same_place(a: &Path, b: &Path) -> bool {
    let place = |path: &Path| {
        Some((
            folder_of(path).canonicalize().ok()?,
            path.file_name()?.to_owned(),
        ))
    };
    a == b || place(a).is_some_and(|first| place(b) == Some(first))
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
