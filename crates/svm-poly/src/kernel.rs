//! The kernels and their sums over support vectors.

use crate::KernelKind;
use crate::gemm::inner_products;
use crate::vector::vectorised;

/// Rows that one product handles: enough to keep it near peak speed.
const BLOCK_ROWS: usize = 256;

/// `k(x, y) = (gamma x.y + coef0)^degree`, or `exp(-gamma |x - y|^2)`, which knows no degree
/// and no constant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Kernel {
    pub(crate) kind: KernelKind,
    pub(crate) gamma: f64,
    pub(crate) degree: u32,
    pub(crate) coef0: f64,
}

impl Kernel {
    /// Whether the sum over support vectors is one inner product.
    pub(crate) fn is_linear(&self) -> bool {
        self.kind == KernelKind::Polynomial && self.degree == 1
    }

    /// What a radial kernel needs of each row beside inner products: its squared length.
    pub(crate) fn squared_norms(&self, rows: &[f64], columns: usize) -> Vec<f64> {
        match self.kind {
            KernelKind::Polynomial => Vec::new(),
            KernelKind::Rbf => (rows.chunks_exact(columns))
                .map(|row| dot(row, row))
                .collect(),
        }
    }

    /// The kernel of a row with itself.
    pub(crate) fn of_itself(&self, row: &[f64]) -> f64 {
        match self.kind {
            KernelKind::Polynomial => self.of(dot(row, row)),
            KernelKind::Rbf => 1.0,
        }
    }

    /// Replaces the inner products of one row with others by kernel values. The squared
    /// lengths, of the row and of the others, are read by the radial kernel alone:
    /// `|x - y|^2 = |x|^2 + |y|^2 - 2 x.y`, as in libsvm, and not below 0 by rounding.
    pub(crate) fn map_row(&self, inner_products: &mut [f64], of_row: f64, of_others: &[f64]) {
        match self.kind {
            KernelKind::Polynomial => self.map(inner_products),
            KernelKind::Rbf => {
                for (value, of_other) in inner_products.iter_mut().zip(of_others) {
                    let squared_distance = (of_row + of_other - 2.0 * *value).max(0.0);
                    *value = (-self.gamma * squared_distance).exp();
                }
            }
        }
    }

    /// The kernel that a solver works with: at degree 1 the constant has no effect, since
    /// the coefficients sum to 0, but it could hide what has.
    pub(crate) fn without_idle_constant(self) -> Self {
        match self.degree {
            1 if self.is_linear() => Self { coef0: 0.0, ..self },
            _ => self,
        }
    }

    /// The kernel value that belongs to an inner product.
    pub(crate) fn of(&self, inner_product: f64) -> f64 {
        power(self.gamma * inner_product + self.coef0, self.degree)
    }

    /// Replaces inner products by kernel values.
    pub(crate) fn map(&self, inner_products: &mut [f64]) {
        map_all(*self, inner_products);
    }

    /// An upper bound on `|k(x, y)|` for all `y` no longer than `x`.
    pub(crate) fn bound(&self, squared_norm: f64) -> f64 {
        match self.kind {
            KernelKind::Polynomial => {
                power(self.gamma * squared_norm + self.coef0.abs(), self.degree)
            }
            // Values lie between 0 and 1, where the distances are finite.
            KernelKind::Rbf if (4.0 * squared_norm).is_finite() => 1.0,
            KernelKind::Rbf => f64::INFINITY,
        }
    }

    /// The lower triangle and its mirror image of the kernel matrix of `rows`.
    pub(crate) fn matrix(&self, rows: &[f64], columns: usize) -> Vec<f64> {
        let count = rows.len() / columns;
        let squared_norms = self.squared_norms(rows, columns);
        let mut matrix = vec![0.0; count * count];
        for start in (0..count).step_by(BLOCK_ROWS) {
            let end = (start + BLOCK_ROWS).min(count);
            let block = &mut matrix[start * count..end * count];
            inner_products(
                &rows[start * columns..end * columns],
                &rows[..end * columns],
                columns,
                block,
                count,
            );
            for (row, i) in block.chunks_exact_mut(count).zip(start..) {
                let of_row = squared_norms.get(i).copied().unwrap_or_default();
                self.map_row(&mut row[..end], of_row, &squared_norms);
                if self.kind == KernelKind::Rbf {
                    row[i] = 1.0;
                }
            }
        }
        mirror(&mut matrix, count);
        matrix
    }

    /// `sum_j coefficients[j] k(support_j, x)` for each row `x` of `rows`; support rows
    /// with coefficient 0 cost nothing.
    pub(crate) fn expand(
        &self,
        support: &[f64],
        coefficients: &[f64],
        rows: &[f64],
        columns: usize,
    ) -> Vec<f64> {
        if self.is_linear() {
            let terms = support
                .chunks_exact(columns)
                .zip(coefficients.iter().copied());
            let (weights, constant) = self.collapse(terms, columns);
            return rows
                .chunks_exact(columns)
                .map(|row| dot(&weights, row) + constant)
                .collect();
        }
        let count = rows.len() / columns;
        let squared_norms = self.squared_norms(rows, columns);
        let used: Vec<usize> = (0..coefficients.len())
            .filter(|&j| coefficients[j] != 0.0)
            .collect();
        let mut sums = vec![0.0; count];
        let mut values = vec![0.0; BLOCK_ROWS * count];
        let mut gathered = Vec::with_capacity(BLOCK_ROWS * columns);
        for block in used.chunks(BLOCK_ROWS) {
            gathered.clear();
            for &j in block {
                gathered.extend_from_slice(&support[j * columns..(j + 1) * columns]);
            }
            inner_products(&gathered, rows, columns, &mut values, count);
            for (&j, value) in block.iter().zip(values.chunks_exact_mut(count.max(1))) {
                let row = &support[j * columns..(j + 1) * columns];
                self.map_row(value, dot(row, row), &squared_norms);
                add_scaled(&mut sums, coefficients[j], value);
            }
        }
        sums
    }

    /// At degree 1 the sum over support vectors is one inner product: the weights
    /// `gamma sum_j c_j x_j` and the constant `coef0 sum_j c_j`, of vectors and coefficients.
    pub(crate) fn collapse<'a>(
        &self,
        terms: impl Iterator<Item = (&'a [f64], f64)>,
        columns: usize,
    ) -> (Vec<f64>, f64) {
        let mut weights = vec![0.0; columns];
        let mut sum = 0.0;
        for (row, coefficient) in terms {
            if coefficient != 0.0 {
                add_scaled(&mut weights, coefficient, row);
                sum += coefficient;
            }
        }
        for weight in &mut weights {
            *weight *= self.gamma;
        }
        (weights, self.coef0 * sum)
    }
}

vectorised! {
    fn map_all(kernel: Kernel, inner_products: &mut [f64]) {
        let Kernel { gamma, degree, coef0, .. } = kernel;
        match degree {
            1 => {
                for v in inner_products {
                    *v = gamma * *v + coef0;
                }
            }
            2 => {
                for v in inner_products {
                    let base = gamma * *v + coef0;
                    *v = base * base;
                }
            }
            3 => {
                for v in inner_products {
                    let base = gamma * *v + coef0;
                    *v = base * (base * base);
                }
            }
            _ => {
                for v in inner_products {
                    *v = kernel.of(*v);
                }
            }
        }
    }
}

/// A feature, as `f64`.
pub(crate) trait Widen: Copy {
    fn widen(self) -> f64;
}

impl Widen for f32 {
    fn widen(self) -> f64 {
        f64::from(self)
    }
}

impl Widen for f64 {
    fn widen(self) -> f64 {
        self
    }
}

/// The inner product, in eight running sums so that it can use vector registers.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (a_blocks, b_blocks) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = (a_blocks.remainder().iter().zip(b_blocks.remainder()))
        .map(|(x, y)| x * y)
        .sum();
    for (x, y) in a_blocks.zip(b_blocks) {
        for lane in 0..8 {
            sums[lane] += x[lane] * y[lane];
        }
    }
    sums.iter().sum::<f64>() + rest
}

/// `target += factor * row`.
pub(crate) fn add_scaled(target: &mut [f64], factor: f64, row: &[f64]) {
    for (t, v) in target.iter_mut().zip(row) {
        *t += factor * v;
    }
}

/// Copies the lower triangle of a square matrix onto the upper one, tile by tile, so
/// that neither side walks down a column through all of memory.
fn mirror(matrix: &mut [f64], count: usize) {
    const TILE: usize = 32;
    for top in (0..count).step_by(TILE) {
        for left in (0..=top).step_by(TILE) {
            for i in top..(top + TILE).min(count) {
                for j in left..(left + TILE).min(i) {
                    matrix[j * count + i] = matrix[i * count + j];
                }
            }
        }
    }
}

/// `base^exponent` by squaring, in the order of multiplications of libsvm's `powi`.
fn power(base: f64, exponent: u32) -> f64 {
    let (mut result, mut square, mut left) = (1.0, base, exponent);
    while left > 0 {
        if left % 2 == 1 {
            result *= square;
        }
        square *= square;
        left /= 2;
    }
    result
}
