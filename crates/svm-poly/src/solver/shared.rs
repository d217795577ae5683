//! Machines that share one table of inner products: the pairs of classes of a fit, of
//! each fold, and of each kernel of a grid.

use std::ops::Range;
use std::time::Instant;

use super::blocked::{Progress, descend};
use super::cache::RowCache;
use super::exact::{Sum, exact_sums};
use super::gram::{Gram, Products};
use super::machine::{Machine, State};
use super::panel::add_rows;
use super::{Problem, linear};
use crate::gemm::Element;
use crate::kernel::{Kernel, add_scaled, dot};
use crate::parallel::{for_pieces, map_indices};
use crate::{Samples, SvmError};

/// Machines of more rows are worth several threads each.
const LARGE_MACHINE: usize = 4096;

/// How often a fit may go on after the gradient, computed anew, shows that rounding had
/// hidden a violation. More rounds mean that the tolerance is below what `f64` resolves.
const MAX_ROUNDS: u32 = 10;

/// A round in single precision that leaves more of the gap than this part is the last.
const WORTH_A_ROUND: f64 = 0.5;

/// Machines whose exact sums share one pass over the rows.
const JOINT_SUMS: usize = 16;

/// Squared lengths of rows outside this range are not left to single precision.
const SINGLE_RANGE: Range<f64> = 1e-24..1e24;

/// The rows of all machines and the table of their inner products.
pub(crate) struct Shared<'a> {
    x: Samples<'a>,
    /// The row of `x` at each position.
    order: &'a [usize],
    table: Table,
    budget_bytes: usize,
    threads: usize,
}

enum Table {
    Double(Gram<f64>),
    Single(Gram<f32>),
    DoubleRows(RowCache<f64>),
    SingleRows(RowCache<f32>),
    /// Before a machine needs one, and while one table takes the place of another.
    None,
}

impl<'a> Shared<'a> {
    /// Nothing is computed before a machine needs it.
    pub(crate) fn new(
        x: Samples<'a>,
        order: &'a [usize],
        budget_bytes: usize,
        threads: usize,
    ) -> Result<Self, SvmError> {
        let count = order.len();
        let least_bytes = count.saturating_mul(2 * size_of::<f64>());
        if budget_bytes < least_bytes {
            return Err(SvmError::MemoryBudgetTooSmall {
                budget_bytes,
                least_bytes,
            });
        }
        Ok(Self {
            x,
            order,
            table: Table::None,
            budget_bytes,
            threads,
        })
    }

    /// Computes the table, where that has not been done: in double precision where that
    /// fits the budget, else in single precision, else only those rows that a machine asks
    /// for.
    fn prepare(&mut self) {
        if !matches!(self.table, Table::None) {
            return;
        }
        let (x, order) = (self.x, self.order);
        let count = order.len();
        let fits = |bytes: Option<usize>| bytes.is_some_and(|bytes| bytes <= self.budget_bytes);
        self.table = if fits(Gram::<f64>::bytes(count)) {
            Table::Double(Gram::new(&f64::gather(x, order), x.columns(), self.threads))
        } else if !suits_single(x, order) {
            Table::DoubleRows(row_cache(x, order, self.budget_bytes, self.threads))
        } else if fits(Gram::<f32>::bytes(count)) {
            Table::Single(Gram::new(&f32::gather(x, order), x.columns(), self.threads))
        } else {
            Table::SingleRows(row_cache(x, order, self.budget_bytes, self.threads))
        };
    }

    /// Solves each machine from the state given; on return the gradients are exact.
    pub(crate) fn solve(&mut self, machines: &[&Machine], states: &mut [State]) {
        let mut pending = self.solve_linear(machines, states);
        if pending.is_empty() {
            return;
        }
        self.prepare();
        let mut renewed: Vec<State> = states.to_vec();
        for round in 1.. {
            let progress = self.descend_all(machines, states, &pending);
            let gaps_before: Vec<f64> = (pending.iter())
                .map(|&at| renewed[at].gap(machines[at]))
                .collect();
            self.renew(machines, states, &mut renewed, &pending);
            let mut next = Vec::new();
            let mut beyond_single = false;
            for ((&at, progress), before) in pending.iter().zip(progress).zip(gaps_before) {
                let gap = states[at].gap(machines[at]);
                if gap <= machines[at].tolerance || progress == Progress::Limit {
                    continue;
                }
                if !self.is_single() && progress == Progress::Stuck {
                    continue;
                }
                beyond_single |= progress != Progress::Done || gap > WORTH_A_ROUND * before;
                next.push(at);
            }
            if next.is_empty() || round == MAX_ROUNDS {
                return;
            }
            if self.is_single() && beyond_single {
                self.table = Table::None;
                self.table = Table::DoubleRows(self.double_rows());
            }
            pending = next;
        }
    }

    /// Solves the machines that need no table, whatever their state, and names the others.
    fn solve_linear(&self, machines: &[&Machine], states: &mut [State]) -> Vec<usize> {
        let is_linear = |at: &usize| {
            let machine = machines[*at];
            machine.kernel.degree == 1
                && linear::suits(machine.count(), self.x.columns(), self.budget_bytes)
        };
        let (suited, mut others): (Vec<usize>, Vec<usize>) =
            (0..machines.len()).partition(is_linear);
        let results = spread(machines, &suited, self.threads, |at, threads| {
            self.solve_one_linear(machines[at], threads)
        });
        for (&at, (state, is_solved)) in suited.iter().zip(results) {
            states[at] = state;
            if !is_solved {
                others.push(at);
            }
        }
        others.sort_unstable();
        others
    }

    /// The state that the method for degree 1 comes to, and whether that is the solution.
    fn solve_one_linear(&self, machine: &Machine, threads: usize) -> (State, bool) {
        let start = Instant::now();
        let positions = machine.positions();
        let rows: Vec<usize> = positions.iter().map(|&t| self.order[t]).collect();
        let bounds = machine.lower.iter().zip(&machine.upper);
        let penalties: Vec<f64> = bounds.map(|(lower, upper)| upper - lower).collect();
        let solved = linear::solve(&Problem {
            x: self.x,
            rows: &rows,
            kernel: machine.kernel,
            signs: &machine.signs,
            penalties: &penalties,
            tolerance: machine.tolerance,
            max_iterations: machine.max_iterations,
            memory_budget_bytes: self.budget_bytes,
            threads,
        });
        let (coefficients, iterations, is_solved) = match solved {
            Ok(solution) => (solution.coefficients, solution.iterations, true),
            Err((coefficients, steps)) => (coefficients, steps, false),
        };
        let sums = self.linear_sums(machine, &coefficients, &machine.spans);
        let state = State {
            gradient: (sums.iter().zip(&machine.signs))
                .map(|(sum, y)| sum - y)
                .collect(),
            coefficients,
            iterations,
            seconds: start.elapsed().as_secs_f64(),
        };
        let is_solved = is_solved && state.gap(machine) <= machine.tolerance;
        (state, is_solved)
    }

    /// What [`Shared::sums`] gives for one machine of degree 1: its rows make one vector.
    fn linear_sums(
        &self,
        machine: &Machine,
        coefficients: &[f64],
        wanted: &[Range<usize>],
    ) -> Vec<f64> {
        let Kernel { gamma, coef0, .. } = machine.kernel;
        let mut vector = vec![0.0; self.x.columns()];
        let mut row = Vec::with_capacity(self.x.columns());
        for (position, &coefficient) in machine.positions().into_iter().zip(coefficients) {
            if coefficient != 0.0 {
                row.clear();
                self.x.push_row(self.order[position], &mut row);
                add_scaled(&mut vector, coefficient, &row);
            }
        }
        let constant = coef0 * coefficients.iter().sum::<f64>();
        (wanted.iter().cloned().flatten())
            .map(|position| {
                row.clear();
                self.x.push_row(self.order[position], &mut row);
                gamma * dot(&vector, &row) + constant
            })
            .collect()
    }

    /// `sum_j coefficients_j k(x_j, x_t)` of one machine for the positions in `wanted`,
    /// one vector for each machine.
    pub(crate) fn sums(
        &self,
        machines: &[&Machine],
        states: &[State],
        wanted: &[Vec<Range<usize>>],
    ) -> Vec<Vec<f64>> {
        match &self.table {
            _ if machines.iter().all(|machine| machine.kernel.degree == 1) => {
                map_indices(self.threads, machines.len(), |at| {
                    self.linear_sums(machines[at], &states[at].coefficients, &wanted[at])
                })
            }
            Table::Double(gram) => self.table_sums(gram, machines, states, wanted),
            // Single precision does not say which side a row near 0 is on.
            _ => {
                let asked: Vec<Sum> = (machines.iter().zip(states).zip(wanted))
                    .map(|((machine, state), wanted)| Sum {
                        kernel: machine.kernel,
                        factors: self.by_position(machine, &state.coefficients),
                        wanted: wanted.clone(),
                    })
                    .collect();
                let sums = self.exact(&asked);
                (sums.iter().zip(wanted))
                    .map(|(sums, wanted)| {
                        wanted
                            .iter()
                            .flat_map(|span| &sums[span.clone()])
                            .copied()
                            .collect()
                    })
                    .collect()
            }
        }
    }

    fn table_sums<T: Element>(
        &self,
        gram: &Gram<T>,
        machines: &[&Machine],
        states: &[State],
        wanted: &[Vec<Range<usize>>],
    ) -> Vec<Vec<f64>> {
        map_indices(self.threads, machines.len(), |at| {
            multiply(gram, machines[at], &states[at].coefficients, &wanted[at], 1)
        })
    }

    fn is_single(&self) -> bool {
        matches!(self.table, Table::Single(_) | Table::SingleRows(_))
    }

    fn double_rows(&self) -> RowCache<f64> {
        row_cache(self.x, self.order, self.budget_bytes, self.threads)
    }

    /// Lets each pending machine descend by its running gradient.
    fn descend_all(
        &mut self,
        machines: &[&Machine],
        states: &mut [State],
        pending: &[usize],
    ) -> Vec<Progress> {
        let threads = self.threads;
        match &mut self.table {
            Table::Double(gram) => descend_in(gram, machines, states, pending, threads),
            Table::Single(gram) => descend_in(gram, machines, states, pending, threads),
            Table::DoubleRows(cache) => descend_by(cache, machines, states, pending, threads),
            Table::SingleRows(cache) => descend_by(cache, machines, states, pending, threads),
            Table::None => Vec::new(),
        }
    }

    /// Computes the gradients of the pending machines anew in double precision.
    fn renew(
        &self,
        machines: &[&Machine],
        states: &mut [State],
        renewed: &mut [State],
        pending: &[usize],
    ) {
        let start = Instant::now();
        if let Table::Double(gram) = &self.table {
            let threads = self.threads;
            let sums = spread(machines, pending, threads, |at, threads| {
                let (machine, state) = (machines[at], &states[at]);
                multiply(gram, machine, &state.coefficients, &machine.spans, threads)
            });
            for (&at, sums) in pending.iter().zip(sums) {
                let gradient = &mut states[at].gradient;
                for ((g, sum), y) in gradient.iter_mut().zip(sums).zip(&machines[at].signs) {
                    *g = sum - y;
                }
            }
        } else {
            let asked: Vec<Sum> = (pending.iter())
                .map(|&at| {
                    let steps: Vec<f64> = (states[at].coefficients.iter())
                        .zip(&renewed[at].coefficients)
                        .map(|(after, before)| after - before)
                        .collect();
                    Sum {
                        kernel: machines[at].kernel,
                        factors: self.by_position(machines[at], &steps),
                        wanted: machines[at].spans.clone(),
                    }
                })
                .collect();
            let sums = self.exact(&asked);
            for (&at, sums) in pending.iter().zip(sums) {
                let places = machines[at]
                    .spans
                    .iter()
                    .flat_map(|span| &sums[span.clone()]);
                let gradient = &mut states[at].gradient;
                for ((g, before), sum) in gradient.iter_mut().zip(&renewed[at].gradient).zip(places)
                {
                    *g = before + sum;
                }
            }
        }
        let share = start.elapsed().as_secs_f64() / pending.len() as f64;
        for &at in pending {
            states[at].seconds += share;
            renewed[at] = states[at].clone();
        }
    }

    /// [`exact_sums`], a few at a time: each holds a part for every band of rows.
    fn exact(&self, sums: &[Sum]) -> Vec<Vec<f64>> {
        (sums.chunks(JOINT_SUMS))
            .flat_map(|sums| exact_sums(self.x, self.order, sums, self.threads))
            .collect()
    }

    /// A vector over the rows of a machine as one over all positions.
    fn by_position(&self, machine: &Machine, values: &[f64]) -> Vec<f64> {
        let mut all = vec![0.0; self.order.len()];
        for (position, value) in machine.positions().into_iter().zip(values) {
            all[position] = *value;
        }
        all
    }
}

/// Whether products in single precision neither overflow nor vanish.
fn suits_single(x: Samples<'_>, order: &[usize]) -> bool {
    let squares = x.squared_norms();
    (order.iter()).all(|&row| squares[row] <= 0.0 || SINGLE_RANGE.contains(&squares[row]))
}

fn row_cache<T: Element>(
    x: Samples<'_>,
    order: &[usize],
    budget_bytes: usize,
    threads: usize,
) -> RowCache<T> {
    RowCache::new(T::gather(x, order), x.columns(), budget_bytes, threads)
}

/// `work(machine, threads)` for each pending machine: small ones next to each other on one
/// thread each, and large ones too, as long as every thread has one; what is left of the
/// large ones runs one after the other on all threads.
fn spread<R: Send>(
    machines: &[&Machine],
    pending: &[usize],
    threads: usize,
    work: impl Fn(usize, usize) -> R + Sync,
) -> Vec<R> {
    let is_large = |at: &usize| machines[*at].count() > LARGE_MACHINE;
    let shared = if pending.len() == 1 || pending.iter().any(is_large) {
        pending.len() % threads
    } else {
        0
    };
    let (alone, shared) = pending.split_at(pending.len() - shared);
    let mut results = map_indices(threads, alone.len(), |index| work(alone[index], 1));
    results.extend(shared.iter().map(|&at| work(at, threads)));
    results
}

fn descend_in<T: Element>(
    gram: &Gram<T>,
    machines: &[&Machine],
    states: &mut [State],
    pending: &[usize],
    threads: usize,
) -> Vec<Progress> {
    let before = &*states;
    let results = spread(machines, pending, threads, |at, threads| {
        let mut state = before[at].clone();
        let progress = descend_timed(machines[at], &mut state, &mut { gram }, threads);
        (state, progress)
    });
    (pending.iter().zip(results))
        .map(|(&at, (state, progress))| {
            states[at] = state;
            progress
        })
        .collect()
}

fn descend_by<T: Element>(
    cache: &mut RowCache<T>,
    machines: &[&Machine],
    states: &mut [State],
    pending: &[usize],
    threads: usize,
) -> Vec<Progress> {
    (pending.iter())
        .map(|&at| descend_timed(machines[at], &mut states[at], cache, threads))
        .collect()
}

fn descend_timed<P: Products>(
    machine: &Machine,
    state: &mut State,
    products: &mut P,
    threads: usize,
) -> Progress {
    let start = Instant::now();
    let progress = descend(machine, state, products, threads);
    state.seconds += start.elapsed().as_secs_f64();
    progress
}

/// The kernel matrix, made from a table, times coefficients of a machine.
fn multiply<T: Element>(
    gram: &Gram<T>,
    machine: &Machine,
    coefficients: &[f64],
    wanted: &[Range<usize>],
    threads: usize,
) -> Vec<f64> {
    let (mut rows, mut factors) = (Vec::new(), Vec::new());
    for (position, &coefficient) in machine.positions().into_iter().zip(coefficients) {
        if coefficient != 0.0 {
            rows.push(gram.row(position));
            factors.push(coefficient);
        }
    }
    let mut sums = Vec::new();
    for span in wanted {
        let mut of_span = vec![0.0; span.len()];
        for_pieces(threads, 64, &mut of_span, |start, piece| {
            let columns = span.start + start..span.start + start + piece.len();
            add_rows(piece, columns, &rows, &factors, machine.kernel);
        });
        sums.extend(of_span);
    }
    sums
}
