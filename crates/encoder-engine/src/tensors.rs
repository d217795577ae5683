//! The weights as a file has them, taken out of the layout that products need.

use std::borrow::Borrow;

use crate::layer::Layer;
use crate::linear::{Linear, Norm};
use crate::loader::LayerNames;
use crate::names::{CLASSIFIER, EMBEDDINGS_NORM, Names, POSITIONS, SEGMENTS, WIDEN, WORDS};
use crate::weights::{Embeddings, Weights};
use crate::{Encoder, EncoderConfig};

/// A tensor under the name that [`EncoderBuilder::build`](crate::EncoderBuilder::build) asks for
/// it by.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// Its name in Hugging Face's files, without a prefix such as `bert.`.
    pub name: String,
    /// Its dimensions; a linear layer has `[out, in]`.
    pub shape: Vec<usize>,
    /// The values, row by row: to the last bit those that were given.
    pub values: Vec<f32>,
}

impl Encoder {
    /// All weights, in the order in which they were asked for, copied a layer at a time.
    pub fn tensors(&self) -> impl Iterator<Item = Tensor> {
        let Embeddings {
            words,
            positions,
            segments,
            ..
        } = &self.weights.embeddings;
        let tables = [words, positions, segments].map(Vec::as_slice);
        let apart = Apart::of(&self.weights, Names::of(self.config.architecture));
        listed(&self.config, tables, &self.weights.layers, apart)
    }

    /// All weights, in the order in which they were asked for. Each layer's memory is given back
    /// when the layer is listed, so that the weights are never there twice.
    pub fn into_tensors(self) -> impl Iterator<Item = Tensor> {
        let apart = Apart::of(&self.weights, Names::of(self.config.architecture));
        let Weights {
            embeddings, layers, ..
        } = self.weights;
        let Embeddings {
            words,
            positions,
            segments,
            ..
        } = embeddings;
        listed(&self.config, [words, positions, segments], layers, apart)
    }
}

/// The small tensors that are listed at once.
struct Apart {
    behind_tables: Vec<Tensor>,
    heads: Vec<Tensor>,
}

impl Apart {
    fn of(weights: &Weights, names: &Names) -> Self {
        let mut behind_tables = weights.embeddings.norm.tensors(EMBEDDINGS_NORM);
        if let Some(widen) = &weights.embeddings.widen {
            behind_tables.extend(widen.tensors(WIDEN));
        }
        let mut heads = Vec::new();
        for (name, head) in [
            (names.pooler, &weights.pooler),
            (CLASSIFIER, &weights.classifier),
        ] {
            if let Some(head) = head {
                heads.extend(head.tensors(name));
            }
        }
        Self {
            behind_tables,
            heads,
        }
    }
}

fn listed<T: Into<Vec<f32>>, L: IntoIterator<Item: Borrow<Layer>>>(
    config: &EncoderConfig,
    tables: [T; 3],
    layers: L,
    apart: Apart,
) -> impl Iterator<Item = Tensor> + use<T, L> {
    let names = Names::of(config.architecture);
    let rows = [config.vocab, config.positions, config.types];
    let width = config.embedding;
    let tables = [WORDS, POSITIONS, SEGMENTS]
        .into_iter()
        .zip(rows)
        .zip(tables);
    let tables = tables.map(move |((name, rows), values)| Tensor {
        name: name.to_owned(),
        shape: vec![rows, width],
        values: values.into(),
    });
    let layers = layers.into_iter().enumerate();
    let layers = layers.flat_map(|(index, layer)| {
        let layer: &Layer = layer.borrow();
        layer.tensors(&names.prefix(index), &names.layer)
    });
    tables
        .chain(apart.behind_tables)
        .chain(layers)
        .chain(apart.heads)
}

impl Layer {
    /// Its tensors, as [`Loader::layer`](crate::parts::Loader::layer) asked for them.
    #[must_use]
    pub fn tensors(&self, prefix: &str, names: &LayerNames) -> Vec<Tensor> {
        let name = |part: &str| format!("{prefix}.{part}");
        let attention_in = [names.query, names.key, names.value].map(name);
        let mut all = linears(&attention_in, &self.attention_in);
        all.extend(self.attention_out.tensors(&name(names.attention_out)));
        all.extend(self.attention_norm.tensors(&name(names.attention_norm)));
        all.extend(self.up.tensors(&name(names.up)));
        all.extend(self.down.tensors(&name(names.down)));
        all.extend(self.norm.tensors(&name(names.norm)));
        all
    }
}

impl Linear {
    /// `NAME.weight` and `NAME.bias`.
    #[must_use]
    pub fn tensors(&self, name: &str) -> Vec<Tensor> {
        linears(&[name], self)
    }
}

impl Norm {
    /// `NAME.weight` and `NAME.bias`.
    #[must_use]
    pub fn tensors(&self, name: &str) -> Vec<Tensor> {
        [("weight", &self.gain), ("bias", &self.shift)]
            .map(|(part, values)| tensor(name, part, vec![values.len()], values))
            .into()
    }
}

/// The linear layers that one product holds side by side.
fn linears(names: &[impl AsRef<str>], linear: &Linear) -> Vec<Tensor> {
    let (rows, depth) = (linear.bias.len() / names.len(), linear.weight.depth());
    let weights = linear.weight.unpack();
    let parts = weights.chunks(rows * depth).zip(linear.bias.chunks(rows));
    let parts = names.iter().zip(parts).flat_map(|(name, (weight, bias))| {
        let name = name.as_ref();
        [
            tensor(name, "weight", vec![rows, depth], weight),
            tensor(name, "bias", vec![rows], bias),
        ]
    });
    parts.collect()
}

fn tensor(name: &str, part: &str, shape: Vec<usize>, values: &[f32]) -> Tensor {
    Tensor {
        name: format!("{name}.{part}"),
        shape,
        values: values.to_vec(),
    }
}
