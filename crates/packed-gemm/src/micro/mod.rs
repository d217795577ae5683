//! The inner loops: one tile of the result in registers, over the whole depth of a block.
#![allow(
    unsafe_code,
    reason = "vector intrinsics on raw pointers; `tile` checks every length before a call"
)]

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod portable;
pub(crate) mod vector;

use crate::element::Shape;
use crate::element::sealed::Tiles;
use crate::{Element, Kernel};

/// The most rows of a tile of any kernel.
pub(crate) const MOST_ROWS: usize = 12;

/// Rows that are addressed from one pointer.
const GROUP: usize = 3;

/// What becomes of the old value of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Store {
    Replace,
    Add,
}

/// The left side of a tile: its value in row `i` at depth `p` is `values[i * row + p * step]`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Left<'a, T> {
    pub(crate) values: &'a [T],
    pub(crate) row: usize,
    pub(crate) step: usize,
    pub(crate) depth: usize,
}

/// A tile whose lengths are checked.
#[cfg_attr(
    not(target_arch = "x86_64"),
    allow(
        dead_code,
        reason = "the portable kernel needs no pointers to the left side"
    )
)]
#[derive(Debug)]
pub struct TileCall<'a, T> {
    left: Left<'a, T>,
    /// The first row of each group of left rows. Addresses that the compiler knows to lie at
    /// multiples of one stride become a chain of additions, as slow as the products.
    groups: [*const T; MOST_ROWS / GROUP],
    /// `panel[p * columns + j]`, `columns` those of the kernel's shape.
    panel: &'a [T],
    /// Where each row of the tile goes and how many of its columns.
    to: [(*mut T, usize); MOST_ROWS],
    rows: usize,
    /// The most columns of a row.
    columns: usize,
    /// The fewest columns of a row.
    least_columns: usize,
    store: Store,
}

/// Adds or writes a tile of sums, as far as each row of the result goes.
///
/// # Safety
/// The call must be checked, and `sums` have as many rows.
#[inline(always)]
unsafe fn store_edges<T: Tiles, const COLUMNS: usize>(
    call: &TileCall<'_, T>,
    sums: &[[T; COLUMNS]],
) {
    for (sums, (to, columns)) in sums.iter().zip(call.to) {
        // SAFETY: so long is the slice that `to` begins; it is borrowed mutably.
        let to = unsafe { std::slice::from_raw_parts_mut(to, columns) };
        for (to, sum) in to.iter_mut().zip(sums) {
            *to = match call.store {
                Store::Replace => *sum,
                Store::Add => *to + *sum,
            };
        }
    }
}

/// Writes the products of the left rows with the columns of a panel to `out`, from `column` on:
/// what lies beyond the end of a row of `out` is dropped, which cuts edges and triangles.
pub(crate) fn tile<T: Element>(
    kernel: Kernel,
    left: Left<'_, T>,
    panel: &[T],
    out: &mut [&mut [T]],
    column: usize,
    store: Store,
) {
    let Shape { rows, columns } = T::shape(kernel);
    let mut to = [(std::ptr::dangling_mut::<T>(), 0); MOST_ROWS];
    assert!(out.len() <= rows && panel.len() >= left.depth * columns);
    if out.is_empty() {
        return;
    }
    if left.depth > 0 {
        assert!((out.len() - 1) * left.row + (left.depth - 1) * left.step < left.values.len());
    }
    let (mut most, mut least) = (0, columns);
    for (to, row) in to.iter_mut().zip(out.iter_mut()) {
        let rest = row.get_mut(column..).unwrap_or_default();
        *to = (rest.as_mut_ptr(), rest.len().min(columns));
        most = most.max(to.1);
        least = least.min(to.1);
    }
    if most == 0 {
        return;
    }
    let mut groups = [left.values.as_ptr(); MOST_ROWS / GROUP];
    for (index, group) in groups.iter_mut().enumerate() {
        *group = group.wrapping_add(index * GROUP * left.row);
    }
    let call = TileCall {
        left,
        groups,
        panel,
        to,
        rows: out.len(),
        columns: most,
        least_columns: least,
        store,
    };
    // SAFETY: a `Kernel` reaches this place through `Gemm`, which refuses unsupported ones. By the
    // assertions the left values and the panel are long enough for `rows` and `depth`, and each
    // target is a slice of its own, borrowed mutably, of at least the length beside it.
    unsafe { T::tile(kernel, &call) }
}

macro_rules! tiles {
    ($float:ty, $lanes512:literal, $lanes256:literal, $portable:literal, $avx512:path, $avx2:path) => {
        impl Tiles for $float {
            const ONE: Self = 1.0;

            #[inline(always)]
            fn fused<const FMA: bool>(self, by: Self, to: Self) -> Self {
                if FMA || cfg!(target_arch = "aarch64") {
                    self.mul_add(by, to)
                } else {
                    self * by + to
                }
            }

            fn shape(kernel: Kernel) -> Shape {
                let (rows, columns) = match kernel {
                    Kernel::Avx512 => (12, 2 * $lanes512),
                    Kernel::Avx2 => (6, 2 * $lanes256),
                    Kernel::Portable => (portable::ROWS, $portable),
                };
                Shape { rows, columns }
            }

            unsafe fn tile(kernel: Kernel, call: &TileCall<'_, Self>) {
                match kernel {
                    // SAFETY: the caller has checked the processor and the call.
                    #[cfg(target_arch = "x86_64")]
                    Kernel::Avx512 => unsafe { $avx512(call) },
                    // SAFETY: as above.
                    #[cfg(target_arch = "x86_64")]
                    Kernel::Avx2 => unsafe { $avx2(call) },
                    // SAFETY: as above.
                    _ => unsafe { portable::tile::<Self, $portable>(call) },
                }
            }
        }
    };
}

tiles!(f32, 16, 8, 8, avx512::tile_f32, avx2::tile_f32);
tiles!(f64, 8, 4, 4, avx512::tile_f64, avx2::tile_f64);
