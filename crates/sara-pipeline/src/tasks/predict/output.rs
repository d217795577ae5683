//! The table on its way to its place: whole windows beside it, and a state that says how far they go.
//!
//! On the way it is always CSV, to which rows can be added. A Parquet file, which ends with an index of its parts, is made of it at the end.

#[cfg(feature = "parquet")]
use super::parquet::convert;
use super::rows::{Column, WindowCounts};
use crate::PipelineError;
use crate::files::{folder_of, output_name, target_of};
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The version of the state's format.
const FORMAT: u32 = 1;

/// Ends the name of a file that is written before it takes another's place. Of one name, so that a kill leaves at most one behind,
/// which the next run takes over.
const ASIDE: &str = "json.new";

/// No state is longer.
const LONGEST: u64 = 1 << 20;

/// The format of the finished table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TableFormat {
    Csv,
    Parquet,
}

impl TableFormat {
    /// That which the ending of a name says.
    pub(super) fn of(out: &Path) -> Result<Self, PipelineError> {
        let is_parquet = out
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("parquet"));
        if is_parquet && !cfg!(feature = "parquet") {
            return Err(not_compiled_in(out));
        }
        if is_parquet && is_stream(out) {
            return Err(PipelineError::Setting {
                name: "out",
                value: out.display().to_string(),
                expected: "a file, since Parquet cannot be sent on row by row".to_owned(),
            });
        }
        Ok(match is_parquet {
            true => Self::Parquet,
            false => Self::Csv,
        })
    }
}

fn not_compiled_in(out: &Path) -> PipelineError {
    PipelineError::Setting {
        name: "out",
        value: out.display().to_string(),
        expected: "a CSV file (Parquet needs a program built with the feature parquet)".to_owned(),
    }
}

/// Whether what is written to `out` goes on at once: standard output, a device or a pipe.
fn is_stream(out: &Path) -> bool {
    let is_special = |metadata: std::fs::Metadata| !metadata.is_file() && !metadata.is_dir();
    out.as_os_str() == "-" || out.metadata().is_ok_and(is_special)
}

/// The files beside `target` in which unfinished work stands.
struct Beside {
    partial: PathBuf,
    state: PathBuf,
}

impl Beside {
    fn new(target: &Path) -> Self {
        let beside = |ending: &str| {
            let mut name = target.file_name().unwrap_or_default().to_owned();
            name.push(ending);
            target.with_file_name(name)
        };
        Self {
            partial: beside(".partial"),
            state: beside(".partial.json"),
        }
    }
}

/// Every file that writing `out` makes on the way.
pub(super) fn files_beside(out: &Path) -> [PathBuf; 3] {
    let Beside { partial, state } = Beside::new(&target_of(out));
    let aside = state.with_extension(ASIDE);
    [partial, state, aside]
}

/// What unfinished work must share with this one to be gone on with: hashes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Identity {
    /// Of the file of tweets; `None` for a stream, which cannot be read again.
    pub(super) input: Option<String>,
    /// Of the models and the preparation of texts.
    pub(super) models: String,
    /// Of everything else that the output hangs on.
    pub(super) settings: String,
}

/// How far the work is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct State {
    format: u32,
    /// Bytes of the partial output that are whole windows.
    bytes: u64,
    /// Rows in them.
    pub(super) rows: u64,
    /// What stands in them.
    pub(super) counts: WindowCounts,
    identity: Identity,
}

/// Where a table goes.
#[derive(Debug)]
pub(super) struct Output {
    /// As the caller named it.
    out: PathBuf,
    place: Place,
    header: Vec<u8>,
    state: State,
}

#[derive(Debug)]
enum Place {
    /// Standard output, a device or a pipe.
    Stream(Option<File>),
    File {
        target: PathBuf,
        partial: PathBuf,
        state: PathBuf,
        /// Open once there is something to write.
        file: Option<File>,
    },
}

impl Output {
    /// Looks for unfinished work, and writes nothing yet.
    pub(super) fn find(
        out: &Path,
        identity: Identity,
        header: Vec<u8>,
        start_over: bool,
    ) -> Result<Self, PipelineError> {
        let mut output = Self {
            out: out.to_owned(),
            place: Place::Stream(None),
            header,
            state: State {
                format: FORMAT,
                bytes: 0,
                rows: 0,
                counts: WindowCounts::new(),
                identity,
            },
        };
        if is_stream(out) {
            return Ok(output);
        }
        let target = target_of(out);
        let Beside { partial, state } = Beside::new(&target);
        if !start_over && partial.exists() {
            output.go_on(&partial, &state)?;
        }
        output.place = Place::File {
            target,
            partial,
            state,
            file: None,
        };
        Ok(output)
    }

    /// Rows that are written.
    pub(super) fn rows(&self) -> u64 {
        self.state.rows
    }

    /// Takes over the state of unfinished work, if it is that of this one.
    fn go_on(&mut self, partial: &Path, state: &Path) -> Result<(), PipelineError> {
        let refuse = |of: &str| self.refuse(&format!("without an unfinished prediction {of}"));
        let Some(found) = read_state(state)? else {
            // Killed between the first line and the state.
            return match is_start_of(partial, &self.header)? {
                true => Ok(()),
                false => Err(refuse("that has lost its state")),
            };
        };
        let identity = &self.state.identity;
        if identity.input.is_none() || found.identity.input.is_none() {
            return Err(refuse("of a stream, which cannot be read again"));
        }
        if found.identity.input != identity.input {
            return Err(refuse("of another file of tweets"));
        }
        if found.identity.models != identity.models {
            return Err(refuse("by other models"));
        }
        if found.identity.settings != identity.settings {
            return Err(refuse("with other settings"));
        }
        let length = partial
            .metadata()
            .map_err(|source| PipelineError::io(partial, "read", source))?
            .len();
        if length < found.bytes || found.bytes < self.header.len() as u64 {
            return Err(refuse("that is shorter than its state says"));
        }
        self.state = found;
        Ok(())
    }

    fn refuse(&self, expected: &str) -> PipelineError {
        PipelineError::Setting {
            name: "out",
            value: self.out.display().to_string(),
            expected: format!("a place {expected} (--start-over throws it away)"),
        }
    }

    /// Writes a window behind the others, and the state once it is on the disk.
    pub(super) fn append(
        &mut self,
        bytes: &[u8],
        rows: usize,
        counts: &WindowCounts,
    ) -> Result<(), PipelineError> {
        self.begin()?;
        let name = output_name(&self.out);
        let fail = |source| PipelineError::io(&name, "write", source);
        match &mut self.place {
            Place::Stream(Some(file)) => file.write_all(bytes).map_err(fail)?,
            Place::Stream(None) => {
                let mut out = std::io::stdout().lock();
                out.write_all(bytes)
                    .and_then(|()| out.flush())
                    .map_err(fail)?;
            }
            Place::File { file, .. } => {
                if let Some(file) = file {
                    file.write_all(bytes)
                        .and_then(|()| file.sync_data())
                        .map_err(fail)?;
                }
            }
        }
        self.state.bytes += bytes.len() as u64;
        self.state.rows += rows as u64;
        for (of, names) in counts {
            let total = self.state.counts.entry(of.clone()).or_default();
            for (name, count) in names {
                *total.entry(name.clone()).or_default() += count;
            }
        }
        self.write_state()
    }

    /// Opens the place at the first window: what fails before leaves nothing behind.
    fn begin(&mut self) -> Result<(), PipelineError> {
        let Self {
            out,
            place,
            header,
            state,
        } = self;
        let fail = |source| PipelineError::io(output_name(out), "write", source);
        match place {
            Place::Stream(file) => {
                if state.bytes > 0 {
                    return Ok(());
                }
                state.bytes = header.len() as u64;
                if out.as_os_str() == "-" {
                    return std::io::stdout().write_all(header).map_err(fail);
                }
                let mut opened = OpenOptions::new()
                    .write(true)
                    .open(out.as_path())
                    .map_err(fail)?;
                opened.write_all(header).map_err(fail)?;
                *file = Some(opened);
                return Ok(());
            }
            Place::File { file: Some(_), .. } => return Ok(()),
            Place::File {
                partial,
                file,
                state: state_path,
                ..
            } => {
                let fail = |source| PipelineError::io(partial.as_path(), "write", source);
                let mut options = OpenOptions::new();
                options.write(true).create(true).truncate(false);
                let mut opened = options.open(partial.as_path()).map_err(fail)?;
                match opened.try_lock() {
                    Ok(()) => {}
                    Err(TryLockError::WouldBlock) => {
                        return Err(PipelineError::Setting {
                            name: "out",
                            value: out.display().to_string(),
                            expected: "a place that no other run writes to".to_owned(),
                        });
                    }
                    Err(TryLockError::Error(source)) => return Err(fail(source)),
                }
                if opened.metadata().map_err(fail)?.len() < state.bytes {
                    return Err(fail(ErrorKind::UnexpectedEof.into()));
                }
                if state.bytes == 0 && state_path.exists() {
                    // That of work that is thrown away.
                    std::fs::remove_file(state_path.as_path()).map_err(fail)?;
                }
                opened.set_len(state.bytes).map_err(fail)?;
                opened.seek(SeekFrom::End(0)).map_err(fail)?;
                if state.bytes == 0 {
                    opened.write_all(header).map_err(fail)?;
                    state.bytes = header.len() as u64;
                }
                *file = Some(opened);
            }
        }
        self.write_state()
    }

    /// Puts the state in its place at once.
    fn write_state(&self) -> Result<(), PipelineError> {
        let Place::File { state, .. } = &self.place else {
            return Ok(());
        };
        let fail = |source| PipelineError::io(state, "write", source);
        let json = serde_json::to_vec(&self.state).map_err(|source| PipelineError::Json {
            path: state.display().to_string(),
            source,
        })?;
        let aside = state.with_extension(ASIDE);
        let mut file = File::create(&aside).map_err(fail)?;
        file.write_all(&json)
            .and_then(|()| file.sync_data())
            .map_err(fail)?;
        std::fs::rename(&aside, state).map_err(fail)
    }

    /// Puts the table in its place, and removes the state.
    pub(super) fn finish(
        mut self,
        format: TableFormat,
        columns: &[Column],
    ) -> Result<State, PipelineError> {
        self.begin()?;
        if let Place::File {
            target,
            partial,
            state,
            ..
        } = &self.place
        {
            let put = |from: &Path| {
                std::fs::rename(from, target)
                    .map_err(|source| PipelineError::io(&self.out, "write", source))
            };
            let remove = |path: &Path| {
                std::fs::remove_file(path)
                    .map_err(|source| PipelineError::io(path, "remove", source))
            };
            match format {
                TableFormat::Csv => put(partial)?,
                TableFormat::Parquet => {
                    let aside = state.with_extension(ASIDE);
                    convert(partial, columns, &aside)?;
                    put(&aside)?;
                    remove(partial)?;
                }
            }
            remove(state)?;
            sync_folder(folder_of(target));
        }
        Ok(self.state)
    }
}

/// [`TableFormat::of`] has refused the format before.
#[cfg(not(feature = "parquet"))]
fn convert(_: &Path, _: &[Column], out: &Path) -> Result<(), PipelineError> {
    Err(not_compiled_in(out))
}

/// A file system that cannot do it loses at most the last names.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

fn read_state(path: &Path) -> Result<Option<State>, PipelineError> {
    let fail = |source| PipelineError::io(path, "read", source);
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(fail(error)),
    };
    let mut bytes = Vec::new();
    file.take(LONGEST).read_to_end(&mut bytes).map_err(fail)?;
    let wrong = |line: usize, got: String| PipelineError::JsonInput {
        path: path.display().to_string(),
        line: line as u64,
        expected: "the state of a prediction (--start-over throws it away)",
        got,
    };
    let state: State =
        serde_json::from_slice(&bytes).map_err(|error| wrong(error.line(), error.to_string()))?;
    match state.format {
        FORMAT => Ok(Some(state)),
        other => Err(wrong(1, format!("format {other}"))),
    }
}

/// Whether a file holds `header` or its start alone.
fn is_start_of(path: &Path, header: &[u8]) -> Result<bool, PipelineError> {
    let fail = |source| PipelineError::io(path, "read", source);
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(fail)?;
    file.take(header.len() as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(fail)?;
    Ok(header.starts_with(&bytes))
}
