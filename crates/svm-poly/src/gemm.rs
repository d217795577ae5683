//! The one call into `matrixmultiply`, behind checked slices.
#![allow(
    unsafe_code,
    reason = "matrixmultiply takes raw pointers; the lengths are checked here"
)]

/// Writes the inner products of all rows of `a` with all rows of `b`:
/// `out[i * stride + j] = a_i . b_j`. Both are row-major with `columns` columns.
pub(crate) fn inner_products(a: &[f64], b: &[f64], columns: usize, out: &mut [f64], stride: usize) {
    let (rows_a, rows_b) = (a.len() / columns, b.len() / columns);
    if rows_a == 0 || rows_b == 0 {
        return;
    }
    assert!(a.len() == rows_a * columns && b.len() == rows_b * columns);
    assert!(rows_b <= stride && (rows_a - 1) * stride + rows_b <= out.len());
    let step = |n: usize| isize::try_from(n).expect("a slice is at most isize::MAX bytes long");
    // SAFETY: by the assertions every index that the three shapes and strides reach
    // lies in its slice, and `out` is borrowed mutably, so it overlaps neither input.
    unsafe {
        matrixmultiply::dgemm(
            rows_a,
            columns,
            rows_b,
            1.0,
            a.as_ptr(),
            step(columns),
            1,
            b.as_ptr(),
            1,
            step(columns),
            0.0,
            out.as_mut_ptr(),
            step(stride),
            1,
        );
    }
}
