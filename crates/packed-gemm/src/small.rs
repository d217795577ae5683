use crate::buffer::Buffer;
use crate::micro::Store;
use crate::micro::vector::cut;
use crate::packed::{Panels, pack_transposed};
use crate::product::Product;
use crate::rows::rows_mut;
use crate::{Element, Gemm, GemmError, RowSource};

/// Memory that products of small matrices use again and again; one for each thread.
#[derive(Debug, Default)]
pub struct Workspace<T> {
    panels: Buffer<T>,
    rows: Vec<T>,
}

impl<T: Element> Workspace<T> {
    /// An empty workspace, which grows with its use.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Gemm {
    /// `out = alpha A B^T` on the calling thread, with `b` packed into the workspace: the scores of
    /// an attention head.
    ///
    /// # Errors
    /// Depths that differ, a stride below the number of rows of `b`, an `out` too short.
    pub fn small_product<T: Element>(
        self,
        alpha: T,
        a: &impl RowSource<T>,
        b: &impl RowSource<T>,
        out: &mut [T],
        stride: usize,
        workspace: &mut Workspace<T>,
    ) -> Result<(), GemmError> {
        check_inner(a.width(), b.width())?;
        let rows = rows_mut("out", out, a.count(), b.count(), stride)?;
        let width = T::shape(self.kernel()).columns;
        let length = b.count().div_ceil(width) * width * b.width();
        let panels = workspace.panels.reserve(length);
        pack_transposed(self.kernel(), b, alpha, panels, &mut workspace.rows);
        self.small(a, panels, rows);
        Ok(())
    }

    /// `out = alpha A B`, otherwise like [`Gemm::small_product`]: attention weights times values.
    ///
    /// # Errors
    /// A width of `a` other than the number of rows of `b`, a stride below the width of `b`, an
    /// `out` too short.
    pub fn small_product_untransposed<T: Element>(
        self,
        alpha: T,
        a: &impl RowSource<T>,
        b: &impl RowSource<T>,
        out: &mut [T],
        stride: usize,
        workspace: &mut Workspace<T>,
    ) -> Result<(), GemmError> {
        const AT_ONCE: usize = 8;
        let (depth, columns) = (b.count(), b.width());
        check_inner(a.width(), depth)?;
        let rows = rows_mut("out", out, a.count(), columns, stride)?;
        let width = T::shape(self.kernel()).columns;
        let panels = workspace
            .panels
            .reserve(columns.div_ceil(width) * width * depth);
        workspace
            .rows
            .resize(workspace.rows.len().max(AT_ONCE * columns), T::default());
        for first in (0..if columns == 0 { 0 } else { depth }).step_by(AT_ONCE) {
            let part: Vec<&[T]> = (first..depth.min(first + AT_ONCE))
                .zip(workspace.rows.chunks_mut(columns))
                .map(|(row, scratch)| b.row(row, scratch))
                .collect();
            let to = &mut panels[first * width..];
            cut(
                self.kernel(),
                &part,
                &[alpha; AT_ONCE],
                width,
                width * depth,
                to,
            );
        }
        self.small(a, panels, rows);
        Ok(())
    }

    fn small<T: Element>(self, a: &impl RowSource<T>, panels: &[T], rows: Vec<&mut [T]>) {
        let product = Product {
            a,
            first_row: 0,
            b: Panels {
                kernel: self.kernel(),
                values: panels,
                depth: a.width(),
            },
            store: Store::Replace,
        };
        product.run(1, rows, |_, _, _| ());
    }
}

fn check_inner(left: usize, right: usize) -> Result<(), GemmError> {
    if left == right {
        Ok(())
    } else {
        Err(GemmError::Depth { left, right })
    }
}
