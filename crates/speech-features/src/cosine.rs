//! The discrete cosine transform that turns mel bands into cepstral coefficients.

use std::f64::consts::PI;

use crate::dot::dot;
use crate::framing::single;

/// The first rows of the orthonormal DCT-II: `scipy.fft.dct(type=2, norm="ortho")`.
///
/// `y[k] = s(k) sum_n x[n] cos(pi k (2n + 1) / 2N)`, `s(0) = sqrt(1/N)`, else `sqrt(2/N)`.
#[derive(Clone, Debug)]
pub(crate) struct CosineTransform {
    rows: Vec<f32>,
    width: usize,
}

impl CosineTransform {
    pub(crate) fn new(coefficients: usize, width: usize) -> Self {
        let n = width as f64;
        let value = |k: usize, column: usize| {
            let scale = if k == 0 { 1.0 / n } else { 2.0 / n };
            scale.sqrt() * (PI * k as f64 * (2 * column + 1) as f64 / (2.0 * n)).cos()
        };
        let rows = (0..coefficients)
            .flat_map(|k| (0..width).map(move |column| single(value(k, column))))
            .collect();
        Self { rows, width }
    }

    pub(crate) fn apply(&self, values: &[f32], coefficients: &mut [f32]) {
        let rows = self.rows.chunks_exact(self.width);
        for (row, coefficient) in rows.zip(coefficients) {
            *coefficient = dot(row, values);
        }
    }
}
