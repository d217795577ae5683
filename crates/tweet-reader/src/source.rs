//! The rows of a file of any format.

use crate::ReadError;
use crate::json::JsonRows;
use crate::row::{Sample, Step};
use crate::table::TableRows;

#[derive(Debug)]
pub(crate) enum Source {
    Table(Box<TableRows>),
    Json(Box<JsonRows>),
    #[cfg(feature = "parquet")]
    Parquet(Box<crate::parquet::ParquetRows>),
}

impl Source {
    /// The next row; `None` at the end.
    pub(crate) fn next_row(&mut self) -> Result<Option<Step>, ReadError> {
        match self {
            Self::Table(rows) => rows.next_row(),
            Self::Json(rows) => rows.next_row(),
            #[cfg(feature = "parquet")]
            Self::Parquet(rows) => rows.next_row(),
        }
    }

    /// The columns of the file, as far as they are known.
    pub(crate) fn columns(&self) -> &[String] {
        match self {
            Self::Table(rows) => rows.columns(),
            Self::Json(rows) => rows.columns(),
            #[cfg(feature = "parquet")]
            Self::Parquet(rows) => rows.columns(),
        }
    }

    /// The columns read as text, id, date and user.
    pub(crate) fn mapped(&self) -> [Option<&str>; 4] {
        match self {
            Self::Table(rows) => rows.roles().names(rows.columns()),
            Self::Json(rows) => rows.mapped(),
            #[cfg(feature = "parquet")]
            Self::Parquet(rows) => rows.roles().names(rows.columns()),
        }
    }

    /// Wrong bytes that were replaced so far.
    pub(crate) fn replaced(&self) -> u64 {
        match self {
            Self::Table(rows) => rows.replaced(),
            Self::Json(rows) => rows.replaced(),
            #[cfg(feature = "parquet")]
            Self::Parquet(_) => 0,
        }
    }

    /// The first rows as a table.
    pub(crate) fn sample(&mut self, rows: usize) -> Result<Sample, ReadError> {
        match self {
            Self::Table(table) => table.sample(rows),
            Self::Json(json) => json.sample(rows),
            #[cfg(feature = "parquet")]
            Self::Parquet(parquet) => parquet.sample(rows),
        }
    }
}
