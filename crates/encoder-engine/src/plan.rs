use std::ops::Range;

use packed_gemm::Gemm;

use crate::share::share;

/// Tokens of a chunk, about: so many rows make a product fast, and what they need stays near.
const CHUNK: usize = 384;

/// Below so many tokens a chunk reads the weights for too little work.
const LEAST_CHUNK: usize = 96;

/// How threads share texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plan {
    /// A thread takes a chunk of texts through all layers, then the next.
    Apart(Vec<Range<usize>>),
    /// All threads work at the products of one chunk, then of the next.
    Together(Vec<Range<usize>>),
}

impl Plan {
    /// Chunks of texts whose tokens begin at these offsets; the last is where all end.
    #[must_use]
    pub fn new(offsets: &[usize], threads: usize) -> Self {
        let threads = threads.max(1);
        let texts = Texts(offsets);
        let all = texts.tokens(&(0..texts.count()));
        let mut count = all.div_ceil(CHUNK).max(1);
        if all >= threads * LEAST_CHUNK {
            count = count.next_multiple_of(threads);
        }
        let chunks = cut(&texts, all.div_ceil(count));
        // Near the end threads wait for the last one: many chunks hide it, few may not.
        let longest = makespan(&texts, &chunks, threads);
        if threads > 1 && longest * threads > all + all / 4 {
            Self::Together(cut(&texts, CHUNK * threads))
        } else {
            Self::Apart(chunks)
        }
    }

    /// Does `work(gemm, chunk, scratch)` with each chunk of texts, with a scratch for each thread,
    /// the calling one among them. The `gemm` has as many threads as the chunk may use.
    pub fn carry_out<S: Default>(
        self,
        gemm: Gemm,
        threads: usize,
        work: impl Fn(Gemm, Range<usize>, &mut S) + Sync,
    ) {
        let (chunks, workers, gemm) = match self {
            Self::Apart(chunks) => (chunks, threads, gemm.with_threads(1)),
            Self::Together(chunks) => (chunks, 1, gemm.with_threads(threads)),
        };
        share(workers, chunks, &mut S::default(), |chunk, scratch| {
            work(gemm, chunk, scratch);
        });
    }
}

/// Offsets of texts.
struct Texts<'a>(&'a [usize]);

impl Texts<'_> {
    fn count(&self) -> usize {
        self.0.len().saturating_sub(1)
    }

    /// How many tokens some texts have together.
    fn tokens(&self, texts: &Range<usize>) -> usize {
        self.0[texts.end] - self.0[texts.start]
    }
}

/// Neighbouring texts in chunks of about so many tokens.
fn cut(texts: &Texts<'_>, tokens: usize) -> Vec<Range<usize>> {
    let mut chunks = Vec::new();
    let mut chunk = 0..0;
    for text in 0..texts.count() {
        // Whatever ends nearer to the mark: with the text or before it.
        let before = texts.tokens(&chunk);
        let middle = before + texts.tokens(&(text..text + 1)) / 2;
        if middle >= tokens && before > 0 {
            chunks.push(chunk);
            chunk = text..text;
        }
        chunk.end = text + 1;
    }
    if !chunk.is_empty() {
        chunks.push(chunk);
    }
    chunks
}

/// When the last thread is done, in tokens, if each takes the next chunk as soon as it is free.
fn makespan(texts: &Texts<'_>, chunks: &[Range<usize>], threads: usize) -> usize {
    let mut busy = vec![0; threads];
    for chunk in chunks {
        if let Some(first) = busy.iter_mut().min() {
            *first += texts.tokens(chunk);
        }
    }
    busy.into_iter().max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(lengths: &[usize], threads: usize) -> Plan {
        let mut offsets = vec![0];
        for length in lengths {
            offsets.push(offsets[offsets.len() - 1] + length);
        }
        Plan::new(&offsets, threads)
    }

    #[test]
    fn one_text_is_shared_by_all_threads() {
        assert!(matches!(plan(&[16], 2), Plan::Together(chunks) if chunks.len() == 1));
        assert!(matches!(plan(&[16], 1), Plan::Apart(chunks) if chunks.len() == 1));
    }

    #[test]
    fn equal_texts_are_dealt_out_evenly() {
        let Plan::Apart(chunks) = plan(&[32; 32], 2) else {
            unreachable!("32 texts are enough for two threads");
        };
        assert_eq!(chunks, [0..8, 8..16, 16..24, 24..32]);
    }

    #[test]
    fn every_text_is_in_one_chunk() {
        let lengths: Vec<usize> = (0..500).map(|i| 1 + i * 37 % 90).collect();
        for threads in 1..5 {
            let (Plan::Apart(chunks) | Plan::Together(chunks)) = plan(&lengths, threads);
            let texts: Vec<usize> = chunks.into_iter().flatten().collect();
            assert_eq!(texts, (0..500).collect::<Vec<_>>());
        }
    }

    #[test]
    fn no_texts_make_no_chunks() {
        assert_eq!(plan(&[], 2), Plan::Apart(vec![]));
    }
}
