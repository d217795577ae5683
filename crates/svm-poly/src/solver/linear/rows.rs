//! Passes over the rows of a problem, which stay where they are.
//!
//! Since the coefficients sum to 0, features may be shifted: every pass takes the mean of
//! the problem's rows away on the fly, so that large means cost no digits. Sums are taken
//! in `f64`, in pieces of fixed length that are added in order: no bit depends on the
//! number of threads.

use std::ops::Range;

use crate::Samples;
use crate::kernel::Widen;
use crate::parallel::{for_pieces, map_indices};
use crate::samples::Values;
use crate::vector::vectorised;

/// Rows that one sum runs over before it is added to the others.
const PIECE_ROWS: usize = 256;

/// Below this many features in all, a thread costs more than it saves.
const THREADED_VALUES: usize = 1 << 16;

/// The rows of a problem, seen from their mean.
pub(super) struct CentredRows<'a> {
    x: Samples<'a>,
    rows: &'a [usize],
    threads: usize,
    pub(super) mean: Vec<f64>,
    /// The standard deviation of each column; 1 where it is 0.
    pub(super) deviation: Vec<f64>,
}

impl<'a> CentredRows<'a> {
    pub(super) fn new(x: Samples<'a>, rows: &'a [usize], threads: usize) -> Self {
        let columns = x.columns();
        let mut centred = Self {
            x,
            rows,
            threads,
            mean: vec![0.0; columns],
            deviation: vec![1.0; columns],
        };
        let count = rows.len() as f64;
        let ones = vec![1.0; rows.len()];
        // The second round takes away what rounding left of the first.
        for _ in 0..2 {
            let sums = centred.combine(&ones);
            for (mean, sum) in centred.mean.iter_mut().zip(sums) {
                *mean += sum / count;
            }
        }
        let squares = centred.sum_pieces(rows.len(), |piece, sums| {
            centred.add_squares(piece, sums);
        });
        for (deviation, sum) in centred.deviation.iter_mut().zip(squares) {
            let value = (sum / count).sqrt();
            *deviation = if value > 0.0 { value } else { 1.0 };
        }
        centred
    }

    pub(super) fn count(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn columns(&self) -> usize {
        self.x.columns()
    }

    /// `out_i = (x_i - mean) . weights` for each row.
    pub(super) fn project(&self, weights: &[f64], out: &mut [f64]) {
        let threads = self.threads_for(self.count());
        for_pieces(threads, PIECE_ROWS, out, |start, out| {
            let rows = &self.rows[start..start + out.len()];
            let columns = self.columns();
            match self.x.values() {
                Values::Single(x) => project(x, columns, rows, &self.mean, weights, out),
                Values::Double(x) => project(x, columns, rows, &self.mean, weights, out),
            }
        });
    }

    /// `sum_i factors_i (x_i - mean)`; rows with factor 0 cost nothing.
    pub(super) fn combine(&self, factors: &[f64]) -> Vec<f64> {
        let used = || factors.iter().enumerate().filter(|(_, f)| **f != 0.0);
        let rows: Vec<usize> = used().map(|(i, _)| self.rows[i]).collect();
        let factors: Vec<f64> = used().map(|(_, factor)| *factor).collect();
        self.sum_pieces(rows.len(), |piece, sums| {
            let (columns, rows, factors) = (self.columns(), &rows[piece.clone()], &factors[piece]);
            match self.x.values() {
                Values::Single(x) => combine(x, columns, rows, &self.mean, factors, sums),
                Values::Double(x) => combine(x, columns, rows, &self.mean, factors, sums),
            }
        })
    }

    /// Writes row `i`, centred, its features times `scales`.
    pub(super) fn write_scaled(&self, i: usize, scales: &[f64], out: &mut [f64]) {
        let (row, columns) = (self.rows[i], self.columns());
        let range = row * columns..(row + 1) * columns;
        match self.x.values() {
            Values::Single(x) => scale(&x[range], &self.mean, scales, out),
            Values::Double(x) => scale(&x[range], &self.mean, scales, out),
        }
    }

    /// As many threads as pay for a pass over this many rows.
    pub(super) fn threads_for(&self, rows: usize) -> usize {
        if rows * self.columns() < THREADED_VALUES {
            1
        } else {
            self.threads
        }
    }

    fn add_squares(&self, piece: Range<usize>, sums: &mut [f64]) {
        let ones = vec![1.0; self.columns()];
        let mut row = ones.clone();
        for i in piece {
            self.write_scaled(i, &ones, &mut row);
            for (sum, value) in sums.iter_mut().zip(&row) {
                *sum += value * value;
            }
        }
    }

    /// Adds up what `add` makes of each piece of so many rows, piece by piece.
    fn sum_pieces(&self, rows: usize, add: impl Fn(Range<usize>, &mut [f64]) + Sync) -> Vec<f64> {
        let (columns, pieces) = (self.columns(), rows.div_ceil(PIECE_ROWS));
        let partial_sums = map_indices(self.threads_for(rows), pieces, |index| {
            let start = index * PIECE_ROWS;
            let mut sums = vec![0.0; columns];
            add(start..(start + PIECE_ROWS).min(rows), &mut sums);
            sums
        });
        let mut total = vec![0.0; columns];
        for sums in partial_sums {
            for (total, sum) in total.iter_mut().zip(sums) {
                *total += sum;
            }
        }
        total
    }
}

vectorised! {
    fn project<T: Widen>(
        x: &[T],
        columns: usize,
        rows: &[usize],
        mean: &[f64],
        weights: &[f64],
        out: &mut [f64],
    ) {
        const LANES: usize = 32;
        for (&row, out) in rows.iter().zip(out) {
            let row = &x[row * columns..(row + 1) * columns];
            let mut sums = [0.0; LANES];
            let (values, means, factors) = (
                row.chunks_exact(LANES),
                mean.chunks_exact(LANES),
                weights.chunks_exact(LANES),
            );
            let tail = (values.remainder().iter().zip(means.remainder()))
                .zip(factors.remainder())
                .fold(0.0, |sum, ((value, mean), factor)| sum + (value.widen() - mean) * factor);
            for ((value, mean), factor) in values.zip(means).zip(factors) {
                for lane in 0..LANES {
                    sums[lane] += (value[lane].widen() - mean[lane]) * factor[lane];
                }
            }
            *out = sums.iter().sum::<f64>() + tail;
        }
    }
}

vectorised! {
    fn combine<T: Widen>(
        x: &[T],
        columns: usize,
        rows: &[usize],
        mean: &[f64],
        factors: &[f64],
        sums: &mut [f64],
    ) {
        let row = |at: usize| &x[at * columns..(at + 1) * columns];
        let (row_fours, factor_fours) = (rows.chunks_exact(4), factors.chunks_exact(4));
        for (&at, &factor) in row_fours.remainder().iter().zip(factor_fours.remainder()) {
            for ((sum, value), mean) in sums.iter_mut().zip(row(at)).zip(mean) {
                *sum += factor * (value.widen() - mean);
            }
        }
        for (at, by) in row_fours.zip(factor_fours) {
            let pairs = (row(at[0]).iter().zip(row(at[1]))).zip(row(at[2]).iter().zip(row(at[3])));
            for ((sum, ((a, b), (c, d))), mean) in sums.iter_mut().zip(pairs).zip(mean) {
                *sum += (by[0] * (a.widen() - mean) + by[1] * (b.widen() - mean))
                    + (by[2] * (c.widen() - mean) + by[3] * (d.widen() - mean));
            }
        }
    }
}

vectorised! {
    fn scale<T: Widen>(row: &[T], mean: &[f64], scales: &[f64], out: &mut [f64]) {
        for (((out, value), mean), scale) in out.iter_mut().zip(row).zip(mean).zip(scales) {
            *out = (value.widen() - mean) * scale;
        }
    }
}
