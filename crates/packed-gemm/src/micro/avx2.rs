//! Tiles of 6 rows by two vectors of 256 bits: 12 of the 16 registers hold sums.

use std::arch::x86_64::*;

use super::{GROUP, Store, TileCall, store_edges};

macro_rules! tiles {
    ($float:ty, $name:ident, $sized:ident, $lanes:literal, $zero:ident, $load:ident, $set:ident,
     $fma:ident, $add:ident, $store:ident) => {
        /// # Safety
        /// The processor must have AVX2 and FMA, and the call must be checked.
        pub(super) unsafe fn $name(call: &TileCall<'_, $float>) {
            // SAFETY: passed on to the caller; each arm takes as many rows as the call has.
            unsafe {
                match call.rows {
                    6 => $sized::<6>(call),
                    5 => $sized::<5>(call),
                    4 => $sized::<4>(call),
                    3 => $sized::<3>(call),
                    2 => $sized::<2>(call),
                    1 => $sized::<1>(call),
                    _ => (),
                }
            }
        }

        /// # Safety
        /// As above, and the call has `ROWS` rows.
        #[target_feature(enable = "avx2,fma")]
        unsafe fn $sized<const ROWS: usize>(call: &TileCall<'_, $float>) {
            const WIDTH: usize = 2 * $lanes;
            let (row, step) = (call.left.row, call.left.step);
            let mut groups = call.groups;
            let mut panel = call.panel.as_ptr();
            let mut sums = [[$zero(); 2]; ROWS];
            for _ in 0..call.left.depth {
                // SAFETY: the panel holds `depth` times `WIDTH` values, the left side the value of
                // each of `ROWS` rows at each depth; pointers past the last are not read.
                unsafe {
                    let right = [$load(panel), $load(panel.add($lanes))];
                    for i in 0..ROWS {
                        let value = $set(*groups[i / GROUP].add(i % GROUP * row));
                        for v in 0..2 {
                            sums[i][v] = $fma(value, right[v], sums[i][v]);
                        }
                    }
                }
                for group in &mut groups[..ROWS.div_ceil(GROUP)] {
                    *group = group.wrapping_add(step);
                }
                panel = panel.wrapping_add(WIDTH);
            }
            // SAFETY: each target is followed by as many columns as stand beside it, here a whole
            // tile's or else only those that `store_edges` touches.
            unsafe {
                if call.least_columns == WIDTH {
                    for i in 0..ROWS {
                        for v in 0..2 {
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
                        for v in 0..2 {
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
    8,
    _mm256_setzero_ps,
    _mm256_loadu_ps,
    _mm256_set1_ps,
    _mm256_fmadd_ps,
    _mm256_add_ps,
    _mm256_storeu_ps
);
tiles!(
    f64,
    tile_f64,
    sized_f64,
    4,
    _mm256_setzero_pd,
    _mm256_loadu_pd,
    _mm256_set1_pd,
    _mm256_fmadd_pd,
    _mm256_add_pd,
    _mm256_storeu_pd
);
