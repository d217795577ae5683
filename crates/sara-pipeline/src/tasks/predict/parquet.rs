//! The finished table as a Parquet file, a group of rows at a time.

use super::rows::{Cell, Column};
use crate::PipelineError;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Stored};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// Rows of a group, at most.
const GROUP_ROWS: usize = 1 << 16;

/// Bytes of text of a group, after which it is closed.
const GROUP_BYTES: usize = 32 << 20;

/// Reads the CSV file `table`, whose columns are `columns`, and writes it to `out` as Parquet. An empty cell of a column that may
/// be empty becomes null.
///
/// # Errors
/// Reading, a cell that is not what its column holds, writing.
pub(super) fn convert(table: &Path, columns: &[Column], out: &Path) -> Result<(), PipelineError> {
    let fail = |error| PipelineError::io(out, "write", reason(error));
    let wrong_table = |source| PipelineError::Csv {
        path: table.display().to_string(),
        source,
    };
    let mut rows = csv::Reader::from_path(table).map_err(wrong_table)?;
    let file = File::create(out).map_err(|source| PipelineError::io(out, "write", source))?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(concat!("sara ", env!("CARGO_PKG_VERSION")).to_owned())
        .build();
    let schema = schema(columns).map_err(fail)?;
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).map_err(fail)?;
    let mut group = Group::new(columns);
    let mut row = csv::StringRecord::new();
    while rows.read_record(&mut row).map_err(wrong_table)? {
        for (cells, (column, cell)) in group.columns.iter_mut().zip(columns.iter().zip(&row)) {
            cells.push(column, cell).map_err(|expected| {
                let message = format!("expected {expected} as {}, got {cell}", column.name);
                let source = std::io::Error::new(std::io::ErrorKind::InvalidData, message);
                PipelineError::io(table, "read", source)
            })?;
        }
        group.rows += 1;
        group.bytes += row.as_slice().len();
        if group.is_full() {
            group.write(&mut writer).map_err(fail)?;
            group = Group::new(columns);
        }
    }
    if group.rows > 0 {
        group.write(&mut writer).map_err(fail)?;
    }
    writer.finish().map_err(fail)?;
    let file = writer.inner();
    file.sync_all()
        .map_err(|source| PipelineError::io(out, "write", source))
}

fn schema(columns: &[Column]) -> Result<Arc<Type>, ParquetError> {
    let fields = columns.iter().map(|column| {
        let (stored, logical) = match column.cell {
            Cell::Text => (Stored::BYTE_ARRAY, Some(LogicalType::String)),
            Cell::Whole => (Stored::INT64, None),
            Cell::Number => (Stored::DOUBLE, None),
        };
        let repetition = match column.optional {
            true => Repetition::OPTIONAL,
            false => Repetition::REQUIRED,
        };
        Type::primitive_type_builder(&column.name, stored)
            .with_logical_type(logical)
            .with_repetition(repetition)
            .build()
            .map(Arc::new)
    });
    let schema = Type::group_type_builder("predictions")
        .with_fields(fields.collect::<Result<_, _>>()?)
        .build()?;
    Ok(Arc::new(schema))
}

/// Rows that are written together.
struct Group {
    columns: Vec<Cells>,
    rows: usize,
    bytes: usize,
}

impl Group {
    fn new(columns: &[Column]) -> Self {
        Self {
            columns: columns.iter().map(Cells::new).collect(),
            rows: 0,
            bytes: 0,
        }
    }

    fn is_full(&self) -> bool {
        self.rows >= GROUP_ROWS || self.bytes >= GROUP_BYTES
    }

    fn write(&self, writer: &mut SerializedFileWriter<File>) -> Result<(), ParquetError> {
        let mut group = writer.next_row_group()?;
        for cells in &self.columns {
            cells.write(&mut group)?;
        }
        group.close().map(drop)
    }
}

/// The cells of a column in a group.
struct Cells {
    values: Values,
    /// 1 for a value and 0 for null, of a column that may be empty.
    levels: Option<Vec<i16>>,
}

enum Values {
    Text(Vec<ByteArray>),
    Whole(Vec<i64>),
    Number(Vec<f64>),
}

impl Cells {
    fn new(column: &Column) -> Self {
        Self {
            values: match column.cell {
                Cell::Text => Values::Text(Vec::new()),
                Cell::Whole => Values::Whole(Vec::new()),
                Cell::Number => Values::Number(Vec::new()),
            },
            levels: column.optional.then(Vec::new),
        }
    }

    /// Adds a cell; says what was expected if it is something else.
    fn push(&mut self, column: &Column, cell: &str) -> Result<(), &'static str> {
        let is_null = column.optional && cell.is_empty();
        if let Some(levels) = &mut self.levels {
            levels.push(i16::from(!is_null));
        }
        if is_null {
            return Ok(());
        }
        match &mut self.values {
            Values::Text(values) => values.push(cell.into()),
            Values::Whole(values) => values.push(cell.parse().map_err(|_| "a whole number")?),
            Values::Number(values) => values.push(cell.parse().map_err(|_| "a number")?),
        }
        Ok(())
    }

    fn write(&self, group: &mut SerializedRowGroupWriter<'_, File>) -> Result<(), ParquetError> {
        let missing = || ParquetError::General("a column is missing".to_owned());
        let mut column = group.next_column()?.ok_or_else(missing)?;
        let levels = self.levels.as_deref();
        match (column.untyped(), &self.values) {
            (ColumnWriter::ByteArrayColumnWriter(out), Values::Text(values)) => {
                out.write_batch(values, levels, None)?;
            }
            (ColumnWriter::Int64ColumnWriter(out), Values::Whole(values)) => {
                out.write_batch(values, levels, None)?;
            }
            (ColumnWriter::DoubleColumnWriter(out), Values::Number(values)) => {
                out.write_batch(values, levels, None)?;
            }
            _ => return Err(missing()),
        }
        column.close()
    }
}

/// The operating system's reason, if it is one.
fn reason(error: ParquetError) -> std::io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<std::io::Error>() {
            Ok(source) => *source,
            Err(inner) => std::io::Error::other(inner),
        },
        other => std::io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::file::reader::{FileReader, SerializedFileReader};

    fn column(name: &str, cell: Cell, optional: bool) -> Column {
        Column {
            name: name.to_owned(),
            cell,
            optional,
        }
    }

    fn columns() -> Vec<Column> {
        vec![
            column("id", Cell::Text, false),
            column("line", Cell::Whole, false),
            column("bert", Cell::Text, true),
            column("bert_negative", Cell::Number, true),
        ]
    }

    fn shown(path: &Path) -> Vec<String> {
        let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
        let rows = reader.get_row_iter(None).unwrap();
        rows.map(|row| row.unwrap().to_string()).collect()
    }

    #[test]
    fn rows_keep_their_order_and_empty_cells_are_null() {
        let folder = tempfile::tempdir().unwrap();
        let [table, out] = ["p.csv", "p.parquet"].map(|name| folder.path().join(name));
        let text = "id,line,bert,bert_negative\n\"=1, \"\"a\"\"\",2,negative,0.750000\n,3,,\n";
        std::fs::write(&table, text).unwrap();
        convert(&table, &columns(), &out).unwrap();
        assert_eq!(
            shown(&out),
            [
                r#"{id: "=1, "a"", line: 2, bert: "negative", bert_negative: 0.75}"#,
                r#"{id: "", line: 3, bert: null, bert_negative: null}"#
            ]
        );
        let first = std::fs::read(&out).unwrap();
        convert(&table, &columns(), &out).unwrap();
        assert!(std::fs::read(&out).unwrap() == first);
    }

    #[test]
    fn a_long_table_has_several_groups() {
        let folder = tempfile::tempdir().unwrap();
        let [table, out] = ["p.csv", "p.parquet"].map(|name| folder.path().join(name));
        let rows = GROUP_ROWS + 1;
        let mut text = "id,line,bert,bert_negative\n".to_owned();
        for row in 0..rows {
            text.push_str(&format!("{row},{row},neutral,0.5\n"));
        }
        std::fs::write(&table, text).unwrap();
        convert(&table, &columns(), &out).unwrap();
        let reader = SerializedFileReader::new(File::open(&out).unwrap()).unwrap();
        assert_eq!(reader.num_row_groups(), 2);
        let found = shown(&out);
        assert_eq!(found.len(), rows);
        assert!(found[rows - 1].starts_with(&format!("{{id: \"{GROUP_ROWS}\"")));
    }

    #[test]
    fn what_cannot_be_written_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let [table, out] = ["p.csv", "p.parquet"].map(|name| folder.path().join(name));
        let header = "id,line,bert,bert_negative\n";
        std::fs::write(&table, format!("{header}1,2,negative,much\n")).unwrap();
        let error = convert(&table, &columns(), &out).unwrap_err();
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert_eq!(source, "expected a number as bert_negative, got much");
        assert!(convert(&table, &columns(), &folder.path().join("none/p.parquet")).is_err());

        // A file without rows.
        std::fs::write(&table, header).unwrap();
        convert(&table, &columns(), &out).unwrap();
        assert!(shown(&out).is_empty());
    }
}
