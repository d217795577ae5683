//! Lines and fields of a model file, with errors that say where they stand.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::str::FromStr;

use crate::SvmError;

/// Characters of a faulty text that an error repeats.
const QUOTED: usize = 40;

/// The lines of a file, one at a time.
pub(super) struct Lines<'p> {
    path: &'p Path,
    file: BufReader<File>,
    bytes: Vec<u8>,
    /// Number of the line read last.
    number: usize,
}

impl<'p> Lines<'p> {
    pub(super) fn open(path: &'p Path) -> Result<Self, SvmError> {
        let file = File::open(path).map_err(|source| SvmError::Read {
            path: path.into(),
            source,
        })?;
        Ok(Self {
            path,
            file: BufReader::new(file),
            bytes: Vec::new(),
            number: 0,
        })
    }

    /// The next line, `None` at the end of the file. A last line without a line end was
    /// cut off, perhaps in the middle of a number.
    pub(super) fn next(&mut self) -> Result<Option<Line<'_>>, SvmError> {
        self.bytes.clear();
        let read = self.file.read_until(b'\n', &mut self.bytes);
        read.map_err(|source| SvmError::Read {
            path: self.path.into(),
            source,
        })?;
        if self.bytes.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        if self.bytes.last() != Some(&b'\n') {
            return Err(SvmError::ModelTruncated {
                path: self.path.into(),
                line: self.number,
                expected: "a line end".into(),
            });
        }
        let place = Place {
            path: self.path,
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
    pub(super) fn expect(&mut self, expected: &str) -> Result<Line<'_>, SvmError> {
        let end = SvmError::ModelTruncated {
            path: self.path.into(),
            line: self.number + 1,
            expected: expected.into(),
        };
        self.next()?.ok_or(end)
    }
}

/// A line and where it stands.
pub(super) struct Line<'a> {
    pub(super) place: Place<'a>,
    pub(super) text: &'a str,
}

/// A line number of a file.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    path: &'a Path,
    pub(super) line: usize,
}

impl<'a> Place<'a> {
    /// The same file, at another line.
    pub(super) fn at(self, line: usize) -> Self {
        Self { line, ..self }
    }

    pub(super) fn error(self, expected: impl Into<String>, got: &str) -> SvmError {
        SvmError::ModelLine {
            path: self.path.into(),
            line: self.line,
            expected: expected.into(),
            got: got.trim_end().chars().take(QUOTED).collect(),
        }
    }

    /// A value that meets a condition.
    pub(super) fn parse<T: FromStr>(
        self,
        text: &str,
        expected: &str,
        holds: impl Fn(&T) -> bool,
    ) -> Result<T, SvmError> {
        (text.parse().ok().filter(holds)).ok_or_else(|| self.error(expected, text))
    }

    pub(super) fn number(self, text: &str) -> Result<f64, SvmError> {
        self.parse(text, "a finite number", |v: &f64| v.is_finite())
    }
}
