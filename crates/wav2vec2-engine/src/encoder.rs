use std::error::Error;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use encoder_engine::parts::Plan;
use packed_gemm::{Gemm, Kernel};

use crate::pass::{Pass, Scratch};
use crate::weights::Weights;
use crate::{Head, Output, SpeechConfig, SpeechError};

/// A model with its weights. It can be used from several threads at once.
pub struct SpeechEncoder {
    pub(crate) config: SpeechConfig,
    gemm: Gemm,
    pub(crate) weights: Weights,
}

/// Makes a [`SpeechEncoder`]; [`SpeechEncoder::builder`] gives one.
#[derive(Clone, Debug)]
pub struct SpeechEncoderBuilder {
    config: SpeechConfig,
    gemm: Gemm,
}

impl SpeechEncoderBuilder {
    /// Instructions other than the fastest, for tests and measurements.
    ///
    /// # Errors
    /// A kernel that this processor cannot run.
    pub fn with_kernel(self, kernel: Kernel) -> Result<Self, SpeechError> {
        match self.gemm.with_kernel(kernel) {
            Ok(gemm) => Ok(Self { gemm, ..self }),
            Err(source) => Err(SpeechError::Kernel { source }),
        }
    }

    /// Takes the weights, tensor by tensor.
    ///
    /// `tensors(name, shape)` gives the values of a tensor, row by row. Names are those of
    /// transformers' `Wav2Vec2ForSequenceClassification`; the files of a bare `Wav2Vec2Model` have
    /// them without `wav2vec2.`. A tensor that is not needed is not asked for. Weight norm of the
    /// positional convolution is asked for as `parametrizations.weight.original0` and `1`, then, if
    /// there is an error, as `weight_g` and `weight_v`, then merged as `weight`.
    ///
    /// # Errors
    /// A configuration that fits no model; an error of `tensors`; a tensor of a wrong length or
    /// with a value that is not finite; a weight norm of nothing.
    pub fn build<E: Into<Box<dyn Error + Send + Sync>>>(
        self,
        tensors: impl FnMut(&str, &[usize]) -> Result<Vec<f32>, E>,
    ) -> Result<SpeechEncoder, SpeechError> {
        self.config.check()?;
        Ok(SpeechEncoder {
            weights: Weights::load(&self.config, self.gemm, tensors)?,
            config: self.config,
            gemm: self.gemm,
        })
    }
}

impl SpeechEncoder {
    /// The way to a model of this shape.
    #[must_use]
    pub fn builder(config: SpeechConfig) -> SpeechEncoderBuilder {
        SpeechEncoderBuilder {
            config,
            gemm: Gemm::new(),
        }
    }

    /// The shape.
    #[must_use]
    pub fn config(&self) -> &SpeechConfig {
        &self.config
    }

    /// How many values an output has: for a clip, or for a frame in [`Output::Hidden`].
    #[must_use]
    pub fn width(&self, output: Output) -> usize {
        match (output, self.config.head) {
            (Output::Logits, Head::Classifier { labels, .. }) => labels,
            _ => self.config.hidden,
        }
    }

    /// Gives `sink(clip, values)` the output of each clip, as soon as a chunk of clips is done.
    ///
    /// A clip is its samples, of one channel at the rate that the model learned from (16 kHz). At
    /// most `threads` threads are used, the calling one among them; 0 counts as 1. The sink is
    /// called once for each clip, on any of them but never on two at once; clips of a chunk come in
    /// order, chunks as they are finished. A value depends on its clip alone: neither on the
    /// other clips nor on the number of threads, not in its last bit.
    ///
    /// # Errors
    /// A clip that is too short for a frame or holds a sample that is not finite, or an output that
    /// the head does not give. All is checked before the first clip is read.
    pub fn run<C: AsRef<[f32]> + Sync>(
        &self,
        clips: &[C],
        output: Output,
        threads: usize,
        sink: impl FnMut(usize, &[f32]) + Send,
    ) -> Result<(), SpeechError> {
        output.check(&self.config)?;
        let offsets = self.offsets(clips)?;
        let threads = threads.max(1);
        let (width, sink) = (self.width(output), Mutex::new(sink));
        Plan::new(&offsets, threads).carry_out(
            self.gemm,
            threads,
            |gemm, chunk, scratch: &mut Scratch| {
                let pass = Pass {
                    config: &self.config,
                    weights: &self.weights,
                    gemm,
                    clips,
                    offsets: &offsets,
                    output,
                };
                let mut values = pass.run(chunk.clone(), scratch);
                let mut sink = sink.lock().unwrap_or_else(PoisonError::into_inner);
                for clip in chunk {
                    let rows = match output {
                        Output::Hidden => offsets[clip + 1] - offsets[clip],
                        _ => 1,
                    };
                    let (here, rest) = values.split_at(rows * width);
                    sink(clip, here);
                    values = rest;
                }
            },
        );
        Ok(())
    }

    /// The outputs of all clips, one after the other in the order of the clips.
    ///
    /// # Errors
    /// Those of [`run`](Self::run).
    pub fn collect<C: AsRef<[f32]> + Sync>(
        &self,
        clips: &[C],
        output: Output,
        threads: usize,
    ) -> Result<Vec<f32>, SpeechError> {
        let offsets = self.offsets(clips)?;
        let width = self.width(output);
        let start = |clip: usize| match output {
            Output::Hidden => offsets[clip] * width,
            _ => clip * width,
        };
        let mut all = vec![0.0; start(clips.len())];
        self.run(clips, output, threads, |clip, values| {
            all[start(clip)..][..values.len()].copy_from_slice(values);
        })?;
        Ok(all)
    }

    /// At which frame each clip begins, and the last one ends.
    fn offsets<C: AsRef<[f32]>>(&self, clips: &[C]) -> Result<Vec<usize>, SpeechError> {
        let mut offsets = vec![0];
        let mut end = 0;
        for (clip, samples) in clips.iter().enumerate() {
            let samples = samples.as_ref();
            let frames = self.config.frames(samples.len());
            end += frames.ok_or_else(|| SpeechError::ShortClip {
                clip,
                samples: samples.len(),
                least: self.config.samples(1),
            })?;
            offsets.push(end);
            if let Some(sample) = samples.iter().position(|sample| !sample.is_finite()) {
                let value = samples[sample];
                return Err(SpeechError::NotFinite {
                    clip,
                    sample,
                    value,
                });
            }
        }
        Ok(offsets)
    }
}

impl fmt::Debug for SpeechEncoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SpeechEncoder")
            .field("config", &self.config)
            .field("kernel", &self.gemm.kernel())
            .finish_non_exhaustive()
    }
}
