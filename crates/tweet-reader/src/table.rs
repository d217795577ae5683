//! Tables with a header: CSV, TSV and their like.

use crate::buffer::{TextBuffer, line_end};
use crate::format::{Separator, is_line_end};
use crate::mapping::{Mapping, Roles};
use crate::row::{Row, Sample, Step, is_mark, kind_of};
use crate::{ReadError, RowProblem};
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

/// The most columns that a table may have.
const MOST_COLUMNS: usize = 10_000;

/// The rows of a table.
#[derive(Debug)]
pub(crate) struct TableRows {
    buffer: TextBuffer,
    reader: Reader,
    separator: u8,
    limit: usize,
    headers: Vec<String>,
    /// Headers with blanks around them, as they stand.
    padded: Vec<String>,
    roles: Roles,
    record: Record,
}

/// The fields of the record read last.
#[derive(Debug)]
struct Record {
    bytes: Vec<u8>,
    /// Where each field ends.
    ends: Vec<usize>,
    fields: usize,
}

impl Record {
    fn field(&self, index: usize) -> &str {
        if index >= self.fields {
            return "";
        }
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        let bytes = self.bytes.get(start..self.ends[index]).unwrap_or_default();
        // The record was cut from text at ASCII characters.
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.fields).map(|index| self.field(index))
    }
}

impl TableRows {
    pub(crate) fn new(
        mut buffer: TextBuffer,
        separator: Separator,
        mapping: &Mapping,
        limit: usize,
    ) -> Result<Self, ReadError> {
        let path = buffer.path().to_owned();
        if !buffer.skip(is_line_end)? {
            return Err(ReadError::Empty {
                path,
                expected: "a header and rows",
            });
        }
        let line = buffer.text().split(['\n', '\r']).next().unwrap_or_default();
        if Separator::of_first_line(line).1 {
            buffer.skip_line()?;
        }
        let mut table = Self {
            buffer,
            reader: ReaderBuilder::new().delimiter(separator.byte()).build(),
            separator: separator.byte(),
            limit,
            headers: Vec::new(),
            padded: Vec::new(),
            roles: Roles::default(),
            record: Record {
                bytes: vec![0; 4096],
                ends: vec![0; MOST_COLUMNS + 1],
                fields: 0,
            },
        };
        match table.next_record()? {
            Some((_, None)) => {}
            Some((_, Some(RowProblem::FieldCount { got, .. }))) => {
                return Err(ReadError::TooManyColumns {
                    path,
                    limit: MOST_COLUMNS,
                    got,
                });
            }
            Some((line, Some(problem))) => {
                return Err(ReadError::Row {
                    path,
                    line,
                    problem,
                });
            }
            None => {
                return Err(ReadError::Empty {
                    path,
                    expected: "a header and rows",
                });
            }
        }
        let headers = table.record.iter().map(|header| header.trim().to_owned());
        let headers = headers.collect();
        let is_padded = |header: &&str| header.trim() != *header;
        let padded = table.record.iter().filter(is_padded).map(str::to_owned);
        table.padded = padded.collect();
        table.headers = headers;
        table.roles = Roles::find(mapping, &table.headers, &path)?;
        Ok(table)
    }

    pub(crate) fn columns(&self) -> &[String] {
        &self.headers
    }

    pub(crate) fn roles(&self) -> &Roles {
        &self.roles
    }

    pub(crate) fn replaced(&self) -> u64 {
        self.buffer.replaced()
    }

    /// The next row; `None` at the end.
    pub(crate) fn next_row(&mut self) -> Result<Option<Step>, ReadError> {
        Ok(self.next_fields()?.map(|(line, problem)| match problem {
            None if self.is_blank() => Step::Blank,
            None if self.is_header() => Step::Problem(line, RowProblem::RepeatedHeader),
            None => Step::Row(line, self.row()),
            Some(RowProblem::FieldCount { .. }) if self.is_blank() => Step::Blank,
            Some(problem) => Step::Problem(line, problem),
        }))
    }

    /// The first rows with all of their fields.
    pub(crate) fn sample(&mut self, rows: usize) -> Result<Sample, ReadError> {
        let first = |indices: &[usize]| indices.first().copied();
        let mut sample = Sample {
            columns: self.headers.clone(),
            padded: self.padded.clone(),
            rows: Vec::new(),
            text: first(&self.roles.text),
            id: first(&self.roles.id),
            date: first(&self.roles.date),
            user: first(&self.roles.user),
        };
        while sample.rows.len() < rows
            && let Some((_, problem)) = self.next_fields()?
        {
            if problem.is_none() && !self.is_blank() && !self.is_header() {
                let fields = self.record.iter().map(str::to_owned);
                sample.rows.push(fields.collect());
            }
        }
        Ok(sample)
    }

    fn row(&self) -> Row {
        let field = |indices: &[usize]| {
            let index = indices.first()?;
            Some(self.record.field(*index).to_owned())
        };
        let is_marked = |indices: &[usize]| {
            let mut indices = indices.iter();
            indices.any(|&index| is_mark(self.record.field(index)))
        };
        Row {
            text: field(&self.roles.text),
            id: field(&self.roles.id),
            date: field(&self.roles.date),
            user: field(&self.roles.user),
            kind: kind_of(
                is_marked(&self.roles.retweet),
                is_marked(&self.roles.quote),
                is_marked(&self.roles.reply),
            ),
        }
    }

    fn is_blank(&self) -> bool {
        self.record.fields > 0 && self.record.iter().all(|field| field.trim().is_empty())
    }

    /// Whether the record is the header once more.
    fn is_header(&self) -> bool {
        let mut headers = self.headers.iter();
        self.record.iter().all(|field| {
            let header = headers.next();
            header.is_some_and(|header| header == field.trim())
        })
    }

    /// Reads a record and compares its width with the header's.
    fn next_fields(&mut self) -> Result<Option<(u64, Option<RowProblem>)>, ReadError> {
        let Some((line, problem)) = self.next_record()? else {
            return Ok(None);
        };
        let (expected, got) = (self.headers.len(), self.record.fields);
        let problem = problem
            .or_else(|| (expected != got).then_some(RowProblem::FieldCount { expected, got }));
        Ok(Some((line, problem)))
    }

    /// Reads the next record into `self.record`. One that cannot be read costs its first line
    /// alone.
    fn next_record(&mut self) -> Result<Option<(u64, Option<RowProblem>)>, ReadError> {
        self.record.fields = 0;
        if !self.buffer.skip(is_line_end)? {
            return Ok(None);
        }
        let line = self.buffer.line();
        self.reader.reset();
        let Record { bytes, ends, .. } = &mut self.record;
        let (mut read, mut written, mut fields, mut surplus) = (0, 0, 0, 0);
        let mut at_end = false;
        loop {
            if read == self.buffer.bytes().len() && !at_end {
                if read > self.limit {
                    self.buffer.skip_line()?;
                    let limit = self.limit;
                    return Ok(Some((line, Some(RowProblem::TooLong { limit }))));
                }
                at_end = !self.buffer.fill()?;
            }
            let rest = self.buffer.bytes().get(read..).unwrap_or_default();
            let (result, taken, put, ended) = self.reader.read_record(
                rest,
                bytes.get_mut(written..).unwrap_or_default(),
                ends.get_mut(fields..).unwrap_or_default(),
            );
            read += taken;
            written += put;
            fields += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => bytes.resize(2 * bytes.len(), 0),
                ReadRecordResult::OutputEndsFull => {
                    surplus += fields;
                    fields = 0;
                }
                ReadRecordResult::Record | ReadRecordResult::End => break,
            }
        }
        let record = self.buffer.bytes().get(..read).unwrap_or_default();
        // The reader takes the end of the file for the end of a quoted field: the rest of the table
        // would vanish in it.
        if at_end && record.contains(&b'"') && ends_inside_quotes(record, self.separator) {
            self.buffer.skip_line()?;
            return Ok(Some((line, Some(RowProblem::UnclosedQuote))));
        }
        if read > self.limit {
            let first = line_end(record).unwrap_or(read);
            self.buffer.take(first);
            let limit = self.limit;
            return Ok(Some((line, Some(RowProblem::TooLong { limit }))));
        }
        self.buffer.take(read);
        if surplus > 0 || fields > MOST_COLUMNS {
            let got = surplus + fields;
            let expected = self.headers.len();
            return Ok(Some((line, Some(RowProblem::FieldCount { expected, got }))));
        }
        self.record.fields = fields;
        Ok(Some((line, None)))
    }
}

/// Whether a quoted field is still open at the end of `record`.
fn ends_inside_quotes(record: &[u8], separator: u8) -> bool {
    let mut inside = false;
    let mut field_start = true;
    // The reader skips a byte order mark, too.
    let record = record.strip_prefix(b"\xef\xbb\xbf").unwrap_or(record);
    let mut bytes = record.iter().peekable();
    while let Some(&byte) = bytes.next() {
        if inside {
            // Two quotes stand for one.
            if byte == b'"' && bytes.next_if(|&&next| next == b'"').is_none() {
                inside = false;
            }
        } else {
            inside = field_start && byte == b'"';
            field_start = byte == separator;
        }
    }
    inside
}
