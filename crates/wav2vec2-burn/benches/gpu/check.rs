//! The device against the CPU, on a model that a CPU trains in seconds.

use std::error::Error;
use std::io::Write;

use wav2vec2_burn::{
    Device, Freeze, ModelError, Precision, SpeechClassifier, SpeechError, SpeechInferenceOptions,
    SpeechTrainParams, TrainEvent, Wav2Vec2Config,
};

use super::line::{Figure, gap, print};
use super::work::{clip, labels, still};

/// Lengths are mixed and no multiples of 8: what kernels like least.
const ROWS: usize = 51;
const EPOCHS: usize = 4;
const BATCH: usize = 4;

/// Of logits near 1: TF32 keeps 10 bits of a factor's fraction, bf16 keeps 7.
const LOGITS: [f64; 2] = [5e-3, 5e-2];

/// Of losses near 1 over fifty steps, in which differences of rounding grow.
const LOSSES: [f64; 2] = [2e-2, 0.1];

/// Prints how far the device is from the CPU, and fails if that is too far.
pub(super) fn run(device: &Device, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let cpu = Device::from_name("cpu")?;
    let exact = Answers::new(&cpu, Precision::F32)?;
    let mut apart = Vec::new();
    for (i, precision) in [Precision::F32, Precision::Bf16].into_iter().enumerate() {
        let found = match Answers::new(device, precision) {
            Err(SpeechError::Model(ModelError::PrecisionUnsupported { .. })) => {
                eprintln!("not checked: {device} does not compute in {precision}");
                continue;
            }
            found => found?,
        };
        for (what, found, exact, allowed) in [
            ("logits", &found.logits, &exact.logits, LOGITS[i]),
            (
                "losses of 52 steps",
                &found.losses,
                &exact.losses,
                LOSSES[i],
            ),
        ] {
            let largest = gap(found, exact);
            if largest > allowed {
                apart.push(format!("{what} in {precision} are {largest:.1e} apart"));
            }
            let what = format!("{what}, beside the CPU");
            let figure = Figure::Check { largest, allowed };
            print(out, (device, precision), &what, figure)?;
        }
    }
    match apart.is_empty() {
        true => Ok(()),
        false => Err(apart.join("; ").into()),
    }
}

/// What a device makes of the same model and clips.
struct Answers {
    logits: Vec<f32>,
    losses: Vec<f32>,
}

impl Answers {
    fn new(device: &Device, precision: Precision) -> Result<Self, SpeechError> {
        let mut config = still(&Wav2Vec2Config::tiny());
        config.initializer_range = 0.1;
        let rows: Vec<(Vec<f32>, usize)> = (0..ROWS)
            .map(|i| (clip(i, 401 + 97 * (i % 37)), i % labels().len()))
            .collect();
        let clips: Vec<&[f32]> = rows.iter().map(|(clip, _)| clip.as_slice()).collect();
        let model = SpeechClassifier::init(&config, labels(), device, 3)?;
        let logits = logits(&model, &clips, precision)?;
        let params = SpeechTrainParams::default()
            .with_epochs(EPOCHS)
            .with_batch_size(BATCH)
            .with_learning_rate(5e-4)
            .with_freeze(Freeze::Nothing)
            .with_precision(precision);
        let mut losses = Vec::new();
        model.train(&rows, &[], &params, &mut |event| note(&mut losses, &event))?;
        Ok(Self { logits, losses })
    }
}

pub(super) fn logits<C: AsRef<[f32]>>(
    model: &SpeechClassifier,
    clips: &[C],
    precision: Precision,
) -> Result<Vec<f32>, SpeechError> {
    let options = SpeechInferenceOptions::default().with_precision(precision);
    let predictions = model.classify_with(clips, &options)?;
    Ok(predictions.into_iter().flat_map(|p| p.logits).collect())
}

pub(super) fn note(losses: &mut Vec<f32>, event: &TrainEvent) {
    if let TrainEvent::Step { loss, .. } = event {
        losses.push(*loss);
    }
}
