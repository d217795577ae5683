//! One chunk of clips through the model.

use std::ops::Range;

use encoder_engine::parts::{Buffer, LayerScratch, Linear, NormOrder, mean, stride, together};
use packed_gemm::Gemm;

use crate::front::FrontScratch;
use crate::positional::PositionalScratch;
use crate::weights::Weights;
use crate::{Output, SpeechConfig};

/// The memory of one thread, which grows to what its largest chunk needs.
#[derive(Default)]
pub(crate) struct Scratch {
    front: FrontScratch,
    positional: PositionalScratch,
    layer: LayerScratch,
    /// The state of each frame.
    states: Buffer,
    /// A vector for each clip.
    pooled: Buffer,
    projected: Buffer,
    result: Buffer,
}

/// A run.
pub(crate) struct Pass<'a, C> {
    pub(crate) config: &'a SpeechConfig,
    pub(crate) weights: &'a Weights,
    pub(crate) gemm: Gemm,
    pub(crate) clips: &'a [C],
    /// At which frame each clip begins, and the last one ends.
    pub(crate) offsets: &'a [usize],
    pub(crate) output: Output,
}

impl<C: AsRef<[f32]>> Pass<'_, C> {
    /// The outputs of a chunk of clips, one after the other.
    pub(crate) fn run<'s>(&self, chunk: Range<usize>, scratch: &'s mut Scratch) -> &'s [f32] {
        let offsets = &self.offsets[chunk.start..=chunk.end];
        self.embed(&self.clips[chunk], offsets, scratch);
        self.encode(offsets, scratch);
        self.finish(offsets, scratch)
    }

    /// The states before the first layer.
    fn embed(&self, clips: &[C], offsets: &[usize], scratch: &mut Scratch) {
        let (config, gemm) = (self.config, self.gemm);
        let states = scratch.states.take(self.values(offsets));
        let mut rest = &mut *states;
        for (clip, pair) in clips.iter().zip(offsets.windows(2)) {
            let frames = pair[1] - pair[0];
            let (here, behind) = rest.split_at_mut(frames * stride(config.hidden));
            let (clip, front) = (clip.as_ref(), &self.weights.front);
            front.run(config, gemm, clip, frames, here, &mut scratch.front);
            rest = behind;
        }
        self.weights
            .positional
            .run(gemm, offsets, states, &mut scratch.positional);
        if config.norm_order == NormOrder::After {
            self.normalize(states);
        }
    }

    /// The states behind the last layer and, unless frames are wanted, what is pooled of each clip.
    fn encode(&self, offsets: &[usize], scratch: &mut Scratch) {
        let config = self.config;
        let states = scratch.states.take(self.values(offsets));
        let clips = offsets.len() - 1;
        let pooled = scratch.pooled.take(clips * stride(config.hidden));
        pooled.fill(0.0);
        let mixture = match (&self.weights.classifier, self.output) {
            (Some(classifier), Output::HeadMean | Output::Logits) => classifier.mixture.as_ref(),
            _ => None,
        };
        if let Some(mixture) = mixture {
            self.add_means(offsets, states, mixture.shares[0], pooled);
        }
        for (index, layer) in self.weights.layers.iter().enumerate() {
            layer.run(self.gemm, offsets, states, &mut scratch.layer);
            if let Some(mixture) = mixture
                && !(mixture.normed && index + 1 == config.layers)
            {
                self.add_means(offsets, states, mixture.shares[index + 1], pooled);
            }
        }
        if config.norm_order == NormOrder::Before {
            self.normalize(states);
        }
        match mixture {
            Some(mixture) if mixture.normed => {
                self.add_means(offsets, states, mixture.shares[config.layers], pooled);
            }
            None if self.output != Output::Hidden => {
                self.add_means(offsets, states, 1.0, pooled);
            }
            _ => (),
        }
    }

    fn finish<'s>(&self, offsets: &[usize], scratch: &'s mut Scratch) -> &'s [f32] {
        let (clips, width) = (offsets.len() - 1, self.config.hidden);
        let pooled = scratch.pooled.take(clips * stride(width));
        match (self.output, &self.weights.classifier) {
            (Output::Logits, Some(head)) => {
                let projected = self.linear(&head.projector, pooled, clips, &mut scratch.projected);
                let logits = self.linear(&head.classifier, projected, clips, &mut scratch.result);
                together(logits, clips, head.classifier.bias.len())
            }
            (Output::Hidden, _) => {
                let states = scratch.states.take(self.values(offsets));
                together(states, offsets[clips] - offsets[0], width)
            }
            _ => together(pooled, clips, width),
        }
    }

    /// How many values the states of some clips take.
    fn values(&self, offsets: &[usize]) -> usize {
        (offsets[offsets.len() - 1] - offsets[0]) * stride(self.config.hidden)
    }

    /// The norm that stands once beside the layers.
    fn normalize(&self, states: &mut [f32]) {
        let rows = states.len() / stride(self.config.hidden);
        self.weights.norm.apply_rows(self.gemm, states, rows, None);
    }

    /// Adds `share` of the mean state of each clip. The head's first linear layer may stand behind
    /// the mean instead of before it, and the sum of layers too.
    fn add_means(&self, offsets: &[usize], states: &[f32], share: f32, to: &mut [f32]) {
        let width = self.config.hidden;
        let mut rows = states.chunks(stride(width));
        let mut one = vec![0.0; width];
        for (pair, to) in offsets.windows(2).zip(to.chunks_mut(stride(width))) {
            let frames = pair[1] - pair[0];
            mean(rows.by_ref().take(frames), frames, &mut one);
            for (to, value) in to.iter_mut().zip(&one) {
                *to += share * value;
            }
        }
    }

    fn linear<'s>(
        &self,
        linear: &Linear,
        from: &[f32],
        rows: usize,
        to: &'s mut Buffer,
    ) -> &'s mut [f32] {
        let distance = stride(linear.bias.len());
        let to = to.take(rows * distance);
        let from = linear.inputs(from, rows);
        linear.apply(self.gemm, &from, None, to, distance);
        to
    }
}
