//! One against one: classes, their pairs, and the vote between them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use crate::kernel::Kernel;
use crate::report::PairReport;
use crate::solver::{self, Problem};
use crate::{Samples, SvmError, SvmParams};

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
}

/// The pairs of `classes` class positions in libsvm's order: 01, 02, ..., 12, ...
pub(crate) fn pairs(classes: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..classes).flat_map(move |first| (first + 1..classes).map(move |second| (first, second)))
}

/// The place of a pair, the smaller position first, among [`pairs`].
pub(crate) fn pair_index(first: usize, second: usize, classes: usize) -> usize {
    first * (2 * classes - first - 1) / 2 + second - first - 1
}

/// The class position with most votes; of equals the first, as in libsvm. A decision
/// value above 0 is a vote for the first class of its pair.
pub(crate) fn vote(decisions: &[f64], classes: usize, votes: &mut Vec<u32>) -> usize {
    votes.clear();
    votes.resize(classes, 0);
    for ((first, second), &decision) in pairs(classes).zip(decisions) {
        votes[if decision > 0.0 { first } else { second }] += 1;
    }
    let most = votes.iter().max();
    (votes.iter().position(|v| Some(v) == most)).expect("a model has at least two classes")
}

/// The machine of one pair.
pub(crate) struct PairFit {
    /// One coefficient for each row of the first class, then of the second.
    pub(crate) coefficients: Vec<f64>,
    pub(crate) intercept: f64,
    pub(crate) report: PairReport,
}

/// Fits all pairs, in their order, on `params.threads` threads. No result depends on
/// which thread solves which pair.
pub(crate) fn fit_pairs(
    x: Samples<'_>,
    groups: &Groups,
    class_penalties: &[f64],
    kernel: Kernel,
    params: &SvmParams,
) -> Vec<PairFit> {
    let pairs: Vec<_> = pairs(groups.classes.len()).collect();
    // Threads work inside a pair where that is a pass over many features, else each on a
    // pair of its own.
    let inside = kernel.degree == 1 && x.rows() * x.columns() >= LEAST_VALUES_TO_SHARE;
    let (side_by_side, inside) = if inside {
        (1, params.threads)
    } else {
        (params.threads.min(pairs.len()), 1)
    };
    let next = AtomicUsize::new(0);
    let work = || {
        let mut fits = Vec::new();
        while let Some(&pair) = pairs.get(next.fetch_add(1, Ordering::Relaxed)) {
            fits.push((
                pair,
                fit_pair(x, groups, pair, class_penalties, kernel, params, inside),
            ));
        }
        fits
    };
    let mut fits = std::thread::scope(|scope| {
        let helpers: Vec<_> = (1..side_by_side).map(|_| scope.spawn(work)).collect();
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
    class_penalties: &[f64],
    kernel: Kernel,
    params: &SvmParams,
    threads: usize,
) -> PairFit {
    let start = Instant::now();
    let (firsts, seconds) = (&groups.rows[first], &groups.rows[second]);
    let rows: Vec<usize> = firsts.iter().chain(seconds).copied().collect();
    let by_class = |of_first: f64, of_second: f64| {
        let mut values = vec![of_first; firsts.len()];
        values.resize(rows.len(), of_second);
        values
    };
    let default_limit = (100 * rows.len() as u64).max(10_000_000);
    let solution = solver::solve(&Problem {
        x,
        rows: &rows,
        kernel,
        signs: &by_class(1.0, -1.0),
        penalties: &by_class(class_penalties[first], class_penalties[second]),
        tolerance: params.tolerance,
        max_iterations: params.max_iterations.unwrap_or(default_limit),
        memory_budget_bytes: params.memory_budget_bytes,
        threads,
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
