//! Tensors as they lie in a file, read one at a time.
//!
//! Reads at a position take the place of a memory map: a map needs `unsafe`, because another
//! program may cut the file short under it, which ends the process. Here that is an error, and no
//! more of the file is in memory than the tensor being read.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use safetensors::Dtype;

/// Where the numbers of one tensor lie; whoever makes one has checked that they lie in the file.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) dtype: Dtype,
    pub(super) shape: Vec<usize>,
    /// Numbers between neighbours of each dimension; `None` if the last dimension varies fastest
    /// and nothing lies between.
    pub(super) strides: Option<Vec<usize>>,
    /// First byte of the first number.
    pub(super) at: u64,
}

/// A shape as messages write it: `[2, 3]`.
pub(super) fn bracketed(shape: &[usize]) -> String {
    let sizes: Vec<String> = shape.iter().map(usize::to_string).collect();
    format!("[{}]", sizes.join(", "))
}

/// Bytes of one number, for the types that weights are read from.
fn width(dtype: Dtype) -> Option<usize> {
    match dtype {
        Dtype::F64 => Some(8),
        Dtype::F32 => Some(4),
        Dtype::F16 | Dtype::BF16 => Some(2),
        _ => None,
    }
}

impl Stored {
    /// Reads the numbers as f32, the last dimension varying fastest; `None` if they are of a type
    /// that weights are not made of. f64 is rounded to f32, f16 and bf16 are widened exactly.
    pub(super) fn read(&self, file: &mut File) -> io::Result<Option<Vec<f32>>> {
        let Some(width) = width(self.dtype) else {
            return Ok(None);
        };
        file.seek(SeekFrom::Start(self.at))?;
        let Some(strides) = &self.strides else {
            let count = self.shape.iter().product();
            return read_numbers(file, self.dtype, width, count).map(Some);
        };
        if self.shape.contains(&0) {
            return Ok(Some(Vec::new()));
        }
        let steps = self.shape.iter().zip(strides);
        let last: usize = steps.map(|(size, stride)| (size - 1) * stride).sum();
        let span = read_numbers(file, self.dtype, width, last + 1)?;
        Ok(Some(gather(&span, &self.shape, strides)))
    }
}

/// Reads and converts a piece at a time, so that the bytes are never all there beside the numbers.
fn read_numbers(file: &mut File, dtype: Dtype, width: usize, count: usize) -> io::Result<Vec<f32>> {
    const PIECE: usize = 16_384;
    let mut values = Vec::with_capacity(count);
    let mut bytes = vec![0; PIECE.min(count) * width];
    while values.len() < count {
        let piece = PIECE.min(count - values.len());
        let bytes = &mut bytes[..piece * width];
        file.read_exact(bytes)?;
        convert(bytes, dtype, &mut values);
    }
    Ok(values)
}

/// Takes the numbers out of their order in the file.
fn gather(span: &[f32], shape: &[usize], strides: &[usize]) -> Vec<f32> {
    let mut places = vec![0];
    for (&size, &stride) in shape.iter().zip(strides) {
        places = places
            .into_iter()
            .flat_map(|place| (0..size).map(move |i| place + i * stride))
            .collect();
    }
    places.into_iter().map(|place| span[place]).collect()
}

/// Appends little-endian numbers as f32.
fn convert(bytes: &[u8], dtype: Dtype, values: &mut Vec<f32>) {
    match dtype {
        Dtype::F64 => {
            let (numbers, _) = bytes.as_chunks::<8>();
            values.extend(
                numbers
                    .iter()
                    .map(|&bytes| narrow(f64::from_le_bytes(bytes))),
            );
        }
        Dtype::F32 => {
            let (numbers, _) = bytes.as_chunks::<4>();
            values.extend(numbers.iter().map(|&bytes| f32::from_le_bytes(bytes)));
        }
        Dtype::F16 => {
            let (numbers, _) = bytes.as_chunks::<2>();
            values.extend(numbers.iter().map(|&b| half_to_f32(u16::from_le_bytes(b))));
        }
        // `width` lets nothing else through.
        _ => {
            let (numbers, _) = bytes.as_chunks::<2>();
            let upper = |&bytes: &[u8; 2]| u32::from(u16::from_le_bytes(bytes)) << 16;
            values.extend(numbers.iter().map(|bytes| f32::from_bits(upper(bytes))));
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "weights are f32")]
fn narrow(value: f64) -> f32 {
    value as f32
}

/// IEEE 754 binary16: 1 sign bit, 5 exponent bits (bias 15), 10 fraction bits.
fn half_to_f32(bits: u16) -> f32 {
    let sign = if bits >> 15 == 0 { 1.0 } else { -1.0 };
    let exponent = i32::from(bits >> 10 & 0x1f);
    let fraction = f32::from(bits & 0x3ff);
    sign * match exponent {
        0 => fraction * 2.0_f32.powi(-24),
        0x1f if fraction > 0.0 => f32::NAN,
        0x1f => f32::INFINITY,
        _ => (1024.0 + fraction) * 2.0_f32.powi(exponent - 25),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::float_cmp, reason = "every binary16 number is an exact f32")]
    fn widens_halves_exactly() {
        let cases = [
            (0x0000, 0.0),
            (0x0001, 5.960_464_5e-8),
            (0x03ff, 6.097_555e-5),
            (0x0400, 6.103_515_6e-5),
            (0x3555, 0.333_251_95),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x7c00, f32::INFINITY),
        ];
        for (bits, value) in cases {
            assert_eq!(half_to_f32(bits), value, "{bits:#06x}");
        }
        assert!(half_to_f32(0x7e00).is_nan());
    }

    #[test]
    fn reads_a_transposed_part_of_a_file() {
        let mut file = tempfile::tempfile().unwrap();
        let numbers: Vec<u8> = (0..40_000_u16)
            .flat_map(|i| f64::from(i).to_le_bytes())
            .collect();
        io::Write::write_all(&mut file, &numbers).unwrap();
        let mut stored = Stored {
            dtype: Dtype::F64,
            shape: vec![2, 3],
            strides: Some(vec![1, 10]),
            at: 8,
        };
        let values = stored.read(&mut file).unwrap().unwrap();
        assert_eq!(values, [1.0, 11.0, 21.0, 2.0, 12.0, 22.0]);
        // Over the edge of a piece, and over the end of the file.
        stored.strides = None;
        stored.shape = vec![39_999];
        let values = stored.read(&mut file).unwrap().unwrap();
        assert!(
            values
                .iter()
                .zip(1_u16..)
                .all(|(&x, i)| x.to_bits() == f32::from(i).to_bits())
        );
        stored.shape = vec![40_000];
        assert!(stored.read(&mut file).is_err());
    }
}
