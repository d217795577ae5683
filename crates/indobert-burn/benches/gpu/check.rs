//! The device against the CPU, on models that a CPU trains in seconds.

use std::error::Error;
use std::io::Write;

use indobert_burn::{
    BertClassifier, BertConfig, BertError, BertMaskedLm, Device, InferenceOptions, ModelError,
    Precision, PretrainParams, TrainEvent, TrainParams,
};

use super::line::{Figure, Line, OURS, Source, gap};
use super::work::{labels, text, tokenizer};

/// Rows and the vocabulary are no multiples of 8, lengths are mixed, classes are 3: what kernels like
/// least.
const ROWS: usize = 203;
const VOCABULARY: usize = 251;
const EPOCHS: usize = 4;
const BATCH: usize = 8;

/// Of logits near 1: TF32 keeps 10 bits of a factor's fraction, bf16 keeps 7.
const LOGITS: [f64; 2] = [5e-3, 5e-2];

/// Of losses near 1 over a hundred steps, in which differences of rounding grow.
const LOSSES: [f64; 2] = [2e-2, 0.1];

/// Of losses near 5 over the same steps.
const MASKED_LOSSES: [f64; 2] = [5e-2, 0.3];

/// Prints how far the device is from the CPU, and fails if that is too far.
pub(super) fn run(device: &Device, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let cpu = Device::from_name("cpu")?;
    let exact = Answers::new(&cpu, Precision::F32)?;
    let mut apart = Vec::new();
    for (i, precision) in [Precision::F32, Precision::Bf16].into_iter().enumerate() {
        let found = match Answers::new(device, precision) {
            Err(BertError::Model(ModelError::PrecisionUnsupported { .. })) => {
                eprintln!("not checked: {device} does not compute in {precision}");
                continue;
            }
            found => found?,
        };
        let pairs = [
            ("logits", &found.logits, &exact.logits, LOGITS[i]),
            (
                "losses of 104 steps",
                &found.losses,
                &exact.losses,
                LOSSES[i],
            ),
            (
                "losses of masked words",
                &found.masked,
                &exact.masked,
                MASKED_LOSSES[i],
            ),
        ];
        for (what, found, exact, allowed) in pairs {
            let largest = gap(found, exact);
            if largest > allowed {
                apart.push(format!("{what} in {precision} are {largest:.1e} apart"));
            }
            let source = Source {
                side: OURS.to_owned(),
                device: device.to_string(),
                precision: precision.to_string(),
            };
            let what = format!("{what}, beside the CPU");
            let figure = Figure::Check { largest, allowed };
            Line {
                source,
                what,
                figure,
            }
            .print(out)?;
        }
    }
    match apart.is_empty() {
        true => Ok(()),
        false => Err(apart.join("; ").into()),
    }
}

/// What a device makes of the same models and texts.
struct Answers {
    logits: Vec<f32>,
    losses: Vec<f32>,
    masked: Vec<f32>,
}

impl Answers {
    fn new(device: &Device, precision: Precision) -> Result<Self, BertError> {
        let tokenizer = tokenizer()?;
        let mut config = BertConfig::tiny(VOCABULARY);
        config.hidden_size = 64;
        config.initializer_range = 0.1;
        config.hidden_dropout_prob = 0.0;
        config.attention_probs_dropout_prob = 0.0;
        let texts: Vec<String> = (0..ROWS).map(|i| text(i, 1 + i % 37)).collect();
        let params = TrainParams::default()
            .with_epochs(EPOCHS)
            .with_batch_size(BATCH)
            .with_learning_rate(5e-4)
            .with_precision(precision);
        let model = BertClassifier::init(&config, tokenizer.clone(), labels(), device, 3)?;
        let options = InferenceOptions::default().with_precision(precision);
        let logits = logits(&model, &texts, &options)?;
        let rows: Vec<(String, usize)> = texts.iter().cloned().zip((0..3).cycle()).collect();
        let mut losses = Vec::new();
        model.train(&rows, &[], &params, &mut |event| note(&mut losses, &event))?;
        let mut masked = Vec::new();
        let params = PretrainParams::default().with_train(params);
        BertMaskedLm::init(&config, tokenizer, device, 3)?.train(
            &texts,
            &[],
            &params,
            None,
            &mut |event| note(&mut masked, &event),
        )?;
        Ok(Self {
            logits,
            losses,
            masked,
        })
    }
}

pub(super) fn logits(
    model: &BertClassifier,
    texts: &[String],
    options: &InferenceOptions,
) -> Result<Vec<f32>, BertError> {
    let predictions = model.classify(texts, options)?;
    Ok(predictions.into_iter().flat_map(|p| p.logits).collect())
}

pub(super) fn note(losses: &mut Vec<f32>, event: &TrainEvent) {
    if let TrainEvent::Step { loss, .. } = event {
        losses.push(*loss);
    }
}
