//! The weights of a model, asked for under transformers' names and laid out for products.

use std::error::Error;

use encoder_engine::EncoderError;
use encoder_engine::parts::{Layer, Linear, Loader, Norm};
use packed_gemm::{Fill, Gemm};

use crate::convolution::Conv;
use crate::front::{First, Front};
use crate::group_norm::GroupNormed;
use crate::names::{
    CLASSIFIER, FEATURES_NORM, LAYER, MIXTURE, NORM, POSITIONAL, PROJECTION, PROJECTOR,
};
use crate::positional::Positional;
use crate::{Convolution, ConvolutionNorm, Head, HeadLayers, SpeechConfig, SpeechError, names};

/// Lengths and directions of the positional weights, in the spellings that files have.
const WEIGHT_NORM: [[&str; 2]; 2] = [
    [
        "parametrizations.weight.original0",
        "parametrizations.weight.original1",
    ],
    ["weight_g", "weight_v"],
];

/// PyTorch's default: the norms of the convolutions do not read `layer_norm_eps`.
const CONVOLUTION_EPS: f32 = 1e-5;

pub(crate) struct Weights {
    pub(crate) front: Front,
    pub(crate) positional: Positional,
    /// Before the first layer or behind the last one.
    pub(crate) norm: Norm,
    pub(crate) layers: Vec<Layer>,
    pub(crate) classifier: Option<Classifier>,
}

pub(crate) struct Classifier {
    pub(crate) mixture: Option<Mixture>,
    pub(crate) projector: Linear,
    pub(crate) classifier: Linear,
}

/// The layers that a classifier reads.
pub(crate) struct Mixture {
    /// As they were learned; the shares are their softmax.
    pub(crate) weights: Vec<f32>,
    /// Those of the input of the first layer and of each layer; they sum to 1.
    pub(crate) shares: Vec<f32>,
    /// Whether the last one is behind the norm that stands behind the layers.
    pub(crate) normed: bool,
}

impl Weights {
    pub(crate) fn load<E: Into<Box<dyn Error + Send + Sync>>>(
        config: &SpeechConfig,
        gemm: Gemm,
        tensors: impl FnMut(&str, &[usize]) -> Result<Vec<f32>, E>,
    ) -> Result<Self, SpeechError> {
        let mut from = Reader {
            gemm,
            loader: Loader::new(gemm, tensors),
        };
        let (features, hidden, eps) = (config.features(), config.hidden, config.eps);
        let (first, rest) = from.convolutions(config)?;
        let loader = &mut from.loader;
        let front = Front {
            first,
            rest,
            norm: loader.norm(FEATURES_NORM, features, eps)?,
            projection: loader.linear(PROJECTION, hidden, features)?,
        };
        let positional = from.positional(config)?;
        let loader = &mut from.loader;
        let norm = loader.norm(NORM, hidden, eps)?;
        let layers = (0..config.layers)
            .map(|layer| loader.layer(config.layer_shape(), &names::layer(layer), &LAYER))
            .collect::<Result<_, _>>()?;
        let classifier = match config.head {
            Head::None => None,
            Head::Classifier {
                projection,
                labels,
                layers,
            } => Some(Classifier {
                mixture: match layers {
                    HeadLayers::Last => None,
                    HeadLayers::Mixture | HeadLayers::NormedMixture => {
                        let weights = loader.tensor(MIXTURE, &[config.layers + 1])?;
                        Some(Mixture {
                            shares: softmax(&weights),
                            weights,
                            normed: layers == HeadLayers::NormedMixture,
                        })
                    }
                },
                projector: loader.linear(PROJECTOR, projection, hidden)?,
                classifier: loader.linear(CLASSIFIER, labels, projection)?,
            }),
        };
        Ok(Self {
            front,
            positional,
            norm,
            layers,
            classifier,
        })
    }
}

struct Reader<F> {
    gemm: Gemm,
    loader: Loader<F>,
}

impl<F, E> Reader<F>
where
    F: FnMut(&str, &[usize]) -> Result<Vec<f32>, E>,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    /// The first convolution and the others.
    fn convolutions(&mut self, config: &SpeechConfig) -> Result<(First, Vec<Conv>), EncoderError> {
        let mut first = None;
        let mut rest = Vec::new();
        let mut inputs = 1;
        for (index, shape) in config.convolutions.iter().enumerate() {
            let name = names::convolution(index);
            match first {
                None => first = Some(self.first(config, *shape, &name)?),
                Some(_) => rest.push(self.convolution(config, *shape, inputs, &name)?),
            }
            inputs = shape.channels;
        }
        Ok((first.expect("the configuration has a convolution"), rest))
    }

    fn first(
        &mut self,
        config: &SpeechConfig,
        shape: Convolution,
        name: &str,
    ) -> Result<First, EncoderError> {
        if config.convolution_norm == ConvolutionNorm::Layer {
            return Ok(First::Plain(self.convolution(config, shape, 1, name)?));
        }
        let Convolution {
            channels, kernel, ..
        } = shape;
        let weight = format!("{name}.conv.weight");
        let weights = self.loader.tensor(&weight, &[channels, 1, kernel])?;
        let norm = format!("{name}.layer_norm");
        let Norm { gain, shift, .. } = self.loader.norm(&norm, channels, CONVOLUTION_EPS)?;
        Ok(First::GroupNormed(GroupNormed {
            shape,
            weights,
            gain,
            shift,
        }))
    }

    fn convolution(
        &mut self,
        config: &SpeechConfig,
        shape: Convolution,
        inputs: usize,
        name: &str,
    ) -> Result<Conv, EncoderError> {
        let Convolution {
            channels, kernel, ..
        } = shape;
        let weight = format!("{name}.conv.weight");
        let weights = self.loader.tensor(&weight, &[channels, inputs, kernel])?;
        let bias = if config.convolution_bias {
            let bias = format!("{name}.conv.bias");
            self.loader.tensor(&bias, &[channels])?
        } else {
            vec![0.0; channels]
        };
        let norm = match config.convolution_norm {
            ConvolutionNorm::Group => None,
            ConvolutionNorm::Layer => {
                let norm = format!("{name}.layer_norm");
                Some(self.loader.norm(&norm, channels, CONVOLUTION_EPS)?)
            }
        };
        Ok(Conv {
            shape,
            inputs,
            linear: self.windows(&weights, inputs, kernel, bias),
            norm,
        })
    }

    fn positional(&mut self, config: &SpeechConfig) -> Result<Positional, SpeechError> {
        let (hidden, kernel) = (config.hidden, config.positional_kernel);
        let channels = hidden / config.positional_groups;
        let weights = self.merged(hidden, channels, kernel)?;
        let bias = self
            .loader
            .tensor(&format!("{POSITIONAL}.bias"), &[hidden])?;
        let groups = weights
            .chunks(channels * channels * kernel)
            .zip(bias.chunks(channels))
            .map(|(weights, bias)| self.windows(weights, channels, kernel, bias.to_vec()))
            .collect();
        Ok(Positional {
            kernel,
            groups,
            activation: config.convolution_activation,
        })
    }

    /// The positional weights, however a file spells them. The first spelling that is there counts;
    /// if none is, the error is that of the first one.
    fn merged(
        &mut self,
        hidden: usize,
        channels: usize,
        kernel: usize,
    ) -> Result<Vec<f32>, SpeechError> {
        let shape = [hidden, channels, kernel];
        let mut error = None;
        for names in WEIGHT_NORM {
            let [lengths, directions] = names.map(|name| format!("{POSITIONAL}.{name}"));
            match self.loader.tensor(&lengths, &[1, 1, kernel]) {
                Ok(lengths) => {
                    let values = self.loader.tensor(&directions, &shape)?;
                    return merge(&lengths, values, directions);
                }
                Err(source @ EncoderError::Tensor { .. }) => error = error.or(Some(source)),
                Err(other) => return Err(other.into()),
            }
        }
        let plain = self.loader.tensor(&format!("{POSITIONAL}.weight"), &shape);
        match (plain, error) {
            (Err(EncoderError::Tensor { .. }), Some(first)) => Err(first.into()),
            (plain, _) => Ok(plain?),
        }
    }

    /// Weights of a convolution, `[out, in, kernel]`, with the values of a window side by side.
    fn windows(&self, weights: &[f32], inputs: usize, kernel: usize, bias: Vec<f32>) -> Linear {
        let width = inputs * kernel;
        let rows = Fill::new(bias.len(), width, |row: usize, into: &mut [f32]| {
            let weights = &weights[row * width..][..width];
            for (place, into) in into.chunks_mut(inputs).enumerate() {
                for (into, weights) in into.iter_mut().zip(weights.chunks(kernel)) {
                    *into = weights[place];
                }
            }
        });
        Linear {
            weight: self.gemm.pack(&rows),
            bias,
        }
    }
}

/// Weight norm over the last dimension: at each place `length * direction / |direction|`.
#[expect(
    clippy::cast_possible_truncation,
    reason = "weights are f32, their squares are summed in f64"
)]
fn merge(lengths: &[f32], mut values: Vec<f32>, name: String) -> Result<Vec<f32>, SpeechError> {
    let mut squares = vec![0.0; lengths.len()];
    for row in values.chunks(lengths.len()) {
        for (square, value) in squares.iter_mut().zip(row) {
            *square += f64::from(*value) * f64::from(*value);
        }
    }
    if let Some(place) = squares.iter().position(|square| *square <= 0.0) {
        return Err(SpeechError::ZeroDirection { name, place });
    }
    let scales: Vec<f64> = lengths
        .iter()
        .zip(squares)
        .map(|(length, square)| f64::from(*length) / square.sqrt())
        .collect();
    for row in values.chunks_mut(lengths.len()) {
        for (value, scale) in row.iter_mut().zip(&scales) {
            *value = (f64::from(*value) * scale) as f32;
        }
    }
    Ok(values)
}

fn softmax(values: &[f32]) -> Vec<f32> {
    let most = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = values.iter().map(|value| (value - most).exp()).collect();
    let sum: f32 = powers.iter().sum();
    powers.iter().map(|power| power / sum).collect()
}
