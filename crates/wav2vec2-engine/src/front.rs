//! From samples to the states before the positional convolution.

use std::borrow::Cow;
use std::ops::Range;

use encoder_engine::parts::{Buffer, Linear, Norm, share, stride};
use packed_gemm::Gemm;

use crate::convolution::Conv;
use crate::group_norm::GroupNormed;
use crate::{Input, SpeechConfig};

/// Frames of a block, about: what the convolutions of a block write stays in the last cache, and
/// the few frames that two blocks both need are computed twice.
const BLOCK: usize = 64;

/// Added to the variance of the samples, in transformers.
const EPS: f64 = 1e-7;

/// The convolutions and the projection behind them.
pub(crate) struct Front {
    pub(crate) first: First,
    pub(crate) rest: Vec<Conv>,
    pub(crate) norm: Norm,
    pub(crate) projection: Linear,
}

/// The first convolution.
pub(crate) enum First {
    GroupNormed(GroupNormed),
    Plain(Conv),
}

/// What the convolutions of a block write, in turn.
#[derive(Default)]
pub(crate) struct FrontScratch {
    written: Buffer,
    read: Buffer,
}

/// Some frames of a clip, and where their states go.
struct Block<'h> {
    frames: Range<usize>,
    states: &'h mut [f32],
}

impl Front {
    /// The states of all frames of a clip.
    pub(crate) fn run(
        &self,
        config: &SpeechConfig,
        gemm: Gemm,
        clip: &[f32],
        frames: usize,
        states: &mut [f32],
        scratch: &mut FrontScratch,
    ) {
        let samples = self.scaled(config.input, clip);
        let first = match &self.first {
            First::GroupNormed(conv) => &conv.of_clip(gemm, &samples),
            First::Plain(conv) => conv,
        };
        let threads = gemm.threads();
        let count = frames.div_ceil(BLOCK).next_multiple_of(threads);
        let length = frames.div_ceil(count);
        let blocks = states
            .chunks_mut(length * stride(config.hidden))
            .zip((0..frames).step_by(length))
            .map(|(states, start)| Block {
                frames: start..frames.min(start + length),
                states,
            })
            .collect();
        let gemm = gemm.with_threads(1);
        share(threads, blocks, scratch, |block, scratch| {
            self.block(config, gemm, first, &samples, block, scratch);
        });
    }

    /// Brought to mean 0 and variance 1, if asked for. A group norm takes a constant away in any
    /// case; done at once, it costs no digits later.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "samples are f32, their sums are f64"
    )]
    fn scaled<'c>(&self, input: Input, clip: &'c [f32]) -> Cow<'c, [f32]> {
        let count = clip.len() as f64;
        let mean = clip.iter().map(|x| f64::from(*x)).sum::<f64>() / count;
        let scale = match (input, &self.first) {
            (Input::Normalized, _) => {
                let squares = clip.iter().map(|x| (f64::from(*x) - mean).powi(2));
                1.0 / (squares.sum::<f64>() / count + EPS).sqrt()
            }
            (Input::AsGiven, First::GroupNormed(_)) => 1.0,
            (Input::AsGiven, First::Plain(_)) => return Cow::Borrowed(clip),
        };
        let scaled = clip.iter().map(|x| ((f64::from(*x) - mean) * scale) as f32);
        Cow::Owned(scaled.collect())
    }

    fn block(
        &self,
        config: &SpeechConfig,
        gemm: Gemm,
        first: &Conv,
        samples: &[f32],
        block: Block<'_>,
        scratch: &mut FrontScratch,
    ) {
        let Block { frames, states } = block;
        let activation = config.convolution_activation;
        let seen = self.seen(first, frames.clone());
        let FrontScratch { written, read } = scratch;
        let (mut written, mut read) = (written, read);
        let samples = &samples[seen[0].clone()];
        let convolutions = std::iter::once(first).chain(&self.rest);
        for (index, (conv, frames)) in convolutions.zip(&seen[1..]).enumerate() {
            let channels = conv.shape.channels;
            // The last one's are normed and projected.
            let distance = if index == self.rest.len() {
                stride(channels)
            } else {
                channels
            };
            let to = written.take(frames.len() * distance);
            let from = if index == 0 {
                samples
            } else {
                read.take(seen[index].len() * conv.inputs)
            };
            conv.apply(gemm, activation, from, frames.len(), to, distance);
            std::mem::swap(&mut written, &mut read);
        }
        let count = frames.len();
        let features = read.take(count * stride(config.features()));
        self.norm.apply_rows(gemm, features, count, None);
        let features = self.projection.inputs(features, count);
        let distance = stride(config.hidden);
        self.projection
            .apply(gemm, &features, None, states, distance);
    }

    /// Which samples, and which frames of each convolution, some frames of the last one come from.
    fn seen(&self, first: &Conv, frames: Range<usize>) -> Vec<Range<usize>> {
        let mut seen = vec![frames.clone()];
        let mut range = frames;
        for conv in self.rest.iter().rev().chain([first]) {
            let (kernel, stride) = (conv.shape.kernel, conv.shape.stride);
            range = range.start * stride..(range.end - 1) * stride + kernel;
            seen.push(range.clone());
        }
        seen.reverse();
        seen
    }
}
