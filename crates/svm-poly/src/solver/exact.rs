//! Sums of kernel values in double precision, straight from the rows.
//!
//! The products of a tile of rows are taken once for all machines that ask, and serve
//! both the tile and its mirror image.

use std::ops::Range;

use packed_gemm::Packed;

use crate::Samples;
use crate::gemm::{pack, products};
use crate::kernel::Kernel;
use crate::parallel::map_indices;
use crate::vector::vectorised;

/// Rows and columns of a tile.
const TILE: usize = 256;

/// A sum over all rows, `sum_j factors[j] k(x_j, x_t)`, asked for on some rows `t`.
pub(crate) struct Sum {
    pub(crate) kernel: Kernel,
    /// One for each position, most of them possibly 0.
    pub(crate) factors: Vec<f64>,
    /// The positions whose sums are wanted.
    pub(crate) wanted: Vec<Range<usize>>,
}

/// The sums, one vector over all positions each; those not wanted hold any number. The
/// row at a position is the row of `x` that `order` names.
pub(crate) fn exact_sums(
    x: Samples<'_>,
    order: &[usize],
    sums: &[Sum],
    threads: usize,
) -> Vec<Vec<f64>> {
    let count = order.len();
    let used: Vec<usize> = (0..count)
        .filter(|&t| sums.iter().any(|sum| sum.factors[t] != 0.0))
        .collect();
    let mirrored = 2 * used.len() > count;
    let columns = if mirrored { (0..count).collect() } else { used };
    let packed = map_indices(threads, columns.len().div_ceil(TILE), |index| {
        let named = &columns[index * TILE..((index + 1) * TILE).min(columns.len())];
        pack(&x.gather(named.iter().map(|&t| order[t])), x.columns())
    });
    let tiles = Tiles {
        packed,
        x,
        order,
        sums,
        columns: &columns,
        mirrored,
    };
    let bands = count.div_ceil(TILE);
    // The longest bands first, so that threads end together.
    let mut parts = map_indices(threads, bands, |index| tiles.band(bands - 1 - index));
    parts.reverse();
    let mut totals = vec![vec![0.0; count]; sums.len()];
    for (start, band_parts) in parts {
        for (total, part) in totals.iter_mut().zip(band_parts) {
            for (t, value) in total[start..].iter_mut().zip(part) {
                *t += value;
            }
        }
    }
    totals
}

struct Tiles<'a> {
    x: Samples<'a>,
    order: &'a [usize],
    sums: &'a [Sum],
    /// The positions that stand for the columns of the tiles.
    columns: &'a [usize],
    /// Their rows, a tile each.
    packed: Vec<Packed<f64>>,
    /// Whether columns are all positions, and tiles right of the diagonal are left to
    /// the mirror images of those on its left.
    mirrored: bool,
}

impl Tiles<'_> {
    /// What the tiles of one band of rows add to each sum, from which position on.
    fn band(&self, band: usize) -> (usize, Vec<Vec<f64>>) {
        let rows = band * TILE..((band + 1) * TILE).min(self.order.len());
        let start = if self.mirrored { 0 } else { rows.start };
        let mut parts = vec![vec![0.0; rows.end - start]; self.sums.len()];
        let wanted_rows: Vec<bool> = self.sums.iter().map(|sum| sum.wants(&rows)).collect();
        let a = self.x.gather(self.order[rows.clone()].iter().copied());
        let width = self.x.columns();
        let (mut inner, mut values) = (vec![0.0; TILE * TILE], vec![0.0; TILE * TILE]);
        for (index, columns) in self.columns.chunks(TILE).enumerate() {
            if self.mirrored && index > band {
                break;
            }
            let off_diagonal = self.mirrored && index < band;
            let column_range = index * TILE..index * TILE + columns.len();
            let asking: Vec<usize> = (0..self.sums.len())
                .filter(|&at| {
                    let sum = &self.sums[at];
                    wanted_rows[at] && sum.uses(columns.iter().copied())
                        || off_diagonal && sum.wants(&column_range) && sum.uses(rows.clone())
                })
                .collect();
            if asking.is_empty() {
                continue;
            }
            let area = rows.len() * columns.len();
            products(
                &a,
                width,
                &self.packed[index],
                &mut inner[..area],
                columns.len(),
            );
            let mut mapped_by = None;
            for at in asking {
                let sum = &self.sums[at];
                if mapped_by != Some(sum.kernel) {
                    values[..area].copy_from_slice(&inner[..area]);
                    sum.kernel.map(&mut values[..area]);
                    mapped_by = Some(sum.kernel);
                }
                let of_columns: Vec<f64> = columns.iter().map(|&t| sum.factors[t]).collect();
                let (before, own) = parts[at].split_at_mut(rows.start - start);
                add_products(own, &values[..area], &of_columns);
                if off_diagonal {
                    let mirror = &mut before[column_range.clone()];
                    add_mirrored(mirror, &values[..area], &sum.factors[rows.clone()]);
                }
            }
        }
        (start, parts)
    }
}

impl Sum {
    fn wants(&self, positions: &Range<usize>) -> bool {
        (self.wanted.iter()).any(|span| span.start < positions.end && positions.start < span.end)
    }

    fn uses(&self, mut positions: impl Iterator<Item = usize>) -> bool {
        positions.any(|t| self.factors[t] != 0.0)
    }
}

vectorised! {
    /// `target[i] += sum_j matrix[i][j] factors[j]`.
    fn add_products(target: &mut [f64], matrix: &[f64], factors: &[f64]) {
        for (t, row) in target.iter_mut().zip(matrix.chunks_exact(factors.len())) {
            let mut lanes = [0.0; 16];
            let (groups, rest) = row.as_chunks::<16>();
            let (factor_groups, factor_rest) = factors.as_chunks::<16>();
            for (group, factor) in groups.iter().zip(factor_groups) {
                for lane in 0..16 {
                    lanes[lane] += group[lane] * factor[lane];
                }
            }
            let mut total = 0.0;
            for (value, factor) in rest.iter().zip(factor_rest) {
                total += value * factor;
            }
            for lane in lanes {
                total += lane;
            }
            *t += total;
        }
    }
}

vectorised! {
    /// `target[j] += sum_i factors[i] matrix[i][j]`.
    fn add_mirrored(target: &mut [f64], matrix: &[f64], factors: &[f64]) {
        for (row, factor) in matrix.chunks_exact(target.len()).zip(factors) {
            for (t, value) in target.iter_mut().zip(row) {
                *t += factor * value;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::dot;

    #[test]
    fn sums_are_those_of_the_definition_whether_few_or_many_rows_are_used() {
        let count = 600;
        let x: Vec<f64> = (0..count * 3)
            .map(|i| (i * 17 % 41) as f64 / 10.0)
            .collect();
        let order: Vec<usize> = (0..count).map(|t| t * 7 % count).collect();
        let samples = Samples::f64(&x, count, 3).unwrap();
        for every in [1, 5] {
            let sums: Vec<Sum> = (1..4)
                .map(|degree| Sum {
                    kernel: Kernel {
                        kind: crate::KernelKind::Polynomial,
                        gamma: 0.1,
                        degree,
                        coef0: 1.0,
                    },
                    factors: (0..count)
                        .map(|t| {
                            if t % every == 0 {
                                (t % 13) as f64 - 6.0
                            } else {
                                0.0
                            }
                        })
                        .collect(),
                    wanted: vec![100..200, 400..600],
                })
                .collect();
            let one = exact_sums(samples, &order, &sums, 1);
            assert_eq!(one, exact_sums(samples, &order, &sums, 3));
            let row = |t: usize| &x[order[t] * 3..order[t] * 3 + 3];
            for (sum, totals) in sums.iter().zip(&one) {
                for t in sum.wanted.iter().cloned().flatten() {
                    let expected: f64 = (0..count)
                        .map(|j| sum.factors[j] * sum.kernel.of(dot(row(j), row(t))))
                        .sum();
                    assert!((totals[t] - expected).abs() <= 1e-9 * expected.abs().max(1.0));
                }
            }
        }
    }
}
