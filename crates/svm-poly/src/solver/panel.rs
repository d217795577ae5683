//! Sums over rows of kernel values that are made from inner products on the way.

use std::ops::Range;

use crate::gemm::Element;
use crate::kernel::Kernel;
use crate::vector::vectorised;

/// Columns that are summed at a time; the running sums stay in the first-level cache.
const CHUNK: usize = 1024;

/// `target[t] += sum_r factors[r] k(products[r][t])`, for the columns in `columns`.
/// The sum is taken in the order of the rows, whatever the columns.
pub(crate) fn add_rows<T: Element>(
    target: &mut [f64],
    columns: Range<usize>,
    rows: &[&[T]],
    factors: &[f64],
    kernel: Kernel,
) {
    for start in (0..target.len()).step_by(CHUNK) {
        let end = (start + CHUNK).min(target.len());
        let columns = columns.start + start..columns.start + end;
        let target = &mut target[start..end];
        for (rows, factors) in rows.chunks(4).zip(factors.chunks(4)) {
            // Fewer than four rows are filled up with the first and factor 0.
            let mut four = [&rows[0][columns.clone()]; 4];
            let mut weights = [0.0; 4];
            for (at, (row, factor)) in rows.iter().zip(factors).enumerate() {
                (four[at], weights[at]) = (&row[columns.clone()], *factor);
            }
            add_four(target, four, weights, kernel);
        }
    }
}

vectorised! {
    fn add_four<T: Element>(
        target: &mut [f64],
        rows: [&[T]; 4],
        factors: [f64; 4],
        kernel: Kernel,
    ) {
        let Kernel { gamma, coef0, degree, .. } = kernel;
        match degree {
            1 => sum(target, rows, factors, |v| gamma * v + coef0),
            2 => sum(target, rows, factors, |v| {
                let base = gamma * v + coef0;
                base * base
            }),
            3 => sum(target, rows, factors, |v| {
                let base = gamma * v + coef0;
                base * (base * base)
            }),
            _ => sum(target, rows, factors, |v| kernel.of(v)),
        }
    }
}

#[inline(always)]
fn sum<T: Element>(
    target: &mut [f64],
    [a, b, c, d]: [&[T]; 4],
    factors: [f64; 4],
    map: impl Fn(f64) -> f64,
) {
    let rows = a.iter().zip(b).zip(c).zip(d);
    for (t, (((a, b), c), d)) in target.iter_mut().zip(rows) {
        let first = factors[0] * map((*a).into()) + factors[1] * map((*b).into());
        let second = factors[2] * map((*c).into()) + factors[3] * map((*d).into());
        *t += first + second;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_the_definition() {
        let rows: Vec<Vec<f64>> = (0..7)
            .map(|r| {
                (0..3000)
                    .map(|t| f64::from((r * 31 + t * 7) % 19) - 9.0)
                    .collect()
            })
            .collect();
        let rows: Vec<&[f64]> = rows.iter().map(Vec::as_slice).collect();
        let factors = [1.0, -2.0, 0.5, 3.0, 1.5, -0.25, 4.0];
        for degree in 1..=5 {
            let kernel = Kernel {
                kind: crate::KernelKind::Polynomial,
                gamma: 0.5,
                coef0: 1.0,
                degree,
            };
            let mut target = vec![1.0; 2500];
            add_rows(&mut target, 100..2600, &rows, &factors, kernel);
            for (t, value) in target.iter().enumerate() {
                let expected: f64 = (rows.iter().zip(&factors))
                    .map(|(row, factor)| factor * kernel.of(row[100 + t]))
                    .sum();
                assert!((value - 1.0 - expected).abs() <= 1e-9 * expected.abs().max(1.0));
            }
        }
    }
}
