//! The bytes behind the tweets: read again and again, and whether they are what they are read as.

use super::{CheckReport, MOST_OF_A_KIND};
use crate::PipelineError;
use crate::files::read_bytes;
use crate::stages::ingest::{BadRows, SAMPLE_TWEETS, TweetFile, TweetSource};
use crate::stages::ingest_error::said;
use std::io::Cursor;
use std::path::Path;
use tweet_reader::{Policy, Preview};

/// Rows of a preview: a column of users shows itself in as many.
const ROWS: usize = 20;

/// A file that can be opened again and again, or the bytes of what can be read once.
pub(super) enum Input<'s> {
    File(&'s Path),
    Bytes(Vec<u8>),
}

impl<'s> Input<'s> {
    pub(super) fn of(source: &'s TweetSource) -> Result<Self, PipelineError> {
        let Some(path) = &source.path else {
            return Ok(Self::Bytes(SAMPLE_TWEETS.as_bytes().to_vec()));
        };
        let is_stream = path
            .metadata()
            .is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir());
        if path.as_os_str() == "-" || is_stream {
            return read_bytes(path).map(Self::Bytes);
        }
        Ok(Self::File(path))
    }

    /// Rows that cannot be read are no matter of a preview.
    pub(super) fn preview(&self, source: &TweetSource) -> Result<Preview, PipelineError> {
        let reader = source.reader()?.with_policy(Policy::Count);
        let preview = match self {
            Self::File(path) => reader.preview(path, ROWS),
            Self::Bytes(bytes) => {
                reader.preview_of(&source.name(), Cursor::new(bytes.clone()), ROWS)
            }
        };
        preview.map_err(said)
    }

    pub(super) fn read(&self, source: &TweetSource) -> Result<TweetFile, PipelineError> {
        match self {
            Self::File(_) => source.read_file(),
            Self::Bytes(bytes) => source.read_bytes(bytes.clone()),
        }
    }

    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::File(path) => read_bytes(path).unwrap_or_default(),
            Self::Bytes(bytes) => bytes.clone(),
        }
    }

    /// Bytes outside the encoding, and an encoding that is not the file's.
    pub(super) fn warn_of_bytes(
        &self,
        source: &TweetSource,
        file: &TweetFile,
        report: &mut CheckReport,
    ) {
        let name = source.name();
        let is_utf8 = file.encoding.encoding.name() == "UTF-8";
        if file.counts.replaced > 0 {
            if source.bad_rows == BadRows::Count {
                let count = file.counts.replaced;
                let message = format!("{name}: {count} places with wrong bytes become U+FFFD");
                return report.warns(Some(&name), message);
            }
            let bytes = self.bytes();
            let is_packed = bytes.starts_with(b"\x1f\x8b");
            let wrong = match is_utf8 && !is_packed {
                true => not_utf8(&bytes, &name),
                false => self.read(source).err().into_iter().collect(),
            };
            wrong.iter().for_each(|problem| report.stops(problem));
            if is_utf8 && source.encoding.is_some() {
                let message = format!("{name}: it may be latin-1, which any bytes are");
                report.warns(Some(&name), message);
            }
        } else if source.encoding.is_some() && !is_utf8 {
            let bytes = self.bytes();
            if !bytes.is_ascii() && std::str::from_utf8(&bytes).is_ok() {
                let encoding = file.encoding.encoding.name();
                let message = format!(
                    "{name}: it is UTF-8; read as {encoding}, each letter outside ASCII becomes several"
                );
                report.warns(Some(&name), message);
            }
        }
    }
}

/// Lines that are not UTF-8.
fn not_utf8(bytes: &[u8], name: &str) -> Vec<PipelineError> {
    let mut start = 0;
    let mut wrong = Vec::new();
    for (line, content) in (1..).zip(bytes.split(|&byte| byte == b'\n')) {
        if let Err(error) = std::str::from_utf8(content) {
            let inside = error.valid_up_to();
            wrong.push(PipelineError::Encoding {
                path: name.to_owned(),
                line,
                byte: start + inside,
                value: content.get(inside).copied().unwrap_or_default(),
                encoding: "UTF-8",
            });
            if wrong.len() == MOST_OF_A_KIND {
                break;
            }
        }
        start += content.len() + 1;
    }
    wrong
}
