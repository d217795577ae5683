use std::error::Error;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use packed_gemm::{Gemm, Kernel};

use crate::pass::Pass;
use crate::plan::Plan;
use crate::scratch::Scratch;
use crate::weights::Weights;
use crate::{EncoderConfig, EncoderError, Output, Ragged};

/// An encoder with its weights. It can be used from several threads at once.
pub struct Encoder {
    pub(crate) config: EncoderConfig,
    gemm: Gemm,
    pub(crate) weights: Weights,
}

/// Makes an [`Encoder`]; [`Encoder::builder`] gives one.
#[derive(Clone, Debug)]
pub struct EncoderBuilder {
    config: EncoderConfig,
    gemm: Gemm,
}

impl EncoderBuilder {
    /// Instructions other than the fastest, for tests and measurements.
    ///
    /// # Errors
    /// A kernel that this processor cannot run.
    pub fn with_kernel(self, kernel: Kernel) -> Result<Self, EncoderError> {
        match self.gemm.with_kernel(kernel) {
            Ok(gemm) => Ok(Self { gemm, ..self }),
            Err(source) => Err(EncoderError::Kernel { source }),
        }
    }

    /// Takes the weights, tensor by tensor.
    ///
    /// `tensors(name, shape)` gives the values of a tensor, row by row. Names are those of
    /// transformers' `BertModel` or `AlbertModel`, without a prefix such as `bert.`; a tensor that
    /// is not needed is not asked for. What is given is dropped before the next layer is asked for.
    ///
    /// # Errors
    /// A configuration that fits no encoder; an error of `tensors`; a tensor of a wrong length or
    /// with a value that is not finite.
    pub fn build<E: Into<Box<dyn Error + Send + Sync>>>(
        self,
        tensors: impl FnMut(&str, &[usize]) -> Result<Vec<f32>, E>,
    ) -> Result<Encoder, EncoderError> {
        self.config.check()?;
        Ok(Encoder {
            weights: Weights::load(&self.config, self.gemm, tensors)?,
            config: self.config,
            gemm: self.gemm,
        })
    }
}

impl Encoder {
    /// The way to an encoder of this shape.
    #[must_use]
    pub fn builder(config: EncoderConfig) -> EncoderBuilder {
        EncoderBuilder {
            config,
            gemm: Gemm::new(),
        }
    }

    /// The shape.
    #[must_use]
    pub fn config(&self) -> &EncoderConfig {
        &self.config
    }

    /// How many values an output has: for a text, or for a token in [`Output::Hidden`].
    #[must_use]
    pub fn width(&self, output: Output) -> usize {
        match (output, &self.weights.classifier) {
            (Output::Logits, Some(classifier)) => classifier.bias.len(),
            (Output::Words, _) => self.config.embedding,
            _ => self.config.hidden,
        }
    }

    /// Gives `sink(text, values)` the output of each text, as soon as a chunk of texts is done.
    ///
    /// At most `threads` threads are used, the calling one among them; 0 counts as 1. The sink is
    /// called once for each text, on any of them but never on two at once; texts of a chunk come in
    /// order, chunks as they are finished. A value depends on its text alone: neither on the
    /// other texts nor on the number of threads, not in its last bit.
    ///
    /// # Errors
    /// A text that is empty, too long or has an unknown token, or an output that the head does not
    /// give. All is checked before the first text is read.
    pub fn run(
        &self,
        texts: Ragged<'_>,
        output: Output,
        threads: usize,
        sink: impl FnMut(usize, &[f32]) + Send,
    ) -> Result<(), EncoderError> {
        output.check(&self.config)?;
        texts.check(&self.config)?;
        let threads = threads.max(1);
        let (width, sink) = (self.width(output), Mutex::new(sink));
        Plan::new(texts.offsets(), threads).carry_out(
            self.gemm,
            threads,
            |gemm, chunk, scratch: &mut Scratch| {
                let pass = Pass {
                    config: &self.config,
                    weights: &self.weights,
                    gemm,
                    texts,
                    output,
                };
                let mut values = pass.run(chunk.clone(), scratch);
                let mut sink = sink.lock().unwrap_or_else(PoisonError::into_inner);
                for text in chunk {
                    let rows = match output {
                        Output::Hidden => texts.text(text).len(),
                        _ => 1,
                    };
                    let (here, rest) = values.split_at(rows * width);
                    sink(text, here);
                    values = rest;
                }
            },
        );
        Ok(())
    }

    /// The outputs of all texts, one after the other in the order of the texts.
    ///
    /// # Errors
    /// Those of [`run`](Self::run).
    pub fn collect(
        &self,
        texts: Ragged<'_>,
        output: Output,
        threads: usize,
    ) -> Result<Vec<f32>, EncoderError> {
        let width = self.width(output);
        let start = |text: usize| match output {
            Output::Hidden => texts.tokens(&(0..text)) * width,
            _ => text * width,
        };
        let mut all = vec![0.0; start(texts.len())];
        self.run(texts, output, threads, |text, values| {
            all[start(text)..][..values.len()].copy_from_slice(values);
        })?;
        Ok(all)
    }
}

impl fmt::Debug for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoder")
            .field("config", &self.config)
            .field("kernel", &self.gemm.kernel())
            .finish_non_exhaustive()
    }
}
