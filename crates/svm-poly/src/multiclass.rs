//! One against one: classes, their pairs, and the vote between them.

use std::time::Instant;

use crate::kernel::{Kernel, add_scaled};
use crate::parallel::map_indices;
use crate::report::PairReport;
use crate::solver::{self, Machine, Problem, Shared, Solution, State};
use crate::{KernelKind, Samples, SvmError, SvmParams};

/// Features above which the threads of a fit share one pair.
const LEAST_VALUES_TO_SHARE: usize = 1 << 18;

/// The rows of each class, both in rising order.
pub(crate) struct Groups {
    pub(crate) classes: Vec<i64>,
    pub(crate) rows: Vec<Vec<usize>>,
}

impl Groups {
    /// Groups row numbers by label. There must be two labels at least.
    pub(crate) fn new(y: &[i64]) -> Result<Self, SvmError> {
        let mut classes = y.to_vec();
        classes.sort_unstable();
        classes.dedup();
        match classes[..] {
            [] => return Err(SvmError::NoRows),
            [class] => return Err(SvmError::OneClass { class }),
            _ => {}
        }
        let mut rows = vec![Vec::new(); classes.len()];
        for (row, label) in y.iter().enumerate() {
            let class = classes.partition_point(|c| c < label);
            rows[class].push(row);
        }
        Ok(Self { classes, rows })
    }

    /// The sum of the rows of a pair, each times its coefficient.
    pub(crate) fn sum(
        &self,
        x: Samples<'_>,
        (first, second): (usize, usize),
        coefficients: &[f64],
    ) -> Vec<f64> {
        let mut sum = vec![0.0; x.columns()];
        let mut values = Vec::with_capacity(x.columns());
        let rows = self.rows[first].iter().chain(&self.rows[second]);
        for (&row, &coefficient) in rows.zip(coefficients) {
            if coefficient != 0.0 {
                values.clear();
                x.push_row(row, &mut values);
                add_scaled(&mut sum, coefficient, &values);
            }
        }
        sum
    }
}

/// The pairs of `classes` class positions in libsvm's order: 01, 02, ..., 12, ...
pub(crate) fn pairs(classes: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..classes).flat_map(move |first| (first + 1..classes).map(move |second| (first, second)))
}

/// How many pairs there are.
pub(crate) fn pair_count(classes: usize) -> usize {
    classes * (classes - 1) / 2
}

/// The place of a pair, the smaller position first, among [`pairs`].
pub(crate) fn pair_index(first: usize, second: usize, classes: usize) -> usize {
    first * (2 * classes - first - 1) / 2 + second - first - 1
}

/// The class position with most votes; of equals the first in `order`, as in libsvm. A
/// decision value above 0 is a vote for the first class of its pair, one of 0 for the
/// class that comes later in `order`.
pub(crate) fn vote(decisions: &[f64], order: &[usize], votes: &mut Vec<u32>) -> usize {
    let classes = order.len();
    votes.clear();
    votes.resize(classes, 0);
    for (earlier, later) in pairs(classes) {
        let (first, second) = (order[earlier], order[later]);
        let speaks_for_first = if first < second {
            decisions[pair_index(first, second, classes)] > 0.0
        } else {
            decisions[pair_index(second, first, classes)] < 0.0
        };
        votes[if speaks_for_first { earlier } else { later }] += 1;
    }
    let most = votes.iter().max();
    let winner = votes.iter().position(|v| Some(v) == most);
    order[winner.expect("a model has at least two classes")]
}

/// The machine of one pair.
pub(crate) struct PairFit {
    /// One coefficient for each row of the first class, then of the second.
    pub(crate) coefficients: Vec<f64>,
    pub(crate) intercept: f64,
    pub(crate) report: PairReport,
}

/// Fits all pairs, in their order, with one penalty a row of `x`, on `params.threads`
/// threads. No result depends on which thread does what.
pub(crate) fn fit_pairs(
    x: Samples<'_>,
    groups: &Groups,
    penalties: &[f64],
    kernel: Kernel,
    params: &SvmParams,
) -> Result<Vec<PairFit>, SvmError> {
    let kernel = kernel.without_idle_constant();
    let positions: Vec<_> = pairs(groups.classes.len()).collect();
    let is_linear = kernel.is_linear()
        && positions.iter().any(|&(first, second)| {
            let rows = groups.rows[first].len() + groups.rows[second].len();
            solver::suits_linear(rows, x.columns(), params.memory_budget_bytes)
        });
    let solutions = if is_linear {
        // Threads work inside a pair where that is a pass over many features, else each
        // on a pair of its own.
        let (side_by_side, inside) = if x.rows() * x.columns() >= LEAST_VALUES_TO_SHARE {
            (1, params.threads)
        } else {
            (params.threads, 1)
        };
        map_indices(side_by_side, positions.len(), |index| {
            solve_alone(
                x,
                groups,
                positions[index],
                penalties,
                kernel,
                params,
                inside,
            )
        })
    } else if kernel.kind == KernelKind::Rbf {
        // A table for each pair: those of all threads must fit the budget together.
        let largest = (positions.iter())
            .map(|&(first, second)| groups.rows[first].len() + groups.rows[second].len())
            .max()
            .unwrap_or_default();
        let table_bytes = largest
            .saturating_mul(largest)
            .saturating_mul(size_of::<f64>());
        let affordable = params.memory_budget_bytes / table_bytes.max(1);
        let side_by_side = params.threads.min(affordable.max(1));
        map_indices(side_by_side, positions.len(), |index| {
            solve_alone(x, groups, positions[index], penalties, kernel, params, 1)
        })
    } else {
        solve_together(x, groups, penalties, kernel, params)?
    };
    Ok((positions.into_iter().zip(solutions))
        .map(|((first, second), (solution, seconds))| PairFit {
            report: PairReport::new(
                (groups.classes[first], groups.classes[second]),
                &solution,
                max_iterations(params, solution.coefficients.len()),
                seconds,
            ),
            coefficients: solution.coefficients,
            intercept: solution.intercept,
        })
        .collect())
}

/// The limits of a problem of this many rows.
pub(crate) fn max_iterations(params: &SvmParams, rows: usize) -> u64 {
    let default_limit = (100 * rows as u64).max(10_000_000);
    params.max_iterations.unwrap_or(default_limit)
}

/// Solves one pair by itself.
fn solve_alone(
    x: Samples<'_>,
    groups: &Groups,
    (first, second): (usize, usize),
    penalties: &[f64],
    kernel: Kernel,
    params: &SvmParams,
    threads: usize,
) -> (Solution, f64) {
    let start = Instant::now();
    let (firsts, seconds) = (&groups.rows[first], &groups.rows[second]);
    let rows: Vec<usize> = firsts.iter().chain(seconds).copied().collect();
    let penalties: Vec<f64> = rows.iter().map(|&row| penalties[row]).collect();
    let solution = solver::solve(&Problem {
        x,
        rows: &rows,
        kernel,
        signs: &signs(firsts.len(), seconds.len()),
        penalties: &penalties,
        tolerance: params.tolerance,
        max_iterations: max_iterations(params, rows.len()),
        memory_budget_bytes: params.memory_budget_bytes,
        threads,
    });
    (solution, start.elapsed().as_secs_f64())
}

/// Solves all pairs on one table of inner products. Each pair counts its own time and
/// an equal share of what all pairs need.
fn solve_together(
    x: Samples<'_>,
    groups: &Groups,
    penalties: &[f64],
    kernel: Kernel,
    params: &SvmParams,
) -> Result<Vec<(Solution, f64)>, SvmError> {
    let start = Instant::now();
    let order = groups.rows.concat();
    let mut spans = Vec::with_capacity(groups.rows.len());
    let mut end = 0;
    for rows in &groups.rows {
        spans.push(end..end + rows.len());
        end += rows.len();
    }
    let machines: Vec<Machine> = pairs(groups.classes.len())
        .map(|(first, second)| {
            let pair_spans = vec![spans[first].clone(), spans[second].clone()];
            let signs = signs(spans[first].len(), spans[second].len());
            let positions = pair_spans.iter().cloned().flatten();
            let rows = signs.len();
            Machine::new(
                pair_spans.clone(),
                signs,
                positions.map(|position| penalties[order[position]]),
                kernel,
                (params.tolerance, max_iterations(params, rows)),
            )
        })
        .collect();
    let mut states: Vec<State> = machines.iter().map(State::new).collect();
    let mut shared = Shared::new(x, &order, params.memory_budget_bytes, params.threads)?;
    let share = start.elapsed().as_secs_f64() / machines.len() as f64;
    let borrowed: Vec<&Machine> = machines.iter().collect();
    shared.solve(&borrowed, &mut states);
    Ok((machines.iter().zip(&states))
        .map(|(machine, state)| (state.solution(machine), state.seconds + share))
        .collect())
}

/// +1 for each row of the first class, -1 for each of the second.
pub(crate) fn signs(firsts: usize, seconds: usize) -> Vec<f64> {
    let mut signs = vec![1.0; firsts];
    signs.resize(firsts + seconds, -1.0);
    signs
}
