//! The weights of an encoder, laid out for products one tensor after the other.

use std::error::Error;

use packed_gemm::{Fill, Gemm, Packed};

use crate::names::{CLASSIFIER, EMBEDDINGS_NORM, LayerNames, POSITIONS, SEGMENTS, WIDEN, WORDS};
use crate::{Architecture, EncoderConfig, EncoderError, Head};

/// A linear layer: `x W^T + bias`.
pub(crate) struct Linear {
    pub(crate) weight: Packed<f32>,
    pub(crate) bias: Vec<f32>,
}

/// Gain and shift of a LayerNorm.
pub(crate) struct Norm {
    pub(crate) gain: Vec<f32>,
    pub(crate) shift: Vec<f32>,
}

pub(crate) struct Layer {
    /// Queries, keys and values in one product of three times the width.
    pub(crate) attention_in: Linear,
    pub(crate) attention_out: Linear,
    pub(crate) attention_norm: Norm,
    pub(crate) up: Linear,
    pub(crate) down: Linear,
    pub(crate) norm: Norm,
}

pub(crate) struct Embeddings {
    pub(crate) words: Vec<f32>,
    pub(crate) positions: Vec<f32>,
    /// The vector of segment 0 is the first; no other is used.
    pub(crate) segments: Vec<f32>,
    pub(crate) norm: Norm,
    /// From the width of the tables to that of the layers, in ALBERT.
    pub(crate) widen: Option<Linear>,
}

pub(crate) struct Weights {
    pub(crate) embeddings: Embeddings,
    /// One of each layer, or one for all.
    pub(crate) layers: Vec<Layer>,
    pub(crate) pooler: Option<Linear>,
    pub(crate) classifier: Option<Linear>,
}

impl Weights {
    pub(crate) fn load<E: Into<Box<dyn Error + Send + Sync>>>(
        config: &EncoderConfig,
        gemm: Gemm,
        tensors: impl FnMut(&str, &[usize]) -> Result<Vec<f32>, E>,
    ) -> Result<Self, EncoderError> {
        let mut from = Loader { gemm, tensors };
        let (hidden, width) = (config.hidden, config.embedding);
        let albert = config.architecture == Architecture::Albert;
        let embeddings = Embeddings {
            words: from.tensor(WORDS, &[config.vocab, width])?,
            positions: from.tensor(POSITIONS, &[config.positions, width])?,
            segments: from.tensor(SEGMENTS, &[config.types, width])?,
            norm: from.norm(EMBEDDINGS_NORM, width)?,
            widen: if albert {
                Some(from.linear(WIDEN, hidden, width)?)
            } else {
                None
            },
        };
        let names = LayerNames::of(config.architecture);
        let layers = (0..if albert { 1 } else { config.layers })
            .map(|layer| from.layer(config, &names.prefix(layer), names))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            embeddings,
            layers,
            pooler: match config.head {
                Head::None => None,
                _ => Some(from.linear(names.pooler, hidden, hidden)?),
            },
            classifier: match config.head {
                Head::Classifier { labels } => Some(from.linear(CLASSIFIER, labels, hidden)?),
                _ => None,
            },
        })
    }
}

struct Loader<F> {
    gemm: Gemm,
    tensors: F,
}

impl<F, E> Loader<F>
where
    F: FnMut(&str, &[usize]) -> Result<Vec<f32>, E>,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    fn layer(
        &mut self,
        config: &EncoderConfig,
        prefix: &str,
        names: &LayerNames,
    ) -> Result<Layer, EncoderError> {
        let (hidden, middle) = (config.hidden, config.intermediate);
        let name = |part: &str| format!("{prefix}.{part}");
        let attention_in = [names.query, names.key, names.value].map(name);
        Ok(Layer {
            attention_in: self.linears(&attention_in, hidden, hidden)?,
            attention_out: self.linear(&name(names.attention_out), hidden, hidden)?,
            attention_norm: self.norm(&name(names.attention_norm), hidden)?,
            up: self.linear(&name(names.up), middle, hidden)?,
            down: self.linear(&name(names.down), hidden, middle)?,
            norm: self.norm(&name(names.norm), hidden)?,
        })
    }

    fn linear(&mut self, name: &str, rows: usize, depth: usize) -> Result<Linear, EncoderError> {
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

    fn norm(&mut self, name: &str, width: usize) -> Result<Norm, EncoderError> {
        Ok(Norm {
            gain: self.tensor(&format!("{name}.weight"), &[width])?,
            shift: self.tensor(&format!("{name}.bias"), &[width])?,
        })
    }

    fn tensor(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, EncoderError> {
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
