//! Descent by working sets of many rows.
//!
//! A working set of a few hundred rows is solved by itself, in cache, by steps of two
//! coefficients; then the gradient of all rows is updated by one pass over the products
//! of the rows whose coefficients changed.

use super::block::{self, Block, Scratch};
use super::gram::Products;
use super::machine::{Machine, State};
use super::panel::add_rows;
use super::working_set::WorkingSet;
use crate::gemm::Element;
use crate::parallel::for_pieces;

/// Rows of a working set: its kernel matrix takes 2 MiB.
pub(crate) const SET_ROWS: usize = 512;

/// How far a working set is solved, as a part of the gap over all rows: more would be
/// undone by the sets after it.
const INNER_GAP: f64 = 0.1;

/// What the gap must fall to, as a part of the tolerance: the gradient that is computed
/// anew at the end may show a larger one.
const MARGIN: f64 = 0.8;

/// Working sets after which a gap that has not halved counts as one that never will, in
/// a table of single precision.
const PATIENCE: u32 = 200;

/// Kernel values below which a second thread costs more than it saves.
const WORTH_A_THREAD: usize = 1 << 19;

/// How a descent ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Progress {
    /// The running gradient meets the tolerance.
    Done,
    /// No step is left that changes a coefficient.
    Stuck,
    /// The iteration limit is reached.
    Limit,
    /// The gap does not fall any more.
    Stalled,
}

/// Lowers the objective of a machine until its running gradient meets the tolerance.
pub(crate) fn descend<P: Products>(
    machine: &Machine,
    state: &mut State,
    products: &mut P,
    threads: usize,
) -> Progress {
    let positions = machine.positions();
    let size = SET_ROWS.min(products.capacity());
    let mut set = WorkingSet::default();
    let mut scratch = Scratch::default();
    let mut local = Local::default();
    let (mut best_gap, mut sets_since_best) = (f64::INFINITY, 0);
    loop {
        let gap = state.gap(machine);
        if gap <= MARGIN * machine.tolerance {
            return Progress::Done;
        }
        if state.iterations >= machine.max_iterations {
            return Progress::Limit;
        }
        if gap <= best_gap / 2.0 {
            (best_gap, sets_since_best) = (gap, 0);
        }
        sets_since_best += 1;
        if size_of::<P::Value>() < size_of::<f64>() && sets_since_best > PATIENCE {
            return Progress::Stalled;
        }
        let rows = set.choose(machine, state, size);
        local.fill(rows, &positions, machine, state, products, threads);
        let inner = Block {
            kernel: &local.kernel,
            lower: &local.lower,
            upper: &local.upper,
            tolerance: (INNER_GAP * gap).max(MARGIN * machine.tolerance / 2.0),
            max_iterations: machine.max_iterations - state.iterations,
        };
        let descent = block::descend(
            &inner,
            &mut local.coefficients,
            &mut local.gradient,
            &mut scratch,
        );
        state.iterations += descent.iterations;
        if !local.write_back(rows, &positions, machine, state, products, threads) {
            return Progress::Stuck;
        }
    }
}

/// The vectors of a working set.
#[derive(Default)]
struct Local {
    kernel: Vec<f64>,
    lower: Vec<f64>,
    upper: Vec<f64>,
    coefficients: Vec<f64>,
    gradient: Vec<f64>,
    positions: Vec<usize>,
}

impl Local {
    fn fill<P: Products>(
        &mut self,
        rows: &[usize],
        positions: &[usize],
        machine: &Machine,
        state: &State,
        products: &mut P,
        threads: usize,
    ) {
        let copy = |target: &mut Vec<f64>, source: &[f64]| {
            target.clear();
            target.extend(rows.iter().map(|&row| source[row]));
        };
        copy(&mut self.lower, &machine.lower);
        copy(&mut self.upper, &machine.upper);
        copy(&mut self.coefficients, &state.coefficients);
        copy(&mut self.gradient, &state.gradient);
        self.positions.clear();
        self.positions
            .extend(rows.iter().map(|&row| positions[row]));
        products.load(&self.positions);

        let count = rows.len();
        self.kernel.clear();
        self.kernel.resize(count * count, 0.0);
        let places = &self.positions;
        let threads = if count * count < WORTH_A_THREAD / 8 {
            1
        } else {
            threads
        };
        let products = &*products;
        for_pieces(threads, count, &mut self.kernel, |start, piece| {
            for (at, target) in piece.chunks_exact_mut(count).enumerate() {
                let row = products.row(places[start / count + at]);
                for (value, &place) in target.iter_mut().zip(places) {
                    *value = row[place].into();
                }
                machine.kernel.map(target);
            }
        });
    }

    /// Brings the coefficients back and updates the gradient of all rows. Says whether
    /// any coefficient changed.
    fn write_back<P: Products>(
        &self,
        rows: &[usize],
        positions: &[usize],
        machine: &Machine,
        state: &mut State,
        products: &P,
        threads: usize,
    ) -> bool {
        let (mut changed, mut steps) = (Vec::new(), Vec::new());
        for (&row, &after) in rows.iter().zip(&self.coefficients) {
            let step = after - state.coefficients[row];
            if step.to_bits() << 1 != 0 {
                state.coefficients[row] = after;
                changed.push(products.row(positions[row]));
                steps.push(step);
            }
        }
        if changed.is_empty() {
            return false;
        }
        let work = changed.len() * machine.count();
        let threads = if work < WORTH_A_THREAD { 1 } else { threads };
        for_pieces(threads, 64, &mut state.gradient, |start, piece| {
            add_spans(start, piece, machine, &changed, &steps);
        });
        true
    }
}

/// [`add_rows`] on the rows of a machine from row `start` on.
fn add_spans<T: Element>(
    start: usize,
    piece: &mut [f64],
    machine: &Machine,
    rows: &[&[T]],
    factors: &[f64],
) {
    let (end, mut passed) = (start + piece.len(), 0);
    for span in &machine.spans {
        let from = start.max(passed);
        let to = end.min(passed + span.len());
        if from < to {
            let columns = span.start + (from - passed)..span.start + (to - passed);
            add_rows(
                &mut piece[from - start..to - start],
                columns,
                rows,
                factors,
                machine.kernel,
            );
        }
        passed += span.len();
    }
}
