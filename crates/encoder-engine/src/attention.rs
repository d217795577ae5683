use std::ops::Range;

use packed_gemm::{Gemm, Rows};

use crate::scratch::{AttentionScratch, stride};
use crate::share::share;
use crate::vector::{Softmax, with};

const SHAPES: &str = "rows and context have room for every head of every token";

/// Below so many multiplications another thread costs more than it saves.
const LEAST_WORK: usize = 1 << 21;

/// Self-attention of each text: `softmax(Q K^T / sqrt(d)) V` for each head.
pub(crate) struct Attention<'a> {
    pub(crate) gemm: Gemm,
    pub(crate) heads: usize,
    /// The width of all heads together.
    pub(crate) width: usize,
    /// For each token of the chunk the queries of all heads, the keys, the values.
    pub(crate) rows: &'a [f32],
}

/// Some queries of a text and where what they find goes.
struct Job<'c> {
    text: Range<usize>,
    queries: Range<usize>,
    context: &'c mut [f32],
}

impl Attention<'_> {
    /// Attends within texts of these lengths, with all tokens or with the first of each text.
    pub(crate) fn run(
        &self,
        lengths: impl Iterator<Item = usize>,
        of_first: bool,
        mut context: &mut [f32],
        scratch: &mut AttentionScratch,
    ) {
        let threads = self.gemm.threads();
        let mut jobs = Vec::new();
        let (mut start, mut work) = (0, 0);
        for length in lengths {
            let text = start..start + length;
            let end = if of_first { start + 1 } else { text.end };
            // A long text is cut, so that each thread gets a part.
            let step = (end - start).div_ceil(threads);
            for first in text.clone().take(end - start).step_by(step) {
                let queries = first..end.min(first + step);
                let (here, rest) = context.split_at_mut(queries.len() * stride(self.width));
                context = rest;
                work += queries.len() * length * self.width * 2;
                jobs.push(Job {
                    text: text.clone(),
                    queries,
                    context: here,
                });
            }
            start = text.end;
        }
        let threads = if work < LEAST_WORK { 1 } else { threads };
        share(threads, jobs, scratch, |job, scratch| {
            self.attend(job, scratch);
        });
    }

    fn attend(&self, job: Job<'_>, scratch: &mut AttentionScratch) {
        let Job {
            text,
            queries,
            context,
        } = job;
        let width = self.width / self.heads;
        let distance = stride(text.len());
        let scale = 1.0 / (width as f32).sqrt();
        let AttentionScratch { scores, workspace } = scratch;
        let scores = scores.take(queries.len() * distance);
        for head in 0..self.heads {
            let column = head * width;
            let queries = self.part(&queries, column, width);
            let keys = self.part(&text, self.width + column, width);
            let values = self.part(&text, 2 * self.width + column, width);
            self.gemm
                .small_product(scale, &queries, &keys, scores, distance, workspace)
                .expect(SHAPES);
            for row in scores.chunks_mut(distance) {
                with(self.gemm.kernel(), Softmax(&mut row[..text.len()]));
            }
            let weights = Rows::with_stride(scores, scores.len() / distance, text.len(), distance)
                .expect(SHAPES);
            self.gemm
                .small_product_untransposed(
                    1.0,
                    &weights,
                    &values,
                    &mut context[column..],
                    stride(self.width),
                    workspace,
                )
                .expect(SHAPES);
        }
    }

    /// Some columns of some tokens.
    fn part(&self, tokens: &Range<usize>, column: usize, width: usize) -> Rows<'_, f32> {
        let distance = stride(3 * self.width);
        let values = &self.rows[tokens.start * distance + column..];
        Rows::with_stride(values, tokens.len(), width, distance).expect(SHAPES)
    }
}
