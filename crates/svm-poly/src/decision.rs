//! Decision values at degree 2 and above: sums over support vectors.

use std::ops::{Range, RangeInclusive};
use std::sync::OnceLock;

use packed_gemm::Packed;

use crate::Samples;
use crate::gemm::{Element, pack, products};
use crate::model::Parts;
use crate::multiclass::{pair_index, pairs};
use crate::parallel::map_indices;
use crate::solver::add_rows;

/// Rows that are decided at a time.
const BLOCK_ROWS: usize = 256;

/// Support vectors whose kernel values with a block of rows are held at a time.
const BLOCK_SUPPORT: usize = 128;

/// Support vectors that are decided in both precisions, to see what single precision loses.
const PROBES: usize = 64;

/// A decision value within this many times the largest error seen is decided again in
/// double precision.
const SAFETY: f64 = 16.0;

/// Squared lengths of the longest support vector that single precision can multiply: beyond,
/// products overflow or vanish.
const SINGLE_SQUARES: RangeInclusive<f64> = 1e-20..=1e38;

/// What single precision may be trusted with.
#[derive(Clone, Debug)]
pub(crate) struct SinglePrecision {
    /// Decision values of each pair nearer to 0 than this are decided again.
    doubtful_below: Vec<f64>,
    /// No row longer than the longest support vector is left to single precision.
    largest_square: f64,
}

/// Decision values, row by row, one for each pair.
///
/// Rows and support vectors of single precision are multiplied in single precision;
/// where a value is nearer to 0 than many times the error to expect, the row is decided in
/// double precision. Which rows these are depends on nothing but the row and the model.
pub(crate) fn decision_values(
    parts: &Parts,
    trust: &OnceLock<Option<SinglePrecision>>,
    x: Samples<'_>,
    threads: usize,
) -> Vec<f64> {
    let all: Vec<usize> = (0..x.rows()).collect();
    let trust = if x.is_single() {
        trust.get_or_init(|| SinglePrecision::probe(parts)).as_ref()
    } else {
        None
    };
    let Some(trust) = trust else {
        return Expansion::<f64>::new(parts).decide(x, &all, threads);
    };
    let mut decisions = Expansion::<f32>::new(parts).decide(x, &all, threads);
    let pairs = parts.intercepts.len();
    let squares = x.squared_norms();
    let doubtful: Vec<usize> = (decisions.chunks_exact(pairs).zip(&squares).enumerate())
        .filter(|(_, (row, square))| !trust.decides(row, **square))
        .map(|(row, _)| row)
        .collect();
    if !doubtful.is_empty() {
        let again = Expansion::<f64>::new(parts).decide(x, &doubtful, threads);
        for (&row, values) in doubtful.iter().zip(again.chunks_exact(pairs)) {
            decisions[row * pairs..(row + 1) * pairs].copy_from_slice(values);
        }
    }
    decisions
}

impl SinglePrecision {
    /// `None` where a support vector is not of single precision or too long or short for
    /// its products, or the error has no bound.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::float_cmp,
        reason = "the question is whether single precision holds the very value"
    )]
    fn probe(parts: &Parts) -> Option<Self> {
        if parts.support.iter().any(|&v| f64::from(v as f32) != v) {
            return None;
        }
        let count = parts.support.len() / parts.columns;
        let x = Samples::f64(&parts.support, count, parts.columns).ok()?;
        let squares = x.squared_norms();
        let largest_square = squares.iter().copied().fold(0.0, f64::max);
        if !SINGLE_SQUARES.contains(&largest_square) {
            return None;
        }
        let every = count.div_ceil(PROBES).max(1);
        let probes: Vec<usize> = (0..count).step_by(every).collect();
        let pair_count = parts.intercepts.len();
        let single = Expansion::<f32>::new(parts).decide(x, &probes, 1);
        let double = Expansion::<f64>::new(parts).decide(x, &probes, 1);
        let mut doubtful_below = rounding(parts, &squares, largest_square);
        let double = double.chunks_exact(pair_count);
        for (single, double) in single.chunks_exact(pair_count).zip(double) {
            for (pair, (single, double)) in single.iter().zip(double).enumerate() {
                let error = (single - double).abs();
                if !error.is_finite() {
                    return None;
                }
                doubtful_below[pair] = f64::max(doubtful_below[pair], SAFETY * error);
            }
        }
        Some(Self {
            doubtful_below,
            largest_square,
        })
    }

    fn decides(&self, decisions: &[f64], square: f64) -> bool {
        square <= self.largest_square
            && (decisions.iter().zip(&self.doubtful_below))
                .all(|(d, limit)| d.is_finite() && d.abs() > *limit)
    }
}

/// What rounding to single precision can do to a decision value of each pair, also where the
/// probes happen to be exact, as whole numbers are.
///
/// The product of a row with a support vector `s_j` is off by a part of its bound
/// `|s_j| |x|` that grows with the square root of the columns, as a sum of independent
/// roundings does; the power takes that `degree` times, and support vectors err independently
/// of each other too. That is the size of an error to expect; [`SAFETY`] times it is not. (The
/// worst case grows with the columns and the support vectors themselves; with it, large models
/// would have most rows decided twice.)
fn rounding(parts: &Parts, squares: &[f64], largest_square: f64) -> Vec<f64> {
    let part =
        f64::from(parts.kernel.degree) * (parts.columns as f64).sqrt() * f64::from(f32::EPSILON);
    let bounds: Vec<f64> = (squares.iter())
        .map(|square| parts.kernel.bound((square * largest_square).sqrt()))
        .collect();
    pairs(parts.classes.len())
        .map(|pair| {
            let terms = parts.machine(pair).into_iter();
            let squares: f64 = terms
                .flat_map(|(range, coefficients)| bounds[range].iter().zip(coefficients))
                .map(|(bound, coefficient)| (bound * coefficient).powi(2))
                .sum();
            SAFETY * part * squares.sqrt()
        })
        .collect()
}

/// The support vectors in one precision, with the coefficients of each pair.
struct Expansion<'a, T> {
    parts: &'a Parts,
    support: Vec<T>,
}

impl<'a, T: Element> Expansion<'a, T> {
    fn new(parts: &'a Parts) -> Self {
        let count = parts.support.len() / parts.columns;
        let all: Vec<usize> = (0..count).collect();
        let support = Samples::f64(&parts.support, count, parts.columns)
            .map(|x| T::gather(x, &all))
            .expect("the support vectors of a model are finite");
        Self { parts, support }
    }

    /// The decision values of the rows named.
    fn decide(&self, x: Samples<'_>, rows: &[usize], threads: usize) -> Vec<f64> {
        let blocks: Vec<&[usize]> = rows.chunks(BLOCK_ROWS).collect();
        map_indices(threads, blocks.len(), |index| {
            self.decide_block(x, blocks[index])
        })
        .concat()
    }

    fn decide_block(&self, x: Samples<'_>, rows: &[usize]) -> Vec<f64> {
        let Parts {
            class_support,
            intercepts,
            columns,
            ..
        } = self.parts;
        let packed = pack(&T::gather(x, rows), *columns);
        let mut by_pair: Vec<Vec<f64>> = intercepts
            .iter()
            .map(|intercept| vec![*intercept; rows.len()])
            .collect();
        let mut values = vec![T::default(); BLOCK_SUPPORT * rows.len()];
        let mut start = 0;
        for (class, count) in class_support.iter().enumerate() {
            let end = start + count;
            for from in (start..end).step_by(BLOCK_SUPPORT) {
                let to = (from + BLOCK_SUPPORT).min(end);
                self.add_support(class, from..to, &packed, &mut values, &mut by_pair);
            }
            start = end;
        }
        (0..rows.len())
            .flat_map(|row| by_pair.iter().map(move |decisions| decisions[row]))
            .collect()
    }

    /// Adds what some support vectors of one class give to the pairs of that class.
    fn add_support(
        &self,
        class: usize,
        support: Range<usize>,
        rows: &Packed<T>,
        values: &mut [T],
        by_pair: &mut [Vec<f64>],
    ) {
        let Parts {
            class_support,
            dual_coefficients,
            columns,
            kernel,
            ..
        } = self.parts;
        let (classes, total) = (class_support.len(), self.support.len() / columns);
        let values = &mut values[..support.len() * rows.rows()];
        let vectors = &self.support[support.start * columns..support.end * columns];
        products(vectors, *columns, rows, values, rows.rows());
        let values: Vec<&[T]> = values.chunks_exact(rows.rows()).collect();
        for other in (0..classes).filter(|&other| other != class) {
            let dual_row = if other < class { other } else { other - 1 };
            let coefficients = &dual_coefficients[dual_row * total..][support.clone()];
            let pair = pair_index(class.min(other), class.max(other), classes);
            add_rows(
                &mut by_pair[pair],
                0..rows.rows(),
                &values,
                coefficients,
                *kernel,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::dot;
    use crate::{Svm, SvmParams};

    #[test]
    fn both_precisions_agree_and_batches_change_nothing() {
        let x: Vec<f32> = (0..400 * 5)
            .map(|i: u16| f32::from(i.wrapping_mul(40503) >> 4) / 2048.0 - 1.0)
            .collect();
        let y: Vec<i64> = (0..400)
            .map(|row| i64::from(x[row * 5] > x[row * 5 + 1]) + row as i64 % 2)
            .collect();
        let samples = Samples::f32(&x, 400, 5).unwrap();
        let svm = Svm::fit(samples, &y, &SvmParams::default().with_c(10.0)).unwrap();
        let single = svm.decision_values(samples).unwrap();
        let wide: Vec<f64> = x.iter().map(|&v| f64::from(v)).collect();
        let wide = Samples::f64(&wide, 400, 5).unwrap();
        let double = svm.decision_values(wide).unwrap();
        for (a, b) in single.iter().zip(&double) {
            assert!((a - b).abs() <= 1e-4 * b.abs().max(1.0), "{a} {b}");
        }
        assert_eq!(svm.predict(samples).unwrap(), svm.predict(wide).unwrap());
        let one_by_one: Vec<f64> = (x.chunks_exact(5))
            .flat_map(|row| {
                svm.decision_values(Samples::f32(row, 1, 5).unwrap())
                    .unwrap()
            })
            .collect();
        assert_eq!(single, one_by_one);
        assert_eq!(
            single,
            svm.with_threads(3).decision_values(samples).unwrap()
        );
    }

    /// `sum_j c_j k(s_j, x) + b`, term by term.
    #[test]
    fn values_are_those_of_the_definition() {
        let x: Vec<f64> = (0..90).map(|i| f64::from(i * 37 % 23) / 7.0).collect();
        let samples = Samples::f64(&x, 30, 3).unwrap();
        let y: Vec<i64> = (0..30).map(|row| row % 3).collect();
        let svm = Svm::fit(samples, &y, &SvmParams::default().with_degree(2)).unwrap();
        let parts = &svm.parts;
        let total = svm.support_vector_count();
        let decisions = svm.decision_values(samples).unwrap();
        // The pair of classes 0 and 2: row 1 of class 0, row 0 of class 2.
        let [first, second, third] = parts.class_support[..] else {
            panic!("three classes")
        };
        for (row, values) in x.chunks_exact(3).zip(decisions.chunks_exact(3)) {
            let term = |dual_row: usize, j: usize| {
                let inner = dot(&parts.support[j * 3..j * 3 + 3], row);
                parts.dual_coefficients[dual_row * total + j] * parts.kernel.of(inner)
            };
            let of_first: f64 = (0..first).map(|j| term(1, j)).sum();
            let of_third: f64 = (first + second..first + second + third)
                .map(|j| term(0, j))
                .sum();
            let expected = of_first + of_third + parts.intercepts[1];
            assert!((values[1] - expected).abs() <= 1e-9 * expected.abs().max(1.0));
        }
    }
}
