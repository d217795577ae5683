use packed_gemm::{Gemm, Packed, RowSource, Rows};

use crate::Activation;
use crate::scratch::stride;
use crate::vector::{Activate, AddBias, Normalize, with};

pub(crate) const SHAPES: &str =
    "weights have the shapes of the configuration, buffers those of the chunk";

/// A linear layer: `x W^T + bias`.
#[derive(Debug)]
pub struct Linear {
    /// A row for each output.
    pub weight: Packed<f32>,
    /// A value for each output.
    pub bias: Vec<f32>,
}

impl Linear {
    /// As many rows of inputs at their [`stride`].
    ///
    /// # Panics
    /// Too few values.
    #[must_use]
    pub fn inputs<'a>(&self, values: &'a [f32], rows: usize) -> Rows<'a, f32> {
        let depth = self.weight.depth();
        Rows::with_stride(values, rows, depth, stride(depth)).expect(SHAPES)
    }

    /// `to = from W^T + bias`, in rows `distance` apart, and `then` of it.
    ///
    /// # Panics
    /// Rows of another width than the weight's, `to` too short.
    pub fn apply(
        &self,
        gemm: Gemm,
        from: &impl RowSource<f32>,
        then: Option<Activation>,
        to: &mut [f32],
        distance: usize,
    ) {
        let kernel = gemm.kernel();
        let finish = |_: usize, first: usize, values: &mut [f32]| {
            let bias = &self.bias[first..];
            match then {
                None => with(kernel, AddBias { values, bias }),
                Some(activation) => with(
                    kernel,
                    Activate {
                        activation,
                        values,
                        bias,
                    },
                ),
            }
        };
        gemm.product(from, &self.weight, to, distance, finish)
            .expect(SHAPES);
    }

    /// `to += from W^T + bias`, in rows at their [`stride`].
    pub(crate) fn add(&self, gemm: Gemm, from: &[f32], rows: usize, to: &mut [f32]) {
        let kernel = gemm.kernel();
        self.add_product(gemm, from, rows, to, |_, first, values| {
            let bias = &self.bias[first..];
            with(kernel, AddBias { values, bias });
        });
    }

    /// `to += from W^T`: the bias is left to a LayerNorm.
    pub(crate) fn add_unbiased(&self, gemm: Gemm, from: &[f32], rows: usize, to: &mut [f32]) {
        self.add_product(gemm, from, rows, to, |_, _, _| ());
    }

    fn add_product(
        &self,
        gemm: Gemm,
        from: &[f32],
        rows: usize,
        to: &mut [f32],
        epilogue: impl Fn(usize, usize, &mut [f32]) + Sync,
    ) {
        let (from, distance) = (self.inputs(from, rows), stride(self.bias.len()));
        gemm.add_product(&from, &self.weight, to, distance, epilogue)
            .expect(SHAPES);
    }
}

/// Gain and shift of a LayerNorm.
#[derive(Clone, Debug, PartialEq)]
pub struct Norm {
    /// Times the normed values.
    pub gain: Vec<f32>,
    /// Added behind.
    pub shift: Vec<f32>,
    /// Added to the variance.
    pub eps: f32,
}

impl Norm {
    /// LayerNorm of `row` plus `bias`, and `then` of it.
    pub fn apply(
        &self,
        gemm: Gemm,
        row: &mut [f32],
        bias: Option<&[f32]>,
        then: Option<Activation>,
    ) {
        let work = Normalize {
            row,
            bias,
            gain: &self.gain,
            shift: &self.shift,
            eps: self.eps,
            then,
        };
        with(gemm.kernel(), work);
    }

    /// LayerNorm of each row at its [`stride`].
    pub fn apply_rows(&self, gemm: Gemm, values: &mut [f32], rows: usize, bias: Option<&[f32]>) {
        let width = self.gain.len();
        for row in values.chunks_mut(stride(width)).take(rows) {
            self.apply(gemm, &mut row[..width], bias, None);
        }
    }
}
