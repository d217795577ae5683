//! Files of JSON: lines or values, each a tweet, a page of tweets or a plain object.

mod api;
mod flat;
mod values;

use crate::buffer::TextBuffer;
use crate::mapping::{Mapping, Roles};
use crate::row::{Row, Sample, Step};
use crate::shown::shown;
use crate::{ReadError, RowProblem};
use flat::Names;
use serde_json::Value;
use std::collections::VecDeque;
use values::{Piece, Values};

/// Values that are looked at for the columns of plain objects, and how long they may be together.
const LOOKED_AT: usize = 50;
const LOOKED_AT_BYTES: usize = 1 << 20;

/// The names that are shown for what the API calls otherwise, depending on its version.
const API_COLUMNS: [&str; 4] = ["text", "id", "created_at", "author"];

/// The rows of a JSON file.
#[derive(Debug)]
pub(crate) struct JsonRows {
    values: Values,
    /// Read, and not yet handed out.
    ready: VecDeque<(u64, Result<Value, RowProblem>)>,
    /// An error behind what is ready.
    failed: Option<ReadError>,
    /// The tweets of the page that was read last.
    page: VecDeque<Step>,
    /// How plain objects are read; `None` if none was seen at the start.
    names: Option<Names>,
    mapping: Mapping,
    columns: Vec<String>,
}

impl JsonRows {
    pub(crate) fn new(
        buffer: TextBuffer,
        by_line: bool,
        mapping: &Mapping,
        limit: usize,
    ) -> Result<Self, ReadError> {
        let mut rows = Self {
            values: Values::new(buffer, by_line, limit),
            ready: VecDeque::new(),
            failed: None,
            page: VecDeque::new(),
            names: None,
            mapping: mapping.clone(),
            columns: API_COLUMNS.map(str::to_owned).to_vec(),
        };
        rows.look_ahead()?;
        if rows.ready.is_empty() {
            return Err(ReadError::Empty {
                path: rows.values.path().to_owned(),
                expected: "JSON objects",
            });
        }
        Ok(rows)
    }

    pub(crate) fn columns(&self) -> &[String] {
        &self.columns
    }

    pub(crate) fn mapped(&self) -> [Option<&str>; 4] {
        match &self.names {
            Some(names) => names.mapped(),
            None => API_COLUMNS.map(Some),
        }
    }

    pub(crate) fn replaced(&self) -> u64 {
        self.values.replaced()
    }

    /// Reads the first values, and finds the columns of the plain objects among them.
    fn look_ahead(&mut self) -> Result<(), ReadError> {
        let mut bytes = 0;
        let mut columns: Vec<String> = Vec::new();
        let mut has_flat = false;
        while self.ready.len() < LOOKED_AT && bytes < LOOKED_AT_BYTES {
            let (line, value, length) = match self.parse_next() {
                Ok(Some(next)) => next,
                Ok(None) => break,
                // The values before it are read first.
                Err(error) if !self.ready.is_empty() => {
                    self.failed = Some(error);
                    break;
                }
                Err(error) => return Err(error),
            };
            bytes += length;
            if let Ok(Value::Object(object)) = &value
                && (self.mapping.names_a_column() || !api::is_known(object))
            {
                has_flat = true;
                flat::add_columns(object, &mut columns);
            }
            self.ready.push_back((line, value));
        }
        if has_flat {
            let roles = Roles::find(&self.mapping, &columns, self.values.path());
            let roles = match roles {
                // One odd object among tweets, such as a notice, is no reason to refuse the others.
                Err(ReadError::NoTextColumn { .. }) if self.has_tweets() => return Ok(()),
                other => other?,
            };
            self.names = Some(Names::new(&roles, &columns));
            self.columns = columns;
        }
        Ok(())
    }

    /// Whether a tweet or page of the API is among the values at hand.
    fn has_tweets(&self) -> bool {
        let mut values = self
            .ready
            .iter()
            .filter_map(|(_, value)| value.as_ref().ok());
        values.any(|value| value.as_object().is_some_and(api::is_known))
    }

    /// Reads a value; with it comes the length of its text.
    #[expect(
        clippy::type_complexity,
        reason = "used in two places, and taken apart in both"
    )]
    fn parse_next(&mut self) -> Result<Option<(u64, Result<Value, RowProblem>, usize)>, ReadError> {
        let Some((line, piece)) = self.values.next_piece()? else {
            return Ok(None);
        };
        Ok(Some(match piece {
            Piece::Text(text) => {
                let value = serde_json::from_str(text);
                let value = value.map_err(|error| RowProblem::broken_json(text, &error));
                (line, value, text.len())
            }
            Piece::Problem(problem) => (line, Err(problem), 0),
        }))
    }

    /// The next row; `None` at the end.
    pub(crate) fn next_row(&mut self) -> Result<Option<Step>, ReadError> {
        loop {
            if let Some(step) = self.page.pop_front() {
                return Ok(Some(step));
            }
            let (line, value) = match self.ready.pop_front() {
                Some(ready) => ready,
                None if self.failed.is_some() => {
                    return self.failed.take().map_or(Ok(None), Err);
                }
                None => match self.parse_next()? {
                    Some((line, value, _)) => (line, value),
                    None => return Ok(None),
                },
            };
            match value {
                Err(problem) => return Ok(Some(Step::Problem(line, problem))),
                Ok(value) => self.unpack(line, &value),
            }
        }
    }

    /// Puts the tweets of a value into `self.page`.
    fn unpack(&mut self, line: u64, value: &Value) {
        let Value::Object(object) = value else {
            let value = shown(&value.to_string());
            self.page
                .push_back(Step::Problem(line, RowProblem::NotAnObject { value }));
            return;
        };
        if self.mapping.names_a_column() || !api::is_known(object) {
            if self.names.is_none() {
                // None of the first values was whole.
                let mut columns = Vec::new();
                flat::add_columns(object, &mut columns);
                let roles = Roles::find(&self.mapping, &columns, self.values.path());
                self.names = roles.ok().map(|roles| Names::new(&roles, &columns));
            }
            let row = self.names.as_ref().map(|names| names.row(object));
            self.page
                .push_back(Step::Row(line, row.unwrap_or_default()));
            return;
        }
        for tweet in api::tweets(object) {
            self.page.push_back(match tweet {
                Ok(row) => Step::Row(line, row),
                Err(value) => Step::Problem(line, RowProblem::NotAnObject { value }),
            });
        }
    }

    /// The first rows, with the parts that are read.
    pub(crate) fn sample(&mut self, rows: usize) -> Result<Sample, ReadError> {
        let names = self.names.as_ref().map(Names::first);
        let columns = names.unwrap_or(API_COLUMNS.map(|name| Some(name.to_owned())));
        let mut sample = Sample::default();
        let mut place = |column: &Option<String>| {
            column.as_ref().map(|name| {
                sample.columns.push(name.clone());
                sample.columns.len() - 1
            })
        };
        let [text, id, date, user] = columns.each_ref().map(&mut place);
        (sample.text, sample.id, sample.date, sample.user) = (text, id, date, user);
        while sample.rows.len() < rows
            && let Some(step) = self.next_row()?
        {
            if let Step::Row(_, row) = step {
                let Row {
                    text,
                    id,
                    date,
                    user,
                    ..
                } = row;
                let shown = columns.iter().zip([text, id, date, user]);
                let shown = shown.filter(|(column, _)| column.is_some());
                let fields = shown.map(|(_, field)| field.unwrap_or_default());
                sample.rows.push(fields.collect());
            }
        }
        Ok(sample)
    }
}
