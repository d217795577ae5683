//! Clips in, a row of numbers a clip out.

use burn::tensor::Device;
use encoder_burn::Precision;
use encoder_burn::model::{device as burn_device, is_host};

use crate::model::{SpeechBatch, SpeechNetwork};
use crate::{Engine, SpeechClassifier, SpeechError, SpeechInferenceOptions, Wav2Vec2Config};

/// Samples that pass Burn's network together, padding counted: half a minute at 16 kHz.
const BATCH: usize = 480_000;

/// What is made of a clip.
#[derive(Clone, Copy)]
pub(crate) enum Wanted {
    Logits,
    /// The mean of what the head reads.
    Mean,
}

/// One row a clip, in their order, all finite.
pub(crate) fn run<C: AsRef<[f32]>>(
    classifier: &SpeechClassifier,
    clips: &[C],
    wanted: Wanted,
    options: &SpeechInferenceOptions,
) -> Result<Vec<Vec<f32>>, SpeechError> {
    let SpeechInferenceOptions {
        engine,
        precision,
        progress,
    } = options;
    precision.check(&classifier.device)?;
    let ready = classifier.prepare(clips)?;
    let report = |done| {
        if let Some(progress) = progress {
            progress.report(done, ready.len());
        }
    };
    let (network, config) = (&classifier.network, &classifier.config);
    let device = burn_device(&classifier.device);
    let is_fast = *engine == Engine::Fast && *precision == Precision::F32 && is_host(device);
    let rows = if is_fast {
        let engine = network.packed(config);
        let engine = engine.map_err(|source| SpeechError::Engine { source })?;
        engine.run(&ready, wanted, report)?
    } else {
        let batches = Batches {
            config,
            precision: *precision,
            device,
        };
        batches.run(classifier.model(), &ready, wanted, report)
    };
    // Finite weights can overflow on the way, and then no class is the right one.
    let is_finite = |row: &Vec<f32>| row.iter().all(|value| value.is_finite());
    match rows.iter().position(|row| !is_finite(row)) {
        Some(clip) => Err(SpeechError::OutputNotFinite { clip }),
        None => Ok(rows),
    }
}

/// How Burn runs clips: those of like length together.
pub(crate) struct Batches<'a> {
    pub(crate) config: &'a Wav2Vec2Config,
    pub(crate) precision: Precision,
    pub(crate) device: &'a Device,
}

impl Batches<'_> {
    /// One row a clip that has been normalised; `after` is told after each batch how many are done.
    /// Long clips come first: what fits in memory for the first batch fits for all.
    pub(crate) fn run(
        &self,
        network: &SpeechNetwork,
        clips: &[Vec<f32>],
        wanted: Wanted,
        after: impl Fn(usize),
    ) -> Vec<Vec<f32>> {
        let mut order: Vec<usize> = (0..clips.len()).collect();
        order.sort_by_key(|&clip| std::cmp::Reverse(clips[clip].len()));
        let mut rows = vec![Vec::new(); clips.len()];
        let mut rest = order.as_slice();
        while let Some(&longest) = rest.first() {
            let fitting = BATCH / clips[longest].len().max(1);
            let (batch, others) = rest.split_at(fitting.clamp(1, rest.len()));
            rest = others;
            let samples: Vec<&[f32]> = batch.iter().map(|&clip| clips[clip].as_slice()).collect();
            let input = SpeechBatch::new(&samples, self.config, self.device);
            let input = input.with_precision(self.precision);
            let output = match wanted {
                Wanted::Logits => network.forward(&input),
                Wanted::Mean => network.embed(&input),
            };
            let width = output.dims()[1];
            let values: Vec<f32> = output.into_data().iter::<f32>().collect();
            for (&clip, row) in batch.iter().zip(values.chunks(width)) {
                rows[clip] = row.to_vec();
            }
            after(clips.len() - rest.len());
        }
        rows
    }
}
