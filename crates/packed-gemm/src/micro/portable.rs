//! Tiles in plain Rust: arrays of constant length, which the compiler keeps in registers.

use super::{TileCall, store_edges};
use crate::element::sealed::Tiles;

/// NEON has 32 registers, SSE2 has 16.
pub(super) const ROWS: usize = if cfg!(target_arch = "aarch64") { 8 } else { 4 };

/// # Safety
/// The call must be checked, and `COLUMNS` be those of the portable shape.
pub(super) unsafe fn tile<T: Tiles + Default, const COLUMNS: usize>(call: &TileCall<'_, T>) {
    // SAFETY: passed on to the caller; each arm takes as many rows as the call has.
    unsafe {
        match call.rows {
            8 => sized::<T, 8, COLUMNS>(call),
            7 => sized::<T, 7, COLUMNS>(call),
            6 => sized::<T, 6, COLUMNS>(call),
            5 => sized::<T, 5, COLUMNS>(call),
            4 => sized::<T, 4, COLUMNS>(call),
            3 => sized::<T, 3, COLUMNS>(call),
            2 => sized::<T, 2, COLUMNS>(call),
            1 => sized::<T, 1, COLUMNS>(call),
            _ => (),
        }
    }
}

/// # Safety
/// As above, and the call has `R` rows.
unsafe fn sized<T: Tiles + Default, const R: usize, const COLUMNS: usize>(call: &TileCall<'_, T>) {
    let left = call.left;
    let mut sums = [[T::default(); COLUMNS]; R];
    let (panel, _) = call.panel.as_chunks::<COLUMNS>();
    for (depth, right) in panel.iter().take(left.depth).enumerate() {
        for (i, sums) in sums.iter_mut().enumerate() {
            let value = left.values[i * left.row + depth * left.step];
            for (sum, right) in sums.iter_mut().zip(right) {
                *sum = value.fused::<false>(*right, *sum);
            }
        }
    }
    // SAFETY: passed on to the caller.
    unsafe { store_edges(call, &sums) }
}
