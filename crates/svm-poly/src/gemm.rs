//! Inner products of rows with rows, by `packed-gemm`.

use packed_gemm::{Gemm, Packed, Rows};

use crate::Samples;

/// A type that inner products are taken in.
pub(crate) trait Element: packed_gemm::Element {
    /// Copies the rows named, in this type.
    fn gather(x: Samples<'_>, rows: &[usize]) -> Vec<Self>;
}

impl Element for f32 {
    fn gather(x: Samples<'_>, rows: &[usize]) -> Vec<Self> {
        x.gather_single(rows.iter().copied())
    }
}

impl Element for f64 {
    fn gather(x: Samples<'_>, rows: &[usize]) -> Vec<Self> {
        x.gather(rows.iter().copied())
    }
}

/// Lays out rows, row-major with `columns` columns, as the right side of products.
pub(crate) fn pack<T: Element>(rows: &[T], columns: usize) -> Packed<T> {
    Gemm::new().pack(&source(rows, columns))
}

/// Writes the inner products of all rows of `a` with all rows of `b`, on this thread:
/// `out[i * stride + j] = a_i . b_j`.
pub(crate) fn products<T: Element>(
    a: &[T],
    columns: usize,
    b: &Packed<T>,
    out: &mut [T],
    stride: usize,
) {
    let product = Gemm::new().product(&source(a, columns), b, out, stride, |_, _, _| ());
    product.expect("the callers' shapes fit each other");
}

/// [`products`] with rows that are packed for this one time.
pub(crate) fn inner_products(a: &[f64], b: &[f64], columns: usize, out: &mut [f64], stride: usize) {
    if !a.is_empty() && !b.is_empty() {
        products(a, columns, &pack(b, columns), out, stride);
    }
}

fn source<T: Element>(rows: &[T], columns: usize) -> Rows<'_, T> {
    Rows::new(rows, columns).expect("rows are whole and have a column at least")
}
