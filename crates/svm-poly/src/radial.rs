//! Decision values of the radial kernel.
//!
//! Fits take the plain SMO of `solver::smo`, one pair at a time on its own table of kernel
//! values. The table of inner products that polynomials share has no part in it: a power is
//! computed anew at each use, which costs less than reading a second table, an exponential is
//! not.

use crate::Samples;
use crate::gemm::{pack, products};
use crate::kernel::{add_scaled, dot};
use crate::model::Parts;
use crate::multiclass::pair_index;
use crate::parallel::map_indices;

/// Rows that are decided at a time.
const BLOCK_ROWS: usize = 256;

/// Support vectors whose kernel values with a block of rows are held at a time.
const BLOCK_SUPPORT: usize = 128;

/// Decision values in `f64`, row by row, one for each pair. A row's values do not depend on
/// the rows beside it, nor on the number of threads.
pub(crate) fn decision_values(parts: &Parts, x: Samples<'_>, threads: usize) -> Vec<f64> {
    let blocks = x.rows().div_ceil(BLOCK_ROWS);
    map_indices(threads, blocks, |index| {
        let start = index * BLOCK_ROWS;
        let rows = x.gather(start..(start + BLOCK_ROWS).min(x.rows()));
        decide_block(parts, &rows)
    })
    .concat()
}

fn decide_block(parts: &Parts, rows: &[f64]) -> Vec<f64> {
    let columns = parts.columns;
    let count = rows.len() / columns;
    let packed = pack(rows, columns);
    let squared_norms = parts.kernel.squared_norms(rows, columns);
    let classes = parts.class_support.len();
    let total: usize = parts.class_support.iter().sum();
    let mut by_pair: Vec<Vec<f64>> = (parts.intercepts.iter())
        .map(|intercept| vec![*intercept; count])
        .collect();
    let mut values = vec![0.0; BLOCK_SUPPORT * count];
    let mut start = 0;
    for (class, of_class) in parts.class_support.iter().enumerate() {
        let end = start + of_class;
        for from in (start..end).step_by(BLOCK_SUPPORT) {
            let to = (from + BLOCK_SUPPORT).min(end);
            let vectors = &parts.support[from * columns..to * columns];
            let values = &mut values[..(to - from) * count];
            products(vectors, columns, &packed, values, count);
            let vectors = vectors.chunks_exact(columns);
            for ((at, vector), value) in (from..to).zip(vectors).zip(values.chunks_exact_mut(count))
            {
                (parts.kernel).map_row(value, dot(vector, vector), &squared_norms);
                for other in (0..classes).filter(|&other| other != class) {
                    let dual_row = if other < class { other } else { other - 1 };
                    let coefficient = parts.dual_coefficients[dual_row * total + at];
                    if coefficient != 0.0 {
                        let pair = pair_index(class.min(other), class.max(other), classes);
                        add_scaled(&mut by_pair[pair], coefficient, value);
                    }
                }
            }
        }
        start = end;
    }
    (0..count)
        .flat_map(|row| by_pair.iter().map(move |decisions| decisions[row]))
        .collect()
}
