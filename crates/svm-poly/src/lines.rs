//! Lines and fields of a text file, with errors that say where they stand.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::str::FromStr;

use crate::SvmError;

/// Characters of a faulty text that an error repeats.
const QUOTED: usize = 40;

/// What a file is to hold.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum FileKind {
    /// A model, whose last line ends with a line end too.
    Model,
    /// Labelled rows.
    Data,
}

impl FileKind {
    fn cannot_read(self, path: &Path, source: std::io::Error) -> SvmError {
        let path = path.into();
        match self {
            Self::Model => SvmError::Read { path, source },
            Self::Data => SvmError::ReadData { path, source },
        }
    }
}

/// The lines of a file, one at a time.
pub(crate) struct Lines<'p> {
    path: &'p Path,
    kind: FileKind,
    file: BufReader<File>,
    bytes: Vec<u8>,
    /// Number of the line read last.
    number: usize,
}

impl<'p> Lines<'p> {
    pub(crate) fn open(path: &'p Path, kind: FileKind) -> Result<Self, SvmError> {
        let file = File::open(path).map_err(|source| kind.cannot_read(path, source))?;
        Ok(Self {
            path,
            kind,
            file: BufReader::new(file),
            bytes: Vec::new(),
            number: 0,
        })
    }

    /// The next line, `None` at the end of the file. In a model, a last line without a line
    /// end was cut off, perhaps in the middle of a number.
    pub(crate) fn next(&mut self) -> Result<Option<Line<'_>>, SvmError> {
        self.bytes.clear();
        let read = self.file.read_until(b'\n', &mut self.bytes);
        read.map_err(|source| self.kind.cannot_read(self.path, source))?;
        if self.bytes.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        if self.kind == FileKind::Model && self.bytes.last() != Some(&b'\n') {
            return Err(SvmError::ModelTruncated {
                path: self.path.into(),
                line: self.number,
                expected: "a line end".into(),
            });
        }
        let place = Place {
            path: self.path,
            kind: self.kind,
            line: self.number,
        };
        match std::str::from_utf8(&self.bytes) {
            Ok(text) => Ok(Some(Line {
                place,
                text: text.trim_end(),
            })),
            Err(_) => Err(place.error("UTF-8 text", &String::from_utf8_lossy(&self.bytes))),
        }
    }

    /// The next line, which must be there.
    pub(crate) fn expect(&mut self, expected: &str) -> Result<Line<'_>, SvmError> {
        let end = SvmError::ModelTruncated {
            path: self.path.into(),
            line: self.number + 1,
            expected: expected.into(),
        };
        self.next()?.ok_or(end)
    }
}

/// A line and where it stands.
pub(crate) struct Line<'a> {
    pub(crate) place: Place<'a>,
    pub(crate) text: &'a str,
}

/// A line number of a file.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    path: &'a Path,
    kind: FileKind,
    pub(crate) line: usize,
}

impl<'a> Place<'a> {
    /// The same file, at another line.
    pub(crate) fn at(self, line: usize) -> Self {
        Self { line, ..self }
    }

    pub(crate) fn error(self, expected: impl Into<String>, got: &str) -> SvmError {
        let (path, line, expected) = (self.path.into(), self.line, expected.into());
        let got = got.trim_end().chars().take(QUOTED).collect();
        match self.kind {
            FileKind::Model => SvmError::ModelLine {
                path,
                line,
                expected,
                got,
            },
            FileKind::Data => SvmError::DataLine {
                path,
                line,
                expected,
                got,
            },
        }
    }

    /// A value that meets a condition.
    pub(crate) fn parse<T: FromStr>(
        self,
        text: &str,
        expected: &str,
        holds: impl Fn(&T) -> bool,
    ) -> Result<T, SvmError> {
        (text.parse().ok().filter(holds)).ok_or_else(|| self.error(expected, text))
    }

    pub(crate) fn number(self, text: &str) -> Result<f64, SvmError> {
        self.parse(text, "a finite number", |v: &f64| v.is_finite())
    }
}
