use std::error::Error;
use std::fmt;

use packed_gemm::{Fill, Gemm};

use crate::EncoderError;
use crate::layer::{Layer, LayerShape};
use crate::linear::{Linear, Norm};

/// What the tensors of a layer are called behind its prefix, without `.weight` and `.bias`.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each field is what its name says")]
pub struct LayerNames {
    pub query: &'static str,
    pub key: &'static str,
    pub value: &'static str,
    pub attention_out: &'static str,
    pub attention_norm: &'static str,
    pub up: &'static str,
    pub down: &'static str,
    pub norm: &'static str,
}

/// Asks for tensors by name, checks them and lays them out for products.
pub struct Loader<F> {
    gemm: Gemm,
    tensors: F,
}

impl<F> fmt::Debug for Loader<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loader")
            .field("gemm", &self.gemm)
            .finish_non_exhaustive()
    }
}

impl<F, E> Loader<F>
where
    F: FnMut(&str, &[usize]) -> Result<Vec<f32>, E>,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    /// A loader for products of `gemm`; `tensors(name, shape)` gives the values of a tensor.
    pub fn new(gemm: Gemm, tensors: F) -> Self {
        Self { gemm, tensors }
    }

    /// A transformer layer, its norms in the places of `shape`.
    ///
    /// # Errors
    /// Those of [`tensor`](Self::tensor).
    pub fn layer(
        &mut self,
        shape: LayerShape,
        prefix: &str,
        names: &LayerNames,
    ) -> Result<Layer, EncoderError> {
        let (hidden, middle, eps) = (shape.hidden, shape.intermediate, shape.eps);
        let name = |part: &str| format!("{prefix}.{part}");
        let attention_in = [names.query, names.key, names.value].map(name);
        Ok(Layer {
            shape,
            attention_in: self.linears(&attention_in, hidden, hidden)?,
            attention_out: self.linear(&name(names.attention_out), hidden, hidden)?,
            attention_norm: self.norm(&name(names.attention_norm), hidden, eps)?,
            up: self.linear(&name(names.up), middle, hidden)?,
            down: self.linear(&name(names.down), hidden, middle)?,
            norm: self.norm(&name(names.norm), hidden, eps)?,
        })
    }

    /// A linear layer of `rows` outputs and `depth` inputs: `NAME.weight` and `NAME.bias`.
    ///
    /// # Errors
    /// Those of [`tensor`](Self::tensor).
    pub fn linear(
        &mut self,
        name: &str,
        rows: usize,
        depth: usize,
    ) -> Result<Linear, EncoderError> {
        self.linears(&[name.to_owned()], rows, depth)
    }

    /// Linear layers of one shape as a single one, their outputs side by side.
    fn linears(
        &mut self,
        names: &[String],
        rows: usize,
        depth: usize,
    ) -> Result<Linear, EncoderError> {
        let mut weights = Vec::with_capacity(names.len());
        let mut bias = Vec::with_capacity(names.len() * rows);
        for name in names {
            weights.push(self.tensor(&format!("{name}.weight"), &[rows, depth])?);
            bias.append(&mut self.tensor(&format!("{name}.bias"), &[rows])?);
        }
        let all = Fill::new(names.len() * rows, depth, |row: usize, into: &mut [f32]| {
            into.copy_from_slice(&weights[row / rows][row % rows * depth..][..depth]);
        });
        Ok(Linear {
            weight: self.gemm.pack(&all),
            bias,
        })
    }

    /// A LayerNorm: `NAME.weight` and `NAME.bias`.
    ///
    /// # Errors
    /// Those of [`tensor`](Self::tensor).
    pub fn norm(&mut self, name: &str, width: usize, eps: f32) -> Result<Norm, EncoderError> {
        Ok(Norm {
            gain: self.tensor(&format!("{name}.weight"), &[width])?,
            shift: self.tensor(&format!("{name}.bias"), &[width])?,
            eps,
        })
    }

    /// The values of a tensor, row by row.
    ///
    /// # Errors
    /// What the function for tensors says, a wrong length, a value that is not finite.
    pub fn tensor(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, EncoderError> {
        let values = (self.tensors)(name, shape).map_err(|source| EncoderError::Tensor {
            name: name.to_owned(),
            source: source.into(),
        })?;
        let expected = shape.iter().product();
        if values.len() != expected {
            return Err(EncoderError::TensorLength {
                name: name.to_owned(),
                expected,
                got: values.len(),
            });
        }
        // Without a way out after each value, which would keep vector instructions from it.
        if values
            .iter()
            .fold(true, |all, value| all & value.is_finite())
        {
            return Ok(values);
        }
        let index = values.iter().position(|value| !value.is_finite());
        let index = index.unwrap_or_default();
        Err(EncoderError::NotFinite {
            name: name.to_owned(),
            index,
            value: values[index],
        })
    }
}
