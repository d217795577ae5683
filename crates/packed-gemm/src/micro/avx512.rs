//! Tiles of 12 rows by two vectors of 512 bits: 24 of the 32 registers hold sums.

use std::arch::x86_64::*;

use super::{GROUP, Store, TileCall, store_edges};

macro_rules! tiles {
    ($float:ty, $name:ident, $sized:ident, $lanes:literal, $zero:ident, $load:ident, $set:ident,
     $fma:ident, $add:ident, $store:ident) => {
        /// # Safety
        /// The processor must have AVX-512F, and the call must be checked.
        pub(super) unsafe fn $name(call: &TileCall<'_, $float>) {
            macro_rules! by_rows {
                ($vectors:literal: $rows_of:tt) => {
                    by_rows!(@ $vectors $rows_of)
                };
                (@ $vectors:literal [$last:literal $rest:tt]) => {
                    match call.rows {
                        $last => unsafe { $sized::<$last, $vectors>(call) },
                        _ => by_rows!(@ $vectors $rest),
                    }
                };
                (@ $vectors:literal []) => { () };
            }
            // SAFETY: passed on to the caller; each arm takes as many rows as the call has.
            if call.columns > $lanes {
                by_rows!(2: [12 [11 [10 [9 [8 [7 [6 [5 [4 [3 [2 [1 []]]]]]]]]]]]])
            } else {
                by_rows!(1: [12 [11 [10 [9 [8 [7 [6 [5 [4 [3 [2 [1 []]]]]]]]]]]]])
            }
        }

        /// # Safety
        /// As above, and the call has `ROWS` rows of at most `VECTORS` vectors.
        #[target_feature(enable = "avx512f")]
        unsafe fn $sized<const ROWS: usize, const VECTORS: usize>(call: &TileCall<'_, $float>) {
            const WIDTH: usize = 2 * $lanes;
            let (row, step) = (call.left.row, call.left.step);
            let mut groups = call.groups;
            let mut panel = call.panel.as_ptr();
            let mut sums = [[$zero(); VECTORS]; ROWS];
            // The results come into the cache while the products are summed.
            for (to, columns) in &call.to[..ROWS] {
                for v in 0..VECTORS {
                    if v * $lanes < *columns {
                        _mm_prefetch::<_MM_HINT_ET0>(to.wrapping_add(v * $lanes).cast());
                    }
                }
            }
            for _ in 0..call.left.depth {
                // SAFETY: the panel holds `depth` times `WIDTH` values, the left side the value of
                // each of `ROWS` rows at each depth; pointers past the last are not read.
                unsafe {
                    let mut right = [$zero(); VECTORS];
                    for (v, right) in right.iter_mut().enumerate() {
                        *right = $load(panel.add(v * $lanes));
                    }
                    for i in 0..ROWS {
                        let value = $set(*groups[i / GROUP].add(i % GROUP * row));
                        for v in 0..VECTORS {
                            sums[i][v] = $fma(value, right[v], sums[i][v]);
                        }
                    }
                }
                for group in &mut groups[..ROWS.div_ceil(GROUP)] {
                    *group = group.wrapping_add(step);
                }
                panel = panel.wrapping_add(WIDTH);
            }
            // SAFETY: each target is followed by as many columns as stand beside it, here all of
            // the vectors' or else only those that `store_edges` touches.
            unsafe {
                if call.least_columns == VECTORS * $lanes {
                    for i in 0..ROWS {
                        for v in 0..VECTORS {
                            let to = call.to[i].0.add(v * $lanes);
                            let sum = match call.store {
                                Store::Replace => sums[i][v],
                                Store::Add => $add($load(to), sums[i][v]),
                            };
                            $store(to, sum);
                        }
                    }
                } else {
                    let mut buffer = [[0.0; WIDTH]; ROWS];
                    for i in 0..ROWS {
                        for v in 0..VECTORS {
                            $store(buffer[i].as_mut_ptr().add(v * $lanes), sums[i][v]);
                        }
                    }
                    store_edges(call, &buffer);
                }
            }
        }
    };
}

tiles!(
    f32,
    tile_f32,
    sized_f32,
    16,
    _mm512_setzero_ps,
    _mm512_loadu_ps,
    _mm512_set1_ps,
    _mm512_fmadd_ps,
    _mm512_add_ps,
    _mm512_storeu_ps
);
tiles!(
    f64,
    tile_f64,
    sized_f64,
    8,
    _mm512_setzero_pd,
    _mm512_loadu_pd,
    _mm512_set1_pd,
    _mm512_fmadd_pd,
    _mm512_add_pd,
    _mm512_storeu_pd
);
