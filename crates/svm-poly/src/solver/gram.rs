//! The inner products of all rows with all rows, which every polynomial kernel is an
//! elementwise map of.

use std::sync::Mutex;

use crate::gemm::{Element, pack, products};
use crate::parallel::map_indices;

/// Rows and columns of a tile that is computed at a time.
const TILE: usize = 256;

/// Rows of inner products, wherever they are kept.
pub(crate) trait Products: Sync {
    /// The type they are kept in.
    type Value: Element;

    /// Makes these rows available; rows made available before may be lost.
    fn load(&mut self, positions: &[usize]);

    /// A row that was made available.
    fn row(&self, position: usize) -> &[Self::Value];

    /// How many rows can be available together.
    fn capacity(&self) -> usize;
}

/// All inner products, held whole.
pub(crate) struct Gram<T> {
    values: Vec<T>,
    count: usize,
}

impl<T: Element> Gram<T> {
    /// Bytes that the products of `count` rows take, or `None` where that overflows.
    pub(crate) fn bytes(count: usize) -> Option<usize> {
        count.checked_mul(count)?.checked_mul(size_of::<T>())
    }

    /// Computes the tiles below the diagonal and writes each twice.
    pub(crate) fn new(rows: &[T], columns: usize, threads: usize) -> Self {
        let count = rows.len() / columns;
        let mut values = vec![T::default(); count * count];
        // One lock for each row of tiles: the mirror image of a tile lies in another.
        let bands: Vec<Mutex<&mut [T]>> = values.chunks_mut(TILE * count).map(Mutex::new).collect();
        let band_rows: Vec<&[T]> = rows.chunks(TILE * columns).collect();
        let packed = map_indices(threads, bands.len(), |band| pack(band_rows[band], columns));
        map_indices(threads, bands.len(), |index| {
            // The longest bands first, so that threads end together.
            let band = bands.len() - 1 - index;
            let height = band_rows[band].len() / columns;
            let mut tile = vec![T::default(); height * TILE];
            for (left, other) in packed[..=band].iter().enumerate() {
                products(band_rows[band], columns, other, &mut tile, TILE);
                let width = other.rows();
                write_tile(&bands[band], &tile, count, left * TILE, height, width);
                if left < band {
                    write_mirrored(&bands[left], &tile, count, band * TILE, height, width);
                }
            }
        });
        drop(bands);
        Self { values, count }
    }

    /// The products of one row with all rows.
    pub(crate) fn row(&self, position: usize) -> &[T] {
        &self.values[position * self.count..(position + 1) * self.count]
    }
}

/// Writes a tile at column `left` of a band.
fn write_tile<T: Copy>(
    band: &Mutex<&mut [T]>,
    tile: &[T],
    count: usize,
    left: usize,
    height: usize,
    width: usize,
) {
    let mut band = band
        .lock()
        .expect("no thread panics while it writes a tile");
    for i in 0..height {
        band[i * count + left..][..width].copy_from_slice(&tile[i * TILE..][..width]);
    }
}

/// Writes the mirror image of a tile at column `left` of a band.
fn write_mirrored<T: Copy>(
    band: &Mutex<&mut [T]>,
    tile: &[T],
    count: usize,
    left: usize,
    height: usize,
    width: usize,
) {
    /// Columns of a strip: one cache line of each row of the tile.
    const STRIP: usize = 16;
    let mut band = band
        .lock()
        .expect("no thread panics while it writes a tile");
    for strip in (0..width).step_by(STRIP) {
        for j in strip..(strip + STRIP).min(width) {
            let target = &mut band[j * count + left..][..height];
            for (i, value) in target.iter_mut().enumerate() {
                *value = tile[i * TILE + j];
            }
        }
    }
}

impl<T: Element> Products for &Gram<T> {
    type Value = T;

    fn load(&mut self, _: &[usize]) {}

    fn row(&self, position: usize) -> &[T] {
        Gram::row(self, position)
    }

    fn capacity(&self) -> usize {
        self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::dot;

    #[test]
    fn holds_the_products_of_all_rows() {
        for count in [1, 255, 256, 257, 600] {
            let rows: Vec<f64> = (0..count * 3).map(|i| (i * 7 % 31) as f64 - 15.0).collect();
            for threads in [1, 3] {
                let gram = &Gram::new(&rows, 3, threads);
                for i in 0..count {
                    for j in 0..count {
                        let expected = dot(&rows[i * 3..i * 3 + 3], &rows[j * 3..j * 3 + 3]);
                        assert!((gram.row(i)[j] - expected).abs() < 1e-9);
                    }
                }
            }
        }
    }
}
