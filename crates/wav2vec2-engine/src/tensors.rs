//! The weights as a file has them, taken out of the layout that products need.

use std::borrow::Borrow;

use encoder_engine::Tensor;
use encoder_engine::parts::{Layer, Linear};

use crate::convolution::Conv;
use crate::front::First;
use crate::group_norm::GroupNormed;
use crate::names::{
    CLASSIFIER, FEATURES_NORM, LAYER, MIXTURE, NORM, POSITIONAL, PROJECTION, PROJECTOR,
};
use crate::weights::Weights;
use crate::{SpeechConfig, SpeechEncoder, names};

impl SpeechEncoder {
    /// All weights under the names that [`build`](crate::SpeechEncoderBuilder::build) asks for, in
    /// its order, each layer copied when it is listed. Values are to the last bit those that were
    /// given; the positional convolution has its merged `weight`, whatever the spelling was.
    pub fn tensors(&self) -> impl Iterator<Item = Tensor> {
        let Ends { before, behind } = Ends::of(&self.weights, &self.config);
        listed(before, &self.weights.layers, behind)
    }

    /// As [`tensors`](Self::tensors). Each layer's memory is given back when the layer is listed, so
    /// that the weights are never there twice.
    pub fn into_tensors(self) -> impl Iterator<Item = Tensor> {
        let Ends { before, behind } = Ends::of(&self.weights, &self.config);
        listed(before, self.weights.layers, behind)
    }
}

/// What is listed at once, before the layers and behind them.
struct Ends {
    before: Vec<Tensor>,
    behind: Vec<Tensor>,
}

impl Ends {
    fn of(weights: &Weights, config: &SpeechConfig) -> Self {
        let front = &weights.front;
        let mut before = match &front.first {
            First::GroupNormed(conv) => of_group_normed(conv),
            First::Plain(conv) => of_convolution(conv, 0, config),
        };
        for (index, conv) in front.rest.iter().enumerate() {
            before.extend(of_convolution(conv, index + 1, config));
        }
        before.extend(front.norm.tensors(FEATURES_NORM));
        before.extend(front.projection.tensors(PROJECTION));
        before.extend(of_positional(weights, config));
        before.extend(weights.norm.tensors(NORM));
        let mut behind = Vec::new();
        if let Some(head) = &weights.classifier {
            behind.extend(head.mixture.as_ref().map(|mixture| Tensor {
                name: MIXTURE.to_owned(),
                shape: vec![mixture.weights.len()],
                values: mixture.weights.clone(),
            }));
            behind.extend(head.projector.tensors(PROJECTOR));
            behind.extend(head.classifier.tensors(CLASSIFIER));
        }
        Self { before, behind }
    }
}

fn listed<L: IntoIterator<Item: Borrow<Layer>>>(
    before: Vec<Tensor>,
    layers: L,
    behind: Vec<Tensor>,
) -> impl Iterator<Item = Tensor> + use<L> {
    let layers = layers.into_iter().enumerate().flat_map(|(index, layer)| {
        let layer: &Layer = layer.borrow();
        layer.tensors(&names::layer(index), &LAYER)
    });
    before.into_iter().chain(layers).chain(behind)
}

fn of_group_normed(conv: &GroupNormed) -> Vec<Tensor> {
    let name = names::convolution(0);
    let channels = vec![conv.shape.channels];
    let parts = [
        (
            "conv.weight",
            vec![conv.shape.channels, 1, conv.shape.kernel],
            &conv.weights,
        ),
        ("layer_norm.weight", channels.clone(), &conv.gain),
        ("layer_norm.bias", channels, &conv.shift),
    ];
    parts
        .map(|(part, shape, values)| Tensor {
            name: format!("{name}.{part}"),
            shape,
            values: values.clone(),
        })
        .into()
}

fn of_convolution(conv: &Conv, index: usize, config: &SpeechConfig) -> Vec<Tensor> {
    let name = names::convolution(index);
    let (channels, kernel) = (conv.shape.channels, conv.shape.kernel);
    let mut all = vec![Tensor {
        name: format!("{name}.conv.weight"),
        shape: vec![channels, conv.inputs, kernel],
        values: unwound(&conv.linear, conv.inputs),
    }];
    if config.convolution_bias {
        all.push(Tensor {
            name: format!("{name}.conv.bias"),
            shape: vec![channels],
            values: conv.linear.bias.clone(),
        });
    }
    if let Some(norm) = &conv.norm {
        all.extend(norm.tensors(&format!("{name}.layer_norm")));
    }
    all
}

fn of_positional(weights: &Weights, config: &SpeechConfig) -> [Tensor; 2] {
    let (hidden, kernel) = (config.hidden, config.positional_kernel);
    let groups = &weights.positional.groups;
    let channels = hidden / config.positional_groups;
    let values = groups.iter().flat_map(|group| unwound(group, channels));
    let bias = groups.iter().flat_map(|group| &group.bias);
    [
        Tensor {
            name: format!("{POSITIONAL}.weight"),
            shape: vec![hidden, channels, kernel],
            values: values.collect(),
        },
        Tensor {
            name: format!("{POSITIONAL}.bias"),
            shape: vec![hidden],
            values: bias.copied().collect(),
        },
    ]
}

/// Weights of a convolution, `[out, in, kernel]`, from those with the values of a window side by side.
fn unwound(linear: &Linear, inputs: usize) -> Vec<f32> {
    let width = linear.weight.depth();
    let kernel = width / inputs;
    let windows = linear.weight.unpack();
    let mut weights = vec![0.0; windows.len()];
    for (to, window) in weights.chunks_mut(width).zip(windows.chunks(width)) {
        for (place, values) in window.chunks(inputs).enumerate() {
            for (to, value) in to.chunks_mut(kernel).zip(values) {
                to[place] = *value;
            }
        }
    }
    weights
}
