use crate::buffer::Buffer;
use crate::micro::vector::transpose;
use crate::{Element, Kernel, RowSource};

/// The right-hand matrix of a product, laid out for a kernel once and used often.
///
/// It has `rows` rows of `depth` columns, as the weights of a linear layer are stored, and stands
/// for its transpose: [`Gemm::product`](crate::Gemm::product) has a column for each row of it.
/// Made by [`Gemm::pack`](crate::Gemm::pack).
#[derive(Debug)]
pub struct Packed<T> {
    kernel: Kernel,
    rows: usize,
    depth: usize,
    /// Panels of as many rows as the kernel's tile has columns; in a panel the values of one depth
    /// lie side by side. The last is filled up with zeros.
    panels: Buffer<T>,
}

impl<T: Element> Packed<T> {
    pub(crate) fn new(kernel: Kernel, source: &impl RowSource<T>) -> Self {
        let (rows, depth) = (source.count(), source.width());
        let width = T::shape(kernel).columns;
        let mut panels = Buffer::zeroed(rows.div_ceil(width) * width * depth);
        pack_transposed(
            kernel,
            source,
            T::ONE,
            panels.as_mut_slice(),
            &mut Vec::new(),
        );
        Self {
            kernel,
            rows,
            depth,
            panels,
        }
    }

    /// The rows as they were packed, one after the other: the same values to the last bit.
    ///
    /// ```
    /// use packed_gemm::{Gemm, Rows};
    ///
    /// let rows = [1.0_f32, -0.0, 2.5, 3.0, 4.0, 5.0];
    /// assert_eq!(Gemm::new().pack(&Rows::new(&rows, 2)?).unpack(), rows);
    /// # Ok::<(), packed_gemm::GemmError>(())
    /// ```
    #[must_use]
    pub fn unpack(&self) -> Vec<T> {
        let width = T::shape(self.kernel).columns;
        let mut rows = vec![T::default(); self.rows * self.depth];
        if self.depth == 0 {
            return rows;
        }
        let panels = self.panels.as_slice().chunks(width * self.depth);
        for (panel, rows) in panels.zip(rows.chunks_mut(width * self.depth)) {
            for (i, row) in rows.chunks_mut(self.depth).enumerate() {
                for (value, column) in row.iter_mut().zip(panel.chunks(width)) {
                    *value = column[i];
                }
            }
        }
        rows
    }

    /// How many rows were packed: the columns of a product.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many columns the packed rows have: the depth of a product.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// The kernel that the layout is for, and that products with this matrix run on.
    #[must_use]
    pub fn kernel(&self) -> Kernel {
        self.kernel
    }

    pub(crate) fn panels(&self) -> Panels<'_, T> {
        Panels {
            kernel: self.kernel,
            values: self.panels.as_slice(),
            depth: self.depth,
        }
    }
}

/// The panels of a right-hand matrix, each `depth` times the width of the kernel's tile long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Panels<'a, T> {
    pub(crate) kernel: Kernel,
    pub(crate) values: &'a [T],
    pub(crate) depth: usize,
}

/// Packs all rows of a source, times `scale`, into panels; `scratch` holds rows that are made on the way.
pub(crate) fn pack_transposed<T: Element>(
    kernel: Kernel,
    source: &impl RowSource<T>,
    scale: T,
    panels: &mut [T],
    scratch: &mut Vec<T>,
) {
    let (count, depth) = (source.count(), source.width());
    let width = T::shape(kernel).columns;
    if depth == 0 {
        return;
    }
    scratch.resize(scratch.len().max(width * depth), T::default());
    for (panel, to) in panels.chunks_mut(width * depth).enumerate() {
        let first = panel * width;
        let rows: Vec<&[T]> = (first..count.min(first + width))
            .zip(scratch.chunks_mut(depth))
            .map(|(row, scratch)| source.row(row, scratch))
            .collect();
        transpose(kernel, &rows, scale, width, to);
    }
}
