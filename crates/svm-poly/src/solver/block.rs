//! Sequential minimal optimisation of a block of rows whose kernel matrix is at hand.
//!
//! The steps are those of [`super::smo`]; the loops over rows hold no branches, and the
//! gradient is updated in the pass that looks for the next row.

use crate::vector::vectorised;

/// Stands for a curvature that is not positive, as in libsvm.
const TAU: f64 = 1e-12;

/// Rows among which the place of a maximum is searched one by one.
const SPAN: usize = 64;

/// The part of a problem that a block is solved in.
pub(crate) struct Block<'a> {
    /// Kernel of each row of the block with each, row-major and symmetric.
    pub(crate) kernel: &'a [f64],
    /// Bounds of the coefficients `a_i = y_i alpha_i`.
    pub(crate) lower: &'a [f64],
    pub(crate) upper: &'a [f64],
    /// Largest violation that is left.
    pub(crate) tolerance: f64,
    pub(crate) max_iterations: u64,
}

/// How the descent in a block ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Descent {
    /// Steps taken, two coefficients each.
    pub(crate) iterations: u64,
    /// False where the limit was reached or a step changed nothing.
    pub(crate) converged: bool,
}

/// Vectors that a descent works in, kept between blocks.
#[derive(Default)]
pub(crate) struct Scratch {
    diagonal: Vec<f64>,
    /// 0 where the coefficient may rise, else minus infinity.
    may_rise: Vec<f64>,
    /// 0 where the coefficient may fall, else minus infinity.
    may_fall: Vec<f64>,
    merits: Vec<f64>,
}

/// Lowers `1/2 a'Ka - y'a` over the rows of a block, keeping the sum of `a`, until no
/// pair of rows violates the optimality conditions by more than the tolerance.
/// `gradient` holds `Ka - y` on these rows, of all terms, before and after.
pub(crate) fn descend(
    block: &Block<'_>,
    coefficients: &mut [f64],
    gradient: &mut [f64],
    scratch: &mut Scratch,
) -> Descent {
    let count = coefficients.len();
    assert!(count > 0 && block.kernel.len() == count * count && gradient.len() == count);
    assert!(block.lower.len() == count && block.upper.len() == count);
    scratch.start(block, coefficients);
    run(block, coefficients, gradient, scratch)
}

impl Scratch {
    fn start(&mut self, block: &Block<'_>, coefficients: &[f64]) {
        let count = coefficients.len();
        for vector in [
            &mut self.diagonal,
            &mut self.may_rise,
            &mut self.may_fall,
            &mut self.merits,
        ] {
            vector.clear();
            vector.resize(count, 0.0);
        }
        for t in 0..count {
            self.diagonal[t] = block.kernel[t * count + t];
            self.allow(t, block, coefficients);
        }
    }

    /// Notes which way coefficient `t` may go.
    #[inline(always)]
    fn allow(&mut self, t: usize, block: &Block<'_>, coefficients: &[f64]) {
        let open = |room: bool| if room { 0.0 } else { f64::NEG_INFINITY };
        self.may_rise[t] = open(coefficients[t] < block.upper[t]);
        self.may_fall[t] = open(coefficients[t] > block.lower[t]);
    }
}

vectorised! {
    fn run(
        block: &Block<'_>,
        coefficients: &mut [f64],
        gradient: &mut [f64],
        scratch: &mut Scratch,
    ) -> Descent {
        let count = coefficients.len();
        let mut iterations = 0;
        for ((merit, g), open) in (scratch.merits.iter_mut()).zip(&*gradient).zip(&scratch.may_rise) {
            *merit = open - g;
        }
        let converged = loop {
            let Some(i) = first_maximum(&scratch.merits) else {
                break true;
            };
            let row_i = &block.kernel[i * count..(i + 1) * count];
            let violation = falling_merits(row_i, gradient, (gradient[i], scratch.diagonal[i]), scratch);
            if violation <= block.tolerance || violation.is_nan() {
                break true;
            }
            if iterations == block.max_iterations {
                break false;
            }
            let Some(j) = first_maximum(&scratch.merits) else {
                break true;
            };
            let row_j = &block.kernel[j * count..(j + 1) * count];
            iterations += 1;

            let room_i = block.upper[i] - coefficients[i];
            let room_j = coefficients[j] - block.lower[j];
            let q = curvature(scratch.diagonal[i], scratch.diagonal[j], row_i[j]);
            let step = ((gradient[j] - gradient[i]) / q).min(room_i).min(room_j);
            let before = (coefficients[i], coefficients[j]);
            // A bound is met exactly, not up to rounding, so that it is seen as met.
            coefficients[i] = if step < room_i { before.0 + step } else { block.upper[i] };
            coefficients[j] = if step < room_j { before.1 - step } else { block.lower[j] };
            if before.0.to_bits() == coefficients[i].to_bits()
                && before.1.to_bits() == coefficients[j].to_bits()
            {
                break false;
            }
            scratch.allow(i, block, coefficients);
            scratch.allow(j, block, coefficients);
            let rows = row_i.iter().zip(row_j);
            let places = (scratch.merits.iter_mut()).zip(&scratch.may_rise);
            for ((g, (k_i, k_j)), (merit, open)) in gradient.iter_mut().zip(rows).zip(places) {
                *g += step * (k_i - k_j);
                *merit = open - *g;
            }
        };
        Descent { iterations, converged }
    }
}

/// Writes the second-order merit of each row as the partner of row `i`, of which the
/// gradient and the diagonal are given, and returns the largest violation.
#[inline(always)]
fn falling_merits(
    row_i: &[f64],
    gradient: &[f64],
    (g_i, k_ii): (f64, f64),
    scratch: &mut Scratch,
) -> f64 {
    let kernels = row_i.iter().zip(&scratch.diagonal);
    let rows = gradient.iter().zip(&scratch.may_fall).zip(kernels);
    for (merit, ((g, open), (k_it, k_tt))) in scratch.merits.iter_mut().zip(rows) {
        let b = g - g_i + open;
        let gain = b * b / curvature(k_ii, *k_tt, *k_it);
        *merit = if b > 0.0 { gain } else { f64::NEG_INFINITY };
    }
    let mut lanes = [f64::NEG_INFINITY; 16];
    let (groups, rest) = gradient.as_chunks::<16>();
    let (opens, open_rest) = scratch.may_fall.as_chunks::<16>();
    for (group, open) in groups.iter().zip(opens) {
        for lane in 0..16 {
            let b = group[lane] + open[lane];
            lanes[lane] = if b > lanes[lane] { b } else { lanes[lane] };
        }
    }
    for (g, open) in rest.iter().zip(open_rest) {
        lanes[0] = lanes[0].max(g + open);
    }
    lanes.into_iter().fold(f64::NEG_INFINITY, f64::max) - g_i
}

/// `|phi(x_i) - phi(x_j)|^2`, kept above 0.
#[inline(always)]
fn curvature(k_ii: f64, k_jj: f64, k_ij: f64) -> f64 {
    let q = k_ii + k_jj - 2.0 * k_ij;
    if q > 0.0 { q } else { TAU }
}

/// The first place of the largest value, or `None` where all are minus infinity. Only
/// the first span that holds it is searched for the place.
#[inline(always)]
fn first_maximum(values: &[f64]) -> Option<usize> {
    let (mut best, mut start) = (f64::NEG_INFINITY, None);
    for (index, span) in values.chunks(SPAN).enumerate() {
        let mut lanes = [f64::NEG_INFINITY; 16];
        let (groups, rest) = span.as_chunks::<16>();
        for group in groups {
            for lane in 0..16 {
                lanes[lane] = if group[lane] > lanes[lane] {
                    group[lane]
                } else {
                    lanes[lane]
                };
            }
        }
        for &v in rest {
            lanes[0] = if v > lanes[0] { v } else { lanes[0] };
        }
        let mut largest = f64::NEG_INFINITY;
        for v in lanes {
            largest = if v > largest { v } else { largest };
        }
        if largest > best {
            (best, start) = (largest, Some(index * SPAN));
        }
    }
    let start = start?;
    let place = values[start..].iter().position(|&v| v >= best);
    place.map(|at| start + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_points_have_the_solution_on_paper() {
        // Points 0 and 2 with the linear kernel: alpha = 1/2 each.
        let kernel = [0.0, 0.0, 0.0, 4.0];
        let block = Block {
            kernel: &kernel,
            lower: &[0.0, -1.0],
            upper: &[1.0, 0.0],
            tolerance: 1e-9,
            max_iterations: 10,
        };
        let (mut a, mut g) = ([0.0, 0.0], [-1.0, 1.0]);
        let descent = descend(&block, &mut a, &mut g, &mut Scratch::default());
        assert_eq!((a, g), ([0.5, -0.5], [-1.0, -1.0]));
        assert_eq!(
            descent,
            Descent {
                iterations: 1,
                converged: true
            }
        );
    }

    #[test]
    fn places_are_first_and_found_in_any_length() {
        for length in [1, 7, 16, 63, 64, 65, 200] {
            for place in 0..length {
                let mut values = vec![0.0; length];
                values[place] = 1.0;
                assert_eq!(first_maximum(&values), Some(place));
                values.fill(1.0);
                assert_eq!(first_maximum(&values), Some(0));
            }
        }
        assert_eq!(first_maximum(&[f64::NEG_INFINITY; 70]), None);
        assert_eq!(first_maximum(&[]), None);
    }
}
