//! Cutting a text into JSON values.

use crate::buffer::{TextBuffer, line_end};
use crate::format::is_blank;
use crate::{ReadError, RowProblem};

/// The text of one value, or what is wrong with it.
#[derive(Debug)]
pub(crate) enum Piece<'t> {
    Text(&'t str),
    Problem(RowProblem),
}

/// The values of a text, one after the other.
#[derive(Debug)]
pub(crate) struct Values {
    buffer: TextBuffer,
    by_line: bool,
    limit: usize,
    /// How long the piece is that was handed out last.
    handed_out: usize,
    /// Whether the values stand in one array.
    in_array: bool,
    at_start: bool,
}

impl Values {
    pub(crate) fn new(buffer: TextBuffer, by_line: bool, limit: usize) -> Self {
        Self {
            buffer,
            by_line,
            limit,
            handed_out: 0,
            in_array: false,
            at_start: true,
        }
    }

    pub(crate) fn path(&self) -> &str {
        self.buffer.path()
    }

    pub(crate) fn replaced(&self) -> u64 {
        self.buffer.replaced()
    }

    /// The next value and the line on which it starts.
    pub(crate) fn next_piece(&mut self) -> Result<Option<(u64, Piece<'_>)>, ReadError> {
        self.buffer.take(self.handed_out);
        self.handed_out = 0;
        if !self.buffer.skip(is_blank)? {
            return Ok(None);
        }
        if !self.by_line && !self.skip_array_signs()? {
            return Ok(None);
        }
        let line = self.buffer.line();
        let length = if self.by_line {
            self.line_length()?
        } else {
            self.value_length()?
        };
        let Some(length) = length else {
            let limit = self.limit;
            return Ok(Some((line, Piece::Problem(RowProblem::TooLong { limit }))));
        };
        self.handed_out = length;
        let text = self.buffer.text().get(..length).unwrap_or_default();
        Ok(Some((line, Piece::Text(text))))
    }

    /// Takes the signs of the array in which the values stand; `false` at the end of the text.
    fn skip_array_signs(&mut self) -> Result<bool, ReadError> {
        if std::mem::take(&mut self.at_start) && self.buffer.bytes().first() == Some(&b'[') {
            self.in_array = true;
            self.buffer.take(1);
        }
        let is_sign = |sign| is_blank(sign) || matches!(sign, ',' | ']');
        self.buffer
            .skip(if self.in_array { is_sign } else { is_blank })
    }

    /// How long the line is; one over the limit is taken, and has no length.
    fn line_length(&mut self) -> Result<Option<usize>, ReadError> {
        let mut seen = 0;
        loop {
            let bytes = self.buffer.bytes();
            let end = line_end(bytes.get(seen..).unwrap_or_default());
            seen = end.map_or(bytes.len(), |end| seen + end);
            if seen > self.limit {
                self.buffer.skip_line()?;
                return Ok(None);
            }
            if end.is_some() || !self.buffer.fill()? {
                return Ok(Some(seen));
            }
        }
    }

    /// How long the value is; one over the limit is taken, and has no length.
    fn value_length(&mut self) -> Result<Option<usize>, ReadError> {
        let mut seen = 0;
        let mut is_too_long = false;
        let mut scan = Scan::default();
        loop {
            let bytes = self.buffer.bytes().get(seen..).unwrap_or_default();
            let end = scan.end(bytes, self.in_array);
            seen += end.unwrap_or(bytes.len());
            if seen > self.limit {
                is_too_long = true;
            }
            if is_too_long {
                self.buffer.take(seen);
                seen = 0;
            }
            if end.is_some() || !self.buffer.fill()? {
                return Ok((!is_too_long).then_some(seen));
            }
        }
    }
}

/// Where a scan for the end of a value is.
#[derive(Debug, Default)]
struct Scan {
    depth: usize,
    in_string: bool,
    escaped: bool,
    begun: bool,
}

impl Scan {
    /// Where the value ends in `bytes`. What stands outside brackets ends with its line, or in an
    /// array before the next sign of that.
    fn end(&mut self, bytes: &[u8], in_array: bool) -> Option<usize> {
        for (at, byte) in bytes.iter().enumerate() {
            if self.in_string {
                self.in_string = self.escaped || *byte != b'"';
                self.escaped = !self.escaped && *byte == b'\\';
                continue;
            }
            match byte {
                b'"' => self.in_string = true,
                b'{' | b'[' if self.depth == 0 && self.begun => return Some(at),
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth > 0 => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Some(at + 1);
                    }
                }
                b'\n' | b'\r' if self.depth == 0 => return Some(at),
                b',' | b']' if self.depth == 0 && in_array && self.begun => return Some(at),
                _ => {}
            }
            self.begun = true;
        }
        None
    }
}
