use packed_gemm::Workspace;

/// Values in a line of cache.
const LINE: usize = 16;

/// The distance of rows of `width` values: an odd number of lines of cache, so that the same
/// column of neighbouring rows does not fall on the same places of the cache.
pub(crate) fn stride(width: usize) -> usize {
    (width.div_ceil(LINE) | 1) * LINE
}

/// The memory of one thread, which grows to what its largest chunk needs.
#[derive(Default)]
pub(crate) struct Scratch {
    /// The state of each token.
    pub(crate) hidden: Buffer,
    /// Queries, keys, values and context; later the middle of the feed-forward network.
    pub(crate) wide: Buffer,
    /// What is given back.
    pub(crate) result: Buffer,
    pub(crate) attention: AttentionScratch,
}

#[derive(Default)]
pub(crate) struct AttentionScratch {
    pub(crate) scores: Buffer,
    pub(crate) workspace: Workspace<f32>,
}

/// Values that begin at a line of cache.
#[derive(Default)]
pub(crate) struct Buffer(Vec<f32>);

impl Buffer {
    /// So many values, whatever they were before.
    pub(crate) fn take(&mut self, length: usize) -> &mut [f32] {
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
