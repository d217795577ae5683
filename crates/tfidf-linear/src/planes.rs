//! Passes over sparse rows with the weights of one or more planes.

use crate::SparseRows;

/// For each row the scores of all planes, which `turn` turns into one factor a plane; the row
/// times these factors is added to `sums`.
///
/// `weights` and `sums` hold, feature by feature, one number a plane, and the intercepts last.
pub(crate) fn pass(
    x: &SparseRows,
    planes: usize,
    weights: &[f64],
    sums: &mut [f64],
    turn: impl FnMut(usize, &mut [f64]),
) {
    // A constant number of planes lets the compiler unroll the inner loops.
    match planes {
        1 => pass_planes(x, 1, weights, sums, turn),
        3 => pass_planes(x, 3, weights, sums, turn),
        4 => pass_planes(x, 4, weights, sums, turn),
        5 => pass_planes(x, 5, weights, sums, turn),
        _ => pass_planes(x, planes, weights, sums, turn),
    }
}

#[inline(always)]
fn pass_planes(
    x: &SparseRows,
    planes: usize,
    weights: &[f64],
    sums: &mut [f64],
    mut turn: impl FnMut(usize, &mut [f64]),
) {
    let intercepts = x.columns() * planes;
    let mut scores = vec![0.0; planes];
    for (number, (indices, values)) in x.iter().enumerate() {
        row_scores(indices, values, planes, weights, &mut scores);
        turn(number, &mut scores);
        for (&index, value) in indices.iter().zip(values) {
            let of_feature = &mut sums[index as usize * planes..][..planes];
            for (sum, factor) in of_feature.iter_mut().zip(&scores) {
                *sum += value * factor;
            }
        }
        for (sum, factor) in sums[intercepts..].iter_mut().zip(&scores) {
            *sum += factor;
        }
    }
}

/// The scores of one row.
#[inline(always)]
pub(crate) fn row_scores(
    indices: &[u32],
    values: &[f64],
    planes: usize,
    weights: &[f64],
    scores: &mut [f64],
) {
    scores.copy_from_slice(&weights[weights.len() - planes..]);
    for (&index, value) in indices.iter().zip(values) {
        let of_feature = &weights[index as usize * planes..][..planes];
        for (score, weight) in scores.iter_mut().zip(of_feature) {
            *score += value * weight;
        }
    }
}
