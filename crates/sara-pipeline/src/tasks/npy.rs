//! NumPy files: features in, labels in, predictions and embeddings out.

use crate::PipelineError;
use crate::files::{PendingFile, display_name, put_in_place, read_bytes};
use npyz::{NpyFile, Order, WriterBuilder};
use std::path::Path;
use svm_poly::{Samples, SvmError};

/// A matrix of features, row after row, as wide as the file had it.
#[derive(Debug)]
pub(crate) enum Features {
    F32 {
        values: Vec<f32>,
        rows: usize,
        columns: usize,
    },
    F64 {
        values: Vec<f64>,
        rows: usize,
        columns: usize,
    },
}

impl Features {
    pub(crate) fn samples(&self) -> Result<Samples<'_>, SvmError> {
        match self {
            Self::F32 {
                values,
                rows,
                columns,
            } => Samples::f32(values, *rows, *columns),
            Self::F64 {
                values,
                rows,
                columns,
            } => Samples::f64(values, *rows, *columns),
        }
    }
}

/// Reads a two-dimensional array of f32 or f64.
pub(crate) fn read_features(path: &Path) -> Result<Features, PipelineError> {
    const EXPECTED: &str = "a two-dimensional array of f32 or f64";
    let bytes = read_bytes(path)?;
    let file = open(&bytes, path, EXPECTED)?;
    let &[rows, columns] = file.shape() else {
        return Err(wrong(path, EXPECTED, format!("shape {:?}", file.shape())));
    };
    let (rows, columns) = (size(rows, path)?, size(columns, path)?);
    let order = file.order();
    let file = match file.try_data::<f32>() {
        Ok(data) => {
            let values = collect(data, path)?;
            return Ok(Features::F32 {
                values: row_major(values, rows, columns, order),
                rows,
                columns,
            });
        }
        Err(file) => file,
    };
    match file.try_data::<f64>() {
        Ok(data) => {
            let values = collect(data, path)?;
            Ok(Features::F64 {
                values: row_major(values, rows, columns, order),
                rows,
                columns,
            })
        }
        Err(file) => Err(wrong(
            path,
            EXPECTED,
            format!("type {}", file.dtype().descr()),
        )),
    }
}

/// Reads a one-dimensional array of integers of any width.
pub(crate) fn read_labels(path: &Path) -> Result<Vec<i64>, PipelineError> {
    const EXPECTED: &str = "a one-dimensional array of integers";
    let bytes = read_bytes(path)?;
    let file = open(&bytes, path, EXPECTED)?;
    if file.shape().len() != 1 {
        return Err(wrong(path, EXPECTED, format!("shape {:?}", file.shape())));
    }
    macro_rules! try_types {
        ($file:expr, $($integer:ty),+) => {{
            let file = $file;
            $(let file = match file.try_data::<$integer>() {
                Ok(data) => return Ok(collect(data, path)?.into_iter().map(i64::from).collect()),
                Err(file) => file,
            };)+
            file
        }};
    }
    let file = try_types!(file, i64, i32, i16, i8, u32, u16, u8);
    match file.try_data::<u64>() {
        Ok(data) => collect(data, path)?
            .into_iter()
            .map(|value| {
                i64::try_from(value)
                    .map_err(|_| wrong(path, "labels below 2^63", value.to_string()))
            })
            .collect(),
        Err(file) => Err(wrong(
            path,
            EXPECTED,
            format!("type {}", file.dtype().descr()),
        )),
    }
}

/// Reads a one-dimensional array of f32 or f64.
pub(crate) fn read_weights(path: &Path) -> Result<Vec<f64>, PipelineError> {
    const EXPECTED: &str = "a one-dimensional array of f32 or f64";
    let bytes = read_bytes(path)?;
    let file = open(&bytes, path, EXPECTED)?;
    if file.shape().len() != 1 {
        return Err(wrong(path, EXPECTED, format!("shape {:?}", file.shape())));
    }
    let file = match file.try_data::<f64>() {
        Ok(data) => return collect(data, path),
        Err(file) => file,
    };
    match file.try_data::<f32>() {
        Ok(data) => Ok(collect(data, path)?.into_iter().map(f64::from).collect()),
        Err(file) => Err(wrong(
            path,
            EXPECTED,
            format!("type {}", file.dtype().descr()),
        )),
    }
}

/// Writes a one-dimensional array of int64.
pub(crate) fn write_labels(path: &Path, labels: &[i64]) -> Result<(), PipelineError> {
    put_in_place([pending_array(path, &[labels.len() as u64], labels)?])
}

/// Writes a one-dimensional array of int64 and, as many rows, a two-dimensional one of f64: both files appear or neither.
pub(crate) fn write_labels_and_matrix(
    (labels_path, labels): (&Path, &[i64]),
    (matrix_path, matrix): (&Path, &[f64]),
) -> Result<(), PipelineError> {
    let columns = matrix.len().checked_div(labels.len()).unwrap_or(0);
    let shape = [labels.len() as u64, columns as u64];
    let labels = pending_array(labels_path, &shape[..1], labels)?;
    put_in_place([labels, pending_array(matrix_path, &shape, matrix)?])
}

/// Writes rows of equal length as a two-dimensional array of f32.
pub(crate) fn write_rows(path: &Path, rows: &[Vec<f32>]) -> Result<(), PipelineError> {
    let columns = rows.first().map_or(0, Vec::len);
    let shape = [rows.len() as u64, columns as u64];
    put_in_place([pending_array(path, &shape, &rows.concat())?])
}

fn pending_array<T: npyz::AutoSerialize + Copy>(
    path: &Path,
    shape: &[u64],
    values: &[T],
) -> Result<PendingFile, PipelineError> {
    let mut file = PendingFile::begin(path)?;
    file.write(|out| {
        let write = || {
            let mut writer = npyz::WriteOptions::new()
                .default_dtype()
                .shape(shape)
                .writer(out)
                .begin_nd()?;
            writer.extend(values.iter().copied())?;
            writer.finish()
        };
        write().map_err(|source| PipelineError::io(path, "write", source))
    })?;
    Ok(file)
}

/// Parses the header, and holds its shape against the bytes that follow before anything is allocated.
fn open<'a>(
    bytes: &'a [u8],
    path: &Path,
    expected: &'static str,
) -> Result<NpyFile<&'a [u8]>, PipelineError> {
    // An array of numbers has one dictionary, one shape and no list in its header; the parser takes exponential time on nested ones.
    let head = bytes
        .split(|&byte| byte == b'\n')
        .next()
        .unwrap_or_default();
    let nested = |bracket| head.iter().filter(|&&byte| byte == bracket).count() > 1;
    let unreadable = || wrong(path, expected, "a file without a NumPy header".to_owned());
    if !bytes.starts_with(b"\x93NUMPY") || nested(b'{') || nested(b'(') || nested(b'[') {
        return Err(unreadable());
    }
    let mut rest = bytes;
    let header = npyz::NpyHeader::from_reader(&mut rest).map_err(|_| unreadable())?;
    let declared = header.shape().iter().try_fold(
        header.dtype().num_bytes().unwrap_or(0) as u64,
        |product, &length| product.checked_mul(length),
    );
    if declared != Some(rest.len() as u64) {
        return Err(wrong(
            path,
            expected,
            format!(
                "a header of shape {:?} and type {} over {} bytes of data",
                header.shape(),
                header.dtype().descr(),
                rest.len()
            ),
        ));
    }
    Ok(NpyFile::with_header(header, rest))
}

fn collect<T: npyz::Deserialize>(
    data: npyz::NpyReader<T, &[u8]>,
    path: &Path,
) -> Result<Vec<T>, PipelineError> {
    data.collect::<std::io::Result<Vec<T>>>()
        .map_err(|source| PipelineError::io(path, "read as a NumPy file", source))
}

fn row_major<T: Copy>(values: Vec<T>, rows: usize, columns: usize, order: Order) -> Vec<T> {
    match order {
        Order::C => values,
        Order::Fortran => (0..rows * columns)
            .map(|index| values[(index % columns) * rows + index / columns])
            .collect(),
    }
}

fn size(length: u64, path: &Path) -> Result<usize, PipelineError> {
    usize::try_from(length)
        .map_err(|_| wrong(path, "an array that fits memory", length.to_string()))
}

fn wrong(path: &Path, expected: &'static str, got: String) -> PipelineError {
    PipelineError::Npy {
        path: display_name(path),
        expected,
        got,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(header: &str, data: &[u8]) -> tempfile::NamedTempFile {
        use std::io::Write;
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        let padded = format!("{header:<117}\n");
        bytes.extend(u16::try_from(padded.len()).unwrap().to_le_bytes());
        bytes.extend(padded.as_bytes());
        bytes.extend(data);
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&bytes).unwrap();
        file
    }

    #[test]
    fn fortran_order_becomes_rows() {
        let data: Vec<u8> = [1.0_f32, 4.0, 2.0, 5.0, 3.0, 6.0]
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect();
        let file = file(
            "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }",
            &data,
        );
        let Features::F32 {
            values,
            rows: 2,
            columns: 3,
        } = read_features(file.path()).unwrap()
        else {
            panic!("two rows of three f32");
        };
        assert_eq!(values, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    }

    #[test]
    fn labels_of_any_width_are_read() {
        let narrow = file(
            "{'descr': '|i1', 'fortran_order': False, 'shape': (3,), }",
            &[0xff, 0, 1],
        );
        assert_eq!(read_labels(narrow.path()).unwrap(), [-1, 0, 1]);
        let wide: Vec<u8> = [-5_i64, 9]
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect();
        let wide = file(
            "{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }",
            &wide,
        );
        assert_eq!(read_labels(wide.path()).unwrap(), [-5, 9]);
    }

    #[test]
    fn weights_of_either_width_are_read() {
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";
        let single: Vec<u8> = [0.5_f32, 2.0]
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect();
        let single = file(header, &single);
        assert_eq!(read_weights(single.path()).unwrap(), [0.5, 2.0]);
        let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }";
        let double = file(header, &0.25_f64.to_le_bytes());
        assert_eq!(read_weights(double.path()).unwrap(), [0.25]);
        let header = "{'descr': '|i1', 'fortran_order': False, 'shape': (1,), }";
        let message = read_weights(file(header, &[1]).path()).unwrap_err();
        assert!(
            message
                .to_string()
                .ends_with("expected a one-dimensional array of f32 or f64, got type '|i1'"),
            "{message}"
        );
    }

    #[test]
    fn a_lying_header_allocates_nothing() {
        let huge = file(
            "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000, 1000000), }",
            &[0; 16],
        );
        let message = read_features(huge.path()).unwrap_err().to_string();
        assert!(message.ends_with(
            "expected a two-dimensional array of f32 or f64, got a header of shape [1000000000, 1000000] and type '<f8' over 16 bytes of data"
        ), "{message}");
    }

    #[test]
    fn a_nested_header_is_refused_at_once() {
        let braces = file(&"{".repeat(100), &[]);
        let message = read_features(braces.path()).unwrap_err().to_string();
        assert!(
            message.ends_with("got a file without a NumPy header"),
            "{message}"
        );
    }

    #[test]
    fn what_is_written_is_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.npy");
        write_rows(&path, &[vec![1.5, 2.0], vec![-3.0, 0.25]]).unwrap();
        let Features::F32 {
            values,
            rows: 2,
            columns: 2,
        } = read_features(&path).unwrap()
        else {
            panic!("two rows of two f32");
        };
        assert_eq!(values, [1.5, 2.0, -3.0, 0.25]);
        write_labels(&path, &[7, -7]).unwrap();
        assert_eq!(read_labels(&path).unwrap(), [7, -7]);
    }
}
