//! Where bytes come from: files, standard input, readers, with gzip taken off.

use crate::format::Magic;
use crate::{FoundEncoding, ReadError};
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

/// Bytes of a stream, which cannot be read twice, that its encoding is found from.
const LOOKED_AT: u64 = 1 << 20;

/// Bytes that tell a format.
const MAGIC: u64 = 16;

/// Unpacked bytes, and what their first ones say.
pub(crate) struct Input {
    pub(crate) bytes: Box<dyn Read + Send>,
    pub(crate) magic: Magic,
}

impl std::fmt::Debug for Input {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = formatter.debug_struct("Input");
        shown.field("magic", &self.magic).finish_non_exhaustive()
    }
}

/// How a path is called in messages.
pub(crate) fn display_name(path: &Path) -> String {
    if path.as_os_str() == "-" {
        "standard input".to_owned()
    } else {
        path.display().to_string()
    }
}

/// Opens a file.
pub(crate) fn open(path: &Path, name: &str) -> Result<File, ReadError> {
    File::open(path).map_err(|source| ReadError::read(name, source))
}

impl Input {
    /// Takes gzip off, if it is on.
    pub(crate) fn new(bytes: Box<dyn Read + Send>, name: &str) -> Result<Self, ReadError> {
        let input = Self::peeked(bytes, name)?;
        if input.magic == Magic::Gzip {
            return Self::peeked(unzipped(input.bytes, name)?, name);
        }
        Ok(input)
    }

    fn peeked(mut bytes: Box<dyn Read + Send>, name: &str) -> Result<Self, ReadError> {
        let start = start_of(&mut bytes, MAGIC, name)?;
        Ok(Self {
            magic: Magic::of(&start),
            bytes: Box::new(Cursor::new(start).chain(bytes)),
        })
    }

    /// Finds the encoding from the first mebibyte.
    pub(crate) fn detect(&mut self, name: &str) -> Result<FoundEncoding, ReadError> {
        let mut start = start_of(&mut self.bytes, LOOKED_AT, name)?;
        let whole = start.len();
        if whole as u64 == LOOKED_AT {
            // The last character may be cut through.
            let last = start.iter().rposition(|byte| byte & 0xc0 != 0x80);
            let cut = last.filter(|&last| whole - last <= 4).unwrap_or(whole);
            let rest = start.split_off(cut);
            let found = crate::encoding::detect(&mut start.as_slice());
            start.extend(rest);
            self.put_back(start);
            return found.map_err(|source| ReadError::read(name, source));
        }
        let found = crate::encoding::detect(&mut start.as_slice());
        self.put_back(start);
        found.map_err(|source| ReadError::read(name, source))
    }

    fn put_back(&mut self, start: Vec<u8>) {
        let rest = std::mem::replace(&mut self.bytes, Box::new(std::io::empty()));
        self.bytes = Box::new(Cursor::new(start).chain(rest));
    }
}

fn start_of(
    bytes: &mut Box<dyn Read + Send>,
    length: u64,
    name: &str,
) -> Result<Vec<u8>, ReadError> {
    let mut start = Vec::new();
    let read = bytes.by_ref().take(length).read_to_end(&mut start);
    read.map_err(|source| ReadError::read(name, source))?;
    Ok(start)
}

#[cfg(feature = "gzip")]
#[expect(clippy::unnecessary_wraps, reason = "it fails without the feature")]
fn unzipped(bytes: Box<dyn Read + Send>, _name: &str) -> Result<Box<dyn Read + Send>, ReadError> {
    Ok(Box::new(flate2::read::MultiGzDecoder::new(bytes)))
}

#[cfg(not(feature = "gzip"))]
fn unzipped(_bytes: Box<dyn Read + Send>, name: &str) -> Result<Box<dyn Read + Send>, ReadError> {
    Err(ReadError::FeatureOff {
        path: name.to_owned(),
        feature: "gzip",
    })
}
