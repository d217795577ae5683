//! The matrix of Newton's method: `I / gamma + sum_A sigma_i x_i x_i'` over the active
//! rows `A`, bordered by the bias.
//!
//! From one step to the next few rows enter or leave `A`. The sum is kept, and only these
//! rows are added or taken away.

use packed_gemm::{Fill, Gemm};

use super::cholesky::Cholesky;
use super::rows::CentredRows;
use crate::kernel::dot;

pub(super) struct Curvature {
    columns: usize,
    /// Whether each row of the problem is in the sum.
    included: Vec<bool>,
    /// The lower triangle of `sum_A c_i z_i z_i'`, where `z_i` is the row, its features
    /// divided by their deviations, with a 1 for the bias at the end.
    sum: Vec<f64>,
    /// Memory for a matrix of the same size.
    spare: Vec<f64>,
    /// The inverse deviations.
    scales: Vec<f64>,
}

/// A step in the weights and in the bias.
pub(super) struct Step {
    pub(super) weights: Vec<f64>,
    pub(super) bias: f64,
}

impl Curvature {
    pub(super) fn new(rows: &CentredRows<'_>) -> Self {
        let columns = rows.columns();
        Self {
            columns,
            included: vec![false; rows.count()],
            sum: vec![0.0; (columns + 1) * (columns + 1)],
            spare: vec![0.0; (columns + 1) * (columns + 1)],
            scales: rows.deviation.iter().map(|d| 1.0 / d).collect(),
        }
    }

    /// Makes `active` the rows in the sum, each with its `c_i` in `penalties`.
    pub(super) fn update(&mut self, rows: &CentredRows<'_>, active: &[bool], penalties: &[f64]) {
        let count = active.iter().filter(|a| **a).count();
        let changes = active.iter().zip(&self.included).filter(|(a, b)| a != b);
        if changes.count() > count {
            self.clear();
        }
        let changed: Vec<usize> = (0..active.len())
            .filter(|&p| active[p] != self.included[p])
            .collect();
        if changed.is_empty() {
            return;
        }
        let weights: Vec<f64> = (changed.iter())
            .map(|&p| {
                if active[p] {
                    penalties[p]
                } else {
                    -penalties[p]
                }
            })
            .collect();
        let size = self.columns + 1;
        let source = Fill::new(changed.len(), size, |row: usize, into: &mut [f64]| {
            into[size - 1] = 1.0;
            rows.write_scaled(changed[row], &self.scales, into);
        });
        Gemm::new()
            .with_threads(rows.threads_for(changed.len()))
            .weighted_gram(&source, &weights, &mut self.spare, size)
            .expect("one weight a row, and a square to write to");
        let triangle = self
            .sum
            .chunks_exact_mut(size)
            .zip(self.spare.chunks_exact(size));
        for (i, (sums, changes)) in triangle.enumerate() {
            for (sum, change) in sums[..=i].iter_mut().zip(changes) {
                *sum += change;
            }
        }
        self.included.copy_from_slice(active);
    }

    /// Forgets all rows.
    pub(super) fn clear(&mut self) {
        self.included.fill(false);
        self.sum.fill(0.0);
    }

    /// The solution of
    ///
    /// ```text
    /// (I / gamma + f sum c x x') dw + f sum c x db = right
    ///  f sum c x' dw                + f sum c   db = right_bias
    /// ```
    ///
    /// or `None` where the matrix is too badly conditioned for `f64`. Where no row is
    /// active, the bias stays.
    pub(super) fn solve(
        &mut self,
        rows: &CentredRows<'_>,
        factor: f64,
        gamma: f64,
        right: &[f64],
        right_bias: f64,
    ) -> Option<Step> {
        let (columns, size) = (self.columns, self.columns + 1);
        let (triangle, border) = self.sum.split_at(columns * size);
        let weight = border[columns];
        let mean: Vec<f64> = if weight > 0.0 {
            border[..columns].iter().map(|sum| sum / weight).collect()
        } else {
            vec![0.0; columns]
        };
        // The bias is eliminated: what remains is the sum over the rows seen from their
        // own mean.
        let matrix = &mut self.spare[..columns * columns];
        let both = matrix
            .chunks_exact_mut(columns)
            .zip(triangle.chunks_exact(size));
        for (i, (row, sums)) in both.enumerate() {
            for (value, (sum, mean_j)) in row[..=i].iter_mut().zip(sums.iter().zip(&mean)) {
                *value = factor * (sum - weight * mean[i] * mean_j);
            }
            row[i] += self.scales[i] * self.scales[i] / gamma;
        }
        let right: Vec<f64> = (right.iter().zip(&self.scales).zip(&mean))
            .map(|((r, scale), mean)| r * scale - mean * right_bias)
            .collect();
        let threads = rows.threads_for(columns);
        let mut weights = Cholesky::new(matrix, columns, threads)?.solve(&right);
        let bias = if weight > 0.0 {
            right_bias / (factor * weight) - dot(&mean, &weights)
        } else {
            0.0
        };
        for (weight, scale) in weights.iter_mut().zip(&self.scales) {
            *weight *= scale;
        }
        (bias.is_finite() && weights.iter().all(|w| w.is_finite()))
            .then_some(Step { weights, bias })
    }
}
