//! Clips in, a row of numbers a clip out.

use burn::tensor::Device;
use encoder_burn::Precision;
use encoder_burn::model::{device as burn_device, is_host};

use crate::fast::FastEncoder;
use crate::model::{SpeechBatch, SpeechNetwork};
use crate::{SpeechClassifier, SpeechError, Wav2Vec2Config};

/// Samples that pass the network together, padding counted: half a minute at 16 kHz.
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
) -> Result<Vec<Vec<f32>>, SpeechError> {
    let ready = classifier.prepare(clips)?;
    let (network, config) = (&classifier.network, &classifier.config);
    let device = burn_device(&classifier.device);
    let rows = rows(network, config, &ready, wanted, device)?;
    // Finite weights can overflow on the way, and then no class is the right one.
    let is_finite = |row: &Vec<f32>| row.iter().all(|value| value.is_finite());
    match rows.iter().position(|row| !is_finite(row)) {
        Some(clip) => Err(SpeechError::OutputNotFinite { clip }),
        None => Ok(rows),
    }
}

/// One row a clip that has been normalised, by an engine where there is one, else by Burn.
pub(crate) fn rows(
    network: &SpeechNetwork,
    config: &Wav2Vec2Config,
    clips: &[Vec<f32>],
    wanted: Wanted,
    device: &Device,
) -> Result<Vec<Vec<f32>>, SpeechError> {
    if is_host(device)
        && let Some(engine) = FastEncoder::new(network, config)
    {
        return engine.run(clips, wanted);
    }
    Ok(rows_of_burn(network, config, clips, wanted, device))
}

/// Runs clips of like length together. Long ones come first: what fits in memory for the first batch
/// fits for all.
fn rows_of_burn(
    network: &SpeechNetwork,
    config: &Wav2Vec2Config,
    clips: &[Vec<f32>],
    wanted: Wanted,
    device: &Device,
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
        let input = SpeechBatch::new(&samples, config, device).with_precision(Precision::F32);
        let output = match wanted {
            Wanted::Logits => network.forward(&input),
            Wanted::Mean => network.embed(&input),
        };
        let width = output.dims()[1];
        let values: Vec<f32> = output.into_data().iter::<f32>().collect();
        for (&clip, row) in batch.iter().zip(values.chunks(width)) {
            rows[clip] = row.to_vec();
        }
    }
    rows
}
