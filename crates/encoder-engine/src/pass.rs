//! One chunk of texts through all layers.

use std::ops::Range;

use packed_gemm::Gemm;

use crate::layer::Wanted;
use crate::linear::Linear;
use crate::scratch::{Scratch, mean, stride, together};
use crate::weights::Weights;
use crate::{EncoderConfig, Output, Ragged};

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
        let offsets = &self.texts.offsets()[chunk.start..=chunk.end];
        let Scratch { hidden, layer, .. } = scratch;
        let hidden = hidden.take(self.texts.tokens(chunk) * stride(self.config.hidden));
        for (index, weights) in layers.enumerate() {
            let last = index + 1 == self.config.layers;
            let wanted = if last && self.output.is_of_first() {
                Wanted::First
            } else {
                Wanted::All
            };
            weights.run_wanted(self.gemm, offsets, wanted, hidden, layer);
        }
    }

    /// The state before the first layer.
    fn embed(&self, chunk: &Range<usize>, scratch: &mut Scratch) {
        let rows = self.texts.tokens(chunk);
        let hidden = scratch.hidden.take(rows * stride(self.config.hidden));
        match &self.weights.embeddings.widen {
            None => self.look_up(chunk, hidden),
            Some(widen) => {
                let narrow = scratch
                    .layer
                    .wide
                    .take(rows * stride(self.config.embedding));
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
        let rows = self.texts.tokens(chunk);
        tables.norm.apply_rows(self.gemm, to, rows, None);
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
            Output::Hidden => together(hidden, tokens, width),
            Output::First => together(hidden, texts, width),
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
                let pooled = scratch.layer.wide.take(texts * row);
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
                        together(result, texts, labels)
                    }
                    _ => together(pooled, texts, width),
                }
            }
        }
    }

    /// `to = from W^T + bias`.
    fn linear(&self, linear: &Linear, from: &[f32], rows: usize, to: &mut [f32]) {
        let (from, distance) = (linear.inputs(from, rows), stride(linear.bias.len()));
        linear.apply(self.gemm, &from, None, to, distance);
    }
}
