//! One against one: classes, their pairs, and the vote between them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use crate::kernel::Kernel;
use crate::report::PairReport;
use crate::solver::{self, Problem};
use crate::{Samples, SvmError, SvmParams};

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

/// Fits all pairs, in their order, with one penalty a row of `x`, on `params.threads` threads. No result depends on
/// which thread solves which pair.
pub(crate) fn fit_pairs(
    x: Samples<'_>,
    groups: &Groups,
    penalties: &[f64],
    kernel: Kernel,
    params: &SvmParams,
) -> Vec<PairFit> {
    let pairs: Vec<_> = pairs(groups.classes.len()).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut fits = Vec::new();
        while let Some(&pair) = pairs.get(next.fetch_add(1, Ordering::Relaxed)) {
            fits.push((pair, fit_pair(x, groups, pair, penalties, kernel, params)));
        }
        fits
    };
    let mut fits = std::thread::scope(|scope| {
        let helpers: Vec<_> = (1..params.threads.min(pairs.len()))
            .map(|_| scope.spawn(work))
            .collect();
        let mut fits = work();
        for helper in helpers {
            match helper.join() {
                Ok(more) => fits.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        fits
    });
    fits.sort_by_key(|(pair, _)| *pair);
    fits.into_iter().map(|(_, fit)| fit).collect()
}

fn fit_pair(
    x: Samples<'_>,
    groups: &Groups,
    (first, second): (usize, usize),
    penalties: &[f64],
    kernel: Kernel,
    params: &SvmParams,
) -> PairFit {
    let start = Instant::now();
    let (firsts, seconds) = (&groups.rows[first], &groups.rows[second]);
    let rows: Vec<usize> = firsts.iter().chain(seconds).copied().collect();
    let mut signs = vec![1.0; firsts.len()];
    signs.resize(rows.len(), -1.0);
    let penalties: Vec<f64> = rows.iter().map(|&row| penalties[row]).collect();
    let default_limit = (100 * rows.len() as u64).max(10_000_000);
    let solution = solver::solve(&Problem {
        rows: &x.gather(rows.iter().copied()),
        columns: x.columns(),
        kernel,
        signs: &signs,
        penalties: &penalties,
        tolerance: params.tolerance,
        max_iterations: params.max_iterations.unwrap_or(default_limit),
        memory_budget_bytes: params.memory_budget_bytes,
    });
    let report = PairReport {
        classes: (groups.classes[first], groups.classes[second]),
        objective: solution.objective,
        gap: solution.gap,
        iterations: solution.iterations,
        converged: solution.converged,
        support_vectors: solution.coefficients.iter().filter(|a| **a != 0.0).count(),
        seconds: start.elapsed().as_secs_f64(),
    };
    PairFit {
        coefficients: solution.coefficients,
        intercept: solution.intercept,
        report,
    }
}
