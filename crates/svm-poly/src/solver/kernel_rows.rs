//! Rows of the kernel matrix: all of them, or those used last.

use super::Problem;
use crate::kernel::{Kernel, add_scaled, dot};

/// Rows of the kernel matrix of one problem.
pub(crate) struct KernelRows {
    rows: Vec<f64>,
    /// Squared lengths of the rows, for a radial kernel.
    squared_norms: Vec<f64>,
    columns: usize,
    kernel: Kernel,
    count: usize,
    /// The kernel of each row with itself.
    pub(crate) diagonal: Vec<f64>,
    store: Store,
}

enum Store {
    /// The whole matrix.
    Full(Vec<f64>),
    /// The rows used last.
    Cache(Cache),
}

struct Cache {
    values: Vec<f64>,
    /// The slot of each row of the matrix that is held.
    slot_of_row: Vec<Option<usize>>,
    /// The row of the matrix in each slot.
    row_of_slot: Vec<Option<usize>>,
    /// When each slot was last asked for.
    used_at: Vec<u64>,
    clock: u64,
}

impl KernelRows {
    /// The whole matrix where it fits the budget of the problem, else as many rows as
    /// do, at least two.
    pub(crate) fn new(problem: &Problem<'_>) -> Self {
        let rows = problem.x.gather(problem.rows.iter().copied());
        let (columns, kernel) = (problem.x.columns(), problem.kernel);
        let count = rows.len() / columns;
        let affordable_rows = problem.memory_budget_bytes / (size_of::<f64>() * count);
        let (store, diagonal) = if affordable_rows >= count {
            let matrix = kernel.matrix(&rows, columns);
            let diagonal = (0..count).map(|i| matrix[i * count + i]).collect();
            (Store::Full(matrix), diagonal)
        } else {
            let diagonal = (rows.chunks_exact(columns))
                .map(|row| kernel.of_itself(row))
                .collect();
            let cache = Cache::new(affordable_rows.max(2), count);
            (Store::Cache(cache), diagonal)
        };
        Self {
            squared_norms: kernel.squared_norms(&rows, columns),
            rows,
            columns,
            kernel,
            count,
            diagonal,
            store,
        }
    }

    /// Makes row `i` available; of the rows made available before it, the last one stays.
    pub(crate) fn load(&mut self, i: usize) {
        let Store::Cache(cache) = &mut self.store else {
            return;
        };
        let Some(missing) = cache.claim(i, self.count) else {
            return;
        };
        let row = &self.rows[i * self.columns..(i + 1) * self.columns];
        for (value, other) in missing.iter_mut().zip(self.rows.chunks_exact(self.columns)) {
            *value = dot(row, other);
        }
        let of_row = self.squared_norms.get(i).copied().unwrap_or_default();
        self.kernel.map_row(missing, of_row, &self.squared_norms);
    }

    /// Row `i`, which was loaded.
    pub(crate) fn row(&self, i: usize) -> &[f64] {
        let (values, at) = match &self.store {
            Store::Full(matrix) => (matrix, i),
            Store::Cache(cache) => (
                &cache.values,
                cache.slot_of_row[i].expect("the row was loaded"),
            ),
        };
        &values[at * self.count..(at + 1) * self.count]
    }

    /// The product of the kernel matrix with `vector`.
    pub(crate) fn multiply(&self, vector: &[f64]) -> Vec<f64> {
        match &self.store {
            Store::Full(matrix) => {
                let mut product = vec![0.0; self.count];
                for (row, &factor) in matrix.chunks_exact(self.count).zip(vector) {
                    if factor != 0.0 {
                        add_scaled(&mut product, factor, row);
                    }
                }
                product
            }
            Store::Cache(_) => self
                .kernel
                .expand(&self.rows, vector, &self.rows, self.columns),
        }
    }
}

impl Cache {
    fn new(slots: usize, count: usize) -> Self {
        Self {
            values: vec![0.0; slots * count],
            slot_of_row: vec![None; count],
            row_of_slot: vec![None; slots],
            used_at: vec![0; slots],
            clock: 0,
        }
    }

    /// Marks row `i` as used. Where it is not held, the slot used least recently is
    /// given to it and returned, to be filled. The scan over slots is short beside
    /// the inner products that fill one.
    fn claim(&mut self, i: usize, count: usize) -> Option<&mut [f64]> {
        self.clock += 1;
        if let Some(slot) = self.slot_of_row[i] {
            self.used_at[slot] = self.clock;
            return None;
        }
        let slot = (0..self.used_at.len())
            .min_by_key(|&slot| self.used_at[slot])
            .expect("a cache has at least two slots");
        if let Some(evicted) = self.row_of_slot[slot].replace(i) {
            self.slot_of_row[evicted] = None;
        }
        self.slot_of_row[i] = Some(slot);
        self.used_at[slot] = self.clock;
        Some(&mut self.values[slot * count..(slot + 1) * count])
    }
}
