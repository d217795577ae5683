//! Counting lines.

/// The line that a place in a text is on. `\n`, `\r\n` and `\r` end one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lines {
    line: u64,
    after_return: bool,
}

impl Default for Lines {
    fn default() -> Self {
        Self {
            line: 1,
            after_return: false,
        }
    }
}

impl Lines {
    pub(crate) fn line(self) -> u64 {
        self.line
    }

    /// Goes on behind `bytes`.
    pub(crate) fn pass(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            // A line feed behind a carriage return ends the same line.
            let ends = byte == b'\r' || (byte == b'\n' && !self.after_return);
            self.line += u64::from(ends);
            self.after_return = byte == b'\r';
        }
    }
}
