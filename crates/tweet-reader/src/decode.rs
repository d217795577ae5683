//! Bytes become text while they are read.

use crate::lines::Lines;
use crate::{Encoding, ReadError};
use encoding_rs::DecoderResult;
use std::io::Read;

/// What becomes of bytes that do not belong to the encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrongBytes {
    /// They are an error with line and byte.
    Error,
    /// They become U+FFFD, and are counted.
    Replace,
}

/// Bytes read at once.
const CHUNK: usize = 1 << 16;

/// Bytes of the chunk before that are kept: a wrong character may have begun there.
const KEPT: usize = 8;

/// Text out of bytes.
pub(crate) struct Decoded {
    path: String,
    input: Box<dyn Read + Send>,
    decoder: encoding_rs::Decoder,
    wrong_bytes: WrongBytes,
    /// The last bytes of the chunk before, and the chunk.
    bytes: Vec<u8>,
    /// Where in the input `bytes` begins.
    offset: u64,
    /// Lines of the text so far.
    lines: Lines,
    replaced: u64,
    ended: bool,
    /// An error to be told when all text before it has been taken.
    failed: Option<ReadError>,
}

impl std::fmt::Debug for Decoded {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = formatter.debug_struct("Decoded");
        shown.field("path", &self.path).finish_non_exhaustive()
    }
}

impl Decoded {
    pub(crate) fn new(
        path: &str,
        input: Box<dyn Read + Send>,
        encoding: Encoding,
        wrong_bytes: WrongBytes,
    ) -> Self {
        Self {
            path: path.to_owned(),
            input,
            decoder: encoding.0.new_decoder_with_bom_removal(),
            wrong_bytes,
            bytes: Vec::new(),
            offset: 0,
            lines: Lines::default(),
            replaced: 0,
            ended: false,
            failed: None,
        }
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn replaced(&self) -> u64 {
        self.replaced
    }

    /// Adds the next piece of the text to `text`; `false` when there is no more.
    pub(crate) fn read_into(&mut self, text: &mut String) -> Result<bool, ReadError> {
        if let Some(error) = self.failed.take() {
            self.ended = true;
            return Err(error);
        }
        if self.ended {
            return Ok(false);
        }
        let kept = self.next_chunk()?;
        let from = text.len();
        self.decode(kept, text);
        self.lines
            .pass(text.as_bytes().get(from..).unwrap_or_default());
        Ok(true)
    }

    /// Reads the next bytes, and returns where in `self.bytes` they begin.
    fn next_chunk(&mut self) -> Result<usize, ReadError> {
        let surplus = self.bytes.len().saturating_sub(KEPT);
        self.bytes.drain(..surplus);
        self.offset += surplus as u64;
        let kept = self.bytes.len();
        self.bytes.resize(kept + CHUNK, 0);
        let place = self.bytes.get_mut(kept..).unwrap_or_default();
        let read = loop {
            match self.input.read(place) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        let read = read.map_err(|source| {
            self.ended = true;
            ReadError::read(&self.path, source)
        })?;
        self.bytes.truncate(kept + read);
        self.ended = read == 0;
        Ok(kept)
    }

    /// Decodes `self.bytes` from `at` on.
    fn decode(&mut self, mut at: usize, text: &mut String) {
        loop {
            let bytes = self.bytes.get(at..).unwrap_or_default();
            let most = self
                .decoder
                .max_utf8_buffer_length_without_replacement(bytes.len());
            text.reserve(most.unwrap_or(bytes.len()));
            let from = text.len();
            let (result, read) = self
                .decoder
                .decode_to_string_without_replacement(bytes, text, self.ended);
            at += read;
            match result {
                DecoderResult::InputEmpty => return,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(wrong, after) => {
                    if self.wrong_bytes == WrongBytes::Error {
                        let place = at.saturating_sub(usize::from(wrong) + usize::from(after));
                        let mut lines = self.lines;
                        lines.pass(text.as_bytes().get(from..).unwrap_or_default());
                        self.failed = Some(ReadError::WrongBytes {
                            path: self.path.clone(),
                            line: lines.line(),
                            byte: self.offset + place as u64,
                            value: self.bytes.get(place).copied().unwrap_or_default(),
                            encoding: self.decoder.encoding().name(),
                        });
                        return;
                    }
                    text.push(char::REPLACEMENT_CHARACTER);
                    self.replaced += 1;
                }
            }
        }
    }
}
