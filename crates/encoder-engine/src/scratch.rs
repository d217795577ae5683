use packed_gemm::Workspace;

/// Values in a line of cache.
const LINE: usize = 16;

/// The distance of rows of `width` values: an odd number of lines of cache, so that the same
/// column of neighbouring rows does not fall on the same places of the cache.
#[must_use]
pub fn stride(width: usize) -> usize {
    (width.div_ceil(LINE) | 1) * LINE
}

/// Moves rows at their [`stride`] side by side.
#[must_use]
pub fn together(values: &mut [f32], rows: usize, width: usize) -> &[f32] {
    let stride = stride(width);
    for row in 1..rows {
        values.copy_within(row * stride..row * stride + width, row * width);
    }
    &values[..rows * width]
}

/// The mean of `count` rows, as far as `to` goes.
pub fn mean<'a>(rows: impl Iterator<Item = &'a [f32]>, count: usize, to: &mut [f32]) {
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

/// The memory of one thread, which grows to what its largest chunk needs.
#[derive(Default)]
pub(crate) struct Scratch {
    /// The state of each token.
    pub(crate) hidden: Buffer,
    /// What is given back.
    pub(crate) result: Buffer,
    pub(crate) layer: LayerScratch,
}

/// What a layer needs beside the states.
#[derive(Debug, Default)]
pub struct LayerScratch {
    /// Queries, keys, values and context; later the middle of the feed-forward network.
    pub(crate) wide: Buffer,
    /// States behind a LayerNorm that stands before what it is for.
    pub(crate) normed: Buffer,
    pub(crate) attention: AttentionScratch,
}

#[derive(Debug, Default)]
pub(crate) struct AttentionScratch {
    pub(crate) scores: Buffer,
    pub(crate) workspace: Workspace<f32>,
}

/// Values that begin at a line of cache.
#[derive(Debug, Default)]
pub struct Buffer(Vec<f32>);

impl Buffer {
    /// So many values, whatever they were before.
    pub fn take(&mut self, length: usize) -> &mut [f32] {
        if self.0.len() < length + LINE {
            // The old values are not copied, as `resize` would.
            self.0 = Vec::new();
            self.0 = vec![0.0; length + LINE];
        }
        let start = self
            .0
            .as_ptr()
            .align_offset(size_of::<[f32; LINE]>())
            .min(LINE);
        &mut self.0[start..][..length]
    }
}
