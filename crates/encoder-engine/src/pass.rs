//! One chunk of texts through all layers.

use std::ops::Range;

use packed_gemm::{Gemm, Rows};

use crate::attention::Attention;
use crate::scratch::{Scratch, stride};
use crate::vector::{Activate, AddBias, Normalize, with};
use crate::weights::{Layer, Linear, Norm, Weights};
use crate::{EncoderConfig, Output, Ragged};

const SHAPES: &str = "weights have the shapes of the configuration, buffers those of the chunk";

/// A run with its threads, of which each has a copy.
#[derive(Clone, Copy)]
pub(crate) struct Pass<'a> {
    pub(crate) config: &'a EncoderConfig,
    pub(crate) weights: &'a Weights,
    pub(crate) gemm: Gemm,
    pub(crate) texts: Ragged<'a>,
    pub(crate) output: Output,
}

impl Pass<'_> {
    /// The outputs of a chunk of texts, one after the other.
    pub(crate) fn run<'s>(&self, chunk: Range<usize>, scratch: &'s mut Scratch) -> &'s [f32] {
        if self.output != Output::Words {
            self.encode(&chunk, scratch);
        }
        self.finish(&chunk, scratch)
    }

    /// The state behind the last layer.
    fn encode(&self, chunk: &Range<usize>, scratch: &mut Scratch) {
        self.embed(chunk, scratch);
        let layers = self.weights.layers.iter().cycle().take(self.config.layers);
        for (index, layer) in layers.enumerate() {
            let last = index + 1 == self.config.layers;
            self.layer(layer, chunk, last && self.output.is_of_first(), scratch);
        }
    }

    /// The state before the first layer.
    fn embed(&self, chunk: &Range<usize>, scratch: &mut Scratch) {
        let rows = self.texts.tokens(chunk);
        let hidden = scratch.hidden.take(rows * stride(self.config.hidden));
        match &self.weights.embeddings.widen {
            None => self.look_up(chunk, hidden),
            Some(widen) => {
                let narrow = scratch.wide.take(rows * stride(self.config.embedding));
                self.look_up(chunk, narrow);
                self.linear(widen, narrow, rows, hidden);
            }
        }
    }

    /// `to = LayerNorm(word + segment + position)`.
    fn look_up(&self, chunk: &Range<usize>, to: &mut [f32]) {
        let (tables, width) = (&self.weights.embeddings, self.config.embedding);
        let tokens = chunk
            .clone()
            .flat_map(|text| self.texts.text(text).iter().enumerate());
        for ((position, id), to) in tokens.zip(to.chunks_mut(stride(width))) {
            let word = &tables.words[*id as usize * width..][..width];
            let position = &tables.positions[position * width..][..width];
            for (i, to) in to[..width].iter_mut().enumerate() {
                // The order of transformers.
                *to = word[i] + tables.segments[i] + position[i];
            }
        }
        self.normalize(to, self.texts.tokens(chunk), width, None, &tables.norm);
    }

    /// A layer in place. With `of_first` only the first token of each text comes out of it, all
    /// side by side.
    fn layer(&self, layer: &Layer, chunk: &Range<usize>, of_first: bool, scratch: &mut Scratch) {
        let EncoderConfig {
            hidden: width,
            intermediate,
            ..
        } = *self.config;
        let tokens = self.texts.tokens(chunk);
        let (row, row_in) = (stride(width), stride(3 * width));
        let hidden = scratch.hidden.take(tokens * row);
        let wide = scratch
            .wide
            .take(tokens * (row_in + row).max(stride(intermediate)));

        let (attention_in, context) = wide.split_at_mut(tokens * row_in);
        self.linear(&layer.attention_in, hidden, tokens, attention_in);
        let attention = Attention {
            gemm: self.gemm,
            heads: self.config.heads,
            width,
            rows: attention_in,
        };
        let lengths = chunk.clone().map(|text| self.texts.text(text).len());
        attention.run(lengths.clone(), of_first, context, &mut scratch.attention);

        let mut rows = tokens;
        if of_first {
            let mut from = 0;
            for (to, length) in lengths.enumerate() {
                hidden.copy_within(from * row..from * row + width, to * row);
                from += length;
            }
            rows = chunk.len();
        }
        self.add_linear(&layer.attention_out, context, rows, hidden);
        self.normalize(
            hidden,
            rows,
            width,
            Some(&layer.attention_out.bias),
            &layer.attention_norm,
        );

        self.activated(&layer.up, hidden, rows, wide);
        self.add_linear(&layer.down, wide, rows, hidden);
        self.normalize(hidden, rows, width, Some(&layer.down.bias), &layer.norm);
    }

    fn finish<'s>(&self, chunk: &Range<usize>, scratch: &'s mut Scratch) -> &'s [f32] {
        let width = self.config.hidden;
        let row = stride(width);
        let (texts, tokens) = (chunk.len(), self.texts.tokens(chunk));
        let hidden = scratch.hidden.take(tokens * row);
        match self.output {
            Output::Words => {
                let (words, width) = (&self.weights.embeddings.words, self.config.embedding);
                let result = scratch.result.take(texts * width);
                for (text, to) in chunk.clone().zip(result.chunks_mut(width)) {
                    let ids = self.texts.text(text);
                    let rows = ids.iter().map(|id| &words[*id as usize * width..][..width]);
                    mean(rows, ids.len(), to);
                }
                result
            }
            Output::Hidden => together(hidden, tokens, width, row),
            Output::First => together(hidden, texts, width, row),
            Output::Mean => {
                let result = scratch.result.take(texts * width);
                let mut rows = hidden.chunks(row);
                for (text, to) in chunk.clone().zip(result.chunks_mut(width)) {
                    let length = self.texts.text(text).len();
                    mean(rows.by_ref().take(length), length, to);
                }
                result
            }
            Output::Pooled | Output::Logits => {
                let pooled = scratch.wide.take(texts * row);
                if let Some(pooler) = &self.weights.pooler {
                    self.linear(pooler, hidden, texts, pooled);
                }
                for value in pooled.iter_mut() {
                    *value = value.tanh();
                }
                match &self.weights.classifier {
                    Some(classifier) if self.output == Output::Logits => {
                        let labels = classifier.bias.len();
                        let result = scratch.result.take(texts * stride(labels));
                        self.linear(classifier, pooled, texts, result);
                        together(result, texts, labels, stride(labels))
                    }
                    _ => together(pooled, texts, width, row),
                }
            }
        }
    }

    /// `to = from W^T + bias`.
    fn linear(&self, linear: &Linear, from: &[f32], rows: usize, to: &mut [f32]) {
        let kernel = self.gemm.kernel();
        let add = |_: usize, first: usize, values: &mut [f32]| {
            let bias = &linear.bias[first..];
            with(kernel, AddBias { values, bias });
        };
        let (from, distance) = (matrix(linear, from, rows), stride(linear.bias.len()));
        self.gemm
            .product(&from, &linear.weight, to, distance, add)
            .expect(SHAPES);
    }

    /// `to = activation(from W^T + bias)`.
    fn activated(&self, linear: &Linear, from: &[f32], rows: usize, to: &mut [f32]) {
        let (kernel, activation) = (self.gemm.kernel(), self.config.activation);
        let activate = |_: usize, first: usize, values: &mut [f32]| {
            let bias = &linear.bias[first..];
            with(
                kernel,
                Activate {
                    activation,
                    values,
                    bias,
                },
            );
        };
        let (from, distance) = (matrix(linear, from, rows), stride(linear.bias.len()));
        self.gemm
            .product(&from, &linear.weight, to, distance, activate)
            .expect(SHAPES);
    }

    /// `to += from W^T`; the bias comes with the LayerNorm.
    fn add_linear(&self, linear: &Linear, from: &[f32], rows: usize, to: &mut [f32]) {
        let (from, distance) = (matrix(linear, from, rows), stride(linear.bias.len()));
        self.gemm
            .add_product(&from, &linear.weight, to, distance, |_, _, _| ())
            .expect(SHAPES);
    }

    fn normalize(
        &self,
        values: &mut [f32],
        rows: usize,
        width: usize,
        bias: Option<&[f32]>,
        norm: &Norm,
    ) {
        for row in values.chunks_mut(stride(width)).take(rows) {
            let work = Normalize {
                row: &mut row[..width],
                bias,
                gain: &norm.gain,
                shift: &norm.shift,
                eps: self.config.eps,
            };
            with(self.gemm.kernel(), work);
        }
    }
}

fn matrix<'a>(linear: &Linear, values: &'a [f32], rows: usize) -> Rows<'a, f32> {
    let depth = linear.weight.depth();
    Rows::with_stride(values, rows, depth, stride(depth)).expect(SHAPES)
}

/// Moves rows side by side.
fn together(values: &mut [f32], rows: usize, width: usize, stride: usize) -> &[f32] {
    for row in 1..rows {
        values.copy_within(row * stride..row * stride + width, row * width);
    }
    &values[..rows * width]
}

/// The mean of `count` rows, as far as `to` goes.
fn mean<'a>(rows: impl Iterator<Item = &'a [f32]>, count: usize, to: &mut [f32]) {
    to.fill(0.0);
    for row in rows {
        for (to, value) in to.iter_mut().zip(row) {
            *to += value;
        }
    }
    for to in to {
        *to /= count as f32;
    }
}
