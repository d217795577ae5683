//! A first solution for the squared hinge, by coordinate descent on its dual.
//!
//! Hsieh, Chang, Lin, Keerthi and Sundararajan, ICML 2008: the method of LIBLINEAR. It comes near
//! the optimum in few passes over the rows, and Newton's method goes on from there.

use crate::SparseRows;
use crate::planes::row_scores;

/// Passes after which Newton's method takes over in any case.
const MAX_PASSES: usize = 60;
/// The spread of the projected gradient at which it takes over.
const TOLERANCE: f64 = 1e-3;

/// Weights, the intercept last, of `1/2 |w|^2 + sum weight max(0, 1 - sign w.x)^2`.
///
/// In the dual each row has a coefficient of at least 0, and the weights are the sum of
/// `coefficient * sign * row`.
pub(crate) fn descend(x: &SparseRows, own: &[bool], row_weights: &[f64]) -> Vec<f64> {
    let mut weights = vec![0.0; x.columns() + 1];
    let mut coefficients = vec![0.0; x.len()];
    // The diagonal of the dual's quadratic form, in its two parts.
    let damping: Vec<f64> = row_weights.iter().map(|weight| 0.5 / weight).collect();
    let diagonal: Vec<f64> = (x.iter().zip(&damping))
        .map(|((_, values), damping)| {
            1.0 + values.iter().map(|value| value * value).sum::<f64>() + damping
        })
        .collect();
    let mut active: Vec<usize> = (0..x.len()).collect();
    let mut random = 0;
    // Rows at 0 whose gradient is above this are left out for a while.
    let mut bound = f64::INFINITY;
    for _ in 0..MAX_PASSES {
        shuffle(&mut active, &mut random);
        let (mut greatest, mut least) = (f64::NEG_INFINITY, f64::INFINITY);
        active.retain(|&row| {
            let (indices, values) = x.row(row);
            let sign = if own[row] { 1.0 } else { -1.0 };
            let mut score = [0.0];
            row_scores(indices, values, 1, &weights, &mut score);
            let old: f64 = coefficients[row];
            let gradient = sign * score[0] - 1.0 + old * damping[row];
            let projected = if old > 0.0 {
                gradient
            } else if gradient > bound {
                return false;
            } else {
                gradient.min(0.0)
            };
            greatest = greatest.max(projected);
            least = least.min(projected);
            // At 0 and pushed further down, a coefficient stays.
            if old > 0.0 || gradient < 0.0 {
                let new = (old - gradient / diagonal[row]).max(0.0);
                coefficients[row] = new;
                let change = sign * (new - old);
                for (&index, value) in indices.iter().zip(values) {
                    weights[index as usize] += change * value;
                }
                weights[x.columns()] += change;
            }
            true
        });
        let settled = active.is_empty() || greatest - least <= TOLERANCE;
        if settled && active.len() == x.len() {
            break;
        }
        bound = if greatest > 0.0 {
            greatest
        } else {
            f64::INFINITY
        };
        if settled {
            active = (0..x.len()).collect();
            bound = f64::INFINITY;
        }
    }
    weights
}

/// Fisher and Yates' shuffle with the numbers of `SplitMix64`, the same in every fit.
fn shuffle(rows: &mut [usize], state: &mut u64) {
    for last in (1..rows.len()).rev() {
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = *state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        #[allow(
            clippy::cast_possible_truncation,
            reason = "the remainder is at most `last`"
        )]
        rows.swap(last, (mixed % (last as u64 + 1)) as usize);
    }
}
