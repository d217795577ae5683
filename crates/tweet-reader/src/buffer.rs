//! The part of a text that is being looked at.

use crate::ReadError;
use crate::decode::Decoded;
use crate::lines::Lines;

/// A window on a text, from the place up to which it was taken to as far as it was needed.
#[derive(Debug)]
pub(crate) struct TextBuffer {
    input: Decoded,
    text: String,
    /// How much of `text` was taken.
    start: usize,
    /// The line of the first byte that was not taken.
    lines: Lines,
    /// An error behind the window.
    failed: Option<ReadError>,
}

impl TextBuffer {
    pub(crate) fn new(input: Decoded) -> Self {
        Self {
            input,
            text: String::new(),
            start: 0,
            lines: Lines::default(),
            failed: None,
        }
    }

    pub(crate) fn path(&self) -> &str {
        self.input.path()
    }

    pub(crate) fn replaced(&self) -> u64 {
        self.input.replaced()
    }

    /// The line on which the window begins.
    pub(crate) fn line(&self) -> u64 {
        self.lines.line()
    }

    /// What is in the window.
    pub(crate) fn text(&self) -> &str {
        self.text.get(self.start..).unwrap_or_default()
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.text.as_bytes().get(self.start..).unwrap_or_default()
    }

    /// Makes the window longer; `false` at the end of the text.
    pub(crate) fn fill(&mut self) -> Result<bool, ReadError> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        if self.start > 0 {
            self.text.drain(..self.start);
            self.start = 0;
        }
        let before = self.text.len();
        while self.input.read_into(&mut self.text)? {
            if self.text.len() > before {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Makes the window at least `length` bytes long, if there is so much. An error behind it is
    /// left to who gets there.
    pub(crate) fn fill_to(&mut self, length: usize) {
        while self.bytes().len() < length {
            match self.fill() {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    self.failed = Some(error);
                    return;
                }
            }
        }
    }

    /// Takes `length` bytes away from the start of the window.
    pub(crate) fn take(&mut self, length: usize) {
        let passed = self.bytes().get(..length).unwrap_or_default();
        let mut lines = self.lines;
        lines.pass(passed);
        self.lines = lines;
        self.start += length;
    }

    /// Takes what is no more than blank or a byte order mark; `false` at the end of the text.
    pub(crate) fn skip(&mut self, is_blank: fn(char) -> bool) -> Result<bool, ReadError> {
        loop {
            let text = self.text();
            let blank = text.len() - text.trim_start_matches(is_blank).len();
            self.take(blank);
            if !self.bytes().is_empty() {
                return Ok(true);
            }
            if !self.fill()? {
                return Ok(false);
            }
        }
    }

    /// Takes all up to the end of the line.
    pub(crate) fn skip_line(&mut self) -> Result<(), ReadError> {
        loop {
            let bytes = self.bytes();
            if let Some(end) = line_end(bytes) {
                self.take(end);
                return Ok(());
            }
            self.take(bytes.len());
            if !self.fill()? {
                return Ok(());
            }
        }
    }
}

/// Where the first line ends.
pub(crate) fn line_end(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r'))
}
