use std::ops::Range;

use crate::micro::Store;
use crate::product::{Product, check_depth};
use crate::rows::check_strided;
use crate::{Element, Gemm, GemmError, Packed, RowSource};

impl Gemm {
    /// The inner products of all rows with each other, on and under the diagonal:
    /// `out[i * stride + j]` for `j <= i`. What lies above is neither read nor written.
    ///
    /// `epilogue(row, first_column, values)` is called as in [`Gemm::product`], with segments that
    /// end at the diagonal.
    ///
    /// # Errors
    /// A stride below the number of rows, an `out` too short.
    pub fn gram<T: Element>(
        self,
        rows: &impl RowSource<T>,
        out: &mut [T],
        stride: usize,
        epilogue: impl Fn(usize, usize, &mut [T]) + Sync,
    ) -> Result<(), GemmError> {
        let count = rows.count();
        check_strided("out", out.len(), count, count, stride)?;
        self.gram_rows(rows, &self.pack(rows), 0..count, out, stride, epilogue)
    }

    /// Rows `range` of [`Gemm::gram`] alone, from rows that are packed already: row `i` goes to
    /// `out[(i - range.start) * stride..]` and has `i + 1` columns.
    ///
    /// # Errors
    /// A range beyond the rows, other rows packed than given, a stride below `range.end`, an `out`
    /// too short.
    pub fn gram_rows<T: Element>(
        self,
        rows: &impl RowSource<T>,
        packed: &Packed<T>,
        range: Range<usize>,
        out: &mut [T],
        stride: usize,
        epilogue: impl Fn(usize, usize, &mut [T]) + Sync,
    ) -> Result<(), GemmError> {
        check_depth(rows, packed)?;
        let count = rows.count().min(packed.rows());
        if range.start > range.end || range.end > count {
            let Range { start, end } = range;
            return Err(GemmError::Range { start, end, count });
        }
        check_strided("out", out.len(), range.len(), range.end, stride)?;
        let out = out
            .chunks_mut(stride.max(1))
            .zip(range.clone())
            .map(|(to, row)| &mut to[..=row])
            .collect();
        let product = Product {
            a: rows,
            first_row: range.start,
            b: packed.panels(),
            store: Store::Replace,
        };
        product.run(self.threads(), out, epilogue);
        Ok(())
    }
}
