//! Decision values at degree 1: one weight vector a pair.

use crate::Samples;
use crate::kernel::Widen;
use crate::parallel::for_pieces;
use crate::samples::Values;
use crate::vector::vectorised;

/// Threads that read rows: a few of them take all that memory gives.
const MAX_THREADS: usize = 4;

/// Features that a thread reads at the least: with fewer it costs more than it saves.
const LEAST_VALUES: usize = 1 << 18;

/// The weights of all pairs.
#[derive(Clone, Debug)]
pub(crate) struct LinearModel {
    columns: usize,
    /// One vector after the other.
    weights: Vec<f64>,
    constants: Vec<f64>,
}

impl LinearModel {
    /// Takes the weights and the constant of each pair.
    pub(crate) fn new(columns: usize, machines: impl Iterator<Item = (Vec<f64>, f64)>) -> Self {
        let mut model = Self {
            columns,
            weights: Vec::new(),
            constants: Vec::new(),
        };
        for (weights, constant) in machines {
            model.weights.extend(weights);
            model.constants.push(constant);
        }
        model
    }

    /// The decision value of each pair, row by row. Rows are read where they lie, in the
    /// precision that they have; sums are taken in `f64`.
    pub(crate) fn decision_values(&self, x: Samples<'_>, threads: usize) -> Vec<f64> {
        let pairs = self.constants.len();
        let mut decisions = vec![0.0; x.rows() * pairs];
        let useful = 1 + x.rows() * self.columns / LEAST_VALUES;
        let threads = threads.min(useful).min(MAX_THREADS);
        for_pieces(threads, pairs, &mut decisions, |start, piece| {
            let first = start / pairs * self.columns;
            let (weights, constants) = (&self.weights, &self.constants);
            match x.values() {
                Values::Single(x) => decide(&x[first..], self.columns, weights, constants, piece),
                Values::Double(x) => decide(&x[first..], self.columns, weights, constants, piece),
            }
        });
        decisions
    }
}

vectorised! {
    /// Fills `decisions` with as many rows as it has room for.
    fn decide<T: Widen>(
        x: &[T],
        columns: usize,
        weights: &[f64],
        constants: &[f64],
        decisions: &mut [f64],
    ) {
        const LANES: usize = 32;
        let rows = x.chunks_exact(columns);
        for (row, decisions) in rows.zip(decisions.chunks_exact_mut(constants.len())) {
            let machines = weights.chunks_exact(columns).zip(constants);
            for (decision, (weights, constant)) in decisions.iter_mut().zip(machines) {
                let mut sums = [0.0; LANES];
                let (values, factors) = (row.chunks_exact(LANES), weights.chunks_exact(LANES));
                let tail = (values.remainder().iter().zip(factors.remainder()))
                    .fold(*constant, |sum, (value, factor)| sum + value.widen() * factor);
                for (value, factor) in values.zip(factors) {
                    for lane in 0..LANES {
                        sums[lane] += value[lane].widen() * factor[lane];
                    }
                }
                *decision = sums.iter().sum::<f64>() + tail;
            }
        }
    }
}
