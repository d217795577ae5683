//! Rows of inner products that were used last, for tables above the memory budget.

use super::gram::Products;
use crate::gemm::{Element, pack, products};
use crate::parallel::map_indices;
use packed_gemm::Packed;

/// Rows that one product fills.
const BLOCK_ROWS: usize = 256;

/// Columns that one product fills, on one thread.
const STRIPE: usize = 1024;

/// Some rows of the table of inner products.
pub(crate) struct RowCache<T> {
    rows: Vec<T>,
    /// The same rows in stripes, as the right side of products.
    stripes: Vec<Packed<T>>,
    columns: usize,
    count: usize,
    threads: usize,
    /// One slot after the other, each a row of products.
    values: Vec<T>,
    slot_of_row: Vec<Option<usize>>,
    row_of_slot: Vec<Option<usize>>,
    /// When each slot was last asked for.
    used_at: Vec<u64>,
    clock: u64,
}

impl<T: Element> RowCache<T> {
    /// As many rows as the budget holds; it holds one at least.
    pub(crate) fn new(rows: Vec<T>, columns: usize, budget_bytes: usize, threads: usize) -> Self {
        let count = rows.len() / columns;
        let slots = (budget_bytes / (size_of::<T>() * count)).clamp(1, count);
        let stripes = rows.chunks(STRIPE * columns);
        Self {
            stripes: stripes.map(|stripe| pack(stripe, columns)).collect(),
            rows,
            columns,
            count,
            threads,
            values: vec![T::default(); slots * count],
            slot_of_row: vec![None; count],
            row_of_slot: vec![None; slots],
            used_at: vec![0; slots],
            clock: 0,
        }
    }

    /// The slots for rows that are missing, those used least recently first.
    fn claim(&mut self, positions: &[usize]) -> Vec<(usize, usize)> {
        self.clock += 1;
        let mut missing = Vec::new();
        for &position in positions {
            match self.slot_of_row[position] {
                Some(slot) => self.used_at[slot] = self.clock,
                None => missing.push(position),
            }
        }
        if missing.is_empty() {
            return Vec::new();
        }
        let mut free: Vec<usize> = (0..self.used_at.len())
            .filter(|&slot| self.used_at[slot] < self.clock)
            .collect();
        free.sort_by_key(|&slot| (self.used_at[slot], slot));
        assert!(missing.len() <= free.len(), "more rows than the capacity");
        let mut claims: Vec<(usize, usize)> = free.into_iter().zip(missing).collect();
        for &(slot, position) in &claims {
            if let Some(evicted) = self.row_of_slot[slot].replace(position) {
                self.slot_of_row[evicted] = None;
            }
            self.slot_of_row[position] = Some(slot);
            self.used_at[slot] = self.clock;
        }
        claims.sort_unstable();
        claims
    }

    fn fill(&mut self, claims: &[(usize, usize)]) {
        let (columns, count) = (self.columns, self.count);
        for block in claims.chunks(BLOCK_ROWS) {
            let gathered: Vec<T> = (block.iter())
                .flat_map(|&(_, row)| &self.rows[row * columns..(row + 1) * columns])
                .copied()
                .collect();
            let filled = map_indices(self.threads, self.stripes.len(), |index| {
                let stripe = &self.stripes[index];
                let mut values = vec![T::default(); block.len() * stripe.rows()];
                products(&gathered, columns, stripe, &mut values, stripe.rows());
                values
            });
            for (index, values) in filled.iter().enumerate() {
                let width = self.stripes[index].rows();
                for (values, &(slot, _)) in values.chunks_exact(width).zip(block) {
                    let start = slot * count + index * STRIPE;
                    self.values[start..start + width].copy_from_slice(values);
                }
            }
        }
    }
}

impl<T: Element> Products for RowCache<T> {
    type Value = T;

    fn load(&mut self, positions: &[usize]) {
        let claims = self.claim(positions);
        self.fill(&claims);
    }

    fn row(&self, position: usize) -> &[T] {
        let slot = self.slot_of_row[position].expect("the row was loaded");
        &self.values[slot * self.count..(slot + 1) * self.count]
    }

    fn capacity(&self) -> usize {
        self.row_of_slot.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solver::gram::Gram;

    #[test]
    fn rows_are_those_of_the_whole_table_whatever_was_asked_before() {
        let count = 150;
        let rows: Vec<f64> = (0..count * 4).map(|i| (i * 11 % 29) as f64).collect();
        let gram = &Gram::new(&rows, 4, 1);
        let mut cache = RowCache::new(rows, 4, 20 * 8 * count, 2);
        assert_eq!(cache.capacity(), 20);
        for step in 0..50 {
            let asked: Vec<usize> = (0..20).map(|i| (step * 13 + i * 7) % count).collect();
            cache.load(&asked);
            for row in asked {
                assert_eq!(cache.row(row), gram.row(row));
            }
        }
    }
}
