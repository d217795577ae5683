use packed_gemm::Gemm;

use crate::attention::Attention;
use crate::linear::{Linear, Norm};
use crate::scratch::{LayerScratch, stride};
use crate::{Activation, EncoderConfig};

/// Where a layer has its norms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NormOrder {
    /// Behind each residual, as in BERT.
    After,
    /// Before attention and feed-forward network, which the residuals pass by.
    Before,
}

/// The sizes of a transformer layer and what differs between families.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LayerShape {
    /// Width of a token's state.
    pub hidden: usize,
    /// Attention heads, a divisor of `hidden`.
    pub heads: usize,
    /// Width of the middle of the feed-forward network.
    pub intermediate: usize,
    /// Added to the variance in each LayerNorm.
    pub eps: f32,
    /// Between the two products of the feed-forward network.
    pub activation: Activation,
    /// Where the norms are.
    pub order: NormOrder,
}

impl LayerShape {
    pub(crate) fn of(config: &EncoderConfig) -> Self {
        Self {
            hidden: config.hidden,
            heads: config.heads,
            intermediate: config.intermediate,
            eps: config.eps,
            activation: config.activation,
            order: NormOrder::After,
        }
    }
}

/// The weights of a transformer layer.
#[derive(Debug)]
pub struct Layer {
    pub(crate) shape: LayerShape,
    /// Queries, keys and values in one product of three times the width.
    pub(crate) attention_in: Linear,
    pub(crate) attention_out: Linear,
    pub(crate) attention_norm: Norm,
    pub(crate) up: Linear,
    pub(crate) down: Linear,
    pub(crate) norm: Norm,
}

/// Which states come out of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    All,
    /// That of the first token of each text; they come to lie side by side.
    First,
}

impl Layer {
    /// Takes states through the layer, in place.
    ///
    /// They lie at their [`stride`] in `hidden`; `offsets` says at which row each text begins, and
    /// at last where all end, counted from any number on.
    ///
    /// # Panics
    /// Offsets that fall, `hidden` too short for them.
    pub fn run(
        &self,
        gemm: Gemm,
        offsets: &[usize],
        hidden: &mut [f32],
        scratch: &mut LayerScratch,
    ) {
        self.run_wanted(gemm, offsets, Wanted::All, hidden, scratch);
    }

    pub(crate) fn run_wanted(
        &self,
        gemm: Gemm,
        offsets: &[usize],
        wanted: Wanted,
        hidden: &mut [f32],
        scratch: &mut LayerScratch,
    ) {
        let LayerShape {
            hidden: width,
            intermediate,
            order,
            ..
        } = self.shape;
        let LayerScratch {
            wide,
            normed,
            attention,
        } = scratch;
        let lengths = offsets.windows(2).map(|pair| pair[1] - pair[0]);
        let tokens = lengths.clone().sum();
        let (row, row_in) = (stride(width), stride(3 * width));
        let wide = wide.take(tokens * (row_in + row).max(stride(intermediate)));
        // The states beside the residuals, where they are not the residuals themselves.
        let normed = match order {
            NormOrder::After => &mut [],
            NormOrder::Before => normed.take(tokens * row),
        };

        let (attention_in, context) = wide.split_at_mut(tokens * row_in);
        let input = match order {
            NormOrder::After => &*hidden,
            NormOrder::Before => self.attention_norm.copied(gemm, hidden, tokens, normed),
        };
        let input = self.attention_in.inputs(input, tokens);
        self.attention_in
            .apply(gemm, &input, None, attention_in, row_in);
        Attention {
            gemm,
            heads: self.shape.heads,
            width,
            rows: attention_in,
        }
        .run(lengths.clone(), wanted == Wanted::First, context, attention);

        let mut rows = tokens;
        if wanted == Wanted::First {
            let mut from = 0;
            for (to, length) in lengths.enumerate() {
                hidden.copy_within(from * row..from * row + width, to * row);
                from += length;
            }
            rows = offsets.len() - 1;
        }
        let input = match order {
            NormOrder::After => {
                self.attention_out.add_unbiased(gemm, context, rows, hidden);
                let bias = Some(&*self.attention_out.bias);
                self.attention_norm.apply_rows(gemm, hidden, rows, bias);
                &*hidden
            }
            NormOrder::Before => {
                self.attention_out.add(gemm, context, rows, hidden);
                self.norm.copied(gemm, hidden, rows, normed)
            }
        };

        let (input, middle) = (self.up.inputs(input, rows), stride(intermediate));
        let activation = Some(self.shape.activation);
        self.up.apply(gemm, &input, activation, wide, middle);
        match order {
            NormOrder::After => {
                self.down.add_unbiased(gemm, wide, rows, hidden);
                let bias = Some(&*self.down.bias);
                self.norm.apply_rows(gemm, hidden, rows, bias);
            }
            NormOrder::Before => self.down.add(gemm, wide, rows, hidden),
        }
    }
}

impl Norm {
    /// LayerNorm of each row, in another place.
    fn copied<'t>(&self, gemm: Gemm, from: &[f32], rows: usize, to: &'t mut [f32]) -> &'t [f32] {
        to.copy_from_slice(&from[..to.len()]);
        self.apply_rows(gemm, to, rows, None);
        to
    }
}
