//! Solving a symmetric positive definite system in blocks.

use packed_gemm::{Gemm, GemmError, Rows};

use crate::kernel::{add_scaled, dot};

/// Columns that are factored at a time.
const BLOCK: usize = 64;

/// The lower triangular factor `L` of `A = LL'`, row-major.
pub(super) struct Cholesky<'a> {
    factor: &'a mut [f64],
    size: usize,
}

impl<'a> Cholesky<'a> {
    /// Factors, in place, the matrix whose lower triangle stands in `matrix`, or gives `None` where
    /// rounding leaves a pivot that is not positive.
    pub(super) fn new(matrix: &'a mut [f64], size: usize, threads: usize) -> Option<Self> {
        let gemm = Gemm::new().with_threads(threads);
        let mut panel = Vec::new();
        for start in (0..size).step_by(BLOCK) {
            let width = BLOCK.min(size - start);
            panel.clear();
            panel.resize((size - start) * width, 0.0);
            subtract_known(gemm, matrix, size, start, width, &mut panel)
                .expect("the shapes of a square matrix fit");
            let (head, tail) = panel.split_at_mut(width * width);
            factor_block(head, width)?;
            for (row, values) in
                (matrix[start * size..].chunks_exact_mut(size)).zip(head.chunks_exact(width))
            {
                row[start..start + width].copy_from_slice(values);
            }
            if !tail.is_empty() {
                let below = &mut matrix[(start + width) * size + start..];
                solve_below(gemm, head, width, tail, below, size)
                    .expect("the shapes of a square matrix fit");
            }
        }
        Some(Self {
            factor: matrix,
            size,
        })
    }

    /// The solution of `Ax = right`.
    pub(super) fn solve(&self, right: &[f64]) -> Vec<f64> {
        let mut x = right.to_vec();
        for i in 0..self.size {
            let (row, diagonal) = self.row(i);
            x[i] = (x[i] - dot(row, &x[..i])) / diagonal;
        }
        for i in (0..self.size).rev() {
            let (row, diagonal) = self.row(i);
            let value = x[i] / diagonal;
            x[i] = value;
            add_scaled(&mut x[..i], -value, row);
        }
        x
    }

    /// What stands left of the diagonal in a row, and the diagonal itself.
    fn row(&self, i: usize) -> (&[f64], f64) {
        let start = i * self.size;
        (&self.factor[start..start + i], self.factor[start + i])
    }
}

/// Writes `A - LL'` for rows from `start` on and columns `start..start + width`, where `L`
/// are the columns left of these.
fn subtract_known(
    gemm: Gemm,
    matrix: &[f64],
    size: usize,
    start: usize,
    width: usize,
    panel: &mut [f64],
) -> Result<(), GemmError> {
    if start > 0 {
        let known = &matrix[start * size..];
        let rows = Rows::with_stride(known, size - start, start, size)?;
        let first = Rows::with_stride(known, width, start, size)?;
        gemm.product(&rows, &gemm.pack(&first), panel, width, |_, _, _| ())?;
    }
    let rows = matrix[start * size..].chunks_exact(size);
    for (product, row) in panel.chunks_exact_mut(width).zip(rows) {
        for (product, value) in product.iter_mut().zip(&row[start..]) {
            *product = value - *product;
        }
    }
    Ok(())
}

/// Factors a small square matrix in place; what stands above the diagonal becomes 0.
fn factor_block(block: &mut [f64], width: usize) -> Option<()> {
    for i in 0..width {
        let (above, below) = block.split_at_mut(i * width);
        let row = &mut below[..width];
        for (j, other) in above.chunks_exact(width).enumerate() {
            row[j] = (row[j] - dot(&row[..j], &other[..j])) / other[j];
        }
        let pivot = row[i] - dot(&row[..i], &row[..i]);
        // A pivot may also be NaN.
        if !(pivot > 0.0 && pivot.is_finite()) {
            return None;
        }
        row[i] = pivot.sqrt();
        row[i + 1..].fill(0.0);
    }
    Some(())
}

/// Writes `tail inv(L)'`, where `L` is the factored block: the rows of the factor below it.
fn solve_below(
    gemm: Gemm,
    block: &[f64],
    width: usize,
    tail: &[f64],
    below: &mut [f64],
    size: usize,
) -> Result<(), GemmError> {
    let mut inverse = vec![0.0; width * width];
    for i in 0..width {
        let (above, rest) = inverse.split_at_mut(i * width);
        let target = &mut rest[..width];
        let row = &block[i * width..];
        for (factor, known) in row.iter().zip(above.chunks_exact(width)) {
            add_scaled(target, -factor, known);
        }
        target[i] = 1.0;
        for value in &mut target[..=i] {
            *value /= row[i];
        }
    }
    let packed = gemm.pack(&Rows::new(&inverse, width)?);
    gemm.product(&Rows::new(tail, width)?, &packed, below, size, |_, _, _| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A well-conditioned matrix without structure.
    fn matrix(size: usize) -> Vec<f64> {
        let mut matrix = vec![0.0; size * size];
        for i in 0..size {
            for j in 0..size {
                let distance = i.abs_diff(j) as f64;
                matrix[i * size + j] = (0.3 * distance).cos() / (1.0 + distance);
            }
            matrix[i * size + i] += 4.0;
        }
        matrix
    }

    #[test]
    fn solves_systems_of_any_size_alike_on_any_number_of_threads() {
        for size in [1, 2, 63, 64, 65, 200] {
            let matrix = matrix(size);
            let expected: Vec<f64> = (0..size).map(|i| (i as f64).sin()).collect();
            let right: Vec<f64> = matrix
                .chunks_exact(size)
                .map(|row| dot(row, &expected))
                .collect();
            let one = Cholesky::new(&mut matrix.clone(), size, 1)
                .unwrap()
                .solve(&right);
            let two = Cholesky::new(&mut matrix.clone(), size, 2)
                .unwrap()
                .solve(&right);
            assert_eq!(one, two);
            for (x, expected) in one.iter().zip(&expected) {
                assert!((x - expected).abs() <= 1e-12, "size {size}: {x} {expected}");
            }
        }
    }

    #[test]
    fn refuses_a_matrix_that_is_not_positive_definite() {
        assert!(Cholesky::new(&mut [1.0, 0.0, 2.0, 1.0], 2, 1).is_none());
        assert!(Cholesky::new(&mut [f64::NAN], 1, 1).is_none());
    }
}
