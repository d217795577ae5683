//! Parquet files, a row group at a time.

use crate::mapping::{Mapping, Roles};
use crate::row::{Row, Sample, Step, is_mark, kind_of};
use crate::{Date, ReadError};
use parquet::basic::{LogicalType, Repetition, TimeUnit};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::record::reader::RowIter;
use parquet::schema::types::Type;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Rows decoded at once.
const BATCH: usize = 1024;

/// The rows of a Parquet file.
pub(crate) struct ParquetRows {
    path: String,
    /// The columns of plain values; what is nested is not read.
    columns: Vec<String>,
    roles: Roles,
    rows: RowIter<'static>,
    /// Columns of moments, and their units a second: the row reader hands some out as bare numbers.
    moments: Vec<(String, i64)>,
    number: u64,
    ended: bool,
}

impl std::fmt::Debug for ParquetRows {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = formatter.debug_struct("ParquetRows");
        shown.field("path", &self.path).finish_non_exhaustive()
    }
}

impl ParquetRows {
    /// Opens the file. `all` reads every column of plain values, otherwise those that the mapping
    /// needs.
    pub(crate) fn open(
        path: &str,
        file: File,
        mapping: &Mapping,
        all: bool,
    ) -> Result<Self, ReadError> {
        let reader = guarded(path, || SerializedFileReader::new(file))?;
        let metadata = reader.metadata().file_metadata();
        if metadata.num_rows() == 0 {
            return Err(ReadError::Empty {
                path: path.to_owned(),
                expected: "rows",
            });
        }
        let schema = metadata.schema().clone();
        let is_plain = |field: &&Arc<Type>| {
            field.is_primitive() && field.get_basic_info().repetition() != Repetition::REPEATED
        };
        let fields: Vec<Arc<Type>> = schema
            .get_fields()
            .iter()
            .filter(is_plain)
            .cloned()
            .collect();
        let columns: Vec<String> = fields.iter().map(|field| field.name().to_owned()).collect();
        let roles = Roles::find(mapping, &columns, path)?;
        let used = |index: &usize| all || roles.all().any(|used| used == *index);
        let moments = fields.iter().filter_map(|field| {
            let per_second = match field.get_basic_info().logical_type_ref()? {
                LogicalType::Timestamp(kind) => match kind.unit {
                    TimeUnit::MILLIS => 1000,
                    TimeUnit::MICROS => 1_000_000,
                    TimeUnit::NANOS => 1_000_000_000,
                },
                _ => return None,
            };
            Some((field.name().to_owned(), per_second))
        });
        let moments = moments.collect();
        let wanted = (0..fields.len())
            .filter(used)
            .map(|index| fields[index].clone());
        let wanted = wanted.collect();
        let rows = guarded(path, || {
            let projection = Type::group_type_builder(schema.name())
                .with_fields(wanted)
                .build()?;
            let rows = RowIter::from_file_into(Box::new(reader)).project(Some(projection))?;
            Ok(rows.with_batch_size(BATCH))
        })?;
        Ok(Self {
            path: path.to_owned(),
            columns,
            roles,
            rows,
            moments,
            number: 0,
            ended: false,
        })
    }

    pub(crate) fn columns(&self) -> &[String] {
        &self.columns
    }

    pub(crate) fn roles(&self) -> &Roles {
        &self.roles
    }

    /// The next row; `None` at the end. An error ends the file: nothing behind it can be trusted.
    pub(crate) fn next_row(&mut self) -> Result<Option<Step>, ReadError> {
        let Some(fields) = self.next_fields()? else {
            return Ok(None);
        };
        let find = |indices: &[usize]| {
            let index = indices.first()?;
            let name = self.columns.get(*index)?;
            let field = fields.iter().find(|(column, _)| column == name);
            field.and_then(|(_, value)| value.clone())
        };
        let is_marked = |indices: &[usize]| {
            let mut indices = indices.iter();
            indices.any(|index| find(&[*index]).is_some_and(|value| is_mark(&value)))
        };
        let row = Row {
            text: find(&self.roles.text),
            id: find(&self.roles.id),
            date: find(&self.roles.date),
            user: find(&self.roles.user),
            kind: kind_of(
                is_marked(&self.roles.retweet),
                is_marked(&self.roles.quote),
                is_marked(&self.roles.reply),
            ),
        };
        Ok(Some(Step::Row(self.number, row)))
    }

    /// The first rows with all of their plain columns.
    pub(crate) fn sample(&mut self, rows: usize) -> Result<Sample, ReadError> {
        let first = |indices: &[usize]| indices.first().copied();
        let mut sample = Sample {
            columns: self.columns.clone(),
            padded: Vec::new(),
            rows: Vec::new(),
            text: first(&self.roles.text),
            id: first(&self.roles.id),
            date: first(&self.roles.date),
            user: first(&self.roles.user),
        };
        while sample.rows.len() < rows
            && let Some(fields) = self.next_fields()?
        {
            let value = |name: &String| {
                let field = fields.iter().find(|(column, _)| column == name);
                field
                    .and_then(|(_, value)| value.clone())
                    .unwrap_or_default()
            };
            sample.rows.push(self.columns.iter().map(value).collect());
        }
        Ok(sample)
    }

    /// The values of the next row with the names of their columns.
    #[expect(
        clippy::type_complexity,
        reason = "used twice, and taken apart in both"
    )]
    fn next_fields(&mut self) -> Result<Option<Vec<(String, Option<String>)>>, ReadError> {
        if self.ended {
            return Ok(None);
        }
        let rows = &mut self.rows;
        let row = guarded(&self.path, || rows.next().transpose());
        self.ended = !matches!(row, Ok(Some(_)));
        let Some(row) = row? else {
            return Ok(None);
        };
        self.number += 1;
        let columns = row.into_columns();
        let shown = columns.into_iter().map(|(name, field)| {
            let per_second = self.moments.iter().find(|(column, _)| *column == name);
            let value = match (field, per_second) {
                (Field::Long(value), Some((_, units))) => moment(value.div_euclid(*units)),
                (other, _) => shown(other),
            };
            (name, value)
        });
        Ok(Some(shown.collect()))
    }
}

/// A value as a table would write it.
fn shown(field: Field) -> Option<String> {
    match field {
        Field::Null | Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_) => None,
        Field::Str(text) => Some(text),
        Field::Bytes(bytes) => String::from_utf8(bytes.data().to_vec()).ok(),
        Field::Date(days) => Date::from_days(days).map(|date| date.to_string()),
        Field::TimestampMillis(moment) => self::moment(moment.div_euclid(1000)),
        Field::TimestampMicros(moment) => self::moment(moment.div_euclid(1_000_000)),
        Field::Bool(value) => Some(value.to_string()),
        Field::Byte(value) => Some(value.to_string()),
        Field::Short(value) => Some(value.to_string()),
        Field::Int(value) => Some(value.to_string()),
        Field::Long(value) => Some(value.to_string()),
        Field::UByte(value) => Some(value.to_string()),
        Field::UShort(value) => Some(value.to_string()),
        Field::UInt(value) => Some(value.to_string()),
        Field::ULong(value) => Some(value.to_string()),
        Field::Float(value) => Some(value.to_string()),
        Field::Double(value) => Some(value.to_string()),
        other => Some(other.to_string()),
    }
}

fn moment(seconds: i64) -> Option<String> {
    Date::from_unix(seconds).map(|date| date.to_string())
}

/// Calls the Parquet crate, which panics on some damaged files.
fn guarded<T>(path: &str, call: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, ReadError> {
    let result = catch_unwind(AssertUnwindSafe(call));
    let result = result.unwrap_or_else(|_| {
        let message = "the file is damaged or uses an unknown type";
        Err(ParquetError::General(message.to_owned()))
    });
    result.map_err(|source| ReadError::Parquet {
        path: path.to_owned(),
        source: Box::new(source),
    })
}
