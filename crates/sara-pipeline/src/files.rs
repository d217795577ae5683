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
    let mut file = PendingFile::begin(path)?;
    file.write(write)?;
    put_in_place([file])
}

/// A file that is written beside its place. Nothing is left of it if this is dropped before [`put_in_place`].
#[derive(Debug)]
pub(crate) struct PendingFile {
    path: PathBuf,
    place: Place,
}

#[derive(Debug)]
enum Place {
    /// A temporary file, and the file whose name it takes.
    File {
        partial: tempfile::NamedTempFile,
        target: PathBuf,
    },
    /// What is to be sent to standard output, a device or a pipe, whose place no file may take.
    Stream(Vec<u8>),
}

impl PendingFile {
    /// Makes the temporary file, so that a place that cannot be written to is known before the work.
    pub(crate) fn begin(path: &Path) -> Result<Self, PipelineError> {
        let is_stream = path.as_os_str() == "-"
            || path
                .metadata()
                .is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir());
        let place = if is_stream {
            Place::Stream(Vec::new())
        } else {
            let target = target_of(path);
            Place::File {
                partial: partial_file(path, &target)?,
                target,
            }
        };
        Ok(Self {
            path: path.to_owned(),
            place,
        })
    }

    /// Adds what `write` writes.
    pub(crate) fn write(
        &mut self,
        write: impl FnOnce(&mut dyn Write) -> Result<(), PipelineError>,
    ) -> Result<(), PipelineError> {
        match &mut self.place {
            Place::Stream(bytes) => write(bytes),
            Place::File { partial, .. } => {
                let fail = |source| PipelineError::io(output_name(&self.path), "write", source);
                let mut out = std::io::BufWriter::new(partial.as_file_mut());
                write(&mut out)?;
                out.flush().map_err(fail)?;
                drop(out);
                partial.as_file().sync_all().map_err(fail)
            }
        }
    }

    fn send(&self) -> std::io::Result<()> {
        let Place::Stream(bytes) = &self.place else {
            return Ok(());
        };
        if self.path.as_os_str() == "-" {
            let mut out = std::io::stdout().lock();
            out.write_all(bytes)?;
            return out.flush();
        }
        std::fs::OpenOptions::new()
            .write(true)
            .open(&self.path)?
            .write_all(bytes)
    }
}

/// Puts all of the files in their places, once each is complete. Streams come first, since they may still fail; that nobody reads
/// one to its end keeps no file from its place.
pub(crate) fn put_in_place(
    files: impl IntoIterator<Item = PendingFile>,
) -> Result<(), PipelineError> {
    let files: Vec<PendingFile> = files.into_iter().collect();
    let mut closed = Ok(());
    for file in &files {
        if let Err(source) = file.send() {
            let is_closed = source.kind() == std::io::ErrorKind::BrokenPipe;
            closed = Err(PipelineError::io(output_name(&file.path), "write", source));
            if !is_closed {
                return closed;
            }
        }
    }
    for PendingFile { path, place } in files {
        if let Place::File { partial, target } = place {
            partial
                .persist(target)
                .map_err(|error| PipelineError::io(&path, "write", error.error))?;
        }
    }
    closed
}

/// The file that takes what is written to `path`. A link stays a link: the file that it names is replaced.
pub(crate) fn target_of(path: &Path) -> PathBuf {
    match path.read_link() {
        Ok(link) => folder_of(path).join(link),
        Err(_) => path.to_owned(),
    }
}

fn partial_file(path: &Path, target: &Path) -> Result<tempfile::NamedTempFile, PipelineError> {
    let folder = folder_of(target);
    if !folder.is_dir() {
        let missing = std::io::Error::new(
            std::io::ErrorKind::NotFound,
            format!("there is no folder {}", folder.display()),
        );
        return Err(PipelineError::io(path, "write", missing));
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".partial-");
    // A temporary file is its owner's alone by default; this one takes the place of an ordinary file, or of one with a mode of its own.
    #[cfg(unix)]
    builder.permissions(target.metadata().map_or_else(
        |_| std::os::unix::fs::PermissionsExt::from_mode(0o666),
        |metadata| metadata.permissions(),
    ));
    builder
        .tempfile_in(folder)
        .map_err(|source| PipelineError::io(folder, "create a file inside", without_path(&source)))
}

/// The operating system's reason without the name of a temporary file or folder, which nobody knows.
pub(crate) fn without_path(source: &std::io::Error) -> std::io::Error {
    let inner = source.get_ref().and_then(|named| named.source());
    let code = inner
        .and_then(|inner| inner.downcast_ref::<std::io::Error>())
        .and_then(std::io::Error::raw_os_error);
    code.map_or_else(|| source.kind().into(), std::io::Error::from_raw_os_error)
}

/// Checks the outputs of a command before any work: each with the option that names it, lies in a folder that is there, is no
/// folder, takes no input's place, and is no other's place too.
pub(crate) fn check_outputs(
    outputs: &[(&'static str, &Path)],
    inputs: &[&Path],
) -> Result<(), PipelineError> {
    for (number, &(name, out)) in outputs.iter().enumerate() {
        let wrong = |expected: String| PipelineError::Setting {
            name,
            value: out.display().to_string(),
            expected,
        };
        refuse_inputs_as(name, out, inputs.iter().copied())?;
        if out.is_dir() {
            return Err(wrong("a file, not a folder".to_owned()));
        }
        let target = target_of(out);
        let folder = folder_of(&target);
        if out.as_os_str() != "-" && !folder.is_dir() {
            let folder = folder.display();
            return Err(wrong(format!("a folder that is there, not {folder}")));
        }
        let earlier = outputs.iter().take(number);
        if let Some((other, _)) = earlier
            .into_iter()
            .find(|(_, other)| is_same_place(other, out))
        {
            return Err(wrong(format!("another file than that of {other}")));
        }
    }
    Ok(())
}

/// Refuses an output that would take the place of an input, of a file in an input folder, or of the folder that an input lies in;
/// the error speaks of `out`.
pub(crate) fn refuse_inputs<'p>(
    out: &Path,
    inputs: impl IntoIterator<Item = &'p Path>,
) -> Result<(), PipelineError> {
    refuse_inputs_as("out", out, inputs)
}

/// The same for an output that another option names.
pub(crate) fn refuse_inputs_as<'p>(
    name: &'static str,
    out: &Path,
    inputs: impl IntoIterator<Item = &'p Path>,
) -> Result<(), PipelineError> {
    let Ok(real_out) = out.canonicalize() else {
        return Ok(());
    };
    for input in inputs {
        let Ok(real) = input.canonicalize() else {
            continue;
        };
        let input = input.display();
        let expected = if real.starts_with(&real_out) {
            format!("a place that the input {input} does not lie in")
        } else if real_out.is_file() && real_out.starts_with(&real) {
            format!("a file that is not one of the input {input}")
        } else {
            continue;
        };
        return Err(PipelineError::Setting {
            name,
            value: out.display().to_string(),
            expected,
        });
    }
    Ok(())
}

/// Whether `path` is `folder` or would lie in it; neither needs to be there yet.
pub(crate) fn is_within(path: &Path, folder: &Path) -> bool {
    let real = |path: &Path| {
        let path = std::path::absolute(path).ok()?;
        // Links of what is there are followed; the rest stands as it is written.
        path.ancestors().find_map(|there| {
            let rest = path.strip_prefix(there).ok()?;
            Some(there.canonicalize().ok()?.join(rest))
        })
    };
    real(path)
        .zip(real(folder))
        .is_some_and(|(path, folder)| path.starts_with(folder))
}

/// Whether two outputs would be one file, which need not be there yet.
pub(crate) fn is_same_place(a: &Path, b: &Path) -> bool {
    let place = |path: &Path| {
        let target = target_of(path);
        Some((
            folder_of(&target).canonicalize().ok()?,
            target.file_name()?.to_owned(),
        ))
    };
    a == b || place(a).is_some_and(|first| place(b) == Some(first))
}

/// The folder that a path lies in; the current one for a bare name.
pub(crate) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Writes `value` as indented JSON with a final line break.
pub(crate) fn write_json(path: &Path, value: &impl Serialize) -> Result<(), PipelineError> {
    let json = serde_json::to_vec_pretty(value).map_err(|source| PipelineError::Json {
        path: output_name(path),
        source,
    })?;
    write_atomic(path, |out| {
        out.write_all(&json)
            .and_then(|()| out.write_all(b"\n"))
            .map_err(|source| PipelineError::io(output_name(path), "write", source))
    })
}

/// Writes a CSV file of `header` and `rows`.
pub(crate) fn write_csv<I, R, F>(path: &Path, header: &[&str], rows: I) -> Result<(), PipelineError>
where
    I: IntoIterator<Item = R>,
    R: IntoIterator<Item = F>,
    F: AsRef<[u8]>,
{
    write_atomic(path, |out| write_table(out, path, header, rows))
}

/// Writes `header` and `rows` as CSV to `out`, which messages call `path`.
pub(crate) fn write_table<I, R, F>(
    out: &mut dyn Write,
    path: &Path,
    header: &[&str],
    rows: I,
) -> Result<(), PipelineError>
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
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(header).map_err(fail)?;
    for row in rows {
        writer.write_record(row).map_err(fail)?;
    }
    writer
        .flush()
        .map_err(|source| PipelineError::io(output_name(path), "write", source))
}

/// How a path that is written to is called in messages.
pub(crate) fn output_name(path: &Path) -> String {
    if path.as_os_str() == "-" {
        "standard output".to_owned()
    } else {
        path.display().to_string()
    }
}
