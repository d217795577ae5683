//! The twin of `fixtures/svm-poly/peers/generator.py`: both give the same bits. Only
//! operations that IEEE 754 rounds in one way are used; see there for the recipe.

use serde::Deserialize;

/// How the samples of a case are made.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Data {
    pub(crate) seed: u64,
    pub(crate) rows: usize,
    pub(crate) test_rows: usize,
    pub(crate) columns: usize,
    pub(crate) labels: Vec<i64>,
    pub(crate) pattern: Vec<usize>,
    pub(crate) separation: f64,
    pub(crate) distinct_rows: usize,
    pub(crate) scales: Vec<f64>,
    pub(crate) constant_columns: usize,
    pub(crate) single_precision: bool,
}

impl Data {
    /// `classes` Gaussians, labelled 0, 1, ..., whose means lie `separation` apart in
    /// each coordinate.
    #[allow(dead_code, reason = "not every target that shares this file needs it")]
    pub(crate) fn gaussians(
        seed: u64,
        rows: usize,
        columns: usize,
        classes: usize,
        separation: f64,
    ) -> Self {
        Self {
            seed,
            rows,
            test_rows: rows,
            columns,
            labels: (0..).take(classes).collect(),
            pattern: (0..classes).collect(),
            separation,
            distinct_rows: rows,
            scales: vec![1.0],
            constant_columns: 0,
            single_precision: false,
        }
    }

    pub(crate) fn training(&self) -> Vec<f64> {
        self.samples(self.seed, self.rows)
    }

    #[allow(dead_code, reason = "not every target that shares this file needs it")]
    pub(crate) fn test(&self) -> Vec<f64> {
        self.samples(self.seed + 1000, self.test_rows)
    }

    pub(crate) fn training_labels(&self) -> Vec<i64> {
        let pattern = self.pattern.iter().map(|&class| self.labels[class]);
        pattern.cycle().take(self.rows).collect()
    }

    #[allow(
        clippy::cast_possible_truncation,
        reason = "samples are rounded to single precision on purpose"
    )]
    fn samples(&self, seed: u64, rows: usize) -> Vec<f64> {
        let mut values = Vec::with_capacity(rows * self.columns);
        for row in 0..rows {
            let base = row % self.distinct_rows;
            let class = self.pattern[base % self.pattern.len()];
            for column in 0..self.columns {
                values.push(if column < self.constant_columns {
                    5.0
                } else {
                    let normal = normal(seed, (base * self.columns + column) as u64);
                    let shifted = normal + self.separation * class as f64;
                    shifted * self.scales[column % self.scales.len()]
                });
            }
        }
        if self.single_precision {
            for value in &mut values {
                *value = f64::from(*value as f32);
            }
        }
        values
    }
}

fn normal(seed: u64, index: u64) -> f64 {
    let sum: f64 = (12 * index..12 * (index + 1))
        .map(|k| uniform(seed, k))
        .sum();
    sum - 6.0
}

fn uniform(seed: u64, index: u64) -> f64 {
    let mut z = seed.wrapping_add((index + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^= z >> 31;
    (z >> 32) as f64 * 2.0_f64.powi(-32)
}
