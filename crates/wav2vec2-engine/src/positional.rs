//! The positional convolution: each frame learns where it is from its neighbours.

use std::ops::Range;

use encoder_engine::Activation;
use encoder_engine::parts::{Buffer, Linear, share, stride};
use packed_gemm::{Gemm, Rows};

/// A convolution over the frames of a clip, of channels in groups, with an activation behind it.
pub(crate) struct Positional {
    pub(crate) kernel: usize,
    /// A product for each group, from a window of its channels to its channels.
    pub(crate) groups: Vec<Linear>,
    pub(crate) activation: Activation,
}

#[derive(Default)]
pub(crate) struct PositionalScratch {
    /// What is added to the states, a group after the other.
    added: Buffer,
    group: GroupScratch,
}

/// The channels of a group, with zeros before and behind the clip.
#[derive(Default)]
struct GroupScratch(Buffer);

impl Positional {
    /// Adds to the state of each frame what it sees; `offsets` say where clips begin and end.
    pub(crate) fn run(
        &self,
        gemm: Gemm,
        offsets: &[usize],
        states: &mut [f32],
        scratch: &mut PositionalScratch,
    ) {
        let start = offsets[0];
        let frames = offsets[offsets.len() - 1] - start;
        let channels = self.groups[0].bias.len();
        let row = stride(channels * self.groups.len());
        let added = scratch.added.take(frames * channels * self.groups.len());
        let jobs = added
            .chunks_mut(frames * channels)
            .zip(&self.groups)
            .enumerate()
            .collect();
        let (shared, alone) = (&*states, gemm.with_threads(1));
        share(
            gemm.threads(),
            jobs,
            &mut scratch.group,
            |(group, (mut added, linear)), scratch| {
                for pair in offsets.windows(2) {
                    let clip = pair[0] - start..pair[1] - start;
                    let (here, rest) = added.split_at_mut(clip.len() * channels);
                    let columns = group * channels..(group + 1) * channels;
                    let rows = shared[clip.start * row..].chunks(row).take(clip.len());
                    self.group(alone, linear, rows, columns, here, &mut scratch.0);
                    added = rest;
                }
            },
        );
        for (group, added) in added.chunks(frames * channels).enumerate() {
            for (row, added) in states.chunks_mut(row).zip(added.chunks(channels)) {
                for (state, added) in row[group * channels..].iter_mut().zip(added) {
                    *state += added;
                }
            }
        }
    }

    /// A group of channels of a clip.
    fn group<'s>(
        &self,
        gemm: Gemm,
        linear: &Linear,
        rows: impl ExactSizeIterator<Item = &'s [f32]>,
        columns: Range<usize>,
        to: &mut [f32],
        padded: &mut Buffer,
    ) {
        let (frames, channels) = (rows.len(), columns.len());
        let padded = padded.take((frames + self.kernel - 1) * channels);
        let before = self.kernel / 2 * channels;
        let (zeros, inside) = padded.split_at_mut(before);
        let (inside, more_zeros) = inside.split_at_mut(frames * channels);
        zeros.fill(0.0);
        more_zeros.fill(0.0);
        for (to, row) in inside.chunks_mut(channels).zip(rows) {
            to.copy_from_slice(&row[columns.clone()]);
        }
        let windows = Rows::windows(padded, frames, self.kernel * channels, channels)
            .expect("the padding gives each frame its window");
        linear.apply(gemm, &windows, Some(self.activation), to, channels);
    }
}
