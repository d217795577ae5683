use crate::buffer::Buffer;
use crate::gemm::run;
use crate::micro::vector::{add_wide, cut};
use crate::micro::{Left, Store, tile};
use crate::product::DEPTH;
use crate::rows::check_strided;
use crate::{Element, Gemm, GemmError, Kernel, RowSource};

/// Rows that are cut into panels in one go: their part of a panel is a few lines of cache.
const CUT: usize = 8;

impl Gemm {
    /// The weighted normal matrix `X^T D X` of rows `x_p` and weights `w_p`, on and under the
    /// diagonal: `out[i * stride + j]` is the sum of `w_p x_pi x_pj` for `j <= i`. What lies above
    /// is neither read nor written.
    ///
    /// Rows of weight 0 are never asked for. With `f32` rows, 384 products at a time are summed in
    /// `f32` and those sums in `f64`.
    ///
    /// # Errors
    /// A weight too few or too many, a stride below the width of a row, an `out` too short.
    pub fn weighted_gram<T: Element>(
        self,
        rows: &impl RowSource<T>,
        weights: &[T],
        out: &mut [f64],
        stride: usize,
    ) -> Result<(), GemmError> {
        let width = rows.width();
        if weights.len() != rows.count() {
            return Err(GemmError::Length {
                what: "the weights",
                expected: rows.count(),
                got: weights.len(),
            });
        }
        check_strided("out", out.len(), width, width, stride)?;
        let mut out: Vec<&mut [f64]> = out
            .chunks_mut(stride.max(1))
            .take(width)
            .enumerate()
            .map(|(row, to)| &mut to[..=row])
            .collect();
        let active: Vec<(usize, T)> = (0..)
            .zip(weights.iter().copied())
            .filter(|(_, weight)| *weight != T::default())
            .collect();
        let weighted = Weighted {
            kernel: self.kernel(),
            rows,
            active: &active,
        };
        // Equal areas of the triangle: every job reads all rows, so there is one for each thread.
        let height = T::shape(self.kernel()).rows;
        let mut jobs = Vec::new();
        let mut first = 0;
        for part in 1..=self.threads() {
            let share = (part as f64 / self.threads() as f64).sqrt();
            let end = last_row(width, share).next_multiple_of(height).min(width);
            if end > first {
                jobs.push((first, out.drain(..end - first).collect::<Vec<_>>()));
                first = end;
            }
        }
        run(self.threads(), jobs, |jobs| {
            for (first, out) in jobs {
                weighted.run(first, out);
            }
        });
        Ok(())
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the share lies between 0 and 1"
)]
fn last_row(width: usize, share: f64) -> usize {
    (width as f64 * share).round() as usize
}

struct Weighted<'a, T, S> {
    kernel: Kernel,
    rows: &'a S,
    /// Rows of a weight other than 0.
    active: &'a [(usize, T)],
}

impl<T: Element, S: RowSource<T>> Weighted<'_, T, S> {
    /// Rows of the result from `first` on, one block of source rows after the other.
    fn run(&self, first: usize, mut out: Vec<&mut [f64]>) {
        let shape = T::shape(self.kernel);
        let end = first + out.len();
        let (lefts, rights) = (out.len().div_ceil(shape.rows), end.div_ceil(shape.columns));
        let mut left = Buffer::zeroed(lefts * shape.rows * DEPTH);
        let mut right = Buffer::zeroed(rights * shape.columns * DEPTH);
        let mut sums = vec![T::default(); shape.rows * shape.columns];
        let mut scratch = vec![T::default(); CUT * self.rows.width()];
        out.iter_mut().for_each(|row| row.fill(0.0));
        for block in self.active.chunks(DEPTH) {
            let (left, right) = (left.as_mut_slice(), right.as_mut_slice());
            self.pack(block, first..end, &mut scratch, left, right);
            for (panel, right) in right.chunks(shape.columns * DEPTH).enumerate() {
                let column = panel * shape.columns;
                for (index, out) in out.chunks_mut(shape.rows).enumerate() {
                    if out.last().is_none_or(|row| row.len() <= column) {
                        continue;
                    }
                    let left = Left {
                        values: &left[index * shape.rows * DEPTH..],
                        row: 1,
                        step: shape.rows,
                        depth: block.len(),
                    };
                    let mut tiles: Vec<&mut [T]> =
                        sums.chunks_mut(shape.columns).take(out.len()).collect();
                    tile(self.kernel, left, right, &mut tiles, 0, Store::Replace);
                    for (to, sums) in out.iter_mut().zip(tiles) {
                        add_wide(self.kernel, to.get_mut(column..).unwrap_or_default(), sums);
                    }
                }
            }
        }
    }

    /// Cuts a block of rows into weighted panels of the columns `columns` and into plain ones of
    /// all columns before their end.
    fn pack(
        &self,
        block: &[(usize, T)],
        columns: std::ops::Range<usize>,
        scratch: &mut [T],
        left: &mut [T],
        right: &mut [T],
    ) {
        let shape = T::shape(self.kernel);
        let width = self.rows.width();
        for (index, part) in block.chunks(CUT).enumerate() {
            let rows: Vec<&[T]> = part
                .iter()
                .zip(scratch.chunks_mut(width))
                .map(|((row, _), scratch)| self.rows.row(*row, scratch))
                .collect();
            let weights: Vec<T> = part.iter().map(|(_, weight)| *weight).collect();
            let weighted: Vec<&[T]> = rows.iter().map(|row| &row[columns.clone()]).collect();
            let plain: Vec<&[T]> = rows.iter().map(|row| &row[..columns.end]).collect();
            let (tile_rows, tile_columns) = (shape.rows, shape.columns);
            let done = index * CUT;
            cut(
                self.kernel,
                &weighted,
                &weights,
                tile_rows,
                tile_rows * DEPTH,
                &mut left[done * tile_rows..],
            );
            cut(
                self.kernel,
                &plain,
                &[T::ONE; CUT],
                tile_columns,
                tile_columns * DEPTH,
                &mut right[done * tile_columns..],
            );
        }
    }
}
