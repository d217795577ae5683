//! The weights of an encoder, laid out for products one tensor after the other.

use std::error::Error;

use packed_gemm::{Fill, Gemm, Packed};

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
    /// The vector of segment 0.
    pub(crate) segment: Vec<f32>,
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

/// What tensors of a layer are called behind its prefix.
struct LayerNames {
    query: &'static str,
    key: &'static str,
    value: &'static str,
    attention_out: &'static str,
    attention_norm: &'static str,
    up: &'static str,
    down: &'static str,
    norm: &'static str,
}

const BERT: LayerNames = LayerNames {
    query: "attention.self.query",
    key: "attention.self.key",
    value: "attention.self.value",
    attention_out: "attention.output.dense",
    attention_norm: "attention.output.LayerNorm",
    up: "intermediate.dense",
    down: "output.dense",
    norm: "output.LayerNorm",
};

const ALBERT: LayerNames = LayerNames {
    query: "attention.query",
    key: "attention.key",
    value: "attention.value",
    attention_out: "attention.dense",
    attention_norm: "attention.LayerNorm",
    up: "ffn",
    down: "ffn_output",
    norm: "full_layer_layer_norm",
};

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
            words: from.tensor("embeddings.word_embeddings.weight", &[config.vocab, width])?,
            positions: from.tensor(
                "embeddings.position_embeddings.weight",
                &[config.positions, width],
            )?,
            segment: {
                let name = "embeddings.token_type_embeddings.weight";
                let all = from.tensor(name, &[config.types, width])?;
                all[..width].to_vec()
            },
            norm: from.norm("embeddings.LayerNorm", width)?,
            widen: if albert {
                Some(from.linear("encoder.embedding_hidden_mapping_in", hidden, width)?)
            } else {
                None
            },
        };
        let layers = if albert {
            let prefix = "encoder.albert_layer_groups.0.albert_layers.0";
            vec![from.layer(config, prefix, &ALBERT)?]
        } else {
            (0..config.layers)
                .map(|layer| from.layer(config, &format!("encoder.layer.{layer}"), &BERT))
                .collect::<Result<_, _>>()?
        };
        let pooler = if albert { "pooler" } else { "pooler.dense" };
        Ok(Self {
            embeddings,
            layers,
            pooler: match config.head {
                Head::None => None,
                _ => Some(from.linear(pooler, hidden, hidden)?),
            },
            classifier: match config.head {
                Head::Classifier { labels } => Some(from.linear("classifier", labels, hidden)?),
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
        match values.iter().position(|value| !value.is_finite()) {
            None => Ok(values),
            Some(index) => Err(EncoderError::NotFinite {
                name: name.to_owned(),
                index,
                value: values[index],
            }),
        }
    }
}
