use crate::buffer::Buffer;
use crate::gemm::run;
use crate::micro::{Left, Store, tile};
use crate::packed::Panels;
use crate::rows::rows_mut;
use crate::{Element, Gemm, GemmError, Packed, RowSource};

/// Depth of a block: of 256, 384, 512 and 768 the fastest. A panel of it has 48 KiB.
pub(crate) const DEPTH: usize = 384;

/// Bytes that a column of the left block takes: with [`DEPTH`] the block, 288 KiB, stays in the
/// second cache.
const ROW_BYTES: usize = 768;

/// Bytes that a row of the result's block takes: it stays in the second cache until it is finished.
const COLUMN_BYTES: usize = 2048;

/// Bytes of the right matrix that all left blocks pass before the next come from memory.
const RIGHT_BYTES: usize = 1 << 21;

/// Rows at a multiple of so many bytes fall on the same places of the first cache.
const ALIAS: usize = 4096;

/// Below so many multiplications a thread costs more than it saves.
const LEAST_WORK: usize = 1 << 20;

impl Gemm {
    /// `out = A B^T`: `out[i * stride + j]` is the inner product of row `i` of `a` and packed row `j`.
    ///
    /// `epilogue(row, first_column, values)` is called once for each segment of a row as soon as it
    /// is finished and still in cache: the place for a bias and an activation. Rows of `a` may be
    /// asked for several times.
    ///
    /// # Errors
    /// Depths that differ, a stride below the number of packed rows, an `out` too short.
    pub fn product<T: Element>(
        self,
        a: &impl RowSource<T>,
        b: &Packed<T>,
        out: &mut [T],
        stride: usize,
        epilogue: impl Fn(usize, usize, &mut [T]) + Sync,
    ) -> Result<(), GemmError> {
        self.into_rows(a, b, out, stride, Store::Replace, epilogue)
    }

    /// `out += A B^T`, otherwise like [`Gemm::product`].
    ///
    /// # Errors
    /// Those of [`Gemm::product`].
    pub fn add_product<T: Element>(
        self,
        a: &impl RowSource<T>,
        b: &Packed<T>,
        out: &mut [T],
        stride: usize,
        epilogue: impl Fn(usize, usize, &mut [T]) + Sync,
    ) -> Result<(), GemmError> {
        self.into_rows(a, b, out, stride, Store::Add, epilogue)
    }

    fn into_rows<T: Element>(
        self,
        a: &impl RowSource<T>,
        b: &Packed<T>,
        out: &mut [T],
        stride: usize,
        store: Store,
        epilogue: impl Fn(usize, usize, &mut [T]) + Sync,
    ) -> Result<(), GemmError> {
        check_depth(a, b)?;
        let rows = rows_mut("out", out, a.count(), b.rows(), stride)?;
        let product = Product {
            a,
            first_row: 0,
            b: b.panels(),
            store,
        };
        product.run(self.threads(), rows, epilogue);
        Ok(())
    }
}

pub(crate) fn check_depth<T: Element>(
    a: &impl RowSource<T>,
    b: &Packed<T>,
) -> Result<(), GemmError> {
    if a.width() == b.depth() {
        Ok(())
    } else {
        Err(GemmError::Depth {
            left: a.width(),
            right: b.depth(),
        })
    }
}

/// `A B^T` into rows that may end at different columns.
pub(crate) struct Product<'a, T, A> {
    pub(crate) a: &'a A,
    /// The row of `a` that the first row of the result belongs to.
    pub(crate) first_row: usize,
    pub(crate) b: Panels<'a, T>,
    pub(crate) store: Store,
}

/// A block of the result: `rows` begin at (`row`, `column`).
struct Block<'o, T> {
    row: usize,
    column: usize,
    rows: Vec<&'o mut [T]>,
}

impl<T: Element, A: RowSource<T>> Product<'_, T, A> {
    /// Rows must not be shorter than the one before them.
    pub(crate) fn run(
        &self,
        threads: usize,
        rows: Vec<&mut [T]>,
        epilogue: impl Fn(usize, usize, &mut [T]) + Sync,
    ) {
        let results: usize = rows.iter().map(|row| row.len()).sum();
        let threads = threads.clamp(1, 1 + results.saturating_mul(self.b.depth) / LEAST_WORK);
        let blocks = self.blocks(rows, threads);
        run(threads, blocks, |blocks| {
            let mut left = Buffer::default();
            let mut scratch = Vec::new();
            for block in blocks {
                self.block(block, &mut left, &mut scratch, &epilogue);
            }
        });
    }

    /// Cuts the result by columns, so that as much of the right matrix stays in the last cache, and
    /// by rows; by columns once more where threads would idle.
    fn blocks<'o>(&self, rows: Vec<&'o mut [T]>, threads: usize) -> Vec<Block<'o, T>> {
        let shape = T::shape(self.b.kernel);
        let most = ROW_BYTES / size_of::<T>();
        let height = rows.len().div_ceil(rows.len().div_ceil(most).max(1));
        let height = height.next_multiple_of(shape.rows).max(shape.rows);
        let wanted = if threads == 1 { 1 } else { 4 * threads };
        let parts = wanted.div_ceil(rows.len().div_ceil(height).max(1));
        let widest = rows.last().map_or(0, |row| row.len());
        let in_cache = RIGHT_BYTES / (self.b.depth * size_of::<T>()).max(1);
        let width = widest.div_ceil(parts).min(in_cache.max(1));
        let width = width.next_multiple_of(shape.columns).max(shape.columns);

        let mut blocks = Vec::new();
        let mut rows = rows.into_iter();
        for row in (0..rows.len()).step_by(height) {
            let mut rest: Vec<&mut [T]> = rows.by_ref().take(height).collect();
            let mut column = 0;
            while rest.last().is_some_and(|row| row.len() > width) {
                let rows = rest
                    .iter_mut()
                    .map(|row| {
                        row.split_off_mut(..width.min(row.len()))
                            .unwrap_or_default()
                    })
                    .collect();
                blocks.push(Block { row, column, rows });
                column += width;
            }
            blocks.push(Block {
                row,
                column,
                rows: rest,
            });
        }
        blocks.sort_by_key(|block| block.column);
        blocks
    }

    fn block(
        &self,
        block: Block<'_, T>,
        left: &mut Buffer<T>,
        scratch: &mut Vec<T>,
        epilogue: &impl Fn(usize, usize, &mut [T]),
    ) {
        let Block {
            row,
            column,
            mut rows,
        } = block;
        let Panels {
            kernel,
            values,
            depth,
        } = self.b;
        let shape = T::shape(kernel);
        let columns = COLUMN_BYTES / size_of::<T>();
        let (left, distance) = self.fetch(row, rows.len(), left, scratch);
        let widest = rows.last().map_or(0, |row| row.len());
        for start in (0..widest).step_by(columns) {
            let end = widest.min(start + columns);
            // A depth of 0 is one empty block, which stores zeros.
            for top in (0..depth.max(1)).step_by(DEPTH) {
                let depth_here = (depth - top).min(DEPTH);
                let store = if top == 0 { self.store } else { Store::Add };
                for at in (start..end).step_by(shape.columns) {
                    let panel = (column + at) * depth + top * shape.columns;
                    let panel = &values[panel..][..depth_here * shape.columns];
                    for (tile_row, rows) in rows.chunks_mut(shape.rows).enumerate() {
                        let left = Left {
                            values: &left[tile_row * shape.rows * distance + top..],
                            row: distance,
                            step: 1,
                            depth: depth_here,
                        };
                        tile(kernel, left, panel, rows, at, store);
                    }
                }
            }
            for (i, values) in rows.iter_mut().enumerate() {
                let end = end.min(values.len());
                if start < end {
                    epilogue(
                        self.first_row + row + i,
                        column + start,
                        &mut values[start..end],
                    );
                }
            }
        }
    }

    /// Rows of the left matrix and their stride: where they lie, or copied side by side.
    fn fetch<'l>(
        &'l self,
        row: usize,
        count: usize,
        left: &'l mut Buffer<T>,
        scratch: &mut Vec<T>,
    ) -> (&'l [T], usize) {
        let first = self.first_row + row;
        if let Some((values, stride)) = self.a.in_place(first)
            && !(stride * size_of::<T>()).is_multiple_of(ALIAS)
        {
            return (values, stride);
        }
        let depth = self.a.width();
        scratch.resize(depth, T::default());
        // An odd number of lines of cache.
        let line = 64 / size_of::<T>();
        let stride = (depth.div_ceil(line) | 1) * line;
        let left = left.reserve(count * stride);
        for (i, to) in left.chunks_mut(stride).enumerate() {
            to[..depth].copy_from_slice(self.a.row(first + i, scratch));
        }
        (left, stride)
    }
}
