//! A positional convolution that was stored as one weight, not as lengths and a direction.

use encoder_burn::ModelError;
use encoder_burn::weights::Source;

use super::Checkpoint;
use super::names::POSITIONS;

/// A checkpoint that gives lengths and direction of the positional convolution even if it has their
/// product alone.
pub(crate) struct Stored<'a> {
    checkpoint: &'a mut Checkpoint,
    /// `[hidden, hidden / groups, kernel]`
    shape: [usize; 3],
    merged: Option<Vec<f32>>,
}

impl<'a> Stored<'a> {
    /// `shape` is that of the positional convolution's weight.
    pub(crate) fn new(checkpoint: &'a mut Checkpoint, shape: [usize; 3]) -> Self {
        Self {
            checkpoint,
            shape,
            merged: None,
        }
    }

    /// The product, read once for both of its parts.
    fn merged(&mut self) -> Result<&[f32], ModelError> {
        if self.merged.is_none() {
            let name = format!("{POSITIONS}.weight");
            self.merged = Some(self.checkpoint.values(&name, &self.shape)?);
        }
        Ok(self.merged.as_deref().unwrap_or_default())
    }
}

impl Source for Stored<'_> {
    fn values(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let part = name
            .strip_prefix(POSITIONS)
            .and_then(|rest| rest.strip_prefix(".parametrizations.weight."));
        let Some(part) = part else {
            return self.checkpoint.values(name, shape);
        };
        let has_product = self.merged.is_some()
            || self
                .checkpoint
                .shape(&format!("{POSITIONS}.weight"))
                .is_some();
        if !has_product || self.checkpoint.shape(name).is_some() {
            return self.checkpoint.values(name, shape);
        }
        let kernel = self.shape[2];
        let merged = self.merged()?;
        let lengths = lengths(merged, kernel);
        if part == "original0" {
            return Ok(lengths);
        }
        // Where the weight is 0 any direction will do but 0 itself, which has no length to divide by.
        let direction = |(place, &value): (usize, &f32)| match lengths[place % kernel] > 0.0 {
            true => value,
            false => 1.0,
        };
        Ok(merged.iter().enumerate().map(direction).collect())
    }
}

/// The norm of the weight at each place of the kernel, which varies fastest.
#[expect(clippy::cast_possible_truncation, reason = "weights are f32")]
pub(super) fn lengths(weight: &[f32], kernel: usize) -> Vec<f32> {
    let mut squares = vec![0.0_f64; kernel];
    for row in weight.chunks_exact(kernel) {
        for (sum, &value) in squares.iter_mut().zip(row) {
            *sum += f64::from(value) * f64::from(value);
        }
    }
    squares.into_iter().map(|sum| sum.sqrt() as f32).collect()
}
