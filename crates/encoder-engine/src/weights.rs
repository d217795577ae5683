//! The weights of an encoder, laid out for products one tensor after the other.

use std::error::Error;

use packed_gemm::Gemm;

use crate::layer::{Layer, LayerShape};
use crate::linear::{Linear, Norm};
use crate::loader::Loader;
use crate::names::{CLASSIFIER, EMBEDDINGS_NORM, Names, POSITIONS, SEGMENTS, WIDEN, WORDS};
use crate::{Architecture, EncoderConfig, EncoderError, Head};

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
        let mut from = Loader::new(gemm, tensors);
        let (hidden, width) = (config.hidden, config.embedding);
        let albert = config.architecture == Architecture::Albert;
        let embeddings = Embeddings {
            words: from.tensor(WORDS, &[config.vocab, width])?,
            positions: from.tensor(POSITIONS, &[config.positions, width])?,
            segments: from.tensor(SEGMENTS, &[config.types, width])?,
            norm: from.norm(EMBEDDINGS_NORM, width, config.eps)?,
            widen: if albert {
                Some(from.linear(WIDEN, hidden, width)?)
            } else {
                None
            },
        };
        let names = Names::of(config.architecture);
        let shape = LayerShape::of(config);
        let layers = (0..if albert { 1 } else { config.layers })
            .map(|layer| from.layer(shape, &names.prefix(layer), &names.layer))
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
